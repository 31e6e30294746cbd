%% The Erlang side of scripts/bench: the same source runs on pyerlshell and on erl.
%% Each program returns microseconds; bench:main(Name) prints the best of some runs.
-module(bench).
-export([main/1, fib/1, foldl/3, ring_node/1, walk/2, append/2, init/1, handle_call/3,
         handle_cast/2, wait/0, even/1, odd/1, app/2]).
-export([callback_mode/0, ready/3, other/1]).

main([Name]) ->
    main(Name);
main(Name) ->
    {Times, Program} = program(Name),
    Best = lists:min([run(Program) || _ <- lists:seq(1, Times)]),
    io:format("~s ~b~n", [Name, Best]).

run(Program) ->
    Self = self(),
    Pid = spawn(fun() -> Self ! {self(), Program()} end),
    receive {Pid, Microseconds} -> Microseconds end.

timed(Fun) ->
    Start = erlang:monotonic_time(),
    Fun(),
    erlang:convert_time_unit(erlang:monotonic_time() - Start, native, microsecond).

program(fib) -> {5, fun() -> timed(fun() -> fib(27) end) end};
program(foldl) ->
    {5, fun() ->
            List = lists:seq(1, 1000000),
            timed(fun() -> foldl(fun(X, A) -> X + A end, 0, List) end)
        end};
program(even_odd) -> {3, fun() -> timed(fun() -> even(1000000) end) end};
program(nrev) -> {3, fun() -> L = lists:seq(1, 300), timed(fun() -> times(30, fun() -> nrev(L) end) end) end};
program(ring) -> {3, fun() -> ring(1000, 200) end};
program(gen_call) -> {3, fun() -> gen_call(20000) end};
program(statem_call) -> {3, fun() -> statem_call(20000) end};
program(restarts) -> {3, fun() -> restarts(2000) end};
program(walk) ->
    {3, fun() -> Bin = binary:copy(<<1>>, 10000000), timed(fun() -> walk(Bin, 0) end) end};
program(append) -> {3, fun() -> timed(fun() -> append(300000, <<>>) end) end};
program(ets) -> {3, fun() -> T = ets:new(t, [set]), timed(fun() -> ets_turn(200000, T) end) end};
program(links) -> {3, fun() -> links(100000) end};
program(monitors) -> {3, fun() -> monitors(100000) end};
program(calls) -> {3, fun() -> timed(fun() -> calls(300000) end) end};
program(calls_after_tracing) ->
    {3, fun() ->
        erlang:trace_pattern({?MODULE, '_', '_'}, true, [local]),
        erlang:trace(self(), true, [call, send, procs, {tracer, spawn(fun() -> wait() end)}]),
        erlang:trace(self(), false, [all]),
        erlang:trace_pattern({?MODULE, '_', '_'}, false, [local]),
        timed(fun() -> calls(300000) end)
    end};
program(spawn) -> {3, fun() -> timed(fun() -> spawned(100000) end) end}.

ets_turn(0, _) -> ok;
ets_turn(N, T) ->
    ets:insert(T, {N, N}),
    [{N, _}] = ets:lookup(T, N),
    ets_turn(N - 1, T).

%% An exit signal goes through a chain of processes, each linked to the next.
links(N) ->
    process_flag(trap_exit, true),
    Self = self(),
    First = spawn_link(fun() -> chain(N - 1, Self) end),
    Last = receive {last, Pid} -> Pid end,
    timed(fun() -> Last ! stop, receive {'EXIT', First, _} -> ok end end).

chain(0, Boss) -> Boss ! {last, self()}, receive stop -> exit(through) end;
chain(N, Boss) -> spawn_link(fun() -> chain(N - 1, Boss) end), receive never -> ok end.

%% One process ends, whom N monitors watch.
monitors(N) ->
    P = spawn(fun() -> wait() end),
    [monitor(process, P) || _ <- lists:seq(1, N)],
    timed(fun() -> P ! stop, downs(N) end).

downs(0) -> ok;
downs(N) -> receive {'DOWN', _, process, _, _} -> downs(N - 1) end.

