-module(bs).
-export([a/1, f/1, b/1, s/2, u/1, i/2, c/1, big/1]).
a(X) -> <<1, X>>.
f(X) -> <<X:32/float, 1>>.
b(X) -> <<0, X/binary>>.
s(X, N) -> <<X:N/binary>>.
u(X) -> <<"a", X/utf8>>.
i(X, N) -> <<X:N>>.
c(L) -> << <<X>> || X <- L >>.
big(X) -> <<X/utf8>>.
