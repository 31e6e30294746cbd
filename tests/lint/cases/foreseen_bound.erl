-module(foreseen_bound).
-export([a/0,b/0,c/0,d/1,e/0,f/0,g/1,h/1,i/0,k/0,l/0,m/0]).
a() -> X = 5, X = 6, ok.
b() -> X = 5, X = 5, ok.
c() -> X = 5, case 6 of X -> a; _ -> b end.
d(Y) -> X = 5, case Y of X -> a; _ -> b end.
e() -> X = 5, case {6, 7} of {X, _} -> a; {_, X} -> c; _ -> b end.
f() -> X = 5, case 6 of X -> a end.
g(Y) -> X = 5, case {Y, 6} of {a, X} -> a; {b, Z} -> Z end.
h(Y) -> X = {a, Y}, case {a, 1} of X -> a; _ -> b end.
i() -> X = [], case [] of X -> a; Y -> Y end.
k() -> X = 1, [X || X <- [2]], X = 2.
l() -> X = "abc", case "abd" of X -> a; "abd" -> b; _ -> c end.
m() -> X = 5, case {6, 7} of {X, 8} -> a; {X, 7} -> c; {6, X} -> b; {6, 7} -> d; {A, B} -> {A,B} end.
