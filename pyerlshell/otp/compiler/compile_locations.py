"""Locations without columns, for whoever wants or knows only lines.

OTP: compile (strip_columns)
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.syntax.erl_lint.options import compile_attributes
from pyerlshell.syntax.erl_parse.walk import mapfold_anno
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import from_list, to_list
from pyerlshell.terms.types import Term

DIAGNOSTICS: Final = (a.error, a.warning)


def say_line(forms: list[Any]) -> bool:
    """Does a -compile attribute ask for locations without columns?"""
    return any(o == (a.error_location, a.line) for _, o in compile_attributes(forms))


def without_columns(forms: list[Any]) -> list[Any]:
    """The forms with lines for locations."""
    return [_without_columns(form) for form in forms]


def _without_columns(form: Any) -> Any:
    if form[0] in DIAGNOSTICS:
        return (form[0], without_column(form[1]))
    if form[0] is a.eof:
        return (a.eof, _line(form[1], None)[0])
    return mapfold_anno(form, None, _line)[0]


def without_column(info: Any) -> Any:
    """{Location, Module, Descriptor} with a line for its location."""
    return (_line(info[0], None)[0], *info[1:])


def _line(anno: Any, acc: Term) -> tuple[Term, Term]:
    if type(anno) is tuple:
        return anno[0], acc
    if type(anno) is not list:
        return anno, acc
    pairs: list[Any] = from_list(anno)
    made = [(k, _line(v, None)[0]) if k is a.location else (k, v) for k, v in pairs]
    return to_list(made), acc
