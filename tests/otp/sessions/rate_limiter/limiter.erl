-module(limiter).
-behaviour(gen_statem).
-export([main/0, init/1, callback_mode/0, handle_event/4, terminate/3, code_change/4, format_status/1]).
init({Cap, Refill}) -> {ok, full, #{cap => Cap, tokens => Cap, refill => Refill, log => []}}.
callback_mode() -> [handle_event_function, state_enter].
handle_event(enter, Old, New, D) -> {keep_state, note({Old, New}, D), case New of full -> []; _ -> [{{timeout, refill}, maps:get(refill, D), tick}] end};
handle_event({call, F}, take, S, #{tokens := T} = D) when S =/= empty -> Next = case T of 1 -> empty; _ -> draining end, {next_state, Next, D#{tokens := T - 1}, [{reply, F, {ok, T - 1}}]};
handle_event({call, F}, try_take, empty, _) -> {keep_state_and_data, {reply, F, {error, empty}}};
handle_event({call, F}, try_take, _, _) -> {keep_state_and_data, [{next_event, {call, F}, take}]};
handle_event({call, _}, take, empty, D) -> {keep_state, note(waits, D), [postpone]};
handle_event({timeout, refill}, tick, S, #{tokens := T, cap := C} = D) when T + 1 >= C -> _ = S, {next_state, full, D#{tokens := C}};
handle_event({timeout, refill}, tick, empty, D) -> {next_state, draining, D#{tokens := 1}};
handle_event({timeout, refill}, tick, draining, #{tokens := T} = D) -> {repeat_state, D#{tokens := T + 1}};
handle_event({call, F}, log, S, #{log := L}) -> {keep_state_and_data, [{reply, F, {S, lists:reverse(L)}}]};
handle_event({call, F}, pause, S, D) -> {next_state, {paused, S}, D, [{reply, F, ok}, {state_timeout, 30, resume}, {{timeout, refill}, cancel}]};
handle_event(state_timeout, resume, {paused, S}, D) -> {next_state, S, D};
handle_event({call, _}, _, {paused, _}, _) -> {keep_state_and_data, postpone};
handle_event(info, M, _, D) -> {keep_state, note({info, M}, D), hibernate};
handle_event(cast, {boom, X}, _, _) -> error({boom, X});
handle_event(cast, {stop, R}, _, D) -> {stop, R, D}.
note(X, #{log := L} = D) -> D#{log := [X | L]}.
terminate(R, S, _) -> io:format("terminate ~p in ~p~n", [case R of {A, B} when is_list(B) -> A; _ -> R end, S]).
code_change(_, S, D, {cap, N}) -> {ok, S, D#{cap := N}}.
format_status(#{data := D} = M) -> M#{data := maps:remove(log, D)}.
main() ->
    {ok, L} = gen_statem:start({local, lim}, ?MODULE, {3, 20}, []),
    io:format("~p~n", [[gen_statem:call(lim, R) || R <- [take, take, try_take, try_take, take, try_take]]]), timer:sleep(120), io:format("~p~n", [gen_statem:call(lim, log)]),
    lim ! hi, io:format("~p~n", [gen_statem:call(lim, pause)]), io:format("~p~n", [gen_statem:call(lim, take)]), timer:sleep(60), io:format("~p~n", [element(1, gen_statem:call(lim, log))]),
    Ids = lists:foldl(fun(N, A) -> gen_statem:send_request(lim, take, N, A) end, gen_statem:reqids_new(), [1, 2, 3]), io:format("~p~n", [gen_statem:reqids_size(Ids)]),
    io:format("~p~n", [drain(Ids, [])]),
    sys:suspend(lim), io:format("~p~n", [sys:change_code(lim, ?MODULE, "1", {cap, 1})]), sys:resume(lim), timer:sleep(60), io:format("~p~n", [maps:without([log], element(2, sys:get_state(lim)))]),
    sys:trace(lim, true), gen_statem:call(lim, try_take), timer:sleep(5), sys:trace(lim, false),
    gen_statem:cast(lim, {boom, 1}), timer:sleep(20), io:format("~p ~p~n", [is_process_alive(L), catch gen_statem:call(lim, take)]),
    {ok, L2} = gen_statem:start(?MODULE, {1, 10000}, [{debug, [{log, 5}]}]), gen_statem:call(L2, take), io:format("~p~n", [catch gen_statem:call(L2, take, 20)]), gen_statem:cast(L2, {stop, enough}), timer:sleep(20), ok.
drain(Ids, A) -> case gen_statem:receive_response(Ids, 1000, true) of no_request -> lists:sort(A); {{reply, R}, L, I2} -> drain(I2, [{L, R} | A]); timeout -> {timeout, A} end.
