"""`io:format`'s language: control sequences ~F.P.PadModC with their arguments, to text.

A format string is first scanned into characters and `Spec`s, which `io_lib:scan_format/2` shows as
maps. Then what has a fixed size is written, and at last `~p ~P ~w ~W ~s`, which share what a
character limit leaves; `~p` begins at the column where the text before it ended.

OTP: io_lib_format
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from pyerlshell.terms import unicode
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.chars import Range, graphemes, string_length, width
from pyerlshell.terms.docs import Doc, Measure, measured
from pyerlshell.terms.floats import long_digits
from pyerlshell.terms.lists import ImproperList, from_list, list_to_string
from pyerlshell.terms.map_order import Ordering, ordered_items, reversed_items, sorted_items
from pyerlshell.terms.pretty import limited_write, pretty
from pyerlshell.terms.types import Term
from pyerlshell.terms.write import tsub, write


class FormatError(Exception):
    """The format string or its arguments are wrong: badarg."""


@dataclass(slots=True)
class Spec:
    """One control sequence. `maps_order` is the atom undefined, ordered or reversed, or a fun."""

    control: str
    args: list[Term] = field(default_factory=list)
    width: int | None = None
    left: bool = False
    precision: int | None = None
    pad: int = 32
    encoding: str = "latin1"
    strings: bool = True
    maps_order: Term = a.undefined


Item = int | Spec
CompareFun = Callable[[Term], Ordering]


# Scanning


class _Scanner:
    def __init__(self, codes: list[Any], args: list[Term]) -> None:
        self.codes = codes
        self.args = args
        self.i = 0
        self.next_arg = 0

    def arg(self) -> Term:
        if self.next_arg >= len(self.args):
            raise FormatError
        self.next_arg += 1
        return self.args[self.next_arg - 1]

    def peek(self) -> int:
        return self.codes[self.i] if self.i < len(self.codes) else -1

    def take(self, char: str) -> bool:
        if self.peek() == ord(char):
            self.i += 1
            return True
        return False

    def number(self) -> int | None:
        if self.peek() == 42:
            self.i += 1
            value = self.arg()
            if type(value) is not int:
                raise FormatError
            return value
        digits = ""
        while 48 <= self.peek() <= 57:
            digits += chr(self.peek())
            self.i += 1
        return int(digits) if digits else None

    def spec(self) -> Spec:
        spec = Spec("")
        spec.left = self.take("-")
        spec.width = self.number()
        if spec.left and spec.width is None:
            raise FormatError
        if spec.width is not None and spec.width < 0:
            spec.width, spec.left = -spec.width, not spec.left
        if self.take("."):
            spec.precision = self.number()
        self.pad(spec)
        self.modifiers(spec)
        spec.control = chr(self.peek()) if self.peek() >= 0 else ""
        self.i += 1
        count = _ARGUMENTS.get(spec.control)
        if count is None:
            raise FormatError
        spec.args = [self.arg() for _ in range(count)]
        return spec

    def pad(self, spec: Spec) -> None:
        if not self.take("."):
            return
        if self.take("*"):
            pad = self.arg()
            if type(pad) is not int:
                raise FormatError
            spec.pad = pad
        else:
            spec.pad = self.peek()
            self.i += 1

    def modifiers(self, spec: Spec) -> None:
        while True:
            if self.take("t"):
                spec.encoding = "unicode"
            elif self.take("l"):
                spec.strings = False
            elif self.take("k"):
                spec.maps_order = a.ordered
            elif self.take("K"):
                spec.maps_order = self.arg()
            else:
                return


_ARGUMENTS: Final = {
    **dict.fromkeys("wpsefgbB+#ci", 1),
    **dict.fromkeys("WPxX", 2),
    **dict.fromkeys("~n", 0),
}


def format_codes(fmt: Term) -> list[Any]:
    """The characters of a format, which may be a list, a binary (Latin-1) or an atom."""
    if type(fmt) is Atom:
        return [ord(c) for c in fmt.name]
    data = to_bytes(fmt)
    if data is not None:
        return list(data)
    try:
        return from_list(fmt)
    except ImproperList:
        raise FormatError from None


def scan(fmt: Term, args: Term) -> tuple[list[Item], list[Term]]:
    """The characters and Specs of a format, and the arguments that are left over."""
    try:
        scanner = _Scanner(format_codes(fmt), from_list(args))
    except ImproperList:
        raise FormatError from None
    items: list[Item] = []
    codes = scanner.codes
    while scanner.i < len(codes):
        code = codes[scanner.i]
        scanner.i += 1
        if type(code) is int and code != 126:
            items.append(code)
        elif code == 126:
            items.append(scanner.spec())
        else:
            items.append(code)
    return items, scanner.args[scanner.next_arg :]


# Building


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
    items, rest = scan(fmt, args)
    if rest:
        raise FormatError
    return build(items, options)


class Part:
    """The text of an item; its Spec if io_lib:format returns it as a list of its own."""

    __slots__ = ("spec", "text")

    def __init__(self, text: str, spec: Spec | None) -> None:
        self.text = text
        self.spec = spec


def build(items: list[Item], options: Options = _DEFAULT) -> list[Part]:
    """The text of every item."""
    parts: list[str | Spec] = []
    limited = 0
    other = 0
    for item in items:
        if type(item) is Spec:
            text = _small(item)
            if text is None:
                limited += 1
                parts.append(item)
                continue
        else:
            text = _character(item)
        other += width(text)
        parts.append(text)
    return _build_limited(parts, limited, tsub(options.chars_limit, other), options)


def _build_limited(
    parts: list[str | Spec], limited: int, room: int, options: Options
) -> list[Part]:
    out: list[Part] = []
    column = 0
    for part in parts:
        if type(part) is Spec:
            most = room if room < 0 else room // limited
            text = _LIMITED[part.control](part, most, column, options)
            limited -= 1
            if room >= 0:
                room = tsub(room, width(text))
            out.append(Part(text, part))
        else:
            assert type(part) is str
            text = part
            out.append(Part(text, None))
        column = indentation(text, column)
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


def _character(code: Any) -> str:
    if type(code) is not int or not 0 <= code <= 0x10FFFF:
        raise FormatError
    return chr(code)


def _typed(value: Term, kind: type) -> Any:
    if type(value) is not kind:
        raise FormatError
    return value


def _small(spec: Spec) -> str | None:
    """The text of a sequence of bounded size, None for the others."""
    build_one = _SMALL.get(spec.control)
    if build_one is not None:
        return build_one(spec)
    if spec.control == "s" and type(spec.args[0]) is Atom:
        name = spec.args[0].name
        if spec.encoding == "latin1" and any(c > "\xff" for c in name):
            raise FormatError
        return _string(name, spec, spec.width)
    return None


def _pad(text: str, count: int, spec: Spec) -> str:
    padding = _character(spec.pad) * max(count, 0)
    return text + padding if spec.left else padding + text


def _char(spec: Spec, char: str) -> str:
    if spec.width is None:
        return char * (1 if spec.precision is None else _natural(spec.precision))
    if spec.precision is None:
        return char * spec.width
    if spec.width < _natural(spec.precision):
        raise FormatError
    return _pad(char * spec.precision, spec.width - spec.precision, spec)


def _natural(value: int) -> int:
    if value < 0:
        raise FormatError
    return value


def _c(spec: Spec) -> str:
    code = _typed(spec.args[0], int)
    return _char(spec, _character(code if spec.encoding == "unicode" else code & 255))


def _newline(spec: Spec) -> str:
    if spec.width is None:
        return "\n"
    if spec.left:
        raise FormatError
    return "\n" * spec.width


def _base(spec: Spec) -> int:
    base = 10 if spec.precision is None else spec.precision
    if not 2 <= base <= 36:
        raise FormatError
    return base


_DIGITS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def integer_text(value: int, base: int = 10) -> str:
    """`integer_to_list(Value, Base)`."""
    if base == 10:
        return str(value)
    if base in (2, 8, 16):
        return format(value, {2: "b", 8: "o", 16: "X"}[base])
    digits = ""
    rest = abs(value)
    while rest:
        rest, digit = divmod(rest, base)
        digits = _DIGITS[digit] + digits
    return ("-" if value < 0 else "") + (digits or "0")


def _integer(spec: Spec, prefix: str, lower: bool) -> str:
    value = _typed(spec.args[0], int)
    digits = integer_text(abs(value), _base(spec))
    text = ("-" if value < 0 else "") + prefix + (digits.lower() if lower else digits)
    return _term(text, spec, None)


def _prefix(spec: Spec) -> str:
    given = spec.args[1]
    if type(given) is Atom:
        return given.name
    text = deep_text(given)
    if text is None:
        raise FormatError
    return text


def deep_text(term: Term) -> str | None:
    """The text of a deep list of characters (no binaries), None if it is none."""
    flat = list_to_string(term)
    if flat is not None:
        return flat
    if term is None or type(term) is not list:
        return None
    try:
        converted = unicode.characters(_no_binaries(term))
    except unicode.NotCharacterData:
        return None
    return None if converted.failed else converted.text


def _no_binaries(term: Any) -> Any:
    stack: list[Any] = [term]
    while stack:
        x = stack.pop()
        while type(x) is list:
            if type(x[0]) is not int:
                stack.append(x[0])
            x = x[1]
        if x is not None:
            raise unicode.NotCharacterData
    return term


def _based(spec: Spec, lower: bool) -> str:
    return _integer(spec, f"{_base(spec)}#", lower)


# Floats. There are 21 digits to begin with, rounded half up where fewer are asked for.


def _rounded(digits: str, count: int) -> tuple[str, bool]:
    """The first `count` digits (zeros added), rounded; and did a 1 carry out in front."""
    if count >= len(digits):
        return digits + "0" * (count - len(digits)), False
    kept = int(digits[:count] or "0") + (digits[count] >= "5")
    text = str(kept).zfill(count) if count else ""
    if count == 0:
        return "", digits[0] >= "5"
    return (text[1:], True) if len(text) > count else (text, False)


def _sign(x: float) -> str:
    return "-" if str(x)[0] == "-" else ""


def _fixed(x: float, decimals: int) -> str:
    digits, place = long_digits(x)
    if place <= 0:
        digits, place = "0" * (1 - place) + digits, 1
    text, carry = _rounded(digits, place + decimals)
    text = ("1" if carry else "") + text
    return f"{_sign(x)}{text[:-decimals]}.{text[-decimals:]}"


def _scientific(x: float, significant: int) -> str:
    digits, place = long_digits(x)
    text, carry = _rounded(digits, significant)
    if carry:
        text, place = "1" + text, place + 1
        text = text[:significant]
    exponent = place - 1
    return f"{_sign(x)}{text[0]}.{text[1:]}e{'+' if exponent >= 0 else ''}{exponent}"


def _float(spec: Spec, text: Callable[[float, int], str], precision: int | None, least: int) -> str:
    x = _typed(spec.args[0], float)
    precision = 6 if precision is None else precision
    if precision < least:
        raise FormatError
    shown = text(x, precision)
    return shown if spec.width is None else _term(shown, spec, spec.width)


def _e(spec: Spec) -> str:
    return _float(spec, _scientific, spec.precision, 2)


def _f(spec: Spec) -> str:
    return _float(spec, _fixed, spec.precision, 1)


def _g(spec: Spec) -> str:
    x = abs(_typed(spec.args[0], float))
    precision = 6 if spec.precision is None else spec.precision
    if precision < 1:
        raise FormatError
    steps = (1e-1, 1e0, 1e1, 1e2, 1e3, 1e4)
    exponent = next((i - 2 for i, step in enumerate(steps) if x < step), None)
    if exponent is not None and exponent >= -1 and precision - 1 > exponent:
        return _float(spec, _fixed, precision - 1 - exponent, 1)
    if precision <= 1 and exponent == -1:
        return _float(spec, _fixed, precision - 1 - exponent, 1)
    return _float(spec, _scientific, max(precision, 2), 2)


_SMALL: Final[dict[str, Callable[[Spec], str]]] = {
    "e": _e,
    "f": _f,
    "g": _g,
    "b": lambda spec: _integer(spec, "", True),
    "B": lambda spec: _integer(spec, "", False),
    "x": lambda spec: _integer(spec, _prefix(spec), True),
    "X": lambda spec: _integer(spec, _prefix(spec), False),
    "+": lambda spec: _based(spec, True),
    "#": lambda spec: _based(spec, False),
    "c": _c,
    "~": lambda spec: _char(spec, "~"),
    "n": _newline,
    "i": lambda spec: "",
}


def _term(text: str, spec: Spec, precision: int | None) -> str:
    """A field that shows stars if the text is longer than it."""
    room = spec.width
    if room is None:
        if precision is None:
            return text
        room = _natural(precision)
    length = width(text) if spec.encoding == "latin1" else string_length(text)
    most = min(length, room if precision is None else min(precision, room))
    if length > most:
        return _pad("*" * most, room - most, spec)
    return _pad(text, room - length, spec)


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
    return _typed(spec.args[1], int) if len(spec.args) > 1 else -1


def _w(spec: Spec, limit: int, column: int, options: Options) -> str:
    order = _ordering(spec, options)
    if limit < 0:
        text = write(spec.args[0], _depth(spec), spec.encoding, order)
    else:
        text = limited_write(spec.args[0], _depth(spec), spec.encoding, limit, order)
    return _term(text, spec, spec.precision)


def _p(spec: Spec, limit: int, column: int, options: Options) -> str:
    if spec.left:
        raise FormatError
    return pretty(
        spec.args[0],
        column + 1 if spec.precision is None else spec.precision,
        80 if spec.width is None else spec.width,
        _depth(spec),
        chars_limit=limit,
        encoding=spec.encoding,
        strings=spec.strings,
        ordering=_ordering(spec, options),
        printable=options.printable,
    )


def _s(spec: Spec, limit: int, column: int, options: Options) -> str:
    text = string_argument(spec.args[0], spec.encoding)
    field_width = spec.width
    if limit >= 0 and (field_width is None or limit < field_width):
        text = _limited_string(text, limit)
    if limit >= 0 and field_width is not None:
        field_width = max(3, min(field_width, limit))
    return _string(text, spec, field_width)


def string_argument(term: Term, encoding: str) -> str:
    """The text of ~s (Latin-1 character data) or ~ts (Unicode; binaries may be Latin-1)."""
    if type(term) is Atom:
        return term.name
    if type(term) is not list and term is not None and to_bytes(term) is None:
        raise FormatError
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
    text = converted.text
    while converted.failed:
        rest: Any = converted.rest
        data = to_bytes(rest)
        if data is not None:
            return text + data.decode("latin-1")
        if type(rest) is not list:
            raise FormatError
        first = to_bytes(rest[0])
        if first is None:
            raise FormatError
        converted = unicode.characters(rest[1])
        text += first.decode("latin-1") + converted.text
    return text


def _limited_string(text: str, limit: int) -> str:
    clusters = graphemes(text)
    most = tsub(limit, 3)
    if len(clusters) < most + 4:
        return text
    return "".join(clusters[:most]) + "..."


def _string(text: str, spec: Spec, room: int | None) -> str:
    """A field of a string: cut to the precision, filled up to the width."""
    precision = spec.precision
    if precision is not None and room is not None:
        if room < precision:
            raise FormatError
        if room > precision:
            return _pad(_fit(text, _natural(precision), spec, True), room - precision, spec)
    if room is not None:
        return _fit(text, room, spec, spec.left)
    if precision is not None:
        return _fit(text, _natural(precision), spec, True)
    return text


def _fit(text: str, size: int, spec: Spec, left: bool) -> str:
    length = width(text)
    if length > size:
        return text[:size] if spec.encoding == "latin1" else "".join(graphemes(text)[:size])
    padding = _character(spec.pad) * (size - length)
    return text + padding if left else padding + text


_LIMITED: Final[dict[str, Callable[[Spec, int, int, Options], str]]] = {
    "w": _w,
    "W": _w,
    "p": _p,
    "P": _p,
    "s": _s,
}
