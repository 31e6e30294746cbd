"""A term cut to a depth: what reports show of large terms, `io_lib:limit_term/2`.

Each element of a list or tuple costs one of the depth that is left, and so does each level; what
does not fit is `'...'`. Parts are put on a stack of their own, so that any nesting is taken.

OTP: io_lib
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.terms import chars, lists, maps
from pyerlshell.terms.atoms import atom
from pyerlshell.terms.map_order import ordered_items
from pyerlshell.terms.types import Term

__preempt__ = True

_DOTS: Final = atom("...")


def limit(term: Term, depth: int) -> Term:
    """The term, or a copy of it in which nothing lies deeper than depth; all of it if negative."""
    if depth < 0:
        return term
    todo: list[Any] = [(term, depth)]
    done: list[Term] = []
    while todo:
        task = todo.pop()
        if callable(task):
            task(done)
        else:
            _visit(task[0], task[1], todo, done)
    return done[0]


def _visit(term: Any, depth: int, todo: list[Any], done: list[Term]) -> None:
    if depth == 0:
        done.append(_DOTS)
    elif type(term) is list:
        _visit_list(term, depth, todo, done)
    elif type(term) is tuple and term:
        parts = [(part, depth - 1 - i) for i, part in enumerate(term[: depth - 1])]
        if len(term) > depth - 1:
            parts.append((_DOTS, 1))
        _later(todo, parts, tuple)
    elif maps.is_map(term):
        pairs = ordered_items(term)[: depth + 1]
        keys = [key for key, _ in pairs]
        _later(
            todo,
            [(value, depth - 1) for _, value in pairs],
            lambda values: maps.map_new(zip(keys, values, strict=True)),
        )
    else:
        done.append(term)


def _visit_list(term: Any, depth: int, todo: list[Any], done: list[Term]) -> None:
    if depth == 1:
        done.append([_DOTS, None])
        return
    text = lists.list_to_string(term)
    if text is not None and chars.is_printable(text, "latin1"):
        done.append(term)
        return
    parts: list[tuple[Any, int]] = []
    left = depth
    while type(term) is list and left > 1:
        left -= 1
        parts.append((term[0], left))
        term = term[1]
    if term is None:
        _later(todo, parts, lists.to_list)
    elif left == 1:
        _later(todo, [*parts, (_DOTS, 1)], lists.to_list)
    else:
        parts.append((term, left - 1))
        _later(todo, parts, lambda values: lists.to_list(values[:-1], values[-1]))


def _later(todo: list[Any], parts: list[tuple[Any, int]], make: Any) -> None:
    """First the parts, from left to right, and then what is made of them."""
    count = len(parts)

    def finish(done: list[Term]) -> None:
        values = done[len(done) - count :]
        del done[len(done) - count :]
        done.append(make(values))

    todo.append(finish)
    todo.extend(reversed(parts))
