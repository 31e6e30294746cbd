"""Clauses with a pattern that an earlier clause has, too.

The patterns are taken apart as for a decision tree, column by column: rows that end in the same
leaf match the same values, and the first of them without a guard leaves nothing to the next.

OTP: beam_core_to_ssa:match/4
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

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
        return (("bin", _segments(n, tests)), ())
    if n[0] is a.nil:
        return (("nil",), ())
    value = n[2]
    return ((type(value).__name__, write(value)), ())


def _segments(n: Any, tests: list[bool]) -> str:
    """Segments as text: two that are equal match the same."""
    shown = []
    for segment in items(n[2]):
        value, size = segment[2], segment[3]
        if value[0] is a.var:
            text = "_"
        elif len(value) == 3:
            text = write(value[2])
        else:
            text, tests[0] = "?", True
        if size is not a.default and size[0] is not a.integer:
            tests[0] = True
        bits = size if size is a.default else write(size[2]) if len(size) == 3 else "?"
        shown.append(f"{text}:{bits}/{write(segment[4])}")
    return ",".join(shown)


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
        if ("map", ()) in groups and key[0] == "map":
            key, parts = ("map", ()), ()
        groups.setdefault(key, []).append(row.with_patterns((*parts, *row.patterns[1:])))
    for group in groups.values():
        _match(w, group, None)


def _leaf(w: Walk, rows: list[Row], default: Row | None) -> None:
    for index, row in enumerate(rows):
        if row.sure:
            late = rows[index + 1] if index + 1 < len(rows) else default
            if late is not None:
                anno = row.clause[1]
                line = anno[0] if type(anno) is tuple else anno
                w.warn(late.clause[1], (a.nomatch, (a.shadow, line)), SSA)
            return
