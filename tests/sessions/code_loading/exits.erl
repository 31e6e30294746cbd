-module(exits).
-on_load(init/0).
-export([f/0]).
init() -> exit(going).
f() -> 1.
