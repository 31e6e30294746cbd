-module(wrong).
-export([f/1]).
f(X) -> g(X.
