"""Loading, hot loading, purging: two versions side by side (reference page B1)."""

from __future__ import annotations

from typing import Any

import pytest
from hand import System, module, plain

from pyerlshell.erts.code_table import NotPurgedError
from pyerlshell.erts.errors import ErlError
from pyerlshell.erts.node import Node
from pyerlshell.terms.atoms import Atom, a

VERSION = """
def version__0():
    return {version}

def ask__0():
    return version__0()

def loop__0():
    p = P.cur; sv = p.saved; i = p.save
    while True:
        if i < len(sv): m = sv[i]
        elif p.inbox: m = p.inbox.popleft(); sv.append(m)
        else: p.save = i; P.f = wait; P.a = (globals()['loop/0'], ()); return TAIL
        del sv[i]; p.save = 0
        if m is a.switch:
            P.f = m__loop__0.fn; P.a = (); return TAIL
        if m is a.nested:
            inner__0()

def inner__0():
    p = P.cur; sv = p.saved; i = p.save
    while True:
        if i < len(sv): m = sv[i]
        elif p.inbox: m = p.inbox.popleft(); sv.append(m)
        else: p.save = i; park(); continue
        del sv[i]; p.save = 0
        return m

def mk(k, n):
    def fun(x):
        return x + k + {version}
    return fun

def adder__1(k):
    return mk(k, 0)
"""
FUNS = {"fun": (0, 1234)}


def load(system: System, version: int) -> None:
    system.load("m", VERSION.replace("{version}", str(version)), funs=FUNS)


@pytest.fixture
def loaded(system: System) -> System:
    load(system, 1)
    return system


def test_remote_calls_go_to_the_current_version_and_local_ones_stay(loaded: System) -> None:
    old = loaded.node.code.cell(a.m, a.ask, 0).fn
    load(loaded, 2)
    assert loaded.call("m", "ask") == 2
    assert old() == 1
    with pytest.raises(NotPurgedError):
        load(loaded, 3)


def test_a_process_leaves_old_code_by_a_full_call(loaded: System) -> None:
    p = loaded.spawn("m", "loop")
    loaded.node.run_idle()
    load(loaded, 2)
    assert loaded.call("erlang", "check_process_code", p.pid, a.m) is a.true
    loaded.node.send(p.pid, a.switch)
    loaded.node.run_idle()
    assert loaded.call("erlang", "check_process_code", p.pid, a.m) is a.false
    assert loaded.call("erlang", "check_old_code", a.m) is a.true
    assert loaded.call("erlang", "purge_module", a.m) is a.true
    assert loaded.call("erlang", "check_old_code", a.m) is a.false
    assert loaded.alive(p)


@pytest.mark.parametrize("nested", [False, True])
def test_purge_kills_what_lingers_in_old_code(loaded: System, nested: bool) -> None:
    p = loaded.spawn("m", "loop")
    if nested:
        loaded.node.send(p.pid, a.nested)
    loaded.node.run_idle()
    assert (p.g is not None) is nested
    reasons: list[Any] = []
    p.more().on_exit.append(lambda _, reason: reasons.append(reason))
    load(loaded, 2)
    loaded.call("erlang", "purge_module", a.m)
    assert reasons == [a.killed] and not loaded.crashes


def test_a_fun_of_old_code_works_until_the_purge(loaded: System) -> None:
    fun = loaded.call("m", "adder", 10)
    load(loaded, 2)
    other = loaded.call("m", "adder", 10)
    assert loaded.node.call_fun(fun, (1,)) == 12
    p = loaded.node.spawn(loaded.node.code.cell(a.m, a.loop, 0).fn)
    loaded.node.run_idle()
    loaded.call("erlang", "purge_module", a.m)
    assert loaded.node.call_fun(other, (1,)) == 13 and loaded.alive(p)
    with pytest.raises(ErlError) as caught:
        loaded.node.call_fun(fun, (1,))
    assert caught.value.reason == (a.badfun, fun)
    assert fun.__code__.co_argcount == 1 and fun.__closure__[0].cell_contents == 10


