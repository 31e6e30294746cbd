-module(foreseen_errors).
-compile([export_all,nowarn_export_all]).
a() -> false andalso foo().
b(X) -> case X of true -> 1; false -> 2; true -> 3 end.
c(X) -> case is_atom(X) of true -> 1; false -> 2; maybe_ -> 3 end.
d(X) -> B = X > 1, case B of true -> 1; false -> 2; _ -> 3 end.
e() -> [X || X <- [1,2], false].
f(X) -> X + a.
g(X) -> list_to_atom(1), X.
h() -> lists:map(fun(X) -> X end), ok.
i(X) -> {ok, X}, ok.
j(X) -> X == 1, X.
k() -> io:format("~p ~s~n", [1]), io:format("~q", [a]), io:format("~p", a).
l({X, X}, Y) when Y > X -> [Y|X]; l({A, _}, A) -> A.
m(X) -> if X > 1 -> Y = 1; true -> Y = 2, Z = 3 end, {Y, Z}.
n(X) -> try Y = X, Y catch _:_ -> Y end.
o(F) -> F(1), F:g(2), apply(F, [1]), spawn(fun() -> ok end).
p(L) -> length(L) == 0, hd([]), tl([]), element(0, {a}), 1 div 0, a ++ b.
q(<<A:B, B:8>>) -> A.
r(#{k := V} = M) -> M#{k := V, k => 2}.
s(X) -> case X of {a, _} -> 1; {a, b} -> 2; _ -> 3; {c} -> 4 end.
t(X) when X =:= 1; true -> ok; t(_) -> no.
u() -> receive X -> X; Y -> Y after 10 -> ok end.
v(X) -> catch X, catch throw(X), ok.
w(X) when is_list(X), length(X) > a -> X; w(X) when element(1, X) -> X.
x() -> F = fun(0) -> 1; (N) -> N * F(N - 1) end, F(3).
y(X) -> X#r.a, #r{a = 1}.
z() -> "a" "b" ++ [1.0 | $c], fun z/1, fun lists:foo/3.
