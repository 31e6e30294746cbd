#!/usr/bin/env escript
%% coding: latin-1
main(_) -> io:format("~w~n", ["ä"]).
