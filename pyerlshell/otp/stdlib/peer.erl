%% Another node, started and ended with a process here, and asked over a connection of its own.
%%
%% The node is a program of ours (or any erl: the protocol is the same) with `-user peer'. It talks
%% through its standard input and output, or a socket to us: terms in the external format, on a socket
%% behind their size, on the streams as <<Size:32, Term, Crc:32>>, each half byte as 2#11xxxx11, so that
%% other output can stand between. Distribution is not there, so a connection must be asked for.
%%
%%     here to there   {call, Number, M, F, Args}  {cast, M, F, Args}  {message, To, Message}
%%                     {io_reply, From, As, Reply}
%%     there to here   {started, Node}  {reply, Number, ok | Class | crash, Result}
%%                     {message, To, Message}  {io_request, From, As, Request}
-module(peer).

-behaviour(gen_server).

-export([start/1, start_link/0, start_link/1, stop/1, random_name/0, random_name/1, get_state/1,
         call/4, call/5, cast/4, send/3]).
-export([start/0]).
-export([init/1, handle_call/3, handle_cast/2, handle_info/2, terminate/2]).
-export_type([start_options/0, peer_state/0, exec/0, disconnect_timeout/0, server_ref/0]).

-moduledoc """
Other nodes, started and controlled from here.

`peer:start(#{connection => standard_io})` starts a node as a program of its own that is not part of
a net, and `peer:call/4` calls functions there. What the node prints appears here. It ends with
`peer:stop/1`, or with the process that controls it.
""".

-type server_ref() :: pid().
-type disconnect_timeout() :: 1000..4294967295 | infinity.
-doc "The program that is started, with the arguments in front of the others.".
-type exec() :: file:name() | {file:name(), [string()]}.
-doc "A node is booting until it has said that it runs, and down when it has ended.".
-type peer_state() :: booting | running | {down, Reason :: term()}.
-doc """
How a node is started: `connection` is `standard_io`, a port number or `{Address, Port}`; `args` and
`env` are its arguments and environment, `exec` the program; `wait_boot` says how long to wait for it;
`peer_down` what the controlling process does when the node is gone (`stop`, `continue` or `crash`);
`shutdown` how the node is stopped.
""".
-type start_options() :: #{
        name => atom() | string(), longnames => boolean(), host => string(),
        peer_down => stop | continue | crash,
        connection => standard_io | inet:port_number() | {inet:ip_address(), inet:port_number()},
        exec => exec(), detached => boolean(), args => [string()],
        post_process_args => fun(([string()]) -> [string()]), env => [{string(), string()}],
        wait_boot => timeout() | false | {pid(), term()},
        shutdown => close | halt | {halt, disconnect_timeout()} | disconnect_timeout()}.

-define(BOOT_TIMEOUT, 15000).
-define(CALL_TIMEOUT, 5000).
-define(ACCEPT_TIMEOUT, 60000).
-define(CONNECT_TIMEOUT, 10000).
-define(MIN_SHUTDOWN, 1000).
-define(MAX_SHUTDOWN, 16#ffffffff).

%% -- the functions for users

-doc #{equiv => random_name(peer)}.
-spec random_name() -> string().
random_name() -> random_name(peer).

-doc "A name for a node that no other node on this machine has: the prefix and two numbers.".
-spec random_name(Prefix :: string() | atom()) -> string().
random_name(Prefix) ->
    lists:concat([Prefix, "-", erlang:unique_integer([positive]), "-", os:getpid()]).

-doc "The same as `start_link(#{name => random_name()})`, which needs a node that is alive.".
-spec start_link() -> {ok, pid(), node()} | {error, Reason :: term()}.
start_link() -> start_link(#{name => random_name()}).

-doc "As `start/1`; the process that controls the node is linked to the caller.".
-spec start_link(start_options()) -> {ok, pid()} | {ok, pid(), node()} | {error, Reason :: term()}.
start_link(Options) -> start_it(Options, start_link).

-doc """
Starts a node, and returns the process that controls it and, once it has booted, its name.

Without the option `connection` the node would have to be asked over distribution, which is not
there: the error is `not_alive`. If the node ends before it has booted, the caller exits.
""".
-spec start(start_options()) -> {ok, pid()} | {ok, pid(), node()} | {error, Reason :: term()}.
start(Options) -> start_it(Options, start).

-doc "Stops the node and the process that controls it.".
-spec stop(Dest :: server_ref()) -> ok.
stop(Dest) -> gen_server:stop(Dest).

-doc "Whether the node is booting, runs, or is down and why.".
-spec get_state(Dest :: server_ref()) -> peer_state().
get_state(Dest) -> gen_server:call(Dest, get_state).

-doc #{equiv => call(Dest, Module, Function, Args, 5000)}.
-spec call(Dest :: server_ref(), Module :: module(), Function :: atom(), Args :: [term()]) -> term().
call(Dest, M, F, Args) -> call(Dest, M, F, Args, ?CALL_TIMEOUT).

-doc """
Calls a function on the node and returns its result. What it raises is raised here.

`Timeout` is in milliseconds, or `infinity`. A node without a connection cannot be asked: the error
is `noconnection`.
""".
-spec call(Dest :: server_ref(), Module :: module(), Function :: atom(), Args :: [term()],
           Timeout :: timeout()) -> term().
call(Dest, M, F, Args, Timeout) ->
    case gen_server:call(Dest, {call, M, F, Args}, Timeout) of
        {ok, Reply} -> Reply;
        {error, noconnection} -> error(noconnection);
        {Class, {Reason, Trace}} -> erlang:raise(Class, Reason, Trace)
    end.

-doc "Calls a function on the node; nobody hears of what it returns or raises.".
-spec cast(Dest :: server_ref(), Module :: module(), Function :: atom(), Args :: [term()]) -> ok.
cast(Dest, M, F, Args) -> gen_server:cast(Dest, {cast, M, F, Args}).

-doc "Sends a message to a process of the node, by its pid or name.".
-spec send(Dest :: server_ref(), To :: pid() | atom(), Message :: term()) -> ok.
send(Dest, To, Message) -> gen_server:cast(Dest, {send, To, Message}).

%% -- starting

start_it(Options, How) ->
    verify_args(Options),
    Wait = maps:get(wait_boot, Options, ?BOOT_TIMEOUT),
    Notify = make_notify_ref(Wait),
    case gen_server:How(?MODULE, {Notify, Options}, []) of
        {ok, Pid} when is_integer(Wait); Wait =:= infinity ->
            Ref = element(2, Notify),
            Monitor = erlang:monitor(process, Pid),
            receive
                {Ref, {started, Node, Pid}} ->
                    erlang:demonitor(Monitor, [flush]),
                    {ok, Pid, Node};
                {Ref, {boot_failed, Reason, Pid}} ->
                    erlang:demonitor(Monitor, [flush]),
                    exit({boot_failed, Reason});
                {'DOWN', Monitor, process, Pid, Reason} ->
                    exit(Reason)
            after Wait ->
                gen_server:stop(Pid),
                erlang:demonitor(Monitor, [flush]),
                exit(timeout)
            end;
        {ok, Pid} ->
            case Options of
                #{name := Name, host := Host} -> {ok, Pid, list_to_atom(lists:concat([Name, "@", Host]))};
                #{host := _} -> {ok, Pid, undefined};
                _ -> {ok, Pid}
            end;
        Error ->
            Error
    end.

make_notify_ref(false) -> false;
make_notify_ref(Wait) when is_integer(Wait); Wait =:= infinity -> {self(), make_ref()};
make_notify_ref({Pid, Tag}) when is_pid(Pid) -> {Pid, Tag}.

verify_args(Options) ->
    is_map(Options) orelse error({badmap, Options}),
    Args = maps:get(args, Options, []),
    is_list(Args) orelse error({invalid_arg, Args}),
    [error({invalid_arg, Arg}) || Arg <- Args, not io_lib:char_list(Arg)],
    is_map_key(connection, Options)
        orelse (is_map_key(name, Options) andalso is_alive()) orelse error(not_alive),
    is_exec(maps:get(exec, Options, "")) orelse error({exec, map_get(exec, Options)}),
    is_shutdown(maps:get(shutdown, Options, halt)) orelse error({shutdown, map_get(shutdown, Options)}),
    case Options of
        #{detached := false, connection := standard_io} -> error({detached, cannot_detach_with_standard_io});
        _ -> ok
    end.

is_exec({Program, Args}) -> io_lib:char_list(Program) andalso lists:all(fun io_lib:char_list/1, Args);
is_exec(Program) -> io_lib:char_list(Program).

is_shutdown(close) -> true;
is_shutdown(halt) -> true;
is_shutdown({halt, Time}) -> is_shutdown_time(Time);
is_shutdown({Time, Node}) -> is_atom(Node) andalso is_shutdown_time(Time);
is_shutdown(Time) -> is_shutdown_time(Time).

is_shutdown_time(infinity) -> true;
is_shutdown_time(Time) -> is_integer(Time) andalso Time >= ?MIN_SHUTDOWN andalso Time =< ?MAX_SHUTDOWN.

%% -- the process that controls a node
%%
%% connection: {port, Port} or {tcp, Socket}, or none; data: bytes that make no term yet; waiting: who
%% waits for the answer with a number.

-doc false.
init({Notify, Options}) ->
    process_flag(trap_exit, true),
    {Listen, Flags} = listen(Options),
    {Exec, Args} = command_line(Options, Flags),
    Port = open_port({spawn_executable, Exec},
                     [{args, Args}, {env, maps:get(env, Options, [])}, hide, binary
                      | [Option || Option <- [exit_status, stderr_to_stdout], Listen =:= none]]),
    Connection = case Listen of
                     none -> {port, Port};
                     _ -> closed(Port), accept(Listen), none
                 end,
    {ok, #{options => Options, notify => Notify, node => undefined, state => booting,
           connection => Connection, data => <<>>, next => 0, waiting => #{}}}.

closed(Port) ->
    catch port_close(Port),
    receive {'EXIT', Port, _} -> ok after 0 -> ok end.

listen(#{connection := standard_io}) -> {none, []};
listen(#{connection := {Ip, Port}}) -> listen(Port, [{ip, Ip}], Ip);
listen(#{connection := Port}) when is_integer(Port) -> listen(Port, [], {127, 0, 0, 1}).

listen(Port, Where, Ip) ->
    {ok, Listen} = gen_tcp:listen(Port, [binary, {reuseaddr, true}, {packet, 4}, {active, false} | Where]),
    {ok, Chosen} = inet:port(Listen),
    {Listen, ["-origin", inet:ntoa(Ip), integer_to_list(Chosen)]}.

%% Another process waits for the node, and hands the socket over.
accept(Listen) ->
    Self = self(),
    Acceptor = spawn_link(fun() ->
        receive go -> ok end,
        Result = gen_tcp:accept(Listen, ?ACCEPT_TIMEOUT),
        case Result of
            {ok, Socket} -> gen_tcp:controlling_process(Socket, Self);
            _ -> ok
        end,
        Self ! {accepted, Result},
        gen_tcp:close(Listen)
    end),
    ok = gen_tcp:controlling_process(Listen, Acceptor),
    Acceptor ! go.

command_line(Options, Flags) ->
    {Exec, Before} = case maps:get(exec, Options, none) of
                         none -> peer_program:exec();
                         {_, _} = Given -> Given;
                         Program -> {Program, []}
                     end,
    Detached = [Flag || Flags =/= [], maps:get(detached, Options, true),
                        Flag <- ["-detached", "-peer_detached"]],
    Args = Before ++ maps:get(args, Options, []) ++ Detached ++ ["-user", "peer"] ++ Flags,
    Process = maps:get(post_process_args, Options, fun(As) -> As end),
    {Exec, Process(Args)}.

-doc false.
handle_call({call, _, _, _}, _From, #{connection := none} = S) ->
    {reply, {error, noconnection}, S};
handle_call({call, M, F, Args}, From, #{connection := To, next := N, waiting := Waiting} = S) ->
    tell(To, {call, N, M, F, Args}),
    {noreply, S#{next := N + 1, waiting := Waiting#{N => From}}};
handle_call(get_state, _From, #{state := State} = S) ->
    {reply, State, S};
handle_call(get_node, _From, #{node := Node} = S) ->
    {reply, Node, S};
handle_call(group_leader, _From, S) ->
    {reply, group_leader(), S}.

-doc false.
handle_cast(_, #{connection := none} = S) -> {noreply, S};
handle_cast({cast, _, _, _} = Cast, #{connection := To} = S) -> tell(To, Cast), {noreply, S};
handle_cast({send, Dest, Message}, #{connection := To} = S) ->
    tell(To, {message, Dest, Message}),
    {noreply, S}.

-doc false.
handle_info({Port, {data, Data}}, #{connection := {port, Port}, data := Before} = S) ->
    {Text, Terms, Rest} = taken(Data, Before),
    Text =:= <<>> orelse io:put_chars(Text),
    {noreply, lists:foldl(fun heard/2, S#{data := Rest}, Terms)};
handle_info({Port, {exit_status, Status}}, #{connection := {port, Port}} = S) ->
    catch port_close(Port),
    down({exit_status, Status}, S);
handle_info({'EXIT', Port, Reason}, #{connection := {port, Port}} = S) ->
    down(Reason, S);
handle_info({tcp, Socket, Data}, #{connection := {tcp, Socket}} = S) ->
    inet:setopts(Socket, [{active, once}]),
    {noreply, heard(binary_to_term(Data), S)};
handle_info({tcp_closed, Socket}, #{connection := {tcp, Socket}} = S) ->
    down(tcp_closed, S#{connection := none});
handle_info({accepted, {ok, Socket}}, S) ->
    inet:setopts(Socket, [{active, once}]),
    {noreply, S#{connection := {tcp, Socket}}};
handle_info({accepted, {error, Reason}}, S) ->
    {stop, {inet_async, Reason}, S};
handle_info(_, S) ->
    {noreply, S}.

heard({started, Node}, S) ->
    notify(started, Node, S#{node := Node});
heard({reply, N, Class, Result}, #{waiting := Waiting} = S) ->
    {From, Others} = maps:take(N, Waiting),
    gen_server:reply(From, {Class, Result}),
    S#{waiting := Others};
heard({message, To, Message}, S) ->
    To ! Message,
    S;
heard({io_request, From, As, Request}, #{connection := To} = S) ->
    tell(To, {io_reply, From, As, printed(Request)}),
    S.

printed(Request) ->
    Leader = group_leader(),
    Monitor = erlang:monitor(process, Leader),
    Leader ! {io_request, self(), Monitor, Request},
    receive
        {io_reply, Monitor, Reply} -> erlang:demonitor(Monitor, [flush]), Reply;
        {'DOWN', Monitor, process, _, _} -> {error, terminated}
    end.

notify(What, Value, #{notify := Notify} = S) ->
    case Notify of
        false -> ok;
        {Pid, Tag} -> Pid ! {Tag, {What, Value, self()}}
    end,
    S#{state := running}.

down(Reason, #{state := booting} = S) ->
    down(Reason, (notify(boot_failed, Reason, S))#{state := {down, Reason}});
down(Reason, #{state := State, options := Options} = S) ->
    Down = case State of
               {down, _} -> State;
               _ -> {down, Reason}
           end,
    case maps:get(peer_down, Options, stop) of
        continue -> {noreply, S#{state := Down}};
        crash -> {stop, Reason, S#{state := Down, connection := none}};
        stop -> {stop, normal, S#{state := Down}}
    end.

%% The node is asked to stop, and waited for; or it ends because the connection does.
-doc false.
terminate(_Reason, #{connection := none}) -> ok;
terminate(_Reason, #{connection := To, options := Options, state := State}) ->
    case maps:get(shutdown, Options, halt) of
        Time when State =:= running, is_integer(Time) -> stopped(To, Time);
        infinity when State =:= running -> stopped(To, infinity);
        _ -> ok
    end,
    close(To).

stopped({_, Handle} = To, Time) ->
    tell(To, {cast, init, stop, []}),
    receive
        {'EXIT', Handle, _} -> ok;
        {Handle, {exit_status, _}} -> ok;
        {tcp_closed, Handle} -> ok
    after Time -> ok
    end.

close({port, Port}) -> catch port_close(Port), ok;
close({tcp, Socket}) -> gen_tcp:close(Socket).

%% -- terms on the connection

tell({tcp, Socket}, Term) ->
    ok = gen_tcp:send(Socket, term_to_binary(Term));
tell({port, Port}, Term) ->
    true = port_command(Port, peer_program:encode(term_to_binary(Term))).

%% What is text in the data, the terms, and what makes none yet.
taken(Data, Before) ->
    {Text, Frames, Rest} = peer_program:decode(Data, Before),
    {Text, [binary_to_term(Frame) || Frame <- Frames], Rest}.

%% -- the other side: a process that is `user' and hears us

-doc false.
start() ->
    Starter = self(),
    Channel = spawn(fun() -> channel(Starter) end),
    receive {Channel, ready} -> ok end.

channel(Starter) ->
    try
        process_flag(trap_exit, true),
        To = connected(init:get_argument(origin)),
        catch unregister(user),
        register(user, self()),
        group_leader(self(), self()),
        tell(To, {started, node()}),
        Starter ! {self(), ready},
        serve(To, #{}, <<>>)
    catch
        _:_ -> halt(1)
    end.

connected(error) ->
    {port, open_port({fd, 0, 1}, [eof, binary])};
connected({ok, [[Addresses, Port]]}) ->
    connected(string:lexemes(Addresses, ","), list_to_integer(Port)).

connected([Address | Others], Port) ->
    {ok, Ip} = inet:parse_address(Address),
    case gen_tcp:connect(Ip, Port, [binary, {packet, 4}], ?CONNECT_TIMEOUT) of
        {ok, Socket} -> {tcp, Socket};
        {error, _} -> connected(Others, Port)
    end.

%% Calls: their numbers => the monitors of those who work on them.
serve({_, Handle} = To, Calls, Data) ->
    receive
        {io_request, _, _, _} = Request ->
            tell(To, Request),
            serve(To, Calls, Data);
        {Handle, {data, New}} ->
            {_Text, Terms, Rest} = taken(New, Data),
            serve(To, lists:foldl(fun asked/2, Calls, Terms), Rest);
        {tcp, Handle, Bytes} ->
            serve(To, asked(binary_to_term(Bytes), Calls), Data);
        {reply, N, _, _} = Reply when is_map_key(N, Calls) ->
            erlang:demonitor(map_get(N, Calls), [flush]),
            tell(To, Reply),
            serve(To, maps:remove(N, Calls), Data);
        {'DOWN', Monitor, process, _, Reason} ->
            [tell(To, {reply, N, crash, Reason}) || N := M <- Calls, M =:= Monitor],
            serve(To, maps:filter(fun(_, M) -> M =/= Monitor end, Calls), Data);
        {message, _, _} = Message ->
            tell(To, Message),
            serve(To, Calls, Data);
        {Handle, eof} -> halt(1);
        {'EXIT', Handle, _} -> halt(1);
        {tcp_closed, Handle} -> halt(1);
        _ -> serve(To, Calls, Data)
    end.

asked({call, N, M, F, Args}, Calls) ->
    Calls#{N => do_call(N, M, F, Args)};
asked({cast, M, F, Args}, Calls) ->
    spawn(M, F, Args),
    Calls;
asked({message, To, Message}, Calls) ->
    To ! Message,
    Calls;
asked({io_reply, From, As, Reply}, Calls) ->
    From ! {io_reply, As, Reply},
    Calls.

do_call(N, M, F, Args) ->
    Channel = self(),
    {_, Monitor} = spawn_monitor(fun() ->
        try Channel ! {reply, N, ok, apply(M, F, Args)}
        catch Class:Reason:Trace -> Channel ! {reply, N, Class, {Reason, Trace}}
        end
    end),
    Monitor.
