%% The generic server: a process that keeps a state and answers requests through a callback module.
%%
%% The server is one loop. What it waits for is in two of its arguments: Wait (infinity, hibernate or
%% milliseconds) and Timer (none, or {Reference, Message} of a timeout with a message of its own).
%% With debugging off (Debug is []) a message takes the short way through handle_msg/3.
-module(gen_server).

-export([start/3, start/4, start_link/3, start_link/4, start_monitor/3, start_monitor/4,
         stop/1, stop/3, enter_loop/3, enter_loop/4, enter_loop/5]).
-export([call/2, call/3, cast/2, reply/2, abcast/2, abcast/3,
         multi_call/2, multi_call/3, multi_call/4]).
-export([send_request/2, send_request/4, wait_response/2, wait_response/3,
         receive_response/2, receive_response/3, check_response/2, check_response/3,
         reqids_new/0, reqids_size/1, reqids_add/3, reqids_to_list/1]).
-export([init_it/6, system_continue/3, system_terminate/4, system_code_change/4,
         system_get_state/1, system_replace_state/2, format_status/2, format_log/1, format_log/2]).

-moduledoc """
A server: a process that answers requests in the functions of a callback module. start_link/3,4
starts it with Module:init/1; call/2,3 asks and waits for what Module:handle_call/3 replies,
cast/2 sends what Module:handle_cast/2 gets, every other message goes to Module:handle_info/2.
""".

-callback init(Args :: term()) ->
    {ok, State :: term()} | {ok, State :: term(), Action :: term()} |
    {stop, Reason :: term()} | {error, Reason :: term()} | ignore.
-callback handle_call(Request :: term(), From :: {pid(), term()}, State :: term()) ->
    {reply, Reply :: term(), NewState :: term()} |
    {reply, Reply :: term(), NewState :: term(), Action :: term()} |
    {noreply, NewState :: term()} | {noreply, NewState :: term(), Action :: term()} |
    {stop, Reason :: term(), Reply :: term(), NewState :: term()} |
    {stop, Reason :: term(), NewState :: term()}.
-callback handle_cast(Request :: term(), State :: term()) ->
    {noreply, NewState :: term()} | {noreply, NewState :: term(), Action :: term()} |
    {stop, Reason :: term(), NewState :: term()}.
-callback handle_info(Info :: term(), State :: term()) ->
    {noreply, NewState :: term()} | {noreply, NewState :: term(), Action :: term()} |
    {stop, Reason :: term(), NewState :: term()}.
-callback handle_continue(Continue :: term(), State :: term()) ->
    {noreply, NewState :: term()} | {noreply, NewState :: term(), Action :: term()} |
    {stop, Reason :: term(), NewState :: term()}.
-callback terminate(Reason :: term(), State :: term()) -> term().
-callback code_change(OldVsn :: term(), State :: term(), Extra :: term()) ->
    {ok, NewState :: term()} | {error, Reason :: term()}.
-callback format_status(Opt :: normal | terminate, StatusData :: [term()]) -> term().
-callback format_status(Status :: map()) -> map().
-optional_callbacks([handle_info/2, handle_continue/2, terminate/2, code_change/3,
                     format_status/1, format_status/2]).

-record(server, {parent, name, module, hibernate_after,
                 tag = make_ref()}).    % marks the timers that are ours

-define(STACK, element(2, process_info(self(), current_stacktrace))).
-define(IS_TIMEOUT(T), (T =:= infinity orelse is_integer(T) andalso T >= 0)).

%%% Starting and stopping

-doc """
Starts a server that is not linked to the caller: `{ok, Pid}`, `ignore`, or `{error, Reason}`.
ServerName is `{local, Name}`, `{global, Name}` or `{via, Module, Name}`; the options are
`{timeout, T}`, `{debug, Dbgs}`, `{hibernate_after, T}` and `{spawn_opt, Opts}`. Returns when
Module:init(Args) has returned.
""".
start(Module, Args, Options) when is_atom(Module), is_list(Options) ->
    gen:start(gen_server, nolink, Module, Args, Options);
start(Module, Args, Options) ->
    error(badarg, [Module, Args, Options]).

