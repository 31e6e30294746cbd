"""The tables of checks, one function a kind of node, and what walks through them.

    EXPR, PATTERN, GUARD    kind -> check
    expr, exprs             in order: what one binds the next may use
    parallel                operands: all of them see the same variables

OTP: erl_lint (expr/3, gexpr/3, vtupd_export_expr_list/4)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from pyerlshell.syntax.erl_lint.state import Lint
from pyerlshell.syntax.erl_lint.variables import (
    Binding,
    Cell,
    Delta,
    Exported,
    State,
    Unsafe,
    all_cells,
    gathered,
    stronger,
)
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Term

Check = Callable[[Lint, Any], None]
EXPR: Final[dict[Atom, Check]] = {}
GUARD: Final[dict[Atom, Check]] = {}

LEAVES: Final = frozenset((a.integer, a.char, a.float, a.atom, a.string, a.nil))
"""Kinds in which there is nothing to check."""


def node(table: dict[Atom, Check], *kinds: str) -> Callable[[Check], Check]:
    """Enter the function into the table under these kinds."""

    def enter(check: Check) -> Check:
        for kind in kinds:
            table[a.__getattr__(kind)] = check
        return check

    return enter


def expr(c: Lint, n: Any) -> None:
    if n[0] not in LEAVES:
        EXPR.get(n[0], _unknown)(c, n)


def guard_expr(c: Lint, n: Any) -> None:
    if n[0] not in LEAVES:
        GUARD.get(n[0], illegal)(c, n)


def illegal(c: Lint, n: Any) -> None:
    c.error(n[1], a.illegal_guard_expr)


def exprs(c: Lint, nodes: Any) -> None:
    while type(nodes) is list:
        n, nodes = nodes
        if n[0] not in LEAVES:
            EXPR.get(n[0], _unknown)(c, n)


def _unknown(c: Lint, n: Any) -> None:
    c.error(n[1], a.illegal_expr)


def parallel(
    c: Lint, nodes: Sequence[Any], construct: Atom | None = None, anno: Term = None
) -> None:
    """Operands. What they bind is exported from `construct`, if there is one."""
    deltas: list[Delta] = []
    v = c.variables
    for n in nodes:
        kind = n[0]
        if kind in LEAVES:
            continue
        mark = len(v.trail)
        EXPR.get(kind, _unknown)(c, n)
        if len(v.trail) > mark:
            deltas.append(v.undo(mark))
    if deltas:
        join_operands(
            c, deltas, None if construct is None else Exported(construct, c.place(anno)[1])
        )


def first(c: Lint, check: Callable[[Lint, Any], None], n: Any) -> Delta:
    """Check what is evaluated first; what it did, for `still`."""
    v = c.variables
    mark = len(v.trail)
    check(c, n)
    if len(v.trail) == mark:
        return {}
    delta = v.undo(mark)
    v.again(delta)
    return delta


def still(c: Lint, delta: Delta) -> None:
    """What `first` exported stays so, though what came behind it may have used it."""
    v = c.variables
    for name, binding in delta.items():
        now = v.bound[name]
        if binding.state is not None and now.state is None:
            v.bind(name, Binding(binding.state, now.cells))


def join_operands(
    c: Lint, deltas: Sequence[Delta], export: Exported | None, matched: bool = True
) -> None:
    """All operands are evaluated: a variable that two of them bind is matched, hence used."""
    v = c.variables
    for name, bindings in gathered(deltas).items():
        state: State = None
        for b in bindings:
            state = stronger(state, b.state)
        old = v.bound.get(name)
        if old is not None:
            v.bind(name, Binding(state, old.cells))
            continue
        if matched and len(bindings) > 1:
            match_cells(c, name, all_cells(bindings))
        if export is not None and type(state) is not Unsafe:
            state = export
        v.bind(name, Binding(state, all_cells(bindings)))


def match_cells(c: Lint, name: Atom, cells: Sequence[Cell]) -> None:
    """A variable is bound at several places of a pattern or of operands."""
    if name.name.startswith("_") and "underscore_match" in c.enabled:
        for index, cell in enumerate(cells):
            same = index == 1 and c.place(cell.anno) == c.place(cells[0].anno)
            if not cell.used and not (same and not cells[0].used):
                c.warning(cell.anno, (a.match_underscore_var_pat, name))
    for cell in cells:
        cell.used = True


def report_unused(c: Lint) -> None:
    seen: set[tuple[Atom, str]] = set()
    for cell in c.variables.cells:
        if cell.used or cell.name.name.startswith("_"):
            continue
        key = (cell.name, str(c.place(cell.anno)))
        if key not in seen:
            seen.add(key)
            c.unused.add(c.place(cell.anno)[1])
            if "unused_vars" in c.enabled:
                c.warning(cell.anno, (a.unused_var, cell.name))
