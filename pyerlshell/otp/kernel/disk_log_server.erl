%% Which logs are open, and in which process.
%%
%% Clients look into the ets table disk_log_names; disk_log_pids has it the other way round. While a
%% log is being opened, others who want to open it wait in its queue.
%%
%% OTP: disk_log_server
-module(disk_log_server).
-moduledoc false.
-behaviour(gen_server).

-include("disk_log.hrl").

-export([start/0, start_link/0, open/1, close/1, get_log_pid/1, all/0]).
-export([init/1, handle_call/3, handle_cast/2, handle_info/2]).

-define(NAMES, disk_log_names).
-define(PIDS, disk_log_pids).

%% asked: Ref => {new | known, Pid, Arguments, From}; busy: Name => queue of {Arguments, From}.
-record(state, {asked = #{}, busy = #{}}).

start_link() -> gen_server:start_link({local, ?MODULE}, ?MODULE, [], []).

start() ->
    case whereis(?MODULE) of
        undefined ->
            started({disk_log_sup, {disk_log_sup, start_link, []}, permanent, 1000, supervisor,
                     [disk_log_sup]}),
            started({?MODULE, {?MODULE, start_link, []}, permanent, 2000, worker, [?MODULE]});
        _ -> ok
    end.

started(Child) ->
    case supervisor:start_child(kernel_safe_sup, Child) of
        {ok, _} -> ok;
        {error, {already_started, _}} -> ok
    end.

open({ok, Arg}) ->
    start(),
    gen_server:call(?MODULE, {open, Arg}, infinity);
open(Wrong) ->
    Wrong.

close(Pid) -> gen_server:call(?MODULE, {close, Pid}, infinity).

get_log_pid(Name) ->
    try ets:lookup(?NAMES, Name) of
        [{_, Pid}] -> Pid;
        [] -> undefined
    catch
        error:badarg -> undefined
    end.

all() ->
    start(),
    lists:sort([Name || {Name, _} <- ets:tab2list(?NAMES)]).

init([]) ->
    process_flag(trap_exit, true),
    ets:new(?NAMES, [named_table, set]),
    ets:new(?PIDS, [named_table, set]),
    {ok, #state{}}.

handle_call({open, Arg}, From, State) -> {noreply, request(Arg, From, State)};
handle_call({close, Pid}, _From, State) ->
    case ets:member(?PIDS, Pid) of
        true ->
            forget(Pid),
            unlink(Pid);
        false -> ok
    end,
    {reply, ok, State}.

handle_cast(_, State) -> {noreply, State}.

request(#arg{name = Name} = Arg, From, #state{busy = Busy} = State) ->
    case Busy of
        #{Name := Queue} -> State#state{busy = Busy#{Name := queue:in({Arg, From}, Queue)}};
        #{} ->
            case get_log_pid(Name) of
                undefined ->
                    case supervisor:start_child(disk_log_sup, [self()]) of
                        {ok, Pid} -> ask(new, Pid, Arg, From, State);
                        Error ->
                            gen_server:reply(From, Error),
                            State
                    end;
                Pid -> ask(known, Pid, Arg, From, State)
            end
    end.

ask(Kind, Pid, #arg{name = Name} = Arg, From, #state{asked = Asked, busy = Busy} = State) ->
    Ref = monitor(process, Pid),
    Pid ! {request, self(), Ref, {internal_open, Arg}},
    State#state{asked = Asked#{Ref => {Kind, Pid, Arg, From}}, busy = Busy#{Name => queue:new()}}.

handle_info({Ref, Answer}, #state{asked = Asked} = State) when is_map_key(Ref, Asked) ->
    demonitor(Ref, [flush]),
    {noreply, answered(Ref, Answer, State)};
handle_info({'DOWN', Ref, process, _, _}, #state{asked = Asked} = State)
  when is_map_key(Ref, Asked) ->
    {noreply, answered(Ref, {error, no_such_log}, State)};
handle_info({'EXIT', Pid, _}, State) ->
    forget(Pid),
    {noreply, State};
handle_info(_, State) -> {noreply, State}.

answered(Ref, Answer, #state{asked = Asked, busy = Busy} = State0) ->
    {{Kind, Pid, #arg{name = Name} = Arg, From}, Left} = maps:take(Ref, Asked),
    {Queue, Others} = maps:take(Name, Busy),
    State = State0#state{asked = Left, busy = Others},
    Waiting = queue:to_list(Queue),
    case {Kind, Answer} of
        {known, {error, no_such_log}} ->  % it was closed meanwhile
            forget(Pid),
            requests([{Arg, From} | Waiting], State);
        {new, Opened} when element(1, Opened) =/= error ->
            link(Pid),
            ets:insert(?PIDS, {Pid, Name}),
            ets:insert(?NAMES, {Name, Pid}),
            gen_server:reply(From, Answer),
            requests(Waiting, State);
        _ ->
            gen_server:reply(From, Answer),
            requests(Waiting, State)
    end.

requests(Waiting, State) ->
    lists:foldl(fun({Arg, From}, S) -> request(Arg, From, S) end, State, Waiting).

forget(Pid) ->
    case ets:take(?PIDS, Pid) of
        [{_, Name}] -> ets:delete_object(?NAMES, {Name, Pid});
        [] -> ok
    end.
