-module(broken).
-export([f/0]).
f() -> foo(.
g( -> 1.
-include("nope.hrl").
h() -> ?FOO.
