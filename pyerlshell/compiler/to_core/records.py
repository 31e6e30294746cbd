"""Records become tuples.

    #r{a = 1}       ->  {r, 1, <default of b>}
    X#r.a           ->  case X of {r, A, _} -> A; _ -> error({badrecord, X}) end
    X#r{a = 1}      ->  case X of {r, _, B} -> {r, 1, B}; _ -> error({badrecord, X}) end
    is_record(X, r) ->  a test with the record's size

OTP: erl_expand_records
"""

from __future__ import annotations

from typing import Any

from pyerlshell.compiler import core
from pyerlshell.compiler.core import Expr, Pattern
from pyerlshell.compiler.to_core import native_records
from pyerlshell.compiler.to_core.exprs import NIL, expr, items, make_tuple, node
from pyerlshell.compiler.to_core.patterns import ANY, pattern
from pyerlshell.compiler.to_core.scope import RecordField, Scope, line_of
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.types import Term

UNDEFINED = core.Lit(a.undefined)


def fields_of(s: Scope, name: Atom, loc: Term) -> tuple[RecordField, ...] | None:
    found = s.module.records.get(name)
    if type(found) is not tuple:
        s.module.error(loc, (a.undefined_record, name))
        return None
    return found


def position(s: Scope, record: Atom, fields: tuple[RecordField, ...], field: Any) -> int:
    """The index of a field in the tuple, from 1 (0 is the tag); 0 if there is none."""
    for i, f in enumerate(fields, 1):
        if f.name is field[2]:
            return i
    s.module.error(field[1], (a.undefined_field, record, field[2]))
    return 0


def declared(s_module: Any, form: Any) -> None:
    """Enter `-record(Name, Fields)` into the module's scope."""
    name, fields = form[3]
    if name in s_module.records and not s_module.shell:
        s_module.error(form[1], (a.redefine_record, name))
        return
    out = []
    for f in items(fields):
        plain = f[1] if f[0] is a.typed_record_field else f
        out.append(RecordField(plain[2][2], plain[3] if len(plain) > 3 else None))
    s_module.records[name] = tuple(out)


def _given(
    s: Scope, name: Atom, fields: tuple[RecordField, ...], term: Term
) -> tuple[dict[int, Any], Any]:
    """position -> node for the fields written out, and the node of `_ = Default`."""
    given: dict[int, Any] = {}
    rest = None
    for f in items(term):
        if f[2][0] is a.var:
            rest = f[3]
            continue
        i = position(s, name, fields, f[2])
        if i in given:
            s.module.error(f[1], (a.redefine_field, name, f[2][2]))
        given[i] = f[3]
    return given, rest


@node("record")
def _record(s: Scope, n: Any) -> Expr:
    native = native_records.native(s, n[3] if len(n) == 5 else n[2])
    if native is not None:
        return (native_records.update if len(n) == 5 else native_records.construct)(s, n, native)
    if len(n) == 5:
        return _update(s, n)
    fields = fields_of(s, n[2], n[1])
    if fields is None:
        return NIL
    given, rest = _given(s, n[2], fields, n[3])
    nodes = [given.get(i, rest or f.default) for i, f in enumerate(fields, 1)]
    slots: list[Expr] = [core.Lit(n[2])]
    for i, value in enumerate(s.operands(nodes), 1):
        slots.append(expr(s, value) if i in given or rest else _default(s, fields[i - 1]))
    return make_tuple(tuple(slots))


def _default(s: Scope, field: RecordField) -> Expr:
    if field.default is None:
        return UNDEFINED
    with s.inner():
        s.env = {}
        return expr(s, field.default)


def _badrecord(subject: str, line: int) -> Expr:
    reason = core.Tuple((core.Lit(a.badrecord), core.Var(subject)))
    return core.Bif("error", (reason,), line)


def named(s: Scope, value: Expr) -> tuple[str, list[Expr]]:
    """A variable that holds the value, and what binds it."""
    if type(value) is core.Var:
        return value.name, []
    name = s.fresh("Rec")
    s.used.add(name)
    return name, [core.Match(core.PVar(name), value, 0)]


