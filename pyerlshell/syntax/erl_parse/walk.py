"""Changing the annotations of a tree while an accumulator is passed along.

    mapfold_anno(tree, acc, lambda anno, acc: (line_of(anno), acc))

OTP: erl_parse:mapfold_anno/3
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeAlias

from pyerlshell.terms.atoms import a
from pyerlshell.terms.types import Term

Change: TypeAlias = Callable[[Term, Term], tuple[Term, Term]]

_DEFINITIONS: Final = frozenset({a.type, a.opaque, a.nominal})
_PAIRS: Final = frozenset({a.record, a.spec, a.callback})
_UNTOUCHED: Final = frozenset({a.warning, a.error, a.eof})


def mapfold_anno(tree: Any, acc: Term, change: Change) -> tuple[Any, Term]:
    """The tree with every annotation changed, and the last accumulator."""
    if type(tree) is list:
        return _elements(tree, acc, change)
    if type(tree) is not tuple or len(tree) < 2:
        return tree, acc
    has_anno, children = parts_of(tree)
    new: list[Any] = list(tree)
    if has_anno:
        new[1], acc = change(tree[1], acc)
    if tree[0] is a.attribute:
        new[3], acc = _attribute(tree[2], tree[3], acc, change)
    for index in children:
        new[index], acc = mapfold_anno(tree[index], acc, change)
    return tuple(new), acc


def _elements(cell: Any, acc: Term, change: Change) -> tuple[Any, Term]:
    items: list[Term] = []
    while type(cell) is list:
        item, acc = mapfold_anno(cell[0], acc, change)
        items.append(item)
        cell = cell[1]
    for item in reversed(items):
        cell = [item, cell]
    return cell, acc


def _attribute(kind: Term, value: Any, acc: Term, change: Change) -> tuple[Any, Term]:
    if kind in _PAIRS and type(value) is tuple and len(value) == 2:
        inner, acc = mapfold_anno(value[1], acc, change)
        return (value[0], inner), acc
    if kind in _DEFINITIONS and type(value) is tuple and len(value) == 3:
        definition, acc = mapfold_anno(value[1], acc, change)
        arguments, acc = mapfold_anno(value[2], acc, change)
        return (value[0], definition, arguments), acc
    return value, acc


def parts_of(node: tuple[Any, ...]) -> tuple[bool, tuple[int, ...]]:
    """Does element 2 hold an annotation, and which elements hold subtrees?"""
    tag, size = node[0], len(node)
    if tag is a.function and size < 5:
        return False, (1, 2, 3) if size == 4 else ()
    if tag is a.attribute:
        return True, ()
    if size == 2 and tag in _UNTOUCHED:
        return False, ()
    if tag is a.clauses:
        return False, (1,)
    if tag is a.typed_record_field:
        return False, (1, 2)
    if tag is a.record and size > 3:
        return True, (3,) if size == 4 else (2, 4)
    if tag is a.record_field and size == 5:
        return True, (2,)
    if tag is a.bin_element:
        return True, (2, 3)
    return True, tuple(range(2, size))
