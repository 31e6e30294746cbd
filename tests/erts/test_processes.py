"""Processes: spawning, messages, selective receive, timeouts, deep stacks."""

from __future__ import annotations

import pytest
from hand import System, plain

from pyerlshell.erts.errors import ErlError
from pyerlshell.terms.atoms import a

SERVER = """
def loop__1(n):
    p = P.cur; sv = p.saved; i = p.save
    while True:
        if i < len(sv): m = sv[i]
        elif p.inbox: m = p.inbox.popleft(); sv.append(m)
        else: p.save = i; P.f = wait; P.a = (globals()['loop/1'], (n,)); return TAIL
        if type(m) is tuple and m[0] is a.add:
            del sv[i]; p.save = 0
            P.f = m__loop__1.fn; P.a = (n + m[1],); return TAIL
        if type(m) is tuple and m[0] is a.get:
            del sv[i]; p.save = 0
            send(m[1], (a.value, n))
            P.f = m__loop__1.fn; P.a = (n,); return TAIL
        if m is a.stop:
            del sv[i]; p.save = 0
            return n
        i += 1

def ask__1(pid):
    send(pid, (a.get, P.cur.pid))
    return answer__0()

def answer__0():
    p = P.cur; sv = p.saved; i = p.save
    while True:
        if i < len(sv): m = sv[i]
        elif p.inbox: m = p.inbox.popleft(); sv.append(m)
        else: p.save = i; park(); continue
        if type(m) is tuple and m[0] is a.value:
            del sv[i]; p.save = 0
            return m[1]
        i += 1

def nothing__1(t):
    start_timeout(t)
    P.f = globals()['nothing/0']; P.a = (); return TAIL

def nothing__0():
    p = P.cur; sv = p.saved; i = p.save
    while True:
        if i < len(sv): m = sv[i]
        elif p.inbox: m = p.inbox.popleft(); sv.append(m)
        elif p.timed_out: p.timed_out = False; p.save = 0; return a.timeout
        else: p.save = i; P.f = wait; P.a = (globals()['nothing/0'], ()); return TAIL
        if m is a.wanted:
            del sv[i]; p.save = 0; end_timeout()
            return a.got
        i += 1

def deep__1(n):
    if n == 0:
        return nothing__0_value()
    r = deep__1(n - 1)
    return r + 1

def nothing__0_value():
    p = P.cur; sv = p.saved; i = p.save
    while True:
        if i < len(sv): m = sv[i]
        elif p.inbox: m = p.inbox.popleft(); sv.append(m)
        else: p.save = i; park(); continue
        del sv[i]; p.save = 0
        return m
"""


@pytest.fixture
def loaded(system: System) -> System:
    system.load("m", SERVER)
    return system


def test_a_server_keeps_its_state_without_a_stack(loaded: System) -> None:
    p = loaded.spawn("m", "loop", 1)
    loaded.node.run_idle()
    assert p.g is None and p.f.__name__ == "loop/1"
    for n in range(50):
        loaded.node.send(p.pid, (a.add, n))
    assert loaded.call("m", "ask", p.pid) == 1 + sum(range(50))
    loaded.node.send(p.pid, a.stop)
    loaded.node.run_idle()
    assert not loaded.alive(p)


def test_messages_that_do_not_match_stay_in_order(loaded: System) -> None:
    p = loaded.spawn("m", "loop", 0)
    for n in range(100):
        loaded.node.send(p.pid, n)
    loaded.node.send(p.pid, (a.add, 7))
    assert loaded.call("m", "ask", p.pid) == 7
    assert p.messages() == list(range(100))
    for n in range(100, 140):
        loaded.node.send(p.pid, n)
    assert p.messages() == list(range(140))


def test_receive_timeout_goes_off_when_its_time_comes(loaded: System) -> None:
    before = loaded.clock.now
    assert loaded.call("m", "nothing", 250) is a.timeout
    assert loaded.clock.now - before == 250_000_000


def test_receive_after_0_and_with_a_message_in_time(loaded: System) -> None:
    assert loaded.call("m", "nothing", 0) is a.timeout
    p = loaded.spawn("m", "nothing", 100)
    loaded.node.run_idle()
    loaded.node.send(p.pid, a.wanted)
    loaded.node.run_idle()
    assert not loaded.alive(p) and loaded.node.timers.next_time() is None


