%% Which dets tables are open, and who uses them.
%%
%% Clients find the process of a table in the ets table dets_registry, {Table, Users, Pid}; dets_owners
%% has it the other way round. A table that is being opened or closed is `busy': who wants to open or
%% close it meanwhile waits in its queue, in order. The server never waits itself: it sends a request
%% to the process of the table and goes on when the answer comes.
%%
%% OTP: dets_server
-module(dets_server).
-moduledoc false.
-behaviour(gen_server).

-export([start/0, start_link/0, stop/0, all/0, close/1, get_pid/1, open_file/1, open_file/2,
         pid2name/1, users/1, verbose/1]).
-export([init/1, handle_call/3, handle_info/2, handle_cast/2]).

-define(REGISTRY, dets_registry).
-define(OWNERS, dets_owners).

%% asked: Ref => {What, Table, Pid, From}; busy: Table => queue of {Request, From};
%% uses: User => [Table], one for each time that the user opened it.
-record(state, {asked = #{}, busy = #{}, uses = #{}}).

start_link() -> gen_server:start_link({local, dets}, ?MODULE, [], []).

start() -> ensure_started().

stop() ->
    case whereis(dets) of
        undefined -> stopped;
        _ -> gen_server:call(dets, stop, infinity)
    end.

all() -> call(all).
close(Tab) -> call({close, Tab}).
open_file(File) -> call({open, File}).
open_file(Tab, Args) -> call({open, Tab, Args}).
users(Tab) -> call({users, Tab}).
verbose(What) -> call({set_verbose, What}).

%% The process of an open table; fails if there is none.
get_pid(Tab) -> ets:lookup_element(?REGISTRY, Tab, 3).

pid2name(Pid) ->
    ensure_started(),
    name_of(Pid).

name_of(Pid) ->
    case ets:lookup(?OWNERS, Pid) of
        [{_, Tab}] -> {ok, Tab};
        [] -> undefined
    end.

call(Request) ->
    ensure_started(),
    gen_server:call(dets, Request, infinity).

ensure_started() ->
    case whereis(dets) of
        undefined ->
            _ = supervisor:start_child(kernel_safe_sup,
                                       {dets_sup, {dets_sup, start_link, []}, permanent,
                                        1000, supervisor, [dets_sup]}),
            _ = supervisor:start_child(kernel_safe_sup,
                                       {dets, {?MODULE, start_link, []}, permanent,
                                        2000, worker, [?MODULE]}),
            ok;
        _ -> ok
    end.

init([]) ->
    process_flag(trap_exit, true),
    ets:new(?REGISTRY, [set, named_table]),
    ets:new(?OWNERS, [set, named_table]),
    {ok, #state{}}.

handle_call(all, _From, State) ->
    {reply, ets:foldl(fun({Tab, _, _}, Tabs) -> [Tab | Tabs] end, [], ?REGISTRY), State};
handle_call({users, Tab}, _From, #state{uses = Uses} = State) ->
    {reply, [User || User := Tabs <- Uses, T <- Tabs, T =:= Tab], State};
handle_call({set_verbose, true}, _From, State) ->
    put(verbose, yes),
    {reply, ok, State};
handle_call({set_verbose, _}, _From, State) ->
    erase(verbose),
    {reply, ok, State};
handle_call(stop, _From, State) -> {stop, normal, stopped, State};
handle_call(Request, From, State) -> {noreply, request(Request, From, State)}.

handle_cast(_, State) -> {noreply, State}.

%% Requests

request({open, File}, From, State) ->
    start_table(make_ref(), [File, get(verbose)], From, State);
request(Request, From, #state{busy = Busy} = State) ->
    Tab = element(2, Request),
    case Busy of
        #{Tab := Queue} -> State#state{busy = Busy#{Tab := queue:in({Request, From}, Queue)}};
        #{} -> now(Request, From, State)
    end.

now({open, Tab, Args}, From, State) ->
    case ets:lookup(?REGISTRY, Tab) of
        [] -> start_table(Tab, [Tab, Args, get(verbose)], From, State);
        [{_, _, Pid}] -> ask(add_user, {add_user, Tab, Args}, Tab, Pid, From, State)
    end;
now({close, Tab}, {User, _} = From, #state{uses = Uses} = State) ->
    case lists:member(Tab, maps:get(User, Uses, [])) of
        false ->
            gen_server:reply(From, {error, not_owner}),
            State;
        true ->
            close(Tab, From, used_less(User, Tab, State))
    end.

%% The table counts as open from now on; who uses it will wait for it.
start_table(Tab, Args, From, State) ->
    case supervisor:start_child(dets_sup, [self()]) of
        {ok, Pid} ->
            ets:insert(?REGISTRY, {Tab, 1, Pid}),
            ets:insert(?OWNERS, {Pid, Tab}),
            ask(open, {internal_open, Tab, Args}, Tab, Pid, From, State);
        Error ->
            gen_server:reply(From, Error),
            State
    end.

close(Tab, {User, _} = From, State) ->
    case ets:lookup(?REGISTRY, Tab) of
        [{_, 1, Pid}] ->
            ets:delete(?REGISTRY, Tab),
            ets:delete(?OWNERS, Pid),
            unlink(Pid),
            ask(close, close, Tab, Pid, From, State);
        [{_, _, Pid}] ->
            ets:update_counter(?REGISTRY, Tab, -1),
            ask(close, {close, User}, Tab, Pid, From, State);
        [] ->
            gen_server:reply(From, {error, not_owner}),
            State
    end.

ask(What, Request, Tab, Pid, From, #state{asked = Asked, busy = Busy} = State) ->
    Ref = monitor(process, Pid),
    Pid ! {'$dets_call', {self(), Ref}, Request},
    State#state{asked = Asked#{Ref => {What, Tab, Pid, From}}, busy = Busy#{Tab => queue:new()}}.

%% Answers

handle_info({Ref, Answer}, #state{asked = Asked} = State) when is_map_key(Ref, Asked) ->
    demonitor(Ref, [flush]),
    {noreply, answered(Ref, Answer, State)};
handle_info({'DOWN', Ref, process, _, _}, #state{asked = Asked} = State)
  when is_map_key(Ref, Asked) ->
    {noreply, answered(Ref, badarg, State)};
handle_info({'EXIT', Pid, _}, State) ->
    {noreply, case name_of(Pid) of
                  {ok, Tab} -> table_died(Tab, Pid, State);
                  undefined -> user_died(Pid, State)
              end};
handle_info(_, State) ->
    {noreply, State}.

answered(Ref, Answer, #state{asked = Asked, busy = Busy} = State0) ->
    {{What, Tab, Pid, From}, Left} = maps:take(Ref, Asked),
    {Queue, Others} = maps:take(Tab, Busy),
    {Reply, State} = done(What, Answer, Tab, Pid, From, State0#state{asked = Left, busy = Others}),
    gen_server:reply(From, Reply),
    lists:foldl(fun({Request, Who}, S) -> request(Request, Who, S) end, State, queue:to_list(Queue)).

done(open, ok, Tab, Pid, {User, _}, State) ->
    link(Pid),
    {{ok, Tab}, used_more(User, Tab, State)};
done(open, Error, Tab, Pid, _, State) ->
    ets:delete(?REGISTRY, Tab),
    ets:delete(?OWNERS, Pid),
    {Error, State};
done(add_user, ok, Tab, _, {User, _}, State) ->
    ets:update_counter(?REGISTRY, Tab, 1),
    {{ok, Tab}, used_more(User, Tab, State)};
done(_, Answer, _, _, _, State) ->
    {Answer, State}.

%% Users

used_more(User, Tab, #state{uses = Uses} = State) ->
    Tabs = case Uses of
               #{User := Known} -> Known;
               #{} ->
                   link_to(User),
                   []
           end,
    State#state{uses = Uses#{User => [Tab | Tabs]}}.

%% A user that is gone already gives an exit signal later.
link_to(User) ->
    try link(User)
    catch error:noproc -> self() ! {'EXIT', User, noproc}
    end.

used_less(User, Tab, #state{uses = Uses} = State) ->
    case lists:delete(Tab, maps:get(User, Uses)) of
        [] ->
            unlink(User),
            State#state{uses = maps:remove(User, Uses)};
        Tabs ->
            State#state{uses = Uses#{User := Tabs}}
    end.

table_died(Tab, Pid, #state{uses = Uses} = State) ->
    ets:delete(?REGISTRY, Tab),
    ets:delete(?OWNERS, Pid),
    Users = [User || User := Tabs <- Uses, T <- Tabs, T =:= Tab],
    lists:foldl(fun(User, S) -> used_less(User, Tab, S) end, State, Users).

user_died(User, #state{uses = Uses} = State) ->
    Closing = fun(Tab, S) -> request({close, Tab}, {User, [alias | make_ref()]}, S) end,
    lists:foldl(Closing, State, maps:get(User, Uses, [])).
