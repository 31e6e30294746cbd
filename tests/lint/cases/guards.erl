-module(guards).
-export([a/1, b/1, c/1, d/1, e/1, f/1]).
-compile({no_auto_import, [size/1]}).

a(X) when foo(X) -> ok;
a(X) when lists:member(X, []) -> ok;
a(X) when X ++ [] -> ok;
a(X) when b(X), X ! 1 -> ok.
b(X) when size(X) > 1 -> ok.
c(X) when fun() -> X end -> ok.
d(X) when atom(X); list(X), X == 1 -> integer.
e(X) when erlang:foo(X); is_record(X, Y) -> ok.
f(X) when X =:= 0.0; begin X end -> case X of 0.0 -> 1; -0.0 -> 2; +0.0 -> 3 end.
