%% Processes, messages and signals: each function is run on the reference and here.
-module(processes).
-compile(nowarn_deprecated_catch).
-export([t_echo/0, t_selective/0, t_selective_in_tail/0, t_timeouts/0, t_bad_timeouts/0,
         t_nested_receive/0, t_deep_wait/0, t_order_of_messages/0, t_exit_reasons/0,
         t_error_reasons/0, t_link_kills/0, t_trap/0, t_trap_kill/0,
         t_exit_kill_reason_by_link/0, t_unlink/0, t_link_noproc/0, t_link_noproc_not_trapping/0,
         t_link_to_self/0, t_monitor/0, t_monitor_name/0, t_monitor_nobody/0, t_monitor_tag/0,
         t_demonitor/0, t_demonitor_flush/0, t_demonitor_info/0, t_two_monitors/0, t_alias/0,
         t_alias_reply/0, t_alias_explicit/0, t_alias_demonitor/0, t_alias_reply_demonitor/0,
         t_alias_gone_with_demonitor/0, t_names/0, t_name_goes_with_the_process/0,
         t_name_errors/0, t_send_errors/0, t_send_values/0, t_errors/0, t_raise/0,
         t_raise_stack/0, t_error_args/0, t_error_info/0, t_spawn_opt/0, t_spawn_opt_monitor/0,
         t_spawn_request/0, t_spawn_mfa/0, t_spawn_arity/0, t_priority/0, t_flags/0,
         t_info_of_a_waiting_process/0, t_info_of_the_dead/0, t_info_of_self/0, t_initial_call/0,
         t_monitors_info/0, t_dictionary/0, t_timers/0, t_cancel_timer/0, t_cancel_async/0,
         t_cancel_no_info/0, t_timer_to_a_name/0, t_abs_timer/0, t_suspend/0, t_suspend_twice/0,
         t_hibernate/0, t_hibernate_drops_handlers/0, t_kill_skips_after/0,
         t_exit_signal_skips_catch/0, t_busy_loops_are_killed/0, t_busy_map_is_killed/0,
         t_group_leader/0, t_units/0, t_times/0, t_unique/0, t_node/0, t_fun_info/0,
         t_exported/0, t_halt_flags/0]).
-export([idle/1, woken/1, woken_badly/1]).

flush() -> receive M -> [M | flush()] after 5 -> [] end.
idle() -> receive stop -> ok end.
idle(_) -> idle().
spawn_idle() -> spawn(fun idle/0).
trapping(Fun) ->
    Me = self(),
    {Pid, Ref} = spawn_monitor(fun() -> process_flag(trap_exit, true), Me ! {result, self(), Fun()} end),
    receive
        {result, Pid, Result} -> demonitor(Ref, [flush]), Result;
        {'DOWN', Ref, _, _, Reason} -> {down, Reason}
    end.
fresh(Fun) ->
    Me = self(),
    {Pid, Ref} = spawn_monitor(fun() -> Me ! {result, self(), Fun()} end),
    receive
        {result, Pid, Result} -> demonitor(Ref, [flush]), Result;
        {'DOWN', Ref, _, _, Reason} -> {down, Reason}
    end.
caught(Fun) ->
    try Fun() catch Class:Reason:Stack -> failure(Class, Reason, hd(Stack)) end.
failure(Class, Reason, {?MODULE, _, _, _}) -> {Class, Reason};
failure(Class, Reason, {M, F, A, Info}) -> {Class, Reason, M, F, length(A), Info}.
reason(Fun) ->
    {Pid, Ref} = spawn_monitor(Fun),
    receive {'DOWN', Ref, process, Pid, Reason} -> Reason end.

t_echo() ->
    Pid = spawn(fun() -> receive {From, M} -> From ! {self() =/= From, M} end end),
    Pid ! {self(), hello},
    receive R -> R end.
t_selective() ->
    [self() ! X || X <- [a, b, c, d]],
    X = receive c -> 1 end,
    Y = receive a -> 2 end,
    {X, Y, flush()}.
