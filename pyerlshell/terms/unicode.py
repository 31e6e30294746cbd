"""Character data to characters: deep lists of codepoints and of binaries in a given encoding.

The conversion stops where the data is wrong or ends within a character, and says what was converted
so far and what is left, as `unicode:characters_to_list/2` and `characters_to_binary/3` return it. A
character may be spread over several binaries.

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


class NotCharacterData(Exception):
    """No list of integers, binaries and such lists: badarg."""


@dataclass(slots=True)
class Converted:
    """`text`; if it `failed`, the `rest` as a term; `incomplete` if more bytes could mend it."""

    text: str
    rest: Term = None
    failed: bool = False
    incomplete: bool = False


class _Failed(Exception):
    """Carries the term that begins with what could not be converted."""

    def __init__(self, rest: Any) -> None:
        self.rest = rest


def characters(
    data: Term, encoding: str = UTF8, most: int = 0x10FFFF, wrap: bool = False
) -> Converted:
    """The characters of character data whose binaries are in `encoding`.

    `most` is the highest codepoint that may occur: 255 when the result is to be Latin-1. A number
    that is no such codepoint stands in a list of its own in the rest if `wrap` is set.
    """
    walk = _Walk(encoding, min(most, 0xFF) if encoding == LATIN1 else most, wrap)
    try:
        walk.run(data)
    except _Failed as failed:
        rest = failed.rest
        while walk.pending:
            behind = walk.pending.pop()
            if behind is not None or wrap or walk.carry or type(rest) is list:
                rest = [rest, behind]
        _check(rest)
        if walk.carry:
            rest = _behind_carry(walk.carry, rest, wrap)
        return Converted("".join(walk.out), rest, True)
    text = "".join(walk.out)
    if walk.carry:
        return Converted(text, walk.carry, True, True)
    return Converted(text)


def _behind_carry(carry: bytes, rest: Term, wrap: bool) -> Term:
    """The beginning of a character, and what did not go on with it."""
    if wrap:
        return [carry, rest]
    data = to_bytes(rest)
    return [carry, [rest, None]] if data is None or type(rest) is list else carry + data


class _Walk:
    def __init__(self, encoding: str, most: int, wrap: bool) -> None:
        self.encoding = encoding
        self.wrap = wrap
        self.most = most
        self.out: list[str] = []
        self.pending: list[Any] = []  # what follows each list that is being read
        self.carry = b""  # the beginning of a character whose end the next binary may hold

    def run(self, data: Any) -> None:
        pending = self.pending
        pending.append(data)
        while pending:
            x = pending.pop()
            while type(x) is list:
                x = self.cells(x)
            if x is not None:
                self.binary(x)

    def cells(self, x: Any) -> Any:
        """Read integers; at a nested head, keep what follows it for later and return the head."""
        codes: list[str] = []
        most = self.most
        while type(x) is list:
            head = x[0]
            if type(head) is not int:
                self.pending.append(x[1])
                x = head
                break
            if self.carry or not 0 <= head <= most or 0xD800 <= head <= 0xDFFF:
                self.out.append("".join(codes))
                raise _Failed([[head, None], x[1]] if self.wrap and not self.carry else x)
            codes.append(chr(head))
            x = x[1]
        self.out.append("".join(codes))
        return x

    def binary(self, x: Any) -> None:
        data = to_bytes(x)
        if data is None:
            raise NotCharacterData
        carry, self.carry = self.carry, b""
        data = carry + data
        try:
            text = data.decode(self.encoding)
        except UnicodeDecodeError as wrong:
            text = data[: wrong.start].decode(self.encoding)
            self.accept(text, data)
            left = data[wrong.start :]
            at_end = wrong.end == len(data) or self.encoding == UTF8
            if not at_end or not _could_go_on(left, self.encoding):
                if carry and not wrong.start and self.encoding == UTF8:
                    self.carry = carry
                    raise _Failed(x) from None
                raise _Failed(left) from None
            self.carry = left
        else:
            self.accept(text, data)

    def accept(self, text: str, data: bytes) -> None:
        if self.most < 0x10FFFF and text and max(text) > chr(self.most):
            good = next(i for i, c in enumerate(text) if c > chr(self.most))
            self.out.append(text[:good])
            raise _Failed(data[len(text[:good].encode(self.encoding)) :])
        self.out.append(text)


def _could_go_on(left: bytes, encoding: str) -> bool:
    """Can more bytes make a character of what is left at the end?"""
    if encoding == UTF8:
        size = 2 if left[0] < 0xE0 else 3 if left[0] < 0xF0 else 4
        if not 0xC0 <= left[0] <= 0xF7 or len(left) >= size:
            return False
        return all(0x80 <= byte <= 0xBF for byte in left[1:])
    if encoding in (UTF32_BIG, UTF32_LITTLE):
        start = left if encoding == UTF32_BIG else left[:1:-1]
        full = len(left) > 3 or (encoding == UTF32_BIG and left[0])
        return not full and (len(start) < 2 or start[1] <= 0x10 or encoding == UTF32_LITTLE)
    return len(left) < (4 if len(left) > 1 else 2)


def _check(data: Any) -> None:
    """Raise NotCharacterData unless all that is left is character data too."""
    stack: list[Any] = [data]
    while stack:
        x = stack.pop()
        while type(x) is list:
            if type(x[0]) is not int:
                stack.append(x[0])
            x = x[1]
        if x is not None and to_bytes(x) is None:
            raise NotCharacterData


def encode(text: str, encoding: str = UTF8) -> tuple[bytes, int]:
    """The bytes, and how many characters of the text went into them (all, if all could)."""
    try:
        return text.encode(encoding), len(text)
    except UnicodeEncodeError as wrong:
        return text[: wrong.start].encode(encoding), wrong.start
