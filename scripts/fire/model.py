"""Random programs of spawns, links, monitors, sends, exits and kills, against a model.

After each program every living process tells what it received. Compared are who lives, with which
exit reason the others were seen to end, the messages of each receiver by sender in order, and what
is left behind: processes, monitors, timers, names.

    python scripts/fire/model.py [PROGRAMS [STEPS [SEED]]]
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from pyerlshell import Node, Pid, atom

SOURCE = """
-module(fire_model).
-export([start/0, do/2]).
start() -> spawn(fun() -> loop([]) end).
loop(Log) ->
    receive
        {do, From, log} -> From ! {done, self(), lists:reverse(Log)}, loop(Log);
        {do, From, {exit, Why}} -> From ! {done, self(), ok}, exit(Why);
        {do, From, What} -> From ! {done, self(), act(What)}, loop(Log);
        Other -> loop([Other | Log])
    end.
act({link, P}) -> try link(P), ok catch error:noproc -> noproc end;
act({unlink, P}) -> unlink(P), ok;
act({monitor, P}) -> monitor(process, P), ok;
act({send, P, What}) -> P ! {from, self(), What}, ok;
act({trap, Flag}) -> process_flag(trap_exit, Flag), ok;
act({kill, P, Why}) -> exit(P, Why), ok.
do(P, What) ->
    R = monitor(process, P),
    P ! {do, self(), What},
    Reply = receive {done, P, Value} -> Value; {'DOWN', R, _, _, _} -> dead end,
    case What of
        {exit, _} -> receive {'DOWN', R, _, _, _} -> ok end;
        _ -> demonitor(R, [flush])
    end,
    Reply.
"""

REASONS = ("normal", "boo", "shutdown", "kill")


@dataclass
class Actor:
    """What the model knows of one process."""

    pid: Pid
    alive: bool = True
    trap: bool = False
    links: set[int] = field(default_factory=set)
    watchers: list[int] = field(default_factory=list)
    log: list[tuple[str, int, str]] = field(default_factory=list)


class Model:
    """The processes, and what each step does to them."""

    def __init__(self) -> None:
        self.actors: list[Actor] = []

    def die(self, number: int, reason: str) -> None:
        """A process ends: links and monitors are told, which may end others."""
        todo = [(number, reason)]
        while todo:
            at, why = todo.pop(0)
            gone = self.actors[at]
            if not gone.alive:
                continue
            gone.alive = False
            for other in gone.links:
                peer = self.actors[other]
                peer.links.discard(at)
                if peer.trap:
                    peer.log.append(("EXIT", at, why))
                elif why != "normal":
                    todo.append((other, why))
            for watcher in gone.watchers:
                self.actors[watcher].log.append(("DOWN", at, why))

    def signal(self, sender: int, to: int, reason: str) -> None:
        """exit(To, Reason)."""
        target = self.actors[to]
        if not target.alive:
            return
        if reason == "kill":
            self.die(to, "killed")
        elif target.trap:
            target.log.append(("EXIT", sender, reason))
        elif reason != "normal" or sender == to:
            self.die(to, reason)


def step(rng: random.Random, node: Node, model: Model) -> None:
    """One random step in both worlds."""
    living = [i for i, actor in enumerate(model.actors) if actor.alive]
    if len(living) < 2 or rng.random() < 0.1:
        model.actors.append(Actor(node.call("fire_model", "start")))
        return
    who, other = rng.choice(living), rng.randrange(len(model.actors))
    me, peer = model.actors[who], model.actors[other]

    def do(*what: Any) -> Any:
        return node.call("fire_model", "do", me.pid, what)

    action = rng.choice(
        ("link", "link", "unlink", "monitor", "send", "send", "trap", "exit", "kill")
    )
    reason = rng.choice(REASONS)
    if action == "link":
        if who != other and not peer.alive and not me.trap:
            assert do(atom("link"), peer.pid) is atom("noproc")
            return
        do(atom("link"), peer.pid)
        if who != other and peer.alive:
            me.links.add(other)
            peer.links.add(who)
        elif who != other:
            me.log.append(("EXIT", other, "noproc"))
    elif action == "unlink":
        do(atom("unlink"), peer.pid)
        me.links.discard(other)
        peer.links.discard(who)
    elif action == "monitor":
        if who == other:
            return
        do(atom("monitor"), peer.pid)
        if peer.alive:
            peer.watchers.append(who)
        else:
            me.log.append(("DOWN", other, "noproc"))
    elif action == "send":
        word = f"w{rng.randrange(1000)}"
        do(atom("send"), peer.pid, atom(word))
        if peer.alive:
            peer.log.append(("from", who, word))
    elif action == "trap":
        me.trap = rng.random() < 0.5
        do(atom("trap"), me.trap)
    elif action == "exit":
        do(atom("exit"), atom(reason))
        model.die(who, reason)
    else:
        do(atom("kill"), peer.pid, atom(reason))
        model.signal(who, other, reason)


def seen(message: Any, numbers: dict[Pid, int]) -> tuple[str, int, str]:
    """A logged message as the model writes it."""
    kind = str(message[0])
    if kind == "DOWN":
        return kind, numbers[message[3]], str(message[4])
    return kind, numbers[message[1]], str(message[2])


def by_sender(log: list[tuple[str, int, str]]) -> dict[int, list[tuple[str, int, str]]]:
    """The messages of each sender; those of one death are in no order."""
    found: dict[int, list[tuple[str, int, str]]] = {}
    for entry in log:
        found.setdefault(entry[1], []).append(entry)
    for entries in found.values():
        ends = [i for i, entry in enumerate(entries) if entry[0] == "DOWN" or entry[0] == "EXIT"]
        if ends:
            first = ends[0]
            entries[first:] = sorted(entries[first:])
    return found


def main(programs: int = 200, steps: int = 80, seed: int = 1) -> int:
    """Run; 0 if the worlds agree."""
    wrong = 0
    done: Counter[str] = Counter()
    with Node() as node:
        node.load_text(SOURCE)
        base = len(node.core.processes)
        for number in range(programs):
            rng = random.Random(seed + number)
            model = Model()
            for _ in range(steps):
                step(rng, node, model)
            node.run()
            numbers = {actor.pid: i for i, actor in enumerate(model.actors)}
            for i, actor in enumerate(model.actors):
                alive = node.is_alive(actor.pid)
                done["processes"] += 1
                if alive != actor.alive:
                    wrong += 1
                    print(f"seed {seed + number}: process {i} lives: {alive}, model {actor.alive}")
                elif alive:
                    told = node.call("fire_model", "do", actor.pid, atom("log"))
                    log = [seen(message, numbers) for message in told]
                    done["messages"] += len(log)
                    if by_sender(log) != by_sender(actor.log):
                        wrong += 1
                        print(f"seed {seed + number}: process {i} got {log}, model {actor.log}")
            for actor in model.actors:
                node.exit(actor.pid, atom("kill"))
            node.run()
            core = node.core
            left = len(core.processes) - base, len(core.timers.live), len(core.aliases)
            watched = sum(
                len(p.monitors or ()) + len(p.links or ()) for p in core.processes.values()
            )
            if left != (0, 0, 0):
                wrong += 1
                print(f"seed {seed + number}: left behind (processes, timers, aliases): {left}")
            done["steps"] += steps
    print(f"{programs} programs, {dict(done)}; monitors and links of the system: {watched}")
    print(f"{wrong} differences")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
