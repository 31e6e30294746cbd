"""One dotted form at a time, from text that arrives in pieces: what the shell reads with.

    tokens(None, "X = 1,\n", (1, 1))   -> More(continuation)
    tokens(continuation, "X + 2. Y.")  -> Done(tokens, (2, 7), rest="Y.")

OTP: erl_scan:tokens/4
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pyerlshell.syntax.erl_scan.errors import Incomplete, ScanError
from pyerlshell.syntax.erl_scan.scanner import ErrorInfo, Location, Scanner, Token, new_scanner
from pyerlshell.syntax.erl_scan.tables import DEFAULT_RESERVED
from pyerlshell.terms.atoms import Atom, a


@dataclass(slots=True)
class Continuation:
    """Tokens that are sure, and the text that is not scanned yet, which starts at `location`."""

    tokens: list[Token]
    text: str
    location: Location
    reserved: dict[str, Atom] = field(default_factory=lambda: DEFAULT_RESERVED)


@dataclass(slots=True)
class More:
    """No dot so far: call again with more text."""

    continuation: Continuation


@dataclass(slots=True)
class Done:
    """A whole form (`tokens` end in a dot), an error, or the end of the input (neither).

    `rest` is the text behind it; `eof` tells that the input ended here.
    """

    tokens: list[Token]
    end: Location
    rest: str
    error: ErrorInfo | None = None
    eof: bool = False


def tokens(
    continuation: Continuation | None,
    text: str | None,
    start: Location = (1, 1),
    reserved: dict[str, Atom] | None = None,
) -> More | Done:
    """Scan on with more text (None: the input has ended). `start` is for a first call."""
    if continuation is None:
        continuation = Continuation([], "", start, reserved or DEFAULT_RESERVED)
    s = new_scanner(continuation.text + (text or ""), continuation.location, eof=text is None)
    s.tokens = continuation.tokens
    kept = len(s.tokens)
    s.reserved = continuation.reserved
    s.spans = []
    try:
        pos, dotted = s.run(0, True)
    except ScanError as e:
        error = (e.start, a.erl_scan, e.descriptor)
        return Done(s.tokens, s.location(e.end), s.text[e.end :], error, text is None)
    except Incomplete:
        return _pause(s, continuation.location, kept)
    if dotted:
        return Done(s.tokens, s.location(pos), s.text[pos:], None, text is None)
    if text is None:
        return Done(s.tokens, s.location(pos), "", None, True)
    return _pause(s, continuation.location, kept)


def _pause(s: Scanner, start: Location, kept: int) -> More:
    """Keep the tokens that more text cannot change; the text behind the last of them waits."""
    text, spans, found = s.text, s.spans, s.tokens
    assert spans is not None
    while spans and spans[-1][1] == len(text):
        spans.pop()
    del found[kept + len(spans) :]
    unfinished = 0  # of a sigil, which is three tokens
    if spans and found[-1][0] is a.sigil_prefix:
        unfinished = 1
    elif len(spans) > 1 and found[-1][0] is a.string and found[-2][0] is a.sigil_prefix:
        unfinished = 2
    if unfinished:
        del spans[-unfinished:], found[-unfinished:]
    end = spans[-1][1] if spans else 0
    return More(Continuation(found, text[end:], advance(start, text, end), s.reserved))


def advance(start: Location, text: str, end: int) -> Location:
    """The location of offset `end` of a text that starts at location `start`."""
    newlines = text.count("\n", 0, end)
    if type(start) is not tuple:
        assert type(start) is int
        return start + newlines
    line, column = start
    if newlines:
        return (line + newlines, end - text.rfind("\n", 0, end))
    return (line, column + end)
