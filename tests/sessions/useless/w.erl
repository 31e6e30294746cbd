-module(w).
-export([f/1, g/1, h/2, i/0, j/1, k/1, l/1, m/1, n/1]).
f(_) -> 1;
f(2) -> 2.
g(X) -> case X of Y -> Y; 1 -> 2 end.
h(A, B) -> if true -> A; A > B -> B end.
i() -> {a, b}, ok.
j(X) -> X + 1, ok.
k(X) -> case X of {a, _} -> 1; {a, b} -> 2; _ -> 3 end.
l(X) -> length(X), X == 1, ok.
m(X) -> try X catch _:_ -> 1; error:_ -> 2 end.
n(X) -> lists:map(fun(A) -> A end, X), "abc", [X], #{}, fun() -> 1 end, ok.
