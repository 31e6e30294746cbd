-module(gsv).
-behaviour(gen_server).
-export([init/1, handle_call/3, handle_cast/2, handle_info/2, code_change/3, terminate/2]).
init(A) -> {ok, A}.
handle_call(get, _, S) -> {reply, S, S}.
handle_cast(M, S) -> {noreply, [M | S]}.
handle_info(M, S) -> {noreply, [M | S]}.
terminate(R, S) -> io:format("terminate ~p ~p~n", [R, S]).
code_change(V, S, add) -> {ok, [V | S]};
code_change(_, _, crash) -> error(crash);
code_change(_, _, exit) -> exit(out);
code_change(_, _, throw) -> throw({ok, thrown});
code_change(_, _, Other) -> Other.
