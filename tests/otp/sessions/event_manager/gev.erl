-module(gev).
-behaviour(gen_event).
-export([init/1, handle_event/2, handle_call/2, handle_info/2, code_change/3, terminate/2]).
init(X) -> {ok, X}.
handle_event(crash, _S) -> error(evcrash);
handle_event(remove, _S) -> remove_handler;
handle_event(_E, S) -> {ok, S+1}.
handle_call(get, S) -> {ok, S, S}.
handle_info(_I, S) -> {ok, S}.
code_change(_V, S, _E) -> {ok, S}.
terminate(_R, _S) -> ok.

