"""Timers: what goes off, in which order, and what stays in the heap."""

from __future__ import annotations

from pyerlshell.erts.clock import FakeClock
from pyerlshell.erts.machine import P
from pyerlshell.erts.mailbox import end_timeout, start_timeout
from pyerlshell.erts.node import Node
from pyerlshell.erts.process import Process

SECOND = 1_000_000_000


def waiting(node: Node, timeout: int) -> Process:
    """A process in a receive with this timeout in milliseconds."""
    process = node.spawn(lambda: None)
    start(process, timeout)
    return process


def start(process: Process, timeout: int) -> None:
    outer = getattr(P, "cur", None)
    P.cur = process
    start_timeout(timeout)
    P.cur = outer  # type: ignore[assignment]


def end(process: Process) -> None:
    outer = getattr(P, "cur", None)
    P.cur = process
    end_timeout()
    P.cur = outer  # type: ignore[assignment]


def test_one_entry_serves_many_timeouts_of_one_process() -> None:
    clock = FakeClock()
    node = Node(clock=clock)
    p = waiting(node, 5000)
    for _ in range(10_000):
        end(p)
        clock.advance(0.1)
        start(p, 5000)
    assert len(node.timers.heap) == 1
    due = clock.now + 5 * SECOND
    assert node.timers.next_time() == due
    node.timers.fire(due - 1)
    assert not p.timed_out
    node.timers.fire(due)
    assert p.timed_out


def test_a_shorter_timeout_after_a_longer_one() -> None:
    clock = FakeClock()
    node = Node(clock=clock)
    p = waiting(node, 5000)
    end(p)
    start(p, 10)
    node.timers.fire(clock.now + 10_000_000)
    assert p.timed_out
    end(p)
    start(p, 60_000)
    node.timers.fire(clock.now + 59 * SECOND)
    assert not p.timed_out
    assert node.timers.next_time() == clock.now + 60 * SECOND


def test_an_ended_timeout_leaves_nothing_to_wait_for() -> None:
    node = Node(clock=FakeClock())
    p = waiting(node, 100)
    end(p)
    assert node.timers.next_time() is None
    assert node.timers.heap == []


def test_entries_of_the_dead_and_the_cancelled_are_swept() -> None:
    clock = FakeClock()
    node = Node(clock=clock)
    last = 0
    for _ in range(20_000):
        p = waiting(node, 60_000)
        node.timers.forget(p)
        last = node.timers.add(clock.now + 100 * SECOND, lambda _: None, None)
        node.timers.cancel(last)
    assert len(node.timers.heap) < 4000
    assert node.timers.cancel(last) is None


def test_timers_and_timeouts_go_off_in_order() -> None:
    clock = FakeClock()
    node = Node(clock=clock)
    seen: list[object] = []
    node.timers.add(clock.now + 3 * SECOND, seen.append, "three")
    p = waiting(node, 2000)
    node.timers.add(clock.now + SECOND, seen.append, "one")
    times = []
    while (when := node.timers.next_time()) is not None:
        times.append(when - clock.now)
        node.timers.fire(when)
    assert times == [SECOND, 2 * SECOND, 3 * SECOND]
    assert seen == ["one", "three"]
    assert p.timed_out
