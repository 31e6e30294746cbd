-module(usednot).
-export([a/1]).
-record(r, {f = g()}).
-type t() :: integer().
-type s() :: t().
-spec a(s()) -> #r{}.
a(X) -> X#r{f = 1}, #{}, h.
g() -> ok.
