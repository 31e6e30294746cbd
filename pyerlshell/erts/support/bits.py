"""Reading bits: what generated code calls when it matches a binary.

A match context is three locals, (buffer, position, end); no object is made for a step of a walk. It
comes in two forms, chosen when the pattern is compiled: positions in bytes when every segment is
whole bytes, positions in bits otherwise. A context whose end is -1 stands for a term that cannot
match, so that every test on it (`end - position >= n`, `position == end`) fails by itself.

OTP: erl_bits.c
"""

from __future__ import annotations

import struct
from typing import Final, TypeAlias

from pyerlshell.terms.types import BitString, Term

Buffer: TypeAlias = bytes | bytearray
Context: TypeAlias = tuple[Buffer, int, int]

COPIED_BYTES: Final = 64
"""A part up to this size is copied out, so that it does not keep a large buffer alive."""

MOST_BITS: Final = 4_194_240
"""The bits of the reference's largest integer."""

NO_MATCH: Final[Context] = (b"", 0, -1)
_FORMATS: Final = {16: ">e", 32: ">f", 64: ">d"}


def bits_bytes(x: Term) -> Context:
    """The byte context of a whole binary, NO_MATCH for anything else."""
    if type(x) is bytes:
        return x, 0, len(x)
    if type(x) is not BitString or x.size & 7:
        return NO_MATCH
    if x.off & 7:
        # Shifted once and kept: the same value is often matched again.
        x.buf = _shifted(x.buf, x.off, x.size)
        x.off = 0
    start = x.off >> 3
    return x.buf, start, start + (x.size >> 3)


def bits_bits(x: Term) -> Context:
    """The bit context of a bit string, NO_MATCH for anything else."""
    if type(x) is bytes:
        return x, 0, len(x) << 3
    if type(x) is BitString:
        return x.buf, x.off, x.off + x.size
    return NO_MATCH


def bits_whole_part(x: Term) -> Context:
    """The byte context of the whole bytes of a bit string, NO_MATCH for anything else."""
    if type(x) is BitString and x.size & 7:
        return bits_bytes(BitString(x.buf, x.off, x.size & ~7))
    return bits_bytes(x)


def bits_byte_sub(b: Buffer, start: int, end: int) -> Term:
    """The binary between two byte positions."""
    if end - start <= COPIED_BYTES:
        return bytes(b[start:end])
    if start == 0 and end == len(b) and type(b) is bytes:
        return b
    return BitString(b, start << 3, (end - start) << 3)


def bits_bit_sub(b: Buffer, start: int, end: int) -> Term:
    """The bit string between two bit positions."""
    size = end - start
    if not (start | end) & 7:
        return bits_byte_sub(b, start >> 3, end >> 3)
    if size > COPIED_BYTES << 3:
        return BitString(b, start, size)
    copied = _shifted(b, start, size)
    return copied if not size & 7 else BitString(copied, 0, size)


def bits_left_bytes(x: Term, b: Buffer, start: int, end: int) -> Term:
    """What is left of a parameter whose byte context has moved on."""
    return x if end < 0 else bits_byte_sub(b, start, end)


def bits_left(x: Term, b: Buffer, start: int, end: int) -> Term:
    """What is left of a parameter whose bit context has moved on."""
    return x if end < 0 else bits_bit_sub(b, start, end)


def bits_uint(b: Buffer, pos: int, n: int) -> int:
    """The unsigned big-endian integer of n bits at a bit position."""
    end = pos + n
    value = int.from_bytes(b[pos >> 3 : (end + 7) >> 3], "big") >> (-end & 7)
    return value & ((1 << n) - 1)


def bits_uint_little(b: Buffer, pos: int, n: int) -> int:
    """The unsigned little-endian integer of n bits; the odd bits are the most significant ones."""
    if not (pos | n) & 7:
        return int.from_bytes(b[pos >> 3 : (pos + n) >> 3], "little")
    whole, odd = n >> 3, n & 7
    value = bits_uint(b, pos, n)
    low = int.from_bytes((value >> odd).to_bytes(whole, "big"), "little")
    return low | (value & ((1 << odd) - 1)) << (whole << 3)


def bits_sint(b: Buffer, pos: int, n: int) -> int:
    """The signed big-endian integer of n bits."""
    return _signed(bits_uint(b, pos, n), n)


def bits_sint_little(b: Buffer, pos: int, n: int) -> int:
    """The signed little-endian integer of n bits."""
    return _signed(bits_uint_little(b, pos, n), n)


