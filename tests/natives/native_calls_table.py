"""Reads a table that scripts/native-calls.escript wrote, and makes the same calls here."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from pyerlshell.erts.errors import ErlError
from pyerlshell.erts.machine import TAIL, P, run
from pyerlshell.erts.native import NativeModule
from pyerlshell.erts.node import Node
from pyerlshell.erts.stacktrace import stacktrace
from pyerlshell.otp.preloaded.erlang.arithmetic import rem
from pyerlshell.otp.preloaded.erlang.tuples import element
from pyerlshell.syntax import erl_parse, erl_scan
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.chars import atom_text
from pyerlshell.terms.format import format_text
from pyerlshell.terms.lists import from_list, list_to_string, string_to_list, to_list
from pyerlshell.terms.order import compare
from pyerlshell.terms.types import Term

EXPECTED = Path(__file__).parent / "expected"
FOLDERS = ("stdlib", "kernel", "preloaded")


def native(name: str) -> NativeModule:
    """The native module of this name."""
    for folder in FOLDERS:
        try:
            found = importlib.import_module(f"pyerlshell.otp.{folder}.{name}")
        except ModuleNotFoundError as e:
            if e.name is not None and e.name.endswith(name):
                continue
            raise
        for value in vars(found).values():
            if type(value) is NativeModule and value.name == name:
                return value
    raise LookupError(name)


def rows(name: str) -> Iterator[tuple[str, str]]:
    """(call, result) of each row of a table."""
    lines = (EXPECTED / f"{name}.txt").read_text("utf-8").split("\n")
    for i in range(0, len(lines) - 1, 2):
        yield lines[i], lines[i + 1].strip()


def truth(x: bool) -> Atom:
    return a.true if x else a.false


def boom(*_: Term) -> Term:
    raise ErlError(a.error, a.boom, trace=IN_FUN)


# The place of a failure in one of the funs below.
IN_FUN: Term = [(a.fun, a.fun, 0, None), None]


def make_funs() -> dict[str, Callable[..., Term]]:
    """The funs that scripts/native-calls.escript has, by name."""

    def tag_odd(x: Any) -> Term:
        return (a.true, (a.odd, x)) if type(x) is int and x % 2 == 1 else a.false

    def keep_odd(x: Any) -> Term:
        return truth(rem(x, 2) == 1)

    def first_of(x: Any) -> Term:
        return element(1, x)

    return {
        "id": lambda x: x,
        "true": lambda x: a.true,
        "false": lambda x: a.false,
        "boom": lambda x: boom(),
        "boom2": lambda x, y: boom(),
        "list": lambda x: [x, [x, None]],
        "first": lambda x, y: x,
        "second": lambda x, y: y,
        "pair": lambda x, y: (x, y),
        "pair_list": lambda x, y: (x, [x, y]),
        "cons": lambda x, y: [x, y],
        "le": lambda x, y: truth(compare(x, y) <= 0),
        "lt": lambda x, y: truth(compare(x, y) < 0),
        "ge": lambda x, y: truth(compare(x, y) >= 0),
        "true2": lambda x, y: a.true,
        "false2": lambda x, y: a.false,
        "first_le": lambda x, y: truth(compare(first_of(x), first_of(y)) <= 0),
        "first_gt": lambda x, y: truth(compare(first_of(x), first_of(y)) > 0),
        "keep_odd": keep_odd,
        "tag_odd": tag_odd,
        "triple": lambda x, y, z: (x, y, z),
        "third": lambda x, y, z: z,
        "zero": lambda: 0,
    }


def parsed(call: str) -> tuple[str, str, list[Any]]:
    """Module, function and arguments."""
    head, _, rest = call.partition("(")
    module, _, name = head.partition(":")
    tokens = erl_scan.scan(f"[{rest[:-1]}].").tokens
    funs = make_funs()
    args = from_list(erl_parse.parse_term(tokens))
    named = [funs.get(x.name[1:], x) if type(x) is Atom and x.name[:1] == "$" else x for x in args]
    return module, name.strip("'"), named


def text(term: Term) -> str:
    """A term as the table has it."""
    shown = format_text(string_to_list("~0tkp"), [term, None])
    return re.sub(r"#(Fun|Ref)<[^>]*>", r"#\1", shown)


class NoProcess:
    """Stands for the running process, of which value functions know nothing but the node."""

    extra = None
    node = Node()


def result(call: str) -> str:
    """What the call gives here, in the words of the table."""
    before = getattr(P, "cur", None)
    P.cur = NoProcess()
    try:
        return _result(call)
    finally:
        P.cur = before


def _result(call: str) -> str:
    module, name, args = parsed(call)
    entry = native(module).functions.get((name, len(args)))
    if entry is None:
        return "undef"
    try:
        value = entry.fn(*args)
        return f"= {text(run() if value is TAIL else value)}"
    except ErlError as e:
        return f"! {e.cls.name} {text(e.reason)} @ {frame_text(e)}"


def frame_text(e: ErlError) -> str:
    """The failing function and what error_info says."""
    trace = stacktrace(e)
    if trace is None:
        return "nowhere"
    top: Any = trace[0]  # type: ignore[index]
    module, name, args, info = top
    where = f"{atom_text(module.name)}:{atom_text(name.name)}"
    if module is a.fun:
        return "fun"
    if type(args) is int:
        shown = f"{where}/{args}"
    else:
        shown = f"{where}({', '.join([text(x) for x in from_list(args)])})"
    told = "".join([f" | {k}: {v}" for k, v in reasons(e.reason, top, from_list(info))])
    return shown + told.replace("\n", " ")


def reasons(reason: Term, top: Term, info: list[Any]) -> list[tuple[str, str]]:
    """(argument, text) of each reason that the module named by error_info gives."""
    for key, details in info:
        if key is a.error_info:
            module = details[a.module].name
            why: Any = native(module).functions["format_error", 2].fn(reason, to_list([top]))
            found = sorted(why.items(), key=lambda kv: (type(kv[0]) is Atom, str(kv[0])))
            return [(str(k), as_text(v)) for k, v in found]
    return []


def as_text(v: Term) -> str:
    return v.decode() if type(v) is bytes else list_to_string(v) or ""
