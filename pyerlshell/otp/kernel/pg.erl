%% Process groups: named sets of processes, on the one node there is. A scope is a server that keeps
%% its groups; the default scope is called pg.
-module(pg).
-behaviour(gen_server).

-export([start/1, start_link/0, start_link/1, join/2, join/3, leave/2, leave/3,
         get_members/1, get_members/2, get_local_members/1, get_local_members/2,
         which_groups/0, which_groups/1, which_local_groups/0, which_local_groups/1,
         monitor/1, monitor/2, monitor_scope/0, monitor_scope/1, demonitor/1, demonitor/2]).
-export([init/1, handle_call/3, handle_cast/2, handle_info/2]).

-compile({no_auto_import, [monitor/2, demonitor/1, demonitor/2]}).

%% groups: #{Group => [Pid]}, the last joined first; pids: #{Pid => Monitor};
%% watchers: #{Ref => {Group | all, Pid}}
-record(state, {groups = #{}, pids = #{}, watchers = #{}}).

start(Scope) -> gen_server:start({local, Scope}, pg, [], []).
start_link() -> start_link(pg).
start_link(Scope) -> gen_server:start_link({local, Scope}, pg, [], []).

join(Group, Pids) -> join(pg, Group, Pids).
join(Scope, Group, Pids) -> gen_server:call(Scope, {join, Group, as_list(Pids)}, infinity).

leave(Group, Pids) -> leave(pg, Group, Pids).
leave(Scope, Group, Pids) -> gen_server:call(Scope, {leave, Group, as_list(Pids)}, infinity).

get_members(Group) -> get_members(pg, Group).
get_members(Scope, Group) -> gen_server:call(Scope, {members, Group}, infinity).
get_local_members(Group) -> get_members(pg, Group).
get_local_members(Scope, Group) -> get_members(Scope, Group).

which_groups() -> which_groups(pg).
which_groups(Scope) -> gen_server:call(Scope, groups, infinity).
which_local_groups() -> which_groups(pg).
which_local_groups(Scope) -> which_groups(Scope).

monitor(Group) -> monitor(pg, Group).
monitor(Scope, Group) -> gen_server:call(Scope, {watch, Group, self()}, infinity).
monitor_scope() -> monitor_scope(pg).
monitor_scope(Scope) -> gen_server:call(Scope, {watch_all, self()}, infinity).
demonitor(Ref) -> demonitor(pg, Ref).
demonitor(Scope, Ref) -> gen_server:call(Scope, {unwatch, Ref}, infinity).

as_list(Pid) when is_pid(Pid) -> [Pid];
as_list(Pids) when is_list(Pids) -> Pids.

init([]) ->
    {ok, #state{}}.

handle_call({join, Group, Pids}, _From, State) ->
    tell(join, Group, Pids, State),
    {reply, ok, lists:foldl(fun(Pid, In) -> add(Group, Pid, In) end, State, Pids)};
handle_call({leave, Group, Pids}, _From, #state{groups = Groups} = State) ->
    Members = maps:get(Group, Groups, []),
    case [Pid || Pid <- Pids, lists:member(Pid, Members)] of
        [] -> {reply, not_joined, State};
        Leaving ->
            tell(leave, Group, Leaving, State),
            {reply, ok, set(Group, Members -- Leaving, State)}
    end;
handle_call({members, Group}, _From, #state{groups = Groups} = State) ->
    {reply, maps:get(Group, Groups, []), State};
handle_call(groups, _From, #state{groups = Groups} = State) ->
    {reply, maps:keys(Groups), State};
handle_call({watch, Group, Pid}, _From, #state{groups = Groups} = State) ->
    {Ref, NewState} = watch(Group, Pid, State),
    {reply, {Ref, maps:get(Group, Groups, [])}, NewState};
handle_call({watch_all, Pid}, _From, #state{groups = Groups} = State) ->
    {Ref, NewState} = watch(all, Pid, State),
    {reply, {Ref, Groups}, NewState};
handle_call({unwatch, Ref}, _From, #state{watchers = Watchers} = State) ->
    case maps:is_key(Ref, Watchers) of
        true ->
            erlang:demonitor(Ref, [flush]),
            {reply, ok, State#state{watchers = maps:remove(Ref, Watchers)}};
        false -> {reply, false, State}
    end.

handle_cast(_, State) ->
    {noreply, State}.

handle_info({'DOWN', Ref, process, Pid, _}, #state{watchers = Watchers, pids = Pids} = State) ->
    case Pids of
        #{Pid := Ref} ->
            Left = maps:fold(fun(Group, Members, In) -> gone(Pid, Group, Members, In) end, State,
                             State#state.groups),
            {noreply, Left#state{pids = maps:remove(Pid, Pids)}};
        _ ->
            {noreply, State#state{watchers = maps:remove(Ref, Watchers)}}
    end;
handle_info(_, State) ->
    {noreply, State}.

add(Group, Pid, #state{groups = Groups, pids = Pids} = State) ->
    Known = case Pids of
                #{Pid := _} -> Pids;
                _ -> Pids#{Pid => erlang:monitor(process, Pid)}
            end,
    State#state{groups = Groups#{Group => [Pid | maps:get(Group, Groups, [])]}, pids = Known}.

set(Group, [], #state{groups = Groups} = State) ->
    State#state{groups = maps:remove(Group, Groups)};
set(Group, Members, #state{groups = Groups} = State) ->
    State#state{groups = Groups#{Group => Members}}.

gone(Pid, Group, Members, State) ->
    case lists:filter(fun(Member) -> Member =:= Pid end, Members) of
        [] -> State;
        Leaving ->
            tell(leave, Group, Leaving, State),
            set(Group, Members -- Leaving, State)
    end.

watch(What, Pid, #state{watchers = Watchers} = State) ->
    Ref = erlang:monitor(process, Pid),
    {Ref, State#state{watchers = Watchers#{Ref => {What, Pid}}}}.

tell(Event, Group, Pids, #state{watchers = Watchers}) ->
    [Pid ! {Ref, Event, Group, Pids}
     || Ref := {What, Pid} <- Watchers, What =:= all orelse What =:= Group],
    ok.
