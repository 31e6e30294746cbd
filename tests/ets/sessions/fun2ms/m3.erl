-module(m3).
-export([f/1]).
-compile({parse_transform,nopt}).
f(X) -> X.
