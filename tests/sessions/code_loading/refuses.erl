-module(refuses).
-on_load(init/0).
-export([f/0]).
init() -> {error, [not_today, "really"]}.
f() -> 1.
