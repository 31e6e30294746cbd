"""Erlang lists and Python sequences: `[1, [2, None]]` is `[1,2]`, `None` is `[]`.

A list may be improper: `[1|2]` is `[1, 2]`. None of these functions recurses.

OTP: the list parts of erl_utils.h
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyerlshell.terms.types import Term


class ImproperList(Exception):
    """A proper list was needed; `args[0]` is the tail that is no list."""


def to_list(items: Iterable[Term], tail: Term = None) -> Term:
    """The Erlang list of these items, ending in `tail`."""
    if type(items) is not list and type(items) is not tuple:
        items = list(items)
    result = tail
    for item in reversed(items):
        result = [item, result]
    return result


def from_list(term: Term) -> list[Term]:
    """The items of a proper list. Raises ImproperList for anything else."""
    items: list[Term] = []
    add = items.append
    while type(term) is list:
        head, term = term
        add(head)
    if term is not None:
        raise ImproperList(term)
    return items


def iter_list(term: Term) -> Iterator[Term]:
    """The items one by one. Raises ImproperList at an improper tail."""
    while type(term) is list:
        yield term[0]
        term = term[1]
    if term is not None:
        raise ImproperList(term)


def split_tail(term: Term) -> tuple[list[Term], Term]:
    """The items, and the tail (None if the list is proper)."""
    items: list[Term] = []
    add = items.append
    while type(term) is list:
        head, term = term
        add(head)
    return items, term


def is_proper(term: Term) -> bool:
    """Is it a list that ends in []?"""
    while type(term) is list:
        term = term[1]
    return term is None


def length(term: Term) -> int:
    """How many items a proper list has. Raises ImproperList for anything else."""
    count = 0
    while type(term) is list:
        term = term[1]
        count += 1
    if term is not None:
        raise ImproperList(term)
    return count


def reverse(term: Term, tail: Term = None) -> Term:
    """The items the other way round, before `tail`. Raises ImproperList."""
    result = tail
    while type(term) is list:
        head, term = term
        result = [head, result]
    if term is not None:
        raise ImproperList(term)
    return result


def append(front: Term, tail: Term) -> Term:
    """`Front ++ Tail`: copies `front`. Raises ImproperList."""
    return to_list(from_list(front), tail)


def string_to_list(text: str, tail: Term = None) -> Term:
    """The list of the characters of a Python string."""
    result = tail
    try:
        for code in reversed(text.encode("latin-1")):
            result = [code, result]
    except UnicodeEncodeError:
        for char in reversed(text):
            result = [ord(char), result]
    return result


def list_to_string(term: Term) -> str | None:
    """The Python string of a flat list of characters; None if it is none."""
    chars: list[int] = []
    add = chars.append
    while type(term) is list:
        head, term = term
        if type(head) is not int:
            return None
        add(head)
    if term is not None:
        return None
    try:
        return bytes(chars).decode("latin-1")
    except (ValueError, OverflowError):
        pass
    try:
        return "".join([chr(c) for c in chars])
    except (ValueError, OverflowError):
        return None
