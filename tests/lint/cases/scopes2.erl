-module(scopes2).
-export([a/1, b/1, c/1, d/1, e/1, f/2, g/1]).

a(L) -> [X || X <- L, Y <- L, Z <- Y].
b(L) -> X = 1, [X || X <- L].
c(L) -> fun F(A) -> A + L end.
d(L) -> fun F(A) -> F(A, L) end.
e(X) -> X andalso (Y = X), Y.
f(_A, _A) -> ok.
g(_X) -> _X = 2, receive {a, B} -> C = B; _ -> C = 1 after D = 1000 -> C = 4 end, {C, D, B}.
