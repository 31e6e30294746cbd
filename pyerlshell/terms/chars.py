"""Questions about characters and text: what is printable, how wide, how it is quoted and escaped.

Text inside our own code is a Python string; a character list becomes one at the edge. Width counts
as io_lib counts: characters while all are Latin-1, else grapheme clusters.

OTP: io_lib (printable_*, write_string, write_atom), unicode_util (gc)
"""

from __future__ import annotations

from typing import Final, Literal

from pyerlshell.terms.patterns import pattern
from pyerlshell.terms.unicode_tables import graphemes as graphemes

Range = Literal["latin1", "unicode"]

RESERVED: Final = frozenset(
    "after and andalso band begin bnot bor bsl bsr bxor case catch cond div else end fun if let "
    "maybe not of or orelse receive rem try when xor".split(" ")
)

_BARE_ATOM: Final = pattern("[a-zß-öø-ÿ][0-9A-Za-z_@À-ÖØ-öø-ÿ]*\\Z")
_CHARACTERS: Final = {
    "latin1": "[\\x08-\\x0d\\x1b\\x20-\\x7e\\xa0-\\xff]*",
    "unicode": "[\\x08-\\x0d\\x1b\\x20-\\x7e\\xa0-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]*",
}
_PRINTABLE: Final = {k: pattern(p + "\\Z") for k, p in _CHARACTERS.items()}
_PREFIX: Final = {k: pattern(p) for k, p in _CHARACTERS.items()}

_NAMED_ESCAPES: Final = {
    8: "\\b",
    9: "\\t",
    10: "\\n",
    11: "\\v",
    12: "\\f",
    13: "\\r",
    27: "\\e",
    92: "\\\\",
    127: "\\d",
}
_CONTROL_ESCAPES: Final[dict[int, str]] = {
    c: _NAMED_ESCAPES.get(c, f"\\{c:03o}") for c in (*range(32), 92, *range(127, 160))
}
_ESCAPES: Final[dict[str, dict[int, str]]] = {
    '"': {**_CONTROL_ESCAPES, 34: '\\"'},
    "'": {**_CONTROL_ESCAPES, 39: "\\'"},
    "": _CONTROL_ESCAPES,
}
_ABOVE_LATIN1: Final = pattern("[^\\x00-\\xff]")


def printable_until(text: str, chars: Range) -> int:
    """How many characters from the start are printable."""
    found = _PREFIX[chars].match(text)
    assert found is not None
    return found.end()


def is_printable(text: str, chars: Range) -> bool:
    """Would a string of these characters be printed between quotes?"""
    return _PRINTABLE[chars].match(text) is not None


def escape(text: str, quote: str, encoding: str = "unicode") -> str:
    """The text as it stands between quotes; characters above Latin-1 as \\x{...} for latin1."""
    escaped = text.translate(_ESCAPES[quote])
    if encoding == "latin1":
        return _ABOVE_LATIN1.sub(lambda m: f"\\x{{{ord(m[0]):X}}}", escaped)
    return escaped


def quote_string(text: str, encoding: str = "unicode") -> str:
    """`io_lib:write_string/1`."""
    return '"' + escape(text, '"', encoding) + '"'


def needs_quotes(name: str) -> bool:
    """Must an atom of this name be written between quotes?"""
    return name in RESERVED or _BARE_ATOM.match(name) is None


def atom_text(name: str, encoding: str = "unicode") -> str:
    """`io_lib:write_atom/1`: the atom as it would be typed."""
    if needs_quotes(name):
        return "'" + escape(name, "'", encoding) + "'"
    return name


def char_text(code: int, encoding: str = "unicode") -> str:
    """`io_lib:write_char/1`: $a, $\\n, $\\s."""
    return "$\\s" if code == 32 else "$" + escape(chr(code), "", encoding)


def width(text: str) -> int:
    """`io_lib:chars_length/1`."""
    if text.isascii() or _ABOVE_LATIN1.search(text) is None:
        return len(text)
    return len(graphemes(text))


def string_length(text: str) -> int:
    """`string:length/1`: grapheme clusters."""
    if text.isascii():
        return len(text) - text.count("\r\n")
    return len(graphemes(text))
