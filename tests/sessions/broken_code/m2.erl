-module(m2).
-export([f/0]).
f() -> hello.
