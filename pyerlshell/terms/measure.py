"""The first half of pretty printing: a term becomes a tree of Docs; depth and the character limit
are spent here.

OTP: io_lib_pretty (print_length)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import immutables

from pyerlshell.terms.atoms import Atom
from pyerlshell.terms.bits import padded
from pyerlshell.terms.chars import (
    Range,
    atom_text,
    escape,
    graphemes,
    is_printable,
    printable_until,
    quote_string,
    width,
)
from pyerlshell.terms.docs import (
    BINARY,
    LIST,
    MAP,
    RECORD,
    TAGGED,
    TEXT,
    TUPLE,
    Doc,
    RecordFields,
    Walk,
    container,
    deepened,
    done,
    dots_doc,
    drive,
    field_doc,
    pair_doc,
    text_doc,
)
from pyerlshell.terms.map_order import Ordering
from pyerlshell.terms.records import Record
from pyerlshell.terms.types import BitString, Term
from pyerlshell.terms.write import binary_text, flat_text, record_name, tsub

_STRING_CODES: Final = {
    "latin1": frozenset((*range(8, 14), 27, *range(32, 127), *range(160, 256))),
}


def _string(x: Any, chars: Range, limit: int = -1) -> str | None:
    """The printable characters of a flat list (at most `limit` of them), None if one is not."""
    latin1 = _STRING_CODES["latin1"]
    codes: list[int] = []
    while type(x) is list and len(codes) != limit:
        head, x = x
        if type(head) is not int:
            return None
        if head not in latin1:
            if chars == "latin1" or not 255 < head <= 0x10FFFF:
                return None
        codes.append(head)
    if x is not None and type(x) is not list:
        return None
    text = "".join([chr(c) for c in codes])
    return text if chars == "latin1" or is_printable(text, "unicode") else None


class Measure:
    """Turns terms into Docs. `printable` is io:printable_range()."""

    def __init__(
        self,
        encoding: str,
        strings: bool,
        ordering: Ordering,
        printable: Range,
        records: RecordFields | None,
    ) -> None:
        self.encoding = encoding
        self.strings = strings
        self.ordering = ordering
        self.range: Range = "latin1" if encoding == "latin1" else printable
        self.records = records

    def quick(self, x: Any, d: int, t: int) -> Doc | None:
        """The Doc of a term that holds no other, None for the rest."""
        kind = type(x)
        if kind is Atom:
            return text_doc(atom_text(x.name, self.encoding))
        if kind is list:
            return self._string_doc(x, d, t) if self.strings and d != 1 else None
        if kind is tuple:
            return None if x else Doc(TEXT, "{}", 2)
        if kind is dict or kind is immutables.Map:
            return None if x else Doc(TEXT, "#{}", 3)
        if kind is bytes or kind is BitString:
            return self._binary(x, d, t)
        if kind is Record:
            return None
        text = flat_text(x, "latin1")
        return Doc(TEXT, text, len(text))

    def walk(self, x: Any, d: int, t: int) -> Walk:
        """The Doc of any term, to be driven."""
        found = self.quick(x, d, t)
        if found is not None:
            return done(found)
        if type(x) is list:
            return self._list(x, d, t)
        if type(x) is tuple:
            return self._tuple(x, d, t)
        if type(x) is Record:
            return self._native_record(x, d, t)
        return self._map(x, d, t)

    def direct(self, x: Any, levels: int) -> Doc | None:
        """The Doc of a term without limits that is at most so deep; None if it is deeper."""
        found = self.quick(x, -1, -1)
        if found is not None or levels == 0 or self.records is not None:
            return found
        kind = type(x)
        items: list[Doc] = []
        if kind is tuple:
            for element in x:
                doc = self.direct(element, levels - 1)
                if doc is None:
                    return None
                items.append(doc)
            tagged = type(x[0]) is Atom and len(x) > 1
            return container(TAGGED if tagged else TUPLE, "", 2, items, None)
        if kind is not list:
            return self._direct_map(x, levels - 1)
        while type(x) is list:
            doc = self.direct(x[0], levels - 1)
            if doc is None:
                return None
            items.append(doc)
            x = x[1]
        if x is None:
            return container(LIST, "", 2, items, None)
        tail = self.direct(x, levels - 1)
        return None if tail is None else container(LIST, "", 2, items, tail)

    def _direct_map(self, x: Any, levels: int) -> Doc | None:
        if type(x) is not dict and type(x) is not immutables.Map:
            return None
        pairs: list[Doc] = []
        for key, value in self.ordering(x):
            k, v = self.direct(key, levels), self.direct(value, levels)
            if k is None or v is None:
                return None
            pairs.append(pair_doc(k, v))
        return container(MAP, "", 3, pairs, None)

    # Lists

    def _list(self, x: Any, d: int, t: int) -> Walk:
        items, tail = yield self._cells(x, d, tsub(t, 2))
        doc = container(LIST, "", 2, items, tail)
        if doc.dots:
            doc.more = lambda t, deeper: self.walk(x, d + deeper, t)
        return doc

    def _cells(self, x: Any, d: int, t: int) -> Walk:
        items: list[Doc] = []
        while x is not None:
            if d == 1 or t == 0:
                return items, dots_doc(self._cells, x, d)
            if type(x) is not list:
                return items, self.quick(x, d - 1, t) or (yield self.walk(x, d - 1, t))
            head, x = x
            if x is not None:
                t = tsub(t, 1)
            d -= 1
            item = self.quick(head, d, t) or (yield self.walk(head, d, t))
            items.append(item)
            t = tsub(t, item.len)
        return items, None

    def _string_doc(self, x: Any, d: int, t: int) -> Doc | None:
        if t < 0:
            text = _string(x, self.range)
            return None if text is None else text_doc(quote_string(text, self.encoding))
        limit = tsub(t, 2)
        if self.encoding == "latin1":
            text = _string(x, "latin1", limit)
        else:
            text = self._grapheme_prefix(x, limit)
        if text is None:
            return None
        rest = x
        for _ in text:
            rest = rest[1]
        shown = quote_string(text, self.encoding)
        return text_doc(shown) if rest is None else Doc(TEXT, shown + "...", width(shown) + 3)

    def _grapheme_prefix(self, x: Any, limit: int) -> str | None:
        codes: list[str] = []
        cell = x
        while type(cell) is list and len(codes) < 8 * limit + 16:
            code = cell[0]
            if type(code) is not int or not 0 <= code <= 0x10FFFF:
                break
            codes.append(chr(code))
            cell = cell[1]
        clusters = graphemes("".join(codes))
        text = "".join(clusters[:limit])
        if not text or not is_printable(text, self.range):
            return None
        return text if cell is None or len(clusters) > limit else None

    # Tuples and records

    def _tuple(self, x: tuple[Any, ...], d: int, t: int) -> Walk:
        fields = None
        if self.records is not None and type(x[0]) is Atom:
            fields = self.records(x[0], len(x) - 1)
        if d == 1:
            yield from ()
            return self._cut("{...}", x, d)
        if fields is not None:
            return (yield self._record(x, fields, d, t))
        items, tail = yield self._elements(x, 0, d, tsub(t, 2))
        tagged = type(x[0]) is Atom and len(x) > 1
        return container(TAGGED if tagged else TUPLE, "", 2, items, tail)

    def _cut(self, text: str, x: Any, d: int) -> Doc:
        doc = Doc(TEXT, text, len(text), 3)
        doc.more = lambda t, deeper: self.walk(x, d + deeper, t)
        return doc

    def _elements(self, x: tuple[Any, ...], i: int, d: int, t: int) -> Walk:
        items: list[Doc] = []
        last = len(x) - 1
        while i <= last:
            if d == 1 or t == 0:
                return items, dots_doc(self._elements, x, i, d)
            if i != last:
                t = tsub(t, 1)
            d -= 1
            item = self.quick(x[i], d, t) or (yield self.walk(x[i], d, t))
            items.append(item)
            t = tsub(t, item.len)
            i += 1
        return items, None

    def _record(self, x: tuple[Any, ...], fields: Sequence[Atom], d: int, t: int) -> Walk:
        name = "#" + atom_text(x[0].name, self.encoding)
        frame = width(name) + 2
        items, tail = yield self._fields(x, fields, 1, d - 1, tsub(t, frame))
        return container(RECORD, name, frame, items, tail)

    def _fields(self, x: tuple[Any, ...], fields: Sequence[Atom], i: int, d: int, t: int) -> Walk:
        items: list[Doc] = []
        last = len(x) - 1
        while i <= last:
            if d == 1 or t == 0:
                return items, dots_doc(self._fields, x, fields, i, d)
            if i != last:
                t = tsub(t, 1)
            d -= 1
            name = atom_text(fields[i - 1].name, self.encoding)
            room = tsub(t, width(name) + 3)
            value = self.quick(x[i], d, room) or (yield self.walk(x[i], d, room))
            field = field_doc(name, value)
            items.append(field)
            t = tsub(t, field.len)
            i += 1
        return items, None

    def _native_record(self, x: Record, d: int, t: int) -> Walk:
        name = record_name(x, self.encoding)
        if d == 1 and x[0].fields:
            return self._cut(name + "{...}", x, d)
        frame = width(name) + 2
        items, tail = yield self._native_fields(x, 1, d - 1, tsub(t, frame))
        return container(RECORD, name, frame, items, tail)

    def _native_fields(self, x: Record, i: int, d: int, t: int) -> Walk:
        """Only the last field has less room by one, as the reference has it."""
        fields = x[0].fields
        items: list[Doc] = []
        while i <= len(fields):
            if d == 1 or t == 0:
                return items, dots_doc(self._native_fields, x, i, d)
            if i == len(fields):
                t = tsub(t, 1)
            d -= 1
            name = atom_text(fields[i - 1].name, self.encoding)
            room = tsub(t, width(name) + 3)
            value = self.quick(x[i], d, room) or (yield self.walk(x[i], d, room))
            items.append(field_doc(name, value))
            t = tsub(t, items[-1].len)
            i += 1
        return items, None

    # Maps

    def _map(self, x: Any, d: int, t: int) -> Walk:
        if d == 1:
            yield from ()
            return self._cut("#{...}", x, d)
        items, tail = yield self._pairs(self.ordering(x), 0, d - 1, d, tsub(t, 3))
        return container(MAP, "", 3, items, tail)

    def _pairs(self, pairs: list[tuple[Term, Term]], i: int, inner: int, d: int, t: int) -> Walk:
        items: list[Doc] = []
        last = len(pairs) - 1
        while i <= last:
            if d == 1 or t == 0:
                return items, dots_doc(self._pairs, pairs, i, inner, d)
            if i != last:
                t = tsub(t, 1)
            key, value = pairs[i]
            k = self.quick(key, inner, t) or (yield self.walk(key, inner, t))
            room = tsub(t, k.len + 4)
            v = self.quick(value, inner, room) or (yield self.walk(value, inner, room))
            items.append(pair_doc(k, v))
            t = tsub(t, k.len + 4 + v.len)
            d -= 1
            i += 1
        return items, None

    # Binaries

    def _binary(self, x: Any, d: int, t: int) -> Doc:
        data = padded(x)
        if not data:
            return Doc(TEXT, "<<>>", 4)
        if d == 1:
            return self._cut("<<...>>", x, d)
        if self.strings and (type(x) is bytes or not x.size & 7):
            shown = self._printable_binary(data, d - 1, tsub(t, 6))
            if shown is not None:
                text, ascii_only, whole = shown
                kind = "" if ascii_only else "/utf8"
                quoted = '"' + escape(text, '"') + '"' + kind
                if whole:
                    return text_doc(f"<<{quoted}>>")
                doc = text_doc(f"<<{quoted}...>>", 3)
                doc.more = lambda t, deeper: self.walk(x, d + deeper, t)
                return doc
        text, whole = binary_text(x, d, t)
        doc = Doc(BINARY, text, len(text), 0 if whole else 3)
        if not whole:
            doc.more = lambda t, deeper: self.walk(x, d + deeper, t)
        return doc

    def _printable_binary(self, data: bytes, d: int, t: int) -> tuple[str, bool, bool] | None:
        """(text, all of it one byte a character, all of the binary); four characters a depth."""
        most = t if d < 0 <= t else len(data)
        if d >= 0:
            most = min(4 * d, len(data), t if t >= 0 else len(data))
        if most == 0:
            return None
        if self.encoding != "latin1":
            text = _decode_prefix(data, most)
            if text is not None:
                return self._unicode_binary(data, text, most, d)
        text = data[:most].decode("latin-1")
        count = printable_until(text, "latin1")
        if count == len(data):
            return text, True, True
        return (text[:count], True, False) if 0 < d <= count else None

    def _unicode_binary(
        self, data: bytes, text: str, most: int, d: int
    ) -> tuple[str, bool, bool] | None:
        count = printable_until(text, self.range)
        size = len(text[:count].encode("utf-8"))
        if size == len(data):
            return text, count == size, True
        return (text[:count], count == size, False) if 0 < d <= count else None


def _decode_prefix(data: bytes, most: int) -> str | None:
    """The first `most` characters of UTF-8, None if it is not UTF-8 there."""
    chunk = data[: 4 * most]
    try:
        return chunk.decode("utf-8")[:most]
    except UnicodeDecodeError as wrong:
        text = chunk[: wrong.start].decode("utf-8")
        return text[:most] if len(text) >= most else None


_SHALLOW: Final = 30


def measured(measure: Measure, x: Term, d: int, limit: int) -> Doc:
    """The Doc of a term; with a character limit, of the depth whose text just reaches the limit."""
    if limit < 0:
        shallow = measure.direct(x, _SHALLOW) if d < 0 else None
        if shallow is not None:
            return shallow
        found: Doc = drive(measure.walk(x, d, limit))
        return found
    lower: Doc = drive(measure.walk(x, 1, limit))
    if lower.dots == 0 or lower.len > limit or d == 1:
        return lower
    return deepened(lower, limit, d)
