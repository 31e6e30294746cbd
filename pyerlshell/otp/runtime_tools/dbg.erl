%% Tracing from the shell: who is traced (p), which functions (tp, tpl), and lines about it all.
%%
%% Each session has two processes: a server, `dbg' for the first one, sets flags for its clients one
%% after the other; the tracer gets the trace messages and hands each to a fun, which prints it unless
%% the user gave another, or writes it to a file or socket (dbg_port). What is traced is a session of
%% module `trace', which ends with stop/0.
-module(dbg).
-compile({no_auto_import, [alias/1]}).

-export([start/0, tracer/0, tracer/2, tracer/3, get_tracer/0, get_tracer/1, stop/0, stop_clear/0]).
-export([session_create/1, session_destroy/1, session/2, get_info/0]).
-export([trace_port/2, flush_trace_port/0, flush_trace_port/1, trace_port_control/1,
         trace_port_control/2, trace_client/2, trace_client/3, stop_trace_client/1]).
-export([p/1, p/2, i/0, c/3, c/4, tp/2, tp/3, tp/4, tpl/2, tpl/3, tpl/4, tpe/2]).
-export([ctp/0, ctp/1, ctp/2, ctp/3, ctpl/0, ctpl/1, ctpl/2, ctpl/3, ctpg/0, ctpg/1, ctpg/2, ctpg/3]).
-export([ctpe/1, ltp/0, dtp/0, dtp/1, wtp/1, rtp/1, ln/0, n/1, cn/1, fun2ms/1, h/0, h/1]).
-export([dhandler/2, transform_flags/1, deliver_and_flush/1, deliver_and_flush/2, erlang_trace/4]).

-moduledoc """
Traces processes, ports and functions. tracer/0 starts a process that prints; p/1,2 says what is
traced of whom, tp/2,3,4 and tpl/2,3,4 which functions; stop/0 ends all.
""".

%% -- the server

start() ->
    case whereis(dbg) of
        undefined -> start(dbg);
        Server -> {ok, Server}
    end.

