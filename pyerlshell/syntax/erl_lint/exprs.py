"""Expressions other than those with clauses and calls.

OTP: erl_lint (expr/3)
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from pyerlshell.syntax.erl_lint import bits, records, uses
from pyerlshell.syntax.erl_lint.guards import EXACT, bool_op, compared, map_construction
from pyerlshell.syntax.erl_lint.nodes import (
    EXPR,
    expr,
    exprs,
    first,
    join_operands,
    node,
    parallel,
    still,
)
from pyerlshell.syntax.erl_lint.patterns import Pattern
from pyerlshell.syntax.erl_lint.state import Lint, items
from pyerlshell.syntax.erl_lint.variables import Exported
from pyerlshell.syntax.erl_parse.annos import first_anno
from pyerlshell.terms.atoms import a, atom

BEGIN: Final = atom("begin")
_NO_RECORDS: Final = frozenset(
    (a.char, a.integer, a.float, a.atom, a.string, a.cons, a.nil, a.lc, a.record_index)
) | {atom("fun"), a.named_fun}


@node(EXPR, "var")
def _var(c: Lint, n: Any) -> None:
    uses.read(c, n[2], n[1])


@node(EXPR, "cons")
def _cons(c: Lint, n: Any) -> None:
    operands = []
    anno = n[1]
    while n[0] is a.cons:
        operands.append(n[2])
        n = n[3]
    operands.append(n)
    parallel(c, operands, a.list, anno)


@node(EXPR, "tuple")
def _tuple(c: Lint, n: Any) -> None:
    parallel(c, items(n[2]), a.tuple, n[1])


@node(EXPR, "map")
def _map(c: Lint, n: Any) -> None:
    if len(n) == 3:
        map_construction(c, n)
        _operands(c, n, items(n[2]))
        return
    _operands(c, n, [n, *items(n[3])])
    if records.is_literal(n[2]):
        c.maybe(n[1], a.update_literal)


def _operands(c: Lint, n: Any, parts: Iterable[Any]) -> None:
    """The map that is updated, if there is one, and the associations."""
    v = c.variables
    deltas = []
    for part in parts:
        mark = len(v.trail)
        parallel(c, (n[2],) if part is n else part[2:4], a.map, n[1])
        if len(v.trail) > mark:
            deltas.append(v.undo(mark))
    if deltas:
        join_operands(c, deltas, None, matched=False)


@node(EXPR, "bin")
def _bin(c: Lint, n: Any) -> None:
    bits.expression(c, n, expr)


@node(EXPR, "block")
def _block(c: Lint, n: Any) -> None:
    v = c.variables
    mark = len(v.trail)
    exprs(c, n[2])
    if len(v.trail) > mark:
        join_operands(c, [v.undo(mark)], Exported(BEGIN, c.place(n[1])[1]))


@node(EXPR, "match", "maybe_match")
def _match(c: Lint, n: Any) -> None:
    value = first(c, expr, n[3])
    pattern = Pattern(c)
    pattern.check(n[2])
    pattern.bind()
    still(c, value)


@node(EXPR, "op")
def _op(c: Lint, n: Any) -> None:
    op = n[2]
    if op is a.andalso or op is a.orelse:
        _short_circuit(c, n)
        return
    if op in EXACT:
        compared(c, n[3])
        compared(c, n[4])
    bool_op(c, n)
    parallel(c, n[3:], op, n[1])


def _short_circuit(c: Lint, n: Any) -> None:
    v = c.variables
    left = first(c, _left, n)
    mark = len(v.trail)
    expr(c, n[4])
    if len(v.trail) > mark:
        v.join_unsafe([v.undo(mark)], n[2], c.place(n[1])[1])
    still(c, left)


def _left(c: Lint, n: Any) -> None:
    parallel(c, (n[3],), n[2], n[1])


@node(EXPR, "remote")
def _remote(c: Lint, n: Any) -> None:
    c.error(first_anno(n[2]), a.illegal_expr)


@node(EXPR, "executable_line", "ssa_check_when")
def _nothing(c: Lint, n: Any) -> None:
    pass


@node(EXPR, "record_index")
def _record_index(c: Lint, n: Any) -> None:
    records.index(c, n)


@node(EXPR, "record_field")
def _record_field(c: Lint, n: Any) -> None:
    _record_operand(c, n)
    records.access(c, n)


@node(EXPR, "record")
def _record(c: Lint, n: Any) -> None:
    if len(n) == 4:
        records.construct(c, n)
        return
    v = c.variables
    deltas = []
    for check in (_record_operand, records.update):
        mark = len(v.trail)
        check(c, n)
        if len(v.trail) > mark:
            deltas.append(v.undo(mark))
    if deltas:
        join_operands(c, deltas, None, matched=False)


def _record_operand(c: Lint, n: Any) -> None:
    if n[2][0] in _NO_RECORDS:
        c.warning(n[1], a.invalid_record)
    expr(c, n[2])
