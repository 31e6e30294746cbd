"""The node as those who drive it see it: size of a process, Ctrl-C, posts, other threads."""

from __future__ import annotations

import os
import signal
import sys
import threading
from typing import Any

from hand import System

from pyerlshell.erts.interrupt import Interrupts
from pyerlshell.terms.atoms import a

CODE = """
def loop__1(s):
    p = P.cur; sv = p.saved; i = p.save
    while True:
        if i < len(sv): m = sv[i]
        elif p.inbox: m = p.inbox.popleft(); sv.append(m)
        else: p.save = i; P.f = wait; P.a = (globals()['loop/1'], (s,)); return TAIL
        del sv[i]; p.save = 0
        P.f = m__loop__1.fn; P.a = (s,); return TAIL

def spin__1(n):
    while True:
        n = n + 1
"""


def test_a_waiting_server_is_under_a_kilobyte(system: System) -> None:
    system.load("m", CODE)
    p = system.spawn("m", "loop", 0)
    for n in range(10):
        system.node.send(p.pid, n)
    system.node.run_idle()
    parts: list[Any] = [p, p.pid, p.saved, p.inbox, p.a, p.links, p.extra, p.pid.number]
    assert sum(sys.getsizeof(part) for part in parts if part is not None) < 600


def test_ctrl_c_during_an_endless_loop(system: System) -> None:
    system.load("m", CODE)
    system.spawn("m", "spin", 0)
    pressed: list[int] = []
    system.node.poller.post(lambda: os.kill(os.getpid(), signal.SIGINT))
    with Interrupts(system.node, lambda: pressed.append(1)):
        assert system.node.run_until(lambda: bool(pressed))
    assert pressed == [1]


def test_a_post_from_another_thread_wakes_the_node(system: System) -> None:
    system.load("m", CODE)
    p = system.spawn("m", "loop", 0)
    system.node.run_idle()
    system.node.poller.holds += 1

    def finish() -> None:
        system.node.poller.holds -= 1
        system.node.spawn_mfa(a.erlang, a.exit, (p.pid, a.kill))

    thread = threading.Thread(target=lambda: system.node.poller.post(finish))
    thread.start()
    assert system.node.run_until(lambda: not system.alive(p))
    thread.join()


def test_a_node_runs_in_another_thread(system: System) -> None:
    system.load("m", CODE)
    answers: list[Any] = []
    thread = threading.Thread(target=lambda: answers.append(system.call("erlang", "node")))
    thread.start()
    thread.join()
    assert answers == [system.node.name]


def test_a_descriptor_is_served_beside_a_busy_loop(system: System) -> None:
    system.load("m", CODE)
    system.spawn("m", "spin", 0)
    near, far = os.pipe()
    seen: list[bytes] = []
    system.node.poller.add_reader(near, lambda: seen.append(os.read(near, 10)))
    os.write(far, b"x")
    assert system.node.run_until(lambda: bool(seen)) and seen == [b"x"]
    system.node.poller.close()
    os.close(near)
    os.close(far)
