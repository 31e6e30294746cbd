-module(syntaxes).
-export([a/1, b/1, d/0]).
a(X) -> foo(.
b(X) -> {X, Y}.
c(X) -> X.
d( -> 1.
