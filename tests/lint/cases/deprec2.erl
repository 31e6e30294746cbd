-module(deprec2).
-export([a/1]).
a(X) -> Y = (catch X), {catch Z = 1, Y, Z}.
