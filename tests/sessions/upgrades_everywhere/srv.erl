-module(srv).
-behaviour(gen_server).
-vsn(1).
-export([start/0, get/0, init/1, handle_call/3, handle_cast/2, handle_info/2, code_change/3, terminate/2]).
start() -> gen_server:start({local,srv}, ?MODULE, [], []).
get() -> gen_server:call(srv, get).
init([]) -> {ok, 1}.
handle_call(get, _, S) -> {reply, {v1, S}, S};
handle_call(fun_, _, S) -> {reply, fun() -> {v1, S} end, S};
handle_call(crash, _, S) -> {reply, S + a, S}.
handle_cast(_, S) -> {noreply, S+1}.
handle_info(M, S) -> io:format("info ~p~n", [M]), {noreply, S}.
code_change(Old, S, Extra) -> io:format("cc ~p ~p~n", [Old, Extra]), {ok, S}.
terminate(R, S) -> io:format("term ~p ~p~n", [R,S]).