def _update(s: Scope, n: Any) -> Expr:
    fields = fields_of(s, n[3], n[1])
    line = line_of(n[1])
    value = expr(s, n[2])
    if fields is None:
        return NIL
    given, _ = _given(s, n[3], fields, n[4])
    subject, first = named(s, value)
    for i, v in given.items():
        name = s.fresh("Upd")
        s.used.add(name)
        first.append(core.Match(core.PVar(name), expr(s, v), 0))
        given[i] = name
    slots: list[Expr] = [core.Lit(n[3])]
    parts: list[Pattern] = [core.PLit(n[3])]
    for i in range(1, len(fields) + 1):
        if i in given:
            slots.append(core.Var(given[i]))
            parts.append(ANY)
        else:
            kept = s.fresh("Fld")
            s.used.add(kept)
            slots.append(core.Var(kept))
            parts.append(core.PVar(kept))
    hit = core.Clause((core.PTuple(tuple(parts)),), (), core.Tuple(tuple(slots)), line)
    miss = core.Clause((ANY,), (), _badrecord(subject, line), line)
    choice = core.Case(core.Var(subject), (hit, miss), "case_clause", line)
    return core.Seq((*first, choice)) if first else choice


@node("record_field")
def _field(s: Scope, n: Any) -> Expr:
    native = native_records.native(s, n[3])
    if native is not None:
        return native_records.access(s, n, native)
    fields = fields_of(s, n[3], n[1])
    line = line_of(n[1])
    value = expr(s, n[2])
    if fields is None:
        return NIL
    i = position(s, n[3], fields, n[4])
    if not s.module.strict_records:
        return core.Bif("element", (core.Lit(i + 1), value), line)
    size = core.Lit(len(fields) + 1)
    return core.Bif("record_field", (value, core.Lit(n[3]), size, core.Lit(i)), line)


@node("record_index")
def _index(s: Scope, n: Any) -> Expr:
    fields = fields_of(s, n[2], n[1])
    if fields is None:
        return NIL
    return core.Lit(position(s, n[2], fields, n[3]) + 1)


def pattern_of(s: Scope, n: Any) -> Pattern:
    """#r{a = P} and #r.a as patterns."""
    native = native_records.native(s, n[2]) if n[0] is a.record else None
    if native is not None:
        return native_records.pattern_of(s, n, native)
    fields = fields_of(s, n[2], n[1])
    if fields is None:
        return ANY
    if n[0] is a.record_index:
        return core.PLit(position(s, n[2], fields, n[3]) + 1)
    given, rest = _given(s, n[2], fields, n[3])
    parts: list[Pattern] = [core.PLit(n[2])]
    for i in range(1, len(fields) + 1):
        part = given.get(i, rest)
        parts.append(ANY if part is None else pattern(s, part))
    return core.PTuple(tuple(parts))


def is_record_call(s: Scope, args: list[Any], line: int) -> Expr | None:
    """is_record(X, r): the size is known; is_record/3 with constants likewise; else None: the
    BIF.
    """
    if args[1][0] is not a.atom:
        return None
    name = args[1][2]
    if len(args) == 3:
        if args[2][0] is a.atom:
            return native_records.is_native(expr(s, args[0]), name, args[2][2], line)
        if args[2][0] is not a.integer:
            return None
        size = args[2][2]
    else:
        native = native_records.native(s, name)
        if native is not None:
            module = a.__getattr__(native.module)
            return native_records.is_native(expr(s, args[0]), module, name, line)
        fields = fields_of(s, name, args[1][1]) if name in s.module.records else None
        if fields is None:
            if not s.in_guard:
                return None
            fields = fields_of(s, name, args[1][1]) or ()
        size = len(fields) + 1
    return core.Bif("is_record", (expr(s, args[0]), core.Lit(name), core.Lit(size)), line)


def record_info(s: Scope, args: list[Any], loc: Term) -> Expr:
    """record_info(size, r) and record_info(fields, r)."""
    if args[0][0] is not a.atom or args[1][0] is not a.atom:
        s.module.error(loc, a.illegal_record_info)
        return NIL
    fields = fields_of(s, args[1][2], loc)
    if fields is None:
        return NIL
    if args[0][2] is a.size:
        return core.Lit(len(fields) + 1)
    if args[0][2] is not a.fields:
        s.module.error(loc, a.illegal_record_info)
    return core.Lit(to_list([f.name for f in fields]))