def bits_is_integer(b: Buffer, pos: int, n: int, little: int, signed: int) -> bool:
    """Is the value of a field of very many bits an integer that the reference can represent?"""
    value = bits_uint_little(b, pos, n) if little else bits_uint(b, pos, n)
    return (_signed(value, n) if signed else value).bit_length() <= MOST_BITS


def bits_float(b: Buffer, pos: int, n: int, little: int) -> float | None:
    """The float of n bits at a bit position; None when n is no float size or it is not a number."""
    form = _FORMATS.get(n)
    if form is None:
        return None if n else 0.0  # a float of no bits is 0.0, in patterns only
    raw = b[pos >> 3 : (pos + n) >> 3] if not pos & 7 else _shifted(b, pos, n)
    value: float = struct.unpack("<" + form[1] if little else form, raw)[0]
    return value if value - value == 0.0 else None


# The readers of characters return `code point << 4 | bytes used`, or -1: one test, no tuple.


def bits_utf8(b: Buffer, pos: int, end: int) -> int:
    """The UTF-8 character at a byte position."""
    if pos >= end:
        return -1
    first = b[pos]
    if first < 0x80:
        return first << 4 | 1
    n = 2 if first < 0xE0 else 3 if first < 0xF0 else 4
    if first < 0xC2 or first > 0xF4 or end - pos < n:
        return -1
    try:
        return ord(b[pos : pos + n].decode()) << 4 | n
    except UnicodeDecodeError:
        return -1


def bits_utf16(b: Buffer, pos: int, end: int, little: int = 0) -> int:
    """The UTF-16 character at a byte position."""
    order: Final = "little" if little else "big"
    if end - pos < 2:
        return -1
    first = int.from_bytes(b[pos : pos + 2], order)
    if not 0xD800 <= first <= 0xDFFF:
        return first << 4 | 2
    if first >= 0xDC00 or end - pos < 4:
        return -1
    second = int.from_bytes(b[pos + 2 : pos + 4], order)
    if not 0xDC00 <= second <= 0xDFFF:
        return -1
    return (0x10000 + ((first & 0x3FF) << 10) + (second & 0x3FF)) << 4 | 4


def bits_utf32(b: Buffer, pos: int, end: int, little: int = 0) -> int:
    """The UTF-32 character at a byte position."""
    if end - pos < 4:
        return -1
    value = int.from_bytes(b[pos : pos + 4], "little" if little else "big")
    return value << 4 | 4 if value <= 0x10FFFF and not 0xD800 <= value <= 0xDFFF else -1


def bits_utf8_at(b: Buffer, pos: int, end: int) -> int:
    """bits_utf8/3 at a bit position."""
    window, last = _window(b, pos, end)
    return bits_utf8(window, 0, last)


def bits_utf16_at(b: Buffer, pos: int, end: int, little: int = 0) -> int:
    """bits_utf16/4 at a bit position."""
    window, last = _window(b, pos, end)
    return bits_utf16(window, 0, last, little)


def bits_utf32_at(b: Buffer, pos: int, end: int, little: int = 0) -> int:
    """bits_utf32/4 at a bit position."""
    window, last = _window(b, pos, end)
    return bits_utf32(window, 0, last, little)


def _window(b: Buffer, pos: int, end: int) -> tuple[Buffer, int]:
    """The next four whole bytes, enough for one character of any encoding."""
    size = min(end - pos, 32) & ~7
    return (_shifted(b, pos, size), size >> 3) if size > 0 else (b"", 0)


def _signed(value: int, n: int) -> int:
    return value - (1 << n) if n and value >> (n - 1) else value


def _shifted(b: Buffer, pos: int, n: int) -> bytes:
    """n bits from a bit position as bytes, the last one filled up with zeros."""
    if not pos & 7 and not n & 7:
        return bytes(b[pos >> 3 : (pos + n) >> 3])
    return (bits_uint(b, pos, n) << (-n & 7)).to_bytes((n + 7) >> 3, "big")


BITS: Final[dict[str, object]] = {
    f.__name__: f
    for f in (
        bits_bytes,
        bits_bits,
        bits_whole_part,
        bits_byte_sub,
        bits_bit_sub,
        bits_left,
        bits_left_bytes,
        bits_uint,
        bits_uint_little,
        bits_sint,
        bits_sint_little,
        bits_is_integer,
        bits_float,
        bits_utf8,
        bits_utf16,
        bits_utf32,
        bits_utf8_at,
        bits_utf16_at,
        bits_utf32_at,
    )
}
