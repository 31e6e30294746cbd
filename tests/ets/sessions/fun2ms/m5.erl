-module(m5).
-export([f/1]).
f(X) -> X.
