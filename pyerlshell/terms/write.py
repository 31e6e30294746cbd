"""A term as text on one line, as `~w` and the depth-limited `~W` write it.

A stack holds what is still to be written: text, or a term with the depth that is left for it. Depth
counts down along a list as well as into it, which is why [1,2,3] at depth 3 is [1,2|...].

OTP: io_lib:write/1,2
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FunctionType, NoneType
from typing import Any, Final

from pyerlshell.terms import funs
from pyerlshell.terms.atoms import Atom
from pyerlshell.terms.bits import bit_size, padded
from pyerlshell.terms.chars import atom_text, escape
from pyerlshell.terms.digits import digits_of
from pyerlshell.terms.floats import short
from pyerlshell.terms.map_order import Ordering, ordered_items
from pyerlshell.terms.patterns import pattern
from pyerlshell.terms.records import Record
from pyerlshell.terms.types import NONODE, BitString, Pid, Port, Ref, Term

# Integers of any size are printed; Python refuses more than 4300 digits unless told otherwise.
sys.set_int_max_str_digits(0)

_RUNTIME_BARE: Final = pattern("[a-zß-öø-ÿ][0-9A-Za-z_À-ÖØ-öø-ÿ]*\\Z")


def channel(node: Atom) -> int:
    """The first number of a pid: 0 on this node, else the index of the node's name as an atom."""
    return 0 if node is NONODE else node.index


def pid_text(x: Pid) -> str:
    """<0.85.0>"""
    return f"<{channel(x.node)}.{x.number}.{x.serial}>"


def port_text(x: Port) -> str:
    """#Port<0.3>"""
    return f"#Port<{channel(x.node)}.{x.number}>"


def ref_text(x: Ref) -> str:
    """#Ref<0.1.2.3>"""
    return f"#Ref<{'.'.join(map(str, (channel(x.node), *x.ids)))}>"


def fun_text(fn: FunctionType) -> str:
    """#Fun<m.0.103114235>, or fun m:f/1."""
    mfa = funs.external_mfa(fn)
    if mfa is not None:
        return f"fun {_runtime_atom(mfa[0].name)}:{_runtime_atom(mfa[1].name)}/{mfa[2]}"
    module, index, uniq = funs.module_index_uniq(fn)
    return f"#Fun<{_runtime_atom(module.name)}.{index}.{uniq}>"


def _runtime_atom(name: str) -> str:
    """The runtime system's own quoting: no reserved words, no @, and UTF-8 taken for Latin-1."""
    if _RUNTIME_BARE.match(name) is None:
        name = "'" + escape(name, "'") + "'"
    return name.encode("utf-8", "surrogatepass").decode("latin-1")


def tsub(limit: int, used: int) -> int:
    """What is left of a character limit; a negative limit is none and stays so."""
    return limit if limit < 0 else max(limit - used, 0)


def binary_text(x: Any, depth: int, limit: int = -1) -> tuple[str, bool]:
    """<<1,2,...>> with at most depth - 1 bytes, or about `limit` characters; and is it all?"""
    data, size = padded(x), bit_size(x)
    left = tsub(limit, 4)
    parts: list[str] = []
    last = (size >> 3) - (0 if size & 7 else 1)  # the index of what closes the binary
    for i in range((size + 7) >> 3):
        if depth == 1 or left == 0:
            return "<<" + ",".join([*parts, "..."]) + ">>", False
        if i < last:
            parts.append(str(data[i]))
            left = tsub(left, len(parts[-1]) + 1)
            depth -= 1
    if size:
        parts.append(f"{data[-1] >> (8 - (size & 7))}:{size & 7}" if size & 7 else str(data[-1]))
    return "<<" + ",".join(parts) + ">>", True


def flat_text(x: Any, encoding: str = "unicode") -> str:
    """The text of a term that holds no other.

    What the shell's own processes send each other need not be a term; tracing may show it.
    """
    show = _FLAT.get(type(x))
    return f"#{type(x).__name__}<>" if show is None else show(x, encoding)


