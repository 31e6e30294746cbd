-module(bad_onload).
-export([f/0]).
-on_load(init/0).
init() -> {error, my_reason}.
f() -> 1.
