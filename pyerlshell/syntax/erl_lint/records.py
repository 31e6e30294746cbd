"""Records: definitions, and every way to use one.

OTP: erl_lint (record_def/5, check_record/4, check_fields/8)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final, Protocol

from pyerlshell.syntax.erl_lint.constants import fold
from pyerlshell.syntax.erl_lint.nodes import expr, join_operands, report_unused
from pyerlshell.syntax.erl_lint.similar import guess
from pyerlshell.syntax.erl_lint.state import TOP, Field, Lint, Record, Usage, items
from pyerlshell.syntax.erl_lint.variables import Delta, Variables
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.types import Term

Check = Callable[[Lint, Any], None]
WILDCARD: Final = atom("_")
_UNDEFINED: Final = (a.atom, 0, a.undefined)


# Definitions


def define(c: Lint, anno: Term, native: bool, name: Atom, fields: Any) -> None:
    if name in c.records:
        c.error(anno, (a.redefine_record, name))
        return
    if name in c.imported_records:
        c.error(anno, (a.redefine_imported_record, (c.imported_records[name], name)))
        return
    record = Record(anno, c.file, native, {})
    types = []
    for part in items(fields):
        if part[0] is a.typed_record_field:
            types.append(part[2])
            part = part[1]
        _define_field(c, name, record, part)
    c.records[name] = record
    from pyerlshell.syntax.erl_lint.types import check_types

    c.type_user = (a.record, name)
    check_types(c, types)


def _define_field(c: Lint, record_name: Atom, record: Record, part: Any) -> None:
    name = part[2][2]
    if name in record.fields:
        c.error(part[1], (a.redefine_field, record_name, name))
        return
    default = part[3] if len(part) > 3 else None
    defined = Field(name, part[1], default)
    record.fields[name] = defined
    if default is None:
        if not record.native:
            defined.default = _UNDEFINED
    elif not record.native:
        _check_default(c, defined)
    elif not _is_constant(default):
        c.error(part[1], (a.illegal_native_record_default, record_name, name))


def _check_default(c: Lint, defined: Field) -> None:
    """The default is checked here; what it uses counts where a record is made."""
    before = c.usage, c.function, c.variables, len(c.errors)
    c.usage, c.function, c.variables = Usage(), TOP, Variables()
    c.in_record_default = True
    expr(c, defined.default)
    c.in_record_default = False
    report_unused(c)
    defined.calls = frozenset(c.usage.calls.get(TOP, ()))
    defined.records = frozenset(c.usage.records)
    defined.imports = frozenset(c.usage.imports)
    c.usage, c.function, c.variables = before[:3]
    if len(c.errors) != before[3]:
        defined.default = _UNDEFINED
        defined.calls = defined.records = defined.imports = frozenset()


def _is_constant(n: Any) -> bool:
    n = fold(n)
    kind = n[0]
    if kind in (a.integer, a.char, a.float, a.atom, a.nil, a.string):
        return True
    if kind is a.cons:
        return _is_constant(n[2]) and _is_constant(n[3])
    if kind is a.tuple:
        return all(_is_constant(x) for x in items(n[2]))
    if kind is a.map and len(n) == 3:
        return all(_is_constant(x) for part in items(n[2]) for x in part[2:4])
    if kind is a.bin:
        return all(segment[2][0] is a.string for segment in items(n[2]))
    return False


def import_records(c: Lint, anno: Term, module: Atom, names: Any) -> None:
    listed = items(names)
    wrong = False
    for name in reversed(listed):
        if name in c.records:
            c.error(anno, (a.redefine_local_record, name))
        elif name in c.imported_records:
            c.error(anno, (a.redefine_imported_record, (c.imported_records[name], name)))
        else:
            continue
        wrong = True
    if not wrong:
        c.imported_records.update(dict.fromkeys(listed, module))


# Finding one


def undefined(c: Lint, anno: Term, name: Any) -> None:
    known = [n.name for n in (*c.records, *c.imported_records) if type(n) is Atom]
    meant = guess(name, known) if type(name) is Atom else None
    found = (a.undefined_record, name) if meant is None else (a.undefined_record, name, meant)
    c.error(anno, found)


def _undefined_field(c: Lint, anno: Term, record_name: Any, name: Atom, record: Record) -> None:
    meant = guess(name, [known.name for known in record.fields])
    tail = () if meant is None else (meant,)
    c.error(anno, (a.undefined_field, record_name, name, *tail))


def exists(c: Lint, anno: Term, name: Atom) -> None:
    """is_record(X, name) mentions it."""
    if name in c.records:
        c.usage.records.add(name)
    elif name not in c.imported_records:
        undefined(c, anno, name)


def find(c: Lint, anno: Term, name: Any) -> Record | bool | None:
    """The definition; None if it is in another module; False if there is none."""
    if name is None:
        return None
    if type(name) is tuple:
        if name[0] is not c.module:
            c.usage.records.add(name[1])
            return None
        name = name[1]
    record = c.records.get(name)
    if record is not None:
        c.usage.records.add(name)
        return record
    if name in c.imported_records:
        c.usage.records.add(name)
        return None
    undefined(c, anno, name)
    return False


def index(c: Lint, n: Any) -> None:
    """#r.f"""
    record = find(c, n[1], n[2])
    if record is None or (type(record) is Record and record.native):
        c.error(n[1], (a.native_record_illegal_record_index, n[2], n[3][2]))
    elif type(record) is Record and n[3][2] not in record.fields:
        _undefined_field(c, n[3][1], n[2], n[3][2], record)


