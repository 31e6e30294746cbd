-module(pubsub).
-behaviour(gen_event).
-export([main/0, init/1, handle_event/2, handle_call/2, handle_info/2, terminate/2, code_change/3]).
init({swap, {Topic, Pid}, {taken, N}}) -> {ok, {Topic, Pid, N}};
init({{Topic, Pid}, {taken, N}}) -> {ok, {Topic, Pid, N}};
init({Topic, Pid}) -> {ok, {Topic, Pid, 0}}.
handle_event({Topic, crash}, {Topic, _, _}) -> error({crash, Topic});
handle_event({Topic, quit}, {Topic, _, _}) -> remove_handler;
handle_event({Topic, M}, {Topic, Pid, N}) -> Pid ! {Topic, M, N + 1}, {ok, {Topic, Pid, N + 1}};
handle_event({all, M}, {T, Pid, N}) -> Pid ! {T, all, M}, {ok, {T, Pid, N}, hibernate};
handle_event(_, S) -> {ok, S}.
handle_call(count, {_, _, N} = S) -> {ok, N, S};
handle_call({remove, R}, _) -> {remove_handler, R};
handle_call(bad, _) -> nonsense.
handle_info(M, {_, Pid, _} = S) -> Pid ! {info, M}, {ok, S}.
terminate({stop, R}, {T, _, _}) -> io:format("~p: owner gone ~p~n", [T, R]), ok;
terminate(R, {T, _, N}) -> io:format("~p: terminate ~p~n", [T, case R of {error, {'EXIT', {X, _}}} -> {error, X}; _ -> R end]), {taken, N}.
code_change(_, {T, P, N}, X) -> {ok, {T, P, N + X}}.
fl() -> timer:sleep(15), f().
f() -> receive {gen_event_EXIT, H, {'EXIT', {R, _}}} -> io:format("  ~p~n", [{gen_event_EXIT, H, R}]), f(); M -> io:format("  ~p~n", [M]), f() after 0 -> ok end.
main() ->
    {ok, B} = gen_event:start_link({local, bus}), S = self(), H = fun(T) -> {?MODULE, T} end,
    [io:format("~p~n", [gen_event:add_sup_handler(bus, H(T), {T, S})]) || T <- [news, sport]], gen_event:add_handler(bus, H(weather), {weather, S}),
    io:format("~p~n", [gen_event:which_handlers(bus)]),
    gen_event:notify(bus, {news, one}), gen_event:notify(bus, {sport, two}), gen_event:sync_notify(bus, {weather, rain}), fl(), gen_event:notify(bus, {all, hands}), fl(),
    io:format("~p~n", [[gen_event:call(bus, H(T), count) || T <- [news, sport, weather, none]]]), bus ! hello, fl(),
    gen_event:notify(bus, {news, crash}), fl(), gen_event:notify(bus, {weather, crash}), fl(), io:format("~p~n", [gen_event:which_handlers(bus)]),
    io:format("~p~n", [gen_event:swap_sup_handler(bus, {H(sport), bye}, {H(ski), {ski, S}})]), fl(), io:format("~p ~p~n", [gen_event:which_handlers(bus), sys:get_state(bus) =/= []]), gen_event:notify(bus, {ski, snow}), fl(),
    io:format("~p~n", [case gen_event:call(bus, H(ski), bad) of {error, E} -> E; O -> O end]), fl(),
    {P, M} = spawn_monitor(fun() -> gen_event:add_sup_handler(bus, H(tmp), {tmp, S}), receive go -> exit(done) end end), timer:sleep(5), P ! go, receive {'DOWN', M, _, _, _} -> ok end, timer:sleep(10), io:format("~p~n", [gen_event:which_handlers(bus)]),
    gen_event:add_handler(bus, H(x), {x, S}), sys:trace(B, true), gen_event:notify(bus, {x, 1}), gen_event:call(bus, H(x), count), timer:sleep(10), sys:trace(B, false), fl(),
    io:format("~p~n", [gen_event:call(bus, H(x), {remove, ok_then})]), Ids = gen_event:send_request(bus, H(none), x, l, gen_event:reqids_new()), {R1, L1, _} = gen_event:receive_response(Ids, 1000, true), io:format("~p~n", [{R1, L1}]),
    io:format("~p~n", [gen_event:stop(bus)]), fl(), io:format("~p~n", [catch gen_event:which_handlers(bus)]).
