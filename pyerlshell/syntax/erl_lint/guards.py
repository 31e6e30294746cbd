"""Guards: which expressions they may hold.

`guard_test` is a test at the top of a guard, where the type tests of long ago (atom/1, list/1) are
still known; `guard_expr` is what stands inside. `is_guard_test` asks without reporting.

OTP: erl_lint (guard_test/3, gexpr/3, is_guard_test2/2)
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.syntax import erl_internal
from pyerlshell.syntax.erl_lint import bits, records, uses
from pyerlshell.syntax.erl_lint.nodes import GUARD, LEAVES, guard_expr, illegal, node
from pyerlshell.syntax.erl_lint.obsolete_calls import check_deprecated
from pyerlshell.syntax.erl_lint.state import Lint, NameArity, items
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import string_to_list

IS_RECORD: Final = a.is_record
_SHORT_CIRCUIT: Final = frozenset((a.andalso, a.orelse))
EXACT: Final = frozenset((atom("=:="), atom("=/=")))
BOOL_OPS: Final = {getattr(a, "and"): "andalso", getattr(a, "or"): "orelse"}


def guard(c: Lint, alternatives: Any) -> None:
    """A guard: tests with commas between, and semicolons between those."""
    while type(alternatives) is list:
        tests, alternatives = alternatives
        while type(tests) is list:
            n, tests = tests
            guard_test(c, n)


def guard_test(c: Lint, n: Any) -> None:
    if n[0] is not a.call or n[2][0] is not a.atom:
        guard_expr(c, n)
        return
    name: Atom = n[2][2]
    args = items(n[3])
    called = (name, len(args))
    _obsolete(c, n, called)
    if name is a.record and len(args) == 2:
        guard_expr(c, (n[0], n[1], (a.atom, n[2][1], IS_RECORD), n[3]))
    elif _is_type_test(called) and name is not IS_RECORD and len(args) != 2:
        for arg in args:
            guard_expr(c, arg)
        if overridden(c, called):
            c.error(n[1], (a.illegal_guard_local_call, called))
    else:
        guard_expr(c, n)


def _is_type_test(called: NameArity) -> bool:
    return called in erl_internal.NEW_TYPE_TESTS or called in erl_internal.OLD_TYPE_TESTS


def _obsolete(c: Lint, n: Any, called: NameArity) -> None:
    if called not in erl_internal.OLD_TYPE_TESTS:
        check_deprecated(c, n[1], a.erlang, called[0], called[1])
        return
    c.maybe(n[2][1], (a.obsolete_guard, called))
    if (atom("is_" + called[0].name), called[1]) in c.locals:
        c.error(n[2][1], (a.obsolete_guard_overridden, called[0]))


def overridden(c: Lint, called: NameArity) -> bool:
    """Does this name not mean the guard BIF here?"""
    if called in c.locals:
        return True
    source = c.imports.get(called)
    if source is a.erlang:
        return False
    return source is not None or c.suppressed(called)


def _all(c: Lint, nodes: Any) -> None:
    while type(nodes) is list:
        n, nodes = nodes
        guard_expr(c, n)


@node(GUARD, "var")
def _var(c: Lint, n: Any) -> None:
    if c.bit_size is not None:
        uses.size(c, n[2], n[1])
    else:
        uses.read(c, n[2], n[1])


@node(GUARD, "cons")
def _cons(c: Lint, n: Any) -> None:
    while n[0] is a.cons:
        guard_expr(c, n[2])
        n = n[3]
    guard_expr(c, n)


@node(GUARD, "tuple")
def _tuple(c: Lint, n: Any) -> None:
    _all(c, n[2])


@node(GUARD, "map")
def _map(c: Lint, n: Any) -> None:
    if len(n) == 4:
        guard_expr(c, n[2])
    else:
        map_construction(c, n)
    for part in items(n[-1]):
        guard_expr(c, part[2])
        guard_expr(c, part[3])


def map_construction(c: Lint, n: Any) -> None:
    """#{K := V} updates; a new map has only =>."""
    for part in items(n[2]):
        if part[0] is a.map_field_exact:
            c.error(part[1], a.illegal_map_construction)


@node(GUARD, "record_index")
def _record_index(c: Lint, n: Any) -> None:
    records.index(c, n)


@node(GUARD, "record_field")
def _record_field(c: Lint, n: Any) -> None:
    guard_expr(c, n[2])
    records.access(c, n)


@node(GUARD, "record")
def _record(c: Lint, n: Any) -> None:
    if len(n) == 4:
        records.guard_construction(c, n, guard_expr)
    else:
        illegal(c, n)


@node(GUARD, "bin")
def _bin(c: Lint, n: Any) -> None:
    bits.expression(c, n, guard_expr)


@node(GUARD, "call")
def _call(c: Lint, n: Any) -> None:
    target = n[2]
    args = items(n[3])
    if target[0] is a.remote:
        _remote_call(c, n, args)
    elif target[0] is not a.atom:
        illegal(c, n)
    elif target[2] is IS_RECORD and len(args) in (2, 3):
        _is_record(c, n, args)
    else:
        _local_call(c, n, (target[2], len(args)), args)


