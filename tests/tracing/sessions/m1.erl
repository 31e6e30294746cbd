-module(m1).
-export([f/1, g/2, h/1, loop/1, fac/1, thr/1, ex/1, start/0, call/1, st/0, upd/2]).
f(X) -> g(X, 1).
g(X, Y) -> X + Y.
h(L) -> lists:map(fun(X) -> f(X) end, L).
fac(0) -> 1;
fac(N) -> N * fac(N-1).
thr(X) -> throw({oops, X}).
ex(X) -> case X of 1 -> 1/0; 2 -> exit(two); 3 -> error(three); 4 -> m1:nofun(); _ -> {badm, _} = X end.
loop(S) -> receive {get, P} -> P ! S, loop(S); {set, N} -> loop(N); stop -> S end.
start() -> spawn(fun() -> loop(0) end).
call(P) -> P ! {get, self()}, receive X -> X end.
st() -> start().
upd(M, K) -> maps:update(K, 1, M).
