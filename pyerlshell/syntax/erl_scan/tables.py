"""The reserved words, the symbols, and the regular expressions of the scanner.

OTP: erl_scan
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from pyerlshell.terms.atoms import Atom, a, atom

WS: Final = r"\x00-\x09\x0b-\x20\x80-\xa0"  # white space other than newline
BAD: Final = (
    r"\ud800-\udfff\ufffe\uffff"  # no Unicode characters: refused in any literal or comment
)
NAME: Final = r"a-zA-Z0-9_@\xc0-\xd6\xd8-\xf6\xf8-\xff"

_WORDS: Final = (
    "after begin case try cond catch andalso orelse end fun if let of receive when bnot not "
    "div rem band and bor bxor bsl bsr or xor"
)
_SYMBOLS: Final = (
    ", ( ) { } [ ] ; ... .. . && & ?= ? << <:- <- <:= <= < >> >= > -> -- - ++ + =:= =/= =< => "
    "== = /= / || | := :: : #_ # * ! @ \\ ^ `"
)
RESERVED: Final[dict[str, Atom]] = {word: atom(word) for word in _WORDS.split()}
FEATURE_WORDS: Final[dict[str, dict[str, Atom]]] = {
    "maybe_expr": {"maybe": a.maybe, "else": a.__getattr__("else")},
    "compr_assign": {},
}
DEFAULT_RESERVED: Final[dict[str, Atom]] = RESERVED | FEATURE_WORDS["maybe_expr"]


def reserved_words(features: Iterable[Atom]) -> dict[str, Atom]:
    """The reserved words when these features are on."""
    words = dict(RESERVED)
    for feature in features:
        words |= FEATURE_WORDS[feature.name]
    return words


SYMBOLS: Final[dict[str, Atom]] = {text: atom(text) for text in _SYMBOLS.split()}

# The groups of MASTER; the order is that of the alternatives.
(
    G_NAME,
    G_PUNCT,
    G_VAR,
    G_NEWLINE,
    G_DOT,
    G_SYMBOL,
    G_INTEGER,
    G_STRING,
    G_QATOM,
    G_CHAR,
    G_COMMENT,
    G_END,
    G_OTHER,
) = range(1, 14)

_SYMBOL_PATTERN = "|".join(
    re.escape(text) for text in sorted(SYMBOLS, key=len, reverse=True) if text not in ",(){}[];"
)

MASTER: Final = re.compile(
    rf"""[{WS}]*+(?:
      ([a-z\xdf-\xf6\xf8-\xff][{NAME}]*+)
    | ([,(){{}}\[\];])
    | ([A-Z_\xc0-\xd6\xd8-\xde][{NAME}]*+)
    | ((?:%[^\n{BAD}]*+)?\n(?:[{WS}\n]|%[^\n{BAD}]*+)*+)
    | (\.)(?=[{WS}\n%]|\Z)
    | (?!(?:<:|=:|=/|\.\.)\Z)({_SYMBOL_PATTERN})
    | ([0-9]++)(?![_@\#a-zA-Z]|\.(?:[0-9a-zA-Z_@]|\Z))
    | "([^"\\\n{BAD}]*+)"(?!")
    | '([^'\\\n{BAD}]*+)'
    | \$([^\\\n{BAD}])
    | (%[^\n{BAD}]*+)
    | (\Z)
    | (.)
    )""",
    re.X | re.S,
)