def _remote_call(c: Lint, n: Any, args: list[Any]) -> None:
    module, name = n[2][2], n[2][3]
    if module[0] is not a.atom or module[2] is not a.erlang or name[0] is not a.atom:
        illegal(c, n)
        return
    called = (name[2], len(args))
    if called[0] is IS_RECORD and len(args) in (2, 3):
        _is_record(c, n, args)
        return
    for arg in args:
        guard_expr(c, arg)
    if called not in erl_internal.GUARD_BIFS and called not in erl_internal.GUARD_OPS:
        illegal(c, n)


def _is_record(c: Lint, n: Any, args: list[Any]) -> None:
    name = args[1]
    if len(args) == 2 and name[0] is a.atom:
        guard_expr(c, args[0])
        records.exists(c, name[1], name[2])
    elif len(args) == 3 and name[0] is a.atom and args[2][0] in (a.integer, a.atom):
        guard_expr(c, args[0])
        if overridden(c, (IS_RECORD, 3)):
            c.error(n[1], (a.illegal_guard_local_call, (IS_RECORD, 3)))
    else:
        for arg in args:
            guard_expr(c, arg)
        illegal(c, n)


def _local_call(c: Lint, n: Any, called: NameArity, args: list[Any]) -> None:
    for arg in args:
        guard_expr(c, arg)
    if called in erl_internal.GUARD_BIFS and not overridden(c, called):
        return
    if called in c.locals or called in c.imports:
        c.error(n[1], (a.illegal_guard_local_call, called))
    else:
        illegal(c, n)


@node(GUARD, "op")
def _op(c: Lint, n: Any) -> None:
    op = n[2]
    for operand in n[3:]:
        if op in EXACT:
            compared(c, operand)
        guard_expr(c, operand)
    if op in _SHORT_CIRCUIT:
        return
    if (op, len(n) - 3) in erl_internal.GUARD_OPS:
        bool_op(c, n)
    else:
        illegal(c, n)


def bool_op(c: Lint, n: Any) -> None:
    """`and` and `or` always evaluate both sides."""
    other = BOOL_OPS.get(n[2])
    if other is not None and len(n) == 5:
        quoted = (string_to_list(f"'{n[2].name}'"), string_to_list(f"'{other}'"))
        c.maybe(n[1], (a.obsolete_bool_op, *quoted))


def compared(c: Lint, n: Any) -> None:
    """0.0 in a comparison with =:=."""
    if n[0] is a.float:
        if n[2] == 0:
            c.maybe(n[1], a.match_float_zero)
    elif n[0] is a.cons:
        while n[0] is a.cons:
            compared(c, n[2])
            n = n[3]
        compared(c, n)
    elif n[0] is a.tuple:
        for element in items(n[2]):
            compared(c, element)


# The question alone.


def is_guard_test(c: Lint, n: Any) -> bool:
    """Could it stand in a guard? Then a filter is one."""
    if n[0] is a.call and n[2][0] is a.atom:
        args = items(n[3])
        called = (n[2][2], len(args))
        if called == (a.record, 2):
            return is_guard_expr(c, (n[0], n[1], (a.atom, n[2][1], IS_RECORD), n[3]))
        if called in c.locals or called in c.imports:
            return False
        if _is_type_test(called):
            fits = called != (IS_RECORD, 2) or args[1][0] is a.atom
            return fits and all(is_guard_expr(c, arg) for arg in args)
    return is_guard_expr(c, n)


def is_guard_expr(c: Lint, n: Any) -> bool:
    kind = n[0]
    if kind in LEAVES or kind is a.var:
        return True
    parts = _guard_parts(c, n)
    if parts is None:
        return False
    for part in parts:  # noqa: SIM110 -- a generator expression would recurse on the C stack
        if not is_guard_expr(c, part):
            return False
    return True


def _guard_parts(c: Lint, n: Any) -> list[Any] | None:
    """What must be guard expressions too; None if the node is none."""
    kind = n[0]
    if kind is a.op:
        fits = n[2] in _SHORT_CIRCUIT or (n[2], len(n) - 3) in erl_internal.GUARD_OPS
        return list(n[3:]) if fits else None
    if kind is a.call:
        return items(n[3]) if _is_guard_call(c, n) else None
    if kind is a.cons:
        return [n[2], n[3]]
    if kind is a.tuple:
        return items(n[2])
    if kind is a.map:
        subject = [n[2]] if len(n) == 4 else []
        return subject + [x for part in items(n[-1]) for x in part[2:4]]
    if kind is a.bin:
        segments = items(n[2])
        sizes = [s[3] for s in segments if s[3] is not a.default]
        return [s[2] for s in segments] + sizes
    if kind is a.record_index:
        return []
    if kind is a.record_field:
        return [n[2]]
    if kind is a.record and len(n) == 4:
        return records.all_values(c, n)
    return None


def _is_guard_call(c: Lint, n: Any) -> bool:
    target, arity = n[2], len(items(n[3]))
    if target[0] is a.atom:
        called = (target[2], arity)
        mine = called in c.locals or called in c.imports
        return not mine and called in erl_internal.GUARD_BIFS
    if target[0] is not a.remote or target[2][0] is not a.atom or target[3][0] is not a.atom:
        return False
    called = (target[3][2], arity)
    known = called in erl_internal.GUARD_BIFS or called in erl_internal.GUARD_OPS
    return target[2][2] is a.erlang and known
