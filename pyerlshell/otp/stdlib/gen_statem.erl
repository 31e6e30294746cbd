%% The generic state machine: events come one at a time to the callback of the current state, which
%% answers with the next state and with actions to take on the way.
%%
%% An event is {Type, Content}. What is in hand during a transition is: the queue (the event being
%% handled stands first), the events that actions insert, the timeouts they start, and whether to
%% hibernate and to postpone. The rest is in the records: #machine{} seldom changes, #status{} does.
-module(gen_statem).

-export([start/3, start/4, start_link/3, start_link/4, start_monitor/3, start_monitor/4,
         stop/1, stop/3, enter_loop/4, enter_loop/5, enter_loop/6]).
-export([cast/2, call/2, call/3, reply/1, reply/2]).
-export([send_request/2, send_request/4, wait_response/1, wait_response/2, wait_response/3,
         receive_response/1, receive_response/2, receive_response/3,
         check_response/2, check_response/3, reqids_new/0, reqids_size/1, reqids_add/3,
         reqids_to_list/1]).
-export([init_it/6, system_continue/3, system_terminate/4, system_code_change/4,
         system_get_state/1, system_replace_state/2, format_status/2, format_log/1, format_log/2]).

-moduledoc """
A state machine: a process whose callback module says what an event does in a state.
Module:callback_mode/0 tells whether there is a function for each state or Module:handle_event/4
for all; events are calls, casts, messages, time-outs and what the machine sends itself.
""".

-callback init(Args :: term()) -> term().
-callback callback_mode() -> term().
-callback 'StateName'(EventType :: term(), Content :: term(), Data :: term()) -> term().
-callback handle_event(EventType :: term(), Content :: term(), State :: term(), Data :: term()) ->
    term().
-callback terminate(Reason :: term(), State :: term(), Data :: term()) -> term().
-callback code_change(OldVsn :: term(), State :: term(), Data :: term(), Extra :: term()) -> term().
-callback format_status(Opt :: normal | terminate, StatusData :: [term()]) -> term().
-callback format_status(Status :: map()) -> map().
-optional_callbacks([format_status/1, format_status/2, terminate/3, code_change/4, 'StateName'/3,
                     handle_event/4]).

-record(machine, {parent, name, modules, mode = state_functions, enter = false, hibernate_after = infinity}).

-record(status, {state_data,            % {State, Data}
                 postponed = [],        % the one postponed last stands first
                 timers = #{},          % type => {reference, content}
                 zero = [],             % {type, content} of timeouts that are due already
                 hibernate = false}).

-define(STACK, element(2, process_info(self(), current_stacktrace))).
-define(IS_TIME(T), (T =:= infinity orelse is_integer(T) andalso T >= 0)).
-define(IS_TIMEOUT_TYPE(T), (T =:= timeout orelse T =:= state_timeout
                             orelse tuple_size(T) =:= 2 andalso element(1, T) =:= timeout)).

%%% Starting and stopping

-doc """
Starts a state machine that is not linked to the caller: `{ok, Pid}`, `ignore`, or `{error,
Reason}`. Names and options are those of gen_server:start/3,4.
""".
start(Module, Args, Options) when is_atom(Module), is_list(Options) ->
    gen:start(gen_statem, nolink, Module, Args, Options);
start(Module, Args, Options) -> error(badarg, [Module, Args, Options]).

-doc """
Starts a state machine that is not linked to the caller: `{ok, Pid}`, `ignore`, or `{error,
Reason}`. Names and options are those of gen_server:start/3,4.
""".
start(Name, Module, Args, Options) when is_tuple(Name), is_atom(Module), is_list(Options) ->
    gen:start(gen_statem, nolink, Name, Module, Args, Options);
start(Name, Module, Args, Options) -> error(badarg, [Name, Module, Args, Options]).

-doc "Starts a state machine that is linked to the caller. As start/3,4 otherwise.".
start_link(Module, Args, Options) when is_atom(Module), is_list(Options) ->
    gen:start(gen_statem, link, Module, Args, Options);
start_link(Module, Args, Options) -> error(badarg, [Module, Args, Options]).

-doc "Starts a state machine that is linked to the caller. As start/3,4 otherwise.".
start_link(Name, Module, Args, Options) when is_tuple(Name), is_atom(Module), is_list(Options) ->
    gen:start(gen_statem, link, Name, Module, Args, Options);
start_link(Name, Module, Args, Options) -> error(badarg, [Name, Module, Args, Options]).

-doc "Starts a state machine and a monitor of it: `{ok, {Pid, MonitorRef}}`.".
start_monitor(Module, Args, Options) when is_atom(Module), is_list(Options) ->
    gen:start(gen_statem, monitor, Module, Args, Options);
start_monitor(Module, Args, Options) -> error(badarg, [Module, Args, Options]).

-doc "Starts a state machine and a monitor of it: `{ok, {Pid, MonitorRef}}`.".
start_monitor(Name, Module, Args, Options) when is_tuple(Name), is_atom(Module), is_list(Options) ->
    gen:start(gen_statem, monitor, Name, Module, Args, Options);
start_monitor(Name, Module, Args, Options) -> error(badarg, [Name, Module, Args, Options]).

-doc "Ends a state machine with a reason (`normal`) and waits until it has ended.".
stop(Server) -> gen:stop(Server).
-doc "Ends a state machine with a reason (`normal`) and waits until it has ended.".
stop(Server, Reason, Timeout) -> gen:stop(Server, Reason, Timeout).

%%% The client's side

