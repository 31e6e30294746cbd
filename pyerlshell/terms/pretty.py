"""`~p`: a term as text broken into lines, exactly where io_lib_pretty breaks it.

What fits in the line, and in the number of characters a line may have beside its indentation, is
written whole; a container that does not fit puts as many flat elements on a line as fit and every
other element on lines of its own. Elements of a tagged tuple stand right of the tag unless that
moves them too far right: the indentation is first tried as that, then as 4, else it is 1.

OTP: io_lib_pretty
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.terms.atoms import Atom
from pyerlshell.terms.chars import Range, atom_text
from pyerlshell.terms.docs import (
    BINARY,
    DOTS,
    FIELD,
    LIST,
    MAP,
    PAIR,
    RECORD,
    TAGGED,
    TEXT,
    TUPLE,
    Doc,
    RecordFields,
    Walk,
    drive,
)
from pyerlshell.terms.map_order import Ordering, ordered_items
from pyerlshell.terms.measure import Measure, measured
from pyerlshell.terms.types import Term

SHELL_DEPTH: Final = 30
SHELL_LINE_CHARS: Final = 60


def pretty(
    term: Term,
    column: int = 1,
    line_length: int = 80,
    depth: int = -1,
    max_chars: int = -1,
    chars_limit: int = -1,
    records: RecordFields | None = None,
    encoding: str = "unicode",
    strings: bool = True,
    ordering: Ordering = ordered_items,
    printable: Range = "latin1",
) -> str:
    """The text of a term from `column` on.

    max_chars     characters on a line beside its indentation (-1: no such limit)
    chars_limit   about how long the text may get (-1: no limit)
    records       (tag, number of fields) -> field names, or None if it is no record
    encoding      "latin1": atoms and strings above Latin-1 are escaped or lists of integers
    printable     io:printable_range(): which lists of integers are strings, if encoding is unicode
    """
    if depth == 0 or chars_limit == 0:
        return "..."
    measure = Measure(encoding, strings, ordering, printable, records)
    if type(term) is Atom:
        return atom_text(term.name, encoding)
    doc = measured(measure, term, depth, chars_limit)
    column = max(column, 1)
    if fits(doc, column, line_length) and (line_length == 0 or not 0 <= max_chars < doc.len):
        return one_line(doc)
    return laid_out(doc, column, line_length, max_chars)


def fits(doc: Doc, column: int, line_length: int) -> bool:
    """Does it fit in the line from `column` on? A line of length 0 has no end."""
    return line_length == 0 or doc.len < line_length - column


def laid_out(doc: Doc, column: int, line_length: int, max_chars: int = -1) -> str:
    """The text of what does not fit in the line."""
    if max_chars < 0:
        max_chars = doc.len
    for indent in (-1, 4):
        try:
            drive(_Layout(line_length, max_chars, indent, None).place(doc, column, 0, 0))
        except _TooFarRight:
            continue
        break
    else:
        indent = 1
    out: list[str] = []
    drive(_Layout(line_length, max_chars, indent, out).place(doc, column, 0, 0))
    return "".join(out)


def shell_pretty(
    term: Term,
    column: int = 1,
    line_length: int = 80,
    records: RecordFields | None = None,
    strings: bool = True,
    encoding: str = "unicode",
    printable: Range = "latin1",
    depth: int = SHELL_DEPTH,
) -> str:
    """A value as the shell shows it: pretty/1 with the shell's depth and characters per line."""
    return pretty(
        term,
        column,
        line_length,
        depth,
        SHELL_LINE_CHARS,
        records=records,
        strings=strings,
        encoding=encoding,
        printable=printable,
    )


def limited_write(
    term: Term,
    depth: int,
    encoding: str,
    chars_limit: int,
    ordering: Ordering = ordered_items,
) -> str:
    """`~w` with a character limit: one line, no strings."""
    if depth == 0 or chars_limit == 0:
        return "..."
    return one_line(
        measured(Measure(encoding, False, ordering, "latin1", None), term, depth, chars_limit)
    )


_FRAMES: Final = {LIST: ("[", "]"), TUPLE: ("{", "}"), TAGGED: ("{", "}"), MAP: ("#{", "}")}