%% Local and remote calls, and messages to oneself.
calls(0) -> ok;
calls(N) -> N = one(N), N = ?MODULE:other(N), self() ! N, receive N -> calls(N - 1) end.

one(N) -> N.
other(N) -> N.

times(0, _) -> ok;
times(N, Fun) -> Fun(), times(N - 1, Fun).

fib(0) -> 0;
fib(1) -> 1;
fib(N) -> fib(N - 1) + fib(N - 2).

foldl(F, Acc, [H | T]) -> foldl(F, F(H, Acc), T);
foldl(_, Acc, []) -> Acc.

even(0) -> true;
even(N) -> odd(N - 1).

odd(0) -> false;
odd(N) -> even(N - 1).

nrev([]) -> [];
nrev([H | T]) -> app(nrev(T), [H]).

app([], L) -> L;
app([H | T], L) -> [H | app(T, L)].

%% A message goes round a ring of Processes processes Rounds times.
ring(Processes, Rounds) ->
    Self = self(),
    Last = lists:foldl(fun(_, Next) -> spawn(?MODULE, ring_node, [Next]) end, Self,
                       lists:seq(2, Processes)),
    Microseconds = timed(fun() -> rounds(Rounds, Last) end),
    Last ! stop,
    receive stop -> ok end,
    Microseconds.

rounds(0, _) -> ok;
rounds(N, Next) ->
    Next ! {token, N},
    receive {token, N} -> rounds(N - 1, Next) end.

ring_node(Next) ->
    receive
        {token, N} -> Next ! {token, N}, ring_node(Next);
        stop -> Next ! stop
    end.

gen_call(Calls) ->
    {ok, Pid} = gen_server:start(?MODULE, 0, []),
    Microseconds = timed(fun() -> times(Calls, fun() -> gen_server:call(Pid, next) end) end),
    gen_server:stop(Pid),
    Microseconds.

%% The same through a state machine. One init/1 serves both behaviours, and the supervisor.
statem_call(Calls) ->
    {ok, Pid} = gen_statem:start(?MODULE, {statem, 0}, []),
    Microseconds = timed(fun() -> times(Calls, fun() -> gen_statem:call(Pid, next) end) end),
    gen_statem:stop(Pid),
    Microseconds.

callback_mode() -> state_functions.
ready({call, From}, next, N) -> {keep_state, N + 1, [{reply, From, N}]}.

%% A worker of a supervisor is killed, and is there again, Kills times.
restarts(Kills) ->
    Level = logger:get_primary_config(),
    logger:set_primary_config(level, none),
    process_flag(trap_exit, true),
    {ok, Sup} = supervisor:start_link(?MODULE, supervisor),
    Microseconds = timed(fun() -> killed(Kills, Sup, undefined) end),
    exit(Sup, shutdown),
    receive {'EXIT', Sup, _} -> ok end,
    logger:set_primary_config(Level),
    Microseconds.

killed(0, _, _) -> ok;
killed(Kills, Sup, Before) ->
    case supervisor:which_children(Sup) of
        [{_, Pid, _, _}] when is_pid(Pid), Pid =/= Before ->
            exit(Pid, kill),
            killed(Kills - 1, Sup, Pid);
        _ ->
            killed(Kills, Sup, Before)
    end.

init(supervisor) ->
    Worker = #{id => worker, start => {gen_server, start_link, [?MODULE, 0, []]}},
    {ok, {#{intensity => 1000000, period => 1}, [Worker]}};
init({statem, N}) -> {ok, ready, N};
init(N) -> {ok, N}.
handle_call(next, _From, N) -> {reply, N, N + 1}.
handle_cast(_, N) -> {noreply, N}.

walk(<<H, T/binary>>, N) -> walk(T, N + H);
walk(<<>>, N) -> N.

append(0, Acc) -> Acc;
append(N, Acc) -> append(N - 1, <<Acc/binary, (N band 255)>>).

spawned(N) ->
    Pids = [spawn(?MODULE, wait, []) || _ <- lists:seq(1, N)],
    lists:foreach(fun(Pid) -> Pid ! stop end, Pids).

wait() -> receive stop -> ok end.
