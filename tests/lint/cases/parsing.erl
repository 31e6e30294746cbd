-module(parsing).
-export([a/1, b/0]).
-record(r, {a, b).
-type t() :: {a, .
-spec a(integer() -> ok.
a(X) -> case X of 1 -> ok; end.
b() -> "unterminated.
c() -> 'quoted
d() -> 1 2.
