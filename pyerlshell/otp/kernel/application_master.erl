%% The master of a running application: the group leader of all its processes.
%%
%% A second process calls Module:start/2 and is the parent of the top supervisor; the master passes
%% on what the processes of the application print, and waits for an order to stop, or for the end.
-module(application_master).

-export([start/3, stop/1, supervisor/1, init/3, start_it/3]).

start(App, Mod, Type) ->
    Master = proc_lib:spawn(application_master, init, [self(), {App, Type}, Mod]),
    Ref = monitor(process, Master),
    receive
        {Master, Result} ->
            demonitor(Ref, [flush]),
            Result;
        {'DOWN', Ref, process, Master, Reason} ->
            {error, Reason}
    end.

stop(Master) -> ask(Master, stop).

supervisor(Master) -> ask(Master, supervisor).

ask(Master, Question) ->
    Ref = monitor(process, Master),
    Master ! {Question, self(), Ref},
    receive
        {Ref, Answer} ->
            demonitor(Ref, [flush]),
            Answer;
        {'DOWN', Ref, process, Master, _} ->
            ok
    end.

init(Client, {App, Type}, {Mod, Args}) ->
    process_flag(trap_exit, true),
    case whereis(user) of
        undefined -> ok;
        User -> group_leader(User, self())
    end,
    Starter = spawn_link(application_master, start_it, [self(), Mod, Args]),
    case await_start(Starter) of
        {ok, Supervisor, State} ->
            Client ! {self(), {ok, self()}},
            loop({App, Type, Mod}, Starter, Supervisor, State);
        {error, Reason} ->
            application:ended(App, Reason, Type),
            Client ! {self(), {error, Reason}},
            exit(Reason)
    end.

await_start(Starter) ->
    receive
        {io_request, _, _, _} = Request ->
            group_leader() ! Request,
            await_start(Starter);
        {Starter, Result} -> Result;
        {'EXIT', Starter, Reason} -> {error, Reason}
    end.

loop({App, Type, Mod} = What, Starter, Supervisor, State) ->
    receive
        {io_request, _, _, _} = Request ->
            group_leader() ! Request,
            loop(What, Starter, Supervisor, State);
        {supervisor, Client, Ref} ->
            Client ! {Ref, Supervisor},
            loop(What, Starter, Supervisor, State);
        {stop, Client, Ref} ->
            NewState = prepare(Mod, State),
            Starter ! {self(), stop},
            await_end(Starter),
            call_stop(Mod, NewState),
            Client ! {Ref, ok},
            exit(normal);
        {'EXIT', Starter, Reason} ->
            call_stop(Mod, prepare(Mod, State)),
            application:ended(App, Reason, Type),
            terminate(Reason, Type);
        _ ->
            loop(What, Starter, Supervisor, State)
    end.

await_end(Starter) ->
    receive
        {io_request, _, _, _} = Request ->
            group_leader() ! Request,
            await_end(Starter);
        {'EXIT', Starter, _} -> ok
    end.

prepare(Mod, State) ->
    case erlang:function_exported(Mod, prep_stop, 1) of
        true ->
            try Mod:prep_stop(State)
            catch _:_ -> State
            end;
        false -> State
    end.

call_stop(Mod, State) ->
    try Mod:stop(State) of
        _ -> ok
    catch
        _:_ -> ok
    end.

terminate(Reason, Type) ->
    node_goes_down(Type, Reason),
    exit(Reason).

%% Without a permanent application the node cannot go on.
node_goes_down(temporary, _) -> ok;
node_goes_down(transient, normal) -> ok;
node_goes_down(_, _) -> init:stop(1).

%%% The process that starts the application

start_it(Master, Mod, Args) ->
    group_leader(Master, self()),
    process_flag(trap_exit, true),
    case call_start(Mod, Args) of
        {ok, Supervisor, State} ->
            link(Supervisor),
            Master ! {self(), {ok, Supervisor, State}},
            keep(Master, Supervisor);
        Error ->
            Master ! {self(), Error}
    end.

call_start(Mod, Args) ->
    Call = {Mod, start, [normal, Args]},
    try Mod:start(normal, Args) of
        {ok, Pid} when is_pid(Pid) -> {ok, Pid, []};
        {ok, Pid, State} when is_pid(Pid) -> {ok, Pid, State};
        {error, Reason} -> {error, {Reason, Call}};
        Other -> {error, {bad_return, {Call, Other}}}
    catch
        error:Reason:Stack -> {error, {bad_return, {Call, {'EXIT', {Reason, Stack}}}}};
        _:Reason -> {error, {bad_return, {Call, {'EXIT', Reason}}}}
    end.

keep(Master, Supervisor) ->
    receive
        {Master, stop} ->
            exit(Supervisor, shutdown),
            receive
                {'EXIT', Supervisor, _} -> ok
            end;
        {'EXIT', Supervisor, Reason} ->
            exit(Reason);
        {'EXIT', Master, Reason} ->
            exit(Supervisor, Reason),
            exit(Reason);
        _ ->
            keep(Master, Supervisor)
    end.
