"""Maps: a dict up to 32 keys, copied on write; an `immutables.Map` above. Neither is ever changed.

A key is stored as `key(term)`: the term itself when Python's `==` and hash agree with `=:=` for it
(integers, atoms, binaries, pids, references, ports, `fun m:f/a`, flat tuples of those), else a
`Key` that carries the term and its hash. So 1 and 1.0 are two keys, and no nested term ever meets
Python's `==`.

OTP: erl_map.c
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from struct import Struct
from types import FunctionType
from typing import Any, Final, TypeAlias

import immutables

from pyerlshell.terms import funs
from pyerlshell.terms.atoms import Atom
from pyerlshell.terms.bits import bit_size, padded
from pyerlshell.terms.order import exact_equal
from pyerlshell.terms.records import Record
from pyerlshell.terms.types import BitString, Pid, Port, Ref, Term

SMALL_LIMIT: Final = 32

ErlMap: TypeAlias = "dict[Any, Term] | immutables.Map[Any, Term]"

_PLAIN: Final = frozenset((int, Atom, bytes, Pid, Port, Ref, type(None)))
_double: Final = Struct(">d").pack


class Key:
    """A map key that Python may not compare by itself."""

    __slots__ = ("hash", "term")

    def __init__(self, term: Term) -> None:
        self.term = term
        self.hash = term_hash(term)

    def __hash__(self) -> int:
        return self.hash

    def __eq__(self, other: object) -> bool:
        return self is other or (
            type(other) is Key and self.hash == other.hash and exact_equal(self.term, other.term)
        )


def key(term: Term) -> Any:
    """What a map stores for this key."""
    t = type(term)
    if t in _PLAIN:
        return term
    if t is tuple:
        for element in term:  # type: ignore[attr-defined]
            if type(element) not in _PLAIN:
                return _tuple_key(term)
        return term
    if t is BitString:
        return padded(term) if not term.size & 7 else Key(term)  # type: ignore[attr-defined, arg-type]
    if t is FunctionType and "mfa" in term.__dict__:
        return term
    return Key(term)


def _tuple_key(term: Any) -> Any:
    """Of a tuple that is not plain as it stands, but may be but for slices of binaries."""
    plain: list[Any] = []
    for element in term:
        if type(element) is BitString and not element.size & 7:
            plain.append(padded(element))
        elif type(element) in _PLAIN:
            plain.append(element)
        else:
            return Key(term)
    return tuple(plain)


def unkey(stored: Any) -> Term:
    """The term of a stored key."""
    return stored.term if type(stored) is Key else stored


def term_hash(term: Term) -> int:
    """A hash that agrees with =:=, for this Python process only (phash2 is in hash.py)."""
    tokens: list[object] = []
    add = tokens.append
    stack: list[Any] = [term]
    while stack:
        x = stack.pop()
        while type(x) is list:
            head = x[0]
            x = x[1]
            if type(head) in _PLAIN:
                add(head)
            else:
                stack.append(x)
                x = head
        t = type(x)
        if t in _PLAIN:
            add(x)
        elif t is tuple:
            add(len(x))
            stack.extend(x)
        elif t is float:
            add(_double(x))
        elif t is BitString:
            add(padded(x))
            if bit_size(x) & 7:
                add(bit_size(x))
        elif t is FunctionType:
            same = funs.identity(x)
            add(same if type(same) is tuple else id(same))
            stack.extend(funs.environment(x))
        elif t is Record:
            add(x[0].words())
            stack.extend(x[1:])
        else:
            _map_tokens(x, add, stack)
    return hash(tuple(tokens))


def _map_tokens(m: ErlMap, add: Any, stack: list[Any]) -> None:
    """Keys in the order of their hashes: equal maps give equal tokens. A tie hides its values."""
    hashes = sorted([(hash(k), i) for i, k in enumerate(m)])
    values = list(m.values())
    add(len(hashes))
    add(tuple(h for h, _ in hashes))
    for n, (h, i) in enumerate(hashes):
        if (not n or hashes[n - 1][0] != h) and (n + 1 == len(hashes) or hashes[n + 1][0] != h):
            stack.append(values[i])


def is_map(term: Term) -> bool:
    """`is_map/1`."""
    t = type(term)
    return t is dict or t is immutables.Map


def map_new(pairs: Iterable[tuple[Term, Term]] = ()) -> ErlMap:
    """The map of these (Key, Value) terms; the last of equal keys counts."""
    return from_stored({key(k): v for k, v in pairs})


def from_stored(items: dict[Any, Term]) -> ErlMap:
    """A term from a fresh dict of stored keys, which is given away."""
    return items if len(items) <= SMALL_LIMIT else immutables.Map(items)


_MISSING: Final = object()


def get(m: ErlMap, term: Term, default: Any = None) -> Any:
    """The value of a key, or `default`; pass a sentinel of your own to tell them apart."""
    t = type(term)
    return m.get(term if t is Atom or t is int or t is bytes else key(term), default)


def has(m: ErlMap, term: Term) -> bool:
    """`is_map_key/2`."""
    return key(term) in m


def put(m: ErlMap, term: Term, value: Term) -> ErlMap:
    """`M#{K => V}`."""
    t = type(term)
    k = term if t is Atom or t is int or t is bytes else key(term)
    if m.get(k, _MISSING) is value:
        return m
    if type(m) is dict:
        new = m.copy()
        new[k] = value
        return new if len(new) <= SMALL_LIMIT else immutables.Map(new)
    return m.set(k, value)  # type: ignore[union-attr]


def update(m: ErlMap, term: Term, value: Term) -> ErlMap:
    """`M#{K := V}`. Raises KeyError."""
    k = key(term)
    if k not in m:
        raise KeyError
    if type(m) is dict:
        new = m.copy()
        new[k] = value
        return new
    return m.set(k, value)  # type: ignore[union-attr]


def remove(m: ErlMap, term: Term) -> ErlMap:
    """The map without this key; the same map if it is not there."""
    k = key(term)
    if k not in m:
        return m
    if type(m) is dict:
        new = m.copy()
        del new[k]
        return new
    smaller = m.delete(k)  # type: ignore[union-attr]
    return smaller if len(smaller) > SMALL_LIMIT else dict(smaller)


def size(m: ErlMap) -> int:
    """`map_size/1`."""
    return len(m)


def keys(m: ErlMap) -> list[Term]:
    """The key terms, in no order; `ordered_items` has one."""
    return [k.term if type(k) is Key else k for k in m]


def items(m: ErlMap) -> Iterator[tuple[Term, Term]]:
    """(Key, Value) terms, in no order; `ordered_items` has one."""
    for k, v in m.items():
        yield (k.term if type(k) is Key else k), v


def merge(first: ErlMap, second: ErlMap) -> ErlMap:
    """Both maps' pairs; where both have a key, the second one's value."""
    if not second or first is second:
        return first
    if not first:
        return second
    if type(first) is dict and type(second) is dict:
        return from_stored(first | second)
    if type(first) is dict:
        return second.update({k: v for k, v in first.items() if k not in second})  # type: ignore[return-value]
    return first.update(second)  # type: ignore[return-value]
