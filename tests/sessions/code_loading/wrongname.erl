-module(another).
-export([f/0]).
f() -> ok.
