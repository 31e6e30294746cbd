-module(receives).
-export([a/1, b/1, c/1, d/1]).
a(X) -> receive {X, Y} -> Y; {Z, X} when Z > Y -> Z after Q = 1 -> Q end, {Y, Z, Q}.
b(X) -> F = fun Fact(0) -> 1; Fact(N) when N > Fact -> N * Fact(N - 1); Fact(X) -> G = X end, F(X), Fact.
c(X) -> [A || {A, B} <- X, C = A, A > B, D <- C, X = D] ++ [A || <<A:A, B:B>> <= X, begin A = B, true end].
d(X) -> #{K => V || K := V <- X, K =/= V2} ++ << <<K>> || K <- X >> ++ [K || K <- X, V <- K, L <- X] ++ K.
