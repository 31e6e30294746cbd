"""Processes that do everything at once, and the order of signals between each pair of them.

Each process of a crowd, at random: sends numbered messages to others, links and unlinks, monitors,
kills, traps, makes timers and names, and ends at last, by itself or by another. Everyone looks at
what it gets. From each sender the numbers only rise; nothing of a sender comes behind its 'DOWN'
or 'EXIT'; a monitor fires once, and tells the reason that the process really ended with. In the
end nothing is left: no process, monitor, link, alias, timer or name.

    python scripts/fire/order.py [ROUNDS [PROCESSES [STEPS [SEED]]]]
"""

from __future__ import annotations

import sys
import time

from pyerlshell import Node

SOURCE = """
-module(fire_order).
-export([round/3]).
%% One round: {Messages, Downs, Exits, Wrong}.
round(Count, Steps, Seed) ->
    Me = self(),
    Table = ets:new(ends, [public, set]),
    Crowd = [spawn(fun() -> born(Me, Table, {Seed, I, Count}, Steps) end)
             || I <- lists:seq(1, Count)],
    Refs = [{P, monitor(process, P)} || P <- Crowd],
    [P ! {crowd, list_to_tuple(Crowd)} || P <- Crowd],
    Ends = [receive {'DOWN', R, process, P, Why} -> {P, Why} end || {P, R} <- Refs],
    true = length(Ends) =:= Count,
    Told = collect([]),
    ets:delete(Table),
    Wrong = [W || {_, _, _, Ws} <- Told, W <- Ws] ++ reasons(Told, maps:from_list(Ends)),
    {lists:sum([M || {M, _, _, _} <- Told]), lists:sum([length(D) || {_, D, _, _} <- Told]),
     lists:sum([E || {_, _, E, _} <- Told]), Wrong}.

collect(Told) -> receive {told, One} -> collect([One | Told]) after 0 -> Told end.

reasons(Told, Ends) ->
    [{reason, P, Why, maps:get(P, Ends)} || {_, Downs, _, _} <- Told, {P, Why} <- Downs,
     Why =/= noproc, Why =/= maps:get(P, Ends)].

born(Boss, Table, Seed, Steps) ->
    rand:seed(exsss, Seed),
    process_flag(trap_exit, rand:uniform(2) =:= 1),
    receive {crowd, Crowd} -> step(Steps, Crowd, Boss, Table, #{}, #{}, new()) end.

%% Sent: number of the last message to each; Mons: open monitors. Seen: what came.
new() -> {0, [], 0, [], #{}, #{}}.

step(0, _, Boss, _, _, _, Seen) ->
    {M, D, E, W, _, _} = drain(Seen, 5),
    Boss ! {told, {M, D, E, W}};
step(N, Crowd, Boss, Table, Sent, Mons, Seen) ->
    Who = element(rand:uniform(tuple_size(Crowd)), Crowd),
    {Sent1, Mons1} = act(rand:uniform(24), Who, Sent, Mons),
    step(N - 1, Crowd, Boss, Table, Sent1, Mons1, drain(Seen, 0)).

act(K, Who, Sent, Mons) when K =< 12 ->
    Number = maps:get(Who, Sent, 0) + 1,
    Who ! {n, self(), Number},
    {Sent#{Who => Number}, Mons};
act(13, Who, Sent, Mons) ->
    case rand:uniform(12) of
        1 -> try link(Who) catch error:noproc -> ok end;
        _ -> ok
    end,
    {Sent, Mons};
act(14, Who, Sent, Mons) -> unlink(Who), {Sent, Mons};
act(15, Who, Sent, Mons) -> {Sent, Mons#{monitor(process, Who) => Who}};
act(16, Who, Sent, Mons) -> {Sent, Mons#{monitor(process, Who, [{alias, demonitor}]) => Who}};
act(17, _, Sent, Mons) when map_size(Mons) > 0 ->
    Ref = hd(maps:keys(Mons)),
    demonitor(Ref, [flush]),
    {Sent, maps:remove(Ref, Mons)};
act(18, Who, Sent, Mons) -> exit(Who, normal), {Sent, Mons};
act(19, Who, Sent, Mons) ->
    case rand:uniform(60) of
        1 -> exit(Who, kill);
        2 -> exit(Who, {told_by, self()});
        _ -> ok
    end,
    {Sent, Mons};
act(20, Who, Sent, Mons) -> erlang:send_after(rand:uniform(3), Who, tick), {Sent, Mons};
act(21, _, Sent, Mons) ->
    Name = list_to_atom("fire_order_" ++ integer_to_list(rand:uniform(8))),
    try register(Name, self()), unregister(Name) catch error:badarg -> ok end,
    {Sent, Mons};
act(22, _, Sent, Mons) -> erlang:yield(), {Sent, Mons};
act(23, _, Sent, Mons) -> process_flag(trap_exit, rand:uniform(2) =:= 1), {Sent, Mons};
act(_, _, Sent, Mons) ->
    case rand:uniform(400) of
        1 -> exit(enough);
        2 -> error(by_accident);
        3 -> exit(normal);
        _ -> {Sent, Mons}
    end.

drain({M, D, E, W, Last, Gone} = Seen, Time) ->
    receive
        {n, P, I} ->
            Bad = case {maps:get(P, Last, 0), Gone} of
                {B, _} when I =< B -> [{not_rising, P, B, I}];
                {_, #{P := How}} -> [{after_its_end, P, How, I}];
                _ -> []
            end,
            drain({M + 1, D, E, Bad ++ W, Last#{P => I}, Gone}, Time);
        {'DOWN', _, process, P, Why} ->
            drain({M, [{P, Why} | D], E, W, Last, Gone#{P => down}}, Time);
        {'EXIT', P, Why} when Why =:= normal; element(1, Why) =:= told_by ->
            drain({M, D, E + 1, W, Last, Gone}, Time); % may have been sent by exit/2
        {'EXIT', P, noproc} ->
            drain({M, D, E + 1, W, Last, Gone#{P => exit}}, Time);
        {'EXIT', _, _} ->
            drain({M, D, E + 1, W, Last, Gone}, Time);
        tick ->
            drain(Seen, Time)
    after Time -> Seen
    end.
"""


