"""Native records as generated code uses them, when a value did not capture the definition at hand.

`access` says of whom records may be used that are not exported: of the module of this name, of
nobody (None), of anybody (`_`, the shell).

OTP: erl_record.c; erl_eval for the functions of the shell
"""

from __future__ import annotations

from typing import Any

from pyerlshell.erts.errors import ErlError
from pyerlshell.erts.machine import P
from pyerlshell.terms import maps
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.map_order import atom_age
from pyerlshell.terms.records import NO_VALUE, Definition, Record, new, replaced
from pyerlshell.terms.types import Term


def badrecord(value: Term) -> ErlError:
    return ErlError(a.error, (a.badrecord, value))


def _badfield(module: Atom, name: Atom, field: Term) -> ErlError:
    return ErlError(a.error, (a.badfield, ((module, name), field)))


def _first_unknown(definition: Definition, fields: Any) -> Atom | None:
    """The field that the reference comes upon first, by the age of atoms."""
    unknown = [field for field in fields if field not in definition.places]
    return min(unknown, key=atom_age) if unknown else None


def filled(
    definition: Definition, defaults: tuple[Any, ...], fields: tuple[Atom, ...], values: Any
) -> Record:
    """The record of these fields and the defaults of the others."""
    unknown = _first_unknown(definition, fields)
    if unknown is not None:
        raise _badfield(definition.module, definition.name, unknown)
    parts: list[Any] = [definition, *defaults]
    given = set(fields)
    missing = [f for f, v in zip(definition.fields, defaults) if v is NO_VALUE and f not in given]
    if missing:
        named = (definition.module, definition.name)
        raise ErlError(a.error, (a.novalue, (named, min(missing, key=atom_age))))
    for field, value in zip(fields, values):
        parts[definition.places[field]] = value
    return Record(parts)


def record_new(
    module: Atom, name: Atom, fields: tuple[Atom, ...], values: Any, here: Definition | None
) -> Term:
    """#module:name{...}, or a local one that the compiler could not complete."""
    found = P.cur.node.code.record(module, name)
    if found is None or not (found[0].exported or here is not None):
        raise badrecord((module, name))
    return filled(found[0], found[1], fields, values)


def record_get(x: Any, module: Atom | None, name: Atom, field: Atom, local: bool) -> Any:
    """X#name.field, which does not look at the module; X#module:name.field; X#_.field."""
    if type(x) is not Record:
        raise badrecord(x)
    definition = x[0]
    if module is not None and definition.name is not name:
        raise badrecord(x)
    if not local and (definition.module is not module or not definition.exported):
        raise badrecord(x)
    place = definition.places.get(field)
    if place is None:
        raise _badfield(definition.module, definition.name, field)
    return x[place]


def _may_use(definition: Definition, access: Atom | None) -> bool:
    return definition.exported or definition.module is access or access is a._


def record_update(
    x: Any, module: Atom | None, name: Atom, access: Atom | None, fields: Any, values: Any
) -> Any:
    """X#name{...}, X#module:name{...}, X#_{...}"""
    if type(x) is not Record:
        raise badrecord(x)
    definition = x[0]
    if module is not None and (definition.module is not module or definition.name is not name):
        raise badrecord(x)
    if not _may_use(definition, access):
        raise badrecord(x)
    unknown = _first_unknown(definition, fields)
    if unknown is not None:
        raise _badfield(definition.module, definition.name, unknown)
    places = definition.places
    return replaced(x, {places[field]: value for field, value in zip(fields, values)})


def record_view(x: Any, here: Definition, wanted: tuple[int, ...]) -> Any:
    """The record as if it had captured the definition `here`, for the fields at the places
    `wanted`; None if it has one of them not, or is another record."""
    definition = x[0]
    if definition.name is not here.name or definition.module is not here.module:
        return None
    out: list[Any] = [None] * (len(here.fields) + 1)
    for place in wanted:
        found = definition.places.get(here.fields[place - 1])
        if found is None:
            return None
        out[place] = x[found]
    return out


def record_values(
    x: Any, module: Atom | None, name: Atom, access: Atom | None, fields: tuple[Atom, ...]
) -> Any:
    """The values of these fields; None if the pattern does not match."""
    definition = x[0]
    if module is None:
        if access is a._:  # erl_eval matches no record with `#_`
            return None
    elif definition.name is not name or definition.module is not module:
        return None
    if not _may_use(definition, access):
        return None
    places = definition.places
    try:
        return [x[places[field]] for field in fields]
    except KeyError:
        return None


def shell_record_new(
    module: Atom, name: Atom, fields: tuple[Atom, ...], values: Any, here: Definition | None
) -> Term:
    """At the prompt records need not be exported."""
    if here is not None:
        return filled(here, (NO_VALUE,) * len(here.fields), fields, values)
    if module is a.shell_default:
        return new(Definition(module, name, False, fields), tuple(values))
    found = P.cur.node.code.record(module, name)
    if found is None:
        raise ErlError(a.error, (a.undef_record, (module, name)))
    return filled(*found, fields, values)


def shell_record_get(x: Any, module: Atom | None, name: Atom, field: Atom, _local: bool) -> Any:
    """At the prompt it is records:get/2 that reads."""
    _is_meant(x, module, name)
    return _records(a.get, field, x)


def shell_record_update(
    x: Any, module: Atom | None, name: Atom, _access: Atom, fields: Any, values: Any
) -> Any:
    """At the prompt it is records:update/4 that writes."""
    _is_meant(x, module, name)
    changes = maps.map_new(zip(fields, values))
    return _records(a.update, x, x[0].module, x[0].name, changes)


def _is_meant(x: Any, module: Atom | None, name: Atom) -> None:
    meant = type(x) is Record and (module is None or (x[0].module is module and x[0].name is name))
    if not meant:
        raise ErlError(a.error, (a.badarg, x))


def _records(function: Atom, *args: Term) -> Any:
    fn = P.cur.node.code.cell(a.records, function, len(args)).fn
    return fn(args[0], args[1]) if len(args) == 2 else fn(args[0], args[1], args[2], args[3])
