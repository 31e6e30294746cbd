-module(foreseen_unreached).
-compile([export_all,nowarn_export_all,nowarn_match_alias_pats]).
a(_) -> 1;
a(X) -> <<"abc":4/binary>>, X.
b() -> error(foo), <<a/binary>>, #{a => 1, a => 2}, case b() of {a} = [X] -> X end.
c({a} = [_]) -> <<a/binary>>;
c(_) -> ok.
d() -> fun({a} = [_]) -> 1; (_) -> 2 end.
e() -> receive {a} = [_] -> ok; {X} = [Y] -> {X,Y} end.
f() -> try foo() catch throw:({a} = [_]) -> #{1 => 2, 1 => 3}; a = b -> ok end.
foo() -> {a} = [_] = foo().
g(X) -> [Y || {a} = Y <- X, #{a => 1, a => 2} == Y].
h() -> maybe {a} = [X] ?= foo(), X else {a} = [_] -> b end.
i() -> if <<a/binary>> == a -> b; true -> case foo() of X when X == #{a => 1, a => 2} -> 1; #{a := 1, a := 1} -> 2 end end.
j() -> false andalso <<a/binary>>.
k() -> fun F({a} = [X]) -> F(X) end.
l(#{a := 1, a := X}) -> X.
