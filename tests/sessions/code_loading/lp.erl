-module(lp).
-export([vsn/0,start/0,loop/0,f/0]).
vsn() -> 1.
start() -> spawn(?MODULE, loop, []).
loop() -> receive {get,P} -> P ! v1, loop(); switch -> ?MODULE:loop() end.
f() -> fun() -> 1 end.