-doc """
Starts a server that is not linked to the caller: `{ok, Pid}`, `ignore`, or `{error, Reason}`.
ServerName is `{local, Name}`, `{global, Name}` or `{via, Module, Name}`; the options are
`{timeout, T}`, `{debug, Dbgs}`, `{hibernate_after, T}` and `{spawn_opt, Opts}`. Returns when
Module:init(Args) has returned.
""".
start(Name, Module, Args, Options)
  when is_tuple(Name), is_atom(Module), is_list(Options) ->
    gen:start(gen_server, nolink, Name, Module, Args, Options);
start(Name, Module, Args, Options) ->
    error(badarg, [Name, Module, Args, Options]).

-doc """
Starts a server that is linked to the caller, as part of a supervision tree. As start/3,4
otherwise.
""".
start_link(Module, Args, Options) when is_atom(Module), is_list(Options) ->
    gen:start(gen_server, link, Module, Args, Options);
start_link(Module, Args, Options) ->
    error(badarg, [Module, Args, Options]).

-doc """
Starts a server that is linked to the caller, as part of a supervision tree. As start/3,4
otherwise.
""".
start_link(Name, Module, Args, Options)
  when is_tuple(Name), is_atom(Module), is_list(Options) ->
    gen:start(gen_server, link, Name, Module, Args, Options);
start_link(Name, Module, Args, Options) ->
    error(badarg, [Name, Module, Args, Options]).

-doc "Starts a server and a monitor of it: `{ok, {Pid, MonitorRef}}`. As start/3,4 otherwise.".
start_monitor(Module, Args, Options) when is_atom(Module), is_list(Options) ->
    gen:start(gen_server, monitor, Module, Args, Options);
start_monitor(Module, Args, Options) ->
    error(badarg, [Module, Args, Options]).

-doc "Starts a server and a monitor of it: `{ok, {Pid, MonitorRef}}`. As start/3,4 otherwise.".
start_monitor(Name, Module, Args, Options)
  when is_tuple(Name), is_atom(Module), is_list(Options) ->
    gen:start(gen_server, monitor, Name, Module, Args, Options);
start_monitor(Name, Module, Args, Options) ->
    error(badarg, [Name, Module, Args, Options]).

-doc """
Ends a server with a reason (`normal`) and waits until it has ended. Fails with `noproc` if there
is none, with `timeout` if it takes longer than Timeout.
""".
stop(Server) -> gen:stop(Server).
-doc """
Ends a server with a reason (`normal`) and waits until it has ended. Fails with `noproc` if there
is none, with `timeout` if it takes longer than Timeout.
""".
stop(Server, Reason, Timeout) -> gen:stop(Server, Reason, Timeout).

%%% The client's side

-doc """
Sends a request and waits for the reply, for 5000 milliseconds if no timeout is given. Fails with
`{Reason, {gen_server, call, Args}}` where Reason is `timeout`, `noproc`, `calling_self`, or why
the server ended.
""".
call(Server, Request) ->
    try gen:call(Server, '$gen_call', Request) of
        {ok, Reply} -> Reply
    catch
        exit:Reason -> exit({Reason, {gen_server, call, [Server, Request]}});
        error:Reason:Stack -> exit({{Reason, Stack}, {gen_server, call, [Server, Request]}})
    end.

-doc """
Sends a request and waits for the reply, for 5000 milliseconds if no timeout is given. Fails with
`{Reason, {gen_server, call, Args}}` where Reason is `timeout`, `noproc`, `calling_self`, or why
the server ended.
""".
call(Server, Request, Timeout) ->
    try gen:call(Server, '$gen_call', Request, Timeout) of
        {ok, Reply} -> Reply
    catch
        exit:Reason -> exit({Reason, {gen_server, call, [Server, Request, Timeout]}});
        error:Reason:Stack -> exit({{Reason, Stack}, {gen_server, call, [Server, Request, Timeout]}})
    end.

%% Nobody hears whether a cast arrived.
-doc "Sends a request that is not answered; always `ok`, whether the server is there or not.".
cast({global, Name}, Request) -> send_cast(fun() -> global:send(Name, {'$gen_cast', Request}) end);
cast({via, Module, Name}, Request) ->
    send_cast(fun() -> Module:send(Name, {'$gen_cast', Request}) end);
