-module(boom).
-on_load(init/0).
-export([f/0]).
init() -> error(no_way).
f() -> 1.
