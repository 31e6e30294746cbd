"""The values of one language as values of the other.

    Erlang                         Python
    integer, float                 int, float
    true, false, undefined         True, False, None
    other atoms                    Atom (made with atom("name"), compared with `is` or `==`)
    binary                         bytes; a str becomes a binary of its UTF-8
    bit string                     BitString
    list, string                   list; `text` makes a str of a string or binary
    improper list                  Improper(items, tail)
    tuple                          tuple
    map                            dict
    fun                            Fun, which can be called; any Python function that is given
                                   becomes a fun of as many parameters
    pid, reference, port           Pid, Ref, Port
    native record                  Record, whose values stay Erlang's

A list or map that is the key of a dict becomes a tuple or Items of its elements, since a key must
be hashable. Two keys that Python takes for equal (1 and 1.0) become one. Nesting may be as deep as
memory allows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isfinite
from types import FunctionType
from typing import Any, Final

from pyerlshell.terms import maps
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import list_to_string, split_tail, to_list
from pyerlshell.terms.records import Record
from pyerlshell.terms.types import BitString, Pid, Port, Ref, Term


@dataclass(frozen=True, slots=True)
class Improper:
    """An Erlang list whose last tail is not the empty list."""

    items: tuple[Any, ...]
    tail: Any


class Items(tuple[Any, ...]):
    """A map that is the key of a dict: its pairs."""

    __slots__ = ()


_TO_PYTHON: Final[dict[Atom, Any]] = {a.true: True, a.false: False, a.undefined: None}
_SAME: Final = frozenset({int, float, bytes, BitString, Pid, Ref, Port, Record})
_VISIT: Final = object()

Build = Callable[[list[Any]], Any]
FunMaker = Callable[[FunctionType], Any]


def to_python(term: Term, fun: FunMaker) -> Any:
    """An Erlang term as a Python value; `fun` makes what stands for a fun."""
    out: list[Any] = []
    work: list[tuple[Any, Any, int]] = [(_VISIT, term, 0)]
    while work:
        step, x, count = work.pop()
        if step is not _VISIT:
            parts = out[len(out) - count :]
            del out[len(out) - count :]
            out.append(step(parts))
            continue
        kind = type(x)
        if kind in _SAME:
            out.append(x)
        elif kind is Atom:
            out.append(_TO_PYTHON.get(x, x))
        elif x is None:
            out.append([])
        elif kind is FunctionType:
            out.append(fun(x))
        else:
            build, parts = _taken_apart(x)
            work.append((build, None, len(parts)))
            work.extend((_VISIT, part, 0) for part in reversed(parts))
    return out[0]


def _taken_apart(x: Any) -> tuple[Build, list[Term]]:
    if type(x) is tuple:
        return tuple, list(x)
    if type(x) is list:
        items, tail = split_tail(x)
        return (list, items) if tail is None else (_improper, [*items, tail])
    pairs = list(maps.items(x))
    return _dict, [part for pair in pairs for part in pair]


def _improper(parts: list[Any]) -> Improper:
    return Improper(tuple(parts[:-1]), parts[-1])


def _dict(parts: list[Any]) -> dict[Any, Any]:
    return {_hashable(k): v for k, v in zip(parts[::2], parts[1::2])}


def _hashable(key: Any) -> Any:
    if type(key) is list:
        return tuple(_hashable(item) for item in key)
    if type(key) is tuple:
        return tuple(_hashable(item) for item in key)
    if type(key) is dict:
        return Items((_hashable(k), _hashable(v)) for k, v in key.items())
    return key


def to_erlang(value: Any, fun: Callable[[Any], FunctionType]) -> Term:
    """A Python value as an Erlang term; `fun` makes a fun of something that can be called."""
    out: list[Term] = []
    inside: set[int] = set()
    work: list[tuple[Any, Any, int]] = [(_VISIT, value, 0)]
    while work:
        step, x, count = work.pop()
        if step is not _VISIT:
            parts = out[len(out) - count :]
            del out[len(out) - count :]
            out.append(step(parts))
            inside.discard(id(x))
            continue
        whole = _whole(x, fun)
        if whole is not _VISIT:
            out.append(whole)
            continue
        if id(x) in inside:
            raise ValueError("a value that contains itself is no Erlang term")
        inside.add(id(x))
        build, parts = _parts(x)
        work.append((build, x, len(parts)))
        work.extend((_VISIT, part, 0) for part in reversed(parts))
    return out[0]


def _whole(x: Any, fun: Callable[[Any], FunctionType]) -> Any:
    """The term for what has no parts, else _VISIT."""
    kind = type(x)
    if isinstance(x, float) and not isfinite(x):
        raise ValueError(f"no Erlang term for {x}")
    if kind in _SAME or kind is Atom:
        return x
    if x is None:
        return a.undefined
    if kind is bool:
        return a.true if x else a.false
    if isinstance(x, str):
        return x.encode("utf-8", "surrogatepass")
    if isinstance(x, bytearray | memoryview):
        return bytes(x)
    if isinstance(x, tuple | list | Mapping | Improper):
        return _VISIT
    if isinstance(x, int):
        return int(x)
    if isinstance(x, float):
        return float(x)
    if callable(x):
        return fun(x)
    raise TypeError(f"no Erlang term for a {kind.__name__}")


def _parts(x: Any) -> tuple[Build, list[Any]]:
    if isinstance(x, list):
        return to_list, list(x)
    if isinstance(x, Improper):
        return _from_improper, [*x.items, x.tail]
    if isinstance(x, Items):
        x = dict(x)
    if isinstance(x, tuple):
        return tuple, list(x)
    return _map, [part for pair in x.items() for part in pair]


def _from_improper(parts: list[Any]) -> Term:
    return to_list(parts[:-1], parts[-1])


def _map(parts: list[Any]) -> Term:
    return maps.map_new(list(zip(parts[::2], parts[1::2])))


def text(value: Any) -> str:
    """The str that an Erlang string or UTF-8 binary, as Python has it, stands for."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "surrogatepass")
    found = list_to_string(to_list(value)) if isinstance(value, list) else None
    if found is None:
        raise ValueError("neither a string nor a binary")
    return found
