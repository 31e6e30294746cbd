"""Character data between lists and binaries of any Unicode encoding, and Unicode's normal forms.

OTP: unicode
"""

from __future__ import annotations

import unicodedata
from typing import Any, Final

from pyerlshell.erts.errors import badarg, function_clause
from pyerlshell.erts.native import NativeModule
from pyerlshell.terms import unicode as conversion
from pyerlshell.terms import unicode_tables
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.lists import string_to_list
from pyerlshell.terms.types import Term

__preempt__ = True

unicode: Final = NativeModule("unicode", "Functions on character data and its encodings.")

_true = a.true
_false = a.false
_NAMES: Final = {
    "latin1": conversion.LATIN1,
    "unicode": conversion.UTF8,
    "utf8": conversion.UTF8,
    "utf16": conversion.UTF16_BIG,
    "utf32": conversion.UTF32_BIG,
}
_PAIRS: Final = {
    ("utf16", "big"): conversion.UTF16_BIG,
    ("utf16", "little"): conversion.UTF16_LITTLE,
    ("utf32", "big"): conversion.UTF32_BIG,
    ("utf32", "little"): conversion.UTF32_LITTLE,
}
_MARKS: Final = {
    conversion.UTF8: b"\xef\xbb\xbf",
    conversion.UTF16_BIG: b"\xfe\xff",
    conversion.UTF16_LITTLE: b"\xff\xfe",
    conversion.UTF32_BIG: b"\x00\x00\xfe\xff",
    conversion.UTF32_LITTLE: b"\xff\xfe\x00\x00",
}


def _encoding(x: Term) -> str | None:
    """Python's name of an encoding, None for what is none."""
    if type(x) is Atom:
        return _NAMES.get(x.name)
    if type(x) is tuple and len(x) == 2 and type(x[0]) is Atom and type(x[1]) is Atom:
        return _PAIRS.get((x[0].name, x[1].name))
    return None


_BUILT_IN: Final = (conversion.UTF8, conversion.LATIN1)


def _converted(
    data: Term, encoding: Term, *args: Term, outside: str = conversion.UTF8
) -> conversion.Converted:
    """The characters; the reference converts in C only from and to these encodings, and elsewhere
    puts a number that is no character in a list of its own.
    """
    name = _encoding(encoding)
    if name is None:
        raise badarg(*args)
    wrap = name not in _BUILT_IN or outside != conversion.UTF8
    most = 0xFF if outside == conversion.LATIN1 else 0x10FFFF
    try:
        return conversion.characters(data, name, most, wrap)
    except conversion.NotCharacterData:
        raise badarg(*args) from None


def _outcome(found: conversion.Converted, value: Term) -> Term:
    if not found.failed:
        return value
    return (a.incomplete if found.incomplete else a.error, value, found.rest)


@unicode.export(
    "characters_to_list/1",
    "(Data) -> Result when Data :: latin1_chardata() | chardata() | external_chardata(), "
    "Result :: string() | {error, string(), RestData} | {incomplete, string(), binary()}, "
    "RestData :: latin1_chardata() | chardata() | external_chardata()",
)
def characters_to_list(data: Term) -> Term:
    """The characters of Data, whose binaries are in UTF-8, as a flat list."""
    found = _converted(data, a.unicode, data)
    return _outcome(found, string_to_list(found.text))


@unicode.export(
    "characters_to_list/2",
    "(Data, InEncoding) -> Result when Data :: latin1_chardata() | chardata() | "
    "external_chardata(), InEncoding :: encoding(), Result :: string() | {error, string(), "
    "RestData} | {incomplete, string(), binary()}, RestData :: latin1_chardata() | "
    "chardata() | external_chardata()",
)
def characters_to_list_from(data: Term, encoding: Term) -> Term:
    """The characters of Data, whose binaries are in InEncoding, as a flat list."""
    found = _converted(data, encoding, data, encoding)
    return _outcome(found, string_to_list(found.text))


def _negative(rest: Any) -> bool:
    """Does the data fail at a negative number?"""
    while type(rest) is list:
        rest = rest[0]
    return type(rest) is int and rest < 0


