-module(gs).
-behaviour(gen_server).
-vsn("1").
-export([start/0, init/1, handle_call/3, handle_cast/2, code_change/3, terminate/2]).
start() -> gen_server:start({local, gs}, gs, [], []).
init(_) -> {ok, {v1, 0}}.
handle_call(get, _, S) -> {reply, S, S};
handle_call(inc, _, {V, N}) -> {reply, N, {V, N + 1}}.
handle_cast(_, S) -> {noreply, S}.
terminate(R, _) -> io:format("v1 terminate ~p~n", [R]).
code_change({down, V}, {v2, N, _}, E) -> io:format("down from ~p ~p~n", [V, E]), {ok, {v1, N}};
code_change(V, S, E) -> io:format("v1 up ~p ~p~n", [V, E]), {ok, S}.
