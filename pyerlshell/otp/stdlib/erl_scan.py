"""The scanner: text to tokens.

OTP: erl_scan
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from pyerlshell.erts.errors import badarg, error, function_clause
from pyerlshell.erts.native import NativeModule
from pyerlshell.otp.native_calls import call, is_fun
from pyerlshell.otp.stdlib.erl_anno import column as anno_column
from pyerlshell.otp.stdlib.erl_anno import end_location as anno_end_location
from pyerlshell.otp.stdlib.erl_anno import is_location
from pyerlshell.otp.stdlib.erl_anno import line as anno_line
from pyerlshell.otp.stdlib.erl_anno import location as anno_location
from pyerlshell.otp.stdlib.erl_anno import text as anno_text
from pyerlshell.syntax.erl_parse.tokens import nodes
from pyerlshell.syntax.erl_scan import DEFAULT_RESERVED, RESERVED, Continuation, More, tokens
from pyerlshell.syntax.erl_scan import format_error as error_text
from pyerlshell.syntax.erl_scan.full import Wanted, scan_full
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import ImproperList, from_list, string_to_list, to_list
from pyerlshell.terms.types import Term

erl_scan: Final = NativeModule("erl_scan", "The Erlang token scanner.")
__preempt__ = True

_CONTINUATION: Final = atom("erl_scan_continuation")


@erl_scan.export("string/1")
@erl_scan.export("string/2")
@erl_scan.export("string/3")
def string(chars: Term, start: Term = 1, options: Term = None) -> Term:
    """The tokens of a text: {ok, Tokens, EndLocation} or {error, ErrorInfo, ErrorLocation}."""
    text = _text(chars)
    if text is None or not is_location(start):
        raise function_clause(chars, start, options)
    result = scan_full(text, start, _wanted(options))
    if result.error is not None:
        return (a.error, result.error, result.end)
    return (a.ok, to_list(result.tokens), result.end)


def _text(chars: Term) -> str | None:
    try:
        codes = from_list(chars)
    except ImproperList:
        return None
    try:
        return "".join([chr(code) for code in codes])  # type: ignore[arg-type]
    except (TypeError, ValueError):
        bad = [c for c in codes if type(c) is not int or not 0 <= c <= 0x10FFFF]
        raise error((a.not_character, bad[0])) from None


def _wanted(options: Term) -> Wanted:
    if options is None:
        return Wanted()
    items = from_list(options) if type(options) is list else [options]
    flags = {x if type(x) is Atom else None for x in items}
    values: dict[Term, Any] = {}
    for item in reversed(items):
        if type(item) is tuple and len(item) == 2:
            values[item[0]] = item[1]
    reserved_fun, text_fun = values.get(a.reserved_word_fun), values.get(a.text_fun)
    if reserved_fun is not None and not is_fun(reserved_fun, 1):
        raise badarg(options)
    every = a.__getattr__("return") in flags
    return Wanted(
        comments=every or a.return_comments in flags,
        white_space=every or a.return_white_spaces in flags,
        text=_Text(None) if a.text in flags else _Text(text_fun) if text_fun else None,
        is_reserved=_Reserved(reserved_fun) if reserved_fun is not None else None,
    )


@dataclass(frozen=True, slots=True)
class _Text:
    """Does a token keep its text? What the fun says; all of them without a fun."""

    fun: Any

    def __call__(self, category: Atom, text: str) -> bool:
        return self.fun is None or call(self.fun, category, string_to_list(text)) is a.true


@dataclass(frozen=True, slots=True)
class _Reserved:
    """Is it a reserved word? What the fun says."""

    fun: Any

    def __call__(self, word: Atom) -> bool:
        return call(self.fun, word) is a.true


@erl_scan.export("tokens/3")
@erl_scan.export("tokens/4")
def tokens_(continuation: Any, chars: Term, start: Term, options: Term = None) -> Term:
    """One form at a time, from text in pieces: {done, Result, Rest} or {more, Continuation}."""
    text = None if chars is a.eof else _text(chars)
    if text is None and chars is not a.eof:
        raise function_clause(continuation, chars, start, options)
    before, whole, known = "", "", None
    if continuation is not None:
        _, pending, where, tokens_found, options, start, kept = continuation
        before, whole = _text(pending) or "", _text(kept) or ""
        known = Continuation(nodes(tokens_found), before, where)
    wanted = _wanted(options)
    result = tokens(known, text, start)
    if isinstance(result, More):
        c = result.continuation
        kept = None if wanted.is_plain() else string_to_list(whole + (text or ""))
        pending = string_to_list(c.text)
        return (
            a.more,
            (_CONTINUATION, pending, c.location, to_list(c.tokens), options, start, kept),
        )
    rest = string_to_list(result.rest, a.eof if result.eof else None)
    if result.error is not None:
        return (a.done, (a.error, result.error, result.end), rest)
    found = result.tokens
    if not wanted.is_plain():
        whole += text or ""
        found = scan_full(whole[: len(whole) - len(result.rest)], start, wanted).tokens
    if not found:
        return (a.done, (a.eof, result.end), rest)
    return (a.done, (a.ok, to_list(found), result.end), rest)


@erl_scan.export("continuation_location/1", internal=True)
def continuation_location(continuation: Any) -> Term:
    """Where the scanner is: behind the text that no token was made of yet."""
    where: Any = continuation[2]
    pending = _text(continuation[1]) or ""
    lines = pending.count("\n")
    if type(where) is not tuple:
        return where + lines
    behind = len(pending) - pending.rfind("\n")  # the last line of it, and 1
    return (where[0] + lines, behind if lines else where[1] + len(pending))


@erl_scan.export("format_error/1")
def format_error(descriptor: Term) -> Term:
    """The text of an error descriptor."""
    return string_to_list(error_text(descriptor))


@erl_scan.export("reserved_word/1")
def reserved_word(word: Term) -> Atom:
    """true if the atom is a reserved word."""
    return a.true if type(word) is Atom and word.name in DEFAULT_RESERVED else a.false


@erl_scan.export("f_reserved_word/1", internal=True)
def f_reserved_word(word: Term) -> Atom:
    """true if the atom is a reserved word whatever features are on."""
    return a.true if type(word) is Atom and word.name in RESERVED else a.false


def _anno(token: Term) -> Term:
    if type(token) is tuple and len(token) > 1:
        return token[1]
    raise badarg(token)


@erl_scan.export("category/1")
def category(token: Term) -> Term:
    """The category of a token."""
    if type(token) is tuple and len(token) in (2, 3):
        return token[0]
    raise badarg(token)


@erl_scan.export("symbol/1")
def symbol(token: Term) -> Term:
    """The symbol of a token."""
    if type(token) is tuple and len(token) in (2, 3):
        return token[2] if len(token) == 3 else token[0]
    raise badarg(token)


@erl_scan.export("column/1")
def column(token: Term) -> Term:
    """The column of a token, or undefined."""
    return anno_column(_anno(token))


@erl_scan.export("end_location/1")
def end_location(token: Term) -> Term:
    """The location behind a token, if its text is known."""
    return anno_end_location(_anno(token))


@erl_scan.export("line/1")
def line(token: Term) -> Term:
    """The line of a token."""
    return anno_line(_anno(token))


@erl_scan.export("location/1")
def location(token: Term) -> Term:
    """The location of a token."""
    return anno_location(_anno(token))


@erl_scan.export("text/1")
def text(token: Term) -> Term:
    """The text of a token, or undefined."""
    return anno_text(_anno(token))