-doc "Sends the event `cast`; always `ok`.".
cast({global, Name}, Msg) -> send_quietly(fun() -> global:send(Name, {'$gen_cast', Msg}) end);
cast({via, Module, Name}, Msg) -> send_quietly(fun() -> Module:send(Name, {'$gen_cast', Msg}) end);
cast(Server, Msg) -> send_quietly(fun() -> erlang:send(Server, {'$gen_cast', Msg}) end).

send_quietly(Send) ->
    try Send() of
        _ -> ok
    catch
        _:_ -> ok
    end.

-doc """
Sends the event `{call, From}` and waits for the reply, for ever if no timeout is given. Fails
with `{Reason, {gen_statem, call, Args}}`.
""".
call(Server, Request) -> call(Server, Request, infinity).

-doc """
Sends the event `{call, From}` and waits for the reply, for ever if no timeout is given. Fails
with `{Reason, {gen_statem, call, Args}}`.
""".
call(Server, Request, Timeout) ->
    try gen:call(Server, '$gen_call', Request, plain_timeout(Timeout)) of
        {ok, Reply} -> Reply
    catch
        exit:Reason:Stack ->
            erlang:raise(exit, {Reason, {gen_statem, call, [Server, Request, Timeout]}}, Stack)
    end.

plain_timeout({clean_timeout, Timeout}) -> Timeout;
plain_timeout({dirty_timeout, Timeout}) -> Timeout;
plain_timeout(Timeout) -> Timeout.

-doc "Answers a call: `{reply, From, Reply}`, or a list of such, or From and the reply.".
reply({reply, From, Reply}) -> reply(From, Reply);
reply(Replies) when is_list(Replies) ->
    [reply(From, Reply) || {reply, From, Reply} <- Replies],
    ok.

-doc "Answers a call: `{reply, From, Reply}`, or a list of such, or From and the reply.".
reply(From, Reply) -> gen:reply(From, Reply).

-doc """
Sends the event `{call, From}` without waiting: an identifier for receive_response/1,2 and its
like.
""".
send_request(Server, Request) -> gen:send_request(Server, '$gen_call', Request).
-doc """
Sends the event `{call, From}` without waiting: an identifier for receive_response/1,2 and its
like.
""".
send_request(Server, Request, Label, Ids) ->
    gen:send_request(Server, '$gen_call', Request, Label, Ids).

-doc "As receive_response/2, but a request that timed out may still be waited for.".
wait_response(Id) -> gen:wait_response(Id, infinity).
-doc "As receive_response/2, but a request that timed out may still be waited for.".
wait_response(Id, Timeout) -> gen:wait_response(Id, Timeout).
-doc "As receive_response/2, but a request that timed out may still be waited for.".
wait_response(Ids, Timeout, Delete) -> gen:wait_response(Ids, Timeout, Delete).
-doc """
Waits for the reply to a request: `{reply, Reply}`, `{error, {Reason, ServerRef}}` or `timeout`,
after which the reply is dropped.
""".
receive_response(Id) -> gen:receive_response(Id, infinity).
-doc """
Waits for the reply to a request: `{reply, Reply}`, `{error, {Reason, ServerRef}}` or `timeout`,
after which the reply is dropped.
""".
receive_response(Id, Timeout) -> gen:receive_response(Id, Timeout).
-doc """
Waits for the reply to a request: `{reply, Reply}`, `{error, {Reason, ServerRef}}` or `timeout`,
after which the reply is dropped.
""".
receive_response(Ids, Timeout, Delete) -> gen:receive_response(Ids, Timeout, Delete).
-doc """
Is this message the reply to a request? `{reply, Reply}`, `{error, {Reason, ServerRef}}` or
`no_reply`.
""".
check_response(Msg, Id) -> gen:check_response(Msg, Id).
-doc """
Is this message the reply to a request? `{reply, Reply}`, `{error, {Reason, ServerRef}}` or
`no_reply`.
""".
check_response(Msg, Ids, Delete) -> gen:check_response(Msg, Ids, Delete).

-doc "A new collection of request identifiers.".
reqids_new() -> gen:reqids_new().
-doc "How many identifiers are in a collection.".
reqids_size(Ids) -> gen:reqids_size(Ids).
-doc "A collection with one more identifier, under a label.".
reqids_add(Id, Label, Ids) -> gen:reqids_add(Id, Label, Ids).
-doc "The identifiers of a collection with their labels.".
reqids_to_list(Ids) -> gen:reqids_to_list(Ids).

%%% A process becomes a state machine

