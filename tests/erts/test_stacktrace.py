"""Stack traces as the reference builds them."""

from __future__ import annotations

from typing import Any

import pytest
from hand import System, plain

from pyerlshell.erts.errors import ErlError
from pyerlshell.terms.atoms import a

CODE = """
def top__1(x):
    r = middle__1(x)
    return (a.ok, r)

def middle__1(x):
    r = bottom__1(x)
    return [r, None]

def bottom__1(x):
    if x is a.badarith:
        return 1 + x
    if x is a.clause:
        raise function_clause(x)
    if x is a.throw:
        erlang__throw__1.fn(a.oops)
    if x is a.error:
        erlang__error__2.fn(a.oops, [1, [2, None]])
    if x is a.exit:
        erlang__exit__1.fn(a.oops)
    if x is a.native:
        erlang__link__1.fn(a.nobody)
    if x is a.undef:
        nomod__f__1.fn(1)
    if x is a.tail:
        P.f = m__other__1.fn; P.a = (x,); return TAIL
    return x

def other__1(x):
    raise ErlError(a.error, a.oops)

def start__1(x):
    r = bottom__1(x)
    if r is TAIL: r = run()
    return (a.ok, r)

def catcher__1(x):
    try:
        r = top__1(x)
    except Exception as e:
        c, q = caught(e)
        return (c, q, stacktrace(e))
    return r

def outer__1(x):
    r = catcher__1(x)
    return r[2]

def again__0():
    try:
        try:
            r = top__1(a.clause)
        except Exception as e:
            stacktrace(e)
            raise
    except Exception as e:
        return stacktrace(e)
"""


@pytest.fixture
def loaded(system: System) -> System:
    system.load("m", CODE)
    return system


def at(name: str, args: Any, line: int) -> Any:
    file = [ord(c) for c in "m.erl"]
    return ("m", name, args, [("file", file), ("line", line)])


BELOW = [at("middle", 1, 7), at("top", 1, 3), at("catcher", 1, 39), at("outer", 1, 46)]
INFO = [("error_info", {a.module: a.erl_erts_errors})]


@pytest.mark.parametrize(
    "what, trace",
    [
        ("clause", [at("bottom", ["clause"], 14)]),
        ("throw", [at("bottom", 1, 16)]),
        ("error", [at("bottom", [1, 2], 18)]),
        ("exit", [at("bottom", 1, 20)]),
        ("native", [("erlang", "link", ["nobody"], INFO), at("bottom", 1, 22)]),
        ("undef", [("nomod", "f", [1], []), at("bottom", 1, 24)]),
        ("badarith", [at("bottom", 1, 12)]),
    ],
)
def test_traces_go_on_below_the_catching_function(loaded: System, what: str, trace: Any) -> None:
    assert plain(loaded.call("m", "outer", getattr(a, what))) == [*trace, *BELOW]


def test_class_and_reason(loaded: System) -> None:
    def caught(what: str) -> Any:
        return plain(loaded.call("m", "catcher", getattr(a, what))[:2])

    assert caught("badarith") == ("error", "badarith")
    assert caught("throw") == ("throw", "oops")
    assert caught("exit") == ("exit", "oops")
    assert caught("undef") == ("error", "undef")


def test_eight_frames(loaded: System) -> None:
    calls = [f"def f{n}__0():\n    r = f{n + 1}__0()\n    return [r, None]\n" for n in range(12)]
    loaded.load("n", "".join(calls) + "def f12__0():\n    raise ErlError(a.error, a.deep)\n")
    with pytest.raises(ErlError) as caught:
        loaded.call("n", "f0")
    assert len(plain(caught.value.trace)) == 8


def test_the_frame_of_a_tail_call_is_gone(loaded: System) -> None:
    with pytest.raises(ErlError) as caught:
        loaded.call("m", "start", a.tail)
    names = [entry[1] for entry in plain(caught.value.trace)]
    assert names == ["other", "start"]


def test_a_trace_survives_being_raised_again(loaded: System) -> None:
    names = [entry[1] for entry in plain(loaded.call("m", "again"))]
    assert names == ["bottom", "middle", "top", "again"]


def test_raise_with_a_given_trace(loaded: System) -> None:
    trace = [(a.x, a.y, 1, None), None]
    with pytest.raises(ErlError) as caught:
        loaded.call("erlang", "raise", a.error, a.oops, trace)
    assert caught.value.trace is trace
    assert loaded.call("erlang", "raise", a.foo, a.oops, None) is a.badarg


@pytest.mark.parametrize(
    "what, reason",
    [("error", "oops"), ("throw", ("nocatch", "oops")), ("badarith", "badarith")],
)
def test_uncaught_in_a_process(loaded: System, what: str, reason: Any) -> None:
    p = loaded.spawn("m", "top", getattr(a, what))
    reasons: list[Any] = []
    p.more().on_exit.append(lambda _, r: reasons.append(r))
    loaded.node.run_idle()
    assert plain(loaded.crashes[0][2]) == reason
    assert plain(reasons[0])[0] == reason
    assert [entry[1] for entry in plain(reasons[0])[1]] == ["bottom", "middle", "top"]


def test_uncaught_exit_is_not_reported(loaded: System) -> None:
    p = loaded.spawn("m", "top", a.exit)
    loaded.node.run_idle()
    assert not loaded.alive(p) and loaded.crashes == []


def test_a_crash_is_sent_to_the_process_named_logger(loaded: System) -> None:
    loaded.node.on_crash = None
    loaded.load("l", "def idle__0():\n while True:\n  P.cur.save = len(P.cur.saved)\n  park()\n")
    logger = loaded.spawn("l", "idle")
    loaded.call("erlang", "register", a.logger, logger.pid)
    loaded.spawn("m", "top", a.error)
    loaded.node.run_idle()
    kind, level, text, args, _meta = logger.messages()[0]  # type: ignore[misc]
    assert (kind, level) == (a.log, a.error)
    assert bytes(plain(text)) == b"Error in process ~p with exit value:~n~p~n"
    assert plain(args)[1][0] == "oops"
