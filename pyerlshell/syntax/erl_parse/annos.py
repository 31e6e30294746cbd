"""Annotations of abstract forms: where a node starts, and walks over all annotations of a tree.

An annotation is a line, `(line, column)`, or a list of pairs with keys location, text, ...
The walk is depth-first from left to right and iterative.

OTP: erl_parse:fold_anno/3, erl_anno
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pyerlshell.syntax.erl_parse.walk import parts_of
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import string_to_list
from pyerlshell.terms.types import Term

_LEAVES = frozenset({a.var, a.atom, a.integer, a.float, a.char, a.string, a.nil})


def anno_field(anno: Any, key: Atom) -> Any:
    """One property of an annotation that is a list of pairs, else None."""
    while type(anno) is list:
        pair, anno = anno
        if type(pair) is tuple and pair[0] is key:
            return pair[1]
    return None


def location(anno: Term) -> Any:
    """The line, or line and column, of an annotation."""
    if type(anno) is list:
        return anno_field(anno, a.location)
    return anno


def position(anno: Term) -> tuple[int, int]:
    """A location as (line, column), to compare."""
    loc = location(anno)
    if type(loc) is tuple:
        return loc
    return (loc, 1) if type(loc) is int else (0, 1)


def end_location(anno: Term) -> Term | None:
    """The location behind a token's text, if the annotation holds the text."""
    if type(anno) is not list:
        return None
    text = anno_field(anno, a.text)
    loc = location(anno)
    if type(text) is not list:
        return None
    line: int
    column: int | None
    line, column = (loc, None) if type(loc) is int else loc
    while type(text) is list:
        char, text = text
        if char == 10:
            line += 1
            column = column and 1
        elif column is not None:
            column += 1
    return line if column is None else (line, column)


def all_annos(tree: Any) -> Iterator[Term]:
    """The annotations of a tree, depth first, left to right."""
    stack: list[Any] = [tree]
    pop, push = stack.pop, stack.append
    while stack:
        node = pop()
        if type(node) is list:
            push(node[1])
            push(node[0])
        elif type(node) is tuple:
            tag = node[0]
            if tag in _LEAVES:
                yield node[1]
                continue
            has_anno, children = parts_of(node)
            if has_anno:
                yield node[1]
            for child in reversed(children):
                push(node[child])


def first_anno(node: Any) -> Term:
    """The annotation of the leftmost token of a node: of `A + 1` that of `A`.

    It follows the annotations from the top as long as they do not move right.
    """
    first = node[1]
    if node[0] in _LEAVES or type(node[-1]) is Atom:
        return first
    best = position(first)
    for anno in all_annos(node):
        here = position(anno)
        if here > best:
            break
        first, best = anno, here
    return first


def last_anno(node: Term) -> Term:
    """The annotation that stands furthest right, moved to its end if its text is known."""
    last: Term = None
    best = (-1, 0)
    for anno in all_annos(node):
        here = position(anno)
        if here > best:
            last, best = anno, here
    end = end_location(last)
    return last if end is None else set_location(end, last)


def set_location(loc: Term, anno: Any) -> Term:
    """The annotation with another location."""
    if type(anno) is not list:
        return loc
    pairs: list[Term] = []
    while type(anno) is list:
        pair, anno = anno
        pairs.append((a.location, loc) if pair[0] is a.location else pair)
    result: Term = None
    for pair in reversed(pairs):
        result = [pair, result]
    return result


def set_file(file: str, anno: Any) -> Term:
    """The annotation with the name of its file."""
    rest = anno if type(anno) is list else [(a.location, anno), None]
    return [(a.file, string_to_list(file)), rest]
