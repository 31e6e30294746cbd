"""`display/1`, which prints a term past all of Erlang's own input and output.

OTP: erl_printf_term.c
"""

from __future__ import annotations

import re
from typing import Any, Final

from pyerlshell.erts.errors import badarg
from pyerlshell.erts.machine import P
from pyerlshell.otp.preloaded.erlang.module import erlang
from pyerlshell.terms.atoms import a
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.lists import list_to_string, split_tail
from pyerlshell.terms.map_order import atom_age, ordered_items
from pyerlshell.terms.maps import is_map
from pyerlshell.terms.records import Record, values_by_age
from pyerlshell.terms.types import Term
from pyerlshell.terms.write import record_name, write

_OF_LISTS: Final = re.compile("[\t\n\r -~\xa0-\xff]+")
_OF_BINARIES: Final = re.compile(b"[ -~]+")
"""What is shown as a string."""


def _quoted(text: str) -> str:
    escaped = text.replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def display_text(term: Term) -> str:
    """The text of a term in the plain style of the runtime system."""
    out: list[str] = []
    stack: list[Any] = [(term,)]
    while stack:
        x = stack.pop()
        if type(x) is str:
            out.append(x)
            continue
        x = x[0]
        if type(x) is float:
            out.append(f"{x:e}")
        elif type(x) is tuple:
            _push(stack, [[(e,)] for e in x], "{", "}")
        elif type(x) is Record:
            fields = [[name, "=", (value,)] for name, value in _fields(x)]
            _push(stack, fields, record_name(x, "unicode") + "{", "}")
        elif type(x) is list:
            _push_list(stack, x)
        elif type(x) is bytes and _OF_BINARIES.fullmatch(x):
            out.append(f"<<{_quoted(x.decode())}>>")
        elif is_map(x):
            _push(stack, [[(k,), "=>", (v,)] for k, v in ordered_items(x)], "#{", "}")
        else:
            out.append(write(x))
    return "".join(out)


def _fields(x: Record) -> list[tuple[str, Term]]:
    names = sorted(x[0].fields, key=atom_age)
    return [(write(name), value) for name, value in zip(names, values_by_age(x))]


def _push_list(stack: list[Any], x: Any) -> None:
    text = list_to_string(x)
    if text is not None and _OF_LISTS.fullmatch(text):
        stack.append(_quoted(text))
        return
    items, rest = split_tail(x)
    parts: list[list[Any]] = [[(e,)] for e in items]
    if rest is not None:
        parts[-1] += ["|", (rest,)]
    _push(stack, parts, "[", "]")


def _push(stack: list[Any], parts: list[list[Any]], before: str, after: str) -> None:
    stack.append(after)
    for i in range(len(parts) - 1, -1, -1):
        stack.extend(reversed(parts[i]))
        if i:
            stack.append(",")
    stack.append(before)


def _print(text: str, error: bool = False) -> None:
    outside = P.cur.node.outside
    stream = outside.stderr if error else outside.stdout
    if stream is not None:
        stream.write(text.encode("utf-8", "surrogatepass"))
        stream.flush()


@erlang.export("display/1", "(Term) -> true when Term :: term()")
def display(term: Term) -> Term:
    """Print Term on standard output. For debugging only."""
    _print(display_text(term) + "\r\n")
    return a.true


def _shown(x: Term) -> str | None:
    if type(x) is list or x is None:
        return list_to_string(x)
    data = to_bytes(x)
    return None if data is None else data.decode("utf-8", "replace")


@erlang.export("display_string/1", internal=True)
def display_string(x: Term) -> Term:
    """Print a string on standard output. For debugging only."""
    text = _shown(x)
    if text is None:
        raise badarg(x)
    _print(text)
    return a.true


@erlang.export("display_string/2", internal=True)
def display_string_on(device: Term, x: Term) -> Term:
    """Print a string on stdout or stderr. For debugging only."""
    text = _shown(x)
    if text is None or (device is not a.stdout and device is not a.stderr):
        raise badarg(device, x)
    _print(text, device is a.stderr)
    return a.true
