"""Strings, quoted atoms, sigils, escapes: what the master pattern leaves over.

The functions move `s.line` and `s.base` over the newlines they pass.

OTP: erl_scan
"""

from __future__ import annotations

import re
from functools import lru_cache
from string import hexdigits
from typing import TYPE_CHECKING, Final

from pyerlshell.syntax.erl_scan.errors import (
    ILLEGAL_CHARACTER,
    Incomplete,
    ScanError,
    illegal,
    unterminated,
)
from pyerlshell.syntax.erl_scan.tables import BAD, NAME, WS
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import string_to_list as list_of
from pyerlshell.terms.types import Term

if TYPE_CHECKING:
    from pyerlshell.syntax.erl_scan.scanner import Scanner

_ESCAPES: Final = {
    "n": "\n", "r": "\r", "t": "\t", "v": "\v", "b": "\b",
    "f": "\f", "e": "\x1b", "s": " ", "d": "\x7f",
}  # fmt: skip
_OCTAL: Final = re.compile(r"[0-7]{1,3}")
_HEX2: Final = re.compile(r"x([0-9a-fA-F]{2})")
_HEX_BRACES: Final = re.compile(r"x\{([0-9a-fA-F]*)")
_NAME: Final = re.compile(rf"[{NAME}]*")
_BAD_CHAR: Final = re.compile(rf"[{BAD}]")
_WHITE: Final = re.compile(rf"[{WS}]*")
_QUOTES: Final = re.compile('"+')
_CLOSING: Final = {"(": ")", "[": "]", "{": "}", "<": ">"} | {c: c for c in "/|#`'\""}
_ESCAPING_SIGILS: Final = ("", "b", "s")


def scan_escape(s: Scanner, pos: int) -> tuple[str, int]:
    """The character that the escape after the backslash means, and the offset behind it."""
    text = s.text
    char = text[pos : pos + 1]
    if not char:
        raise EOFError
    if "0" <= char <= "7":
        octal = _OCTAL.match(text, pos)
        assert octal is not None
        return chr(int(octal[0], 8)), octal.end()
    if char == "x":
        return _scan_hex(s, pos)
    if char == "^":
        return _scan_control(text, pos + 1)
    if char == "\n":
        s.line += 1
        s.base = pos
        return char, pos + 1
    if _BAD_CHAR.match(char):
        raise ScanError(ILLEGAL_CHARACTER, None, pos + 1)
    return _ESCAPES.get(char, char), pos + 1


def _scan_hex(s: Scanner, pos: int) -> tuple[str, int]:
    text = s.text
    two = _HEX2.match(text, pos)
    if two is not None:
        return chr(int(two[1], 16)), two.end()
    braces = _HEX_BRACES.match(text, pos)
    if braces is None:
        if len(text) == pos + 1:
            raise EOFError
        if len(text) == pos + 2 and text[pos + 1] in hexdigits:
            s.more()
        raise ScanError(ILLEGAL_CHARACTER, None, pos + 1)
    end = braces.end()
    if end == len(text):
        raise EOFError
    if text[end] != "}":
        raise ScanError(ILLEGAL_CHARACTER, None, end)
    code = int(braces[1] or "110000", 16)
    if code > 0x10FFFF or _BAD_CHAR.match(chr(code)):
        raise ScanError(ILLEGAL_CHARACTER, None, end + 1)
    return chr(code), end + 1


def _scan_control(text: str, pos: int) -> tuple[str, int]:
    char = text[pos : pos + 1]
    if not char:
        raise EOFError
    if char == "?":
        return "\x7f", pos + 1
    if "@" <= char <= "_" or "a" <= char <= "z":
        return chr(ord(char) & 0x1F), pos + 1
    raise ScanError(ILLEGAL_CHARACTER, None, pos)


@lru_cache(maxsize=16)
def _plain_run(closing: str, escapes: bool) -> re.Pattern[str]:
    stop = re.escape(closing) + (r"\\" if escapes else "")
    return re.compile(f"[^{stop}{BAD}]*")


