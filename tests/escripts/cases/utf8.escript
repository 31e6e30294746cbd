#!/usr/bin/env escript
main(_) -> io:format("~w ~ts~n", ["ä", "ä€"]).
