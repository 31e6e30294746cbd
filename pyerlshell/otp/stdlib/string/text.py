"""Between character data and Python text, for the functions of `string`.

A result has the shape of the argument: a binary gives binaries, any list gives flat lists.

OTP: unicode_util
"""

from __future__ import annotations

import re
from typing import Any, Final

from pyerlshell.erts.errors import error
from pyerlshell.otp.native_calls import clause
from pyerlshell.otp.stdlib.unicode_util import step
from pyerlshell.terms.atoms import a
from pyerlshell.terms.bits import is_bitstring, to_bytes
from pyerlshell.terms.chars import graphemes
from pyerlshell.terms.lists import list_to_string, string_to_list, to_list
from pyerlshell.terms.types import Term
from pyerlshell.terms.unicode import NotCharacterData, characters

__preempt__ = True

WRONG_BYTE: Final = re.compile("[\ud800-\udfff]")
"""A byte that is not UTF-8, in text that was read loosely."""

_cp = clause("unicode_util", "cp")


def text_of(data: Term) -> str:
    """The text of character data; fails as the reference does if it is none."""
    if type(data) is list:
        flat = list_to_string(data)
        if flat is not None:
            return flat
    try:
        found = characters(data)
    except NotCharacterData:
        _cp(data)
    if found.failed:
        raise error((a.badarg, found.rest))
    return found.text


def loose_text(data: Term) -> str:
    """As `text_of`, but wrong bytes of a binary stay as they are: `like` puts them back."""
    raw = to_bytes(data) if is_bitstring(data) else None
    return text_of(data) if raw is None else raw.decode("utf-8", "surrogateescape")


def rest_of(data: Any, text: str, n: int) -> Any:
    """`data`, whose loose text is `text`, without its first n characters, in what shape is left."""
    if is_bitstring(data):
        return like(data, text[n:])
    for _ in range(n):
        data = step(data)[1]
    return data


def text_or_none(data: Term) -> str | None:
    """The text of character data, None if it is none."""
    try:
        found = characters(data)
    except NotCharacterData:
        return None
    return None if found.failed else found.text


def like(data: Term, text: str) -> Any:
    """The text in the shape of `data`."""
    return text.encode("utf-8", "surrogateescape") if is_bitstring(data) else string_to_list(text)


def clusters(text: str) -> list[str]:
    """The text cut into grapheme clusters."""
    if text.isascii() and "\r\n" not in text:
        return list(text)
    return graphemes(text)


def cluster_term(cluster: str) -> Term:
    """A grapheme cluster as a term: a character, or the list of its characters."""
    return ord(cluster) if len(cluster) == 1 else string_to_list(cluster)


def cluster_set(l: Term) -> frozenset[str]:
    """The grapheme clusters of a list of such."""
    found = set()
    while type(l) is list:
        x, l = l
        found.add(chr(x) if type(x) is int else text_of(x))
    return frozenset(found)


def pieces(data: Term, texts: list[str]) -> Term:
    """The list of several texts in the shape of `data`."""
    return to_list([like(data, t) for t in texts])
