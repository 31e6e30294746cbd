-module(rn).
-export([loop/0, t/1, k/1, d/1, n/1, kinds/1]).

loop() ->
    receive
        stop -> ok;
        die -> exit(bad);
        {call, F} -> work(30), w(F), loop();
        sleep -> receive after 20 -> ok end, loop();
        yield -> erlang:yield(), loop();
        _ -> loop()
    end.

w(X) ->
    Y = receive {go, Z} -> Z end,
    {X, Y}.

work(0) -> ok;
work(N) -> work(N - 1).

%% Traced while it gets messages of each kind.
t(Flags) ->
    P = started(Flags),
    [begin P ! M, settled(P) end || M <- [x, {call, 1}, {go, 1}, sleep, yield]],
    ended(P, stop).

k(Flags) ->
    P = started(Flags),
    M = monitor(process, P),
    exit(P, kill),
    receive {'DOWN', M, process, P, _} -> events(P) end.

d(Flags) ->
    ended(started(Flags), die).

n(Flags) ->
    erlang:trace(new, true, Flags),
    P = spawn(?MODULE, loop, []),
    erlang:trace(new, false, Flags),
    ended(P, stop).

started(Flags) ->
    P = spawn(?MODULE, loop, []),
    settled(P),
    erlang:trace(P, true, Flags),
    P.

settled(P) ->
    timer:sleep(40),
    case process_info(P, [status, message_queue_len]) of
        [{status, waiting}, {message_queue_len, 0}] -> ok;
        _ -> settled(P)
    end.

ended(P, How) ->
    M = monitor(process, P),
    P ! How,
    receive {'DOWN', M, process, P, _} -> events(P) end.

events(P) ->
    Ref = erlang:trace_delivered(all),
    receive {trace_delivered, all, Ref} -> ok end,
    all(P).

all(P) ->
    receive
        T when element(2, T) =:= P -> [list_to_tuple(tl(tl(tuple_to_list(T)))) | all(P)]
    after 0 -> []
    end.

%% A busy machine interrupts now and then: what there is of each kind, and whether `in' and `out' take
%% turns.
kinds(All) ->
    Events = [E || E <- All, not elsewhere(E)],
    Turns = [element(1, E) || E <- Events, lists:member(element(1, E), [in, out])],
    {hd(Events), lists:usort(Events), take_turns(Turns)}.

elsewhere({_, {rn, F, _}}) -> F =/= loop andalso F =/= w;
elsewhere(_) -> false.

take_turns([in, out | T]) -> take_turns(T);
take_turns([in]) -> true;
take_turns(T) -> T =:= [].
