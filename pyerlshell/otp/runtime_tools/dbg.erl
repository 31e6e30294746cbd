%% Tracing from the shell: who is traced (p), which functions (tp, tpl), and lines about it all.
%%
%% Two processes: `dbg' keeps the saved patterns and sets flags for its clients one after the other;
%% the tracer gets the trace messages and hands each to a fun, which prints it unless the user gave
%% another. Everything is undone by stop/0.
-module(dbg).

-export([tracer/0, tracer/2, get_tracer/0, get_tracer/1, stop/0, stop_clear/0]).
-export([p/1, p/2, i/0, c/3, c/4, tp/2, tp/3, tp/4, tpl/2, tpl/3, tpl/4, tpe/2]).
-export([ctp/0, ctp/1, ctp/2, ctp/3, ctpl/0, ctpl/1, ctpl/2, ctpl/3, ctpg/0, ctpg/1, ctpg/2, ctpg/3]).
-export([ctpe/1, ltp/0, dtp/0, dtp/1, ln/0, n/1, cn/1, fun2ms/1, h/0, h/1, dhandler/2]).

%% -- the tracer

tracer() ->
    tracer(process, {fun dhandler/2, group_leader()}).

tracer(process, {Handler, State}) when is_function(Handler, 2) ->
    case whereis(dbg) of
        undefined -> start(Handler, State);
        _ -> {error, already_started}
    end;
tracer(process, _) ->
    {error, bad_handler};
tracer(Kind, _) ->
    {error, {not_supported, Kind}}.

start(Handler, State) ->
    Client = self(),
    Ref = make_ref(),
    Server = spawn(fun() ->
        register(dbg, self()),
        process_flag(trap_exit, true),
        Tracer = spawn_link(fun() -> trace_loop(Handler, State) end),
        Client ! {Ref, started},
        server(Tracer, [])
    end),
    receive {Ref, started} -> {ok, Server} end.

get_tracer() ->
    get_tracer(node()).

get_tracer(Node) ->
    case request(get_tracer) of
        {error, no_tracers} -> {error, {no_tracer_on_node, Node}};
        Reply -> Reply
    end.

stop() ->
    case whereis(dbg) of
        undefined -> ok;
        _ -> request(stop)
    end.

stop_clear() ->
    stop().

request(What) ->
    case whereis(dbg) of
        undefined -> {error, no_tracers};
        Server ->
            Mref = monitor(process, Server),
            Server ! {self(), What},
            receive
                {dbg, Reply} -> demonitor(Mref, [flush]), Reply;
                {'DOWN', Mref, process, _, _} -> {error, no_tracers}
            end
    end.

%% The server. Saved is a list of {Number, Pattern}.
server(Tracer, Saved) ->
    receive
        {From, get_tracer} ->
            From ! {dbg, {ok, Tracer}}, server(Tracer, Saved);
        {From, {p, Who, Flags}} ->
            From ! {dbg, set_flags(Tracer, Who, Flags)}, server(Tracer, Saved);
        {From, i} ->
            From ! {dbg, traced_processes()}, server(Tracer, Saved);
        {From, stop} ->
            clear(),
            Ref = erlang:trace_delivered(all),
            receive {trace_delivered, all, Ref} -> ok end,
            Tracer ! {dbg_stop, self()},
            receive {dbg_stopped, Tracer} -> ok; {'EXIT', Tracer, _} -> ok end,
            unregister(dbg),
            From ! {dbg, ok};
        {'EXIT', Tracer, _} ->
            clear();
        _ ->
            server(Tracer, Saved)
    end.

clear() ->
    erlang:trace(all, false, [all]),
    erlang:trace_pattern({'_', '_', '_'}, false, [local]),
    erlang:trace_pattern({'_', '_', '_'}, false, []),
    erlang:trace_pattern(send, true, []),
    erlang:trace_pattern('receive', true, []),
    ok.

trace_loop(Handler, State) ->
    receive
        {dbg_stop, From} -> From ! {dbg_stopped, self()};
        Message -> trace_loop(Handler, Handler(Message, State))
    end.

%% -- who is traced

p(Who) ->
    p(Who, [m]).

p(Who, Flag) when is_atom(Flag) ->
    p(Who, [Flag]);
p(Who, Flags) when is_list(Flags) ->
    case known_flags(Flags) of
        {ok, Known} -> request({p, Who, Known});
        Wrong -> Wrong
    end.

known_flags(Flags) ->
    case [F || F <- Flags, flag(F) =:= unknown] of
        [] -> {ok, Flags};
        Bad -> {error, {bad_flags, Bad}}
    end.

flag(s) -> [send];
flag(r) -> ['receive'];
flag(m) -> [send, 'receive'];
flag(c) -> [call];
flag(p) -> [procs];
flag(sos) -> [set_on_spawn];
flag(sol) -> [set_on_link];
flag(sofs) -> [set_on_first_spawn];
flag(sofl) -> [set_on_first_link];
flag(clear) -> clear;
flag(all) -> [all];
flag(F) ->
    case lists:member(F, [send, 'receive', procs, ports, call, arity, return_to, silent, running,
                          exiting, running_procs, running_ports, garbage_collection, timestamp,
                          cpu_timestamp, monotonic_timestamp, strict_monotonic_timestamp,
                          set_on_spawn, set_on_first_spawn, set_on_link, set_on_first_link]) of
        true -> [F];
        false -> unknown
    end.

set_flags(Tracer, Who, Flags) ->
    case lists:member(clear, Flags) of
        true -> trace(Who, false, [all]);
        false ->
            Wanted = lists:append([flag(F) || F <- Flags]),
            trace(Who, true, [{tracer, Tracer} | Wanted])
    end.

trace(Who, How, Flags) ->
    case target(Who) of
        undefined -> {ok, [{matched, node(), 0, {no_proc, Who}}]};
        {gone, Pid} -> {ok, [{matched, node(), 0, {no_proc, Pid}}]};
        Target ->
            try erlang:trace(Target, How, Flags) of
                N -> {ok, [{matched, node(), N}]}
            catch
                error:badarg -> {ok, [{matched, node(), 0, {no_proc, Target}}]}
            end
    end.

target(Who) when Who =:= all; Who =:= new; Who =:= existing; Who =:= processes;
                 Who =:= new_processes; Who =:= existing_processes; Who =:= ports;
                 Who =:= new_ports; Who =:= existing_ports -> Who;
target(Name) when is_atom(Name) -> whereis(Name);
target(Number) when is_integer(Number) -> target({0, Number, 0});
target({X, Y, Z}) -> c:pid(X, Y, Z);
target(Text) when is_list(Text) ->
    try list_to_pid(Text) catch error:badarg -> undefined end;
target(Pid) -> Pid.

traced_processes() ->
    [{P, initial_call(P), Flags}
     || P <- lists:reverse(lists:sort(processes())), {flags, Flags} <- [erlang:trace_info(P, flags)],
        Flags =/= []].

initial_call(P) ->
    case process_info(P, initial_call) of
        {initial_call, Call} -> Call;
        _ -> undefined
    end.

i() ->
    case request(i) of
        {error, no_tracers} -> ok;
        Rows ->
            io:format("~nNode ~w:~n~-12s ~-21s ~-10s~n", [node(), "Pid", "Initial call", "Trace "]),
            [io:format("~-12w ~-21s ~s~n", [P, fit(Call), short(Flags)]) || {P, Call, Flags} <- Rows],
            ok
    end.

fit(Call) ->
    lists:sublist(lists:flatten(io_lib:format("~w", [Call])), 21).

short(Flags) ->
    lists:append([letter(F) || F <- [send, 'receive', call, procs, set_on_spawn, set_on_first_spawn,
                                     set_on_link, set_on_first_link], lists:member(F, Flags)]).

letter(send) -> "s";
letter('receive') -> "r";
letter(call) -> "c";
letter(procs) -> "p";
letter(set_on_spawn) -> "S";
letter(_) -> "".

%% Trace one call; a tracer is started if there is none, and stopped.
c(M, F, A) ->
    c(M, F, A, all).

c(M, F, A, Flag) when is_atom(Flag) ->
    c(M, F, A, [Flag]);
c(M, F, A, Flags) ->
    tracer(),
    case known_flags(Flags) of
        {ok, Known} ->
            Client = self(),
            {ok, Tracer} = get_tracer(),
            {Pid, Mref} = spawn_monitor(fun() ->
                set_flags(Tracer, self(), Known),
                Value = (catch apply(M, F, A)),
                trace(self(), false, [all]),
                Client ! {self(), Value}
            end),
            Result = receive
                {Pid, Value} -> demonitor(Mref, [flush]), Value;
                {'DOWN', Mref, process, Pid, Reason} -> {'EXIT', Reason}
            end,
            stop(),
            Result;
        Wrong ->
            stop(), Wrong
    end.

%% -- which functions

tp(Mfa, Spec) -> pattern(Mfa, Spec, []).
tp(M, F, Spec) -> pattern({M, F, '_'}, Spec, []).
tp(M, F, A, Spec) -> pattern({M, F, A}, Spec, []).

tpl(Mfa, Spec) -> pattern(Mfa, Spec, [local]).
tpl(M, F, Spec) -> pattern({M, F, '_'}, Spec, [local]).
tpl(M, F, A, Spec) -> pattern({M, F, A}, Spec, [local]).

tpe(Event, Spec) when Event =:= send; Event =:= 'receive' -> pattern(Event, Spec, []).

pattern(Module, Spec, Kind) when is_atom(Module), Module =/= send, Module =/= 'receive' ->
    pattern({Module, '_', '_'}, Spec, Kind);
pattern(What, Spec, Kind) ->
    case resolve(Spec) of
        {error, _} = Error -> Error;
        {Match, Name} ->
            case whereis(dbg) =/= undefined andalso set(What, Match, Kind) of
                false -> {ok, saved(Match, Name)};
                {ok, N} -> {ok, [{matched, node(), N} | saved(Match, Name)]};
                Error -> Error
            end
    end.

set(What, Match, Kind) ->
    load(What),
    try erlang:trace_pattern(What, Match, Kind) of
        N -> {ok, N}
    catch
        error:badarg ->
            case erlang:match_spec_test([], Match, trace) of
                {error, Why} -> {error, Why};
                _ -> {error, badarg}
            end
    end.

load({M, _, _}) when is_atom(M), M =/= '_' -> code:ensure_loaded(M);
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

ltp() ->
    [io:format("~p: ~tp~n", [N, Spec]) || {N, Spec} <- lists:sort(own_patterns())],
    Named = [{caller_exception_trace, cx}, {caller_trace, c}, {exception_trace, x} | built_in()],
    [io:format("~p: ~tp~n", [N, Spec]) || {N, Spec} <- lists:sort(Named)],
    ok.

dtp() ->
    persistent_term:put({dbg, patterns}, []),
    ok.

dtp(N) ->
    persistent_term:put({dbg, patterns}, lists:keydelete(N, 1, own_patterns())),
    ok.

ctp() -> clear_pattern({'_', '_', '_'}, both).
ctp({_, _, _} = Mfa) -> clear_pattern(Mfa, both);
ctp(M) -> clear_pattern({M, '_', '_'}, both).
ctp(M, F) -> clear_pattern({M, F, '_'}, both).
ctp(M, F, A) -> clear_pattern({M, F, A}, both).

ctpl() -> clear_pattern({'_', '_', '_'}, [local]).
ctpl({_, _, _} = Mfa) -> clear_pattern(Mfa, [local]);
ctpl(M) -> clear_pattern({M, '_', '_'}, [local]).
ctpl(M, F) -> clear_pattern({M, F, '_'}, [local]).
ctpl(M, F, A) -> clear_pattern({M, F, A}, [local]).

ctpg() -> clear_pattern({'_', '_', '_'}, []).
ctpg({_, _, _} = Mfa) -> clear_pattern(Mfa, []);
ctpg(M) -> clear_pattern({M, '_', '_'}, []).
ctpg(M, F) -> clear_pattern({M, F, '_'}, []).
ctpg(M, F, A) -> clear_pattern({M, F, A}, []).

ctpe(Event) ->
    {ok, [{matched, node(), erlang:trace_pattern(Event, true, [])}]}.

clear_pattern(Mfa, both) ->
    erlang:trace_pattern(Mfa, false, []),
    clear_pattern(Mfa, [local]);
clear_pattern(Mfa, Kind) ->
    {ok, [{matched, node(), erlang:trace_pattern(Mfa, false, Kind)}]}.

%% A module's own calls are replaced when it is compiled (ms_transform); this is for the shell.
fun2ms(Fun) when is_function(Fun) ->
    dbg_funs:translated(Fun).

%% -- nodes: there is this one

ln() -> ok.
n(Node) -> {error, {nodedown, Node}}.
cn(_) -> ok.

%% -- printing

dhandler(end_of_trace, Out) ->
    Out;
dhandler(Trace, Out) when element(1, Trace) =:= trace, tuple_size(Trace) >= 3 ->
    line(Trace, Out, "");
dhandler(Trace, Out) when element(1, Trace) =:= trace_ts, tuple_size(Trace) >= 4 ->
    Size = tuple_size(Trace),
    Stamp = io_lib:format(" (Timestamp: ~p)", [element(Size, Trace)]),
    line(erlang:delete_element(Size, Trace), Out, Stamp);
dhandler(_, Out) ->
    Out.

line(Trace, Out, Stamp) ->
    Pid = element(2, Trace),
    What = element(3, Trace),
    Rest = lists:nthtail(3, tuple_to_list(Trace)),
    {Format, Args} = text(What, Rest),
    io:format(Out, "(~p) " ++ Format ++ "~ts~n", [Pid | Args] ++ [Stamp]),
    Out.

text('receive', [Message]) -> {"<< ~tp", [Message]};
text(send, [Message, To]) -> {"~tp ! ~tp", [To, Message]};
text(send_to_non_existing_process, [Message, To]) ->
    {"~tp ! ~tp To non-existing process", [To, Message]};
text(call, [{M, F, A}]) -> {"call ~ts", [call(M, F, A)]};
text(call, [{M, F, A}, Extra]) -> {"call ~ts (~tp)", [call(M, F, A), Extra]};
text(return_from, [{M, F, A}, Value]) -> {"returned from ~ts -> ~tp", [call(M, F, A), Value]};
text(return_to, [{M, F, A}]) -> {"returning to ~ts", [call(M, F, A)]};
text(return_to, [undefined]) -> {"returning to undefined", []};
text(spawn, [Pid, {M, F, A}]) -> {"spawn ~p as ~ts", [Pid, call(M, F, A)]};
text(What, Rest) -> {lists:append(["~p" | [" ~tp" || _ <- Rest]]), [What | Rest]}.

call(M, F, Arity) when is_integer(Arity) ->
    io_lib:format("~tp:~tp/~p", [M, F, Arity]);
call(M, F, Args) ->
    Shown = lists:join(",", [io_lib:format("~tp", [A]) || A <- Args]),
    io_lib:format("~tp:~tp(~ts)", [M, F, Shown]).

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

h(_) ->
    h().
