-module(inc).
-include("nothere.hrl").
-export([f/0]).
f() -> 1.
