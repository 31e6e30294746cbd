-module(bifs2).
-export([a/1, length/1, hd/1]).
-compile({no_auto_import, [hd/1]}).
a(X) -> length(X), hd(X), erlang:length(X).
length(X) when length(X) > 1 -> X.
hd(X) when hd(X) -> X.
