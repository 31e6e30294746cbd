"""Many of everything, and still all comes out right.

A mailbox of a million messages, 100,000 timers, a 100 MB message, exit signals through 100,000
links, 100,000 monitors, an endless loop that never calls anything.

    python scripts/fire/mass.py [SCALE]      # 1 for the figures above, 0.1 for a tenth
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

from pyerlshell import Node, atom

SOURCE = """
-module(fire_mass).
-export([messages/1, timers/1, big/1, links/1, monitors/1, endless/0]).
messages(N) ->
    [self() ! I || I <- lists:seq(1, N)],
    self() ! last,
    receive last -> ok end,
    sum(0, N).
sum(S, 0) -> S;
sum(S, N) -> receive I -> sum(S + I, N - 1) end.
timers(N) ->
    [erlang:send_after(I rem 100, self(), I) || I <- lists:seq(1, N)],
    sum(0, N).
big(N) ->
    Self = self(),
    P = spawn(fun() -> receive B -> Self ! {got, byte_size(B)} end end),
    P ! binary:copy(<<1>>, N),
    receive {got, Size} -> Size end.
links(N) ->
    process_flag(trap_exit, true),
    First = spawn_link(fun() -> chain(N - 1) end),
    receive {'EXIT', First, Why} -> Why end.
chain(0) -> exit(through);
chain(N) -> spawn_link(fun() -> chain(N - 1) end), receive never -> ok end.
monitors(N) ->
    P = spawn(fun() -> receive go -> ok end end),
    [monitor(process, P) || _ <- lists:seq(1, N)],
    P ! go,
    downs(N, 0).
downs(0, Seen) -> Seen;
downs(N, Seen) -> receive {'DOWN', _, process, _, normal} -> downs(N - 1, Seen + 1) end.
endless() -> P = spawn(fun F() -> F() end), receive after 50 -> ok end, exit(P, kill),
    receive after 10 -> is_process_alive(P) end.
"""


def main(scale: float = 1.0) -> int:
    """Run; 0 if all came out right."""
    million, many, bytes_ = (int(scale * n) for n in (1_000_000, 100_000, 100_000_000))
    cases: list[tuple[str, tuple[Any, ...], Callable[[Any], bool]]] = [
        ("messages", (million,), lambda v: v == million * (million + 1) // 2),
        ("timers", (many,), lambda v: v == many * (many + 1) // 2),
        ("big", (bytes_,), lambda v: v == bytes_),
        ("links", (many,), lambda v: v is atom("through")),
        ("monitors", (many,), lambda v: v == many),
        ("endless", (), lambda v: v is False),
    ]
    wrong = 0
    with Node() as node:
        node.load_text(SOURCE)
        before = node.call("erlang", "system_info", atom("process_count"))
        for name, args, right in cases:
            started = time.perf_counter()
            value = node.call("fire_mass", name, *args)
            seconds = time.perf_counter() - started
            verdict = "ok" if right(value) else f"WRONG: {value}"
            wrong += not right(value)
            print(f"{name:9} {args[0] if args else '':>11} {seconds:8.2f} s  {verdict}", flush=True)
        left = node.call("erlang", "system_info", atom("process_count")) - before
    print(f"{left} processes left behind")
    return 1 if wrong or left else 0


if __name__ == "__main__":
    sys.exit(main(*map(float, sys.argv[1:])))
