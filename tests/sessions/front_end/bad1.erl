-module(bad1).
-export([f/0]).
f() -> X = .