def one_line(doc: Doc) -> str:
    """The whole text on one line."""
    out: list[str] = []
    stack: list[Any] = [doc]
    while stack:
        entry = stack.pop()
        if type(entry) is str:
            out.append(entry)
        elif entry.kind <= BINARY or entry.kind == DOTS:
            out.append(entry.text)
        elif entry.kind == PAIR:
            stack.extend((entry.items[1], " => ", entry.items[0]))
        elif entry.kind == FIELD:
            out.append(entry.text + " = ")
            stack.append(entry.items[0])
        else:
            _push_container(entry, stack)
    return "".join(out)


def _push_container(doc: Doc, stack: list[Any]) -> None:
    opening, closing = _FRAMES.get(doc.kind) or (doc.text + "{", "}")
    stack.append(closing)
    if doc.tail is not None:
        stack.append(doc.tail)
        if doc.items:
            stack.append("|" if doc.kind == LIST else ",")
    for i in range(len(doc.items) - 1, -1, -1):
        stack.append(doc.items[i])
        if i:
            stack.append(",")
    stack.append(opening)


class _TooFarRight(Exception):
    """This indentation moves the text beyond half of the line."""


def _is_flat(doc: Doc) -> bool:
    """Plain text, or a pair or field of plain text: only such things share a line."""
    if doc.kind == PAIR:
        return doc.items[0].kind == TEXT and doc.items[1].kind == TEXT
    if doc.kind == FIELD:
        return doc.items[0].kind == TEXT
    return doc.kind == TEXT


