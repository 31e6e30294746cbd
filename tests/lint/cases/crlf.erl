-module(crlf).
-export([f/1]).
f(X) ->
    Y = 1,
    "abc
def" + Z.
