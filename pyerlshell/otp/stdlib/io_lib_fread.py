"""Formatted reading: `io_lib:fread/2,3`, the counterpart of format.

The format is worked off against the elements of the input, which may be any terms: what is no
character just does not match. Where the input ends too early, `{more, ...}` carries what is left of
the format and what was found; fread/3 takes the input line by line and goes on from there.

OTP: io_lib_fread
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from pyerlshell.erts.errors import error, function_clause
from pyerlshell.erts.native import NativeModule
from pyerlshell.otp.native_calls import clause
from pyerlshell.terms.atoms import AtomLimitError, a, atom
from pyerlshell.terms.lists import from_list, string_to_list, to_list
from pyerlshell.terms.types import Term

__preempt__ = True

io_lib_fread: Final = NativeModule("io_lib_fread", "Formatted reading.")

_WHITE: Final = frozenset(b" \t\r\n")
_SIGNS: Final = frozenset(b"+-")
_TEN: Final = "0123456789"
_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
_NEWLINE: Final = 10
_RETURN: Final = 13
_TILDE: Final = ord("~")
_FLOAT: Final = re.compile(r"[+-]?[0-9]+\.[0-9]+(?:[eE][+-]?[0-9]+)?")
_read_clause = clause("io_lib_fread", "fread")
_latin1_clause = clause("io_lib_fread", "fread_skip_latin1_nonwhite")
_nonwhite_clause = clause("io_lib_fread", "fread_skip_nonwhite")


class _Failed(Exception):
    """What was expected and not found."""


class _More(Exception):
    """The input ended before the format."""


class _Eof(Exception):
    """There was no input at all."""


def _split(term: Any) -> tuple[list[Any], Any]:
    """The elements of a list, and what it ends with."""
    items = []
    while type(term) is list:
        head, term = term
        items.append(head)
    return items, term


@dataclass(slots=True)
class _Input:
    """The elements, what the list ends with ([] or not), and how many came before them."""

    items: list[Any]
    end: Any
    before: int = 0
    results: list[Term] = field(default_factory=list)
    pos: int = 0

    @property
    def read(self) -> int:
        return self.before + self.pos

    @property
    def rest(self) -> Term:
        made = self.end
        for item in reversed(self.items[self.pos :]):
            made = [item, made]
        return made

    def peek(self) -> Any:
        """The next element; None where there is none."""
        return self.items[self.pos] if self.pos < len(self.items) else None

    def takes(self, wanted: frozenset[int]) -> str:
        """The next element, if it is one of these characters; else nothing."""
        found = self.peek()
        if type(found) is int and found in wanted:
            self.pos += 1
            return chr(found)
        return ""

    def skip_white(self) -> None:
        while self.takes(_WHITE):
            pass

    def digits(self, base: int = 10) -> str:
        allowed = _DIGITS[: max(base, 10)]
        found = []
        while type(code := self.peek()) is int and 0 < code < 128:
            if chr(code).lower() not in allowed:
                break
            found.append(chr(code))
            self.pos += 1
        return "".join(found)

    def chars(self, count: int, wide: bool, kind: str) -> list[int]:
        """So many characters of this line."""
        found = self.items[self.pos : self.pos + count]
        wrong = [x for x in found if not _is_char(x, wide) or x == _NEWLINE or (x < 0 and not wide)]
        if wrong or len(found) < count:
            raise _Failed(kind)
        self.pos += count
        return found

    def word(self, width: int | None, wide: bool, kind: str) -> list[int]:
        """The characters up to white space, or `width` of them without the white space around."""
        if width is not None:
            return _stripped(self.chars(width, wide, kind))
        self.skip_white()
        start = self.pos
        while self.pos < len(self.items):
            item = self.items[self.pos]
            if not _is_char(item, wide):
                beyond = not wide and (type(item) is not float or item > 255)
                if beyond and self.pos > start:
                    break
                raise _Failed(kind)
            if item in _WHITE:
                break
            self.pos += 1
        else:
            if self.end is not None:
                failed = _nonwhite_clause if wide else _latin1_clause
                failed(self.end, self.read, to_list(self.items[start:][::-1]))
        return self.items[start : self.pos]


def _is_char(item: Any, wide: bool) -> bool:
    return type(item) is int and (wide or item <= 255)


def _stripped(codes: list[int]) -> list[int]:
    start, end = 0, len(codes)
    while start < end and codes[start] in _WHITE:
        start += 1
    while end > start and codes[end - 1] in _WHITE:
        end -= 1
    return codes[start:end]


def _number(text: str, base: int, kind: str) -> int:
    """`list_to_integer/2`."""
    digits = text[1:] if text[:1] in ("+", "-") else text
    allowed = _DIGITS[:base]
    if not digits or any(c.lower() not in allowed for c in digits):
        raise _Failed(kind)
    value = int(digits, base)
    return -value if text[:1] == "-" else value


def _text(codes: list[int]) -> str:
    return "".join([chr(code) for code in codes])


# A reader takes the input, the width and whether `t` was given.
_Reader = Callable[[_Input, "int | None", bool], Term]


def _integer(given: _Input, width: int | None, _wide: bool) -> Term:
    if width is not None:
        chars = _text(given.chars(width, False, "integer"))
        return _number(chars.lstrip(" \t\r\n"), 10, "integer")
    given.skip_white()
    return _number(given.takes(_SIGNS) + given.digits(), 10, "integer")


def _unsigned(given: _Input, width: int | None, _wide: bool) -> Term:
    base = 10 if width is None else width
    if not 2 <= base <= 36:
        raise _Failed("format")
    return _number(given.digits(base), base, "unsigned")


def _sign(given: _Input, _width: int | None, _wide: bool) -> Term:
    return -1 if given.takes(_SIGNS) == "-" else 1


def _based(given: _Input, width: int | None, _wide: bool) -> Term:
    if width is not None:
        chars = _text(given.chars(width, False, "based")).lstrip(" \t\r\n")
        before, mark, digits = chars.partition("#")
        value = _number(before, 10, "based")
        if not mark or not 2 <= value <= 36:
            raise _Failed("based")
        return _number(digits, value, "based")
    given.skip_white()
    base = _number(given.takes(_SIGNS) + given.digits(), 10, "based")
    if not given.takes(frozenset(b"#")) or not 2 <= abs(base) <= 36:
        raise _Failed("based")
    value = _number(given.digits(abs(base)), abs(base), "based")
    return -value if base < 0 else value


def _float(given: _Input, width: int | None, _wide: bool) -> Term:
    if width is not None:
        text = _text(given.chars(width, False, "float")).lstrip(" \t\r\n")
    else:
        given.skip_white()
        text = given.takes(_SIGNS) + given.digits() + given.takes(frozenset(b"."))
        if text.endswith("."):
            text += given.digits() + given.takes(frozenset(b"eE"))
            if text[-1] in "eE":
                text += given.takes(_SIGNS) + given.digits()
    value = float(text) if _FLOAT.fullmatch(text) else float("inf")
    if value - value != 0:
        raise _Failed("float")
    return value


def _string(given: _Input, width: int | None, wide: bool) -> Term:
    return to_list(given.word(width, wide, "string"))


def _atom(given: _Input, width: int | None, wide: bool) -> Term:
    if wide and width is not None:
        raise _Failed("format")
    codes = given.word(width, wide, "atom")
    if any(not 0 <= code <= 0x10FFFF for code in codes):
        raise error(a.badarg)
    try:
        return atom(_text(codes))
    except AtomLimitError:
        raise error(a.system_limit) from None


def _characters(given: _Input, width: int | None, wide: bool) -> Term:
    return to_list(given.chars(1 if width is None else width, wide, "character"))


_READERS: Final[dict[str, _Reader]] = {
    "d": _integer,
    "u": _unsigned,
    "-": _sign,
    "#": _based,
    "f": _float,
    "s": _string,
    "a": _atom,
    "c": _characters,
}
_TAKES_T: Final = "sac"


@dataclass(slots=True)
class _Format:
    """What is left of the format, and what its list ends with."""

    items: list[Any]
    end: Any
    pos: int = 0

    def char(self) -> str:
        """The next element as a character, empty if it is none."""
        code = self.items[self.pos] if self.pos < len(self.items) else None
        return chr(code) if type(code) is int and 0 <= code <= 0x10FFFF else ""

    def takes(self, wanted: str) -> str:
        """The next element, if it is one of these characters; else nothing."""
        found = self.char()
        if not found or found not in wanted:
            return ""
        self.pos += 1
        return found

    @property
    def rest(self) -> Term:
        return to_list(self.items[self.pos :], self.end)


def _item(fmt: _Format, given: _Input, eof: bool) -> None:
    """Work off one item of the format."""
    code = fmt.items[fmt.pos]
    if type(code) is int and code in _WHITE:
        fmt.pos += 1
        given.skip_white()
        return
    if type(code) is int and code == _TILDE:
        _directive(fmt, given, eof)
        return
    if given.pos == len(given.items):
        _ended(fmt, given, eof)
    found = given.items[given.pos]
    if type(code) is not int or type(found) is not int or found != code:
        raise _Failed("input")
    given.pos += 1
    fmt.pos += 1


def _directive(fmt: _Format, given: _Input, eof: bool) -> None:
    start = fmt.pos
    fmt.pos += 1
    keep = not fmt.takes("*")
    digits = ""
    while digit := fmt.takes(_TEN):
        digits += digit
    width = int(digits) if digits else None
    wide = bool(fmt.takes("t"))
    control = fmt.char()
    if control == "l":
        fmt.pos += 1
        if keep:
            given.results.append(given.read)
        return
    if given.pos == len(given.items) and (eof or given.end is None):
        fmt.pos = start
        _ended(fmt, given, eof)
    fmt.pos += 1
    if control == "~" and given.takes(frozenset((_TILDE,))):
        return
    reader = _READERS.get(control)
    if reader is None or (wide and control not in _TAKES_T):
        raise _Failed("format")
    value = reader(given, width, wide)
    if keep:
        given.results.append(value)


def _ended(fmt: _Format, given: _Input, eof: bool) -> None:
    """The format wants more than there is."""
    if eof:
        if given.read == 0 and not given.results:
            raise _Eof
        raise _Failed("input")
    if given.end is None:
        raise _More
    _read_clause(fmt.rest, given.end, given.read, to_list(given.results[::-1]))


def _read(fmt: _Format, given: _Input, eof: bool = False) -> Term:
    """{ok, Terms, Rest}, {more, Format, Read, Results}, {error, What} or eof."""
    try:
        while fmt.pos < len(fmt.items):
            _item(fmt, given, eof)
        if fmt.end is not None:
            _read_clause(fmt.end, given.rest, given.read, to_list(given.results[::-1]))
        if eof or not _may_be_left(given):
            raise _Failed("input")
    except _More:
        return (a.more, fmt.rest, given.read, to_list(given.results[::-1]))
    except _Failed as failed:
        return (a.error, (a.fread, atom(failed.args[0])))
    except _Eof:
        return a.eof
    return (a.ok, to_list(given.results), given.rest)


def _may_be_left(given: _Input) -> bool:
    if given.pos == len(given.items):
        return given.end is None
    return type(given.items[given.pos]) is int


@io_lib_fread.export("fread/2")
def fread2(fmt: Term, text: Term) -> Term:
    """{ok, Terms, Rest}, {more, RestFormat, Nchars, InputStack} or {error, What}."""
    eof = text is a.eof
    return _read(_Format(*_split(fmt)), _Input(*_split(None if eof else text)), eof)


@io_lib_fread.export("fread/3")
def fread3(continuation: Any, text: Term, fmt: Term) -> Term:
    """{done, Result, LeftOver} or {more, Continuation}; the input is taken line by line."""
    line: list[Any] = []
    before: Any = 0
    results: list[Term] = []
    if continuation is not None:
        if type(continuation) is not tuple or len(continuation) != 4:
            raise function_clause(continuation, text, fmt)
        fmt, stack, before, found = continuation
        line, results = from_list(stack)[::-1], from_list(found)[::-1]
    chars, end = _split(text)
    place = 0
    while True:
        got = _line(line, chars, place, end)
        if got is None:
            stack = to_list(line[::-1])
            return (a.more, (fmt, stack, before, to_list(results[::-1])))
        newline, place = got
        result: Any = _read(_Format(*_split(fmt)), _Input(line, None, before, results))
        at_end = place == len(chars) and end is not None
        if type(result) is not tuple or result[0] is not a.more:
            return _done(result, newline, chars[place:], end)
        _, fmt, read, found = result
        before, results, line = read + len(newline), from_list(found)[::-1], []
        if at_end:
            result = _read(_Format(*_split(fmt)), _Input([], None, before, results), True)
            return _done(result, "", [], end)


def _line(line: list[Any], chars: list[Any], place: int, end: Any) -> tuple[str, int] | None:
    """Add to the line up to its end: which newline ended it, and where the next one begins."""
    while True:
        returned = bool(line) and type(line[-1]) is int and line[-1] == _RETURN
        at_end = place == len(chars)
        item = None if at_end else chars[place]
        if type(item) is int and item == _NEWLINE:
            if returned:
                line.pop()
            return "\r\n" if returned else "\n", place + 1
        if at_end and end is None:
            return None
        if returned:
            line.pop()
            return "\r", place
        if at_end:
            return "", place
        line.append(item)
        place += 1


def _done(result: Any, newline: str, chars: list[Any], end: Any) -> Term:
    if type(result) is not tuple or result[0] is not a.ok:
        return (a.done, result, to_list(chars, end))
    left = to_list(chars) if end is None or chars else None
    _, found, rest = result
    if rest is not None:
        left = to_list(from_list(rest), string_to_list(newline, left))
    return (a.done, (a.ok, found), left)