cast({Name, Node} = Server, Request) when is_atom(Name), is_atom(Node) ->
    send_cast(fun() -> erlang:send(Server, {'$gen_cast', Request}) end);
cast(Server, Request) when is_pid(Server) ->
    Server ! {'$gen_cast', Request},
    ok;
cast(Server, Request) when is_atom(Server) ->
    send_cast(fun() -> Server ! {'$gen_cast', Request} end).

send_cast(Send) ->
    try Send() of
        _ -> ok
    catch
        _:_ -> ok
    end.

-doc "Answers the request of a client from anywhere: From is what Module:handle_call/3 got.".
reply(From, Reply) -> gen:reply(From, Reply).

-doc "Casts a request to the servers of a name on several nodes; `abcast` at once.".
abcast(Name, Request) when is_atom(Name) ->
    abcast([node() | nodes()], Name, Request).

-doc "Casts a request to the servers of a name on several nodes; `abcast` at once.".
abcast(Nodes, Name, Request) when is_list(Nodes), is_atom(Name) ->
    [cast({Name, Node}, Request) || Node <- Nodes],
    abcast.

-doc """
Calls the servers of a name on several nodes: `{Replies, BadNodes}`, where Replies is a list of
`{Node, Reply}`.
""".
multi_call(Name, Request) when is_atom(Name) ->
    multi_call([node() | nodes()], Name, Request, infinity).
-doc """
Calls the servers of a name on several nodes: `{Replies, BadNodes}`, where Replies is a list of
`{Node, Reply}`.
""".
multi_call(Nodes, Name, Request) when is_list(Nodes), is_atom(Name) ->
    multi_call(Nodes, Name, Request, infinity).

%% All requests are on their way before the first answer is waited for.
-doc """
Calls the servers of a name on several nodes: `{Replies, BadNodes}`, where Replies is a list of
`{Node, Reply}`.
""".
multi_call(Nodes, Name, Request, Timeout)
  when is_list(Nodes), is_atom(Name), ?IS_TIMEOUT(Timeout) ->
    Deadline = deadline(Timeout),
    Ids = [{Node, send_request({Name, Node}, Request)} || Node <- Nodes],
    collect(Ids, Deadline, [], []).

collect([{Node, Id} | Ids], Deadline, Replies, Bad) ->
    case receive_response(Id, Deadline) of
        {reply, Reply} -> collect(Ids, Deadline, [{Node, Reply} | Replies], Bad);
        _ -> collect(Ids, Deadline, Replies, [Node | Bad])
    end;
collect([], _Deadline, Replies, Bad) ->
    {Replies, Bad}.

deadline(infinity) -> infinity;
deadline(Timeout) -> {abs, erlang:monotonic_time(millisecond) + Timeout}.

-doc """
Sends a request without waiting: an identifier for receive_response/1,2, wait_response/1,2 and
check_response/2; or, with a label and a collection of identifiers, the collection with this one
added.
""".
send_request(Server, Request) -> gen:send_request(Server, '$gen_call', Request).
-doc """
Sends a request without waiting: an identifier for receive_response/1,2, wait_response/1,2 and
check_response/2; or, with a label and a collection of identifiers, the collection with this one
added.
""".
send_request(Server, Request, Label, Ids) ->
    gen:send_request(Server, '$gen_call', Request, Label, Ids).

