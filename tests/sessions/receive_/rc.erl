-module(rc).
-export([echo/0, sel/0, prio/0, flush/0, timeout/1, counter/1, pingpong/1, server/1, rpc/2, ring/2, deep/1]).
echo() -> receive {From, M} -> From ! {self(), M}, echo(); stop -> bye end.
sel() -> self() ! {b, 2}, self() ! {a, 1}, self() ! {c, 3},
    A = receive {a, X} -> X end, C = receive {c, Y} -> Y end, B = receive {b, Z} -> Z end, [A, B, C].
prio() -> [self() ! M || M <- [{low, 1}, {high, 2}, {low, 3}, {high, 4}]], prio([]).
prio(Acc) -> receive {high, X} -> prio([X | Acc]) after 0 -> receive {low, Y} -> prio([Y | Acc]) after 0 -> lists:reverse(Acc) end end.
flush() -> receive M -> [M | flush()] after 0 -> [] end.
timeout(T) -> receive never -> ok after T -> timed_out end.
counter(N) -> receive inc -> counter(N + 1); {get, P} -> P ! {count, N}, counter(N); stop -> ok end.
pingpong(N) ->
    P = spawn(fun Pong() -> receive {ping, F} -> F ! pong, Pong(); done -> ok end end),
    pp(N, P).
pp(0, P) -> P ! done, ok;
pp(N, P) -> P ! {ping, self()}, receive pong -> pp(N - 1, P) end.
server(State) ->
    receive
        {Ref, From, {put, K, V}} -> From ! {Ref, ok}, server(State#{K => V});
        {Ref, From, {get, K}} -> From ! {Ref, maps:get(K, State, undefined)}, server(State)
    end.
rpc(P, Req) -> R = make_ref(), P ! {R, self(), Req}, receive {R, Reply} -> Reply after 500 -> timeout end.
ring(N, M) ->
    Last = lists:foldl(fun(_, Next) -> spawn(fun() -> node_(Next) end) end, self(), lists:seq(1, N)),
    Last ! M, receive {M1, Hops} -> {M1, Hops} after 1000 -> lost end.
node_(Next) -> receive {M, H} -> Next ! {M, H + 1}; M -> Next ! {M, 1} end.
deep(0) -> receive go -> 0 end;
deep(N) -> 1 + deep(N - 1).
