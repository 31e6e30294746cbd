-module(und).
-export([f/0, nope/1]).
f() -> g(1).
