"""How a token is written inside a message: the few forms of ~w that the parser and scanner need.

OTP: the write functions of io_lib
"""

from __future__ import annotations

import re
from typing import Final

from pyerlshell.syntax.erl_scan.tables import RESERVED
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import ImproperList, from_list
from pyerlshell.terms.types import Term

_PLAIN_ATOM: Final = re.compile(r"[a-z\xdf-\xf6\xf8-\xff][a-zA-Z0-9_@\xc0-\xd6\xd8-\xf6\xf8-\xff]*\Z")
_NAMED: Final = {
    "\n": r"\n", "\t": r"\t", "\r": r"\r", "\v": r"\v", "\b": r"\b", "\f": r"\f",
    "\x1b": r"\e", "\x7f": r"\d", "\\": r"\\",
}  # fmt: skip
# Words that io_lib quotes: the reserved ones and those of the features that are on.
_QUOTED_WORDS: Final = frozenset(RESERVED) | {"maybe", "else"}


def chars(term: Term) -> str:
    """The text of an Erlang string; integers that are no characters become U+FFFD."""
    try:
        codes = from_list(term)
    except ImproperList:
        return "\ufffd"
    return "".join(
        chr(c) if type(c) is int and 0 <= c <= 0x10FFFF else "\ufffd" for c in codes
    )


def write_string(text: str, quote: str = '"') -> str:
    """A string with quotes and escapes."""
    return quote + "".join(_escaped(c, quote) for c in text) + quote


def _escaped(char: str, quote: str) -> str:
    if char == quote:
        return "\\" + char
    named = _NAMED.get(char)
    if named is not None:
        return named
    code = ord(char)
    if code < 0x20 or 0x80 <= code < 0xA0:
        return f"\\x{{{code:X}}}"
    return char


def write_atom(name: str) -> str:
    """An atom, quoted when it must be."""
    if _PLAIN_ATOM.match(name) and name not in _QUOTED_WORDS:
        return name
    return write_string(name, "'")


def write_char(code: int) -> str:
    """`$c`."""
    if code == 0x20:
        return "$\\s"
    return "$" + _escaped(chr(code), "")


def write_float(value: float) -> str:
    """The shortest text that reads back as the same float."""
    text = repr(value)
    mantissa, _, exponent = text.partition("e")
    if not exponent:
        return text
    if "." not in mantissa:
        mantissa += ".0"
    return f"{mantissa}e{int(exponent)}"


def write(term: Term) -> str:
    """A flat term as ~w shows it; anything that nests is shown by its kind only."""
    match term:
        case Atom(name=name):
            return write_atom(name)
        case int():
            return str(term)
        case float():
            return write_float(term)
        case None:
            return "[]"
        case tuple():
            return "{" + ",".join([write(x) for x in term]) + "}"
        case list():
            return write_string(chars(term))
    return write(a.unknown)
