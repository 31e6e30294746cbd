-module(m4).
-export([f/1]).
-compile({parse_transform,mypt}).
f(X) -> X.