def scan_quoted(s: Scanner, pos: int, closing: str, escapes: bool, what: Term) -> tuple[str, int]:
    """The text up to the closing quote, and the offset behind; `pos` is behind the opening one."""
    text = s.text
    run = _plain_run(closing, escapes)
    start = s.location(pos)
    parts: list[str] = []
    i = pos
    while True:
        m = run.match(text, i)
        assert m is not None
        if m.end() > i:
            parts.append(m[0])
            s.pass_newlines(i, m.end())
            i = m.end()
        if i == len(text):
            s.more()
            raise unterminated(what, "".join(parts), start, i)
        if text[i] == closing:
            return "".join(parts), i + 1
        here = s.location(i)
        if text[i] != "\\" or not escapes:
            raise ScanError(ILLEGAL_CHARACTER, here, i + 1)
        i = _one_escape(s, i, parts, here, what, start)


def _one_escape(s: Scanner, i: int, parts: list[str], here: Term, what: Term, start: Term) -> int:
    try:
        char, end = scan_escape(s, i + 1)
    except EOFError:
        s.more()
        # The reference shows the text backwards when it ends inside an escape.
        raise unterminated(what, "".join(parts)[::-1], start, len(s.text)) from None
    except ScanError as e:
        e.start = here
        raise
    parts.append(char)
    return end


def scan_string(s: Scanner, pos: int) -> tuple[str, int]:
    """A string without sigil that starts at the quote at `pos`: plain or triple-quoted."""
    quotes = _QUOTES.match(s.text, pos)
    assert quotes is not None
    count = quotes.end() - pos
    if count >= 3:
        return scan_triple(s, pos, count, False, (a.string, count))
    if not s.eof and quotes.end() == len(s.text) and count == 2:
        raise Incomplete
    return scan_quoted(s, pos + 1, '"', True, a.string)


def scan_sigil(s: Scanner, pos: int) -> int:
    """`~Name` with its string and suffix: adds three tokens. The offset behind them."""
    text = s.text
    m = _NAME.match(text, pos + 1)
    assert m is not None
    name, end = m[0], m.end()
    if end == len(text):
        s.more()
    if len(name) > 255:
        raise illegal(a.sigil_prefix, s.location(pos), end)
    s.add((a.sigil_prefix, s.location(pos), atom(name)), pos, end)
    start, opening = end, text[end : end + 1]
    closing = _CLOSING.get(opening)
    if closing is None:
        raise illegal(a.string, s.location(end), end)
    location = s.location(start)
    quotes = _QUOTES.match(text, start)
    count = quotes.end() - start if quotes else 0
    if count >= 3:
        what: Term = (a.sigil, atom(name), count)
        value, end = scan_triple(s, start, count, name in ("b", "s"), what)
    else:
        if count == 2 and start + 2 == len(text):
            s.more()
        what = (a.sigil, atom(name), ord(opening), ord(closing))
        value, end = scan_quoted(s, start + 1, closing, name in _ESCAPING_SIGILS, what)
    s.add((a.string, location, list_of(value)), start, end)
    return _sigil_suffix(s, end)


def _sigil_suffix(s: Scanner, start: int) -> int:
    m = _NAME.match(s.text, start)
    assert m is not None
    end = m.end()
    if end == len(s.text):
        s.more()
    if len(m[0]) > 255:
        raise illegal(a.sigil_suffix, s.location(start), end)
    s.add((a.sigil_suffix, s.location(start), list_of(m[0])), start, end)
    if end == start:
        check_concat(s, end)
    return end


def check_concat(s: Scanner, pos: int) -> None:
    """Two string literals need white space between them (since OTP 27)."""
    if s.text[pos : pos + 1] == '"':
        raise ScanError(a.string_concat, s.location(pos), pos)


