"""One input: how far it goes, what of it is typed, what is an author's remark.

The scanner decides where it ends, as in the shell: at the full stop. If that makes no sense (the
stop was forgotten, and what it found belongs to an output), the shortest beginning that parses
with a stop added is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Final

from pyerlshell.syntax import erl_scan
from pyerlshell.syntax.erl_scan.scanner import Token
from pyerlshell.transcript.document import Line
from pyerlshell.transcript.formats.blocks import Row
from pyerlshell.transcript.reading.looks import (
    is_output,
    is_prose,
    is_term,
    parses,
    parses_as_expressions,
)
from pyerlshell.transcript.reading.prompts import CONTINUATION, Found, prompt_of
from pyerlshell.transcript.reading.punctuation import plain
from pyerlshell.transcript.reading.remarks import GLUED, is_remark

Stops = Callable[[int], bool]
Finder = Callable[[str], Found | None]

LONGEST: Final = 500
"""Lines that an input without a full stop may have."""
TRIED: Final = 40
"""Lines among which a forgotten full stop is looked for."""


@dataclass(slots=True)
class Input:
    """`rows` of them belong to it. `rest`: an output on the last row, behind the full stop."""

    rows: int
    lines: list[Line]
    typed: str | None = None
    remark: Line | None = None
    rest: Line | None = None
    complete: bool = True
    note: str = ""


@dataclass(slots=True)
class Typed:
    """A row of an input: the row, and where what is typed begins behind prompt or dots."""

    row: Row
    start: int

    @property
    def text(self) -> str:
        return self.row.text[self.start :]


def collect(
    rows: Sequence[Row], at: int, stops: Stops, running: bool, finder: Finder = prompt_of
) -> Input:
    """The input whose prompt is at `rows[at]`.

    `stops(index)`: this row cannot belong to it (another prompt, a step, a listing). `running`: in
    running text, where words may follow an input whose full stop was forgotten.
    """
    coming = _typed_rows(rows, at, stops, running, finder)
    typed: list[Typed] = []
    count, rest, tokens = _scan(coming, typed)
    if count is None:
        return _without_stop(typed) or _cut_off(typed)
    found = _accepted(typed, rest, tokens)
    if found is not None:
        return found
    if not all(line.text.isascii() for line in typed):
        typed += islice(coming, TRIED)
        if (normal := _normalised(typed)) is not None:
            return normal
        del typed[count:]
    if count > 1 or rest:
        return _without_stop(typed) or _as_it_is(typed, rest)
    return _as_it_is(typed, rest)


def _typed_rows(
    rows: Sequence[Row], at: int, stops: Stops, running: bool, finder: Finder
) -> Iterator[Typed]:
    """The rows that might belong to the input, prompts and dots of continuations set aside."""
    first = finder(rows[at].text)
    assert first is not None
    yield Typed(rows[at], first.length)
    quotes = rows[at].text.count('"')
    for index in range(at + 1, min(len(rows), at + LONGEST)):
        row = rows[index]
        if stops(index):
            return
        if (again := finder(row.text)) is not None:
            yield Typed(row, again.length)
            continue
        inside = quotes % 2 == 1 and index < at + 8
        if running and not inside and is_prose(row.text):
            return
        quotes += row.text.count('"')
        found = CONTINUATION.match(row.text)
        yield Typed(row, found.end() if found else _indent(row.text, first.length))


def _indent(text: str, width: int) -> int:
    """The blanks that a terminal puts in place of a prompt."""
    return min(width, len(text) - len(text.lstrip(" ")))


def _scan(coming: Iterable[Typed], typed: list[Typed]) -> tuple[int | None, str, list[Token]]:
    """How many rows until the full stop (None: there is none), the last row's rest, the tokens.

    The rows that were looked at are put into `typed`.
    """
    going: erl_scan.Continuation | None = None
    for count, line in enumerate(coming, 1):
        typed.append(line)
        glued = _glued(line.text) if count == 1 else None
        if glued is not None and going is None:
            return count, line.text[glued:], []
        found = erl_scan.tokens(going, line.text + "\n")
        if isinstance(found, erl_scan.Done):
            if found.error is not None and count > 1:
                return None, "", []
            good = found.tokens if found.error is None else []
            return count, found.rest.removesuffix("\n"), good
        going = found.continuation
    return None, "", []


def _glued(text: str) -> int | None:
    """Where a remark starts that follows the full stop without a blank."""
    for found in GLUED.finditer(text):
        if parses(text[: found.end()]):
            return found.end()
    return None


def _accepted(typed: Sequence[Typed], rest: str, tokens: list[Token]) -> Input | None:
    """The input if the shell would take it. `tokens`: its tokens where they are known."""
    last = typed[-1]
    stop = len(last.text) - len(rest)
    if not (tokens and parses_as_expressions(tokens)):
        head = "\n".join([*(t.text for t in typed[:-1]), last.text[:stop]])
        if not parses(head):
            return None
    if not rest.strip():
        return Input(len(typed), _lines(typed, len(last.text.rstrip())))
    return _with_rest(typed, stop, rest)


def _with_rest(typed: Sequence[Typed], stop: int, rest: str) -> Input:
    """Behind the stop stands a remark, an output, or more that is typed."""
    last = typed[-1]
    head_end = len(last.text[:stop].rstrip())
    lines = _lines(typed, head_end)
    at = last.start + stop + len(rest) - len(rest.lstrip())
    line = last.row.line(at, len(last.row.text.rstrip()))
    if is_remark(rest):
        return Input(len(typed), lines, remark=line)
    if rest.rstrip().endswith(".") and parses(rest):
        return Input(len(typed), _lines(typed, len(last.text.rstrip())))
    if is_output(rest.split()[0]) or is_output(rest) or is_term(rest):
        return Input(len(typed), lines, rest=replace(line, margin="", mark=""))
    return Input(len(typed), lines, remark=line)


def _lines(typed: Sequence[Typed], end: int) -> list[Line]:
    lines = [t.row.line(t.start, marked=True) for t in typed[:-1]]
    last = typed[-1]
    lines.append(last.row.line(last.start, last.start + end, marked=True))
    return lines


def _as_it_is(typed: Sequence[Typed], rest: str) -> Input:
    """Wrong Erlang, which may be what the page is about: typed as it stands."""
    last = typed[-1]
    stop = len(last.text) - len(rest)
    if rest.strip():
        return _with_rest(typed, stop, rest)
    return Input(len(typed), _lines(typed, len(last.text.rstrip())))


def _normalised(typed: Sequence[Typed]) -> Input | None:
    """The input if it is Erlang once its punctuation is made plain."""
    text = ""
    for count, line in enumerate(typed[:TRIED], 1):
        text += ("\n" if text else "") + line.text
        if text.isascii():
            continue
        clean = plain(text)
        found = erl_scan.tokens(None, clean + "\n")
        if not isinstance(found, erl_scan.Done) or found.error is not None:
            continue
        rest = found.rest.removesuffix("\n")
        clean = clean[: len(clean) - len(rest)].rstrip()
        if not parses(clean):
            return None
        note = "typographic punctuation was read as plain"
        if not rest.strip():
            lines = _lines(typed[:count], len(line.text.rstrip()))
            return Input(count, lines, clean, note=note)
        result = _with_rest(typed[:count], len(line.text) - len(rest), rest)
        result.typed, result.note = clean, note
        return result
    return None


def _without_stop(typed: Sequence[Typed]) -> Input | None:
    """The shortest beginning that parses with a full stop added."""
    text = ""
    for count, line in enumerate(typed[:TRIED], 1):
        text += ("\n" if text else "") + line.text
        for candidate in dict.fromkeys((text, plain(text))):
            if parses(candidate.rstrip() + "\n."):
                lines = _lines(typed[:count], len(line.text.rstrip()))
                note = "the full stop was missing"
                return Input(count, lines, candidate.rstrip() + ".", note=note)
        cut = _remark_start(line.text)
        if cut is not None:
            head = text[: len(text) - len(line.text) + cut].rstrip()
            if parses(head + "\n."):
                lines = _lines(typed[:count], cut)
                remark = line.row.line(line.start + cut, len(line.row.text.rstrip()))
                note = "the full stop was missing"
                return Input(count, lines, head + ".", remark, note=note)
    return None


def _remark_start(text: str) -> int | None:
    """Where a remark begins on a line without a full stop."""
    for sign in ("%", "/*", "//", "←", "<-"):
        at = text.find(sign)
        if at > 0 and text[:at].strip():
            return len(text[:at].rstrip())
    return None


def _cut_off(typed: Sequence[Typed]) -> Input:
    """No stop and no sense: the first row and what is marked as its continuation."""
    count = 1
    while count < len(typed) and typed[count].start > 0 and typed[count].text.strip():
        if is_output(typed[count].row.text):
            break
        count += 1
    last = typed[count - 1]
    lines = _lines(typed[:count], len(last.text.rstrip()))
    return Input(count, lines, complete=False, note="the input has no end")


def statement(rows: Sequence[Row], at: int, start: int, limit: int) -> tuple[Input, int] | None:
    """A statement without a prompt that starts in `rows[at]`, and where on its last row it ends.

    None if what stands here is no whole statement within `limit` rows.
    """
    first = [Typed(rows[at], start)]
    others = (Typed(row, _indent(row.text, 2)) for row in rows[at + 1 : at + limit])
    typed: list[Typed] = []
    count, rest, tokens = _scan(chain(first, others), typed)
    if count is None:
        return None
    last = typed[count - 1]
    stop = len(last.text) - len(rest)
    head = "\n".join([*(t.text for t in typed[: count - 1]), last.text[:stop]])
    if not head.strip() or not ((tokens and parses_as_expressions(tokens)) or parses(head)):
        return None
    lines = _lines(typed[:count], len(last.text[:stop].rstrip()))
    return Input(count, lines), last.start + stop
