"""Docs: the tree between a term and its text, whose parts know their width.

Where something was left out, the Doc keeps a `more` that measures it again with greater depth,
because with a character limit the printer looks for the depth whose text just exceeds the limit.
Everything that may nest is a generator driven by `drive`, so that a term a million deep needs no
Python stack.

OTP: io_lib_pretty (intermediate formats)
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import Any, Final

from pyerlshell.terms.atoms import Atom
from pyerlshell.terms.chars import width
from pyerlshell.terms.write import tsub

TEXT: Final = 0
BINARY: Final = 1  # text that may be broken after its commas
LIST: Final = 2
TUPLE: Final = 3
TAGGED: Final = 4  # a tuple of two or more whose first element is an atom
MAP: Final = 5
PAIR: Final = 6
RECORD: Final = 7
FIELD: Final = 8
DOTS: Final = 9  # as a tail: what was left out

RecordFields = Callable[[Atom, int], "Sequence[Atom] | None"]
Walk = Generator[Any, Any, Any]


class Doc:
    """A part of the text: its shape, its width on one line, how many dots of "..." are in it."""

    __slots__ = ("dots", "items", "kind", "len", "more", "tail", "text")

    def __init__(self, kind: int, text: str, length: int, dots: int = 0) -> None:
        self.kind = kind
        self.text = text  # of TEXT and BINARY; the name of RECORD and FIELD
        self.len = length
        self.dots = dots
        self.items: list[Doc] = []
        self.tail: Doc | None = None
        self.more: Callable[[int, int], Walk] | None = None


def drive(walk: Walk) -> Any:
    """Run a generator that yields generators and is sent their results."""
    stack: list[Walk] = []
    value: Any = None
    while True:
        try:
            inner = walk.send(value)
        except StopIteration as stop:
            if not stack:
                return stop.value
            value = stop.value
            walk = stack.pop()
        else:
            stack.append(walk)
            walk = inner
            value = None


def text_doc(text: str, dots: int = 0) -> Doc:
    """A Doc of unbreakable text."""
    return Doc(TEXT, text, width(text), dots)


def container(kind: int, text: str, frame: int, items: list[Doc], tail: Doc | None) -> Doc:
    """A Doc of items; `frame`: the width of what encloses the items."""
    length = frame + len(items) - 1 if items else frame
    dots = 0
    for item in items:
        length += item.len
        dots += item.dots
    if tail is not None:
        length += tail.len + (1 if items else 0)
        dots += tail.dots
    doc = Doc(kind, text, length, dots)
    doc.items = items
    doc.tail = tail
    return doc


def done(doc: Doc) -> Walk:
    """A walk with nothing left to do."""
    yield from ()
    return doc


def dots_doc(walk: Callable[..., Walk], *arguments: Any) -> Doc:
    """The dots for what `walk` was called to measure; the last of its arguments is the depth."""
    doc = Doc(DOTS, "...", 3, 3)
    doc.more = lambda t, deeper: walk(*arguments[:-1], arguments[-1] + deeper, t)
    return doc


def field_doc(name: str, value: Doc) -> Doc:
    """A field of a record with its name."""
    doc = Doc(FIELD, name, width(name) + 3 + value.len, value.dots)
    doc.items = [value]
    return doc


def pair_doc(key: Doc, value: Doc) -> Doc:
    """An association of a map."""
    doc = Doc(PAIR, "", key.len + 4 + value.len, key.dots + value.dots)
    doc.items = [key, value]
    return doc


def deepened(lower: Doc, limit: int, d: int) -> Doc:
    """Go deeper by doubling steps until it is too long, then halve the step back."""
    low, step, last = 1, 4, lower.len
    while True:
        high = low + step if d < 0 else min(low + step, d)
        upper: Doc = drive(_expand(lower, limit, high - low))
        if upper.dots == 0 or upper.len == last:
            return upper
        if upper.len > limit or high == d:
            break
        lower, low, last, step = upper, high, upper.len, step * 2
    while high - low != 1:
        middle = (low + high) // 2
        found: Doc = drive(_expand(lower, limit, middle - low))
        if found.len > limit:
            upper, high = found, middle
        else:
            lower, low = found, middle
    return lower if lower.len == limit else upper


_FRAMES: Final = {LIST: 2, TUPLE: 2, TAGGED: 2, MAP: 3}


def _expand(doc: Doc, t: int, deeper: int) -> Walk:
    """The Doc again with `deeper` more depth where something was left out."""
    if doc.more is not None:
        return (yield doc.more(t, deeper))
    if doc.dots == 0:
        return doc
    if doc.kind == PAIR:
        key = yield _expand(doc.items[0], tsub(t, 1), deeper)
        value = yield _expand(doc.items[1], tsub(t, key.len + 4), deeper)
        return pair_doc(key, value)
    if doc.kind == FIELD:
        value = yield _expand(doc.items[0], tsub(t, width(doc.text) + 3), deeper)
        return field_doc(doc.text, value)
    frame = _FRAMES[doc.kind] if doc.kind != RECORD else width(doc.text) + 2
    t = tsub(t, frame)
    items: list[Doc] = []
    tail = doc.tail
    for i, item in enumerate(doc.items):
        if tail is not None or i + 1 < len(doc.items):
            t = tsub(t, 1)
        items.append((yield _expand(item, t, deeper)))
        t = tsub(t, items[-1].len)
    if tail is not None and tail.kind == DOTS and tail.more is not None:
        rest, tail = yield tail.more(t, deeper)
        items.extend(rest)
    elif tail is not None:
        tail = yield _expand(tail, t, deeper)
    return container(doc.kind, doc.text, frame, items, tail)
