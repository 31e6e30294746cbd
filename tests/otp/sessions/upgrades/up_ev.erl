-module(up_ev).
-behaviour(gen_event).
-vsn("V").
-export([init/1, handle_event/2, handle_call/2, code_change/3]).
init(_) -> {ok, []}.
handle_event(_, S) -> {ok, S}.
handle_call(_, S) -> {ok, {"V", S}, S}.
code_change(Vsn, S, Extra) ->
    io:format("up_ev ~p ~p~n", [Vsn, Extra]),
    {ok, [Vsn | S]}.