start(Name) ->
    Client = self(),
    Ref = make_ref(),
    Leader = group_leader(),
    Server = spawn(fun() ->
        %% A session ends with the process that made it.
        case Name of
            dbg -> register(dbg, self());
            _ -> monitor(process, Client)
        end,
        process_flag(trap_exit, true),
        Client ! {Ref, started},
        server(#{name => Name, leader => Leader, tracer => none, session => none})
    end),
    receive {Ref, started} -> {ok, Server} end.

%% The session that session/2 has chosen, or the common one.
chosen() ->
    case get('$dbg_session') of
        undefined -> whereis(dbg);
        Server -> Server
    end.

-doc "Makes a session.".
session_create(Name) ->
    {ok, Server} = start(Name),
    Server.

-doc "Ends a session.".
session_destroy(Server) ->
    _ = ask(Server, stop),
    ok.

-doc "Calls a function in a session of its own.".
session(Server, Fun) when is_pid(Server), is_function(Fun, 0) ->
    Before = put('$dbg_session', Server),
    try Fun()
    after
        case Before of
            undefined -> erase('$dbg_session');
            _ -> put('$dbg_session', Before)
        end
    end.

request(What) ->
    ask(chosen(), What).

ask(undefined, _) -> {error, no_tracers};
ask(Server, What) ->
    Mref = monitor(process, Server),
    Server ! {self(), What},
    receive
        {dbg, Reply} -> demonitor(Mref, [flush]), Reply;
        {'DOWN', Mref, process, _, done} -> ok;
        {'DOWN', Mref, process, _, _} -> {error, no_tracers}
    end.

%% -- the tracer

-doc """
Starts a tracer: a process that prints, one with a handler of your own, a file, a module, or a
port.
""".
tracer() ->
    tracer(process, {fun ?MODULE:dhandler/2, {group_leader, group_leader()}}).

-doc """
Starts a tracer: a process that prints, one with a handler of your own, a file, a module, or a
port.
""".
tracer(port, Port) when is_function(Port, 0) -> trace_with({port, Port});
tracer(process, {Handler, State}) when is_function(Handler, 2) -> trace_with({process, Handler, State});
tracer(module, Fun) when is_function(Fun) -> tracer(module, Fun());
tracer(module, {Module, State}) -> trace_with({module, Module, State});
tracer(file, Name) -> trace_with({file, Name}).

-doc """
Starts a tracer: a process that prints, one with a handler of your own, a file, a module, or a
port.
""".
tracer(Node, Type, Data) when Node =:= node() -> tracer(Type, Data);
tracer(Node, _, _) -> {error, {nodedown, Node}}.

trace_with(How) ->
    {ok, Server} =
        case chosen() of
            undefined -> start(dbg);
            Known -> {ok, Known}
        end,
    case ask(Server, {tracer, How}) of
        ok -> {ok, Server};
        {error, _} = Error -> Error
    end.

-doc "The process or port that traces go to.".
get_tracer() ->
    get_tracer(node()).

-doc "The process or port that traces go to.".
get_tracer(Node) when Node =:= node() ->
    case request({get_tracer, Node}) of
        {error, no_tracers} -> {error, {no_tracer_on_node, Node}};
        Reply -> Reply
    end;
get_tracer(Node) ->
    {error, {no_tracer_on_node, Node}}.

-doc "Ends the tracer and all tracing.".
stop() ->
    case chosen() of
        undefined -> ok;
        Server -> _ = ask(Server, stop), ok
    end.

-doc "As stop/0.".
stop_clear() ->
    stop().

server(#{tracer := Tracer, session := Session} = S) ->
    receive
        {From, {tracer, How}} when Tracer =:= none ->
            case started(How, S) of
                {ok, New} ->
                    Created = trace:session_create(maps:get(name, S), New, []),
                    From ! {dbg, ok},
                    server(S#{tracer := New, session := Created});
                {error, _} = Error ->
                    From ! {dbg, Error},
                    server(S)
            end;
        {From, {tracer, _}} ->
            From ! {dbg, {error, already_started}}, server(S);
        {From, get_session} when Tracer =:= none ->
            From ! {dbg, {error, no_tracers}}, server(S);
        {From, get_session} ->
            From ! {dbg, {ok, Session}}, server(S);
        {From, {get_tracer, _}} when Tracer =:= none ->
            From ! {dbg, {error, no_tracers}}, server(S);
        {From, {get_tracer, _}} ->
            From ! {dbg, {ok, Tracer}}, server(S);
        {From, {p, Who, Flags}} when Tracer =/= none ->
            From ! {dbg, set_flags(Session, Who, Flags)}, server(S);
        {From, {to_tracer, What}} when Tracer =/= none ->
            Tracer ! {dbg_control, From, What}, server(S);
        {From, stop} when Tracer =:= none ->
            forgotten(S),
            From ! {dbg, ok};
        {From, stop} ->
            ended(S),
            From ! {dbg, ok};
        {From, _} when is_pid(From), Tracer =:= none ->
            From ! {dbg, {error, no_tracers}}, server(S);
        {'EXIT', Tracer, Reason} ->
            trace:session_destroy(Session),
            forgotten(S),
            case Reason of
                normal -> ok;
                _ ->
                    io:format(user, "** dbg got EXIT - terminating: ~p~n", [Reason])
            end;
        {'DOWN', _, process, _, _} when Tracer =:= none ->
            exit(shutdown);
        {'DOWN', _, process, _, _} ->
            ended(S),
            exit(shutdown);
        _ ->
            server(S)
    end.

%% Match specifications are remembered as long as the common server lives.
forgotten(#{name := dbg}) ->
    persistent_term:put({dbg, patterns}, []),
    unregister(dbg);
forgotten(_) ->
    ok.

%% Everything that was traced so far still reaches the tracer. It has half a second to end, for it may be
%% waiting for who asked for this.
ended(#{tracer := Tracer, session := Session} = S) ->
    Ref = trace:delivered(Session, all),
    receive {trace_delivered, all, Ref} -> ok end,
    trace:session_destroy(Session),
    Tracer ! {dbg_stop, self()},
    receive
        {dbg_stopped, Tracer} -> ok;
        {'EXIT', Tracer, _} -> ok
    after 500 -> ok
    end,
    forgotten(S).

started({process, Handler, {group_leader, Leader}}, _) ->
    {ok, spawn_link(fun() -> trace_loop(Handler, Leader) end)};
started({process, Handler, State}, _) ->
    {ok, spawn_link(fun() -> trace_loop(Handler, State) end)};
started({file, Name}, _) ->
    {ok, spawn_link(fun() -> trace_loop(fun in_file/2, {new, Name}) end)};
started({module, Module, State}, _) ->
    case code:ensure_loaded(Module) of
        {module, _} -> {ok, spawn_link(fun() -> module_loop(Module, State) end)};
        Error -> Error
    end;
started({port, Port}, _) ->
    case catch Port() of
        Pid when is_pid(Pid) -> link(Pid), {ok, Pid};
        {error, _} = Error -> Error;
        Other -> {error, Other}
    end.

trace_loop(Handler, State) ->
    receive
        {dbg_stop, From} ->
            From ! {dbg_stopped, self()};
        {dbg_control, From, _} ->
            From ! {dbg, {error, not_a_trace_port}},
            trace_loop(Handler, State);
        Message ->
            trace_loop(Handler, handled(Handler, Message, State))
    end.

%% The file is opened for the first event.
in_file(Event, {new, Name}) ->
    {ok, Out} = file:open(Name, [write, {encoding, utf8}]),
    in_file(Event, Out);
in_file(Event, Out) ->
    dhandler(Event, Out).

handled(Handler, Message, State) ->
    try Handler(Message, State)
    catch _:Reason:Stack -> exit({trace_handler_crashed, {Reason, Stack}})
    end.

%% A tracer module's trace/5 is called for each event (erl_tracer).
module_loop(Module, State) ->
    receive
        {dbg_stop, From} -> From ! {dbg_stopped, self()};
        Event when element(1, Event) =:= trace; element(1, Event) =:= trace_ts ->
            [_, Tracee, Tag, What | Rest] = tuple_to_list(Event),
            Options = case Rest of [Extra] -> #{extra => Extra}; _ -> #{} end,
            catch Module:trace(Tag, State, Tracee, What, Options),
            module_loop(Module, State);
        _ -> module_loop(Module, State)
    end.

%% -- files and sockets

-doc "A function that opens a port for traces: `file` or `ip`.".
trace_port(file, Name) -> dbg_port:to_file(Name);
trace_port(ip, Where) -> dbg_port:to_socket(Where).

-doc "Reads the traces of a file or a port.".
trace_client(Kind, Where) ->
    trace_client(Kind, Where, {fun ?MODULE:dhandler/2, group_leader()}).

-doc "Reads the traces of a file or a port.".
trace_client(file, Name, {Handler, State}) -> dbg_port:from_file(Name, once, Handler, State);
trace_client(follow_file, Name, {Handler, State}) -> dbg_port:from_file(Name, follow, Handler, State);
trace_client(ip, Where, {Handler, State}) -> dbg_port:from_socket(Where, Handler, State).

-doc "Ends a trace client.".
stop_trace_client(Pid) when is_pid(Pid) ->
    unlink(Pid),
    exit(Pid, abnormal),
    ok.

flush_trace_port() -> trace_port_control(flush).
flush_trace_port(Node) -> trace_port_control(Node, flush).

-doc "Controls the trace port: `flush`, `get_listen_port`.".
trace_port_control(What) -> request({to_tracer, What}).
-doc "Controls the trace port: `flush`, `get_listen_port`.".
trace_port_control(Node, What) when Node =:= node() -> trace_port_control(What);
trace_port_control(Node, _) -> {error, {nodedown, Node}}.

deliver_and_flush(_) ->
    Ref = erlang:trace_delivered(all),
    receive {trace_delivered, all, Ref} -> ok end.

deliver_and_flush(_, _) ->
    deliver_and_flush(all).

erlang_trace(_, Who, How, Flags) ->
    erlang:trace(Who, How, Flags).

%% -- who is traced

-doc "Traces a process, port or group of such with flags: `s r m c p` or their long names.".
p(Who) ->
    p(Who, [m]).

-doc "Traces a process, port or group of such with flags: `s r m c p` or their long names.".
p(Who, Flag) when is_atom(Flag) ->
    p(Who, [Flag]);
p(Who, Flags) when is_list(Flags) ->
    case known_flags(Flags) of
        {ok, Known} -> request({p, Who, Known});
        Wrong -> Wrong
    end.

transform_flags(Flags) ->
    case known_flags(Flags, []) of
        {ok, Known} -> Known;
        Wrong -> Wrong
    end.

all_flags() ->
    [send, 'receive', call, procs, ports, garbage_collection, running, set_on_spawn,
     set_on_first_spawn, set_on_link, set_on_first_link, timestamp, monotonic_timestamp,
     strict_monotonic_timestamp, arity, return_to, silent, running_procs, running_ports, exiting].

%% {ok, clear}, or the flags as trace:process/4 knows them; what stands behind `all' is not read.
known_flags([clear]) -> {ok, clear};
known_flags(Flags) -> known_flags(Flags, []).

known_flags([], Known) -> {ok, Known};
known_flags([all | _], _) -> {ok, all_flags() -- [silent, running]};
known_flags([F | Rest] = Flags, Known) when is_atom(F) ->
    case flag(F) of
        unknown -> {error, {bad_flags, Flags}};
        Meant -> known_flags(Rest, Meant ++ Known)
    end;
known_flags(Bad, _) -> {error, {bad_flags, Bad}}.

flag(s) -> [send];
flag(r) -> ['receive'];
flag(m) -> [send, 'receive'];
flag(c) -> [call];
flag(p) -> [procs];
flag(sos) -> [set_on_spawn];
flag(sol) -> [set_on_link];
flag(sofs) -> [set_on_first_spawn];
flag(sofl) -> [set_on_first_link];
flag(F) ->
    case lists:member(F, all_flags()) of
        true -> [F];
        false -> unknown
    end.

set_flags(Session, Who, clear) -> trace(Session, Who, false, all_flags());
set_flags(Session, Who, Flags) -> trace(Session, Who, true, Flags).

trace(Session, Who, How, Flags) ->
    case target(Who) of
        undefined -> {ok, [{matched, node(), 0, {no_proc, Who}}]};
        Target ->
            try trace_target(Session, Target, How, Flags) of
                N -> {ok, [{matched, node(), N}]}
            catch
                error:badarg -> {ok, [{matched, node(), 0, {no_proc, Target}}]}
            end
    end.

trace_target(Session, Who, How, Flags)
  when is_pid(Who); Who =:= processes; Who =:= new_processes; Who =:= existing_processes ->
    trace:process(Session, Who, How, Flags);
trace_target(Session, Who, How, Flags)
  when is_port(Who); Who =:= ports; Who =:= new_ports; Who =:= existing_ports ->
    trace:port(Session, Who, How, Flags);
trace_target(Session, Who, How, Flags) ->
    trace:process(Session, Who, How, Flags) + trace:port(Session, Who, How, Flags).

target(Who) when Who =:= all; Who =:= new; Who =:= existing; Who =:= processes;
                 Who =:= new_processes; Who =:= existing_processes; Who =:= ports;
                 Who =:= new_ports; Who =:= existing_ports -> Who;
target(Name) when is_atom(Name) -> whereis(Name);
target(Number) when is_integer(Number) -> target({0, Number, 0});
target({X, Y, Z}) -> c:pid(X, Y, Z);
target(Text) when is_list(Text) ->
    try list_to_pid(Text) catch error:badarg -> undefined end;
target(Pid) -> Pid.

%% {Who, What, Flags}: the newest process first, ports last.
traced(Session) ->
    Ports = [{P, Name} || P <- erlang:ports(), {name, Name} <- [erlang:port_info(P, name)]],
    Processes = [{P, Call} || P <- processes(), {initial_call, Call} <- [process_info(P, initial_call)]],
    [{P, Id, Flags} || {P, Id} <- lists:reverse(Ports ++ Processes),
                       {flags, Flags} <- [trace:info(Session, P, flags)], Flags =/= []].

-doc "Prints who is traced.".
i() ->
    case request(get_session) of
        {ok, Session} ->
            io:format("~nNode ~w:~n~-12s ~-21s Trace ~n", [node(), "Pid", "Initial call"]),
            [io:format("~-12w ~-21ts ~s~n", [P, io_lib:format("~tp", [Id]), short(Flags)])
             || {P, Id, Flags} <- traced(Session)],
            ok;
        {error, no_tracers} -> ok
    end.

short(Flags) ->
    lists:join(" | ", [letters(F) || F <- Flags]).

letters(send) -> "s";
letters('receive') -> "r";
letters(call) -> "c";
letters(procs) -> "p";
letters(set_on_spawn) -> "sos";
letters(set_on_first_spawn) -> "sofs";
letters(set_on_link) -> "sol";
letters(set_on_first_link) -> "sofl";
letters(Other) -> atom_to_list(Other).

get_info() ->
    case request(get_session) of
        {ok, Session} -> traced(Session);
        _ -> []
    end.

%% Trace one call; a tracer is started if there is none, and stopped.
-doc "Calls a function with tracing on and ends the tracer.".
c(M, F, A) ->
    c(M, F, A, all).

-doc "Calls a function with tracing on and ends the tracer.".
c(M, F, A, Flag) when is_atom(Flag) ->
    c(M, F, A, [Flag]);
c(M, F, A, Flags) ->
    case transform_flags(Flags) of
        {error, _} = Error ->
            Error;
        Known ->
            Server = session_create(dbg_temp_session),
            try session(Server, fun() -> _ = tracer(), request(get_session) end) of
                {ok, Session} -> called(Session, M, F, A, Known)
            after
                session_destroy(Server)
            end
    end.

called(Session, M, F, A, Flags) ->
    Client = self(),
    {Pid, Mref} = spawn_monitor(fun() -> c(Session, Client, M, F, A, Flags) end),
    receive
        {Pid, Value} -> demonitor(Mref, [flush]), Value;
        {'DOWN', Mref, process, Pid, Reason} -> {error, Reason}
    end.

c(Session, Client, M, F, A, Flags) ->
    trace:process(Session, self(), true, Flags),
    Value = apply(M, F, A),
    trace:process(Session, self(), false, [all]),
    Client ! {self(), Value}.

%% -- which functions

-doc "Traces calls of exported functions that fit a pattern, perhaps with a match specification.".
tp(Module, Spec) when is_atom(Module) -> pattern({Module, '_', '_'}, Spec, []);
tp({_, _, _} = Mfa, Spec) -> pattern(Mfa, Spec, []).
-doc "Traces calls of exported functions that fit a pattern, perhaps with a match specification.".
tp(M, F, Spec) -> pattern({M, F, '_'}, Spec, []).
-doc "Traces calls of exported functions that fit a pattern, perhaps with a match specification.".
tp(M, F, A, Spec) -> pattern({M, F, A}, Spec, []).

-doc "Traces calls of functions that fit a pattern, local calls too.".
tpl(Module, Spec) when is_atom(Module) -> pattern({Module, '_', '_'}, Spec, [local]);
tpl({_, _, _} = Mfa, Spec) -> pattern(Mfa, Spec, [local]).
-doc "Traces calls of functions that fit a pattern, local calls too.".
tpl(M, F, Spec) -> pattern({M, F, '_'}, Spec, [local]).
-doc "Traces calls of functions that fit a pattern, local calls too.".
tpl(M, F, A, Spec) -> pattern({M, F, A}, Spec, [local]).

-doc "Traces messages: `send` or `'receive'`, with a match specification.".
tpe(Event, Spec) when Event =:= send; Event =:= 'receive' -> pattern(Event, Spec, []).

pattern(What, Spec, Kind) ->
    case resolve(Spec) of
        {error, _} = Error -> Error;
        {Match, Name} ->
            chosen() =:= undefined andalso start(),
            case request(get_session) of
                {ok, Session} ->
                    case set(Session, What, Match, Kind) of
                        {ok, N} -> {ok, [{matched, node(), N} | saved(Match, Name)]};
                        Error -> Error
                    end;
                {error, no_tracers} -> {ok, saved(Match, Name)}
            end
    end.

set(Session, What, Match, Kind) ->
    load(What),
    try trace_what(Session, What, Match, Kind) of
        N -> {ok, N}
    catch
        error:badarg ->
            case erlang:match_spec_test([], Match, trace) of
                {error, Why} -> {error, Why};
                _ -> {error, badarg}
            end
    end.

trace_what(Session, send, Match, Kind) -> trace:send(Session, Match, Kind);
trace_what(Session, 'receive', Match, Kind) -> trace:recv(Session, Match, Kind);
trace_what(Session, What, Match, Kind) -> trace:function(Session, What, Match, Kind).

%% A call loads it, and shows in a trace that is on, as in the reference.
load({M, _, _}) when is_atom(M), M =/= '_' -> try M:module_info() catch _:_ -> false end;
load(_) -> ok.

resolve([]) -> {[], none};
resolve(true) -> {[], none};
resolve(Spec) when is_list(Spec) -> {Spec, new};
resolve(Name) ->
    case proplists:get_value(alias(Name), patterns()) of
        undefined -> {error, unknown_pattern};
        Spec -> {Spec, {name, alias(Name)}}
    end.

alias(exception_trace) -> x;
alias(caller_trace) -> c;
alias(caller_exception_trace) -> cx;
alias(Name) -> Name.

built_in() ->
    [{c, [{'_', [], [{message, {caller_line}}]}]},
     {cx, [{'_', [], [{exception_trace}, {message, {caller_line}}]}]},
     {x, [{'_', [], [{exception_trace}]}]}].

saved([], _) -> [];
saved(_, {name, Name}) -> [{saved, Name}];
saved(Spec, new) ->
    case lists:keyfind(Spec, 2, own_patterns()) of
        {N, _} -> [{saved, N}];
        false ->
            N = case own_patterns() of [] -> 1; Own -> element(1, lists:last(Own)) + 1 end,
            persistent_term:put({dbg, patterns}, own_patterns() ++ [{N, Spec}]),
            [{saved, N}]
    end.

own_patterns() ->
    persistent_term:get({dbg, patterns}, []).

patterns() ->
    own_patterns() ++ built_in().

-doc "Prints the match specifications that are known.".
ltp() ->
    [io:format("~p: ~tp~n", [N, Spec]) || {N, Spec} <- lists:sort(own_patterns())],
    Named = [{caller_exception_trace, cx}, {caller_trace, c}, {exception_trace, x} | built_in()],
    [io:format("~p: ~tp~n", [N, Spec]) || {N, Spec} <- lists:sort(Named)],
    ok.

-doc "Forgets match specifications.".
dtp() ->
    persistent_term:put({dbg, patterns}, []),
    ok.

-doc "Forgets match specifications.".
dtp(N) ->
    persistent_term:put({dbg, patterns}, lists:keydelete(N, 1, own_patterns())),
    ok.

-doc "Ends the tracing of functions.".
ctp() -> clear_pattern({'_', '_', '_'}, both).
-doc "Ends the tracing of functions.".
ctp({_, _, _} = Mfa) -> clear_pattern(Mfa, both);
ctp(M) -> clear_pattern({M, '_', '_'}, both).
-doc "Ends the tracing of functions.".
ctp(M, F) -> clear_pattern({M, F, '_'}, both).
-doc "Ends the tracing of functions.".
ctp(M, F, A) -> clear_pattern({M, F, A}, both).

-doc "Ends the local tracing of functions.".
ctpl() -> clear_pattern({'_', '_', '_'}, [local]).
-doc "Ends the local tracing of functions.".
ctpl({_, _, _} = Mfa) -> clear_pattern(Mfa, [local]);
ctpl(M) -> clear_pattern({M, '_', '_'}, [local]).
-doc "Ends the local tracing of functions.".
ctpl(M, F) -> clear_pattern({M, F, '_'}, [local]).
-doc "Ends the local tracing of functions.".
ctpl(M, F, A) -> clear_pattern({M, F, A}, [local]).

-doc "Ends the global tracing of functions.".
ctpg() -> clear_pattern({'_', '_', '_'}, []).
-doc "Ends the global tracing of functions.".
ctpg({_, _, _} = Mfa) -> clear_pattern(Mfa, []);
ctpg(M) -> clear_pattern({M, '_', '_'}, []).
-doc "Ends the global tracing of functions.".
ctpg(M, F) -> clear_pattern({M, F, '_'}, []).
-doc "Ends the global tracing of functions.".
ctpg(M, F, A) -> clear_pattern({M, F, A}, []).

-doc "Ends the match specification of messages.".
ctpe(Event) when Event =:= send; Event =:= 'receive' ->
    case request(get_session) of
        {ok, Session} -> {ok, [{matched, node(), trace_what(Session, Event, true, [])}]};
        {error, no_tracers} -> {ok, []}
    end.

clear_pattern(Mfa, Kind) ->
    case request(get_session) of
        {ok, Session} when Kind =:= both ->
            trace:function(Session, Mfa, false, []),
            {ok, [{matched, node(), trace:function(Session, Mfa, false, [local])}]};
        {ok, Session} ->
            {ok, [{matched, node(), trace:function(Session, Mfa, false, Kind)}]};
        {error, no_tracers} -> {ok, []}
    end.

%% Saved patterns as a text file, a line for each.
-doc "Writes the match specifications to a file.".
wtp(Name) ->
    case file:open(Name, [write, {encoding, utf8}]) of
        {ok, File} ->
            io:format(File, "%% coding: utf-8~n", []),
            [io:format(File, "~tp.~n", [Spec]) || {_, Spec} <- lists:sort(patterns())],
            file:close(File);
        {error, _} = Error -> Error
    end.

-doc "Reads match specifications from a file.".
rtp(Name) ->
    case file:consult(Name) of
        {ok, Specs} ->
            case [S || S <- Specs, not is_list(erlang:match_spec_test([], S, trace)),
                       element(1, erlang:match_spec_test([], S, trace)) =:= error] of
                [] -> [saved(S, new) || S <- Specs, not lists:keymember(S, 2, built_in())], ok;
                _ -> {error, {read_error, bad_match_spec}}
            end;
        {error, Why} -> {error, {read_error, Why}}
    end.

%% A module's own calls are replaced when it is compiled (ms_transform); this is for the shell.
-doc "The match specification of a literal fun; a parse transform makes it.".
fun2ms(Fun) when is_function(Fun) ->
    case dbg_funs:translated(Fun) of
        none ->
            Said = "function called with real fun should be transformed with parse_transform "
                   "or called with a fun generated in the shell",
            Words = [list_to_atom(Word) || Word <- string:lexemes(Said, " ")],
            exit({badarg, {?MODULE, fun2ms, Words}});
        {error, [{_, [{_, _, Code} | _]} | _], _} ->
            io:format("Error: ~ts~n", [ms_transform:format_error(Code)]),
            {error, transform_error};
        Spec ->
            Spec
    end.

%% -- nodes: there is this one

-doc "Prints the nodes that are traced.".
ln() ->
    case get_tracer() of
        {ok, _} -> io:format("~p~n", [node()]);
        {error, _} -> ok
    end.
-doc "Adds a node to those that are traced.".
n(Node) when Node =:= node() -> {error, cant_add_local_node};
n(Node) -> {error, {nodedown, Node}}.
-doc "Takes a node out of those that are traced.".
cn(_) -> ok.

%% -- printing

dhandler(end_of_trace, Out) ->
    Out;
dhandler(Trace, {group_leader, Leader}) ->
    dhandler(Trace, Leader), {group_leader, Leader};
dhandler({trace, _, 'receive', {dbg, ok}}, Out) ->
    Out;
dhandler(Trace, Out) when element(1, Trace) =:= trace, tuple_size(Trace) >= 3 ->
    line(Trace, Out, []);
dhandler(Trace, Out) when element(1, Trace) =:= trace_ts, tuple_size(Trace) >= 4 ->
    Size = tuple_size(Trace),
    line(erlang:delete_element(Size, Trace), Out, [element(Size, Trace)]);
dhandler({seq_trace, Label, Info, Stamp}, Out) ->
    sequential(Label, Info, Out, {" ~p", [Stamp]});
dhandler({seq_trace, Label, Info}, Out) ->
    sequential(Label, Info, Out, {"", []});
dhandler({drop, Lost}, Out) ->
    io:format(Out, "*** Dropped ~p messages.~n", [Lost]),
    Out;
dhandler(_, Out) ->
    Out.

sequential(Label, Info, Out, {Format, Stamp}) ->
    {Text, Args} =
        case Info of
            {send, Serial, From, To, Message} ->
                {"(~p) ~p ! ~tp [Serial: ~p]", [From, To, Message, Serial]};
            {'receive', Serial, From, To, Message} ->
                {"(~p) << ~tp [Serial: ~p, From: ~p]", [To, Message, Serial, From]};
            {print, Serial, From, _, Message} ->
                {"-> ~tp [Serial: ~p, From: ~p]", [Message, Serial, From]};
            Other ->
                {"~tp", [Other]}
        end,
    io:format(Out, lists:append(["SeqTrace", Format, " [~p]: ", Text, "~n"]), Stamp ++ [Label | Args]),
    Out.

line(Trace, Out, Stamp) ->
    Pid = element(2, Trace),
    What = element(3, Trace),
    Rest = lists:nthtail(3, tuple_to_list(Trace)),
    {Format, Args} = text(What, Rest),
    End = [" (Timestamp: ~p)" || _ <- Stamp],
    io:format(Out, lists:append(["(~p) ", Format, lists:append(End), "~n"]), [Pid | Args] ++ Stamp),
    Out.

text('receive', [Message | _]) -> {"<< ~tp", [Message]};
text(send, [Message, To | _]) -> {"~p ! ~tp", [To, Message]};
text(call, [Call, Extra]) -> {"call ~ts (~tp)", [call(Call), Extra]};
text(call, [Call | _]) -> {"call ~ts", [call(Call)]};
text(return_from, [Call, Value | _]) -> {"returned from ~ts -> ~tp", [call(Call), Value]};
text(return_to, [Call | _]) -> {"returning to ~ts", [call(Call)]};
text(spawn, [Pid, Call]) -> {"spawn ~p as ~ts", [Pid, call(Call)]};
text(What, Rest) ->
    Shown = [io_lib:format("~tp", [Part]) || Part <- Rest],
    {"~p ~ts", [What, lists:join(" ", Shown)]}.

call({M, F, A}) -> call(M, F, A);
call(Other) -> io_lib:format("~tp", [Other]).

call(M, F, Arity) when is_integer(Arity) ->
    io_lib:format("~tp:~tp/~p", [M, F, Arity]);
call(M, F, Args) ->
    Shown = lists:join(",", [io_lib:format("~tp", [A]) || A <- Args]),
    io_lib:format("~tp:~tp(~ts)", [M, F, Shown]).

-doc "Prints the names of the functions, or what one does.".
h() ->
    io:put_chars(
        "The following help items are available:\n"
        "   p, c\n"
        "       - Set trace flags for processes\n"
        "   tp, tpl, ctp, ctpl, ctpg, ltp, dtp, wtp, rtp\n"
        "       - Manipulate trace patterns for functions\n"
        "   n, cn, ln\n"
        "       - Add/remove traced nodes\n"
        "   tracer, trace_port, trace_client, get_tracer, stop, stop_clear\n"
        "       - Manipulate tracer process/port\n"
        "   i\n"
        "       - Info\n\n"
        "call dbg:h(Item) for brief help a brief description,\n"
        "of one of the items above.\n"),
    ok.

-doc "Prints the names of the functions, or what one does.".
h(Item) ->
    [io:format("~ts~n", [Line]) || Line <- help_text(Item)],
    ok.

%% The ways to call each, and what they are for.
help_text(p) ->
    usage(p, ["Item", "Item, Flags"], "{ok, MatchDesc} | {error, term()}",
          "Sets the trace flags of Item: s, r, m, c, p, sos, sol, sofs, sofl, all, clear, or those of erlang:trace/3");
help_text(c) ->
    usage(c, ["Mod, Name, Args", "Mod, Name, Args, Flags"], "term()",
          "Calls the function with trace flags set (all, if none are given)");
help_text(i) -> usage(i, [""], "ok", "Shows the traced processes");
help_text(tp) -> patterns(tp, "calls from other modules");
help_text(tpl) -> patterns(tpl, "calls, local ones included");
help_text(ctp) -> clearing(ctp, "calls of all kinds");
help_text(ctpl) -> clearing(ctpl, "local calls");
help_text(ctpg) -> clearing(ctpg, "calls from other modules");
help_text(ltp) -> usage(ltp, [""], "ok", "Shows the saved and the built-in match specifications");
help_text(dtp) -> usage(dtp, ["", "N"], "ok", "Forgets saved match specifications, or the one with number N");
help_text(wtp) -> usage(wtp, ["Name"], "ok | {error, IOError}", "Saves the match specifications in a file");
help_text(rtp) -> usage(rtp, ["Name"], "ok | {error, Error}", "Reads match specifications from a file");
help_text(n) -> usage(n, ["Nodename"], "{ok, Nodename} | {error, Reason}", "Traces on that node as well");
help_text(cn) -> usage(cn, ["Nodename"], "ok", "Traces on that node no more");
help_text(ln) -> usage(ln, [""], "ok", "Shows the nodes that are traced");
help_text(tracer) ->
    usage(tracer, ["", "Type, Data"], "{ok, pid()} | {error, Error}",
          "Starts what takes the trace messages");
help_text(trace_port) ->
    usage(trace_port, ["Type, Parameters"], "fun()", "Makes what tracer(port, Fun) takes: to a file or socket");
help_text(trace_client) ->
    usage(trace_client, ["Type, Parameters", "Type, Parameters, HandlerSpec"], "pid()",
          "Starts a process that reads what a trace port wrote");
help_text(get_tracer) ->
    usage(get_tracer, ["", "Node"], "{ok, Tracer}", "Who gets the trace messages");
help_text(stop) -> usage(stop, [""], "ok", "Ends the tracing");
help_text(stop_clear) -> usage(stop_clear, [""], "ok", "The same as stop()").

usage(Name, Arguments, Result, Meaning) ->
    [lists:concat([Name, "(", A, ") -> ", Result]) || A <- Arguments] ++ [" - " ++ Meaning].

patterns(Name, What) ->
    usage(Name, ["Module, MatchSpec", "Module, Function, MatchSpec", "Module, Function, Arity, MatchSpec",
                 "{Module, Function, Arity}, MatchSpec"],
          "{ok, MatchDesc} | {error, term()}", "Traces " ++ What).

clearing(Name, What) ->
    usage(Name, ["", "Module", "Module, Function", "Module, Function, Arity", "{Module, Function, Arity}"],
          "{ok, MatchDesc} | {error, term()}", "Traces no more " ++ What).
