%% Global names and locks, on the one node there is.
%%
%% The names are kept with node_config, so that looking one up asks nobody; the process
%% global_name_server takes in names and locks, and forgets them when their processes end.
-module(global).
-behaviour(gen_server).

-export([register_name/2, register_name/3, re_register_name/2, re_register_name/3,
         register_name_external/2, register_name_external/3, unregister_name_external/1,
         unregister_name/1, whereis_name/1, registered_names/0, send/2, sync/0, sync/1,
         set_lock/1, set_lock/2, set_lock/3, del_lock/1, del_lock/2, trans/2, trans/3, trans/4,
         random_exit_name/3, random_notify_name/3, notify_all_name/3, disconnect/0, info/0]).
-export([start/0, start_link/0, stop/0, loop/0]).
-export([init/1, handle_call/3, handle_cast/2, handle_info/2, terminate/2, code_change/3]).

-moduledoc """
Names that are known on all connected nodes, and locks. Here this node is alone, so the names are
its own.
""".

%% names: #{Name => Monitor}; locks: #{Resource => {Requester, [{Pid, Monitor}]}}, with each process
%% that has taken it
-record(state, {names = #{}, locks = #{}}).

%%% Names

-doc "Registers a process under a global name: `yes` or `no`.".
register_name(Name, Pid) -> register_name(Name, Pid, fun global:random_exit_name/3).

-doc "Registers a process under a global name: `yes` or `no`.".
register_name(Name, Pid, Resolve) when is_pid(Pid) ->
    allow_tuple_fun(Resolve),
    case whereis_name(Name) of
        undefined ->
            case has_other_name(Name, Pid) of
                true -> no;
                false -> request({register, Name, Pid})
            end;
        _ -> no
    end.

-doc "Registers a process under a global name, which another may have had.".
re_register_name(Name, Pid) -> re_register_name(Name, Pid, fun global:random_exit_name/3).

-doc "Registers a process under a global name, which another may have had.".
re_register_name(Name, Pid, Resolve) when is_pid(Pid) ->
    allow_tuple_fun(Resolve),
    case has_other_name(Name, Pid) of
        true -> no;
        false -> request({register, Name, Pid})
    end.

register_name_external(Name, Pid) -> register_name(Name, Pid).
register_name_external(Name, Pid, Resolve) -> register_name(Name, Pid, Resolve).
unregister_name_external(Name) -> unregister_name(Name).

%% What is to be done when two nodes meet that both have the name.
allow_tuple_fun(Fun) when is_function(Fun, 3) -> ok;
allow_tuple_fun({M, F}) when is_atom(M), is_atom(F) -> ok.

%% A process has one name, unless kernel's global_multi_name_action is `allow'.
has_other_name(Name, Pid) ->
    Names = [Other || {{global, Other}, P} <- names(), P =:= Pid],
    case Names =:= [] orelse application:get_env(kernel, global_multi_name_action) =:= {ok, allow} of
        true -> false;
        false ->
            logger:log(error, "global: ~w registered under several names: ~tw\n",
                       [Pid, [Name | Names]]),
            true
    end.

names() -> [{{global, Name}, Pid} || {Name, Pid} <- node_config:list(global)].

-doc "Takes away a global name.".
unregister_name(Name) ->
    case node_config:get({global, Name}, undefined) of
        undefined -> ok;
        _ -> request({unregister, Name})
    end.

-doc "The process of a global name, or `undefined`.".
whereis_name(Name) ->
    case node_config:get({global, Name}, undefined) of
        undefined -> undefined;
        Pid ->
            case is_process_alive(Pid) of
                true -> Pid;
                false -> undefined
            end
    end.

-doc "The global names.".
registered_names() ->
    [Name || {{global, Name}, Pid} <- names(), is_process_alive(Pid)].

-doc """
Sends a message to the process of a global name; fails with `{badarg, {Name, Msg}}` if there is
none.
""".
send(Name, Msg) ->
    case whereis_name(Name) of
        undefined -> exit({badarg, {Name, Msg}});
        Pid -> Pid ! Msg, Pid
    end.

-doc "Brings the names of the nodes together.".
sync() -> ok.
-doc "Brings the names of the nodes together.".
sync(_) -> ok.

-doc "Disconnects from the other nodes: those it was connected with.".
disconnect() -> [].

info() -> gen_server:call(global_name_server, info, infinity).

%%% With two processes of one name, the older keeps it

-doc "Resolves a clash of names: one of the processes is killed.".
random_exit_name(Name, Pid1, Pid2) ->
    {Older, Younger} = {min(Pid1, Pid2), max(Pid1, Pid2)},
    logger:log(info, "global: Name conflict terminating ~tw\n", [{Name, Younger}]),
    exit(Younger, kill),
    Older.

-doc """
Resolves a clash of names: one of the processes keeps it, the other gets `{global_name_conflict,
Name}`.
""".
random_notify_name(Name, Pid1, Pid2) ->
    max(Pid1, Pid2) ! {global_name_conflict, Name},
    min(Pid1, Pid2).

-doc """
Resolves a clash of names: neither process keeps it, both get `{global_name_conflict, Name}`.
""".
notify_all_name(Name, Pid1, Pid2) ->
    Pid1 ! {global_name_conflict, Name, Pid2},
    Pid2 ! {global_name_conflict, Name, Pid1},
    none.

%%% Locks

-doc """
Sets a lock `{ResourceId, LockRequesterId}`, trying again as often as Retries says: `true` or
`false`.
""".
set_lock(Id) -> set_lock(Id, [node()], infinity).
-doc """
Sets a lock `{ResourceId, LockRequesterId}`, trying again as often as Retries says: `true` or
`false`.
""".
set_lock(Id, Nodes) -> set_lock(Id, Nodes, infinity).

-doc """
Sets a lock `{ResourceId, LockRequesterId}`, trying again as often as Retries says: `true` or
`false`.
""".
set_lock({_, _} = Id, Nodes, Retries)
  when Retries =:= infinity; is_integer(Retries), Retries >= 0 ->
    set_lock(Id, Nodes, Retries, 1).

set_lock({Resource, Requester} = Id, Nodes, Retries, Times) ->
    case not lists:member(node(), Nodes) orelse request({set_lock, Resource, Requester, self()}) of
        true -> true;
        false when Retries =:= 0 -> false;
        false ->
            timer:sleep(pause(Times)),
            set_lock(Id, Nodes, fewer(Retries), Times + 1)
    end.

%% The longer it takes, the less often it is tried, at random.
pause(Times) -> rand:uniform(min(1000 bsl min(Times, 13), 8000) div 4).

fewer(infinity) -> infinity;
fewer(Retries) -> Retries - 1.

-doc "Takes away a lock.".
del_lock(Id) -> del_lock(Id, [node()]).
-doc "Takes away a lock.".
del_lock({Resource, Requester}, _Nodes) -> request({del_lock, Resource, Requester}).

-doc "Calls a function while a lock is held: its value, or `aborted`.".
trans(Id, Fun) -> trans(Id, Fun, [node()], infinity).
-doc "Calls a function while a lock is held: its value, or `aborted`.".
trans(Id, Fun, Nodes) -> trans(Id, Fun, Nodes, infinity).

-doc "Calls a function while a lock is held: its value, or `aborted`.".
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

%%% The process global_name_server

start() -> gen_server:start({local, global_name_server}, global, [], []).
start_link() -> gen_server:start_link({local, global_name_server}, global, [], []).
stop() -> gen_server:call(global_name_server, stop, infinity).

request(Request) ->
    whereis(global_name_server) =:= undefined andalso start(),
    gen_server:call(global_name_server, Request, infinity).

%% What it becomes with its first message.
loop() ->
    {ok, State} = init([]),
    gen_server:enter_loop(global, [], State, {local, global_name_server}).

init([]) ->
    process_flag(trap_exit, true),
    {ok, #state{}}.

handle_call({register, Name, Pid}, _From, State) ->
    #state{names = Names} = Without = forget(Name, State),
    node_config:put({global, Name}, Pid),
    {reply, yes, Without#state{names = Names#{Name => monitor(process, Pid)}}};
handle_call({unregister, Name}, _From, State) ->
    {reply, ok, forget(Name, State)};
handle_call({set_lock, Resource, Requester, Pid}, _From, #state{locks = Locks} = State) ->
    case Locks of
        #{Resource := {Requester, Holders}} ->
            {reply, true, lock(Resource, Requester, Pid, Holders, State)};
        #{Resource := _} -> {reply, false, State};
        _ -> {reply, true, lock(Resource, Requester, Pid, [], State)}
    end;
handle_call({del_lock, Resource, Requester}, {Pid, _}, #state{locks = Locks} = State) ->
    case Locks of
        #{Resource := {Requester, Holders}} ->
            {reply, true, unlock(Resource, Requester, Pid, Holders, State)};
        _ -> {reply, true, State}
    end;
handle_call(info, _From, State) ->
    {reply, State, State};
handle_call(stop, _From, State) ->
    {stop, normal, stopped, State};
handle_call(Request, From, State) ->
    unexpected("handle_call(~tp, ~tp, _)", [Request, From]),
    {noreply, State}.

handle_cast(Msg, State) ->
    unexpected("handle_cast(~tp, _)", [Msg]),
    {noreply, State}.

handle_info({'DOWN', Monitor, process, _, _}, #state{names = Names, locks = Locks} = State) ->
    Named = lists:foldl(fun forget/2, State, [Name || Name := M <- Names, M =:= Monitor]),
    Left = #{Resource => {Requester, lists:keydelete(Monitor, 2, Holders)}
             || Resource := {Requester, Holders} <- Locks},
    {noreply, Named#state{locks = maps:filter(fun(_, {_, Holders}) -> Holders =/= [] end, Left)}};
handle_info({'EXIT', _, _}, State) ->
    {noreply, State};
handle_info(Msg, State) ->
    unexpected("handle_info(~tp, _)", [Msg]),
    {noreply, State}.

unexpected(Format, Args) ->
    logger:log(warning, "The global_name_server received an unexpected message:\n" ++ Format ++ "\n",
               Args).

terminate(_Reason, _State) -> ok.

code_change(_OldVsn, State, _Extra) -> {ok, State}.

forget(Name, #state{names = Names} = State) ->
    case Names of
        #{Name := Monitor} ->
            demonitor(Monitor, [flush]),
            node_config:erase({global, Name}),
            State#state{names = maps:remove(Name, Names)};
        _ -> State
    end.

lock(Resource, Requester, Pid, Holders, #state{locks = Locks} = State) ->
    case lists:keymember(Pid, 1, Holders) of
        true -> State;
        false ->
            New = [{Pid, monitor(process, Pid)} | Holders],
            State#state{locks = Locks#{Resource => {Requester, New}}}
    end.

%% One that another process took in the requester's name counts as ours.
unlock(Resource, Requester, Pid, Holders, #state{locks = Locks} = State) ->
    {_, Monitor} = Holder = case lists:keyfind(Pid, 1, Holders) of
                                false -> hd(Holders);
                                Own -> Own
                            end,
    demonitor(Monitor, [flush]),
    case lists:delete(Holder, Holders) of
        [] -> State#state{locks = maps:remove(Resource, Locks)};
        Left -> State#state{locks = Locks#{Resource := {Requester, Left}}}
    end.
