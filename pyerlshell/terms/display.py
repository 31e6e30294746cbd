"""Terms in the plain style of the runtime system: erlang:display/1, its own error texts.

    {a,"text",<<"bytes">>,1.500000e+00,#{k=>v}}

OTP: erl_printf_term.c
"""

from __future__ import annotations

import re
from typing import Any, Final

from pyerlshell.terms.atoms import Atom
from pyerlshell.terms.lists import list_to_string, split_tail
from pyerlshell.terms.map_order import atom_age, ordered_items
from pyerlshell.terms.maps import is_map
from pyerlshell.terms.records import Record, values_by_age
from pyerlshell.terms.types import Term
from pyerlshell.terms.write import record_name, write

_OF_LISTS: Final = re.compile("[\t\n\r -~\xa0-\xff]+")
_OF_BINARIES: Final = re.compile(b"[ -~]+")
"""What is shown as a string."""
_PLAIN: Final = re.compile("[a-z\xdf-\xf6\xf8-\xff][a-zA-Z0-9_\xc0-\xd6\xd8-\xf6\xf8-\xff]*\\Z")
"""The atoms that have no quotes: reserved words are among them, `a@b` is not."""


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
        elif type(x) is Atom:
            out.append(x.name if _PLAIN.match(x.name) else _quoted_atom(x))
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


def _quoted_atom(x: Atom) -> str:
    text = write(x)
    return text if text.startswith("'") else f"'{text}'"


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
