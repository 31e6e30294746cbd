"""Clauses with a pattern that an earlier clause has, too.

The patterns are taken apart as for a decision tree, column by column: rows that end in the same
leaf match the same values, and the first of them without a guard leaves nothing to the next.

OTP: beam_core_to_ssa:match/4
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from pyerlshell.compiler.foresee import binaries
from pyerlshell.compiler.foresee.matching import UNDERSCORE, as_cells, expand, record_elements
from pyerlshell.compiler.foresee.messages import SSA
from pyerlshell.compiler.foresee.walk import Walk
from pyerlshell.syntax.erl_lint.state import items
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.write import write


@dataclass(frozen=True, slots=True)
class Row:
    """A clause, with the patterns that are left; `sure`: it has no guard."""

    clause: Any
    patterns: tuple[Any, ...]
    sure: bool

    def with_patterns(self, patterns: tuple[Any, ...]) -> Row:
        return Row(self.clause, patterns, self.sure)


Key = tuple[Any, ...] | None
"""What decides between constructors; None for a variable."""
Segment = tuple[str, str, str, str]
"""value, bits, type, flags"""


def check(w: Walk, clauses: list[Any], bound: frozenset[Atom]) -> None:
    """Warn of clauses that never get their turn. `bound` are the variables from before."""
    if len(clauses) < 2 or clauses[0][2] is None:
        return
    _match(w, [_row(w, clause, bound) for clause in clauses], None)


def _row(w: Walk, clause: Any, bound: frozenset[Atom]) -> Row:
    seen: set[Atom] = set(bound)
    tests = [False]

    def simple(n: Any) -> Any:
        return _simplified(w, n, seen, tests)

    patterns = tuple([simple(n) for n in items(clause[2])])
    return Row(clause, patterns, clause[3] is None and not tests[0])


_ANY: Final = (a.var, UNDERSCORE)


def _simplified(w: Walk, n: Any, seen: set[Atom], tests: list[bool]) -> Any:
    """A pattern as (key, parts), or `_ANY`."""

    def inside(nodes: list[Any]) -> tuple[Any, ...]:
        return tuple([_simplified(w, node, seen, tests) for node in nodes])

    kind = n[0]
    if kind is a.var:
        if n[2] is not UNDERSCORE:
            tests[0] |= n[2] in seen
            seen.add(n[2])
        return _ANY
    if kind is a.match:
        left, right = inside([n[2], n[3]])
        return right if left is _ANY else left
    if kind is a.string:
        return _simplified(w, as_cells(n), seen, tests)
    if kind is a.op:
        expanded = expand(n)
        return _ANY if expanded[0] is a.op else _simplified(w, expanded, seen, tests)
    if kind is a.cons:
        return (("cons",), inside([n[2], n[3]]))
    if kind is a.tuple:
        nodes = items(n[2])
        return (("tuple", len(nodes)), inside(nodes))
    if kind is a.record:
        elements = record_elements(w.module.records, n)
        if elements is None:
            tests[0] = True
            return _ANY
        return (("tuple", len(elements)), inside(elements))
    return _other(n, inside, tests)


def _other(n: Any, inside: Callable[[list[Any]], tuple[Any, ...]], tests: list[bool]) -> Any:
    if n[0] is a.map:
        parts = items(n[2])
        if any(part[2][0] is a.var for part in parts):
            tests[0] = True
        keys = tuple([write(part[2][2]) if len(part[2]) == 3 else "" for part in parts])
        return (("map", keys), inside([part[3] for part in parts]))
    if n[0] is a.bin:
        return (("bin", tuple([_segment(segment, tests) for segment in items(n[2])])), ())
    if n[0] is a.nil:
        return (("nil",), ())
    value = n[2]
    return ((type(value).__name__, write(value)), ())


def _segment(segment: Any, tests: list[bool]) -> Segment:
    """Two segments that are equal match the same."""
    value, size = segment[2], segment[3]
    if value[0] is a.var:
        text = "_"
    elif len(value) == 3:
        text = write(value[2])
    else:
        text, tests[0] = "?", True
    if size is not a.default and size[0] is not a.integer:
        tests[0] = True
    fixed, kind, flags = binaries.shape(segment)
    written = write(size[2]) if size is not a.default and len(size) == 3 else "?"
    bits = written if fixed is None else str(fixed)
    return (text, bits, kind.name, "" if kind is a.binary else flags)


def _match(w: Walk, rows: list[Row], default: Row | None) -> None:
    """`default` is what is tried when none of the rows fits."""
    if not rows[0].patterns:
        _leaf(w, rows, default)
        return
    for group in reversed(_groups(rows)):
        if group[0].patterns[0] is _ANY:
            _match(w, [row.with_patterns(row.patterns[1:]) for row in group], default)
        else:
            _constructors(w, group)
        default = group[0]


def _groups(rows: list[Row]) -> list[list[Row]]:
    """Neighbours that begin with a variable, and neighbours that do not."""
    groups: list[list[Row]] = []
    for row in rows:
        variable = row.patterns[0] is _ANY
        if groups and (groups[-1][0].patterns[0] is _ANY) == variable:
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def _constructors(w: Walk, rows: list[Row]) -> None:
    groups: dict[Any, list[Row]] = {}
    for row in rows:
        key, parts = row.patterns[0]
        if key[0] == "map":
            groups.setdefault("map", []).append(row)
            continue
        if key[0] == "bin":
            key = next((k for k in groups if k[0] == "bin" and _swallows(groups[k], k, key)), key)
        groups.setdefault(key, []).append(row.with_patterns((*parts, *row.patterns[1:])))
    for kind, group in groups.items():
        if kind == "map":
            _maps(w, group)
        else:
            _match(w, group, None)


def _swallows(rows: list[Row], one: Any, other: Any) -> bool:
    """Does a segment that takes any bits leave nothing to a segment of another type?"""
    left, right = one[1], other[1]
    differ = [index for index, pair in enumerate(zip(left, right)) if pair[0] != pair[1]]
    if len(left) != len(right) or len(differ) != 1 or not _is_any(rows[0]):
        return False
    x, y = left[differ[0]], right[differ[0]]
    return x[0] == "_" and x[1] == y[1] and x[2:] != y[2:] and x[2] in ("integer", "binary")


def _is_any(row: Row) -> bool:
    """Does the rest of the clause match whatever there is?"""
    return row.sure and all(pattern is _ANY for pattern in row.patterns)


def _maps(w: Walk, rows: list[Row]) -> None:
    """The keys that all rows have come first; rows are not exchanged."""
    for index, row in enumerate(rows):
        if row.patterns[0][0][1] == () and _is_any(row.with_patterns(row.patterns[1:])):
            if index + 1 < len(rows):
                _shadowed(w, row, rows[index + 1])
            rows = rows[: index + 1]
            break
    sets = [frozenset(row.patterns[0][0][1]) for row in rows]
    common = frozenset.intersection(*sets)
    if common and any(keys != common for keys in sets):
        rows = [_parted(row, common) for row in rows]
    for _, group in groupby(rows, lambda row: row.patterns[0][0]):
        _match(w, [r.with_patterns((*r.patterns[0][1], *r.patterns[1:])) for r in group], None)


def _parted(row: Row, common: frozenset[str]) -> Row:
    """A map pattern as two: the common keys, and the others."""
    (_, keys), parts = row.patterns[0]
    halves = []
    for wanted in (True, False):
        chosen = sorted([pair for pair in zip(keys, parts) if (pair[0] in common) is wanted])
        halves.append((("map", tuple([key for key, _ in chosen])), tuple([p for _, p in chosen])))
    return row.with_patterns((*halves, *row.patterns[1:]))


def _shadowed(w: Walk, row: Row, late: Row) -> None:
    anno = row.clause[1]
    line = anno[0] if type(anno) is tuple else anno
    w.warn(late.clause[1], (a.nomatch, (a.shadow, line)), SSA)


def _leaf(w: Walk, rows: list[Row], default: Row | None) -> None:
    for index, row in enumerate(rows):
        if row.sure:
            late = rows[index + 1] if index + 1 < len(rows) else default
            if late is not None:
                _shadowed(w, row, late)
            return
