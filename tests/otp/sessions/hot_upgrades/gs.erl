-module(gs).
-behaviour(gen_statem).
-export([start/1, init/1, callback_mode/0, handle_event/4, idle/3, busy/3, code_change/4, terminate/3]).
start(Mode) -> persistent_term:put(gs_mode, Mode), gen_statem:start({local, gs}, gs, [], []).
init([]) -> {ok, idle, 0}.
callback_mode() -> persistent_term:get(gs_mode).
idle({call, F}, get, D) -> {keep_state_and_data, {reply, F, {idle, D}}};
idle(cast, go, D) -> {next_state, busy, D + 1};
idle(info, M, D) -> io:format("idle ~p~n", [M]), {keep_state, D}.
busy({call, _}, get, _) -> {keep_state_and_data, postpone};
busy(cast, go, D) -> {next_state, idle, D + 1}.
handle_event(enter, O, S, _) -> io:format("enter ~p -> ~p~n", [O, S]), keep_state_and_data;
handle_event({call, F}, get, S, D) -> {keep_state_and_data, {reply, F, {any, S, D}}};
handle_event(cast, go, S, D) -> {next_state, {from, S}, D};
handle_event(T, M, S, _) -> io:format("~p ~p in ~p~n", [T, M, S]), keep_state_and_data.
terminate(R, S, D) -> io:format("terminate ~p ~p ~p~n", [R, S, D]).
code_change(V, S, D, {to, Mode, S2, D2}) ->
    io:format("change ~p ~p ~p~n", [V, S, D]),
    persistent_term:put(gs_mode, Mode),
    {ok, S2, D2};
code_change(_, _, _, {mode, Mode}) -> persistent_term:put(gs_mode, Mode), no;
code_change(_, _, _, crash) -> error(crash);
code_change(_, _, _, exit) -> exit(out);
code_change(_, _, _, throw) -> throw({ok, thrown, data});
code_change(_, _, _, Other) -> Other.
