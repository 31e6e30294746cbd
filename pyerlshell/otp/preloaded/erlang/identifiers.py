"""Pids, ports, references and funs from and to text.

OTP: bif.c, erl_printf_term.c
"""

from __future__ import annotations

import re
from types import FunctionType
from typing import Any, Final

from pyerlshell.erts.errors import badarg
from pyerlshell.erts.machine import P
from pyerlshell.otp.preloaded.erlang.module import erlang
from pyerlshell.terms.atoms import Atom
from pyerlshell.terms.lists import list_to_string, string_to_list
from pyerlshell.terms.patterns import pattern
from pyerlshell.terms.types import NONODE, Pid, Port, Ref, Term
from pyerlshell.terms.write import fun_text, pid_text, port_text, ref_text

__preempt__ = True

_PID: Final = pattern(r"<0\.(\d+)\.(\d+)>\Z", re.ASCII)
_PORT: Final = pattern(r"#Port<0\.(\d+)>\Z", re.ASCII)
_REF: Final = pattern(r"#Ref<0\.(\d+(?:\.\d+){2}|\d+(?:\.\d+){4})>\Z", re.ASCII)
_SERIAL_LIMIT: Final = 1 << 32


def _matched(pattern: re.Pattern[str], l: Term) -> re.Match[str]:
    text = list_to_string(l)
    found = pattern.match(text) if text is not None else None
    if found is None:
        raise badarg(l)
    return found


def _node() -> tuple[Atom, int]:
    cur = getattr(P, "cur", None)
    return (cur.node.name, cur.node.creation) if cur is not None else (NONODE, 0)


@erlang.export("pid_to_list/1", "(Pid) -> string() when Pid :: pid()")
def pid_to_list(pid: Term) -> Term:
    """The text of Pid, as it is printed."""
    if type(pid) is Pid:
        return string_to_list(pid_text(pid))
    raise badarg(pid)


@erlang.export("port_to_list/1", "(Port) -> string() when Port :: port()")
def port_to_list(port: Term) -> Term:
    """The text of Port, as it is printed."""
    if type(port) is Port:
        return string_to_list(port_text(port))
    raise badarg(port)


@erlang.export("ref_to_list/1", "(Ref) -> string() when Ref :: reference()")
def ref_to_list(ref: Term) -> Term:
    """The text of Ref, as it is printed."""
    if type(ref) is Ref:
        return string_to_list(ref_text(ref))
    raise badarg(ref)


@erlang.export("fun_to_list/1", "(Fun) -> String :: string() when Fun :: fun()")
def fun_to_list(fun: Term) -> Term:
    """The text of Fun, as it is printed."""
    if type(fun) is FunctionType:
        return string_to_list(fun_text(fun))
    raise badarg(fun)


@erlang.export("list_to_pid/1", "(String) -> pid() when String :: string()")
def list_to_pid(l: Term) -> Term:
    """The pid whose text is String. For debugging only."""
    found = _matched(_PID, l)
    number, serial = int(found[1]), int(found[2])
    if number >= _SERIAL_LIMIT or serial >= _SERIAL_LIMIT:
        raise badarg(l)
    node, creation = _node()
    return Pid(node, number, serial, creation)


@erlang.export("list_to_port/1", "(String) -> port() when String :: string()")
def list_to_port(l: Term) -> Term:
    """The port identifier whose text is String. For debugging only."""
    found = _matched(_PORT, l)
    node, creation = _node()
    return Port(node, int(found[1]), creation)


@erlang.export("list_to_ref/1", "(String) -> reference() when String :: string()")
def list_to_ref(l: Term) -> Term:
    """The reference whose text is String. For debugging only."""
    found = _matched(_REF, l)
    ids = tuple([int(x) for x in found[1].split(".")])
    if any(x >= _SERIAL_LIMIT for x in ids):
        raise badarg(l)
    node, creation = _node()
    return Ref(node, ids, creation)


@erlang.export(
    "make_fun/3",
    "(Module, Function, Arity) -> fun() "
    "when Module :: atom(), Function :: atom(), Arity :: arity()",
    internal=True,
)
def make_fun(module: Any, name: Any, arity: Term) -> Term:
    """`fun Module:Function/Arity`."""
    if type(module) is Atom and type(name) is Atom and type(arity) is int and 0 <= arity <= 255:
        return P.cur.node.code.external_fun(module, name, arity)
    raise badarg(module, name, arity)