def access(c: Lint, n: Any) -> None:
    """R#r.f"""
    record = find(c, n[1], n[3])
    if type(record) is not Record or n[4][2] in record.fields:
        return
    if record.native:
        c.maybe(n[4][1], (a.undefined_field, n[3], n[4][2]))
    else:
        _undefined_field(c, n[4][1], n[3], n[4][2], record)


# Fields with values


def construct(c: Lint, n: Any) -> None:
    """#r{f = V}: the fields, and the defaults of those that are not there."""
    if n[2] is None:
        c.error(n[1], (a.undefined_native_record, WILDCARD))
        return
    record = find(c, n[1], n[2])
    given = items(n[3])
    if type(record) is not Record:
        if record is None:
            _values(c, n[2], given, None, expr)
        return
    errors = len(c.errors)
    _values(c, n[2], given, record, expr)
    if record.native and len(c.errors) != errors:
        return
    for defined in _left_out(given, record):
        if defined.default is None:
            found = (a.novalue, n[2], defined.name)
            if type(n[2]) is tuple:
                c.maybe(n[1], found)
            else:
                c.error(n[1], found)
        use_default(c, defined)


def use_default(c: Lint, defined: Field) -> None:
    if defined.calls:
        c.usage.calls.setdefault(c.function, set()).update(defined.calls)
    c.usage.records.update(defined.records)
    c.usage.imports.update(defined.imports)


def _left_out(given: Iterable[Any], record: Record) -> list[Field]:
    named = {part[2][2] for part in given if part[2][0] is a.atom}
    return [defined for name, defined in record.fields.items() if name not in named]


def guard_construction(c: Lint, n: Any, check: Check) -> None:
    """In a guard the defaults must be guard expressions as well."""
    record = find(c, n[1], n[2])
    if record is None or (type(record) is Record and record.native):
        c.error(n[1], a.native_record_in_guard)
        return
    if type(record) is not Record:
        return
    given = items(n[3])
    _values(c, n[2], given, record, check)
    outside = c.at
    for defined in _left_out(given, record):
        c.at = n[1] if outside is None else outside
        check(c, defined.default)
        use_default(c, defined)
    c.at = outside


def all_values(c: Lint, n: Any) -> list[Any]:
    """The values that a construction evaluates, defaults included."""
    given = items(n[3])
    record = c.records.get(n[2]) if type(n[2]) is Atom else None
    defaults = [] if record is None else [d.default for d in _left_out(given, record)]
    return [part[3] for part in given] + [d for d in defaults if d is not None]


