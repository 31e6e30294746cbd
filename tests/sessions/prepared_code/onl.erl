-module(onl).
-export([f/0]).
-on_load(init/0).
init() -> ok.
f() -> 1.