init_it(Starter, Parent, ServerName, Module, Args, Options) ->
    Name = gen:name(ServerName),
    Debug = gen:debug_options(Name, Options),
    HibernateAfter = gen:hibernate_after(Options),
    try Module:init(Args) of
        Result ->
            init_result(Result, Starter, Parent, ServerName, Name, Module, Debug, HibernateAfter)
    catch
        throw:Result ->
            init_result(Result, Starter, Parent, ServerName, Name, Module, Debug, HibernateAfter);
        Class:Reason:Stack ->
            gen:unregister_name(ServerName),
            error_report(Class, Reason, Stack, #machine{name = Name, modules = [Module]},
                         #status{state_data = {undefined, undefined}}, [], Debug),
            proc_lib:init_fail(Starter, {error, Reason}, {Class, Reason, Stack})
    end.

init_result(Result, Starter, Parent, ServerName, Name, Module, Debug, HibernateAfter) ->
    Machine = #machine{parent = Parent, name = Name, modules = [Module],
                       hibernate_after = HibernateAfter},
    case Result of
        {ok, State, Data} ->
            proc_lib:init_ack(Starter, {ok, self()}),
            enter(Machine, Debug, State, Data, []);
        {ok, State, Data, Actions} ->
            proc_lib:init_ack(Starter, {ok, self()}),
            enter(Machine, Debug, State, Data, Actions);
        {stop, Reason} ->
            gen:unregister_name(ServerName),
            exit(Reason);
        {error, _} ->
            gen:unregister_name(ServerName),
            proc_lib:init_fail(Starter, Result, {exit, normal});
        ignore ->
            gen:unregister_name(ServerName),
            proc_lib:init_fail(Starter, ignore, {exit, normal});
        _ ->
            gen:unregister_name(ServerName),
            Reason = {bad_return_from_init, Result},
            error_report(error, Reason, ?STACK, Machine,
                         #status{state_data = {undefined, undefined}}, [], Debug),
            exit(Reason)
    end.

-doc """
Makes the calling process, which proc_lib started, a state machine in this state and with this
data, after some actions. Does not return.
""".
enter_loop(Module, Options, State, Data) ->
    enter_loop(Module, Options, State, Data, self(), []).

-doc """
Makes the calling process, which proc_lib started, a state machine in this state and with this
data, after some actions. Does not return.
""".
enter_loop(Module, Options, State, Data, Actions) when is_list(Actions) ->
    enter_loop(Module, Options, State, Data, self(), Actions);
enter_loop(Module, Options, State, Data, Server) ->
    enter_loop(Module, Options, State, Data, Server, []).

-doc """
Makes the calling process, which proc_lib started, a state machine in this state and with this
data, after some actions. Does not return.
""".
enter_loop(Module, Options, State, Data, Server, Actions) when is_atom(Module) ->
    Parent = gen:get_parent(),
    Name = gen:get_proc_name(Server),
    Machine = #machine{parent = Parent, name = Name, modules = [Module],
                       hibernate_after = gen:hibernate_after(Options)},
    enter(Machine, gen:debug_options(Name, Options), State, Data, Actions).

%% The first state is entered as if by an event of its own.
enter(#machine{modules = Modules} = Machine0, Debug0, State, Data, Actions) ->
    S = #status{state_data = {State, Data}},
    Queue = [{internal, init_state}],
    case get_callback_mode(Machine0, Modules) of
        {error, Class, Reason, Stack} ->
            terminate(Class, Reason, Stack, Machine0, Debug0, S, Queue);
        Machine ->
            Debug = debug(Debug0, Machine, {enter, hd(Modules), State}),
            loop_actions_list(as_list(Actions), Machine, Debug, S, Queue, {State, Data},
                              [], false, [], false, true, init)
    end.

get_callback_mode(Machine, [Module | _] = Modules) ->
    try Module:callback_mode() of
        Result ->
            Modes = as_list(Result),
            case Modes -- [state_functions, handle_event_function, state_enter] of
                [] when Modes =/= [], Modes =/= [state_enter] ->
                    %% Of two modes the last counts.
                    Machine#machine{modules = Modules, mode = lists:last(Modes -- [state_enter]),
                                    enter = lists:member(state_enter, Modes)};
                _ -> {error, error, {bad_return_from_callback_mode, Result}, ?STACK}
            end
    catch
        throw:Value -> {error, error, {bad_return_from_callback_mode, Value}, ?STACK};
        Class:Reason:Stack -> {error, Class, Reason, Stack}
    end.

as_list(List) when is_list(List) -> List;
as_list(Item) -> [Item].

%%% The loop

