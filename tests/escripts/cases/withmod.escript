#!/usr/bin/env escript
-module(mymod).
main(_) -> io:format("~w ~w~n", [?MODULE, mymod:module_info(module)]).
