-module(tries).
-export([a/1, b/1, c/1, d/1]).
a(X) -> try Y = X, Y catch C:E:S when S =:= [] -> {C, E, Y} after Z = 1 end, {Y, Z}.
b(S) -> try S catch _:_:S -> S end.
c(X) -> try X catch S:_:S -> S end.
d(X) -> try A = X of _ -> A catch throw:A -> A; B -> B end, B.
