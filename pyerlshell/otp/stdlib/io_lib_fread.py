"""Formatted reading: `io_lib:fread/2,3`, the counterpart of format.

The format is worked off against the text; where the text ends too early, `{more, ...}` carries what
is left of the format and what was found, and fread/3 goes on from there with the next line.

OTP: io_lib_fread
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from pyerlshell.erts.errors import badarg
from pyerlshell.erts.native import NativeModule
from pyerlshell.terms import unicode
from pyerlshell.terms.atoms import AtomLimitError, a, atom
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.lists import from_list, string_to_list, to_list
from pyerlshell.terms.types import Term

__preempt__ = True

io_lib_fread: Final = NativeModule("io_lib_fread", "Formatted reading.")

_WHITE: Final = " \t\r\n"
_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"


class _Failed(Exception):
    """What was expected and not found."""


class _More(Exception):
    """The text ended before the format."""


@dataclass(slots=True)
class _Reader:
    text: str
    pos: int
    results: list[Term] = field(default_factory=list)

    def skip_white(self) -> None:
        while self.pos < len(self.text) and self.text[self.pos] in _WHITE:
            self.pos += 1

    def word(self, width: int | None, kind: str) -> str:
        """The characters up to white space, or `width` characters without the space around them."""
        if self.pos == len(self.text):
            raise _More
        if width is not None:
            found = self.text[self.pos : self.pos + width]
            if len(found) < width:
                raise _Failed(kind)
            self.pos += width
            return found.strip(_WHITE)
        self.skip_white()
        start = self.pos
        while self.pos < len(self.text) and self.text[self.pos] not in _WHITE:
            self.pos += 1
        return self.text[start : self.pos]

    def run_while(self, allowed: str, most: int | None) -> str:
        start = self.pos
        end = len(self.text) if most is None else min(start + most, len(self.text))
        while self.pos < end and self.text[self.pos].lower() in allowed:
            self.pos += 1
        return self.text[start : self.pos]


def _number(text: str, base: int, kind: str, signed: bool) -> int:
    digits = text[1:] if signed and text[:1] in ("+", "-") else text
    allowed = _DIGITS[:base]
    if not digits or any(c.lower() not in allowed for c in digits):
        raise _Failed(kind)
    value = int(digits, base)
    return -value if text[:1] == "-" else value


def _integer(reader: _Reader, width: int | None, kind: str, signed: bool) -> int:
    if width is not None and signed:
        return _number(reader.word(width, kind), 10, kind, signed)
    reader.skip_white()
    if reader.pos == len(reader.text):
        raise _More
    sign = ""
    if signed and reader.text[reader.pos] in "+-":
        sign = reader.text[reader.pos]
        reader.pos += 1
    return _number(sign + reader.run_while("0123456789", width), 10, kind, signed)


def _based(reader: _Reader, width: int | None) -> int:
    text = reader.word(width, "based")
    sign = text[:1] if text[:1] in ("+", "-") else ""
    base, mark, digits = text[len(sign) :].partition("#")
    if not mark or not base.isdecimal() or not 2 <= int(base) <= 36:
        raise _Failed("based")
    value = _number(digits, int(base), "based", False)
    return -value if sign == "-" else value


def _sign(reader: _Reader, width: int | None) -> int:
    if reader.pos == len(reader.text):
        raise _More
    char = reader.text[reader.pos]
    reader.pos += char in "+-"
    return -1 if char == "-" else 1


def _float(reader: _Reader, width: int | None) -> float:
    text = reader.word(width, "float")
    whole, dot, rest = text.partition(".")
    try:
        if not dot or not whole.lstrip("+-").isdecimal() or not rest[:1].isdecimal():
            raise ValueError
        return float(text)
    except ValueError:
        raise _Failed("float") from None


def _atom(reader: _Reader, width: int | None) -> Term:
    try:
        return atom(reader.word(width, "atom"))
    except AtomLimitError:
        raise _Failed("atom") from None


def _chars(reader: _Reader, width: int | None) -> Term:
    count = 1 if width is None else width
    end = reader.pos + count
    if reader.pos == len(reader.text):
        raise _More
    if end > len(reader.text):
        raise _Failed("character")
    found = reader.text[reader.pos : end]
    reader.pos = end
    return string_to_list(found)


_READERS: Final[dict[str, Any]] = {
    "d": lambda r, width: _integer(r, width, "integer", True),
    "u": lambda r, width: _integer(r, width, "unsigned", False),
    "-": _sign,
    "#": _based,
    "f": _float,
    "s": lambda r, width: string_to_list(r.word(width, "string")),
    "a": _atom,
    "c": _chars,
}


def _match(fmt: str, reader: _Reader, i: int) -> int:
    """Work off one item of the format; where the next one begins."""
    char = fmt[i]
    if char in _WHITE:
        reader.skip_white()
        return i + 1
    if char != "~":
        _literal(char, reader)
        return i + 1
    i += 1
    keep = fmt[i : i + 1] != "*"
    i += not keep
    start = i
    while fmt[i : i + 1].isdecimal():
        i += 1
    width = int(fmt[start:i]) if i > start else None
    while fmt[i : i + 1] == "t":
        i += 1
    control = fmt[i : i + 1]
    if control == "~":
        _literal("~", reader)
    elif control == "l":
        if keep:
            reader.results.append(reader.pos)
    elif control in _READERS and control:
        value = _READERS[control](reader, width)
        if keep:
            reader.results.append(value)
    else:
        raise _Failed("format")
    return i + 1


def _literal(char: str, reader: _Reader) -> None:
    if reader.pos == len(reader.text):
        raise _More
    if reader.text[reader.pos] != char:
        raise _Failed("input")
    reader.pos += 1


def _read(fmt: str, reader: _Reader) -> Term:
    i = 0
    while i < len(fmt):
        before = reader.pos
        try:
            i = _match(fmt, reader, i)
        except _More:
            reader.pos = before
            return (a.more, string_to_list(fmt[i:]), before, to_list(reader.results[::-1]))
        except _Failed as failed:
            return (a.error, (a.fread, atom(failed.args[0])))
    return (a.ok, to_list(reader.results), string_to_list(reader.text[reader.pos :]))


def _text(term: Term) -> str | None:
    data = to_bytes(term)
    if data is not None:
        return data.decode("latin-1")
    try:
        return unicode.characters(term).text
    except unicode.NotCharacterData:
        return None


@io_lib_fread.export("fread/2")
def fread2(fmt: Term, text: Term) -> Term:
    """{ok, Terms, Rest}, {more, RestFormat, Nchars, InputStack} or {error, What}."""
    format_text, input_text = _text(fmt), _text(text)
    if format_text is None or input_text is None:
        raise badarg(fmt, text)
    return _read(format_text, _Reader(input_text, 0))


@io_lib_fread.export("fread/3")
def fread3(continuation: Any, text: Term, fmt: Term) -> Term:
    """{done, Result, LeftOver} or {more, Continuation}; the text is taken line by line."""
    state = _State(_text(fmt) or "", "", 0, [])
    if continuation is not None:
        state = _State(
            _text(continuation[0]) or "",
            (_text(continuation[1]) or "")[::-1],
            continuation[2],
            from_list(continuation[3])[::-1],
        )
    added = "" if text is a.eof else _text(text)
    if added is None:
        raise badarg(continuation, text, fmt)
    state.text += added
    while "\n" in state.text:
        line, _, after = state.text.partition("\n")
        result: Any = _read(state.format, _Reader(line, 0, state.results))
        if result[0] is a.ok:
            left = _text(result[2]) or ""
            after = left + "\n" + after if left else after
            return (a.done, (a.ok, result[1]), string_to_list(after))
        if result[0] is a.error:
            return (a.done, result, string_to_list(after))
        results = from_list(result[3])[::-1]
        read = state.read + len(line) + 1
        state = _State(_text(result[1]) or "", after, read, results)
    return _at_end(state) if text is a.eof else (a.more, state.term())


@dataclass(slots=True)
class _State:
    """Between two calls: the rest of the format, the unfinished line, characters read, results."""

    format: str
    text: str
    read: int
    results: list[Term]

    def term(self) -> Term:
        backwards = string_to_list(self.text[::-1])
        return (string_to_list(self.format), backwards, self.read, to_list(self.results[::-1]))


def _at_end(state: _State) -> Term:
    if not state.text:
        return (a.done, a.eof, a.eof)
    result: Any = _read(state.format, _Reader(state.text, 0, state.results))
    if result[0] is a.ok:
        return (a.done, (a.ok, result[1]), result[2])
    return (a.done, result if result[0] is a.error else a.eof, a.eof)
