-module(m_fsm).
-behaviour(gen_statem).
-vsn("2").
-export([start_link/1, init/1, callback_mode/0, handle_event/4, a/3, b/3, code_change/4]).
start_link(N) -> gen_statem:start_link({local, N}, ?MODULE, N, []).
init(N) -> {ok, a, N, [{state_timeout, 400, tick}]}.
callback_mode() -> case 2 of 1 -> state_functions; 2 -> handle_event_function end.
a({call, F}, get, D) -> {keep_state_and_data, {reply, F, {a, D}}};
a(state_timeout, tick, D) -> {next_state, b, D}.
b({call, F}, get, D) -> {keep_state_and_data, {reply, F, {b, D}}}.
handle_event({call, F}, get, S, D) -> {keep_state_and_data, {reply, F, {S, D, handled}}};
handle_event(state_timeout, T, S, _) -> io:format("~p in ~p~n", [T, S]), {next_state, {S, late}, new};
handle_event(_, _, _, _) -> keep_state_and_data.
code_change({down, V}, S, D, _) -> io:format("fsm down ~p ~p~n", [V, S]), {ok, b, {D, V}};
code_change(V, S, D, _) -> io:format("fsm up ~p ~p~n", [V, S]), {ok, {S, v2}, {D, V}}.