def scan_triple(s: Scanner, pos: int, count: int, escapes: bool, what: Term) -> tuple[str, int]:
    """A triple-quoted string whose `count` opening quotes are at `pos`. EEP 64."""
    line0, base0 = s.line, s.base
    lines, indent, end = _triple_lines(s, pos + count, count, escapes, (pos, what))
    last_line = s.line
    if len(lines) > 1:
        lines[-1] = _strip_newline(lines[-1])
    first = _strip_newline(lines[0])
    blank = _WHITE.match(first)
    assert blank is not None
    if blank.end() < len(first):
        column = pos - base0 + count + blank.end()
        raise ScanError(a.white_space, s.at(line0, column), end)
    content: list[str] = []
    for number, line in enumerate(lines[1:], last_line - len(lines) + 1):
        content.append(_strip_indent(s, line, indent, number, end))
    return "".join(content), end


def _strip_newline(line: str) -> str:
    return line.removesuffix("\n").removesuffix("\r")


def _strip_indent(s: Scanner, line: str, indent: str, number: int, end: int) -> str:
    if line in ("\n", "\r\n", ""):
        return line
    if line.startswith(indent):
        return line[len(indent) :]
    same = 0
    while same < len(line) and line[same] == indent[same]:
        same += 1
    raise ScanError(a.indentation, s.at(number, same + 1), end)


def _triple_lines(
    s: Scanner, pos: int, count: int, escapes: bool, origin: tuple[int, Term]
) -> tuple[list[str], str, int]:
    """The lines behind the opening quotes, the last indentation, the offset behind."""
    text = s.text
    start = s.location(pos)
    close = re.compile(rf'([{WS}]*)"{{{count}}}')
    lines: list[list[str]] = [[]]
    run = re.compile(rf"[^\n{BAD}" + (r"\\]*" if escapes else "]*"))
    at_line_start = False
    while True:
        if at_line_start and (m := close.match(text, pos)):
            return ["".join(line) for line in lines[:-1]], m[1], m.end()
        at_line_start = False
        m = run.match(text, pos)
        assert m is not None
        lines[-1].append(m[0])
        pos = m.end()
        char = text[pos : pos + 1]
        if char == "\n":
            s.line, s.base = s.line + 1, pos
            lines[-1].append(char)
            pos += 1
        elif char == "\\" and escapes:
            char, pos = _triple_escape(s, pos, lines, start, origin[1])
            lines[-1].append(char)
            if text[pos - 1] != "\n":
                continue
        elif char:
            raise ScanError(ILLEGAL_CHARACTER, s.location(pos), pos + 1)
        else:
            s.more()
            head = "".join("".join(line) for line in lines)
            raise unterminated(origin[1], head, start, pos)
        lines.append([])
        at_line_start = True


def _triple_escape(
    s: Scanner, pos: int, lines: list[list[str]], start: Term, what: Term
) -> tuple[str, int]:
    try:
        return scan_escape(s, pos + 1)
    except EOFError:
        s.more()
        head = "".join("".join(line) for line in lines)
        raise unterminated(what, head, start, len(s.text)) from None
    except ScanError as e:
        e.start = s.location(e.end - 1)
        raise


def scan_char(s: Scanner, pos: int) -> tuple[int, int]:
    """`$c` with an escape or a newline: its code, and the offset behind it."""
    text = s.text
    char = text[pos + 1 : pos + 2]
    if not char:
        s.more()
        raise ScanError((a.unterminated, a.char), None, pos + 1)
    if char == "\n":
        s.line, s.base = s.line + 1, pos + 1
        return 10, pos + 2
    if char != "\\":
        raise ScanError(ILLEGAL_CHARACTER, None, pos + 1)
    try:
        value, end = scan_escape(s, pos + 2)
    except EOFError:
        s.more()
        raise ScanError((a.unterminated, a.char), None, len(text)) from None
    return ord(value), end


def quoted_atom(s: Scanner, name: str, start: Term, end: int) -> Atom:
    """The atom of a quoted name, at most 255 characters."""
    if len(name) > 255:
        raise illegal(a.atom, start, end)
    return atom(name)
