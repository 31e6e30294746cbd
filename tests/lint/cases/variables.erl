-module(variables).
-export([f/1, g/2, h/1, i/1, j/1, k/1, l/2, m/1]).

f(X) -> Y = 1, Z = X, ok.
g(A, B) -> case A of 1 -> R = B; 2 -> ok end, R.
h(X) -> if X > 1 -> Q = 1; true -> Q = 2 end, Q.
i(X) -> Unbound + X + Unbnd.
j(X) -> (catch Y = X), Y.
k(X) -> try X of Y -> Z = Y catch _:_ -> Z = 1 end, Z.
l(X, X2) -> F = fun(X) -> X end, [X2 || X2 <- F(X)].
m(Abc) -> Abd.
