"""Annotations of abstract forms: where a node starts, and walks over all annotations of a tree.

An annotation is a line, `(line, column)`, or a list of pairs with the keys location, text, file, ...
The walk is depth-first from left to right and iterative.

OTP: erl_parse:fold_anno/3, erl_anno
"""

from __future__ import annotations

from collections.abc import Iterator

from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Term

_LEAVES = frozenset({a.var, a.atom, a.integer, a.float, a.char, a.string, a.nil})
_TYPE_ATTRIBUTES = frozenset({a.spec, a.callback})
_TYPE_DEFINITIONS = frozenset({a.type, a.opaque, a.nominal})


def anno_field(anno: Term, key: Atom) -> Term | None:
    """One property of an annotation that is a list of pairs, else None."""
    while type(anno) is list:
        pair, anno = anno
        if type(pair) is tuple and pair[0] is key:
            return pair[1]  # type: ignore[no-any-return]
    return None


def location(anno: Term) -> Term:
    """The line, or line and column, of an annotation."""
    if type(anno) is list:
        return anno_field(anno, a.location)
    return anno


def position(anno: Term) -> tuple[int, int]:
    """A location as (line, column), to compare."""
    loc = location(anno)
    if type(loc) is tuple:
        return loc  # type: ignore[return-value]
    return (loc, 1) if type(loc) is int else (0, 1)


def end_location(anno: Term) -> Term | None:
    """The location behind a token's text, if the annotation holds the text."""
    if type(anno) is not list:
        return None
    text = anno_field(anno, a.text)
    loc = location(anno)
    line, column = (loc, None) if type(loc) is int else loc  # type: ignore[misc]
    if type(text) is not list:
        return None
    while type(text) is list:
        char, text = text
        if char == 10:
            line += 1
            column = column and 1
        elif column:
            column += 1
    return (line, column) if column else line


def annotations(tree: Term) -> Iterator[Term]:
    """The annotations of a tree, depth first, left to right."""
    stack: list[Term] = [tree]
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
            has_anno, children = parts(node)
            if has_anno:
                yield node[1]
            for child in reversed(children):
                push(node[child])


def parts(node: tuple[Term, ...]) -> tuple[bool, tuple[int, ...]]:
    """Does element 2 hold an annotation, and which elements hold subtrees?"""
    tag, size = node[0], len(node)
    if tag is a.function and size == 3:
        return False, ()
    if tag is a.function and size == 4:
        return False, (1, 2, 3)
    if tag is a.attribute:
        return True, ()
    if tag is a.warning or tag is a.error or tag is a.eof:
        return False, ()
    if tag is a.clauses:
        return False, (1,)
    if tag is a.typed_record_field:
        return False, (1, 2)
    if tag is a.record and size == 4:
        return True, (3,)
    if tag is a.record and size == 5:
        return True, (2, 4)
    if tag is a.record_field and size == 5:
        return True, (2,)
    if tag is a.bin_element:
        return True, (2, 3)
    return True, tuple(range(2, size))


def first_anno(node: tuple[Term, ...]) -> Term:
    """The annotation of the leftmost token of a node: of `A + 1` that of `A`.

    It follows the annotations from the top as long as they do not move right.
    """
    first = node[1]
    if node[0] in _LEAVES or type(node[-1]) is Atom:
        return first
    best = position(first)
    for anno in annotations(node):
        here = position(anno)
        if here > best:
            break
        first, best = anno, here
    return first


def last_anno(node: Term) -> Term:
    """The annotation that stands furthest right, moved to its end if its text is known."""
    last: Term = None
    best = (-1, 0)
    for anno in annotations(node):
        here = position(anno)
        if here > best:
            last, best = anno, here
    end = end_location(last)
    return last if end is None else set_location(end, last)


def set_location(loc: Term, anno: Term) -> Term:
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
