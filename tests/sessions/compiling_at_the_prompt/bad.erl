-module(bad).
-export([f/0, g/0]).

f() -> ok.
g() -> Y = 1, ok.
h() -> foo(.
