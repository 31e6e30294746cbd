"""Numbers that are more than plain digits: floats, `16#ff`, `1_000`, `2#0.1#e3`, and wrong ones.

OTP: erl_scan
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final

from pyerlshell.syntax.erl_scan.errors import Incomplete, ScanError, illegal
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Term

if TYPE_CHECKING:
    from pyerlshell.syntax.erl_scan.scanner import Scanner

_DIGITS: Final = re.compile(r"[0-9]+(?:_[0-9]+)*")
_FRACTION: Final = re.compile(r"\.[0-9]+(?:_[0-9]+)*")
_EXPONENT: Final = re.compile(r"[eE][+-]?(?:[0-9]+(?:_[0-9]+)*)?")
_BASED_EXPONENT: Final = re.compile(r"#[eE][+-]?(?:[0-9]+(?:_[0-9]+)*)?")
_NAME_CHARS: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@")
_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
MAX_BASE: Final = 36

Number = tuple[Atom, Term, int]  # category, value, offset behind it


def scan_number(s: Scanner, pos: int) -> Number:
    """The number that starts at `pos`. Raises ScanError."""
    text = s.text
    end = _match_end(_DIGITS, text, pos)
    _need_more(s, end, "_.")
    following = text[end : end + 1]
    if following == ".":
        if text[end + 1 : end + 2].isdecimal() and text[end + 1] in "0123456789":
            return _fraction(s, pos, end)
        _no_name_char(text, end + 1, a.float, end)
    elif following == "#":
        base = int(text[pos:end].replace("_", ""))
        if not 2 <= base <= MAX_BASE:
            raise ScanError((a.base, base), None, end)
        return _based(s, base, end + 1)
    else:
        _no_name_char(text, end, a.integer, end)
    return a.integer, int(text[pos:end].replace("_", "")), end


def _fraction(s: Scanner, pos: int, end: int) -> Number:
    """`Digits . Digits [e Sign Digits]` with the point at `end`."""
    text = s.text
    end = _match_end(_FRACTION, text, end)
    _need_more(s, end, "_")
    exponent = _EXPONENT.match(text, end)
    if exponent is not None:
        end = exponent.end()
        _need_more(s, end, "_")
    _no_name_char(text, end, a.float, end)
    return a.float, _to_float(text[pos:end], end), end


def _based(s: Scanner, base: int, start: int) -> Number:
    """The digits behind `Base#`, maybe with a fraction and an exponent."""
    _need_more(s, start, "")
    text = s.text
    digits = _based_digits(base)
    m = re.compile(rf"{digits}(?:_{digits})*").match(text, start)
    end = m.end() if m else start
    _need_more(s, end, "_.")
    if text[end : end + 1] == ".":
        fraction = re.compile(rf"\.{digits}(?:_{digits})*").match(text, end)
        if fraction is not None:
            return _based_fraction(s, base, start, fraction.end())
        _no_name_char(text, end + 1, a.float, end)
    else:
        _no_name_char(text, end, a.integer, end)
    if end == start:
        raise illegal(a.integer, None, end)
    return a.integer, int(text[start:end].replace("_", ""), base), end


def _based_fraction(s: Scanner, base: int, start: int, end: int) -> Number:
    """The value of `Base#Digits.Digits[#eExponent]`; the exponent is decimal."""
    text = s.text
    _need_more(s, end, "_#")
    mantissa = text[start:end].replace("_", "")
    digits_end = end
    exponent = _BASED_EXPONENT.match(text, end)
    if exponent is not None:
        end = exponent.end()
        _need_more(s, end, "_")
    else:
        _no_name_char(text, end, a.float, end)
    exponent_text = text[digits_end + 2 : end].replace("_", "")
    if base == 10:
        tail = "e" + exponent_text if exponent is not None else ""
        return a.float, _to_float(mantissa + tail, digits_end), end
    try:
        power = int(exponent_text) if exponent is not None else 0
        whole, _, part = mantissa.partition(".")
        part = part.rstrip("0") or "0"
        value = int(whole + part, base) * math.pow(base, power - len(part))
    except (ValueError, OverflowError):
        raise illegal(a.float, None, end) from None
    return a.float, value, end


def _based_digits(base: int) -> str:
    letters = _ALPHABET[10:base]
    return f"[{_ALPHABET[: min(base, 10)]}{letters}{letters.lower()}]+"


def _match_end(pattern: re.Pattern[str], text: str, pos: int) -> int:
    m = pattern.match(text, pos)
    return m.end() if m else pos


def _need_more(s: Scanner, end: int, continuing: str) -> None:
    """More text may make another number of it, if it has not all arrived."""
    if s.eof:
        return
    size = len(s.text)
    if end == size or (end == size - 1 and s.text[end] in continuing):
        raise Incomplete


def _no_name_char(text: str, at: int, what: Atom, end: int) -> None:
    if text[at : at + 1] in _NAME_CHARS and at < len(text):
        raise illegal(what, None, end)


def _to_float(digits: str, end: int) -> float:
    try:
        value = float(digits.replace("_", ""))
    except ValueError:
        raise illegal(a.float, None, end) from None
    if math.isinf(value):
        raise illegal(a.float, None, end)
    return value
