"""Text to tokens: one pattern match a token, the rare ones through `strings` and `numbers`.

A column is `offset - base`, where `base` is the offset just before the line's first character, so
that only a newline costs anything. Text that arrives in pieces is
scanned up to the last token that more text cannot change; the rest waits in a `Continuation`.

OTP: erl_scan
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeAlias

from pyerlshell.syntax.erl_scan import tables as t
from pyerlshell.syntax.erl_scan.errors import ILLEGAL_CHARACTER, Incomplete, ScanError, illegal
from pyerlshell.syntax.erl_scan.numbers import scan_number
from pyerlshell.syntax.erl_scan.strings import (
    check_concat,
    quoted_atom,
    scan_char,
    scan_quoted,
    scan_sigil,
    scan_string,
)
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import string_to_list as list_of
from pyerlshell.terms.types import Term

Token: TypeAlias = tuple[Any, ...]
Location: TypeAlias = Term  # a line, or (line, column)
ErrorInfo: TypeAlias = tuple[Term, Atom, Term]


@dataclass(slots=True)
class Scan:
    """What a scan gave: the tokens, where it ended, and the first error or None.

    `rest` is the offset behind the last character that was used; `dotted`: did a dot end it?
    """

    tokens: list[Token]
    end: Location
    error: ErrorInfo | None = None
    rest: int = 0
    dotted: bool = False


@dataclass(slots=True)
class Scanner:
    """One text being scanned.

    `spans` gets the offsets of each token if it is not None; `eof`: will no more text come?
    quoted atoms in `keep` remember their text, so that 'maybe' can be told from maybe.
    """

    text: str
    line: int
    base: int
    columns: bool = True
    eof: bool = True
    reserved: dict[str, Atom] = field(default_factory=lambda: t.DEFAULT_RESERVED)
    tokens: list[Token] = field(default_factory=list)
    spans: list[tuple[int, int]] | None = None
    keep: frozenset[str] = frozenset()

    def location(self, pos: int) -> Location:
        """The location of the character at `pos` on the present line."""
        return (self.line, pos - self.base) if self.columns else self.line

    def at(self, line: int, column: int) -> Location:
        """A location given in figures."""
        return (line, column) if self.columns else line

    def add(self, token: Token, start: int, end: int) -> None:
        """One more token."""
        self.tokens.append(token)
        if self.spans is not None:
            self.spans.append((start, end))

    def pass_newlines(self, start: int, end: int) -> None:
        """Count the newlines between two offsets."""
        count = self.text.count("\n", start, end)
        if count:
            self.line += count
            self.base = self.text.rfind("\n", start, end)

    def more(self) -> None:
        """Called at the end of the text inside a token."""
        if not self.eof:
            raise Incomplete

    def run(self, pos: int, one_form: bool) -> tuple[int, bool]:
        """Scan from `pos` to the end, or behind the first dot. The offset reached; was it a dot?

        Raises ScanError and Incomplete, with the tokens before in `tokens`.
        """
        text, columns, spans, reserved = self.text, self.columns, self.spans, self.reserved
        match, add, symbols = t.MASTER.match, self.tokens.append, t.SYMBOLS
        line, base = self.line, self.base
        var, a_atom, integer, string, dot = a.var, a.atom, a.integer, a.string, a.dot
        while True:
            m = match(text, pos)
            assert m is not None
            kind = m.lastindex
            assert kind is not None
            start, pos = m.span(kind)
            loc: Location = (line, start - base) if columns else line
            if kind == 1:  # G_NAME; the groups are numbers here because this is the hot loop
                name = m[1]
                word = reserved.get(name)
                if word is not None:
                    add((word, loc))
                elif pos - start <= 255:
                    add((a_atom, loc, atom(name)))
                else:
                    raise illegal(a_atom, loc, pos)
            elif kind == 2 or kind == 6:  # G_PUNCT, G_SYMBOL
                add((symbols[m[kind]], loc))
            elif kind == 3:  # G_VAR
                if pos - start > 255:
                    raise illegal(var, loc, pos)
                add((var, loc, atom(m[3])))
            elif kind == 4:  # G_NEWLINE
                line += text.count("\n", start, pos)
                base = text.rfind("\n", start, pos)
                self.line, self.base = line, base
                continue
            elif kind == 7:  # G_INTEGER
                add((integer, loc, int(m[7])))
            elif kind == 5:  # G_DOT
                if pos < len(text) and text[pos] != "%":
                    pos += 1
                    if text[pos - 1] == "\n":
                        self.line = line = line + 1
                        self.base = base = pos - 1
                elif pos == len(text):
                    self.more()
                add((dot, loc))
                if spans is not None:
                    spans.append((start, pos))
                if one_form:
                    return pos, True
                continue
            elif kind == 8:  # G_STRING
                start, pos = start - 1, pos + 1
                loc = (line, start - base) if columns else line
                add((string, loc, list_of(m[8])))
            elif kind == 12:  # G_END
                return pos, False
            else:
                pos = self._rare(kind, start, pos)
                line, base = self.line, self.base
                continue
            if spans is not None:
                spans.append((start, pos))

    def _rare(self, kind: int, start: int, pos: int) -> int:
        """The less common tokens; the offset behind."""
        if kind == t.G_COMMENT:
            return pos
        if kind == t.G_CHAR:
            loc = self.location(start - 1)
            self.add((a.char, loc, ord(self.text[start])), start - 1, pos)
            return pos
        if kind == t.G_QATOM:
            loc = self.location(start - 1)
            name = quoted_atom(self, self.text[start:pos], loc, pos + 1)
            if name.name in self.keep:
                text = list_of(self.text[start - 1 : pos + 1])
                loc = [(a.text, text), [(a.location, loc), None]]
            self.add((a.atom, loc, name), start - 1, pos + 1)
            return pos + 1
        return self._other(self.text[start], start)

    def _other(self, char: str, start: int) -> int:
        """A token that the master pattern could not read in one go."""
        loc = self.location(start)
        try:
            if char == "'":
                name, end = scan_quoted(self, start + 1, "'", True, a.atom)
                token: Token = (a.atom, loc, quoted_atom(self, name, loc, end))
            elif char == '"':
                value, end = scan_string(self, start)
                token = (a.string, loc, list_of(value))
            elif char == "~":
                return scan_sigil(self, start)
            elif char == "$":
                code, end = scan_char(self, start)
                token = (a.char, loc, code)
            elif "0" <= char <= "9":
                category, number, end = scan_number(self, start)
                token = (category, loc, number)
            else:
                end, token = self._symbol(char, start, loc)
        except ScanError as e:
            if e.start is None:
                e.start = loc
            raise
        self.add(token, start, end)
        if char == '"':
            check_concat(self, end)
        return end

    def _symbol(self, char: str, start: int, loc: Location) -> tuple[int, Token]:
        """An operator that was cut off by the end of the text, or a character with no meaning."""
        if char in "<=.":
            self.more()
            symbol = ".." if char == "." else char
            return start + len(symbol), (t.SYMBOLS[symbol], loc)
        if ord(char) < 256:
            return start + 1, (atom(char), loc)
        line_start = self.text.rfind("\n", 0, start) + 1
        comment = self.text.find("%", line_start, start)
        if comment >= 0 and 0xD800 <= ord(char) <= 0xFFFF and not 0xDFFF < ord(char) < 0xFFFE:
            raise ScanError(ILLEGAL_CHARACTER, self.location(comment), start + 1)
        raise ScanError(ILLEGAL_CHARACTER, loc, start + 1)


def new_scanner(text: str, start: Location, eof: bool = True) -> Scanner:
    """A scanner at the first character of `text`, which is at location `start`."""
    if type(start) is tuple:
        line, column = start
        return Scanner(text, line, -column, True, eof)
    assert type(start) is int
    return Scanner(text, start, -1, False, eof)


def scan(
    text: str,
    start: Location = (1, 1),
    reserved: dict[str, Atom] | None = None,
    spans: list[tuple[int, int]] | None = None,
) -> Scan:
    """All tokens of a text. OTP: erl_scan:string/3."""
    s = new_scanner(text, start)
    if reserved is not None:
        s.reserved = reserved
    s.spans = spans
    try:
        pos, _ = s.run(0, False)
    except ScanError as e:
        return _failed(s, e)
    return Scan(s.tokens, s.location(pos), None, pos)


def _failed(s: Scanner, e: ScanError) -> Scan:
    return Scan(s.tokens, s.location(e.end), (e.start, a.erl_scan, e.descriptor), e.end)
