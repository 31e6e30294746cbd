-module(sq).
-export([go/0]).
go() ->
    Me = self(),
    Tracer = spawn(fun() -> tr(Me, []) end),
    Old = seq_trace:set_system_tracer(Tracer),
    P = spawn(fun() -> receive {From, M} -> seq_trace:print("in p"), From ! {got, M, seq_trace:get_token()} end end),
    seq_trace:set_token(label, 5), seq_trace:set_token(send, true), seq_trace:set_token('receive', true), seq_trace:set_token(print, true),
    P ! {self(), hi},
    X = receive Z -> Z end,
    seq_trace:print("me"),
    seq_trace:print(5, "me5"),
    seq_trace:print(6, "me6"),
    T = seq_trace:get_token(),
    spawn(fun() -> Me ! {child, seq_trace:get_token()} end),
    C = receive {child, K} -> K end,
    L = seq_trace:set_token([]),
    Me ! plain, receive plain -> ok end,
    E = seq_trace:get_token(),
    seq_trace:set_token(L),
    Me ! x1, 
    seq_trace:set_token([]),
    receive x1 -> ok end,
    T2 = seq_trace:get_token(),
    seq_trace:set_token(timestamp, true),
    Me ! x2, 
    receive x2 -> ok end,
    seq_trace:set_token([]),
    Me ! x3, 
    seq_trace:set_token(send, true),
    receive x3 -> ok end,
    T3 = seq_trace:get_token(),
    timer:sleep(20),
    Old2 = seq_trace:set_system_tracer(Old),
    Tracer ! stop,
    Ev = receive {events, Evs} -> Evs end,
    {Old, Old2 =:= Tracer, X, T, C, L, E, T2, T3, [short(Event) || Event <- Ev]}.
short({seq_trace, L, {K, S, F, T, M}}) when is_tuple(M), tuple_size(M) >= 4 -> {seq_trace, L, {K, S, F, T, element(1, M)}};
short({seq_trace, L, I, _}) -> {stamped, L, I};
short(E) -> E.
tr(Me, L) -> receive stop -> Me ! {events, lists:reverse(L)}; M -> tr(Me, [M|L]) end.