t_selective_in_tail() -> self() ! a, self() ! b, selected().
selected() -> receive b -> flush() end.
t_timeouts() ->
    A = receive nope -> x after 1 -> timeout end,
    self() ! yes,
    B = receive yes -> got after 1 -> timeout end,
    C = receive nope -> x after 0 -> zero end,
    self() ! yes,
    D = receive yes -> got after infinity -> never end,
    {A, B, C, D}.
t_bad_timeouts() ->
    [catch_reason(fun() -> receive after T -> ok end end) || T <- [-1, a, 1.0, 16#100000000]].
catch_reason(Fun) -> try Fun() catch C:R -> {C, R} end.
t_nested_receive() ->
    Me = self(),
    P = spawn(fun() -> Me ! {sum, nested(20)} end),
    [P ! I || I <- lists:seq(1, 20)],
    receive {sum, S} -> S end.
nested(0) -> 0;
nested(N) -> X = receive M -> M end, X + nested(N - 1).
t_deep_wait() -> deep(100000).
deep(0) -> receive after 1 -> 0 end;
deep(N) -> 1 + deep(N - 1).
t_order_of_messages() ->
    Me = self(),
    spawn(fun() -> [Me ! I || I <- lists:seq(1, 200)] end),
    [receive I -> I end || I <- lists:seq(1, 200)] =:= lists:seq(1, 200).

t_exit_reasons() ->
    [R || F <- [fun() -> ok end, fun() -> exit(normal) end, fun() -> exit({a, b}) end,
                fun() -> exit(self(), kill), receive after infinity -> ok end end,
                fun() -> exit(self(), bye), receive after infinity -> ok end end,
                fun() -> exit(self(), normal), receive after 1 -> survived end end,
                fun() -> process_flag(trap_exit, true), exit(self(), normal),
                         receive {'EXIT', _, W} -> exit({got, W}) end end],
          R <- [reason(F)]].
t_error_reasons() ->
    [{Reason, M, A} ||
        Fun <- [fun() -> error(oops) end, fun() -> throw(ball) end],
        {Reason, [{M, _, A, _} | _]} <- [begin
            {P, R} = spawn_monitor(fun() -> receive go -> Fun() end end),
            logger_off(P), P ! go,
            receive {'DOWN', R, _, _, W} -> W end end]].
logger_off(_) -> ok.
t_link_kills() ->
    trapping(fun() ->
        Me = self(),
        Outer = spawn(fun() -> Inner = spawn_link(fun idle/0), Me ! {inner, Inner}, idle() end),
        Inner = receive {inner, I} -> I end,
        R = monitor(process, Inner),
        exit(Outer, boom),
        receive {'DOWN', R, _, _, W} -> {W, is_process_alive(Outer), is_process_alive(Inner)} end
    end).
t_trap() ->
    trapping(fun() ->
        P = spawn_link(fun() -> exit(bye) end),
        receive {'EXIT', P, W} -> W end end).
t_trap_kill() ->
    trapping(fun() ->
        P = spawn_link(fun idle/0),
        exit(P, kill),
        receive {'EXIT', P, W} -> W end end).
t_exit_kill_reason_by_link() ->
    trapping(fun() ->
        P = spawn_link(fun() -> exit(kill) end),
        receive {'EXIT', P, W} -> W end end).
t_unlink() ->
    trapping(fun() ->
        P = spawn_link(fun idle/0),
        unlink(P),
        exit(P, boom),
        flush() end).
t_link_noproc() ->
    trapping(fun() ->
        P = spawn(fun() -> ok end), R = monitor(process, P),
        receive {'DOWN', R, _, _, _} -> ok end,
        true = link(P),
        receive {'EXIT', P, W} -> W end end).
t_link_noproc_not_trapping() ->
    P = spawn(fun() -> ok end), R = monitor(process, P),
    receive {'DOWN', R, _, _, _} -> ok end,
    catch_reason(fun() -> link(P) end).
t_link_to_self() -> fresh(fun() -> {link(self()), process_info(self(), links) =:= {links, []}} end).

t_monitor() ->
    P = spawn_idle(), R = monitor(process, P), exit(P, boom),
    receive {'DOWN', R, process, P, W} -> W end.
t_monitor_name() ->
    P = spawn_idle(), register(monitored, P), R = monitor(process, monitored), exit(P, boom),
    receive {'DOWN', R, process, Item, W} -> {Item, W} end.
t_monitor_nobody() ->
    R = monitor(process, nobody_at_all),
    receive {'DOWN', R, process, Item, W} -> {Item, W} end.
t_monitor_tag() ->
    P = spawn_idle(), R = monitor(process, P, [{tag, {my, tag}}]), exit(P, boom),
    receive {{my, tag}, R, process, P, W} -> W end.
t_demonitor() ->
    P = spawn_idle(), R = monitor(process, P), true = demonitor(R), exit(P, boom),
    {flush(), demonitor(R, [info]), demonitor(R, [flush, info])}.
t_demonitor_flush() ->
    P = spawn_idle(), R = monitor(process, P), exit(P, boom), receive after 5 -> ok end,
    self() ! other,
    {demonitor(R, [info]), demonitor(R, [flush]), flush()}.
t_demonitor_info() ->
    P = spawn_idle(), R = monitor(process, P), X = demonitor(R, [info, flush]), exit(P, kill), X.
t_two_monitors() ->
    P = spawn_idle(), R1 = monitor(process, P), R2 = monitor(process, P), exit(P, x),
    {receive {'DOWN', R2, _, _, A} -> A end, receive {'DOWN', R1, _, _, B} -> B end, R1 =:= R2}.

t_alias() -> A = alias(), A ! one, F = flush(), X = unalias(A), A ! two, {F, X, unalias(A), flush()}.
t_alias_reply() -> A = alias([reply]), A ! one, A ! two, {flush(), unalias(A)}.
t_alias_monitor(Mode) ->
    P = spawn_idle(), R = monitor(process, P, [{alias, Mode}]),
    R ! one, R ! two, X = flush(),
    exit(P, boom),
    Y = [element(1, M) || M <- flush(), is_tuple(M)],
    R ! three,
    {X, Y, flush()}.
t_alias_explicit() -> t_alias_monitor(explicit_unalias).
t_alias_demonitor() -> t_alias_monitor(demonitor).
t_alias_reply_demonitor() -> t_alias_monitor(reply_demonitor).
t_alias_gone_with_demonitor() ->
    P = spawn_idle(), R = monitor(process, P, [{alias, demonitor}]),
    demonitor(R), R ! x, exit(P, kill), flush().

t_names() ->
    P = spawn_idle(), true = register(nm, P), nm ! ignored,
    A = whereis(nm) =:= P, B = lists:member(nm, registered()), true = unregister(nm),
    exit(P, kill), {A, B, whereis(nm)}.
t_name_goes_with_the_process() ->
    P = spawn_idle(), register(nm2, P), R = monitor(process, P), exit(P, kill),
    receive {'DOWN', R, _, _, _} -> whereis(nm2) end.
t_name_errors() ->
    P = spawn_idle(), Dead = spawn(fun() -> ok end), receive after 5 -> ok end,
    register(nm3, P),
    R = [caught(F) || F <- [
        fun() -> register(nm3, self()) end, fun() -> register(nm4, P) end,
        fun() -> register(undefined, self()) end, fun() -> register("x", self()) end,
        fun() -> register(nm5, Dead) end, fun() -> register(nm5, 1) end,
        fun() -> unregister(nm6) end, fun() -> whereis(1) end]],
    exit(P, kill), R.
t_send_errors() ->
    [caught(F) || F <- [
        fun() -> nobody ! x end, fun() -> 1 ! x end, fun() -> {a, 1} ! x end, fun() -> "x" ! y end,
        fun() -> erlang:send(nobody, x, []) end, fun() -> erlang:send(self(), x, [foo]) end]].
t_send_values() ->
    [self() ! a, {nobody, node()} ! b, erlang:send(self(), c), erlang:send(self(), d, [noconnect]), flush()].

t_errors() ->
    [caught(F) || F <- [
        fun() -> link(a) end, fun() -> unlink(1) end, fun() -> exit(a, b) end,
        fun() -> monitor(foo, self()) end, fun() -> monitor(process, 1) end,
        fun() -> monitor(process, self(), [{tag}]) end, fun() -> demonitor(a) end,
        fun() -> demonitor(make_ref(), [foo]) end, fun() -> process_flag(trap_exit, 1) end,
        fun() -> process_flag(foo, 1) end, fun() -> process_flag(priority, x) end,
        fun() -> spawn(1) end, fun() -> spawn(a, b, c) end, fun() -> spawn(1, b, []) end,
        fun() -> spawn_link(1) end, fun() -> spawn_monitor(1) end,
        fun() -> spawn_opt(fun() -> ok end, [foo]) end, fun() -> spawn_opt(fun() -> ok end, foo) end,
        fun() -> is_process_alive(a) end, fun() -> group_leader(a, self()) end,
        fun() -> process_info(a) end, fun() -> process_info(self(), foo) end,
        fun() -> process_info(self(), [links, foo]) end,
        fun() -> erlang:send_after(-1, self(), x) end, fun() -> erlang:send_after(a, self(), x) end,
        fun() -> erlang:send_after(1, 2, x) end, fun() -> erlang:start_timer(1, self(), x, [foo]) end,
        fun() -> erlang:cancel_timer(x) end, fun() -> erlang:read_timer(x) end,
        fun() -> erlang:suspend_process(self()) end, fun() -> erlang:resume_process(self()) end,
        fun() -> erlang:hibernate(1, b, c) end, fun() -> alias(foo) end, fun() -> alias([foo]) end,
        fun() -> unalias(1) end, fun() -> apply(1, a, []) end, fun() -> apply(lists, 1, []) end,
        fun() -> apply(lists, map, foo) end, fun() -> erlang:make_fun(a, b, c) end,
        fun() -> erlang:fun_info(1) end, fun() -> erlang:fun_info(fun idle/0, foo) end,
        fun() -> erlang:system_info(foo) end, fun() -> erlang:statistics(foo) end,
        fun() -> erlang:unique_integer([foo]) end, fun() -> erlang:monotonic_time(foo) end,
        fun() -> erlang:system_time(0) end, fun() -> erlang:function_exported(1, a, 0) end,
        fun() -> erlang:module_loaded(1) end, fun() -> erlang:check_old_code(1) end,
        fun() -> erlang:check_process_code(1, a) end, fun() -> erlang:purge_module(nomod) end,
        fun() -> erlang:delete_module(1) end, fun() -> node(1) end, fun() -> nodes(foo) end,
        fun() -> erlang:get_module_info(nomod) end, fun() -> halt(foo) end, fun() -> halt(-1) end]].
t_raise() ->
    [catch_reason(fun() -> erlang:raise(C, r, []) end) || C <- [error, exit, throw, foo]].
t_raise_stack() ->
    try erlang:raise(error, r, [{m, f, 1, []}]) catch error:r:S -> S end.
t_error_args() ->
    [try F() catch error:R:S -> {R, element(3, hd(S))} end || F <- [
        fun() -> error(x, [1, 2]) end, fun() -> error(x, none) end, fun() -> error(x) end,
        fun() -> erlang:nif_error(x) end]].
t_error_info() ->
    try error(x, [1], [{error_info, #{cause => y}}]) catch error:x:S ->
        {element(3, hd(S)), lists:keyfind(error_info, 1, element(4, hd(S)))} end.

t_spawn_opt() ->
    P = spawn_opt(fun idle/0, [{priority, high}, {min_heap_size, 1000}, {fullsweep_after, 5},
                               {message_queue_data, off_heap}, {max_heap_size, 5000}]),
    R = [process_info(P, I) || I <- [priority, fullsweep_after, message_queue_data, max_heap_size, trap_exit]],
    exit(P, kill), R.
t_spawn_opt_monitor() ->
    {P, R} = spawn_opt(fun() -> exit(x) end, [monitor]),
    {P2, R2} = spawn_opt(fun() -> exit(y) end, [{monitor, [{tag, t}]}]),
    {receive {'DOWN', R, process, P, W} -> W end, receive {t, R2, process, P2, V} -> V end}.
t_spawn_request() ->
    Id = spawn_request(fun idle/0, [{reply_tag, made}]),
    receive {made, Id, ok, P} -> exit(P, kill), is_pid(P) end.
t_spawn_mfa() ->
    Me = self(), spawn(erlang, send, [Me, {hello, 1}]), receive {hello, X} -> X end.
t_spawn_arity() -> reason(fun() -> receive after 0 -> ok end end).
t_priority() -> {process_flag(priority, high), process_flag(priority, low), process_flag(priority, normal)}.
t_flags() ->
    fresh(fun() ->
        {process_flag(trap_exit, true), process_flag(trap_exit, false), process_flag(message_queue_data, off_heap),
         process_flag(message_queue_data, on_heap), process_flag(fullsweep_after, 10), process_flag(fullsweep_after, 65535)}
    end).

t_info_of_a_waiting_process() ->
    P = spawn_idle(), P ! a, P ! b, receive after 5 -> ok end,
    R = [process_info(P, I) || I <- [current_function, initial_call, status, message_queue_len, messages, links,
        monitors, monitored_by, dictionary, trap_exit, error_handler, priority, registered_name, suspending,
        catchlevel, label, sequential_trace_token, trace, last_calls, [status, message_queue_len]]],
    exit(P, kill), R.
t_info_of_the_dead() ->
    P = spawn(fun() -> ok end), receive after 5 -> ok end, {process_info(P), process_info(P, links)}.
t_info_of_self() ->
    {process_info(self(), status), process_info(self(), current_function), process_info(self(), message_queue_len)}.
t_initial_call() ->
    P = spawn(?MODULE, idle, [x]), R = process_info(P, initial_call), exit(P, kill), R.
t_monitors_info() ->
    P = spawn_idle(), R = monitor(process, P),
    X = {process_info(self(), monitors) =:= {monitors, [{process, P}]},
         process_info(P, monitored_by) =:= {monitored_by, [self()]}},
    demonitor(R), exit(P, kill), X.
t_dictionary() ->
    erase(), X = [put(a, 1), put(a, 2), get(a), put(1, i), put(1.0, f), get(1), get(1.0), erase(a), get(a)],
    {X, lists:sort([{is_float(K), K} || K <- get_keys()]), get_keys(i), length(get()), length(erase()), get()}.

t_timers() ->
    R1 = erlang:start_timer(2, self(), one), erlang:send_after(1, self(), two), [two, {timeout, R1, one}] =:= flush2(2).
flush2(0) -> [];
flush2(N) -> receive M -> [M | flush2(N - 1)] end.
t_cancel_timer() ->
    R = erlang:start_timer(100000, self(), x),
    T = erlang:read_timer(R), C = erlang:cancel_timer(R),
    {T > 99000, C > 99000, erlang:cancel_timer(R), erlang:read_timer(R)}.
t_cancel_async() ->
    R = erlang:send_after(100000, self(), x), ok = erlang:cancel_timer(R, [{async, true}]),
    receive {cancel_timer, R, T} -> is_integer(T) end.
t_cancel_no_info() ->
    R = erlang:send_after(100000, self(), x), erlang:cancel_timer(R, [{info, false}]).
t_timer_to_a_name() ->
    register(timed, self()), erlang:send_after(1, timed, hi), X = receive hi -> ok end, unregister(timed), X.
t_abs_timer() ->
    T = erlang:monotonic_time(millisecond) + 2, erlang:send_after(T, self(), hi, [{abs, true}]),
    receive hi -> erlang:monotonic_time(millisecond) >= T end.

t_suspend() ->
    P = spawn(fun() -> receive {M, F} -> F ! {reply, M} end end),
    receive after 5 -> ok end,
    true = erlang:suspend_process(P), S = process_info(P, status), P ! {x, self()},
    A = flush(), true = erlang:resume_process(P), {S, A, receive {reply, x} -> got end}.
t_suspend_twice() ->
    P = spawn_idle(), true = erlang:suspend_process(P),
    X = erlang:suspend_process(P, [unless_suspending]), erlang:resume_process(P),
    Y = catch_reason(fun() -> erlang:resume_process(P) end), exit(P, kill), {X, Y}.
t_hibernate() ->
    Me = self(), P = spawn(fun() -> erlang:hibernate(?MODULE, woken, [Me]) end), receive after 5 -> ok end,
    I = process_info(P, current_function), P ! wake, {I, receive {woken, M} -> M end}.
woken(To) -> receive M -> To ! {woken, M} end.
t_hibernate_drops_handlers() ->
    Me = self(),
    P = spawn(fun() -> try erlang:hibernate(?MODULE, woken_badly, [x]) catch _:_ -> Me ! bad end end),
    R = monitor(process, P), receive after 5 -> ok end, P ! x,
    receive {'DOWN', R, _, _, W} -> W; bad -> bad end.
woken_badly(_) -> receive x -> exit(dropped) end.
t_kill_skips_after() ->
    Me = self(),
    {P, R} = spawn_monitor(fun() -> try idle() after Me ! after_ran end end), receive after 5 -> ok end,
    exit(P, kill), receive {'DOWN', R, _, _, W} -> {W, flush()} end.
t_exit_signal_skips_catch() ->
    Me = self(),
    {P, R} = spawn_monitor(fun() -> catch idle(), Me ! survived end), receive after 5 -> ok end,
    exit(P, boom), receive {'DOWN', R, _, _, W} -> {W, flush()} end.
t_busy_loops_are_killed() ->
    Ps = [spawn(fun() -> spin(0) end) || _ <- [1, 2, 3]], receive after 10 -> ok end,
    A = [is_process_alive(P) || P <- Ps], [exit(P, kill) || P <- Ps], {A, [is_process_alive(P) || P <- Ps]}.
spin(N) -> spin(N + 1).
t_busy_map_is_killed() ->
    P = spawn(fun() -> forever() end), receive after 10 -> ok end, exit(P, kill), is_process_alive(P).
forever() -> lists:sum(lists:map(fun(X) -> X * X end, lists:seq(1, 100))), forever().
t_group_leader() ->
    Gl = group_leader(), P = spawn(fun() -> receive {From, who} -> From ! {gl, group_leader()} end end),
    P ! {self(), who}, A = receive {gl, G} -> G =:= Gl end,
    Q = spawn_idle(), true = group_leader(self(), Q), B = process_info(Q, group_leader) =:= {group_leader, self()},
    exit(Q, kill), {A, B}.
t_units() ->
    [erlang:convert_time_unit(X, F, T) || {X, F, T} <- [{1, second, millisecond}, {1999, millisecond, second},
        {-1, millisecond, second}, {5, 10, 100}, {7, microsecond, nanosecond}]].
t_times() ->
    {is_integer(erlang:monotonic_time()), erlang:monotonic_time() =< erlang:monotonic_time(),
     abs(erlang:system_time() - erlang:monotonic_time() - erlang:time_offset()) < 1000000000,
     size(erlang:timestamp()), size(erlang:now()), erlang:now() < erlang:now()}.
t_unique() ->
    A = erlang:unique_integer([positive, monotonic]), B = erlang:unique_integer([positive, monotonic]),
    {A < B, A > 0, erlang:unique_integer() =/= erlang:unique_integer(), make_ref() =/= make_ref(), make_ref() < make_ref()}.
t_node() -> {node(), node(self()), node(make_ref()), nodes(), is_alive(), nodes(this), erlang:get_cookie()}.
t_fun_info() ->
    K = length(flush()), F = fun(X) -> X + K end,
    [erlang:fun_info(F, I) || I <- [module, arity, type, env]] ++
    [erlang:fun_info(fun lists:map/2, I) || I <- [module, name, arity, type, env, pid, index]].
t_exported() ->
    {erlang:function_exported(?MODULE, idle, 1), erlang:function_exported(?MODULE, nope, 0),
     erlang:module_loaded(?MODULE), erlang:module_loaded(nomod), erlang:check_old_code(?MODULE),
     erlang:is_builtin(erlang, self, 0), erlang:is_builtin(?MODULE, idle, 1)}.
t_halt_flags() -> erlang:system_info(otp_release).