def _to_binary(data: Term, inside: Term, outside: Term, *args: Term) -> Term:
    wanted = _encoding(outside)
    if wanted is None:
        raise badarg(*args)
    found = _converted(data, inside, *args, outside=wanted)
    if found.failed and wanted == conversion.LATIN1 and _negative(found.rest):
        raise badarg(*args)
    encoded, count = conversion.encode(found.text, wanted)
    if count < len(found.text):
        left = string_to_list(found.text[count:])
        return (a.error, encoded, [left, [found.rest, None]] if found.failed else left)
    return _outcome(found, encoded)


@unicode.export(
    "characters_to_binary/1",
    "(Data) -> Result when Data :: latin1_chardata() | chardata() | external_chardata(), "
    "Result :: binary() | {error, binary(), RestData} | {incomplete, binary(), binary()}, "
    "RestData :: latin1_chardata() | chardata() | external_chardata()",
)
def characters_to_binary(data: Term) -> Term:
    """The characters of Data, whose binaries are in UTF-8, as one binary in UTF-8."""
    return _to_binary(data, a.unicode, a.unicode, data)


@unicode.export(
    "characters_to_binary/2",
    "(Data, InEncoding) -> Result when Data :: latin1_chardata() | chardata() | "
    "external_chardata(), InEncoding :: encoding(), Result :: binary() | {error, binary(), "
    "RestData} | {incomplete, binary(), binary()}, RestData :: latin1_chardata() | "
    "chardata() | external_chardata()",
)
def characters_to_binary_from(data: Term, encoding: Term) -> Term:
    """The characters of Data, whose binaries are in InEncoding, as one binary in UTF-8."""
    return _to_binary(data, encoding, a.unicode, data, encoding)


@unicode.export(
    "characters_to_binary/3",
    "(Data, InEncoding, OutEncoding) -> Result when Data :: latin1_chardata() | chardata() "
    "| external_chardata(), InEncoding :: encoding(), OutEncoding :: encoding(), Result :: "
    "binary() | {error, binary(), RestData} | {incomplete, binary(), binary()}, RestData "
    ":: latin1_chardata() | chardata() | external_chardata()",
)
def characters_to_binary_between(data: Term, inside: Term, outside: Term) -> Term:
    """The characters of Data, whose binaries are in InEncoding, as one binary in OutEncoding."""
    return _to_binary(data, inside, outside, data, inside, outside)


@unicode.export(
    "bin_is_7bit/1",
    "(Binary) -> boolean() when Binary :: binary()",
)
def bin_is_7bit(b: Term) -> Term:
    """True for a binary of 7-bit characters only."""
    data = to_bytes(b)
    return _true if data is not None and data.isascii() else _false


@unicode.export(
    "bom_to_encoding/1",
    "(Bin) -> {Encoding, Length} when Bin :: binary(), Encoding :: latin1 | utf8 | {utf16, "
    "endian()} | {utf32, endian()}, Length :: non_neg_integer()",
)
def bom_to_encoding(b: Term) -> Term:
    """{Encoding, Length} of the byte order mark that Bin begins with; {latin1, 0} without one."""
    data = to_bytes(b)
    if data is None:
        raise function_clause(b)
    if data.startswith(_MARKS[conversion.UTF8]):
        return (a.utf8, 3)
    for name, place in (
        ("utf32", "big"),
        ("utf32", "little"),
        ("utf16", "big"),
        ("utf16", "little"),
    ):
        mark = _MARKS[_PAIRS[name, place]]
        if data.startswith(mark):
            return ((atom(name), atom(place)), len(mark))
    return (a.latin1, 0)


@unicode.export(
    "encoding_to_bom/1",
    "(InEncoding) -> Bin when Bin :: binary(), InEncoding :: encoding()",
)
def encoding_to_bom(encoding: Term) -> Term:
    """The byte order mark of an encoding, <<>> for latin1."""
    name = _encoding(encoding)
    if name is None:
        raise function_clause(encoding)
    return _MARKS.get(name, b"")


