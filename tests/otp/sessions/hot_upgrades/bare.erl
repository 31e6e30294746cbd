-module(bare).
-behaviour(gen_server).
-export([init/1, handle_call/3, handle_cast/2]).
init(A) -> {ok, A}.
handle_call(get, _, S) -> {reply, S, S}.
handle_cast(_, S) -> {noreply, S}.
