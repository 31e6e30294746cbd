-module(warns).
-export([f/1]).
-include("h.hrl").
f(X) -> Y = 1, ?H.
