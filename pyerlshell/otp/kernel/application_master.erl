%% The master of a running application: the group leader of all its processes.
%%
%% Below it stands a process that has called Mod:start/2 and is the parent of the top supervisor, so
%% that the master can pass on what is printed meanwhile, and answer. When the application ends, all
%% processes that have the master as group leader are killed.
-module(application_master).

-export([start_link/2, start_type/0, stop/1, get_child/1, init/3, start_it/4, caught/1]).

-record(state, {app, mod, child, above, asked = []}).

%% Start an application: `Keys' of its description. Its start is told to the caller by a cast.
start_link({App, Keys}, Type) ->
    proc_lib:start_link(application_master, init, [self(), {App, Keys}, Type]).

start_type() ->
    group_leader() ! {start_type, self()},
    receive {start_type, Type} -> Type
    after 5000 -> {error, timeout}
    end.

%% End the application: ok, when it has ended.
stop(Master) -> ask(Master, stop).

%% {TopSupervisor, Mod}, or `error'.
get_child(Master) -> ask(Master, get_child).

ask(Master, Question) ->
    Tag = make_ref(),
    Ref = monitor(process, Master),
    Master ! {Question, Tag, self()},
    receive
        {'DOWN', Ref, process, _, _} -> error;
        {Tag, Answer} ->
            demonitor(Ref, [flush]),
            Answer
    end.

%%% The master

