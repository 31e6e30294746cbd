-module(onload).
-export([a/1]).
-on_load(intt/0).
a(_) -> ok.
init() -> ok.
