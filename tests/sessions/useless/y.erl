-module(y).
-compile([export_all, nowarn_export_all]).
a(_) -> 1; a(1) -> 2.
b(X) -> case X of _ -> 1; a -> 2 end.
c() -> {a}, ok.
d(X) -> X+1, X==1, self(), hd(X), fun a/1, fun l:m/1, ok.
e() -> 1/0.
f() -> if 1 > 2 -> a; true -> b end.
g() -> if 1 > 2 -> a end.
h({_,_}) -> 1; h({1,2}) -> 2.
i() -> hd([]).
j(X) -> {X, 1}, <<X>>, "abc", 5, [X], $a, 2.5, #{}, {}, [], "", fun() -> X end, ok.
k(X) -> if 1 =:= 1; X -> a; true -> b end.
l(X) when 1 > 2; X > 1 -> 1; l(_) -> 2.
m(X) -> case X of {a, Y} when Y > 1 -> 1; {a, _} -> 2; {a, b} -> 3; {_, _} -> 4; {c, d} -> 5; _ -> 6 end.
n(a) -> 1; n(b) -> 2; n(a) -> 3; n(_) -> 4.
o(X) -> case X of a -> 1; _ -> 2; _ -> 3 end.
p(X, Y) -> case X of Y -> 1; Z -> Z; _ -> 3 end.
q() -> receive _ -> 1; a -> 2 end.
r() -> length(5), 1 + 2, 1 == 2, a ++ b, ok.
s(X) -> [X + 1 || true], [begin {E}, E end || E <- X], ok.
t(X) -> X div 0, X / 0, ok.
u() -> list_to_integer("abc"), atom_to_list(5), maps:get(a, #{}), ok.
v(X) -> case X of 1 -> a; 1.0 -> b; "abc" -> c; [$a|_] -> d; "abd" -> e end.
w([]) -> 1; w([_|_]) -> 2; w([a]) -> 3; w(_) -> 4.
z(X) -> try X + 1 after {X} end, try X + 1 of _ -> {a} catch _:_ -> {b} end, ok.