@pytest.mark.parametrize("timeout", [-1, a.foo, 1 << 40, 1.5])
def test_wrong_timeout(loaded: System, timeout: object) -> None:
    with pytest.raises(ErlError) as caught:
        loaded.call("m", "nothing", timeout)
    assert caught.value.reason is a.timeout_value


def test_a_process_waits_300000_calls_deep(loaded: System) -> None:
    loaded.node.start()
    p = loaded.spawn("m", "deep", 300_000)
    q = loaded.spawn("m", "deep", 1000)
    loaded.node.run_idle()
    assert p.g is not None and q.g is not None
    results: list[object] = []
    for process in (p, q):
        process.more().on_exit.append(lambda _, reason: results.append(reason))
        loaded.node.send(process.pid, 5)
    loaded.node.run_idle()
    assert results == [a.normal, a.normal]


def test_a_million_steps_of_a_call_that_waits_for_ever_is_reported(loaded: System) -> None:
    with pytest.raises(RuntimeError, match="waits for ever"):
        loaded.call("m", "nothing", a.infinity)


def test_pids_are_counted_and_can_be_skipped(system: System) -> None:
    system.node.set_next_pid(85)
    p = system.spawn("erlang", "self")
    assert p.pid.number == 85
    system.node.skip_pids(3)
    assert system.spawn("erlang", "self").pid.number == 89


def test_two_nodes_in_one_python_process() -> None:
    one, two = System(), System()
    one.load("m", SERVER)
    two.load("m", SERVER)
    p = one.spawn("m", "loop", 1)
    q = two.spawn("m", "loop", 100)
    one.node.send(p.pid, (a.add, 1))
    two.node.send(q.pid, (a.add, 1))
    assert two.call("m", "ask", q.pid) == 101
    assert one.call("m", "ask", p.pid) == 2


ENDLESS = """
def loop__1(n):
    while True:
        n = n + 1

def calls__1(n):
    P.f = m__calls__1.fn; P.a = (n + 1,); return TAIL

def sends__1(pid):
    while True:
        send(pid, 1)

def tick__1(n):
    if n == 0:
        return a.done
    erlang__yield__0.fn()
    return tick__1(n - 1)
"""


@pytest.mark.parametrize("name", ["loop", "calls"])
def test_an_endless_loop_starves_nobody_and_can_be_killed(system: System, name: str) -> None:
    system.load("m", ENDLESS)
    p = system.spawn("m", name, 0)
    q = system.spawn("m", name, 0)
    assert system.call("m", "tick", 5) is a.done
    assert system.alive(p) and system.alive(q)
    system.call("erlang", "exit", p.pid, a.kill)
    assert not system.alive(p)
    system.call("erlang", "exit", q.pid, a.other)
    assert not system.alive(q)
    system.node.run_idle()


def test_a_slice_ends_in_the_middle_of_a_loop(system: System) -> None:
    system.load("m", ENDLESS)
    p = system.spawn("m", "loop", 0)
    assert system.node.run_slice(0.001) is True
    assert system.node.run_slice(0.001) is True
    system.node.spawn_mfa(a.erlang, a.exit, (p.pid, a.kill))
    while system.node.run_slice(0.001):
        pass
    assert not system.alive(p)


def test_a_low_priority_loop_runs_beside_a_normal_one(system: System) -> None:
    system.load("m", ENDLESS)
    system.load(
        "n",
        """
def start__1(priority):
    P.cur.node
    return erlang__spawn_opt__4.fn(a.m, a.tick, [1, None], [(a.priority, priority), None])
""",
    )
    system.spawn("m", "loop", 0)
    pid = system.call("n", "start", a.low)
    assert system.node.run_until(lambda: system.node.lookup(pid) is None)


def test_halt_stops_the_node(system: System) -> None:
    system.load("m", ENDLESS)
    system.spawn("m", "loop", 0)
    system.node.spawn_mfa(a.erlang, a.halt, (3,))
    assert system.node.run_until(lambda: False)
    assert system.node.exit_code == 3


def test_python_bug_ends_only_its_process(system: System) -> None:
    told: list[str] = []
    system.node.on_internal_error = lambda p, e: told.append(type(e).__name__)
    system.load("m", "def f__0():\n    return {}['nope']\n")
    p = system.spawn("m", "f")
    system.node.run_idle()
    assert not system.alive(p) and told == ["KeyError"]
    assert plain(system.crashes[0][2])[0] == "internal_error"
