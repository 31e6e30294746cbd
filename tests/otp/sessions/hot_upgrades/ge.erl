-module(ge).
-behaviour(gen_event).
-export([init/1, handle_event/2, handle_call/2, code_change/3, terminate/2]).
init(A) -> {ok, A}.
handle_event(E, S) -> {ok, [E | S]}.
handle_call(get, S) -> {ok, S, S}.
terminate(R, S) -> io:format("terminate ~p ~p~n", [R, S]).
code_change(V, S, add) -> {ok, [{V, S}]};
code_change(_, _, crash) -> error(crash);
code_change(_, _, Other) -> Other.
