-module(parsing2).
-export([a/1, b/0]).
-define(M(X), X + 1
-define(N, ).
-bad attribute.
-export(a/1).
-import(lists, map/2).
a(X) -> if X -> 1 else 2 end.
b() -> [1, 2, | 3].
b(1) -> 2; c(2) -> 3.
b() -> fun a/x, #r{1}, 16#G, $
.
a(1) -> 2;
