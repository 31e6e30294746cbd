-module(scopes).
-export([a/1, b/1, c/1, d/1, e/1, f/1, g/1, h/1, i/1, j/1, k/1, l/1, m/1, n/1, o/1, p/2, q/1, r/1]).
a(_) -> X.
b(Y) -> case Y of 1 -> A = 1, A; 2 -> ok end, A.
c(Y) -> if Y -> B = 1, B; true -> ok end, {B}.
d(Y) -> try Z = Y catch _:_ -> ok end, Z.
e(Y) -> [P || P <- Y], P.
f(Y) -> F = fun(Q) -> Q end, F(Y), Q.
g(Y) -> receive {a, W} -> W; b -> ok after Y -> ok end, W.
h(Y) -> Y andalso (R = true), R.
i(Y) -> (catch S = Y), S.
j(Y) when Y > U -> ok.
k(Y) -> <<T:N>> = Y, T.
l(Y) -> #{K := V} = Y, V.
m(Y) -> case Y of 1 -> C = 1; 2 -> C = 2 end, C, case Y of {C, D} -> D end, D.
n(Y) -> maybe {ok, E} ?= Y, E else _ -> E end.
o(Y) -> begin G = Y end, case Y of G -> H = G; _ -> H = 2 end, {G, H}.
p(K, #{K := V}) -> V.
q(Y) -> {N2, <<T:N2>>} = Y, T.
r(Y) -> <<N3, T:N3/binary>> = Y, {K2, #{K2 := V}} = T, V.
