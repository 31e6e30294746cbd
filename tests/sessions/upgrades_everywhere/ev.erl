-module(ev).
-behaviour(gen_event).
-export([init/1, handle_event/2, handle_call/2, handle_info/2, code_change/3, terminate/2]).
init(A) -> {ok, A}.
handle_event(E, S) -> io:format("v1 ~p ~p~n", [E,S]), {ok, S}.
handle_call(_, S) -> {ok, {v1, S}, S}.
handle_info(_, S) -> {ok, S}.
code_change(V, S, X) -> io:format("cc ~p ~p~n",[V,X]), {ok, {n, S}}.
terminate(R, S) -> io:format("evterm ~p ~p~n",[R,S]).
