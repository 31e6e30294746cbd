-module(in_vain).
-compile([export_all,nowarn_export_all,nowarn_unused_vars]).
a(X) -> {X} == {foo(X)}, ok.
b(X) -> [X, X+1] == (fun() -> X end), ok.
c(X) -> is_atom({X + 1, {X}}), ok.
d(X) -> is_atom(X + 1), ok.
e(X) -> #{a => X + 1} == {X}, ok.
f(X) -> <<X>> == "abc", ok.
h(X) -> V = {X}, 1/0, V.
i(X) -> V = X + 1, foo(1/0), V.
j(X) -> V = [X + 1], W = fun() -> V end, foo(W, 1/0), V.
k(X) -> foo(X + 1, {X + 2}, hd([]), X + 3).
l(X) -> {X + 1, hd([]), X + 2}.
m(X) -> case hd([]) of X -> X + 1, ok; _ -> {X}, ok end, {X}, ok.
n(X) -> case foo(hd([])) of X -> X + 1, ok; _ -> {X}, ok end, {X}, ok.
o(X) -> begin {X}, 1/0 end, {X}, ok.
p(X) -> Y = 1/0, {X}, Y.
q(X) -> if X > 1 -> 1/0; true -> hd([]) end, {X}, ok.
r(X) -> case {X} of {Y} -> 1/0 end, {X}, ok.
s(X) -> case X of Y -> hd([]) end, {X}, ok.
t(X) -> Z = case X of Y -> hd([]) end, {X}, Z.
u(X) -> (fun(Y) -> Y + 1 end)(X), ok.
v(X) -> F = fun(Y) -> Y + 1 end, F(X), ok.
w(X) -> F = fun(Y) -> {Y} end, F(X), F(X), ok.
x(X) -> (fun({a, Y}) -> Y; (Z) -> Z; (_) -> 1 end)({a, X}).
y(X) -> (fun(Y) -> Y + a end)(1).
z(X) -> (fun(Y) -> {Y} end)(hd([])), X.
foo(X) -> X.
foo(X, _) -> X.
foo(X, _, _, _) -> X.
