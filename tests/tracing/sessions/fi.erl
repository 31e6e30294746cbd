-module(fi).
-export([f/1, g/1]).
-file("grammar.yrl", 7).
f(X) ->
    Y = g(X),
    {Y}.
-file("fi.erl", 8).
g(X) -> [X].
