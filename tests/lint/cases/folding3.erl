-module(folding3).
-export([a/1,b/1,c/1,d/1,e/1]).
a(X) when is_atom([]) -> X.
b(X) -> F = fun(Y) when is_atom([]) -> Y; (<<-1>>) -> X end, F(X).
c(X) -> receive Y when false -> Y; <<300>> -> X end.
d(X) -> try X of Y when false -> Y; <<300>> -> X catch _:Y when 1 > 2 -> Y; <<-1>> -> X end.
e(X) -> case X of Y when false -> Y; 1 when false -> X end, ok.
