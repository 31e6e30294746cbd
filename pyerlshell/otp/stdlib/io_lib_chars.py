"""The nested lists that `io_lib:format/2` returns, as they are seen when nobody flattens them.

    1> io_lib:format("~p", [{a,[1]}]).
    [[123,["a",44,[91,["1"],93]],125]]

Only short texts of one line are built so; a longer one is a flat list of its characters, which is
the same text to every function that takes character data.

OTP: the results of io_lib_pretty:write/1
"""

from __future__ import annotations

from typing import Final

from pyerlshell.terms.docs import BINARY, DOTS, FIELD, LIST, MAP, PAIR, RECORD, TEXT, Doc
from pyerlshell.terms.lists import string_to_list, to_list
from pyerlshell.terms.patterns import pattern
from pyerlshell.terms.types import Term

LONGEST: Final = 400


def chars_of(doc: Doc) -> Term:
    """The character list of a Doc on one line."""
    if doc.kind == TEXT:
        return _text(doc.text)
    if doc.kind == BINARY:
        return to_list([60, 60, to_list(_numbers(doc.text[2:-2])), 62, 62])
    if doc.kind == PAIR:
        return to_list([chars_of(doc.items[0]), string_to_list(" => "), chars_of(doc.items[1])])
    if doc.kind == FIELD:
        name, value = string_to_list(doc.text), chars_of(doc.items[0])
        return [name, [string_to_list(" = "), value]]
    inner = _items(doc)
    if doc.kind == RECORD:
        return to_list([_record_name(doc.text), 123, inner, 125])
    if doc.kind == MAP:
        return to_list([35, 123, inner, 125])
    return to_list([91, inner, 93] if doc.kind == LIST else [123, inner, 125])


def _record_name(text: str) -> Term:
    """#name is text; of a native record, #module:name, both atoms are lists of their own."""
    colon = _COLON.match(text)
    if colon is None:
        return string_to_list(text)
    module, name = [string_to_list(part) for part in colon.groups()]
    return to_list([35, module, 58, name])


_COLON: Final = pattern(r"#('(?:[^'\\]|\\.)*'|[^':]*):(.*)\Z")


def _items(doc: Doc) -> Term:
    result: Term = None
    if doc.tail is not None:
        dots = doc.tail.kind == DOTS
        result = string_to_list("...") if dots else chars_of(doc.tail)
        if doc.items:
            result = [124 if doc.kind == LIST else 44, result]
    for i in range(len(doc.items) - 1, -1, -1):
        result = [chars_of(doc.items[i]), result]
        if i:
            result = [44, result]
    return result


def _text(text: str) -> Term:
    """Text, in which a quoted string is a list of its own where something stands beside it."""
    start = 2 if text.startswith('<<"') else 0
    end = text.rfind('"') + 1
    if text[start : start + 1] != '"' or (start == 0 and end == len(text)):
        return string_to_list(text)
    rest = text[end:]
    if rest == "/utf8>>":
        after: Term = [string_to_list(rest), None]
    else:
        after = string_to_list(rest)
    return string_to_list(text[:start], [string_to_list(text[start:end]), after])


def _numbers(text: str) -> list[Term]:
    parts: list[Term] = []
    for number in text.split(","):
        if parts:
            parts.append(44)
        value, colon, size = number.partition(":")
        parts.append(string_to_list(value))
        if colon:
            parts.extend((58, string_to_list(size)))
    return parts
