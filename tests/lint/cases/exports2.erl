-module(exports2).
-export([a/1, b/1, c/1, d/1, e/1]).
a(X) -> {Y = X, 1}, Y.
b(X) -> f(Y = X), {Z = 1, Z = 2}, Y + Z.
c(X) -> begin A = X end, A = 1, case X of 1 -> B = 1; _ -> B = 2 end, B = X.
d(X) -> [Q = X | Q].
e(X) -> maybe {ok, Y} ?= X, Y else {error, Z} -> {Z, Y} end, Y.
f(X) -> exports2:g(X), fun exports2:h/1.
g(X) -> X.
