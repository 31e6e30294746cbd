%% Global names, on the one node there is: a table of names kept with node_config, and a process that
%% forgets the names of processes that die. It starts with the first name.
-module(global).

-export([register_name/2, register_name/3, re_register_name/2, re_register_name/3,
         unregister_name/1, whereis_name/1, registered_names/0, send/2, sync/0, sync/1,
         set_lock/1, set_lock/2, set_lock/3, del_lock/1, del_lock/2, trans/2, trans/3, trans/4,
         random_exit_name/3, random_notify_name/3, notify_all_name/3, disconnect/0]).
-export([watch/1]).

%%% Names

register_name(Name, Pid) -> register_name(Name, Pid, fun global:random_exit_name/3).

register_name(Name, Pid, _Resolve) when is_pid(Pid) ->
    case whereis_name(Name) of
        undefined -> enter(Name, Pid), yes;
        _ -> no
    end.

re_register_name(Name, Pid) -> re_register_name(Name, Pid, fun global:random_exit_name/3).

re_register_name(Name, Pid, _Resolve) when is_pid(Pid) ->
    enter(Name, Pid),
    yes.

unregister_name(Name) ->
    node_config:erase({global, Name}),
    ok.

whereis_name(Name) ->
    case node_config:get({global, Name}, undefined) of
        undefined -> undefined;
        Pid ->
            case is_process_alive(Pid) of
                true -> Pid;
                false -> undefined
            end
    end.

registered_names() ->
    [Name || {Name, _} <- node_config:list(global), whereis_name(Name) =/= undefined].

send(Name, Msg) ->
    case whereis_name(Name) of
        undefined -> exit({badarg, {Name, Msg}});
        Pid -> Pid ! Msg, Pid
    end.

enter(Name, Pid) ->
    node_config:put({global, Name}, Pid),
    watcher() ! {watch, Name, Pid}.

watcher() ->
    case node_config:get(global_watcher, undefined) of
        undefined ->
            Watcher = spawn(global, watch, [#{}]),
            node_config:put(global_watcher, Watcher),
            Watcher;
        Watcher -> Watcher
    end.

watch(Names) ->
    receive
        {watch, Name, Pid} ->
            watch(Names#{monitor(process, Pid) => {Name, Pid}});
        {'DOWN', Ref, process, Pid, _} ->
            case Names of
                #{Ref := {Name, Pid}} -> forget(Name, Pid);
                _ -> ok
            end,
            watch(maps:remove(Ref, Names));
        _ ->
            watch(Names)
    end.

%% Another process may have taken the name meanwhile.
forget(Name, Pid) ->
    case node_config:get({global, Name}, undefined) of
        Pid -> unregister_name(Name);
        _ -> ok
    end.

sync() -> ok.
sync(_) -> ok.

%% With two processes of one name when nodes meet, which shall keep it?
random_exit_name(_Name, Pid1, Pid2) ->
    exit(Pid2, kill),
    Pid1.
random_notify_name(Name, Pid1, Pid2) ->
    Pid2 ! {global_name_conflict, Name},
    Pid1.
notify_all_name(Name, Pid1, Pid2) ->
    Pid1 ! {global_name_conflict, Name, Pid2},
    Pid2 ! {global_name_conflict, Name, Pid1},
    none.

disconnect() -> [].

%%% Locks: {lock, Resource} is {Requester, Count}

set_lock(Id) -> set_lock(Id, [node()], infinity).
set_lock(Id, Nodes) -> set_lock(Id, Nodes, infinity).

set_lock({Resource, Requester} = Id, Nodes, Retries) ->
    case node_config:get({lock, Resource}, free) of
        free -> node_config:put({lock, Resource}, {Requester, 1}), true;
        {Requester, Count} -> node_config:put({lock, Resource}, {Requester, Count + 1}), true;
        _ when Retries =:= 0 -> false;
        _ ->
            timer:sleep(100),
            set_lock(Id, Nodes, fewer(Retries))
    end.

fewer(infinity) -> infinity;
fewer(Retries) -> Retries - 1.

del_lock(Id) -> del_lock(Id, [node()]).

del_lock({Resource, Requester}, _Nodes) ->
    case node_config:get({lock, Resource}, free) of
        {Requester, 1} -> node_config:erase({lock, Resource});
        {Requester, Count} -> node_config:put({lock, Resource}, {Requester, Count - 1});
        _ -> ok
    end,
    true.

trans(Id, Fun) -> trans(Id, Fun, [node()], infinity).
trans(Id, Fun, Nodes) -> trans(Id, Fun, Nodes, infinity).

trans(Id, Fun, Nodes, Retries) ->
    case set_lock(Id, Nodes, Retries) of
        true ->
            try
                Fun()
            after
                del_lock(Id, Nodes)
            end;
        false ->
            aborted
    end.
