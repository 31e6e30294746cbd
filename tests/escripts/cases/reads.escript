#!/usr/bin/env escript
main(_) -> io:format("~p~n", [io:get_line("")]).
