"""Sessions that trace, as the reference prints them (`*.out`, recorded with erl < *.in)."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pyerlshell import Node, atom
from pyerlshell.erts import mailbox
from pyerlshell.terms.lists import to_list

HERE = Path(__file__).parent / "sessions"
SOURCE = """
-module(m).
-export([f/1, on/1, off/0]).
f(X) -> X + 1.
on(Flags) ->
    erlang:trace_pattern({m, f, 1}, true, [local]),
    erlang:trace(all, true, Flags).
off() ->
    erlang:trace(all, false, [all]),
    erlang:trace_pattern({m, f, 1}, false, [local]).
"""
VOLATILE = re.compile(r"#Ref<[\d.]+>|<0\.\d+\.0>|\d{15,}")


def comparable(text: str) -> list[str]:
    return [VOLATILE.sub("*", line) for line in text.splitlines()[1:]]


@pytest.mark.parametrize("name", sorted(path.stem for path in HERE.glob("*.in")))
def test_session(name: str, tmp_path: Path) -> None:
    for source in HERE.glob("*.erl"):
        shutil.copy(source, tmp_path)
    with open(HERE / f"{name}.in", "rb") as commands:
        done = subprocess.run(
            [sys.executable, "-m", "pyerlshell"],
            stdin=commands,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=tmp_path,
            timeout=120,
            check=False,
        )
    expected = (HERE / f"{name}.out").read_text(encoding="utf-8")
    assert comparable(done.stdout.decode()) == comparable(expected)


def test_nothing_is_left_when_tracing_is_off() -> None:
    with Node() as node:
        code, spawn = mailbox.send.__code__, node.core.spawn
        node.load_text(SOURCE)
        cell = node.core.code.cell(atom("m"), atom("f"), 1)
        plain = cell.fn
        node.call("m", "on", [atom("send"), atom("call"), atom("procs")])
        assert cell.fn is not plain
        assert mailbox.send.__code__ is not code
        node.call("dbg", "stop")
        node.call("m", "off")
        assert cell.fn is plain
        assert mailbox.send.__code__ is code
        assert node.core.spawn == spawn
        assert node.call("m", "f", 1) == 2


def test_sessions_do_not_know_of_each_other() -> None:
    with Node() as node:
        node.load_text(SOURCE)
        one, two = node.mailbox("one"), node.mailbox("two")
        first = node.core.call("trace", "session_create", (atom("s1"), one.pid, None))
        second = node.core.call("trace", "session_create", (atom("s2"), two.pid, None))
        m_f = (atom("m"), atom("f"), 1)
        for session, flags in ((first, None), (second, to_list([atom("local")]))):
            assert node.core.call("trace", "function", (session, m_f, atom("true"), flags)) == 1
            everybody = (session, atom("all"), atom("true"), to_list([atom("call")]))
            assert int(str(node.core.call("trace", "process", everybody))) > 0
        assert node.call("m", "f", 1) == 2
        assert one.receive()[2:] == (atom("call"), (atom("m"), atom("f"), [1]))
        assert two.receive()[2:] == (atom("call"), (atom("m"), atom("f"), [1]))
        node.core.call("trace", "session_destroy", (first,))
        assert node.call("m", "f", 5) == 6
        assert len(one) == 0
        assert two.receive()[3] == (atom("m"), atom("f"), [5])


def test_a_process_that_waits_gets_its_messages_when_tracing_begins() -> None:
    with Node(output=io.BytesIO()) as node:
        assert node.call("dbg", "tracer")[0] is atom("ok")
        assert node.call("dbg", "p", atom("all"), [atom("m"), atom("p")])[0] is atom("ok")
        assert node.call("dbg", "p", atom("all"), [atom("clear")])[0] is atom("ok")
        assert node.call("dbg", "stop") is atom("ok")
