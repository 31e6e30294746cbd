"""Links, monitors, aliases, exit signals, timers: the behaviour of the reference (see
scripts/oracle notes)."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hand import System, plain

from pyerlshell.erts.errors import ErlError
from pyerlshell.terms.atoms import a
from pyerlshell.terms.types import Pid

CODE = """
def idle__0():
    p = P.cur; sv = p.saved; i = p.save
    while True:
        if i < len(sv): m = sv[i]
        elif p.inbox: m = p.inbox.popleft(); sv.append(m)
        else: p.save = i; P.f = wait; P.a = (globals()['idle/0'], ()); return TAIL
        if type(m) is tuple and m[0] is a.apply:
            del sv[i]; p.save = 0
            r = m[1](*m[2])
            if r is TAIL: r = run()
            p.node.answers.append(r)
            P.f = globals()['idle/0']; P.a = (); return TAIL
        i += 1
"""


class Group:
    """Idle processes that do what they are told."""

    def __init__(self, system: System) -> None:
        self.system = system
        system.load("m", CODE)
        system.node.answers = []  # type: ignore[attr-defined]

    def spawn(self) -> Pid:
        pid = self.system.spawn("m", "idle").pid
        self.system.node.run_idle()
        return pid

    def do(self, pid: Pid, name: str, *args: Any) -> Any:
        cell = self.system.node.code.cell(a.erlang, getattr(a, name), len(args))
        answers: list[Any] = self.system.node.answers  # type: ignore[attr-defined]
        before = len(answers)
        self.system.node.send(pid, (a.apply, cell.fn, args))
        self.system.node.run_idle()
        return answers[-1] if len(answers) > before else None

    def mailbox(self, pid: Pid) -> list[Any]:
        p = self.system.node.lookup(pid)
        assert p is not None
        return [plain(m) for m in p.messages()]

    def alive(self, pid: Pid) -> bool:
        return self.system.node.lookup(pid) is not None


@pytest.fixture
def group(system: System) -> Group:
    return Group(system)


def test_an_exit_spreads_over_links_but_not_through_a_trapper(group: Group) -> None:
    x, y, z, w = (group.spawn() for _ in range(4))
    group.do(z, "process_flag", a.trap_exit, a.true)
    for left, right in ((x, y), (y, z), (z, w)):
        group.do(left, "link", right)
    group.do(w, "exit", x, a.boom)
    assert [group.alive(p) for p in (x, y, z, w)] == [False, False, True, True]
    assert group.mailbox(z) == [("EXIT", y, "boom")]


def test_normal_exit_signals_are_ignored_unless_trapped(group: Group) -> None:
    x, y = group.spawn(), group.spawn()
    group.do(x, "exit", y, a.normal)
    assert group.alive(y)
    group.do(y, "process_flag", a.trap_exit, a.true)
    group.do(x, "exit", y, a.normal)
    assert group.mailbox(y) == [("EXIT", x, "normal")]
    group.do(x, "exit", x, a.normal)
    assert not group.alive(x)


def test_kill_cannot_be_trapped_and_links_say_killed(group: Group) -> None:
    x, y, z = group.spawn(), group.spawn(), group.spawn()
    for pid in (y, z):
        group.do(pid, "process_flag", a.trap_exit, a.true)
    group.do(y, "link", z)
    group.do(x, "exit", y, a.kill)
    assert not group.alive(y) and group.mailbox(z) == [("EXIT", y, "killed")]


def test_link_to_the_dead(group: Group) -> None:
    x, y = group.spawn(), group.spawn()
    group.do(x, "exit", y, a.gone)
    group.do(x, "process_flag", a.trap_exit, a.true)
    assert group.do(x, "link", y) is a.true
    assert group.mailbox(x) == [("EXIT", y, "noproc")]
    z = group.spawn()
    group.do(z, "link", y)
    assert not group.alive(z)
    assert plain(group.system.crashes[-1][2]) == "noproc"


def test_unlink(group: Group) -> None:
    x, y = group.spawn(), group.spawn()
    group.do(x, "link", y)
    group.do(y, "unlink", x)
    group.do(x, "exit", x, a.boom)
    assert not group.alive(x) and group.alive(y)


def test_a_long_chain_of_links_ends(group: Group) -> None:
    pids = [group.system.spawn("m", "idle").pid for _ in range(3000)]
    group.system.node.run_idle()
    for left, right in itertools.pairwise(pids):
        group.do(left, "link", right)
    group.do(pids[0], "exit", pids[0], a.boom)
    assert not any(group.alive(pid) for pid in pids)


def test_monitors(group: Group) -> None:
    x, y = group.spawn(), group.spawn()
    ref = group.do(x, "monitor", a.process, y)
    other = group.do(x, "monitor", a.process, y)
    assert group.do(x, "demonitor", other) is a.true
    group.do(y, "exit", y, a.boom)
    assert group.mailbox(x) == [("DOWN", ref, "process", y, "boom")]
    assert group.do(x, "demonitor", ref, [a.flush, None]) is a.true
    assert group.mailbox(x) == []


def test_monitor_of_names_and_of_the_dead(group: Group) -> None:
    x, y = group.spawn(), group.spawn()
    group.do(y, "register", a.yy, y)
    ref = group.do(x, "monitor", a.process, a.yy)
    none = group.do(x, "monitor", a.process, a.nobody)
    node = "nonode@nohost"
    assert group.mailbox(x) == [("DOWN", none, "process", ("nobody", node), "noproc")]
    group.do(x, "exit", y, a.boom)
    assert group.mailbox(x)[1] == ("DOWN", ref, "process", ("yy", node), "boom")
    dead = group.do(x, "monitor", a.process, y)
    assert group.mailbox(x)[2] == ("DOWN", dead, "process", y, "noproc")
    assert group.do(x, "whereis", a.yy) is a.undefined


def test_monitor_tag_and_info(group: Group) -> None:
    x, y = group.spawn(), group.spawn()
    ref = group.do(x, "monitor", a.process, y, [(a.tag, a.my_tag), None])
    group.do(x, "exit", y, a.boom)
    assert group.mailbox(x) == [("my_tag", ref, "process", y, "boom")]
    assert group.do(x, "demonitor", ref, [a.info, None]) is a.false


@pytest.mark.parametrize(
    "mode, second, after_down", [("explicit_unalias", True, True), ("demonitor", True, False)]
)
def test_alias_of_a_monitor(group: Group, mode: str, second: bool, after_down: bool) -> None:
    x, y = group.spawn(), group.spawn()
    ref = group.do(x, "monitor", a.process, y, [(a.alias, getattr(a, mode)), None])
    group.do(y, "send", ref, a.one)
    group.do(y, "send", ref, a.two)
    assert group.mailbox(x) == ["one", "two"]
    group.do(y, "exit", y, a.boom)
    z = group.spawn()
    group.do(z, "send", ref, a.three)
    assert ("three" in group.mailbox(x)) is after_down


def test_reply_demonitor_takes_one_message_and_the_monitor(group: Group) -> None:
    x, y = group.spawn(), group.spawn()
    ref = group.do(x, "monitor", a.process, y, [(a.alias, a.reply_demonitor), None])
    group.do(y, "send", ref, a.one)
    group.do(y, "send", ref, a.two)
    group.do(y, "exit", y, a.boom)
    assert group.mailbox(x) == ["one"]


def test_alias_and_unalias(group: Group) -> None:
    x, y = group.spawn(), group.spawn()
    ref = group.do(x, "alias")
    group.do(y, "send", ref, a.one)
    assert group.do(x, "unalias", ref) is a.true
    assert group.do(x, "unalias", ref) is a.false
    group.do(y, "send", ref, a.two)
    assert group.mailbox(x) == ["one"]


def test_names(group: Group) -> None:
    x, y = group.spawn(), group.spawn()
    assert group.do(x, "register", a.xx, x) is a.true
    assert group.do(y, "whereis", a.xx) == x
    group.do(y, "send", a.xx, a.hello)
    assert group.mailbox(x) == ["hello"]
    for args in ((a.xx, y), (a.other, x), (a.undefined, y)):
        with pytest.raises(ErlError) as caught:
            group.system.call("erlang", "register", *args)
        assert caught.value.reason is a.badarg
    assert group.do(y, "unregister", a.xx) is a.true
    with pytest.raises(ErlError):
        group.system.call("erlang", "send", a.xx, a.hello)


def test_timers(group: Group) -> None:
    x = group.spawn()
    clock, node = group.system.clock, group.system.node
    ref = group.do(x, "start_timer", 100, x, a.hello)
    other = group.do(x, "send_after", 50, x, a.early)
    clock.advance(30)
    assert group.do(x, "read_timer", ref) == 70
    assert group.do(x, "cancel_timer", other) == 20
    assert group.do(x, "cancel_timer", other) is a.false
    clock.advance(69)
    node.run_slice()
    assert group.mailbox(x) == []
    clock.advance(1)
    node.run_slice()
    assert group.mailbox(x) == [("timeout", ref, "hello")]


def test_suspend_and_resume(group: Group) -> None:
    x, y = group.spawn(), group.spawn()
    group.do(x, "suspend_process", y)
    group.do(x, "suspend_process", y)
    ref = group.do(y, "make_ref")
    assert ref is None
    group.do(x, "resume_process", y)
    assert group.system.node.answers[-1] is a.true  # type: ignore[attr-defined]
    assert len(group.mailbox(y)) == 1
    group.do(x, "resume_process", y)
    assert group.mailbox(y) == []


def test_process_info_of_a_waiting_server(group: Group) -> None:
    x, y = group.spawn(), group.spawn()
    group.do(x, "link", y)
    group.do(x, "monitor", a.process, y)
    group.do(y, "register", a.yy, y)

    def info(item: str) -> Any:
        return plain(group.do(x, "process_info", y, getattr(a, item)))

    assert info("current_function") == ("current_function", ("m", "idle", 0))
    assert info("initial_call") == ("initial_call", ("m", "idle", 0))
    assert info("status") == ("status", "waiting")
    assert info("links") == ("links", [x])
    assert info("monitored_by") == ("monitored_by", [x])
    assert info("registered_name") == ("registered_name", "yy")
    assert plain(group.do(x, "process_info", x, a.registered_name)) == []
    assert plain(group.do(x, "process_info", x, a.monitors)) == ("monitors", [("process", y)])
    assert plain(group.do(x, "process_info", x, a.status)) == ("status", "running")
    first = [item[0] for item in plain(group.do(x, "process_info", y))]
    assert first == (
        [
            "registered_name",
            "current_function",
            "initial_call",
            "status",
            "message_queue_len",
            "links",
            "dictionary",
            "trap_exit",
            "error_handler",
            "priority",
            "group_leader",
            "total_heap_size",
            "heap_size",
            "stack_size",
            "reductions",
            "garbage_collection",
            "suspending",
        ]
    )


def test_process_dictionary_keys_are_exact(group: Group) -> None:
    x = group.spawn()
    assert group.do(x, "put", 1, a.int) is a.undefined
    assert group.do(x, "put", 1.0, a.float) is a.undefined
    assert group.do(x, "put", [1, None], a.list) is a.undefined
    assert group.do(x, "get", 1) is a.int and group.do(x, "get", [1, None]) is a.list
    assert group.do(x, "erase", 1.0) is a.float
    assert plain(group.do(x, "get")) == [(1, "int"), ([1], "list")]
    assert plain(group.do(x, "get_keys", a.list)) == [[1]]


def test_hibernate_forgets_the_stack(group: Group) -> None:
    group.system.load("h", "def woken__1(x):\n P.cur.node.answers.append(x)\n return x\n")
    x = group.spawn()
    group.do(x, "hibernate", a.h, a.woken, [7, None])
    p = group.system.node.lookup(x)
    assert p is not None and p.g is None
    group.system.node.send(x, a.hello)
    group.system.node.run_idle()
    assert group.system.node.answers[-1] == 7  # type: ignore[attr-defined]
    assert not group.alive(x)