init(Controller, {App, Keys}, Type) ->
    proc_lib:init_ack(Controller, {ok, self()}),
    process_flag(trap_exit, true),
    State = #state{app = App, above = group_leader()},
    group_leader(self(), self()),
    application_table:set_master(App, self()),
    Tag = make_ref(),
    Child = spawn_link(application_master, start_it, [Tag, {App, Keys}, self(), Type]),
    case await_start(Child, Tag, Type, State) of
        {ok, Child} ->
            set_timer(maps:get(maxT, Keys)),
            gen_server:cast(Controller, {application_started, App, {ok, self()}}),
            loop(Controller, State#state{child = Child});
        Failed ->
            Reason = case Failed of {error, Why} -> Why; _ -> Failed end,
            gen_server:cast(Controller, {application_started, App, {error, Reason}}),
            exit(Reason)
    end.

set_timer(infinity) -> ok;
set_timer(Time) -> {ok, _} = timer:exit_after(Time, timeout).

await_start(Child, Tag, Type, State) ->
    receive
        Request when element(1, Request) =:= io_request ->
            pass_on(Request, State),
            await_start(Child, Tag, Type, State);
        {Tag, Result} -> Result;
        {'EXIT', Child, Reason} -> {error, Reason};
        {start_type, From} ->
            From ! {start_type, Type},
            await_start(Child, Tag, Type, State);
        Other ->
            await_start(Child, Tag, Type, handle(Other, State))
    end.

loop(Controller, #state{child = Child} = State) ->
    receive
        Request when element(1, Request) =:= io_request ->
            pass_on(Request, State),
            loop(Controller, State);
        {'EXIT', Controller, Reason} -> terminate(Reason, State);
        {'EXIT', Child, Reason} -> terminate(Reason, State#state{child = undefined});
        {'EXIT', _, timeout} -> terminate(normal, State);
        {'EXIT', _, _} -> loop(Controller, State);
        {start_type, From} ->
            From ! {start_type, local},
            loop(Controller, State);
        Other ->
            loop(Controller, handle(Other, State))
    end.

%% What is printed goes to whom the master had for group leader, or from init to the user.
pass_on(Request, #state{above = Above}) ->
    User = whereis(user),
    case Above =:= whereis(init) andalso User =/= undefined of
        true -> User ! Request;
        false -> Above ! Request
    end.

handle({get_child, Tag, From}, #state{child = Child, asked = Asked} = State) ->
    case is_pid(Child) andalso is_process_alive(Child) of
        true ->
            Ref = make_ref(),
            Child ! {self(), get_child, Ref},
            State#state{asked = [{Ref, Tag, From} | Asked]};
        false ->
            From ! {Tag, error},
            State
    end;
handle({child, Ref, Supervisor, Mod}, #state{asked = Asked} = State) ->
    {value, {Ref, Tag, From}, Rest} = lists:keytake(Ref, 1, Asked),
    From ! {Tag, {Supervisor, Mod}},
    State#state{asked = Rest};
handle({stop, Tag, From}, State) ->
    end_child(State),
    From ! {Tag, ok},
    exit(normal);
handle(_, State) ->
    State.

terminate(Reason, State) ->
    end_child(State),
    exit(Reason).

end_child(#state{child = Child, asked = Asked} = State) ->
    [From ! {Tag, error} || {_, Tag, From} <- Asked],
    case Child of
        undefined -> ok;
        _ ->
            Child ! {self(), terminate},
            await_end(Child, State#state{asked = []})
    end,
    kill_all().

await_end(Child, State) ->
    receive
        Request when element(1, Request) =:= io_request ->
            pass_on(Request, State),
            await_end(Child, State);
        {'EXIT', Child, _} -> ok;
        {stop, Tag, From} ->
            await_end(Child, State),
            From ! {Tag, ok};
        {get_child, Tag, From} ->
            From ! {Tag, error},
            await_end(Child, State);
        _ ->
            await_end(Child, State)
    end.

kill_all() ->
    case [Pid || Pid <- processes(), Pid =/= self(),
                 process_info(Pid, group_leader) =:= {group_leader, self()}] of
        [] -> ok;
        Pids ->
            [exit(Pid, kill) || Pid <- Pids],
            kill_all()
    end.

%%% The process that starts the application and is the parent of its top supervisor

%% The names of these functions are seen when a callback crashes.
start_it(Tag, {App, #{mod := Start, start_phases := Phases}}, Master, Type) ->
    process_flag(trap_exit, true),
    case {Phases, Start} of
        {undefined, _} -> start_it_old(Tag, Master, Type, Start);
        {_, {application_starter, [Mod, Args]}} ->
            start_it_new(Tag, Master, Type, Mod, Args, Phases, [App]);
        {_, {Mod, Args}} ->
            start_it_new(Tag, Master, Type, Mod, Args, Phases, [App])
    end.

start_it_old(Tag, Master, Type, {Mod, Args}) ->
    Result = try
                 Mod:start(Type, Args)
             catch
                 throw:Value -> Value;
                 exit:Reason -> {'EXIT', Reason};
                 error:Reason:Stack -> {'EXIT', {Reason, Stack}}
             end,
    case started(Result, {Mod, start, [Type, Args]}) of
        {ok, Supervisor, State} ->
            link(Supervisor),
            Master ! {Tag, {ok, self()}},
            loop_it(Master, Supervisor, Mod, State);
        Error ->
            Master ! {Tag, Error}
    end.

start_it_new(Tag, Master, Type, Mod, Args, Phases, Apps) ->
    case start_the_app(Type, Mod, Args, Phases, Apps) of
        {ok, Supervisor, State} ->
            Master ! {Tag, {ok, self()}},
            loop_it(Master, Supervisor, Mod, State);
        Error ->
            Master ! {Tag, Error}
    end.

start_the_app(Type, Mod, Args, Phases, Apps) ->
    case start_supervisor(Type, Mod, Args) of
        {ok, Supervisor, _} = Started ->
            link(Supervisor),
            case application_starter:start(Phases, Type, Apps) of
                ok -> Started;
                Error ->
                    unlink(Supervisor),
                    Error
            end;
        Error -> Error
    end.

start_supervisor(Type, Mod, Args) ->
    Result = try
                 Mod:start(Type, Args)
             catch
                 throw:Value -> Value;
                 exit:Reason -> {'EXIT', Reason};
                 error:Reason:Stack -> {'EXIT', {Reason, Stack}}
             end,
    started(Result, {Mod, start, [Type, Args]}).

%% What Mod:start/2 returned.
started({ok, Pid}, _) -> {ok, Pid, []};
started({ok, Pid, State}, _) -> {ok, Pid, State};
started({'EXIT', normal} = Exit, Call) -> {error, {Exit, Call}};
started({error, Reason}, Call) -> {error, {Reason, Call}};
started(Other, Call) -> {error, {bad_return, {Call, Other}}}.

%% What `catch' gives: a callback may throw its value.
caught(Fun) ->
    try Fun()
    catch
        throw:Value -> Value;
        exit:Reason -> {'EXIT', Reason};
        error:Reason:Stack -> {'EXIT', {Reason, Stack}}
    end.

loop_it(Master, Supervisor, Mod, State) ->
    receive
        {Master, get_child, Ref} ->
            Master ! {child, Ref, Supervisor, Mod},
            loop_it(Master, Supervisor, Mod, State);
        {Master, terminate} ->
            Told = prep_stop(Mod, State),
            end_supervisor(Supervisor, shutdown, normal, Mod, Told);
        {'EXIT', Master, Reason} ->
            Orphaned = prep_stop(Mod, State),
            end_supervisor(Supervisor, Reason, Reason, Mod, Orphaned);
        {'EXIT', Supervisor, Reason} ->
            Alone = prep_stop(Mod, State),
            caught(fun() -> Mod:stop(Alone) end),
            exit(Reason);
        _ ->
            loop_it(Master, Supervisor, Mod, State)
    end.

end_supervisor(Supervisor, Why, Reason, Mod, State) ->
    exit(Supervisor, Why),
    receive {'EXIT', Supervisor, _} -> ok end,
    caught(fun() -> Mod:stop(State) end),
    exit(Reason).

%% An application without prep_stop/1 is ready as it is.
prep_stop(Mod, State) ->
    try
        Mod:prep_stop(State)
    catch
        throw:Prepared -> Prepared;
        error:undef:_ -> State;
        exit:Reason -> unprepared(Mod, State, Reason);
        error:Reason:Stack -> unprepared(Mod, State, {Reason, Stack})
    end.

unprepared(Mod, State, Reason) ->
    error_logger:error_report([{application_master, shutdown_error},
                               {Mod, {prep_stop, [State]}}, {error_info, Reason}]),
    State.
