-module(bad2).
-export([f/0, g/1]).
f() -> X.
h(Y) -> 1.
