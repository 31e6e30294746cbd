-module(ev).
-behaviour(gen_event).
-export([init/1, handle_event/2, handle_call/2, code_change/3, terminate/2]).
init(X) -> {ok, X}.
handle_event(E, S) -> {ok, [E | S]}.
handle_call(get, S) -> {ok, S, S}.
code_change(_, _, crash) -> error(no);
code_change(_, S, E) -> {ok, {E, S}}.
terminate(R, _) -> io:format("ev terminate ~p~n", [R]).