-doc "As receive_response/2, but a request that timed out may still be waited for.".
wait_response(Id, Timeout) -> gen:wait_response(Id, Timeout).
-doc "As receive_response/2, but a request that timed out may still be waited for.".
wait_response(Ids, Timeout, Delete) -> gen:wait_response(Ids, Timeout, Delete).
-doc """
Waits for the reply to a request: `{reply, Reply}`, `{error, {Reason, ServerRef}}`, or `timeout`,
after which the reply is dropped. With a collection also says which request it was.
""".
receive_response(Id, Timeout) -> gen:receive_response(Id, Timeout).
-doc """
Waits for the reply to a request: `{reply, Reply}`, `{error, {Reason, ServerRef}}`, or `timeout`,
after which the reply is dropped. With a collection also says which request it was.
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

%%% A process becomes a server

init_it(Starter, Parent, Name, Module, Args, Options) ->
    Server = server(Parent, gen:name(Name), Module, Options),
    Debug = gen:debug_options(gen:name(Name), Options),
    case init_it(Module, Args) of
        {ok, {ok, State}} ->
            proc_lib:init_ack(Starter, {ok, self()}),
            loop(Server, State, Debug, infinity, none);
        {ok, {ok, State, Action} = Return} ->
            case action(Server, Action) of
                bad ->
                    gen:unregister_name(Name),
                    exit({bad_return_value, Return});
                Next ->
                    proc_lib:init_ack(Starter, {ok, self()}),
                    loop(Server, State, Debug, Next)
            end;
        {ok, {stop, Reason}} ->
            gen:unregister_name(Name),      % so that the name is free when the starter goes on
            exit(Reason);
        {ok, {error, _} = Error} ->
            gen:unregister_name(Name),
            proc_lib:init_fail(Starter, Error, {exit, normal});
        {ok, ignore} ->
            gen:unregister_name(Name),
            proc_lib:init_fail(Starter, ignore, {exit, normal});
        {ok, Other} ->
            gen:unregister_name(Name),
            exit({bad_return_value, Other});
        {failed, Class, Reason, Stack} ->
            gen:unregister_name(Name),
            erlang:raise(Class, Reason, Stack)
    end.

init_it(Module, Args) ->
    try
        {ok, Module:init(Args)}
    catch
        throw:Value -> {ok, Value};
        Class:Reason:Stack -> {failed, Class, Reason, Stack}
    end.

server(Parent, Name, Module, Options) ->
    #server{parent = Parent, name = Name, module = Module,
            hibernate_after = gen:hibernate_after(Options)}.

-doc """
Makes the calling process, which proc_lib started, a server with this state. Does not return.
""".
enter_loop(Module, Options, State) when is_atom(Module), is_list(Options) ->
    enter_loop(Module, Options, State, self(), infinity).

-doc """
Makes the calling process, which proc_lib started, a server with this state. Does not return.
""".
enter_loop(Module, Options, State, {Kind, _} = Name) when Kind =:= local; Kind =:= global ->
    enter_loop(Module, Options, State, Name, infinity);
enter_loop(Module, Options, State, {via, _, _} = Name) ->
    enter_loop(Module, Options, State, Name, infinity);
enter_loop(Module, Options, State, Action) ->
    enter_loop(Module, Options, State, self(), Action).

-doc """
Makes the calling process, which proc_lib started, a server with this state. Does not return.
""".
enter_loop(Module, Options, State, ServerName, Action) when is_atom(Module), is_list(Options) ->
    Name = gen:get_proc_name(ServerName),
    Server = server(gen:get_parent(), Name, Module, Options),
    case action(Server, Action) of
        bad ->
            gen:unregister_name(Name),
            exit({bad_action, Action});
        Next ->
            loop(Server, State, gen:debug_options(Name, Options), Next)
    end.

%%% The loop

%% Goes on after a callback, as its action says.
loop(Server, State, Debug, {continue, Continue} = Msg) ->
    Result = try_handle_continue(Server, Continue, State),
    case Debug of
        [] -> handle_common_reply(Result, Server, Msg, undefined, State);
        _ -> handle_common_reply(Result, Server, Msg, undefined, State, debug(Debug, Server, Msg))
    end;
loop(Server, State, Debug, {now, Msg}) ->
    decode_msg(Msg, Server, State, Debug);
loop(Server, State, Debug, {timer, Timer, Wait}) ->
    loop(Server, State, Debug, Wait, Timer);
loop(Server, State, Debug, Wait) ->
    loop(Server, State, Debug, Wait, none).

loop(#server{hibernate_after = infinity} = Server, State, Debug, infinity, Timer) ->
    receive
        %% A request, which is what comes most, goes a shorter way.
        {'$gen_call', _, _} = Msg when Debug =:= [], Timer =:= none ->
            handle_msg(Msg, Server, State);
        Msg -> decode_msg(Msg, Server, State, Debug, infinity, Timer)
    end;
loop(#server{hibernate_after = Limit} = Server, State, Debug, infinity, Timer) ->
    receive
        Msg -> decode_msg(Msg, Server, State, Debug, infinity, Timer)
    after Limit ->
        loop_hibernate(Server, State, Debug, Timer)
    end;
loop(Server, State, Debug, hibernate, Timer) ->
    receive
        Msg -> decode_msg(Msg, Server, State, Debug, hibernate, Timer)
    after 0 ->
        loop_hibernate(Server, State, Debug, Timer)
    end;
loop(Server, State, Debug, Millis, Timer) ->
    receive
        Msg -> decode_msg(Msg, Server, State, Debug, Millis, Timer)
    after Millis ->
        decode_msg(timeout, Server, State, Debug)
    end.

loop_hibernate(Server, State, Debug, Timer) ->
    erlang:hibernate(),
    receive
        Msg -> decode_msg(Msg, Server, State, Debug, hibernate, Timer)
    end.

%% Takes out what is not for the callback module.
decode_msg(Msg, #server{parent = Parent, tag = Tag} = Server, State, Debug, Wait, Timer) ->
    case Msg of
        {system, From, Command} ->
            sys:handle_system_msg(Command, From, Parent, gen_server, Debug,
                                  {Server, State, Wait, Timer}, Wait =:= hibernate);
        {'EXIT', Parent, Reason} ->
            terminate(Server, Msg, undefined, State, Reason, ?STACK, Debug);
        {timeout, Ref, Tag} ->
            case Timer of
                {Ref, TimerMsg} -> decode_msg(TimerMsg, Server, State, Debug);
                _ -> loop(Server, State, Debug, Wait, Timer)    % of a timer we had cancelled
            end;
        _ when Timer =:= none ->
            decode_msg(Msg, Server, State, Debug);
        _ ->
            erlang:cancel_timer(element(1, Timer), [{async, true}, {info, false}]),
            decode_msg(Msg, Server, State, Debug)
    end.

decode_msg(Msg, Server, State, []) -> handle_msg(Msg, Server, State);
decode_msg(Msg, Server, State, Debug) ->
    handle_msg(Msg, Server, State, debug(Debug, Server, {in, Msg})).

debug(Debug, #server{name = Name}, Event) ->
    sys:handle_debug(Debug, fun print_event/3, Name, Event).

handle_msg({'$gen_call', From, Request}, Server, State) ->
    case try_handle_call(Server, Request, From, State) of
        {ok, {reply, Reply, NewState}} ->
            gen:reply(From, Reply),
            loop(Server, NewState, [], infinity, none);
        {ok, {reply, Reply, NewState, Action} = Return} ->
            case action(Server, Action) of
                bad ->
                    terminate(Server, Request, From, State, {bad_return_value, Return}, ?STACK, []);
                Next ->
                    gen:reply(From, Reply),
                    loop(Server, NewState, [], Next)
            end;
        {ok, {stop, Reason, Reply, NewState}} ->
            try
                terminate(Server, Request, From, NewState, Reason, ?STACK, [])
            after
                gen:reply(From, Reply)
            end;
        Result ->
            handle_common_reply(Result, Server, Request, From, State)
    end;
handle_msg({'$gen_cast', Request} = Msg, Server, State) ->
    Result = try_handle_cast(Server, Request, State),
    handle_common_reply(Result, Server, Msg, undefined, State);
handle_msg(Msg, Server, State) ->
    Result = try_handle_info(Server, Msg, State),
    handle_common_reply(Result, Server, Msg, undefined, State).

handle_msg({'$gen_call', From, Request}, Server, State, Debug) ->
    case try_handle_call(Server, Request, From, State) of
        {ok, {reply, Reply, NewState}} ->
            NewDebug = reply(From, Reply, Server, NewState, Debug),
            loop(Server, NewState, NewDebug, infinity, none);
        {ok, {reply, Reply, NewState, Action} = Return} ->
            case action(Server, Action) of
                bad ->
                    terminate(Server, Request, From, State, {bad_return_value, Return}, ?STACK,
                              Debug);
                Next ->
                    NewDebug = reply(From, Reply, Server, NewState, Debug),
                    loop(Server, NewState, NewDebug, Next)
            end;
        {ok, {stop, Reason, Reply, NewState}} ->
            try
                terminate(Server, Request, From, NewState, Reason, ?STACK, Debug)
            after
                reply(From, Reply, Server, NewState, Debug)
            end;
        Result ->
            handle_common_reply(Result, Server, Request, From, State, Debug)
    end;
handle_msg({'$gen_cast', Request} = Msg, Server, State, Debug) ->
    Result = try_handle_cast(Server, Request, State),
    handle_common_reply(Result, Server, Msg, undefined, State, Debug);
handle_msg(Msg, Server, State, Debug) ->
    Result = try_handle_info(Server, Msg, State),
    handle_common_reply(Result, Server, Msg, undefined, State, Debug).

reply(From, Reply, Server, State, Debug) ->
    gen:reply(From, Reply),
    debug(Debug, Server, {out, Reply, From, State}).

%% What every callback may return, or end with.
handle_common_reply(Result, Server, Msg, From, State) ->
    case Result of
        {ok, {noreply, NewState}} ->
            loop(Server, NewState, [], infinity, none);
        {ok, {noreply, NewState, Action} = Return} ->
            case action(Server, Action) of
                bad ->
                    terminate(Server, Msg, From, State, {bad_return_value, Return}, ?STACK, []);
                Next ->
                    loop(Server, NewState, [], Next)
            end;
        {ok, {stop, Reason, NewState}} ->
            terminate(Server, Msg, From, NewState, Reason, ?STACK, []);
        {ok, Other} ->
            terminate(Server, Msg, From, State, {bad_return_value, Other}, ?STACK, []);
        {failed, Class, Reason, Stack} ->
            terminate(Server, Msg, From, State, Class, Reason, Stack, Stack, [])
    end.

handle_common_reply(Result, Server, Msg, From, State, Debug) ->
    case Result of
        {ok, {noreply, NewState}} ->
            loop(Server, NewState, debug(Debug, Server, {noreply, NewState}), infinity, none);
        {ok, {noreply, NewState, Action} = Return} ->
            case action(Server, Action) of
                bad ->
                    terminate(Server, Msg, From, State, {bad_return_value, Return}, ?STACK, Debug);
                Next ->
                    loop(Server, NewState, debug(Debug, Server, {noreply, NewState}), Next)
            end;
        {ok, {stop, Reason, NewState}} ->
            terminate(Server, Msg, From, NewState, Reason, ?STACK, Debug);
        {ok, Other} ->
            terminate(Server, Msg, From, State, {bad_return_value, Other}, ?STACK, Debug);
        {failed, Class, Reason, Stack} ->
            terminate(Server, Msg, From, State, Class, Reason, Stack, Stack, Debug)
    end.

%% The last element of a return tuple, made into what loop/4 takes; `bad' if it is none.
action(_Server, {continue, _} = Continue) -> Continue;
action(_Server, hibernate) -> hibernate;
action(_Server, Timeout) when ?IS_TIMEOUT(Timeout) -> Timeout;
action(Server, {timeout, Time, Msg}) -> timer(Server, Time, Msg, infinity, []);
action(Server, {timeout, Time, Msg, Options}) -> timer(Server, Time, Msg, infinity, Options);
action(Server, {hibernate, Time, Msg}) -> timer(Server, Time, Msg, hibernate, []);
action(Server, {hibernate, Time, Msg, Options}) -> timer(Server, Time, Msg, hibernate, Options);
action(_Server, _) -> bad.

timer(Server, Time, Msg, Wait, {abs, _} = Option) -> timer(Server, Time, Msg, Wait, [Option]);
timer(Server, Time, Msg, Wait, Options) ->
    case absolute(Options, false) of
        _ when Time =:= infinity -> Wait;
        false when is_integer(Time), Time > 0 -> {timer, start_timer(Server, Time, [], Msg), Wait};
        false when Time =:= 0 -> {now, Msg};
        true when is_integer(Time) ->
            {timer, start_timer(Server, Time, [{abs, true}], Msg), Wait};
        _ -> bad
    end.

absolute([{abs, Abs} | Options], _) when is_boolean(Abs) -> absolute(Options, Abs);
absolute([], Abs) -> Abs;
absolute(_, _) -> bad.

start_timer(#server{tag = Tag}, Time, Options, Msg) ->
    {erlang:start_timer(Time, self(), Tag, Options), Msg}.

%%% The callbacks. A value that is thrown counts as returned.

try_handle_call(#server{module = Module}, Request, From, State) ->
    try
        {ok, Module:handle_call(Request, From, State)}
    catch
        throw:Value -> {ok, Value};
        Class:Reason:Stack -> {failed, Class, Reason, Stack}
    end.

try_handle_cast(#server{module = Module}, Request, State) ->
    try
        {ok, Module:handle_cast(Request, State)}
    catch
        throw:Value -> {ok, Value};
        Class:Reason:Stack -> {failed, Class, Reason, Stack}
    end.

try_handle_info(#server{module = Module}, Msg, State) ->
    try
        {ok, Module:handle_info(Msg, State)}
    catch
        throw:Value ->
            {ok, Value};
        error:undef:Stack ->
            case erlang:function_exported(Module, handle_info, 2) of
                true -> {failed, error, undef, Stack};
                false -> gen_report:no_handle_info(gen_server, Module, Msg), {ok, {noreply, State}}
            end;
        Class:Reason:Stack ->
            {failed, Class, Reason, Stack}
    end.

try_handle_continue(#server{module = Module}, Continue, State) ->
    try
        {ok, Module:handle_continue(Continue, State)}
    catch
        throw:Value -> {ok, Value};
        Class:Reason:Stack -> {failed, Class, Reason, Stack}
    end.

try_terminate(#server{module = Module}, Reason, State) ->
    try
        case erlang:function_exported(Module, terminate, 2) of
            true -> Module:terminate(Reason, State);
            false -> ok
        end,
        ok
    catch
        throw:_ -> ok;
        Class:NewReason:Stack -> {failed, Class, NewReason, Stack}
    end.

%%% The end

%% The server stops for a reason of its own.
terminate(Server, Msg, From, State, Reason, Stack, Debug) ->
    terminate(Server, Msg, From, State, exit, Reason, Stack, undefined, Debug).

%% Shown is the stack as it goes into the report. If terminate/2 fails, its failure is the reason.
terminate(Server, Msg, From, State, Class, Reason, Stack, Shown, Debug) ->
    case try_terminate(Server, exit_reason(Class, Reason, Stack), State) of
        {failed, NewClass, NewReason, NewStack} ->
            error_report(Server, Msg, From, State, NewReason, NewStack, Debug),
            erlang:raise(NewClass, NewReason, NewStack);
        ok ->
            case gen_report:is_silent(Class, Reason) of
                true -> ok;
                false -> error_report(Server, Msg, From, State, Reason, Shown, Debug)
            end,
            erlang:raise(Class, Reason, Stack)
    end.

exit_reason(error, Reason, Stack) -> {Reason, Stack};
exit_reason(exit, Reason, _Stack) -> Reason.

error_report(#server{name = Name, module = Module}, Msg, From, State, Reason, Stack, Debug) ->
    Status = gen:format_status(Module, terminate,
                               #{reason => Reason, state => State, message => Msg,
                                 log => sys:get_log(Debug)},
                               [get(), State]),
    logger:log(error,
               #{label => {gen_server, terminate},
                 name => Name,
                 last_message => maps:get(message, Status),
                 state => maps:get('EXIT', Status,
                                   maps:get('$status', Status, maps:get(state, Status))),
                 log => maps:get(log, Status),
                 reason => with_stack(maps:get(reason, Status), Stack),
                 client_info => gen_report:client(From),
                 process_label => proc_lib:get_label(self())},
               #{domain => [otp],
                 mfa => {gen_server, error_info, 7},
                 report_cb => fun gen_server:format_log/2,
                 error_logger => #{tag => error, report_cb => fun gen_server:format_log/1}}).

with_stack(Reason, undefined) -> Reason;
with_stack(Reason, Stack) -> {Reason, Stack}.

%%% What sys calls. Misc is {Server, State, Wait, Timer}.

system_continue(_Parent, Debug, {Server, State, Wait, Timer}) ->
    loop(Server, State, Debug, Wait, Timer).

system_terminate(Reason, _Parent, Debug, {Server, State, _Wait, _Timer}) ->
    terminate(Server, [], undefined, State, Reason, ?STACK, Debug).

system_code_change({#server{module = Module} = Server, State, Wait, Timer}, _, OldVsn, Extra) ->
    Result = try
                 Module:code_change(OldVsn, State, Extra)
             catch
                 throw:Value -> Value
             end,
    case Result of
        {ok, NewState} -> {ok, {Server, NewState, Wait, Timer}};
        Other -> Other
    end.

system_get_state({_Server, State, _Wait, _Timer}) ->
    {ok, State}.

system_replace_state(Fun, {Server, State, Wait, Timer}) ->
    NewState = Fun(State),
    {ok, NewState, {Server, NewState, Wait, Timer}}.

format_status(Opt, [Dict, Status, Parent, Debug, {Server, State, _Wait, _Timer}]) ->
    #server{name = Name, module = Module} = Server,
    Shown = gen:format_status(Module, Opt, #{state => State, log => sys:get_log(Debug)},
                              [Dict, State]),
    [{header, gen:format_status_header("Status for generic server", Name)},
     {data, [{"Status", Status}, {"Parent", Parent}, {"Logged events", maps:get(log, Shown)}]}
     | status_of_state(Shown)].

status_of_state(#{'EXIT' := Text}) -> [{data, [{"State", Text}]}];
status_of_state(#{'$status' := Items}) when is_list(Items) -> Items;
status_of_state(#{'$status' := Item}) -> [Item];
status_of_state(#{state := State}) -> [{data, [{"State", State}]}].

%%% Texts

print_event(Device, {in, {'$gen_call', {From, _Tag}, Request}}, Name) ->
    io:format(Device, "*DBG* ~tp got call ~tp from ~tw~n", [Name, Request, From]);
print_event(Device, {in, {'$gen_cast', Request}}, Name) ->
    io:format(Device, "*DBG* ~tp got cast ~tp~n", [Name, Request]);
print_event(Device, {in, Msg}, Name) ->
    io:format(Device, "*DBG* ~tp got ~tp~n", [Name, Msg]);
print_event(Device, {out, Reply, {To, _Tag}, State}, Name) ->
    io:format(Device, "*DBG* ~tp sent ~tp to ~tw, new state ~tp~n", [Name, Reply, To, State]);
print_event(Device, {noreply, State}, Name) ->
    io:format(Device, "*DBG* ~tp new state ~tp~n", [Name, State]);
print_event(Device, Event, Name) ->
    io:format(Device, "*DBG* ~tp dbg  ~tp~n", [Name, Event]).

%% For handlers of error_logger, who want a format and its arguments.
format_log(Report) -> gen_report:format_log(Report, fun log_parts/2).

format_log(Report, Config) -> gen_report:format_log(Report, Config, fun log_parts/2).

log_parts(#{label := {gen_server, no_handle_info}, module := Module, message := Msg},
          #{single_line := true}) ->
    ["Undefined handle_info in ", {term, Module}, ". Unhandled message: ", {term, Msg}, "."];
log_parts(#{label := {gen_server, no_handle_info}, module := Module, message := Msg}, _) ->
    ["** Undefined handle_info in ", {plain, Module}, "~n** Unhandled message: ", {term, Msg}, "~n"];
log_parts(#{name := Name, last_message := Msg, state := State, log := Log, reason := Reason,
            client_info := Client, process_label := Label},
          #{single_line := true} = Config) ->
    ["Generic server ", {term, Name}, " terminating", gen_report:label(". Label: ", Label, ""),
     ". Reason: ", {term, gen_report:fix_undef(Reason)}, ". Last message: ", {term, Msg},
     ". State: ", {term, State}, ".",
     [[" Log: ", {term, Log}] || Log =/= []],
     gen_report:client_parts(Client, Config)];
log_parts(#{name := Name, last_message := Msg, state := State, log := Log, reason := Reason,
            client_info := Client, process_label := Label}, Config) ->
    ["** Generic server ", {term, Name}, " terminating \n",
     gen_report:label("** Process label == ", Label, "~n"),
     "** Last message in was ", {term, Msg}, "~n",
     "** When Server state == ", {term, State}, "~n",
     "** Reason for termination ==~n** ", {term, gen_report:fix_undef(Reason)}, "~n",
     [["** Log ==~n** [", lists:join(",~n    ", [{term, Event} || Event <- Log]), "]~n"]
      || Log =/= []],
     gen_report:client_parts(Client, Config)].
