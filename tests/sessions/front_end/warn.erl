-module(warn).
-export([f/1]).
f(X) -> Y = 1, case X of {a,B} -> 2; _ -> 3 end.
unused() -> ok.
