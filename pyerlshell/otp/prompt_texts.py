"""Texts of the line editor that programs may ask for: the width of a prompt on the screen, and an
expression laid out anew.

OTP: shell (prompt_width, erl_pp_format_func), prim_tty (npwcwidth)
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Final

from pyerlshell.otp import procs
from pyerlshell.syntax import erl_scan
from pyerlshell.syntax.erl_parse import api as erl_parse
from pyerlshell.syntax.erl_parse.tokens import ParseError, Token
from pyerlshell.terms.atoms import a, atom
from pyerlshell.terms.patterns import pattern

_ANSI: Final = pattern(r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]")
_ESCAPED: Final = len("\\x{}")  # how a terminal that is not Unicode's shows a character above 255
_OCTAL: Final = len("\\303")
_WITHOUT_WIDTH: Final = frozenset(("Cc", "Cf", "Me", "Mn"))


def width(text: str, is_unicode: bool) -> int:
    """How many columns a text takes; colours and the like take none."""
    one = _unicode_width if is_unicode else _latin1_width
    return sum([one(character) for character in _ANSI.sub("", text)])


def _unicode_width(character: str) -> int:
    if character != "\xad" and unicodedata.category(character) in _WITHOUT_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _latin1_width(character: str) -> int:
    code = ord(character)
    if code < 0x80:
        return 1
    if code <= 0x100:
        return _OCTAL
    return _ESCAPED + len(f"{code:x}")


def formatted(text: str) -> str:
    """An expression or a definition as erl_pp lays it out; what is neither stays as it is."""
    try:
        found = erl_scan.tokens(None, text.strip() + "\n", (1, 1))
    except ValueError:
        return text
    if type(found) is not erl_scan.Done or found.error is not None or not found.tokens:
        return text
    return _form(found.tokens) or _exprs(found.tokens) or text


def _form(tokens: Sequence[Token]) -> str | None:
    if tokens[0][0] not in (atom("-"), a.atom):
        return None
    try:
        return procs.form_text(erl_parse.parse_form(tokens))
    except ParseError:
        return None


def _exprs(tokens: Sequence[Token]) -> str | None:
    try:
        parsed = erl_parse.parse_exprs(tokens)
    except ParseError:
        return None
    return procs.exprs_text(parsed, 0) + "."
