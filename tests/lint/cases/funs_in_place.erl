-module(funs_in_place).
-export([a/1,b/1,c/1,d/1,e/1,f/1,g/1,h/0]).
a(X) -> F = fun(Y) -> Y + 1 end, F(X), ok.
b(X) -> F = fun(Y) -> Y + a end, F(1), F(X).
c(X) -> F = fun(Y) -> Y + a end, F(1).
d(X) -> F = fun(Y) -> {Y, X} end, Z = F(1), Z.
e(X) -> F = fun(1) -> a; (Y) -> Y end, F(2).
f(X) -> F = fun(Y) -> Y end, G = F, G(X).
g(X) -> F = fun(Y) -> Y / 0 end, Z = F(X), Z.
h() -> F = fun(A, B) -> A + B end, F(1).