class _Layout:
    """An attempt at an indentation. Without `out` it writes nothing, only finds out if it will do.

    col   the column where the next character goes
    ld    how many closing brackets must fit behind this element
    w     the characters already on the line, indentation not counted
    """

    def __init__(self, line: int, most: int, indent: int, out: list[str] | None) -> None:
        self.line = line
        self.most = most
        self.indent = indent
        self.out = out
        self.trial = out is None

    def put(self, text: str) -> None:
        if self.out is not None:
            self.out.append(text)

    def put_line(self, doc: Doc, before: str = "") -> None:
        if self.out is not None:
            self.out.append(before + one_line(doc))

    def newline(self, col: int, before: str = "") -> None:
        if self.out is not None:
            self.out.append(before + "\n" + " " * (col - 1))

    def fits(self, length: int, col: int, ld: int, w: int) -> bool:
        return length < self.line - col - ld and length + w + ld <= self.most

    def place(self, doc: Doc, col: int, ld: int, w: int) -> Walk:
        """Write a Doc, broken if it does not fit."""
        kind = doc.kind
        if self.fits(doc.len, col, ld, w) or kind == TEXT:
            self.put_line(doc)
        elif kind == BINARY:
            self.binary(doc.text, col + 2, ld, w)
        elif kind == TAGGED:
            yield self.tagged(doc, col, ld, w + 1)
        elif kind == RECORD:
            yield self.record(doc, col, ld, w + len(doc.text) + 1)
        elif kind == MAP:
            self.put("#{")
            yield self.elements(doc, 0, col + 2, ld, w + (2 if self.trial else 1))
            self.put("}")
        else:
            opening, closing = _FRAMES[kind]
            self.put(opening)
            yield self.elements(doc, 0, col + 1, ld, w + 1)
            self.put(closing)

    def elements(self, doc: Doc, i: int, col: int, ld: int, w: int) -> Walk:
        """All items from the i-th on, the first of them here."""
        items = doc.items
        if i == len(items):
            self.put("...")
            return
        used = yield self.element(items[i], col, self.closing(doc, i + 1, ld), w)
        forgets = doc.kind == MAP and not self.trial
        yield self.rest(doc, i + 1, col, col + used, ld, used if forgets else w + used)

    def closing(self, doc: Doc, following: int, ld: int) -> int:
        return 0 if following < len(doc.items) else ld + 1

    def rest(self, doc: Doc, i: int, col0: int, col: int, ld: int, w: int) -> Walk:
        """The items from the i-th on, each with its comma; new lines begin at col0."""
        items = doc.items
        while i < len(items):
            item = items[i]
            i += 1
            behind = self.closing(doc, i, ld)
            length = 1 + item.len
            if self.fits(length, col, behind or 1, w) and _is_flat(item):
                self.put_line(item, ",")
                col += length
                w += length
            else:
                self.newline(col0, ",")
                w = yield self.element(item, col0, behind, 0)
                col = col0 + w
        if doc.tail is not None:
            yield self.tail(doc.tail, "|" if doc.kind == LIST else ",", col0, col, ld, w)

    def tail(self, tail: Doc, mark: str, col0: int, col: int, ld: int, w: int) -> Walk:
        if tail.kind == DOTS:
            self.put(mark + "...")
        elif self.fits(tail.len + 1, col, ld + 1, w) and tail.kind == TEXT:
            self.put_line(tail, mark)
        else:
            self.newline(col0, mark)
            yield self.place(tail, col if self.trial else col0, ld + 1, 0)

    def element(self, item: Doc, col: int, ld: int, w: int) -> Walk:
        """One item; the width it took, or the whole line if nothing may stand beside it."""
        if self.fits(item.len, col, ld, w):
            self.put_line(item)
            return item.len if _is_flat(item) else self.line
        if item.kind == PAIR:
            yield self.pair(item, col, ld, w)
        elif item.kind == FIELD:
            yield self.field(item, col, ld, w)
        else:
            yield self.place(item, col, ld, w)
        return self.line

    def pair(self, item: Doc, col: int, ld: int, w: int) -> Walk:
        yield self.place(item.items[0], col, ld, w)
        col += self.indent if self.indent > 0 else 4
        self.newline(col, " =>")
        yield self.place(item.items[1], col, ld, 0)

    def tagged(self, doc: Doc, col: int, ld: int, w: int) -> Walk:
        if not doc.items:
            self.put("{...}")
            return
        tag = doc.items[0]
        column = col + tag.len + 2
        if 0 < self.indent < tag.len + 2:
            self.check(col + self.indent, self.most + col + self.indent <= self.line, 0)
            self.put("{" + tag.text)
            yield self.rest(doc, 1, col + self.indent, column, ld, w + tag.len)
        else:
            self.check(column, self.most + column < self.line, 1)
            self.put("{" + tag.text + ",")
            yield self.elements(doc, 1, column, ld, w + tag.len + 1)
        self.put("}")

    def check(self, col: int, room: bool, strict: int) -> None:
        """In a trial: is there room from `col` on, or is it at least in the left half?"""
        if self.trial and not room and col > self.line // 2 - strict:
            raise _TooFarRight

    def record(self, doc: Doc, col: int, ld: int, w: int) -> Walk:
        self.put(doc.text + "{")
        if doc.items:
            col, w = self.beside(len(doc.text) + 1, col, w)
            used = yield self.element(doc.items[0], col, self.closing(doc, 1, ld), w)
            yield self.rest(doc, 1, col, col + used, ld, w + used)
        elif doc.tail is not None:
            self.put("...")
        self.put("}")

    def beside(self, offset: int, col: int, w: int, before: str = "") -> tuple[int, int]:
        """Go on `offset` to the right, or on a new line if the indentation is smaller than that."""
        below = 0 < self.indent < offset
        col += self.indent if below else offset
        self.check(col, self.most + col <= self.line, 0)
        if below:
            self.newline(col, before.rstrip())
            return col, 0
        self.put(before)
        return col, w

    def field(self, item: Doc, col: int, ld: int, w: int) -> Walk:
        self.put(item.text)
        offset = item.len - item.items[0].len
        col, w = self.beside(offset, col, w + offset, " = ")
        yield self.place(item.items[0], col, ld, w)

    def binary(self, text: str, col: int, ld: int, w: int) -> None:
        """Break after commas; the first line may hold at least 8 characters."""
        if self.trial:
            return
        most = max(8, min(self.line - col, self.most - 4 - w) - ld)
        left = most
        numbers = text[2:-2].split(",")
        self.put("<<")
        for i, number in enumerate(numbers):
            final = i == len(numbers) - 1
            piece = number if final else number + ","
            left -= len(piece)
            if left < 0:
                self.newline(col)
                left = most - len(piece)
            self.put(piece)
        self.put(">>")
