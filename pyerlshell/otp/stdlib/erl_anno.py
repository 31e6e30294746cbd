"""Annotations of abstract forms: a location, or a list of properties of which one is the location.

OTP: erl_anno
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.errors import badarg
from pyerlshell.erts.native import NativeModule
from pyerlshell.syntax.erl_parse.annos import anno_field
from pyerlshell.syntax.erl_parse.annos import end_location as text_end
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.bits import is_bitstring
from pyerlshell.terms.lists import from_list, is_proper, to_list
from pyerlshell.terms.types import Term

erl_anno: Final = NativeModule("erl_anno", "Annotations of abstract forms.")
__preempt__ = True

_DEFAULTS: Final = {a.generated: a.false, a.record: a.false}


def is_location(term: Term) -> bool:
    """Is it a line, or `{Line, Column}`?"""
    if type(term) is int:
        return term >= 0
    return (
        type(term) is tuple
        and len(term) == 2
        and type(term[0]) is int
        and term[0] >= 0
        and type(term[1]) is int
        and term[1] >= 1
    )


@erl_anno.export("new/1")
def new(location: Term) -> Term:
    """An annotation with this location."""
    if not is_location(location):
        raise badarg(location)
    return location


@erl_anno.export("is_anno/1")
def is_anno(term: Term) -> Atom:
    """true if the term is an annotation."""
    if is_location(term):
        return a.true
    if type(term) is not list or not is_proper(term):
        return a.false
    items = from_list(term)
    right = all(type(x) is tuple and len(x) == 2 and _is_property(x[0], x[1]) for x in items)
    return a.true if right and anno_field(term, a.location) is not None else a.false


def _is_property(key: Term, value: Term) -> bool:
    if key is a.location or key is a.end_location:
        return is_location(value)
    if key is a.generated or key is a.record:
        return value is a.true
    is_list = value is None or type(value) is list
    return (key is a.file and (is_list or is_bitstring(value))) or (key is a.text and is_list)


def _get(anno: Term, key: Atom, default: Term) -> Any:
    if is_location(anno):
        return anno if key is a.location else default
    if type(anno) is not list:
        raise badarg(anno, key)
    while type(anno) is list:
        pair, anno = anno
        if type(pair) is tuple and len(pair) == 2 and pair[0] is key:
            return pair[1]
    return default


@erl_anno.export("location/1")
def location(anno: Term) -> Any:
    """The line, or line and column."""
    return _get(anno, a.location, 0)


@erl_anno.export("line/1")
def line(anno: Term) -> Term:
    """The line."""
    where = location(anno)
    return where[0] if type(where) is tuple else where


@erl_anno.export("column/1")
def column(anno: Term) -> Term:
    """The column, or undefined."""
    where = location(anno)
    return where[1] if type(where) is tuple else a.undefined


@erl_anno.export("end_location/1")
def end_location(anno: Term) -> Term:
    """The location behind the last character, if the text is known."""
    known = _get(anno, a.end_location, None)
    if known is None:
        known = text_end(anno)
    return a.undefined if known is None else known


@erl_anno.export("file/1")
def file(anno: Term) -> Term:
    """The file, or undefined."""
    return _get(anno, a.file, a.undefined)


@erl_anno.export("text/1")
def text(anno: Term) -> Term:
    """The text of the token, or undefined."""
    return _get(anno, a.text, a.undefined)


@erl_anno.export("generated/1")
def generated(anno: Term) -> Term:
    """true if no user wrote it."""
    return _get(anno, a.generated, a.false)


@erl_anno.export("record/1", internal=True)
def record(anno: Term) -> Term:
    """true if it comes from a record."""
    return _get(anno, a.record, a.false)


def _set(key: Atom, value: Term, anno: Term) -> Any:
    right = _is_property(key, value) or (key in _DEFAULTS and value is a.false)
    if is_location(anno):
        anno = [(a.location, anno), None]
    if not right or type(anno) is not list:
        raise badarg(key, value, anno)
    items: list[Any] = from_list(anno)
    keys = [x[0] for x in items]
    if key in _DEFAULTS and value is a.false:
        items = [x for x, k in zip(items, keys) if k is not key]
    elif key in keys:
        items[keys.index(key)] = (key, value)
    else:
        items.insert(0, (key, value))
    if len(items) == 1 and items[0][0] is a.location:
        return items[0][1]
    return to_list(items)


@erl_anno.export("set_location/2")
def set_location(where: Term, anno: Term) -> Term:
    """The annotation with another location."""
    if is_location(anno) and is_location(where):
        return where
    return _set(a.location, where, anno)


@erl_anno.export("set_line/2")
def set_line(number: Term, anno: Term) -> Term:
    """The annotation with another line."""
    where = location(anno)
    return set_location((number, where[1]) if type(where) is tuple else number, anno)


@erl_anno.export("set_end_location/2")
def set_end_location(where: Term, anno: Term) -> Term:
    """The annotation with this end location."""
    return _set(a.end_location, where, anno)


@erl_anno.export("set_file/2")
def set_file(name: Term, anno: Term) -> Term:
    """The annotation with this file."""
    return _set(a.file, name, anno)


@erl_anno.export("set_generated/2")
def set_generated(value: Term, anno: Term) -> Term:
    """The annotation with the generated marker set or not."""
    return _set(a.generated, value, anno)


@erl_anno.export("set_record/2", "(Record :: boolean(), Anno :: anno()) -> anno()")
def set_record(value: Term, anno: Term) -> Term:
    """The annotation with the record marker set or not."""
    return _set(a.record, value, anno)


@erl_anno.export("set_text/2")
def set_text(chars: Term, anno: Term) -> Term:
    """The annotation with this text."""
    return _set(a.text, chars, anno)


@erl_anno.export("to_term/1")
@erl_anno.export("from_term/1")
def to_term(anno: Term) -> Term:
    """An annotation is a term already."""
    return anno
