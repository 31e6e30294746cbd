-module(st).
-behaviour(gen_statem).
-export([start/0, init/1, callback_mode/0, handle_event/4, code_change/4]).
start() -> gen_statem:start({local,st}, ?MODULE, [], []).
init([]) -> {ok, idle, 0}.
callback_mode() -> handle_event_function.
handle_event({call,F}, get, S, D) -> {keep_state_and_data, [{reply,F,{v1,S,D}}]};
handle_event(_, E, S, D) -> io:format("~p in ~p ~p~n", [E,S,D]), {next_state, busy, D+1}.
code_change(V, S, D, X) -> io:format("cc ~p ~p~n",[V,X]), {ok, S, {new,D}}.
