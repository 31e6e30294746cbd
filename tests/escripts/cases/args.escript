#!/usr/bin/env escript
main(A) -> io:format("~p ~p ~p~n", [A, escript:script_name(), ?MODULE =/= x]), init:get_plain_arguments().
