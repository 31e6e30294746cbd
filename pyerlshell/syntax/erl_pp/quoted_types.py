"""Types whose atoms are printed in quotes, so that `'a'` cannot be taken for `a()`.

    -type t() :: a | #r{f :: b}.    ->    -type t() :: 'a' | #r{f :: 'b'}.

OTP: erl_pp, option quote_singleton_atom_types
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.syntax.erl_pp.exprs import TEXT, Node
from pyerlshell.terms.atoms import a
from pyerlshell.terms.chars import atom_text
from pyerlshell.terms.lists import from_list, to_list

_DEFINITIONS: Final = (a.type, a.opaque, a.nominal)
_SPECS: Final = (a.spec, a.callback)


def quoted(form: Any) -> Any:
    """The form with text in place of the atoms that are types."""
    if form[0] is not a.attribute:
        return form
    name, value = form[2], form[3]
    if name in _DEFINITIONS:
        value = (value[0], _type(value[1]), value[2])
    elif name in _SPECS:
        value = (value[0], _types(value[1]))
    elif name is a.record:
        value = (value[0], to_list([_field(field) for field in _nodes(value[1])]))
    return (*form[:3], value)


def _nodes(term: Any) -> list[Any]:
    return from_list(term)


def _types(term: Any) -> Any:
    return to_list([_type(node) for node in _nodes(term)])


def _field(field: Node) -> Node:
    typed = field[0] is a.typed_record_field
    return (*field[:2], _type(field[2])) if typed else field


def _type(node: Any) -> Any:
    if node[0] is a.atom:
        shown = atom_text(node[2].name)
        return (TEXT, (shown if shown.startswith("'") else f"'{shown}'",))
    if node[0] is a.remote_type:
        module, name, arguments = _nodes(node[2])
        return (*node[:2], to_list([module, name, _types(arguments)]))
    if node[0] is a.ann_type:
        variable, annotated = _nodes(node[2])
        return (*node[:2], to_list([variable, _type(annotated)]))
    if node[0] not in (a.type, a.user_type) or type(node[3]) is not list:
        return node
    if node[2] in (a.record, a.field_type, a.constraint):
        named, *rest = _nodes(node[3])
        rest = [_types(part) if type(part) is list else _type(part) for part in rest]
        return (*node[:3], to_list([named, *rest]))
    if node[2] is a.bounded_fun:
        function, constraints = _nodes(node[3])
        return (*node[:3], to_list([_type(function), _types(constraints)]))
    return (*node[:3], _types(node[3]))
