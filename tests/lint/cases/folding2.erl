-module(folding2).
-compile([nowarn_match_alias_pats, nowarn_deprecated_catch]).
-export([a/1,b/1,c/1,d/1,e/1,f/1,g/1,h/1,i/1,j/1,k/1,l/1,m/1,n/1,o/1,p/1,q/1,r/1,s/1,t/1,u/1,v/1,w/1,x/1,y/1,z/1]).
-record(r, {a, b}).
a(X) -> {a} = {X, 1}, ok.
b(X) -> Y = {X}, Z = length(X), W = X, V = fun() -> X end, ok.
c(X) -> X == length(X), {length(X), [hd(X)]}, {X == 1, {2}}, is_atom({X}), ok.
d(X) -> Y = error(X), 1 + a, Y.
e(X) when false, X =:= 1 -> 1; e(X) when X > 1; false -> 1; e(_) when true -> 2; e(_) when 1 + a > 2 -> 3; e(_) -> 4.
f(X) -> case X of {1, _} -> a; {_, _} -> b; {2, 3} -> c; _ -> d end.
g(X) -> Y = {X, 1}, case Y of {_, 2} -> a; {b, _} -> c end.
h(X) -> case [X] of [] -> a; [1|_] -> b end, case {X} of {_} -> a; _ -> b end.
i(X) -> case X > 1 of foo -> 1; _ -> 2 end, case is_list(X) of true -> 1; _ -> 2 end, case not X of true -> 1; [] -> 2; false -> 3 end.
j(X) -> if false -> X; 1 =:= 2 -> X end.
k(X) -> F = fun() -> 1 = 2, 1 + a end, F(), 1 + a, X.
l(X) -> case X of a -> 1 = 2, 1 + a; b -> ok end, 1 + b.
m(X) -> f(1 = 2, 1 + a), X.
n(X) -> [1 + a || _ <- X], [Y || Y <- X, 1 + a > 1], [Y || Y <- a], << <<Y>> || Y <- X, false >>.
o(X) -> A = 1, B = 2, C = A + B, D = C + a, X#r{a = 1}, X#r.a, ok.
p(X) -> #r{a = {X}}, #r{a = length(X)}, R = #r{}, R#r.a + 1.
q(X) -> "abc" ++ X, X ++ "abc", [1] ++ a, length([X | a]), length([X, 1]) + a, lists:reverse(X), math:sqrt(-1), abs(a), ok.
r(X) -> try 1 = 2 of _ -> X catch _:_ -> X end, try X of a -> {X} catch _:_ -> {X} after {X}, X + 1 end.
s(X) -> fun length/1, fun folding2:a/1, fun s/1, fun X:a/1, fun Y(Z) -> Y(Z) end, ok.
t(X) -> case X of #{a := 1} -> 1; #{} -> 2; _ -> 3 end, case {X} of #{} -> 1; <<>> -> 2; _ -> 3 end.
u(X) -> case X of [_|_] -> a; [1] -> b; [] -> c; _ -> d end, X.
v(X) -> self(), erlang:node(), erlang:now(), date(), get(X), put(X, 1), list_to_atom(X), atom_to_list(X), lists:member(X, X), maps:get(X, X), maps:size(X), integer_to_list(X), erlang:'+'(X, 1), X.
w(X) -> 'abc', $a, "", 1.0, -1, +1, (1 + 2), X = X, X.
x(X) -> Y = X, case Y of X -> 1; _ -> 2 end.
y({X, X, 1 = X}) -> 1 = X; y(1 = 1) -> 2; y({a} = [b]) -> 2.
z(X) -> receive 1 -> X; _ -> X; 3 -> X after 10 -> 1 + a end, m(X) + f(X), f(1, 2).
f(_, _) -> ok.
