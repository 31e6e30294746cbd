"""Erlang character data to Python text and back, for native code that prints.

Character data is a deep list of code points and UTF-8 binaries, so the walk keeps its own stack.

OTP: unicode
"""

from __future__ import annotations

from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.lists import string_to_list as from_str
from pyerlshell.terms.types import Term

__all__ = ["NotText", "from_str", "to_str"]

_MAX_CODE_POINT = 0x10FFFF


class NotText(Exception):
    """The term is no character data."""


def to_str(data: Term, encoding: str = "utf-8") -> str:
    """The text of character data; binaries in it are of `encoding`. Raises NotText."""
    if data is None:
        return ""
    out: list[str] = []
    todo: list[Term] = [data]
    while todo:
        item = todo.pop()
        while type(item) is list:
            head = item[0]
            if type(head) is int:
                out.append(_char(head))
                item = item[1]
            else:
                todo.append(item[1])
                item = head
        if item is None:
            continue
        out.append(_binary_text(item, encoding))
    return "".join(out)


def _char(code: int) -> str:
    if 0 <= code <= _MAX_CODE_POINT and not 0xD800 <= code <= 0xDFFF:
        return chr(code)
    raise NotText


def _binary_text(item: Term, encoding: str) -> str:
    raw = to_bytes(item)
    if raw is None:
        raise NotText
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        raise NotText from None