_FLAT: Final[dict[type, Callable[[Any, str], str]]] = {
    int: lambda x, _: digits_of(x),
    float: lambda x, _: short(x),
    Atom: lambda x, encoding: atom_text(x.name, encoding),
    Pid: lambda x, _: pid_text(x),
    Port: lambda x, _: port_text(x),
    Ref: lambda x, _: ref_text(x),
    FunctionType: lambda x, _: fun_text(x),
    NoneType: lambda x, _: "[]",
}

# text; or (term, depth left); or (the rest of a list, depth left, None)
_Stack = list[Any]


def write(
    term: Term, depth: int = -1, encoding: str = "unicode", ordering: Ordering = ordered_items
) -> str:
    """The text of a term; what lies deeper than `depth` as "...". A negative depth is no limit."""
    out: list[str] = []
    stack: _Stack = [(term, depth)]
    while stack:
        entry = stack.pop()
        if type(entry) is str:
            out.append(entry)
            continue
        x, d = entry[0], entry[1]
        t = type(x)
        if len(entry) == 3:
            _write_cells(x, d, False, encoding, out, stack)
        elif d == 0:
            out.append("...")
        elif t in _FLAT:
            out.append(_FLAT[t](x, encoding))
        elif t is bytes or t is BitString:
            out.append(binary_text(x, d)[0])
        elif t is tuple:
            out.append("{}" if not x else "{...}" if d == 1 else _write_tuple(x, d, stack))
        elif t is Record:
            out.append(record_name(x, encoding) + _write_record(x, d, encoding, stack))
        elif t is not list:
            out.append("#{}" if d == 1 or not x else _write_map(x, d, stack, ordering))
        elif d == 1:
            out.append("[...]")
        else:
            _write_cells(x, d, True, encoding, out, stack)
    return "".join(out)


def _write_cells(x: Any, d: int, first: bool, encoding: str, out: list[str], stack: _Stack) -> None:
    """Write cells while their heads are flat; push the rest as soon as one is not."""
    while type(x) is list:
        if first:
            out.append("[")
            first = False
        elif d == 1:
            break
        else:
            out.append(",")
        d -= 1
        head, x = x
        flat = _FLAT.get(type(head))
        if flat is None:
            stack.append((x, d, None))
            stack.append((head, d))
            return
        out.append(flat(head, encoding))
    if x is None:
        out.append("]")
    elif d == 1:
        out.append("|...]")
    else:
        stack.extend(("]", (x, d - 1), "|"))


def _write_tuple(x: tuple[Term, ...], d: int, stack: _Stack) -> str:
    """At depth d, d - 1 elements, each with less depth than the one before it."""
    d -= 1
    shown = x if d < 0 else x[:d]
    stack.append("}" if len(shown) == len(x) else ",...}")
    for i in range(len(shown) - 1, 0, -1):
        stack.append((shown[i], d - i))
        stack.append(",")
    stack.append((shown[0], d))
    return "{"


def record_name(x: Record, encoding: str) -> str:
    """#module:name"""
    definition = x[0]
    module, name = definition.module.name, definition.name.name
    return f"#{atom_text(module, encoding)}:{atom_text(name, encoding)}"


def _write_record(x: Record, d: int, encoding: str, stack: _Stack) -> str:
    """At depth d, d - 1 fields, each value with less depth than the one before it."""
    fields = x[0].fields
    shown = len(fields) if d < 0 else min(len(fields), d - 1)
    stack.append("}" if shown == len(fields) else "...}")
    for i in range(shown, 0, -1):
        if i < len(fields):
            stack.append(",")
        stack.append((x[i], d - i))
        stack.append(atom_text(fields[i - 1].name, encoding) + " = ")
    return "{"


def _write_map(m: Any, d: int, stack: _Stack, ordering: Ordering) -> str:
    """At depth d, d - 1 pairs, each at that depth; the dots come even if there is no pair left."""
    d -= 1
    pairs = ordering(m)
    shown = pairs if d < 0 else pairs[:d]
    stack.append(",...}" if d == len(shown) else "}")
    for i in range(len(shown) - 1, -1, -1):
        key, value = shown[i]
        stack.append((value, d))
        stack.append(" => ")
        stack.append((key, d))
        if i:
            stack.append(",")
    return "#{"
