-module(clash).
-import(lists, [length/1, map/2]).
-import(erlang, [hd/1]).
-compile({no_auto_import, [tl/1, size/1]}).
-export([a/1, size/1, self/0]).
a(X) when length(X) > 1, hd(X) > 1, tl(X) > 2, map(X, X) -> map(X, X), self(), size(X), tl(X);
a(X) when is_atom(X, X); self() == X; node() =:= X, atom(X, X), function(X), record(X, r) -> fun self/0, fun map/2, fun hd/1;
a(X) when is_record(X, foo, 1), is_record(X, X, X), erlang:is_record(X, foo), is_record(X, foo, a) -> ok.
size(X) -> size(X).
self() -> erlang:self().