def update(c: Lint, n: Any) -> None:
    """R#r{f = V}, after R was checked."""
    record = find(c, n[1], n[3])
    parts = items(n[4])
    if record is not False:
        _values(c, n[3], parts, record if type(record) is Record else None, expr, updates=True)
    if type(record) is Record and not record.native:
        wildcards = [part[2][1] for part in parts if part[2][0] is a.var and part[2][2] is WILDCARD]
        if wildcards:
            c.error(wildcards[0], (a.wildcard_in_update, n[3]))
            return
    if is_literal(n[2]):
        c.maybe(n[1], a.update_literal)


def is_literal(n: Any) -> bool:
    """#r{...} and #{...}, and updates of them."""
    while True:
        if (n[0] is a.record and len(n) == 5) or (n[0] is a.map and len(n) == 4):
            n = n[2]
        else:
            return n[0] is a.record or n[0] is a.map


class Matcher(Protocol):
    """What the check of a pattern needs of `patterns.Pattern`."""

    c: Lint
    new: Delta

    def check(self, n: Any) -> None: ...


def pattern(p: Matcher, n: Any) -> None:
    """#r{f = P}"""
    c = p.c
    name = n[2][1] if type(n[2]) is tuple and n[2][0] is c.module else n[2]
    parts = items(n[3])
    record = c.records.get(name) if type(name) is Atom else None
    if type(name) is Atom and record is None and name not in c.imported_records:
        undefined(c, n[1], name)
        return
    if type(name) is Atom:
        c.usage.records.add(name)
    if record is not None and not record.native:
        wildcard = [part[2][1] for part in parts if part[2][0] is a.var]
        if wildcard and not _left_out(parts, record):
            c.error(wildcard[0], a.bad_multi_field_init)
    elif record is not None:
        for part in parts:
            if part[2][2] not in record.fields:
                c.maybe(part[1], (a.undefined_field, name, part[2][2]))
        record = None
    seen: set[Any] = set()
    before = set(p.new)
    for part in parts:
        if _field(c, n[2], part, record, seen, False):
            p.check(part[3])
        else:
            _forget(p, before)


def _forget(p: Matcher, kept: set[Atom]) -> None:
    """As the reference: a wrong field makes it forget what the fields before have bound."""
    for name in set(p.new) - kept:
        p.new.pop(name).use()


def _values(
    c: Lint,
    name: Any,
    parts: Iterable[Any],
    record: Record | None,
    check: Check,
    updates: bool = False,
) -> None:
    """Check fields and their values; the values see the same variables."""
    v = c.variables
    deltas = []
    seen: set[Any] = set()
    for part in parts:
        if _field(c, name, part, record, seen, updates or type(name) is tuple):
            mark = len(v.trail)
            check(c, part[3])
            if len(v.trail) > mark:
                deltas.append(v.undo(mark))
    if deltas:
        join_operands(c, deltas, None)


def _field(
    c: Lint, name: Any, part: Any, record: Record | None, seen: set[Any], lenient: bool
) -> bool:
    """Check the name of a field; True if its value is to be checked."""
    key = part[2]
    if key[0] is a.var:
        return _wildcard(c, name, key, record, seen)
    if record is None and part[2][2] not in seen:
        seen.add(key[2])
        return True
    if key[2] in seen:
        c.error(part[1], (a.redefine_field, name, key[2]))
        return False
    seen.add(key[2])
    assert record is not None
    if key[2] in record.fields:
        return True
    if record.native and lenient:
        c.maybe(key[1], (a.undefined_field, name, key[2]))
    else:
        _undefined_field(c, key[1], name, key[2], record)
    return False


def _wildcard(c: Lint, name: Any, key: Any, record: Record | None, seen: set[Any]) -> bool:
    if key[2] is not WILDCARD:
        c.error(key[1], (a.field_name_is_variable, name, key[2]))
        return False
    if record is None or record.native:
        c.error(key[1], a.native_record_illegal_multi_field_init)
        return False
    if WILDCARD in seen:
        c.error(key[1], a.bad_multi_field_init)
        return False
    seen.add(WILDCARD)
    return True
