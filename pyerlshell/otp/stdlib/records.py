"""Native records from the outside: making, reading and changing them, whatever their module says.

OTP: records, erl_record.c
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.errors import ErlError, badarg, error
from pyerlshell.erts.machine import P
from pyerlshell.erts.native import NativeModule
from pyerlshell.terms import maps
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import ImproperList, from_list, to_list
from pyerlshell.terms.map_order import atom_age
from pyerlshell.terms.records import NO_VALUE, Definition, Record, new, replaced
from pyerlshell.terms.types import Term

records: Final = NativeModule(
    "records", "Native records: for debuggers, printers and other tools that take any record."
)

_FIELDS: Final = "[{FieldName :: atom(), Default :: dynamic()} | FieldName :: atom()]"


def _badrecord(value: Term, *args: Term) -> ErlError:
    return error((a.badrecord, value), *args)


@records.export("get/2", "(Key, Record) -> dynamic() when Key :: atom(), Record :: record()")
def get(key: Term, record: Term) -> Term:
    """The value of the field Key, exported or not.

    badarg if Record is no native record or has no such field.
    """
    if type(record) is Record and type(key) is Atom:
        place = record[0].places.get(key)
        if place is not None:
            value: Term = record[place]
            return value
    raise badarg(key, record)


@records.export("get_module/1", "(Record) -> Module when Record :: record(), Module :: module()")
def get_module(record: Term) -> Term:
    """The module in which the record is defined; badarg if it is no native record."""
    if type(record) is not Record:
        raise badarg(record)
    module: Term = record[0].module
    return module


@records.export("get_name/1", "(Record) -> Name when Record :: record(), Name :: atom()")
def get_name(record: Term) -> Term:
    """The name of the record; badarg if it is no native record."""
    if type(record) is not Record:
        raise badarg(record)
    name: Term = record[0].name
    return name


@records.export("get_field_names/1", "(Record) -> [Name] when Record :: record(), Name :: atom()")
def get_field_names(record: Term) -> Term:
    """The names of the record's fields in the order of its definition.

    {badrecord,Record} if it is no native record.
    """
    if type(record) is not Record:
        raise _badrecord(record, record)
    return to_list(record[0].fields)


@records.export("is_exported/1", "(record()) -> boolean()")
def is_exported(record: Term) -> Term:
    """True if the record was exported from its module when it was made.

    {badrecord,Record} if it is no native record.
    """
    if type(record) is not Record:
        raise _badrecord(record, record)
    return a.true if record[0].exported else a.false


@records.export(
    "create/4",
    "(Module :: module(), RecordName :: atom(), Fields :: [{atom(), term()}], "
    "Options :: create_options()) -> record()",
)
def create(module: Term, name: Term, fields: Term, options: Term) -> Term:
    """A record of these fields, in this order, whatever Module defines.

    Options is #{is_exported => boolean()}. {badrecord,Name}, {badmap,Options} or
    {badfield,{{Module,Name},Field}} for what is no atom, map or field; badarg for any other
    mistake, such as a field that comes twice.
    """
    args = (module, name, fields, options)
    if type(module) is not Atom or type(name) is not Atom:
        raise _badrecord(name, *args)
    exported = _exported(args)
    try:
        pairs: list[Any] = from_list(fields)
    except ImproperList:
        raise badarg(*args) from None
    for pair in pairs:
        if type(pair) is not tuple or len(pair) != 2:
            raise badarg(*args)
        if type(pair[0]) is not Atom:
            raise error((a.badfield, ((module, name), pair[0])), *args)
    definition = Definition(module, name, exported, tuple([field for field, _ in pairs]))
    if len(definition.places) != len(pairs):
        raise badarg(*args)
    known = P.cur.node.code.record(module, name)
    if known is not None and known[0].same(definition):
        definition = known[0]
    return new(definition, tuple([value for _, value in pairs]))


def _exported(args: tuple[Any, ...]) -> bool:
    options = args[3]
    if not maps.is_map(options):
        raise error((a.badmap, options), *args)
    value = maps.get(options, a.is_exported)
    if len(options) != 1 or value not in (a.true, a.false):
        raise badarg(*args)
    return value is a.true


@records.export(
    "update/4",
    "(Src :: record(), Module :: module(), RecordName :: atom(), "
    "FieldsMap :: #{atom() => term()}) -> record()",
)
def update(record: Term, module: Term, name: Term, fields: Term) -> Term:
    """The record with the values of a map in its fields.

    {badrecord,_} if it is not the record Name of Module, {badmap,FieldsMap} if that is no map,
    {badfield,{{Module,Name},Field}} for a field that it has not.
    """
    args = (record, module, name, fields)
    if type(record) is not Record:
        raise _badrecord(record, *args)
    definition = record[0]
    if name is not a._ and (definition.module is not module or definition.name is not name):
        raise _badrecord(name, *args)
    if not maps.is_map(fields):
        raise error((a.badmap, fields), *args)
    given: Any = fields
    unknown = [key for key in maps.keys(given) if _place(definition, key) is None]
    if unknown:
        first = min(unknown, key=lambda key: atom_age(key) if type(key) is Atom else -1)
        raise error((a.badfield, ((definition.module, definition.name), first)), *args)
    return replaced(record, {definition.places[key]: v for key, v in maps.items(given)})


def _place(definition: Definition, key: Term) -> int | None:
    return definition.places.get(key) if type(key) is Atom else None


@records.export(
    "get_definition/2",
    f"(Module :: module(), RecordName :: atom()) -> {{create_options(), {_FIELDS}}}",
)
def get_definition(module: Term, name: Term) -> Term:
    """The definition in the current version of a module that is loaded: {Options, Fields}, a field
    with a default as {Field, Default}. badarg if there is none.
    """
    if type(module) is not Atom or type(name) is not Atom:
        raise badarg(module, name)
    found = P.cur.node.code.record(module, name)
    if found is None:
        raise badarg(module, name)
    definition, defaults = found
    exported = a.true if definition.exported else a.false
    fields = [
        field if value is NO_VALUE else (field, value)
        for field, value in zip(definition.fields, defaults)
    ]
    return (maps.map_new([(a.is_exported, exported)]), to_list(fields))
