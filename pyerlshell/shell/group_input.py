"""What a request for input makes of the lines that come: a line, characters, or what a function of
the program collects.

OTP: group (get_chars_loop), io_lib (get_until, collect_chars, collect_line)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pyerlshell.erts.errors import ErlError
from pyerlshell.otp import procs
from pyerlshell.otp.chardata import from_str, to_str
from pyerlshell.terms import lists
from pyerlshell.terms.atoms import a
from pyerlshell.terms.structs import structure
from pyerlshell.terms.types import Term

_ok: Final = a.ok
_eof: Final = a.eof


@structure(frozen=True)
class Step:
    """Done with `reply` and the rest of the text (None: end of file), or to go on from `state`."""

    done: bool
    reply: Term = None
    rest: str | None = ""
    state: Term = None


def collect_line(state: Term, line: str | None) -> Step:
    del state
    if line is None:
        return Step(True, _eof, None)
    return Step(True, from_str(line))


def collect_chars(count: int) -> Callable[[Term, str | None], Step]:
    def collect(state: Term, line: str | None) -> Step:
        got = to_str(state)
        if line is None:
            return Step(True, from_str(got) if got else _eof, None)
        got += line
        if len(got) >= count:
            return Step(True, from_str(got[:count]), got[count:])
        return Step(False, state=from_str(got))

    return collect


def collect_until(module: Term, function: Term, extra: Term) -> Callable[[Term, str | None], Step]:
    if module is a.erl_scan and function is a.tokens:
        return _collect_tokens(extra)

    def collect(state: Term, line: str | None) -> Step:
        data: Term = _eof if line is None else from_str(line)
        try:
            args = (state, data, *lists.from_list(extra))
            result = procs.apply(module, function, args)
        except (ErlError, lists.ImproperList):
            return Step(True, (a.error, function), "")
        if type(result) is tuple and len(result) == 3 and result[0] is a.done:
            rest = result[2]
            return Step(True, result[1], None if rest is _eof else to_str(rest))
        if type(result) is tuple and len(result) == 2 and result[0] is a.more:
            return Step(False, state=result[1])
        return Step(True, (a.error, function), "")

    return collect


def _collect_tokens(extra: Term) -> Callable[[Term, str | None], Step]:
    """erl_scan:tokens/3,4 without going through lists of characters."""
    from pyerlshell.syntax import erl_scan  # not needed by programs that never read terms

    start: Term = extra[0] if type(extra) is list else 1

    def collect(state: Term, line: str | None) -> Step:
        found = erl_scan.tokens(state, line, start)  # type: ignore[arg-type]
        if type(found) is erl_scan.More:
            return Step(False, state=found.continuation)
        assert type(found) is erl_scan.Done
        rest = None if found.eof else found.rest
        if found.error is not None:
            return Step(True, (a.error, found.error, found.end), rest)
        if not found.tokens:
            return Step(True, (_eof, found.end), rest)
        return Step(True, (_ok, lists.to_list(found.tokens), found.end), rest)

    return collect
