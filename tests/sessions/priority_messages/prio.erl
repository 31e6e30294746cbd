-module(prio).
-export([main/0]).

p(X) -> io:format("~0tp~n", [X]).
t(F) -> p(try F() catch C:R -> {C, R} end).
all() -> receive X -> [X | all()] after 20 -> [] end.
seen() -> p([kind(M) || M <- all()]).

kind({'EXIT', Pid, R}) -> {exit, Pid =:= self(), R};
kind({'DOWN', _, process, _, R}) -> {down, R};
kind(M) -> M.

main() ->
    process_flag(trap_exit, true),
    aliases(), replies(), links(), monitors(), exits(), others(), refused(), by_spawning(),
    ok.

aliases() ->
    P = alias([priority]),
    self() ! a,
    erlang:send(P, b, [priority]), erlang:send(P, c), erlang:send(P, d, [priority]),
    erlang:send(self(), e, [priority]),
    p([process_info(self(), I) || I <- [priority_messages, message_queue_len, messages]]),
    seen(),
    p(unalias(P)),
    p(process_info(self(), priority_messages)).

replies() ->
    Q = alias([priority, reply]),
    self() ! 1,
    erlang:send(Q, x, [priority]), erlang:send(Q, y, [priority]),
    seen().

links() ->
    W = spawn_link(fun() -> receive go -> exit(bye) end end),
    link(W, [priority]),
    p(process_info(self(), priority_messages)),
    self() ! one, W ! go, timer:sleep(20), seen(),
    V = spawn_link(fun() -> receive go -> exit(bye) end end),
    link(V, [priority]), link(V),
    self() ! one, V ! go, timer:sleep(20), seen().

monitors() ->
    W = spawn(fun() -> receive go -> exit(bye) end end),
    monitor(process, W),
    monitor(process, W, [priority, {tag, mine}]),
    self() ! one, W ! go, timer:sleep(20),
    p([element(1, {M}) =:= one orelse element(1, M) || M <- all()]),
    {V, _} = spawn_opt(fun() -> receive go -> exit(bye) end end, [{monitor, [priority]}]),
    self() ! one, V ! go, timer:sleep(20), seen().

exits() ->
    E = alias([priority]),
    self() ! one,
    exit(E, why, [priority]), exit(E, why2), exit(E, why3, []), erlang:exit_signal(E, why4, [priority]),
    seen(),
    erlang:exit_signal(self(), normal), seen(),
    p(exit(make_ref(), x)).

others() ->
    S = self(),
    B = spawn(fun() -> S ! {alias, alias([priority])}, receive stop -> ok end, S ! {got, all()} end),
    receive {alias, A} -> ok end,
    B ! 1, B ! 2, erlang:send(A, u, [priority]), B ! stop, B ! 3, erlang:send(A, v, [priority]),
    timer:sleep(50), seen().

refused() ->
    t(fun() -> alias([foo]) end), t(fun() -> link(self(), [foo]) end), t(fun() -> link(self(), foo) end),
    t(fun() -> exit(self(), x, [foo]) end), t(fun() -> erlang:exit_signal(foo, x) end),
    t(fun() -> erlang:exit_signal(self(), x, [y]) end), t(fun() -> monitor(process, self(), [foo]) end).

by_spawning() ->
    spawn_opt(fun() -> exit(a) end, [{link, []}]),
    {_, M} = spawn_opt(fun() -> exit(b) end, [{link, [priority]}, monitor]),
    receive {'DOWN', M, _, _, _} -> ok end,
    p(process_info(self(), priority_messages)),
    seen(),
    R = spawn_request(fun() -> exit(c) end, [{link, [priority]}]),
    receive {spawn_reply, R, _, _} -> ok end,
    seen(),
    t(fun() -> spawn_opt(fun() -> ok end, [{link, [other]}]) end),
    T = monitor(time_offset, clock_service, [priority]),
    p([process_info(self(), I) || I <- [priority_messages, monitors]]),
    demonitor(T),
    p([process_info(self(), I) || I <- [priority_messages, monitors]]).
