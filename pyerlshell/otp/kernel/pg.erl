%% Process groups: named collections of processes, on the one node there is; a process may be in a
%% group more than once. A scope is a server and a table of its name, {Group, Members}, which is read
%% without asking the server; the default scope is called pg.
-module(pg).
-behaviour(gen_server).

-export([start/1, start_link/0, start_link/1, join/2, join/3, leave/2, leave/3,
         get_members/1, get_members/2, get_local_members/1, get_local_members/2,
         which_groups/0, which_groups/1, which_local_groups/0, which_local_groups/1,
         monitor/1, monitor/2, monitor_scope/0, monitor_scope/1, demonitor/1, demonitor/2]).
-export([init/1, handle_call/3, handle_cast/2, handle_info/2, terminate/2]).

-moduledoc """
Groups of processes by name, in scopes. A process may join a group several times; it leaves when
it ends.
""".

-compile({no_auto_import, [monitor/2, demonitor/1, demonitor/2]}).

%% members: #{Pid => {Monitor, [Group]}}; subscriptions: #{Ref => {Pid, {group, Group} | scope}}
-record(state, {scope, members = #{}, subscriptions = #{}}).

-doc "Starts a scope.".
start(Scope) when is_atom(Scope) -> gen_server:start({local, Scope}, pg, [Scope], []).
-doc "Starts a scope, linked; the default scope is `pg`.".
start_link() -> start_link(pg).
-doc "Starts a scope, linked; the default scope is `pg`.".
start_link(Scope) when is_atom(Scope) -> gen_server:start_link({local, Scope}, pg, [Scope], []).

-doc "Adds processes to a group: `ok`.".
join(Group, Pids) when is_pid(Pids); is_list(Pids) -> join(pg, Group, Pids).
-doc "Adds processes to a group: `ok`.".
join(Scope, Group, Pids) when is_pid(Pids); is_list(Pids) ->
    check_local(Pids),
    gen_server:call(Scope, {join, Group, as_list(Pids)}, infinity).

-doc "Takes processes out of a group: `ok` or `not_joined`.".
leave(Group, Pids) when is_pid(Pids); is_list(Pids) -> leave(pg, Group, Pids).
-doc "Takes processes out of a group: `ok` or `not_joined`.".
leave(Scope, Group, Pids) when is_pid(Pids); is_list(Pids) ->
    check_local(Pids),
    gen_server:call(Scope, {leave, Group, as_list(Pids)}, infinity).

check_local(Pid) when is_pid(Pid), node(Pid) =:= node() -> ok;
check_local([Pid | Pids]) when is_pid(Pid), node(Pid) =:= node() -> check_local(Pids);
check_local([]) -> ok;
check_local([Other | _]) -> error({nolocal, Other});
check_local(Other) -> error({nolocal, Other}).

as_list(Pid) when is_pid(Pid) -> [Pid];
as_list(Pids) -> Pids.

%% A scope that is not there has no groups.
-doc "The processes of a group on all nodes.".
get_members(Group) -> get_members(pg, Group).
-doc "The processes of a group on all nodes.".
get_members(Scope, Group) ->
    try
        ets:lookup_element(Scope, Group, 2)
    catch
        error:badarg -> []
    end.

-doc "The processes of a group on this node.".
get_local_members(Group) -> get_members(pg, Group).
-doc "The processes of a group on this node.".
get_local_members(Scope, Group) -> get_members(Scope, Group).

-doc "The groups that have members.".
which_groups() -> which_groups(pg).
-doc "The groups that have members.".
which_groups(Scope) when is_atom(Scope) -> [Group || [Group] <- ets:match(Scope, {'$1', '_'})].
which_local_groups() -> which_groups(pg).
which_local_groups(Scope) -> which_groups(Scope).

-doc "The members of a group and a reference; changes come as `{Ref, join | leave, Group, Pids}`.".
monitor(Group) -> monitor(pg, Group).
-doc "The members of a group and a reference; changes come as `{Ref, join | leave, Group, Pids}`.".
monitor(Scope, Group) -> gen_server:call(Scope, {monitor, {group, Group}}, infinity).
-doc "The groups of a scope and a reference; changes come as messages.".
monitor_scope() -> monitor_scope(pg).
-doc "The groups of a scope and a reference; changes come as messages.".
monitor_scope(Scope) -> gen_server:call(Scope, {monitor, scope}, infinity).

%% Messages that are under way already are taken out.
-doc "Ends a monitor: `ok` or `false`.".
demonitor(Ref) -> demonitor(pg, Ref).
-doc "Ends a monitor: `ok` or `false`.".
demonitor(Scope, Ref) when is_reference(Ref) ->
    Result = gen_server:call(Scope, {demonitor, Ref}, infinity),
    flush(Ref),
    Result.

flush(Ref) ->
    receive
        {Ref, Event, _Group, _Pids} when Event =:= join; Event =:= leave -> flush(Ref)
    after 0 ->
        ok
    end.

%%% The server

init([Scope]) ->
    Scope = ets:new(Scope, [set, protected, named_table, {read_concurrency, true}]),
    {ok, #state{scope = Scope}}.

handle_call({join, _Group, []}, _From, State) ->
    {reply, ok, State};
handle_call({join, Group, Pids}, _From, #state{scope = Scope} = State) ->
    Joined = lists:foldl(fun(Pid, In) -> add(Group, Pid, In) end, State, Pids),
    put_members(Scope, Group, Pids ++ get_members(Scope, Group)),
    tell(join, Group, Pids, State),
    {reply, ok, Joined};
handle_call({leave, Group, Pids}, _From, #state{scope = Scope} = State) ->
    Members = get_members(Scope, Group),
    case [Pid || Pid <- Pids, lists:member(Pid, Members)] of
        [] -> {reply, not_joined, State};
        _ ->
            Left = lists:foldl(fun(Pid, In) -> remove(Group, Pid, In) end, State, Pids),
            put_members(Scope, Group, Members -- Pids),
            tell(leave, Group, Pids, State),
            {reply, ok, Left}
    end;
handle_call({monitor, What}, {Pid, _}, #state{scope = Scope, subscriptions = All} = State) ->
    Ref = erlang:monitor(process, Pid, [{tag, {'DOWN', subscription}}]),
    Present = case What of
                  scope -> maps:from_list(ets:tab2list(Scope));
                  {group, Group} -> get_members(Scope, Group)
              end,
    {reply, {Ref, Present}, State#state{subscriptions = All#{Ref => {Pid, What}}}};
handle_call({demonitor, Ref}, _From, #state{subscriptions = All} = State) ->
    erlang:demonitor(Ref, [flush]),
    {reply, ok, State#state{subscriptions = maps:remove(Ref, All)}};
handle_call(Request, From, State) ->
    error(function_clause, [Request, From, State]).

handle_cast(Msg, State) ->
    error(function_clause, [Msg, State]).

handle_info({'DOWN', Monitor, process, Pid, _}, #state{scope = Scope, members = Known} = State) ->
    case Known of
        #{Pid := {Monitor, Groups}} ->
            lists:foreach(fun(Group) ->
                                  put_members(Scope, Group, get_members(Scope, Group) -- [Pid]),
                                  tell(leave, Group, [Pid], State)
                          end, Groups),
            {noreply, State#state{members = maps:remove(Pid, Known)}};
        _ -> {noreply, State}
    end;
handle_info({{'DOWN', subscription}, Ref, process, _, _}, #state{subscriptions = All} = State) ->
    {noreply, State#state{subscriptions = maps:remove(Ref, All)}};
handle_info({Node, _}, State) when Node =:= nodeup; Node =:= nodedown ->
    {noreply, State};
handle_info(_Msg, _State) ->
    error(badarg).

terminate(_Reason, #state{scope = Scope}) ->
    ets:delete(Scope).

put_members(Scope, Group, []) -> ets:delete(Scope, Group);
put_members(Scope, Group, Members) -> ets:insert(Scope, {Group, Members}).

add(Group, Pid, #state{members = Known} = State) ->
    {Monitor, Groups} = case Known of
                            #{Pid := Known1} -> Known1;
                            _ -> {erlang:monitor(process, Pid), []}
                        end,
    State#state{members = Known#{Pid => {Monitor, [Group | Groups]}}}.

remove(Group, Pid, #state{members = Known} = State) ->
    case Known of
        #{Pid := {Monitor, Groups}} ->
            case lists:delete(Group, Groups) of
                [] ->
                    erlang:demonitor(Monitor, [flush]),
                    State#state{members = maps:remove(Pid, Known)};
                Left -> State#state{members = Known#{Pid := {Monitor, Left}}}
            end;
        _ -> State
    end.

tell(Event, Group, Pids, #state{subscriptions = All}) ->
    [Pid ! {Ref, Event, Group, Pids}
     || Ref := {Pid, What} <- All, What =:= scope orelse What =:= {group, Group}],
    ok.
