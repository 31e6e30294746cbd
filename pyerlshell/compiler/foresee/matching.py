"""Does a pattern match what is known of a value?

OTP: cerl_clauses:match/2
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Any, Final

from pyerlshell.compiler.foresee.values import (
    ANY,
    Lit,
    Value,
    cell_parts,
    is_data,
    tuple_parts,
)
from pyerlshell.syntax.erl_lint.constants import fold
from pyerlshell.syntax.erl_lint.state import items
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.bits import is_bitstring
from pyerlshell.terms.maps import is_map
from pyerlshell.terms.order import exact_equal
from pyerlshell.terms.types import Term


class Match(Enum):
    NO = 0
    PERHAPS = 1
    YES = 2


Env = dict[Atom, Value]
Records = dict[Term, list[tuple[Atom, Any]]]
"""name -> (field, default) in order"""

UNDERSCORE: Final = atom("_")
_SCALARS: Final = frozenset((a.integer, a.char, a.float, a.atom))


class Pattern:
    """One match: `bound` are the variables from before, `new` what the pattern binds.

    `tests` is true if it compares two values: a variable that is already bound;
    `refuted`, if they are constants and differ; `read` are the variables that it looks at.
    """

    def __init__(self, bound: Env, records: Records) -> None:
        self.bound = bound
        self.records = records
        self.new: Env = {}
        self.tests = False
        self.refuted = False
        self.read: set[Atom] = set()

    def match(self, n: Any, value: Value) -> Match:
        return _KINDS.get(n[0], _perhaps)(self, n, value)

    def all(self, nodes: list[Any], values: tuple[Value, ...]) -> Match:
        found = [self.match(n, value) for n, value in zip(nodes, values)]
        return min(found, key=lambda match: match.value, default=Match.YES)

    def unknown(self, nodes: list[Any]) -> None:
        """Bind their variables to anything."""
        for n in nodes:
            self.match(n, ANY)

    def look_at(self, n: Any) -> None:
        """A key or a size reads its variables."""
        stack = [n]
        while stack:
            top = stack.pop()
            if type(top) is tuple and top and top[0] is a.var:
                self.read.add(top[2])
            elif type(top) is tuple:
                stack += top[2:]
            elif type(top) is list:
                stack += top


def _perhaps(p: Pattern, n: Any, value: Value) -> Match:
    return Match.PERHAPS


def _var(p: Pattern, n: Any, value: Value) -> Match:
    name = n[2]
    if name is UNDERSCORE:
        return Match.YES
    if name in p.bound or name in p.new:
        known = p.bound.get(name, ANY)
        if type(known) is Lit and type(value) is Lit:
            p.refuted |= not exact_equal(known.term, value.term)
            return Match.YES
        p.tests = True
        p.read.add(name)
        return Match.PERHAPS
    p.new[name] = value
    return Match.YES


def _literal(p: Pattern, n: Any, value: Value) -> Match:
    return constant(n[2] if n[0] in _SCALARS else None, value)


def constant(term: Term, value: Value) -> Match:
    if type(value) is Lit:
        return Match.YES if exact_equal(term, value.term) else Match.NO
    return Match.NO if is_data(value) else Match.PERHAPS


def _string(p: Pattern, n: Any, value: Value) -> Match:
    return p.match(as_cells(n), value)


def as_cells(n: Any) -> Any:
    """A string as a list of characters."""
    made: Any = (a.nil, n[1])
    for char in reversed(items(n[2])):
        made = (a.cons, n[1], (a.integer, n[1], char), made)
    return made


def _parts(p: Pattern, nodes: list[Any], parts: Any, value: Value) -> Match:
    if parts is not None:
        return p.all(nodes, parts)
    p.unknown(nodes)
    return Match.NO if is_data(value) else Match.PERHAPS


def _tuple(p: Pattern, n: Any, value: Value) -> Match:
    nodes = items(n[2])
    return _parts(p, nodes, tuple_parts(value, len(nodes)), value)


def _cons(p: Pattern, n: Any, value: Value) -> Match:
    return _parts(p, [n[2], n[3]], cell_parts(value), value)


def _record(p: Pattern, n: Any, value: Value) -> Match:
    nodes = record_elements(p.records, n)
    if nodes is None:
        p.unknown([part[3] for part in items(n[3])])
        return Match.PERHAPS
    return _parts(p, nodes, tuple_parts(value, len(nodes)), value)


def record_elements(records: Records, n: Any) -> list[Any] | None:
    """The elements of the tuple that a record pattern stands for."""
    fields = records.get(n[2]) if type(n[2]) is Atom else None
    if fields is None:
        return None
    given = {part[2][2]: part[3] for part in items(n[3])}
    other = given.get(UNDERSCORE, (a.var, n[1], UNDERSCORE))
    return [(a.atom, n[1], n[2]), *[given.get(name, other) for name, _ in fields]]


def _match(p: Pattern, n: Any, value: Value) -> Match:
    return p.all([n[2], n[3]], (value, value))


def _map(p: Pattern, n: Any, value: Value) -> Match:
    p.unknown([part[3] for part in items(n[2])])
    for part in items(n[2]):
        p.look_at(part[2])
    if type(value) is Lit:
        return Match.PERHAPS if is_map(value.term) else Match.NO
    return Match.NO if is_data(value) else Match.PERHAPS


def _bin(p: Pattern, n: Any, value: Value) -> Match:
    p.unknown([part[2] for part in items(n[2]) if part[2][0] is a.var])
    for part in items(n[2]):
        p.look_at(part[3])
    if type(value) is Lit:
        return Match.PERHAPS if is_bitstring(value.term) else Match.NO
    return Match.NO if is_data(value) else Match.PERHAPS


def _op(p: Pattern, n: Any, value: Value) -> Match:
    expanded = expand(n)
    return Match.PERHAPS if expanded[0] is a.op else p.match(expanded, value)


def expand(n: Any) -> Any:
    """Constant expressions and "prefix" ++ Rest as what they stand for."""
    if len(n) == 5 and n[2].name == "++":
        left = as_cells(n[3]) if n[3][0] is a.string else n[3]
        right = expand(n[4]) if n[4][0] is a.op else n[4]
        return _append(left, right)
    return fold(n)


def _append(left: Any, right: Any) -> Any:
    if left[0] is not a.cons:
        return right
    return (a.cons, left[1], left[2], _append(left[3], right))


_KINDS: Final[dict[Atom, Callable[[Pattern, Any, Value], Match]]] = {
    a.var: _var,
    a.integer: _literal,
    a.char: _literal,
    a.float: _literal,
    a.atom: _literal,
    a.nil: _literal,
    a.string: _string,
    a.tuple: _tuple,
    a.cons: _cons,
    a.record: _record,
    a.match: _match,
    a.map: _map,
    a.bin: _bin,
    a.op: _op,
}


def contradicts(n: Any, records: Records) -> bool:
    """Can it match nothing at all, as {a} = [b] in a pattern?"""
    stack = [n]
    while stack:
        top = stack.pop()
        if type(top) is not tuple:
            continue
        if top[0] is a.match and _alternatives_disagree(top, records):
            return True
        stack.extend(_inside(top, records))
    return False


def _alternatives_disagree(n: Any, records: Records) -> bool:
    """Are there two among the patterns of `P1 = P2 = P3` that exclude each other?"""
    flat: list[Any] = []
    stack = [n]
    while stack:
        top = stack.pop()
        if top[0] is a.match:
            stack += [top[3], top[2]]
        else:
            flat.append(top)
    return any(
        _disjoint(one, other, records)
        for index, one in enumerate(flat)
        for other in flat[index + 1 :]
    )


def _inside(n: Any, records: Records) -> list[Any]:
    if n[0] in (a.match, a.cons):
        return [n[2], n[3]]
    if n[0] is a.tuple:
        return items(n[2])
    if n[0] is a.record:
        return [part[3] for part in items(n[3])]
    if n[0] is a.map:
        return [part[3] for part in items(n[2])]
    if n[0] is a.map_field_exact:
        return [n[2], n[3]]
    return []


def _disjoint(one: Any, other: Any, records: Records) -> bool:
    """Two patterns of which no value matches both."""
    one, other = _shape(one, records), _shape(other, records)
    if one[0] in (a.var, a.match) or other[0] in (a.var, a.match):
        return False
    if one[0] is a.op or other[0] is a.op:
        return False
    if one[0] is not other[0]:
        return True
    if one[0] in _SCALARS:
        return not exact_equal(one[2], other[2])
    if one[0] is a.cons:
        while one[0] is a.cons and other[0] is a.cons:
            if _disjoint(one[2], other[2], records):
                return True
            one, other = _shape(one[3], records), _shape(other[3], records)
        return _disjoint(one, other, records)
    if one[0] is a.tuple:
        left, right = items(one[2]), items(other[2])
        if len(left) != len(right):
            return True
        return any(_disjoint(x, y, records) for x, y in zip(left, right))
    return False


def _shape(n: Any, records: Records) -> Any:
    if n[0] is a.string:
        return as_cells(n)
    if n[0] is a.op:
        return expand(n)
    if n[0] is a.char:
        return (a.integer, n[1], n[2])
    if n[0] is a.record:
        elements = record_elements(records, n)
        if elements is not None:
            made = None
            for element in reversed(elements):
                made = [element, made]
            return (a.tuple, n[1], made)
        return (a.var, n[1], UNDERSCORE)
    return n
