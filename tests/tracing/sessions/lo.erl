-module(lo).
-export([f/1, g/1, start/0, server/1, build/1, even/1, up/2, go/1, fact/2, deep/1, len/2]).
f(0) -> ok;
f(N) -> f(N-1).
g(N) -> local(N, 0).
local(0, A) -> A;
local(N, A) -> local(N-1, A+N).
start() -> spawn(?MODULE, server, [0]).
server(N) -> receive {add, X, From} -> From ! {sum, N + X}, server(N + X); stop -> {stopped, N} end.
build(0) -> [];
build(N) -> [N * N | build(N-1)].
even(0) -> true;
even(N) -> odd(N-1).
odd(0) -> false;
odd(N) -> even(N-1).
up(N, N) -> [N];
up(I, N) -> [I | up(I+1, N)].
go(N) -> R = local(N, 1), {R}.
fact(0, A) -> A;
fact(N, A) -> fact(N-1, N*A).
deep(0) -> 0;
deep(N) -> 1 + deep(N-1).
len([], N) -> N;
len([_|T], N) -> len(T, N+1).