def main(rounds: int = 100, processes: int = 100, steps: int = 200, seed: int = 1) -> int:
    """Run; 0 if no order was broken and nothing is left."""
    totals = [0, 0, 0]
    wrong = 0
    started = time.perf_counter()
    with Node() as node:
        node.core.on_crash = lambda *_: None  # some of them end by accident
        node.load_text(SOURCE)
        node.call("fire_order", "round", 2, 5, 0)
        base = len(node.core.processes)
        for number in range(rounds):
            told = node.call("fire_order", "round", processes, steps, seed + number)
            totals = [a + b for a, b in zip(totals, told[:3])]
            for broken in told[3][:5]:
                print(f"seed {seed + number}: {broken}")
            wrong += len(told[3])
        node.call("timer", "sleep", 10)
        core = node.core
        names = [n for n in core.registry if n.name.startswith("fire_order_")]
        relations = sum(len(p.monitors or ()) + len(p.links or ()) for p in core.processes.values())
        left = {
            "processes": len(core.processes) - base,
            "aliases": len(core.aliases),
            "names": len(names),
            "timers": len(core.timers.live),
            "relations": relations,
        }
    seconds = time.perf_counter() - started
    print(
        f"{rounds} rounds of {processes} processes, "
        f"{rounds * processes * steps} steps, {seconds:.1f} s"
    )
    print("{} messages, {} DOWN, {} EXIT seen; {} out of order".format(*totals, wrong))
    print("left behind: " + ", ".join([f"{n} {name}" for name, n in left.items()]))
    return 1 if wrong or any(left.values()) else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