def _declare_normal(form: str) -> None:
    small = form.lower()

    def to_list(data: Term) -> Term:
        return _normal(data, form, data)[0]

    def to_binary(data: Term) -> Term:
        return _normal(data, form, data)[1]

    for shape, fn in (("list", to_list), ("binary", to_binary)):
        name = f"characters_to_{small}_{shape}"
        fn.__code__ = fn.__code__.replace(co_name=name)
        fn.__doc__ = f"The characters of Data in the normal form {form}, as a {shape}."
        unicode.export(f"{name}/1")(fn)


def _normal(data: Term, form: str, *args: Term) -> tuple[Any, Any]:
    found = _converted(data, a.unicode, *args)
    if found.failed and type(found.rest) is list and type(found.rest[0]) is int:
        raise badarg(*args)  # a number that is no character, where wrong bytes are an answer
    text = unicode_tables.normalize(form, found.text)
    if found.failed:
        return (a.error, string_to_list(text), found.rest), (a.error, text.encode(), found.rest)
    return string_to_list(text), text.encode()


for _form in ("NFC", "NFD", "NFKC", "NFKD"):
    _declare_normal(_form)

_KINDS: Final = {
    "Lu": "uppercase", "Ll": "lowercase", "Lt": "titlecase", "Lm": "modifier", "Lo": "other",
    "Mn": "non_spacing", "Mc": "spacing_combining", "Me": "enclosing", "Nd": "decimal",
    "Nl": "letter", "No": "other", "Pc": "connector", "Pd": "dash", "Ps": "open", "Pe": "close",
    "Pi": "initial", "Pf": "final", "Po": "other", "Sm": "math", "Sc": "currency",
    "Sk": "modifier", "So": "other", "Zs": "space", "Zl": "line", "Zp": "paragraph",
    "Cc": "control", "Cf": "format", "Cs": "surrogate", "Co": "private", "Cn": "not_assigned",
}  # fmt: skip
_CLASSES: Final = {
    "L": "letter", "M": "mark", "N": "number", "P": "punctuation", "S": "symbol",
    "Z": "separator", "C": "other",
}  # fmt: skip
WHITESPACE: Final = frozenset(
    (*range(9, 14), 32, 133, 160, 5760, *range(8192, 8203), 8232, 8233, 8239, 8287, 12288)
)


CATEGORIES: Final[dict[str, Term]] = {
    short: (atom(_CLASSES[short[0]]), atom(kind)) for short, kind in _KINDS.items()
}
"""{Class, Kind} of each of Unicode's general categories."""


def _char(c: Term) -> str:
    if type(c) is not int or not 0 <= c <= 0x10FFFF:
        raise badarg(c)
    return chr(c)


@unicode.export(
    "category/1",
    "(char()) -> category()",
)
def category(c: Term) -> Term:
    """{Class, Kind}: the general category of a character."""
    return CATEGORIES[unicode_tables.category(_char(c))]


@unicode.export(
    "is_whitespace/1",
    "(char()) -> boolean()",
)
def is_whitespace(c: Term) -> Term:
    """True for a character that is white space."""
    _char(c)
    return _true if c in WHITESPACE else _false


@unicode.export(
    "is_id_start/1",
    "(char()) -> boolean()",
)
def is_id_start(c: Term) -> Term:
    """True for a character that an identifier may begin with, as Unicode has it."""
    char = _char(c)
    return _true if char != "_" and _continues("", char) else _false


@unicode.export(
    "is_id_continue/1",
    "(char()) -> boolean()",
)
def is_id_continue(c: Term) -> Term:
    """True for a character that an identifier may go on with, as Unicode has it."""
    return _true if _continues("a", _char(c)) else _false


_STARTING: Final = frozenset(("Lu", "Ll", "Lt", "Lm", "Lo", "Nl"))
_CONTINUING: Final = _STARTING | {"Mn", "Mc", "Nd", "Pc"}


def _continues(before: str, char: str) -> bool:
    """Is this an identifier? Of characters newer than Python's tables the category says it."""
    if (before + char).isidentifier():
        return True
    kinds = _CONTINUING if before else _STARTING
    return unicodedata.category(char) == "Cn" and unicode_tables.category(char) in kinds
