"""Bit strings: `bytes`, or a `BitString` that shows `size` bits of a shared buffer.

Both spellings are the same term when their bits are the same, so everything here takes either.
A bit string that is not a whole number of bytes is handled padded: its last byte filled with zeros.

OTP: erl_bits.c
"""

from __future__ import annotations

from pyerlshell.terms.types import BitString, Term

Bits = bytes | BitString


def is_bitstring(term: Term) -> bool:
    """`is_bitstring/1`."""
    t = type(term)
    return t is bytes or t is BitString


def is_binary(term: Term) -> bool:
    """`is_binary/1`: a whole number of bytes."""
    return type(term) is bytes or (type(term) is BitString and not term.size & 7)


def bit_size(term: Bits) -> int:
    """How many bits."""
    return len(term) << 3 if type(term) is bytes else term.size  # type: ignore[union-attr]


def byte_size(term: Bits) -> int:
    """How many bytes are needed for the bits (rounded up)."""
    return len(term) if type(term) is bytes else (term.size + 7) >> 3  # type: ignore[union-attr]


def padded(term: Bits) -> bytes:
    """The bits as bytes, the last one filled up with zero bits."""
    if type(term) is bytes:
        return term
    assert type(term) is BitString
    buf, off, size = term.buf, term.off, term.size
    first, shift = off >> 3, off & 7
    last = (off + size + 7) >> 3
    chunk = bytes(buf[first:last])
    if not shift and not size & 7:
        return chunk
    count = (size + 7) >> 3
    spare = (len(chunk) << 3) - shift - size
    value = (int.from_bytes(chunk, "big") >> spare) & ((1 << size) - 1)
    return (value << ((count << 3) - size)).to_bytes(count, "big")


def to_bytes(term: Term) -> bytes | None:
    """The bytes of a binary; None if it is no binary or no whole number of bytes."""
    if type(term) is bytes:
        return term
    if type(term) is BitString and not term.size & 7:
        return padded(term)
    return None


def from_padded(data: bytes, size: int) -> Bits:
    """The first `size` bits of `data`, as the plainest term for them."""
    if size == len(data) << 3:
        return data
    if not size & 7:
        return data[: size >> 3]
    return BitString(data, 0, size)


def to_int(term: Bits) -> int:
    """All the bits as one unsigned number."""
    size = bit_size(term)
    return int.from_bytes(padded(term), "big") >> (-size & 7)


def bits_equal(x: Bits, y: Bits) -> bool:
    """The same bits."""
    return bit_size(x) == bit_size(y) and padded(x) == padded(y)


def compare_bits(x: Bits, y: Bits) -> int:
    """-1, 0 or 1: bit by bit from the left, a prefix before what it is a prefix of."""
    sx, sy = bit_size(x), bit_size(y)
    px, py = padded(x), padded(y)
    if sx & 7 or sy & 7:
        common = min(sx, sy)
        if common & 7:
            last, mask = common >> 3, 0xFF00 >> (common & 7) & 0xFF
            cx = px[:last] + bytes((px[last] & mask,))
            cy = py[:last] + bytes((py[last] & mask,))
        else:
            cx, cy = px[: common >> 3], py[: common >> 3]
        if cx != cy:
            return -1 if cx < cy else 1
        return (sx > sy) - (sx < sy)
    return (px > py) - (px < py)