loop(Machine, Debug, #status{hibernate = true} = S) ->
    receive
        Msg -> loop_msg(Machine, Debug, S, Msg)
    after 0 ->
        loop_hibernate(Machine, Debug, S)
    end;
loop(#machine{hibernate_after = infinity} = Machine, [], #status{timers = Timers} = S)
  when map_size(Timers) =:= 0 ->
    %% With no timer to stop, and nobody who listens, a call goes a shorter way.
    receive
        {'$gen_call', From, Request} ->
            Type = {call, From},
            loop_state_callback(Machine, [], S, [{Type, Request}], S#status.state_data,
                                [], false, [], false, Type, Request);
        Msg -> loop_msg(Machine, [], S, Msg)
    end;
loop(#machine{hibernate_after = Limit} = Machine, Debug, S) ->
    receive
        Msg -> loop_msg(Machine, Debug, S, Msg)
    after Limit ->
        loop_hibernate(Machine, Debug, S)
    end.

loop_hibernate(Machine, Debug, S) ->
    erlang:hibernate(),
    receive
        Msg -> loop_msg(Machine, Debug, S, Msg)
    end.

loop_msg(#machine{parent = Parent} = Machine, Debug, #status{timers = Timers} = S, Msg) ->
    case Msg of
        {'$gen_call', From, Request} ->
            loop_msg_event(Machine, Debug, S, {{call, From}, Request});
        {'$gen_cast', Content} ->
            loop_msg_event(Machine, Debug, S, {cast, Content});
        {timeout, Ref, Type} when is_map_key(Type, Timers),
                                  element(1, map_get(Type, Timers)) =:= Ref ->
            {_, Content} = map_get(Type, Timers),
            loop_msg_event(Machine, Debug, S#status{timers = maps:remove(Type, Timers)},
                           {Type, Content});
        {system, From, Command} ->
            sys:handle_system_msg(Command, From, Parent, gen_statem, Debug, {Machine, S},
                                  S#status.hibernate);
        {'EXIT', Parent, Reason} ->
            terminate(exit, Reason, ?STACK, Machine, Debug, S, [{info, Msg}]);
        _ ->
            loop_msg_event(Machine, Debug, S, {info, Msg})
    end.

loop_msg_event(Machine, Debug, #status{state_data = {State, _}} = S, Event) ->
    loop_event(Machine, debug(Debug, Machine, {in, Event, State}), S, [Event]).

loop_event(Machine, Debug, #status{state_data = StateData} = S, [{Type, Content} | _] = Queue) ->
    loop_state_callback(Machine, Debug, S#status{hibernate = false}, Queue, StateData,
                        [], false, [], false, Type, Content).

%% Calls the state's callback. Type is an event type, or `enter' with the old state for content.
loop_state_callback(#machine{modules = [Module | _], mode = Mode} = Machine, Debug, S, Queue,
                    {State, Data} = StateData, Events, Hibernate, Timeouts, Postpone, Type, Content) ->
    try
        case Mode of
            state_functions -> Module:State(Type, Content, Data);
            handle_event_function -> Module:handle_event(Type, Content, State, Data)
        end
    of
        Result ->
            loop_state_callback_result(Result, Machine, Debug, S, Queue, StateData, Events,
                                       Hibernate, Timeouts, Postpone, Type =:= enter)
    catch
        throw:Result ->
            loop_state_callback_result(Result, Machine, Debug, S, Queue, StateData, Events,
                                       Hibernate, Timeouts, Postpone, Type =:= enter);
        Class:Reason:Stack ->
            terminate(Class, Reason, Stack, Machine, Debug,
                      S#status{state_data = StateData, hibernate = Hibernate}, Queue)
    end.

%% What comes most: the state stays, perhaps there is an answer, and no other event is at hand.
loop_state_callback_result({keep_state, Data, [{reply, {_, _} = From, Reply}]}, Machine, [],
                           #status{state_data = {State, _}, zero = []} = S, [_], _, [], _, [],
                           false, false) ->
    gen:reply(From, Reply),
    loop(Machine, [], S#status{state_data = {State, Data}, hibernate = false});
loop_state_callback_result({keep_state_and_data, [{reply, {_, _} = From, Reply}]}, Machine, [],
                           #status{zero = []} = S, [_], _, [], _, [], false, false) ->
    gen:reply(From, Reply),
    loop(Machine, [], S#status{hibernate = false});
loop_state_callback_result({keep_state, Data}, Machine, [],
                           #status{state_data = {State, _}, zero = []} = S, [_], _, [], _, [],
                           false, false) ->
    loop(Machine, [], S#status{state_data = {State, Data}, hibernate = false});
loop_state_callback_result({next_state, State, Data, [{reply, {_, _} = From, Reply}]}, Machine, [],
                           #status{state_data = {State, _}, zero = []} = S, [_], _, [], _, [],
                           false, false) ->
    gen:reply(From, Reply),
    loop(Machine, [], S#status{state_data = {State, Data}, hibernate = false});
loop_state_callback_result({next_state, State, Data, [{reply, {_, _} = From, Reply}]},
                           #machine{enter = false} = Machine, [],
                           #status{timers = Timers, zero = [], postponed = []} = S, [_], _, [], _,
                           [], false, false) when map_size(Timers) =:= 0 ->
    gen:reply(From, Reply),
    loop(Machine, [], S#status{state_data = {State, Data}, hibernate = false});
loop_state_callback_result(Result, Machine, Debug, S, Queue, {State, _} = StateData, Events,
                           Hibernate, Timeouts, Postpone, IsEnter) ->
    case outcome(Result, StateData, IsEnter) of
        {go, NewStateData, CallEnter, Actions} ->
            Who = case IsEnter of true -> enter; false -> event end,
            loop_actions_list(as_list(Actions), Machine, Debug, S, Queue, NewStateData, Events,
                              Hibernate, Timeouts, Postpone, CallEnter, Who);
        {stop, Class, Reason, Data} ->
            terminate(Class, Reason, ?STACK, Machine, Debug,
                      S#status{state_data = {State, Data}, hibernate = Hibernate}, Queue);
        {reply, Reason, Replies, Data} ->
            reply_then_terminate(exit, Reason, ?STACK, Machine, Debug,
                                 S#status{state_data = {State, Data}, hibernate = Hibernate},
                                 Queue, as_list(Replies))
    end.

%% {go, {NewState, NewData}, CallEnter, Actions}, {stop, Class, Reason, Data}, or
%% {reply, Reason, Replies, Data}. In an enter call the state may not change.
outcome(Result, {State, Data} = StateData, IsEnter) ->
    case Result of
        {next_state, State, NewData} -> {go, {State, NewData}, false, []};
        {next_state, State, NewData, Actions} -> {go, {State, NewData}, false, Actions};
        {next_state, NextState, NewData} when not IsEnter -> {go, {NextState, NewData}, true, []};
        {next_state, NextState, NewData, Actions} when not IsEnter ->
            {go, {NextState, NewData}, true, Actions};
        {next_state, _, _} ->
            {stop, error, {bad_state_enter_return_from_state_function, Result}, Data};
        {next_state, _, _, _} ->
            {stop, error, {bad_state_enter_return_from_state_function, Result}, Data};
        {keep_state, NewData} -> {go, {State, NewData}, false, []};
        {keep_state, NewData, Actions} -> {go, {State, NewData}, false, Actions};
        keep_state_and_data -> {go, StateData, false, []};
        {keep_state_and_data, Actions} -> {go, StateData, false, Actions};
        {repeat_state, NewData} -> {go, {State, NewData}, true, []};
        {repeat_state, NewData, Actions} -> {go, {State, NewData}, true, Actions};
        repeat_state_and_data -> {go, StateData, true, []};
        {repeat_state_and_data, Actions} -> {go, StateData, true, Actions};
        stop -> {stop, exit, normal, Data};
        {stop, Reason} -> {stop, exit, Reason, Data};
        {stop, Reason, NewData} -> {stop, exit, Reason, NewData};
        {stop_and_reply, Reason, Replies} -> {reply, Reason, Replies, Data};
        {stop_and_reply, Reason, Replies, NewData} -> {reply, Reason, Replies, NewData};
        _ -> {stop, error, {bad_return_from_state_function, Result}, Data}
    end.

%%% Actions. CallEnter: a state is entered; Who acts: event, enter, or init.

loop_actions_list([Action | Actions], Machine, Debug, S, Queue, StateData, Events, Hibernate,
                  Timeouts, Postpone, CallEnter, Who) ->
    loop_actions_list(action(Action, Who), Action, Actions, Machine, Debug, S, Queue, StateData,
                      Events, {Hibernate, Postpone}, Timeouts, CallEnter, Who);
loop_actions_list([], #machine{enter = true} = Machine, Debug, S, Queue, StateData, Events,
                  Hibernate, Timeouts, Postpone, true, Who) ->
    {OldState, _} = case Who of
                        init -> StateData;
                        _ -> S#status.state_data
                    end,
    loop_state_callback(Machine, Debug, S, Queue, StateData, Events, Hibernate, Timeouts, Postpone,
                        enter, OldState);
loop_actions_list([], Machine, Debug, S, Queue, StateData, Events, Hibernate, Timeouts, Postpone,
                  _CallEnter, _Who) ->
    loop_state_transition(Machine, Debug, S, Queue, StateData, Events, Hibernate, Timeouts,
                          Postpone).

%% Does what one action means, and goes on with the rest.
loop_actions_list(Meaning, Action, Rest, Machine, Debug, S, Queue, {State, _} = StateData, Events,
                  {Hibernate, Postpone}, Timeouts, CallEnter, Who) ->
    case Meaning of
        {reply, From, Reply} ->
            gen:reply(From, Reply),
            loop_actions_list(Rest, Machine, debug(Debug, Machine, {out, Reply, From}), S, Queue,
                              StateData, Events, Hibernate, Timeouts, Postpone, CallEnter, Who);
        {hibernate, New} ->
            loop_actions_list(Rest, Machine, Debug, S, Queue, StateData, Events, New, Timeouts,
                              Postpone, CallEnter, Who);
        {postpone, New} ->
            loop_actions_list(Rest, Machine, Debug, S, Queue, StateData, Events, Hibernate,
                              Timeouts, New, CallEnter, Who);
        {next_event, Event} ->
            loop_actions_list(Rest, Machine, debug(Debug, Machine, {in, Event, State}), S, Queue,
                              StateData, [Event | Events], Hibernate, Timeouts, Postpone,
                              CallEnter, Who);
        {timeout, Timeout} ->
            loop_actions_list(Rest, Machine, Debug, S, Queue, StateData, Events, Hibernate,
                              [Timeout | Timeouts], Postpone, CallEnter, Who);
        {modules, Change} ->
            NewModules = Change(Machine#machine.modules),
            case NewModules =/= [] andalso get_callback_mode(Machine, NewModules) of
                #machine{} = New ->
                    NewDebug = debug(Debug, Machine, {module, hd(NewModules), State}),
                    loop_actions_list(Rest, New, NewDebug, S, Queue, StateData, Events, Hibernate,
                                      Timeouts, Postpone, CallEnter, Who);
                {error, Class, Reason, Stack} ->
                    terminate(Class, Reason, Stack, Machine, Debug,
                              S#status{state_data = StateData, hibernate = Hibernate}, Queue);
                false ->
                    terminate(error, {bad_action_from_state_function, Action}, ?STACK, Machine,
                              Debug, S#status{state_data = StateData, hibernate = Hibernate}, Queue)
            end;
        {bad, Tag} ->
            terminate(error, {Tag, Action}, ?STACK, Machine, Debug,
                      S#status{state_data = StateData, hibernate = Hibernate}, Queue)
    end.

action({reply, {_, _} = From, Reply}, _) -> {reply, From, Reply};
action(hibernate, _) -> {hibernate, true};
action({hibernate, Flag}, _) when is_boolean(Flag) -> {hibernate, Flag};
action(postpone, enter) -> {bad, bad_state_enter_action_from_state_function};
action(postpone, _) -> {postpone, true};
action({postpone, true}, enter) -> {bad, bad_state_enter_action_from_state_function};
action({postpone, Flag}, _) when is_boolean(Flag) -> {postpone, Flag};
action({next_event, _, _}, enter) -> {bad, bad_state_enter_action_from_state_function};
action({next_event, Type, Content}, _) ->
    case is_event_type(Type) of
        true -> {next_event, {Type, Content}};
        false -> {bad, bad_action_from_state_function}
    end;
action({change_callback_module, Module}, Who) when is_atom(Module) ->
    change_modules(Who, fun([_ | Modules]) -> [Module | Modules] end);
action({push_callback_module, Module}, Who) when is_atom(Module) ->
    change_modules(Who, fun(Modules) -> [Module | Modules] end);
action(pop_callback_module, Who) ->
    change_modules(Who, fun(Modules) -> tl(Modules) end);
action(Time, _) when ?IS_TIME(Time) -> {timeout, {timeout, Time, Time, []}};
action({Type, cancel}, _) when ?IS_TIMEOUT_TYPE(Type) ->
    {timeout, {Type, infinity, undefined, []}};
action({Type, update, Content}, _) when ?IS_TIMEOUT_TYPE(Type) ->
    {timeout, {Type, update, Content, []}};
action({Type, Time, Content}, _) when ?IS_TIMEOUT_TYPE(Type), ?IS_TIME(Time) ->
    {timeout, {Type, Time, Content, []}};
action({Type, Time, Content, Options}, _) when ?IS_TIMEOUT_TYPE(Type) ->
    case as_list(Options) of
        [{abs, true}] when is_integer(Time); Time =:= infinity ->
            {timeout, {Type, Time, Content, [{abs, true}]}};
        [{abs, false}] when ?IS_TIME(Time) -> {timeout, {Type, Time, Content, []}};
        [] when ?IS_TIME(Time) -> {timeout, {Type, Time, Content, []}};
        _ -> {bad, bad_action_from_state_function}
    end;
action(_, _) -> {bad, bad_action_from_state_function}.

change_modules(enter, _Change) -> {bad, bad_state_enter_action_from_state_function};
change_modules(_, Change) -> {modules, Change}.

is_event_type({call, {_, _}}) -> true;
is_event_type(Type) when Type =:= cast; Type =:= info; Type =:= internal -> true;
is_event_type(Type) when ?IS_TIMEOUT_TYPE(Type) -> true;
is_event_type(_) -> false.

%%% The transition itself: the event is done with, or postponed; then timers; then the next event.
%%% Any event ends the event timeout.

loop_state_transition(Machine, Debug0, #status{state_data = {State, _}} = S0, [Event | Rest],
                      {NextState, _} = StateData, Events, Hibernate, Timeouts, Postpone) ->
    Tag = case Postpone of true -> postpone; false -> consume end,
    Debug = debug(Debug0, Machine, {Tag, Event, State, NextState}),
    Postponed = case Postpone of
                    true -> [Event | S0#status.postponed];
                    false -> S0#status.postponed
                end,
    S1 = cancel(timeout, S0),
    S = S1#status{state_data = StateData, hibernate = Hibernate},
    {Queue, NewS} = case NextState =:= State of
                        true -> {Rest, S#status{postponed = Postponed}};
                        false -> {lists:reverse(Postponed, Rest),
                                  cancel(state_timeout, S#status{postponed = []})}
                    end,
    {TimedS, NewDebug} = start_timeouts(last_of_each(Timeouts), NewS, Machine, Debug),
    loop_done(Machine, NewDebug, TimedS, lists:reverse(Events, Queue)).

%% Timeouts of time zero come when all else that is queued has been handled.
loop_done(Machine, Debug, S, [_ | _] = Queue) ->
    loop_event(Machine, Debug, S, Queue);
loop_done(Machine, Debug, #status{zero = [Event | Zero]} = S, []) ->
    loop_msg_event(Machine, Debug, S#status{zero = Zero}, Event);
loop_done(Machine, Debug, S, []) ->
    loop(Machine, Debug, S).

%% Of several timeouts of one type the last counts. They come newest first, and are started so.
last_of_each(Timeouts) ->
    lists:reverse(lists:foldl(fun(Timeout, Kept) ->
                                      case lists:keymember(element(1, Timeout), 1, Kept) of
                                          true -> Kept;
                                          false -> [Timeout | Kept]
                                      end
                              end, [], Timeouts)).

start_timeouts([], S, _Machine, Debug) -> {S, Debug};
start_timeouts(Timeouts, S0, Machine, Debug0) ->
    {#status{zero = Zero} = S, Debug} =
        lists:foldl(fun(Timeout, {NewS, NewDebug}) ->
                            start_timeout(Timeout, NewS, Machine, NewDebug)
                    end, {S0, Debug0}, Timeouts),
    %% What is due at once comes in the order of the actions, after what was due before.
    {New, Old} = lists:split(length(Zero) - length([Type || {Type, _} <- S0#status.zero,
                                                           still_due(Type, Zero, Timeouts)]),
                             Zero),
    {S#status{zero = Old ++ New}, Debug}.

still_due(Type, Zero, Timeouts) ->
    lists:keymember(Type, 1, Zero) andalso
        case lists:keyfind(Type, 1, Timeouts) of
            false -> true;
            {_, update, _, _} -> true;
            _ -> false
        end.

start_timeout({Type, infinity, _, _}, S, _Machine, Debug) ->
    {cancel(Type, S), Debug};
start_timeout({Type, update, Content, _}, #status{timers = Timers, zero = Zero} = S, _Machine,
              Debug) ->
    case {Timers, lists:keymember(Type, 1, Zero)} of
        {#{Type := {Ref, _}}, _} ->
            {S#status{timers = Timers#{Type := {Ref, Content}}}, Debug};
        {_, true} ->
            {S#status{zero = lists:keyreplace(Type, 1, Zero, {Type, Content})}, Debug};
        _ ->
            {S#status{zero = [{Type, Content} | Zero]}, Debug}
    end;
start_timeout({Type, Time, Content, Options}, S0, Machine, Debug0) ->
    #status{timers = Timers, zero = Zero, state_data = {State, _}} = S = cancel(Type, S0),
    Debug = debug(Debug0, Machine, {start_timer, {Type, Time, Content, Options}, State}),
    case Time of
        0 when Options =:= [] ->
            {S#status{zero = [{Type, Content} | Zero]}, Debug};
        _ ->
            Ref = erlang:start_timer(Time, self(), Type, Options),
            {S#status{timers = Timers#{Type => {Ref, Content}}}, Debug}
    end.

cancel(Type, #status{timers = Timers, zero = Zero} = S0) ->
    S = S0#status{zero = lists:keydelete(Type, 1, Zero)},
    case Timers of
        #{Type := {Ref, _}} ->
            case erlang:cancel_timer(Ref) of
                false ->
                    receive
                        {timeout, Ref, Type} -> ok
                    after 0 ->
                        ok
                    end;
                _ -> ok
            end,
            S#status{timers = maps:remove(Type, Timers)};
        _ ->
            S
    end.

%%% The end

reply_then_terminate(Class, Reason, Stack, Machine, Debug, S, Queue,
                     [{reply, {_, _} = From, Reply} | Rest]) ->
    gen:reply(From, Reply),
    NewDebug = debug(Debug, Machine, {out, Reply, From}),
    reply_then_terminate(Class, Reason, Stack, Machine, NewDebug, S, Queue, Rest);
reply_then_terminate(_Class, _Reason, _Stack, Machine, Debug, S, Queue, [Bad | _]) ->
    terminate(error, {bad_reply_action_from_state_function, Bad}, ?STACK, Machine, Debug, S, Queue);
reply_then_terminate(Class, Reason, Stack, Machine, Debug, S, Queue, []) ->
    terminate(Class, Reason, Stack, Machine, Debug, S, Queue).

terminate(Class, Reason, Stack, #machine{modules = [Module | _]} = Machine, Debug,
          #status{state_data = {State, Data}} = S, Queue) ->
    try
        case erlang:function_exported(Module, terminate, 3) of
            true -> Module:terminate(Reason, State, Data);
            false -> ok
        end
    catch
        throw:_ -> ok;
        NewClass:NewReason:NewStack ->
            error_report(NewClass, NewReason, NewStack, Machine, S, Queue, Debug),
            erlang:raise(NewClass, NewReason, NewStack)
    end,
    case gen_report:is_silent(exit, Reason) of
        true -> debug(Debug, Machine, {terminate, Reason, State});
        false -> error_report(Class, Reason, Stack, Machine, S, Queue, Debug)
    end,
    erlang:raise(Class, Reason, Stack).

error_report(Class, Reason, Stack, Machine, S, Queue, Debug) ->
    #machine{name = Name, modules = [Module | _] = Modules, mode = Mode, enter = Enter} = Machine,
    #status{state_data = {State, Data}, postponed = Postponed, timers = Timers} = S,
    Timeouts = timeouts(Timers),
    Status = gen:format_status(Module, terminate,
                               #{reason => Reason, state => State, data => Data, queue => Queue,
                                 postponed => Postponed, timeouts => Timeouts,
                                 log => sys:get_log(Debug)},
                               [get(), State, Data]),
    logger:log(error,
               #{label => {gen_statem, terminate},
                 name => Name,
                 queue => maps:get(queue, Status),
                 postponed => maps:get(postponed, Status),
                 modules => Modules,
                 callback_mode => Mode,
                 state_enter => Enter,
                 state => shown_state(Status),
                 timeouts => {length(Timeouts), maps:get(timeouts, Status)},
                 log => maps:get(log, Status),
                 reason => {Class, maps:get(reason, Status), Stack},
                 client_info => client(Queue),
                 process_label => proc_lib:get_label(self())},
               #{domain => [otp],
                 mfa => {gen_statem, error_info, 7},
                 report_cb => fun gen_statem:format_log/2,
                 error_logger => #{tag => error, report_cb => fun gen_statem:format_log/1}}).

client([{{call, From}, _} | _]) -> gen_report:client(From);
client(_) -> undefined.

timeouts(Timers) -> lists:sort([{Type, Content} || Type := {_, Content} <- Timers]).

shown_state(#{'$status' := Shown}) -> Shown;
shown_state(#{state := State, data := Data}) -> {State, Data}.

%%% What sys calls. Misc is {Machine, Status}.

system_continue(_Parent, Debug, {Machine, S}) ->
    loop(Machine, Debug, S).

system_terminate(Reason, _Parent, Debug, {Machine, S}) ->
    terminate(exit, Reason, ?STACK, Machine, Debug, S, []).

system_code_change({#machine{modules = [Module | _] = Modules} = Machine,
                    #status{state_data = {State, Data}} = S}, _Module, OldVsn, Extra) ->
    Result = try
                 Module:code_change(OldVsn, State, Data, Extra)
             catch
                 throw:Value -> Value
             end,
    case Result of
        {ok, NewState, NewData} ->
            case get_callback_mode(Machine, Modules) of
                {error, Class, Reason, Stack} -> erlang:raise(Class, Reason, Stack);
                New -> {ok, {New, S#status{state_data = {NewState, NewData}}}}
            end;
        {ok, _} -> error({case_clause, Result});
        Other -> Other
    end.

system_get_state({_, #status{state_data = StateData}}) ->
    {ok, StateData}.

system_replace_state(Fun, {Machine, #status{state_data = StateData} = S}) ->
    New = Fun(StateData),
    {ok, New, {Machine, S#status{state_data = New}}}.

format_status(Opt, [Dict, SysState, Parent, Debug, {Machine, S}]) ->
    #machine{name = Name, modules = [Module | _] = Modules} = Machine,
    #status{state_data = {State, Data}, postponed = Postponed, timers = Timers} = S,
    Timeouts = timeouts(Timers),
    Status = gen:format_status(Module, Opt,
                               #{state => State, data => Data, postponed => Postponed,
                                 timeouts => Timeouts, log => sys:get_log(Debug)},
                               [Dict, State, Data]),
    Items = case Status of
                #{'EXIT' := Text} -> [{data, [{"State", {State, Text}}]}];
                #{'$status' := Shown} when is_list(Shown) -> Shown;
                #{'$status' := Shown} -> [Shown];
                _ -> [{data, [{"State", shown_state(Status)}]}]
            end,
    [{header, gen:format_status_header("Status for state machine", Name)},
     {data, [{"Status", SysState}, {"Parent", Parent}, {"Modules", Modules},
             {"Time-outs", {length(Timeouts), maps:get(timeouts, Status)}},
             {"Logged Events", maps:get(log, Status)},
             {"Postponed", maps:get(postponed, Status)}]}
     | Items].

%%% Texts

debug([], _Machine, _Event) -> [];
debug(Debug, #machine{name = Name}, Event) ->
    sys:handle_debug(Debug, fun print_event/3, Name, Event).

print_event(Device, {in, Event, State}, Name) ->
    io:format(Device, "*DBG* ~tp receive ~ts in state ~tp~n", [Name, event_text(Event), State]);
print_event(Device, {out, Reply, {To, _Tag}}, Name) ->
    io:format(Device, "*DBG* ~tp send ~tp to ~tw~n", [Name, Reply, To]);
print_event(Device, {Tag, What, State}, Name) ->        % enter, module, start_timer, ...
    io:format(Device, "*DBG* ~tp ~tw ~tp in state ~tp~n", [Name, Tag, What, State]);
print_event(Device, {Tag, Event, State, State}, Name) ->
    io:format(Device, "*DBG* ~tp ~tw ~ts in state ~tp~n", [Name, Tag, event_text(Event), State]);
print_event(Device, {Tag, Event, State, NextState}, Name) ->
    io:format(Device, "*DBG* ~tp ~tw ~ts in state ~tp => ~tp~n",
              [Name, Tag, event_text(Event), State, NextState]).

event_text({{call, {Pid, _Tag}}, Request}) -> io_lib:format("call ~tp from ~tw", [Request, Pid]);
event_text({Type, Content}) -> io_lib:format("~tw ~tp", [Type, Content]).

%% For handlers of error_logger, who want a format and its arguments.
format_log(Report) -> gen_report:format_log(Report, fun log_parts/2).

format_log(Report, Config) -> gen_report:format_log(Report, Config, fun log_parts/2).

log_parts(#{name := Name, queue := Queue, state := State, log := Log,
            reason := {Class, Reason0, Stack0}, client_info := Client, process_label := Label},
          #{single_line := true} = Config) ->
    {Reason, Stack} = fix_undef(Class, Reason0, Stack0),
    ["State machine ", {term, Name}, " terminating", gen_report:label(". Label: ", Label, ""),
     ". Reason: ", {term, Reason}, optional(". Stack: ", Stack, ""),
     [[". Last event: ", {term, hd(Queue)}] || Queue =/= []],
     ". State: ", {term, State}, optional(". Log: ", Log, ""), ".",
     gen_report:client_parts(Client, Config)];
log_parts(#{name := Name, queue := Queue, postponed := Postponed, modules := Modules,
            callback_mode := Mode, state_enter := Enter, state := State,
            timeouts := {Count, _} = Timeouts, log := Log, reason := {Class, Reason0, Stack0},
            client_info := Client, process_label := Label}, Config) ->
    {Reason, Stack} = fix_undef(Class, Reason0, Stack0),
    ["** State machine ", {term, Name}, " terminating~n",
     gen_report:label("** Process label = ", Label, "~n"),
     [["** Last event = ", {term, hd(Queue)}, "~n"] || Queue =/= []],
     "** When server state  = ", {term, State}, "~n",
     "** Reason for termination = ", {term, Class}, ":", {term, Reason}, "~n",
     "** Callback modules = ", {term, Modules}, "~n",
     "** Callback mode = ", {term, case Enter of true -> [Mode, state_enter]; false -> Mode end},
     "~n",
     [["** Queued = ", {term, tl(Queue)}, "~n"] || length(Queue) > 1],
     optional("** Postponed = ", Postponed, "~n"),
     optional("** Stacktrace =~n**  ", Stack, "~n"),
     [["** Time-outs: ", {term, Timeouts}, "~n"] || Count > 0],
     [["** Log =~n**  ", {each, Log}, "~n"] || Log =/= []],
     gen_report:client_parts(Client, Config)].

optional(_Before, [], _After) -> [];
optional(Before, Term, After) -> [Before, {term, Term}, After].

fix_undef(error, undef, [{M, F, Args, _} | Rest] = Stack) ->
    case gen_report:fix_undef({undef, Stack}) of
        {'module could not be loaded', _} -> {{'module could not be loaded', M}, Rest};
        {'function not exported', _} -> {{'function not exported', {M, F, length(Args)}}, Rest};
        _ -> {undef, Stack}
    end;
fix_undef(_, Reason, Stack) ->
    {Reason, Stack}.
