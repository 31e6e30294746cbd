-module(redefmod).
-module(again).
-export([a/0]).
a() -> ok.
