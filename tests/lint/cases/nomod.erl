-export([a/0]).
a() -> X.
