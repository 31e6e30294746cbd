-module(onf).
-on_load(init/0).
-export([f/0]).
init() -> case get_it() of {ok,V} -> V; crash -> error(crashed); exit -> exit(why); throw -> throw(x); sleep -> timer:sleep(200), ok; self -> io:format("self: ~p~n",[catch ?MODULE:f()]), ok; kill -> exit(self(), kill) end.
get_it() -> persistent_term:get(onf).
f() -> 1.
