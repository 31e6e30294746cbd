-module(ct).
-export([f/1, g/1, h/1]).
f(0) -> ok;
f(N) -> erlang:yield(), f(N-1).
g(0) -> 0;
g(N) -> 1 + g(N-1).
h(N) -> [i(X) || X <- lists:seq(1,N)].
i(X) -> X * 2.
