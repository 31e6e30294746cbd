-module(watch).
-export([main/0, idle/1]).

p(X) -> io:format("~0p~n", [X]).
idle(_) -> receive _ -> ok end.
seen() -> receive M -> [kind(M) | seen()] after 100 -> [] end.

kind({trace, P, Tag, Info}) when is_pid(P) -> {Tag, length(Info)};
kind({monitor, P, What, Info}) when is_pid(P), is_list(Info) -> {What, [K || {K, _} <- Info]};
kind({monitor, P, What, Info}) when is_pid(P) -> {What, Info};
kind(M) -> M.

main() -> traced(), options(), queues(), heaps(), sizes(), hibernating(), yields().

traced() ->
    P = spawn(fun F() ->
                      receive {gc, T} -> garbage_collect(self(), [{type, T}]), F();
                              stop -> ok
                      end
              end),
    erlang:trace(P, true, [garbage_collection]),
    P ! {gc, major}, p(seen()),
    P ! {gc, minor}, p(seen()),
    garbage_collect(P, [{type, minor}]), p(lists:usort(seen())),
    erlang:trace(P, false, [garbage_collection]),
    garbage_collect(P), p(seen()),
    p([garbage_collect(P, [{async, 1}]), seen()]),
    exit(P, kill),
    p([garbage_collect(P), garbage_collect(P, [{async, 2}]), seen()]).

options() ->
    S = self(),
    [p(try f(erlang:system_monitor(A, B), S) catch error:R -> R end)
     || {A, B} <- [{S, [busy_port, {long_gc, 100}]}, {S, [{long_schedule, 7}, busy_dist_port, busy_port]},
                   {S, [{long_message_queue, {1, 2}}, {large_heap, 3000}]}, {S, [foo]}, {S, [{large_heap, a}]},
                   {S, [{long_message_queue, {2, 2}}]}, {S, [{long_message_queue, {3, 2}}]},
                   {not_a_pid, [busy_port]}, {S, []}]],
    Q = spawn(fun() -> receive x -> ok end end),
    erlang:system_monitor(Q, [busy_port]),
    exit(Q, kill), is_process_alive(Q),
    p(erlang:system_monitor()).

f({P, Options}, S) -> {P =:= S, Options};
f(X, _) -> X.

queues() ->
    erlang:system_monitor(self(), [{long_message_queue, {2, 5}}]),
    P = spawn(fun() -> receive go -> ok end, (fun F() -> receive _ -> F() end end)() end),
    [P ! X || X <- lists:seq(1, 4)], p(seen()),
    [P ! X || X <- lists:seq(1, 4)], p(seen()),
    P ! go, p(seen()),
    erlang:system_monitor(undefined),
    [P ! X || X <- lists:seq(1, 10)], p(seen()),
    exit(P, kill).

heaps() ->
    P = spawn(fun() -> L = lists:seq(1, 20000), receive collect -> garbage_collect() end,
                       receive stop -> length(L) end end),
    receive after 100 -> ok end,
    erlang:system_monitor(self(), [{large_heap, 1000}]),
    P ! collect,
    p(lists:usort(seen())),
    erlang:system_monitor(undefined),
    exit(P, kill).

%% What is shown of heaps has the sizes that heaps have.
sizes() ->
    Items = [heap_size, total_heap_size, min_heap_size, memory],
    L = lists:seq(1, 100),
    P = spawn(fun() -> receive x -> ok end end),
    Q = spawn_opt(fun() -> receive x -> L end end, [{min_heap_size, 2000}]),
    receive after 20 -> ok end,
    p(process_info(P, Items)),
    p(process_info(Q, Items)),
    [exit(X, kill) || X <- [P, Q]].

hibernating() ->
    L = lists:seq(1, 100),
    Items = [current_function, status, heap_size, total_heap_size, stack_size, memory],
    Ps = [spawn(fun() -> erlang:hibernate(?MODULE, idle, [L]) end), spawn(fun() -> erlang:hibernate(), ok end)],
    receive after 50 -> ok end,
    [p(process_info(P, Items)) || P <- Ps],
    [exit(P, kill) || P <- Ps].

yields() ->
    {reductions, A} = process_info(self(), reductions),
    [erlang:yield() || _ <- lists:seq(1, 10)],
    {reductions, B} = process_info(self(), reductions),
    p(B - A < 1000).