def test_undefined_functions(loaded: System) -> None:
    for mfa in (("m", "nope"), ("nomod", "f")):
        with pytest.raises(ErlError) as caught:
            loaded.call(*mfa, 1, 2)
        assert caught.value.reason is a.undef
        assert plain(caught.value.trace)[0] == (*mfa, [1, 2], [])


def test_loaders_are_asked_when_a_module_is_called(system: System) -> None:
    asked: list[str] = []

    def loader(node: Node, name: Atom) -> bool:
        asked.append(name.name)
        if name.name != "m":
            return False
        node.code.load(module("m", "def f__1(x):\n return x * 2\n"))
        return True

    system.node.loaders.append(loader)
    assert system.call("m", "f", 21) == 42
    assert system.call("m", "f", 22) == 44
    assert asked == ["m"]
    with pytest.raises(ErlError):
        system.call("other", "f", 1)
    assert asked == ["m", "other"]


def test_delete_and_autoload_again(loaded: System) -> None:
    loaded.node.loaders.append(lambda node, name: load(loaded, 2) is None)
    assert loaded.call("erlang", "delete_module", a.m) is a.true
    assert loaded.call("erlang", "module_loaded", a.m) is a.false
    with pytest.raises(ErlError):  # there is old code
        loaded.call("erlang", "delete_module", a.m)
    assert loaded.call("erlang", "delete_module", a.nope) is a.undefined
    assert loaded.call("m", "ask") == 2
    with pytest.raises(ErlError):
        loaded.call("erlang", "delete_module", a.m)


def test_handle_undefined_function(system: System) -> None:
    code = module("m", "def f__1(x):\n return 1\ndef handle__2(f, args):\n return (f, args)\n")
    instance = system.node.code.load(code)
    handler = instance.exports.pop((a.handle, 2))
    instance.exports[getattr(a, "$handle_undefined_function"), 2] = handler
    assert plain(system.call("m", "nope", 1, 2)) == ("nope", [1, 2])


def test_external_funs_are_interned_and_follow_the_version(loaded: System) -> None:
    fun = loaded.call("erlang", "make_fun", a.m, a.version, 0)
    assert fun is loaded.call("erlang", "make_fun", a.m, a.version, 0)
    assert loaded.node.call_fun(fun) == 1
    load(loaded, 2)
    assert loaded.node.call_fun(fun) == 2
    assert plain(loaded.call("erlang", "fun_info", fun, a.type)) == ("type", "external")


def test_module_info(loaded: System) -> None:
    exports = plain(loaded.call("m", "module_info", a.exports))
    assert ("ask", 0) in exports and ("module_info", 1) in exports
    items = [item[0] for item in plain(loaded.call("m", "module_info"))]
    assert items == ["module", "exports", "attributes", "compile", "md5"]
    with pytest.raises(ErlError):
        loaded.call("m", "module_info", a.foo)
    assert loaded.call("erlang", "function_exported", a.m, a.ask, 0) is a.true
    assert loaded.call("erlang", "function_exported", a.m, a.ask, 1) is a.false


def test_on_load_that_refuses_leaves_the_old_version(loaded: System) -> None:
    text = VERSION.replace("{version}", "2") + "\ndef init__0():\n    return a.no\n"
    loaded.node.decode_object = lambda _, data: module("m", text, on_load="init/0")
    answer = loaded.call("erlang", "load_module", a.m, b"x")
    assert plain(answer) == ("error", "on_load")  # which waits for somebody to call init/0
    assert loaded.call("m", "ask") == 1
    assert loaded.call("erlang", "call_on_load_function", a.m) is a.no
    assert loaded.call("erlang", "finish_after_on_load", a.m, a.false) is a.true
    assert loaded.call("m", "ask") == 1
    loaded.node.decode_object = lambda _, data: module("m", VERSION.replace("{version}", "3"))
    assert plain(loaded.call("erlang", "load_module", a.m, b"x")) == ("module", "m")
    assert loaded.call("m", "ask") == 3
    assert plain(loaded.call("erlang", "load_module", a.m, b"x")) == ("error", "not_purged")
