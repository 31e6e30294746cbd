"""`io:format`'s language: control sequences ~F.P.PadModC with their arguments, to text.

A format string is first scanned into characters and `Spec`s, which `io_lib:scan_format/2` shows as
maps. Then what has a fixed size is written, and at last `~p ~P ~w ~W ~s`, which share what a
character limit leaves; `~p` begins at the column where the text before it ended.

OTP: io_lib_format
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pyerlshell.terms import unicode
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.chars import Range, graphemes, width
from pyerlshell.terms.docs import Doc
from pyerlshell.terms.format_fields import SMALL, character, string_field, term_field, typed
from pyerlshell.terms.format_plain import Part, plain_part
from pyerlshell.terms.format_scan import FormatError, Item, Spec, scan_all
from pyerlshell.terms.lists import list_to_string
from pyerlshell.terms.map_order import Ordering, ordered_items, reversed_items, sorted_items
from pyerlshell.terms.measure import Measure, measured
from pyerlshell.terms.pretty import fits, laid_out, limited_write, one_line, pretty
from pyerlshell.terms.types import Term
from pyerlshell.terms.write import tsub, write

CompareFun = Callable[[Term], Ordering]


@dataclass(slots=True)
class Options:
    """`ordering` makes an Ordering of a `~K` fun; `printable` is io:printable_range()."""

    chars_limit: int = -1
    printable: Range = "latin1"
    ordering: CompareFun | None = None


_DEFAULT: Final = Options()


def format_text(fmt: Term, args: Term, options: Options = _DEFAULT) -> str:
    """The text of `io_lib:format(Fmt, Args)`. Raises FormatError."""
    return "".join([part.text for part in format_parts(fmt, args, options)])


def format_parts(fmt: Term, args: Term, options: Options = _DEFAULT) -> list[Part]:
    """As format_text, in parts. Raises FormatError."""
    if options.chars_limit >= 0:
        return build(scan_all(fmt, args), options)
    return build(scan_all(fmt, args, plain_part), options)


def build(items: Sequence[Item | Part], options: Options = _DEFAULT) -> list[Part]:
    """The text of every item. Parts are taken as they are, and only where there is no limit."""
    parts: list[Part | Spec] = []
    limited = 0
    other = 0
    room = options.chars_limit
    for item in items:
        if type(item) is Part:
            parts.append(item)
            continue
        if type(item) is Spec:
            text = _small(item)
            if text is None:
                limited += 1
                parts.append(item)
                continue
        else:
            text = item if type(item) is str else character(item)
        if room >= 0:
            other += width(text)
        parts.append(Part(text, None))
    return _build_limited(parts, limited, tsub(room, other), options)


def _build_limited(
    parts: list[Part | Spec], limited: int, room: int, options: Options
) -> list[Part]:
    out: list[Part] = []
    column = 0
    before: list[str] = []
    for part in parts:
        if type(part) is Part:
            out.append(part)
            before.append(part.text)
            continue
        assert type(part) is Spec
        most = room if room < 0 else room // limited
        limited -= 1
        if part.control in "pP":
            column = indentation("".join(before), column)
            before = []
            made = _p(part, most, column, options)
        else:
            made = Part(_LIMITED[part.control](part, most, options), part)
        if room >= 0:
            room = tsub(room, width(made.text))
        out.append(made)
        before.append(made.text)
    return out


def indentation(text: str, column: int) -> int:
    """`io_lib:indentation/2`: the column after a text that began at `column`."""
    start = text.rfind("\n")
    if start >= 0:
        text, column = text[start + 1 :], 0
    if "\t" not in text:
        return column + len(text)
    for char in text:
        column = (column + 8) // 8 * 8 if char == "\t" else column + 1
    return column


def _small(spec: Spec) -> str | None:
    """The text of a sequence of bounded size, None for the others."""
    build_one = SMALL.get(spec.control)
    if build_one is not None:
        return build_one(spec)
    if spec.control == "s" and type(spec.args[0]) is Atom:
        name = spec.args[0].name
        if spec.encoding == "latin1" and any(c > "\xff" for c in name):
            raise FormatError
        return string_field(name, spec, spec.width)
    return None


def _ordering(spec: Spec, options: Options) -> Ordering:
    order = spec.maps_order
    if order is a.undefined:
        return ordered_items
    if order is a.ordered:
        return sorted_items
    if order is a.reversed:
        return reversed_items
    if options.ordering is None:
        raise FormatError
    return options.ordering(order)


def spec_doc(spec: Spec, options: Options = _DEFAULT) -> Doc:
    """What ~w or ~p measures, without the limits of a field."""
    ordering = _ordering(spec, options)
    strings = spec.control in "pP" and spec.strings
    measure = Measure(spec.encoding, strings, ordering, options.printable, None)
    return measured(measure, spec.args[0], _depth(spec), -1)


def _depth(spec: Spec) -> int:
    return typed(spec.args[1], int) if len(spec.args) > 1 else -1


def _w(spec: Spec, limit: int, options: Options) -> str:
    order = _ordering(spec, options)
    if limit < 0:
        text = write(spec.args[0], _depth(spec), spec.encoding, order)
    else:
        text = limited_write(spec.args[0], _depth(spec), spec.encoding, limit, order)
    return term_field(text, spec, spec.precision)


def _p(spec: Spec, limit: int, column: int, options: Options) -> Part:
    if spec.left:
        raise FormatError
    depth = _depth(spec)
    ordering = _ordering(spec, options)
    column = max(column + 1 if spec.precision is None else spec.precision, 1)
    line = 80 if spec.width is None else spec.width
    if limit >= 0 or depth == 0:
        text = pretty(
            spec.args[0],
            column,
            line,
            depth,
            chars_limit=limit,
            encoding=spec.encoding,
            strings=spec.strings,
            ordering=ordering,
            printable=options.printable,
        )
        return Part(text, spec)
    measure = Measure(spec.encoding, spec.strings, ordering, options.printable, None)
    doc = measured(measure, spec.args[0], depth, -1)
    if fits(doc, column, line):
        return Part(one_line(doc), spec, doc)
    return Part(laid_out(doc, column, line), spec)


def _s(spec: Spec, limit: int, options: Options) -> str:
    text = string_argument(spec.args[0], spec.encoding)
    field_width = spec.width
    if limit >= 0 and (field_width is None or limit < field_width):
        text = _limited_string(text, limit)
    if limit >= 0 and field_width is not None:
        field_width = max(3, min(field_width, limit))
    return string_field(text, spec, field_width)


def string_argument(term: Term, encoding: str) -> str:
    """The text of ~s (Latin-1 character data) or ~ts (Unicode; binaries may be Latin-1)."""
    if type(term) is Atom:
        return term.name
    if type(term) is not list and term is not None and to_bytes(term) is None:
        raise FormatError
    flat = list_to_string(term)
    if flat is not None and flat.isascii():
        return flat
    try:
        if encoding == "latin1":
            converted = unicode.characters(term, unicode.LATIN1)
            if converted.failed:
                raise FormatError
            return converted.text
        return _chardata(term)
    except unicode.NotCharacterData:
        raise FormatError from None


def _chardata(term: Term) -> str:
    converted = unicode.characters(term)
    return _each_alone(term) if converted.failed else converted.text


def _each_alone(term: Any) -> str:
    """Character data whose binaries are taken for Latin-1, each one that is not UTF-8."""
    out: list[str] = []
    stack: list[Any] = [term]
    while stack:
        x = stack.pop()
        if type(x) is list:
            stack += [x[1], x[0]]
        elif type(x) is int and 0 <= x <= 0x10FFFF:
            out.append(chr(x))
        elif x is not None:
            data = to_bytes(x)
            if data is None:
                raise FormatError
            try:
                out.append(data.decode())
            except UnicodeDecodeError:
                out.append(data.decode("latin-1"))
    return "".join(out)


def _limited_string(text: str, limit: int) -> str:
    clusters = graphemes(text)
    most = tsub(limit, 3)
    if len(clusters) < most + 4:
        return text
    return "".join(clusters[:most]) + "..."


_LIMITED: Final[dict[str, Callable[[Spec, int, Options], str]]] = {"w": _w, "W": _w, "s": _s}
