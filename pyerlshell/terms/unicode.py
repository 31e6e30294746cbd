"""Character data to characters: deep lists of codepoints and of binaries in a given encoding.

The conversion stops where the data is wrong or ends within a character, and says what was converted
so far and what is left, as `unicode:characters_to_list/2` and `characters_to_binary/3` return it.

OTP: unicode, erl_unicode.c
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.types import Term

LATIN1: Final = "latin-1"
UTF8: Final = "utf-8"
UTF16_BIG: Final = "utf-16-be"
UTF16_LITTLE: Final = "utf-16-le"
UTF32_BIG: Final = "utf-32-be"
UTF32_LITTLE: Final = "utf-32-le"

_WHOLE: Final = 0
_ERROR: Final = 1
_INCOMPLETE: Final = 2


class NotCharacterData(Exception):
    """No list of integers, binaries and such lists: badarg."""


@dataclass(slots=True)
class Converted:
    """`text` and, if it did not go all the way, `rest` (a term) and whether more bytes could mend it."""

    text: str
    rest: Term = None
    failed: bool = False
    incomplete: bool = False


def characters(data: Term, encoding: str = UTF8) -> Converted:
    """The characters of character data, whose binaries are in `encoding`.

    With LATIN1, integers must be below 256 as well.
    """
    out: list[str] = []
    stack: list[Any] = [data]
    limit = 0xFF if encoding == LATIN1 else 0x10FFFF
    while stack:
        x = stack.pop()
        if type(x) is list:
            rest = _codepoints(x, limit, out, stack)
            if rest is not None:
                return Converted("".join(out), _rest(rest, stack), True)
        elif x is not None:
            found = _from_binary(x, encoding, out)
            if found is not None:
                rest, short = found
                if short and any(entry is not None for entry in stack):
                    short = not _has_data(stack)
                return Converted("".join(out), _rest(rest, stack), True, short)
    return Converted("".join(out))


def _has_data(stack: list[Any]) -> bool:
    return any(entry is not None for entry in stack)


def _codepoints(x: Any, limit: int, out: list[str], stack: list[Any]) -> Any:
    """Read integers; push a nested head and what follows it. The cells from a wrong one on, or None."""
    run: list[int] = []
    wrong = None
    while type(x) is list:
        head = x[0]
        if type(head) is not int:
            stack.append(x[1])
            stack.append(head)
            if type(head) not in _DATA and to_bytes(head) is None:
                raise NotCharacterData
            x = None
            break
        if not 0 <= head <= limit or 0xD800 <= head <= 0xDFFF:
            wrong = x
            break
        run.append(head)
        x = x[1]
    out.append("".join([chr(c) for c in run]))
    if wrong is None and x is not None:
        stack.append(x)
        if type(x) not in _DATA and to_bytes(x) is None:
            raise NotCharacterData
    return wrong


_DATA: Final = frozenset((list, bytes, type(None)))


def _from_binary(x: Any, encoding: str, out: list[str]) -> tuple[bytes, bool] | None:
    """(What could not be decoded, is it only cut short), None if all could."""
    data = to_bytes(x)
    if data is None:
        raise NotCharacterData
    try:
        out.append(data.decode(encoding))
        return None
    except UnicodeDecodeError as wrong:
        out.append(data[: wrong.start].decode(encoding))
        left = data[wrong.start :]
        return left, wrong.reason in _CUT_SHORT and wrong.end == len(data) and _could_go_on(
            left, encoding
        )


_CUT_SHORT: Final = frozenset(("unexpected end of data", "truncated data"))


def _could_go_on(left: bytes, encoding: str) -> bool:
    return encoding != UTF8 or not left[:2] >= b"\xf4\x90" or left[:1] != b"\xf4"


def _rest(first: Any, stack: list[Any]) -> Term:
    """What was not converted, as one term: the failing part and all that was to follow."""
    rest: Any = first
    parts = [entry for entry in stack if entry is not None]
    if not parts:
        return first if type(first) is list else first
    result: Any = None
    for part in parts:
        result = [part, result] if result is not None or type(part) is not list else part
    if type(first) is list:
        return [first, result]
    rest = [first, result]
    return rest


def encode(text: str, encoding: str = UTF8) -> tuple[bytes, int]:
    """The bytes, and how many characters of the text went into them (all, if all could)."""
    try:
        return text.encode(encoding), len(text)
    except UnicodeEncodeError as wrong:
        return text[: wrong.start].encode(encoding), wrong.start
