"""Control sequences whose text is of bounded size, and the fields that text is fitted into.

OTP: io_lib_format (control_small)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from pyerlshell.terms import unicode
from pyerlshell.terms.atoms import Atom
from pyerlshell.terms.chars import graphemes, string_length, width
from pyerlshell.terms.floats import long_digits
from pyerlshell.terms.format_scan import FormatError, Spec
from pyerlshell.terms.lists import list_to_string
from pyerlshell.terms.types import Term


def character(code: Any) -> str:
    if type(code) is not int or not 0 <= code <= 0x10FFFF:
        raise FormatError
    return chr(code)


def typed(value: Term, kind: type) -> Any:
    if type(value) is not kind:
        raise FormatError
    return value


def _pad(text: str, count: int, spec: Spec) -> str:
    padding = character(spec.pad) * max(count, 0)
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
    code = typed(spec.args[0], int)
    return _char(spec, character(code if spec.encoding == "unicode" else code & 255))


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
    value = typed(spec.args[0], int)
    digits = integer_text(abs(value), _base(spec))
    text = ("-" if value < 0 else "") + prefix + (digits.lower() if lower else digits)
    return term_field(text, spec, None)


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
    x = typed(spec.args[0], float)
    precision = 6 if precision is None else precision
    if precision < least:
        raise FormatError
    shown = text(x, precision)
    return shown if spec.width is None else term_field(shown, spec, spec.width)


def _e(spec: Spec) -> str:
    return _float(spec, _scientific, spec.precision, 2)


def _f(spec: Spec) -> str:
    return _float(spec, _fixed, spec.precision, 1)


def _g(spec: Spec) -> str:
    x = abs(typed(spec.args[0], float))
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


SMALL: Final[dict[str, Callable[[Spec], str]]] = {
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


def term_field(text: str, spec: Spec, precision: int | None) -> str:
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


def string_field(text: str, spec: Spec, room: int | None) -> str:
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
    padding = character(spec.pad) * (size - length)
    return text + padding if left else padding + text
