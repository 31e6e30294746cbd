-module(lost_values).
-compile([export_all,nowarn_export_all,nowarn_unused_vars]).
a(X) -> 1 andalso X, {X}, ok.
b(X) -> Y = (1 andalso X), {X}, Y.
d(X) -> Y = (X andalso {X}), ok.
e(X) -> Y = case X of 1 -> {X}; 2 -> X + 1 end, ok.
f(X) -> Y = if X -> {X}; true -> X + 1 end, ok.
g(X) -> Y = try {X} catch _:_ -> X + 1 end, ok.
h(X) -> Y = try foo(X) of Z -> {Z} catch _:_ -> X + 1 end, ok.
i(X) -> Y = [{Z} || Z <- X], ok.
j(X) -> Y = begin {X}, [X] end, ok.
k(X) -> Y = X#{a => X + 1}, ok.
l(X) -> Y = catch X + 1, ok.
m(X) -> Y = receive X -> {X} after 1 -> X + 1 end, ok.
n(X) -> Y = fun() -> X end, ok.
o(X) -> Y = X + 1, Z = Y + 2, ok.
p(X) -> Y = X + 1, Z = {Y}, W = [Z], ok.
q(X) -> Y = "abc", ok.
r(X) -> Y = X =:= 1, ok.
s(X) -> Y = (Z = X + 1), ok.
t(X) -> case X + 1 of _ -> ok end.
u(X) -> case {X + 1, {X}} of {_, _} -> ok end.
v(X) -> case {X + 1, {X}} of {A, {B}} -> B end.
w(X) -> {A, B} = {X + 1, X}, B.
x(X) -> {A, _} = {X, [X]}, A.
y(X) -> Y = {X + 1, [X]}, element(2, Y).
z(X) -> #{a => X + 1}, X#{a => hd(X)}, (foo(X))#{b => {X}}, ok.
foo(X) -> X.
