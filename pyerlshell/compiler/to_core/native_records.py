"""Native records: `#r{a = 1}` where `-record #r{...}` stands before, `#m:r{...}`, `#_{...}`.

    {record, L, pair, [{record_field,_,{atom,_,b},{var,_,'B'}}]}
        ->   RecordNew(pair of this module, ("a", "b"), (Lit(1), Var("B")))

What is made knows its definition. Everything else asks the value for what it captured; where the
definition is known here, `places` say where a field is if the value has that very definition.

OTP: v3_core (expr_record/5, pattern_record_pairs/2), beam_core_to_ssa (records/1)
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.compiler import core
from pyerlshell.compiler.core import Expr, Native, Pattern
from pyerlshell.compiler.to_core.exprs import expr, items
from pyerlshell.compiler.to_core.patterns import pattern
from pyerlshell.compiler.to_core.scope import (
    ModuleScope,
    NativeRecord,
    RecordField,
    Scope,
    line_of,
)
from pyerlshell.syntax.erl_lint.constants import fold
from pyerlshell.terms import maps
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Term

ANY_RECORD: Final = "_"


def declared(module: ModuleScope, form: Any) -> None:
    """Enter `-record #Name{Fields}` into the module's scope."""
    name, fields = form[3]
    if name in module.records and not module.shell:
        module.error(form[1], (a.redefine_record, name))
        return
    out = []
    for f in items(fields):
        plain = f[1] if f[0] is a.typed_record_field else f
        default = core.Lit(constant(plain[3])) if len(plain) > 3 else None
        out.append(RecordField(plain[2][2], default))
    module.records[name] = NativeRecord(
        a.shell_default if module.shell else module.name, tuple(out)
    )


def definitions(module: ModuleScope, forms: list[Any] | None) -> tuple[core.Definition, ...]:
    """The native records that the module defines, with those exported that it exports."""
    exported: set[Atom] = set()
    for form in forms or ():
        if form[0] is a.attribute and form[2] is a.export_record:
            exported.update(items(form[3]))
    return tuple(
        [
            core.Definition(
                found.module.name,
                name.name,
                name in exported,
                tuple([(f.name.name, f.default) for f in found.fields]),
            )
            for name, found in module.records.items()
            if type(found) is NativeRecord
        ]
    )


def constant(n: Any) -> Any:
    """The value of a default, of which the linter has seen to it that it is a constant."""
    n = fold(n)
    kind = n[0]
    if kind is a.cons:
        heads = []
        while n[0] is a.cons:
            heads.append(constant(n[2]))
            n = fold(n[3])
        value = constant(n)
        for head in reversed(heads):
            value = [head, value]
        return value
    if kind is a.tuple:
        return tuple([constant(x) for x in items(n[2])])
    if kind is a.map:
        return maps.map_new([(constant(f[2]), constant(f[3])) for f in items(n[2])])
    if kind is a.bin:
        return b"".join([_encoded(segment) for segment in items(n[2])])
    return None if kind is a.nil else n[2]


def _encoded(segment: Any) -> bytes:
    """A string in `<<...>>`, the only segment that a default may have."""
    kinds = items(segment[4]) if type(segment[4]) is list else []
    codes = items(segment[2][2])
    for kind, codec in _UTF.items():
        if kind in kinds:
            little = a.little in kinds
            codec = f"{codec}-le" if little and codec != "utf-8" else codec
            return "".join([chr(code) for code in codes]).encode(codec, "surrogatepass")
    return bytes([code & 255 for code in codes])


_UTF: Final = {a.utf8: "utf-8", a.utf16: "utf-16-be", a.utf32: "utf-32-be"}


def native(s: Scope, name: Any) -> Native | None:
    """The record that `#name` means; None if it is a tuple."""
    module = s.module
    own = module.name.name
    if name is None:
        return Native("", "", ANY_RECORD, own)
    if type(name) is tuple:
        here = module.records.get(name[1]) if module.shell else None
        if type(here) is NativeRecord and here.module is name[0]:
            return Native(name[1].name, name[0].name, name[1].name, own)
        return Native("", name[0].name, name[1].name, own)
    found = module.records.get(name)
    if type(found) is NativeRecord:
        return Native(name.name, found.module.name, name.name, own)
    if found is None and name in module.imported_records:
        return Native("", module.imported_records[name].name, name.name, own)
    return None


def _fields(s: Scope, record: Native) -> tuple[RecordField, ...]:
    """Of a record that is defined here; () of any other."""
    if not record.definition:
        return ()
    found = s.module.records[a.__getattr__(record.definition)]
    assert type(found) is NativeRecord
    return found.fields


def _places(s: Scope, record: Native, names: tuple[str, ...]) -> tuple[int, ...]:
    """Where the fields are by the definition that is here; () if it has not all of them."""
    known = {f.name.name: i for i, f in enumerate(_fields(s, record), 1)}
    return tuple([known[name] for name in names]) if all(name in known for name in names) else ()


def _values(s: Scope, parts: list[Any]) -> tuple[tuple[str, ...], tuple[Expr, ...]]:
    names = tuple([f[2][2].name for f in parts])
    return names, tuple([expr(s, n) for n in s.operands([f[3] for f in parts])])


def construct(s: Scope, n: Any, record: Native) -> Expr:
    """`#r{...}`"""
    names, values = _values(s, items(n[3]))
    line = line_of(n[1])
    fields = _fields(s, record)
    if not record.definition or (not _places(s, record, names) and names):
        return core.RecordNew(record, names, values, False, line)
    given = dict(zip(names, values))
    if any(f.default is None and f.name.name not in given for f in fields):
        return core.RecordNew(record, names, values, False, line)
    ordered = [f.name.name for f in fields if f.name.name in given]
    first: list[Expr] = []
    if ordered != list(names):
        for name in names:
            kept = s.fresh("Fld")
            s.used.add(kept)
            first.append(core.Match(core.PVar(kept), given[name], 0))
            given[name] = core.Var(kept)
    every = tuple([given.get(f.name.name) or f.default for f in fields])
    made = core.RecordNew(record, tuple([f.name.name for f in fields]), every, True, line)
    return core.Seq((*first, made)) if first else made


def access(s: Scope, n: Any, record: Native) -> Expr:
    """`X#r.f`"""
    name = n[4][2].name
    places = _places(s, record, (name,))
    place = places[0] if places else 0
    return core.RecordGet(record, expr(s, n[2]), name, place, line_of(n[1]))


def update(s: Scope, n: Any, record: Native) -> Expr:
    """`X#r{...}`"""
    from pyerlshell.compiler.to_core.records import named

    subject, first = named(s, expr(s, n[2]))
    names, values = _values(s, items(n[4]))
    size = len(_fields(s, record))
    places = _places(s, record, names)
    made = core.RecordUpdate(record, core.Var(subject), names, values, places, size, line_of(n[1]))
    return core.Seq((*first, made)) if first else made


def pattern_of(s: Scope, n: Any, record: Native) -> Pattern:
    """`#r{...}` as a pattern."""
    parts = items(n[3])
    names = tuple([f[2][2].name for f in parts])
    inner = tuple([pattern(s, f[3]) for f in parts])
    return core.PRecord(record, names, inner, _places(s, record, names))


def is_native(value: Expr, module: Term, name: Term, line: int) -> Expr:
    """is_record(X, r) and is_record(X, m, r)."""
    return core.Bif("is_native_record", (value, core.Lit(module), core.Lit(name)), line)
