#!/usr/bin/env escript
%%! +S1 -foo bar  baz
main(_) -> io:format("~w ~p~n", [is_list(escript:script_name()), init:get_argument(foo)]).
