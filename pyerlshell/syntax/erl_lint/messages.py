"""The texts of errors and warnings.

A descriptor is an atom, or a tuple of a tag and what it is about. `{1:fa}` in a text is the element
after the tag, written as name/arity; `_Part` has all such ways to write.

OTP: erl_lint:format_error/1
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from pyerlshell.syntax.erl_lint.message_texts import PLAIN, TEXTS
from pyerlshell.syntax.erl_lint.options import flatten
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.format import format_text
from pyerlshell.terms.lists import from_list, list_to_string, string_to_list
from pyerlshell.terms.pretty import pretty
from pyerlshell.terms.write import write

_WHEN: Final = {
    a.undefined: "see the documentation for details",
    a.next_version: ("will be removed in the next version. See the documentation for details"),
    a.next_major_release: (
        "will be removed in the next major release. See the documentation for details"
    ),
    a.eventually: "will be removed in a future release. See the documentation for details",
    a.possibly: (
        "however, it is possible to use it safely under some conditions. "
        "See the documentation for details"
    ),
}


def format_error(descriptor: Any) -> str:
    """The text of a descriptor."""
    if type(descriptor) is Atom:
        return PLAIN.get(descriptor.name, descriptor.name)
    if type(descriptor) is not tuple or not descriptor:
        return write(descriptor)
    if descriptor[0] is a.format_error and len(descriptor) == 2:
        return format_text(*descriptor[1])
    if len(descriptor) == 3 and descriptor[1] is a.duplicate_doc_attribute:
        descriptor = (a.duplicate_doc_attribute, descriptor[0], descriptor[2])
    parts = [_Part(part) for part in descriptor]
    text = TEXTS.get((descriptor[0].name, len(descriptor) - 1))
    if text is None:
        return write(descriptor)
    if type(text) is dict:
        text = text[_variant(descriptor)]
    return str(text).format(*parts)


def _variant(descriptor: Any) -> str:
    """Where one tag has two texts: by what it is about."""
    first = descriptor[1]
    if descriptor[0] is a.bad_removed:
        return "all" if Atom in (type(first[1]),) or first[0].name == "_" else "one"
    return str(len(first)) if type(first) is tuple else "thing"


class _Part:
    """An element of a descriptor; the format says how it is written."""

    __slots__ = ("term",)

    def __init__(self, term: Any) -> None:
        self.term = term

    def __format__(self, how: str) -> str:
        return _WAYS[how](self.term)


def _text(term: Any) -> str:
    if type(term) is Atom:
        return str(term.name)
    return "".join([chr(code) for code in flatten(term)])


def _function(key: Any) -> str:
    return f"{write(key[0])}/{write(key[1])}"


def _guess(key: Any) -> str:
    """name/1,2"""
    return f"{_text(key[0])}/{','.join([str(arity) for arity in from_list(key[1])])}"


def _mfa(mfa: Any) -> str:
    if type(mfa) is not tuple:
        return _text(mfa)
    arities = from_list(mfa[2]) if type(mfa[2]) is list else [mfa[2]]
    return f"{mfa[0].name}:{mfa[1].name}/{','.join([str(arity) for arity in arities])}"


def _latin1(term: Any) -> str:
    return write(term, encoding="latin1")


def _type(key: Any) -> str:
    return f"{write(key[0])}({','.join(['_'] * key[1])})"


def _remote_type(key: Any) -> str:
    return f"{pretty(key[0])}:{_type(key[1:])}"


def _where(location: Any) -> str:
    if type(location) is tuple:
        return f"(line {location[0]}, column {location[1]})"
    return f"(line {location})"


def _construct(where: Any) -> str:
    return f"{write(where[0])} {_where(where[1])}"


def _record(name: Any) -> str:
    if type(name) is tuple:
        return f"#{write(name[0])}:{write(name[1])}"
    return _text(name)


def _instead(info: Any) -> str:
    if type(info) is Atom:
        return _WHEN.get(info, info.name)
    return list_to_string(info) or ""


_WAYS: Final[dict[str, Callable[[Any], str]]] = {
    "": write,
    "p": lambda term: pretty(term),
    "s": _text,
    "fa": _function,
    "guess": _guess,
    "mfa": _mfa,
    "mfa_tw": lambda key: f"{write(key[0])}:{write(key[1])}/{key[2]}",
    "mfa_w": lambda key: f"{_latin1(key[0])}:{write(key[1])}/{key[2]}",
    "type": _type,
    "remote_type": _remote_type,
    "where": _where,
    "in": _construct,
    "construct": lambda where: write(where[0]),
    "record": _record,
    "codes": lambda name: write(string_to_list(_record(name))),
    "instead": _instead,
    "fa_of_mfa": lambda key: _function(key[1:]),
    "name": lambda key: write(key[0]),
    "import": lambda pair: f"{write(pair[1])}:{_function(pair[0])}",
    "imported": lambda pair: f"{_function(pair[0])} already imported from {write(pair[1])}",
    "record_of": lambda pair: f"{write(pair[1])} already imported from {write(pair[0])}",
}
