-module(bits2).
-export([a/1, b/1, c/1, d/1, e/2, f/1, g/1]).

a(<<X/binary, Y:8>>) -> {X, Y}.
b(<<"abc":8/integer, "x"/utf8>>) -> ok.
c(X) -> <<X:8/foo, X:2/integer-binary, X/unit:3, X:16/float, X:17/float, X/utf8-unit:2>>.
d(<<N, M:N, _:(N + Q)>>) -> M.
e(N, <<X:N, _:(foo(N)), _:a, _:{N}>>) -> X.
f(X) -> << <<A>> || <<A/binary>> <= X >>.
g(<<_:(1 bsl 2), (f(1)), {a}, <<>> >>) -> ok.
