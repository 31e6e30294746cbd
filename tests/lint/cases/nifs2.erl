-module(nifs2).
-export([a/1]).
-nifs([a/1, b/2]).
a(_) -> ok.
