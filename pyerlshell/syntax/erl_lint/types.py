"""Types: definitions, uses, specs and callbacks.

OTP: erl_lint (type_def/6, check_type/2, spec_decl/4)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from pyerlshell.syntax.erl_internal import is_type
from pyerlshell.syntax.erl_lint import options, records
from pyerlshell.syntax.erl_lint.constants import integer
from pyerlshell.syntax.erl_lint.names import check_module_name
from pyerlshell.syntax.erl_lint.obsolete_calls import check_deprecated_type
from pyerlshell.syntax.erl_lint.similar import guess
from pyerlshell.syntax.erl_lint.state import Lint, NameArity, TypeDefinition, items
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import is_proper
from pyerlshell.terms.types import Term

FUN: Final = atom("fun")

# Declarations


def define(c: Lint, attribute: Atom, anno: Term, value: Any) -> None:
    """-type, -opaque, -nominal"""
    name, body, args = value
    key = (name, len(items(args)))
    builtin = is_type(*key) and a.no_auto_import_types not in c.options
    if not builtin and key in c.types:
        c.error(anno, (a.redefine_type, key))
        return
    c.types[key] = TypeDefinition(attribute, anno, c.file)
    c.type_user = (a.type, key)
    check_types(c, [body, *items(args)])
    if builtin and "redefined_builtin_type" in c.enabled:
        if key not in options.values(c.options, a.nowarn_redefined_builtin_type):
            c.warning(anno, (a.redefine_builtin_type, key))


def export(c: Lint, anno: Term, names: Any) -> None:
    """-export_type"""
    listed = items(names)
    if not is_proper(names) or not all(_is_type_name(n) for n in listed):
        c.error(anno, (a.bad_export_type, names))
        return
    for key in listed:
        if key in c.exported_types:
            c.warning(anno, (a.duplicated_export_type, key))
            continue
        c.type_user = (a.export, None)
        used(c, anno, key)
        c.exported_types.add(key)


def _is_type_name(n: Any) -> bool:
    return type(n) is tuple and len(n) == 2 and type(n[0]) is Atom and type(n[1]) is int


def spec(c: Lint, anno: Term, value: Any) -> None:
    """-spec"""
    name, types = value
    mfa = name if len(name) == 3 else (c.module, *name)
    known = mfa in c.specs
    c.specs[mfa] = c.place(anno)
    if known:
        c.error(anno, (a.redefine_spec, name))
        return
    if mfa[0] is not c.module:
        check_module_name(c, anno, mfa[0])
        c.error(anno, (a.bad_module, mfa))
    c.type_user = (a.spec, mfa)
    _check_signatures(c, types, a.spec_wrong_arity, mfa[2])


def callback(c: Lint, anno: Term, value: Any) -> None:
    """-callback"""
    name, types = value
    if len(name) == 3:
        check_module_name(c, anno, name[0])
        c.error(anno, (a.bad_callback, name))
        return
    known = name in c.callbacks
    c.callbacks[name] = c.place(anno)
    if known:
        c.error(anno, (a.redefine_callback, name))
        return
    c.type_user = (a.spec, (c.module, *name))
    _check_signatures(c, types, a.callback_wrong_arity, name[1])


def _check_signatures(c: Lint, types: Any, wrong_arity: Atom, arity: int) -> None:
    for signature in items(types):
        constraints: list[Any] = []
        if signature[2] is a.bounded_fun:
            signature, bounds = items(signature[3])
            constraints = [x for bound in items(bounds) for x in items(items(bound[3])[1])]
        domain = items(signature[3])[0]
        if len(items(domain[3])) != arity:
            c.error(signature[1], wrong_arity)
        check_types(c, [signature, *constraints])


def used(c: Lint, anno: Term, key: NameArity) -> None:
    """Note that what is being checked mentions the type."""
    file, location = c.place(anno)
    c.usage.types.setdefault(key, []).append((c.type_user, file, location))


# Type expressions


@dataclass(slots=True)
class _Types:
    """A check of one declaration. `seen`: type variable -> where, or None if met twice."""

    c: Lint
    seen: dict[Atom, Any]

    def check(self, n: Any) -> None:
        if n[0] is a.type:
            key = (n[2], len(items(n[3])) if len(n) > 3 else 0)
            if key in self.c.types:
                used(self.c, n[1], key)
        self.inside(n)

    def inside(self, n: Any) -> None:
        _KINDS.get(n[0], _integer)(self, n)

    def all(self, nodes: Iterable[Any]) -> None:
        for n in nodes:
            self.check(n)


def check_types(c: Lint, types: Iterable[Any]) -> None:
    """Check the types of one declaration; a type variable is no use if it is there only once."""
    run = _Types(c, {})
    run.all(types)
    for name, place in run.seen.items():
        if place is not None and not name.name.startswith("_"):
            c.error(place, (a.singleton_typevar, name))


def _integer(t: _Types, n: Any) -> None:
    if integer(n) is None:
        t.c.error(n[1], (a.type_syntax, a.integer))


def _nothing(t: _Types, n: Any) -> None:
    pass


def _annotated(t: _Types, n: Any) -> None:
    t.check(items(n[2])[1])


def _variable(t: _Types, n: Any) -> None:
    if n[2].name != "_":
        t.seen[n[2]] = None if n[2] in t.seen else n[1]


def _remote(t: _Types, n: Any) -> None:
    module, name, args = items(n[2])
    check_module_name(t.c, n[1], module[2])
    check_deprecated_type(t.c, n[1], module[2], name[2], len(items(args)))
    if module[2] is t.c.module:
        t.inside((a.user_type, n[1], name[2], args))
    else:
        t.all(items(args))


def _user_type(t: _Types, n: Any) -> None:
    args = items(n[3])
    used(t.c, n[1], (n[2], len(args)))
    t.all(args)


def _type(t: _Types, n: Any) -> None:
    special = _TYPES.get(n[2])
    args = items(n[3]) if len(n) > 3 else []
    if special is not None and (n[2], len(args)) not in _ORDINARY:
        special(t, n, args)
        return
    key = (n[2], len(args))
    if is_type(*key):
        used(t.c, n[1], key)
    t.all(args)


_ORDINARY: Final = frozenset(
    [(a.binary, 0), (FUN, 0), (FUN, 1), (a.bool, 1), (a.range, 0), (a.record, 0)]
)


def _bool(t: _Types, n: Any, args: list[Any]) -> None:
    t.c.warning(n[1], (a.renamed_type, a.bool, a.boolean))


def _fun(t: _Types, n: Any, args: list[Any]) -> None:
    domain = args[0]
    if domain[0] is not a.type or domain[2] not in (a.product, a.any):
        t.c.error(n[1], (a.type_syntax, FUN))
    t.all(args)


def _range(t: _Types, n: Any, args: list[Any]) -> None:
    low, high = integer(args[0]), integer(args[1])
    if low is None or high is None or low >= high:
        t.c.error(n[1], (a.type_syntax, a.range))


def _binary(t: _Types, n: Any, args: list[Any]) -> None:
    base, unit = integer(args[0]), integer(args[1])
    if base is None or unit is None or base < 0 or unit < 0:
        t.c.error(n[1], (a.type_syntax, a.binary))


def _parts(t: _Types, n: Any, args: list[Any]) -> None:
    t.all(args)


def _pairs(t: _Types, n: Any, args: list[Any]) -> None:
    for pair in args:
        t.inside(pair)


def _union(t: _Types, n: Any, args: list[Any]) -> None:
    """A variable that is once in each of several alternatives is still there only once."""
    before = t.seen
    result = dict(before)
    for arg in args:
        t.seen = dict(before)
        t.check(arg)
        for name, place in t.seen.items():
            if name not in result or place is None:
                result[name] = place
    t.seen = result


def _record(t: _Types, n: Any, args: list[Any]) -> None:
    name = args[0]
    if name[0] is a.atom:
        key = name[2]
    elif name[0] is a.tuple:
        module, local = items(name[2])
        if module[2] is not t.c.module:
            return
        key = local[2]
    else:
        t.c.error(n[1], (a.type_syntax, a.record))
        return
    t.c.usage.records.add(key)
    _record_fields(t, n, key, args[1:])


def _record_fields(t: _Types, n: Any, name: Atom, fields: list[Any]) -> None:
    c = t.c
    record = c.records.get(name)
    if record is None:
        if name not in c.imported_records:
            records.undefined(c, n[1], name)
        return
    if record.native:
        if fields:
            c.error(fields[0][1], a.native_record_field_types)
        return
    if any(f[0] is not a.type or f[2] is not a.field_type for f in fields):
        c.error(n[1], (a.type_syntax, a.record))
        return
    seen: set[Atom] = set()
    for part in fields:
        key, kind = items(part[3])
        if key[2] not in record.fields:
            meant = guess(key[2], [known.name for known in record.fields])
            tail = () if meant is None else (meant,)
            c.error(key[1], (a.undefined_field, name, key[2], *tail))
        if key[2] in seen:
            c.error(key[1], (a.redefine_field, name, key[2]))
        seen.add(key[2])
        t.inside(kind)


_KINDS: Final[dict[Any, Callable[[_Types, Any], None]]] = {
    a.type: _type,
    a.user_type: _user_type,
    a.remote_type: _remote,
    a.ann_type: _annotated,
    a.var: _variable,
    a.integer: _nothing,
    a.atom: _nothing,
}
_TYPES: Final[dict[Any, Callable[[_Types, Any, list[Any]], None]]] = {
    a.bool: _bool,
    FUN: _fun,
    a.range: _range,
    a.binary: _binary,
    a.map: _pairs,
    a.map_field_assoc: _parts,
    a.product: _parts,
    a.tuple: _parts,
    a.union: _union,
    a.record: _record,
    a.any: _parts,
}
