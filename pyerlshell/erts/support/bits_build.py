"""Constructing bits: what generated code calls when it builds a binary.

Generated code tries a plain Python expression first (`(x & 65535).to_bytes(2, "big")`); when Python
refuses any part of it, or a size is not known to be whole bytes, `bits_build/3` does the work again
in full, and either knows the value or raises Erlang's error with its cause. Appending is amortised
O(1): the newest value ends where its bytearray ends, so the buffer is extended in place and older
values stay as they are.

OTP: erl_bits.c, beam_jit's i_bs_create_bin
"""

from __future__ import annotations

import struct
from typing import Final, TypeAlias

from pyerlshell.erts.amounts import check_bytes
from pyerlshell.erts.errors import ErlError
from pyerlshell.erts.support.bits import Buffer, bits_uint
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.types import BitString, Term

Segment: TypeAlias = tuple[int, str, int, int]
"""Position in the source (from 1), type, unit (0: no size was given), little-endian."""

MAX_BITS: Final = 1 << 36
SHARED_BYTES: Final = 256
"""A value that grows beyond this moves into a bytearray that the next append can extend."""

BITS_BYTE: Final = tuple(bytes((i,)) for i in range(256))

_LARGE: Final = 1 << 32
"""Bits in one segment above which it is asked whether there is so much memory."""

_BIG: Final = 1 << 26
"""Bytes in one part above which it is asked whether there is so much memory."""

_COPIES: Final = 3
"""Building holds the part, what is being built and the result at the same time."""

_FLOATS: Final = {16: "e", 32: "f", 64: "d"}
_UTF: Final = {
    "utf8": ("utf-8", "utf-8"),
    "utf16": ("utf-16-be", "utf-16-le"),
    "utf32": ("utf-32-be", "utf-32-le"),
}


class BitBuffer(bytearray):
    """A shared buffer whose last byte is in use up to `tail` bits (8: all of it)."""

    __slots__ = ("tail",)
    tail: int


def bits_build(
    spec: tuple[Segment, ...], values: tuple[Term, ...], sizes: tuple[Term, ...]
) -> Term:
    """The bit string of these segments, or Erlang's error. `sizes[i]` counts units."""
    _check_sizes(spec, values, sizes)
    out = _Writer()
    try:
        for segment, value, size in zip(spec, values, sizes):
            _WRITE[segment[1]](out, segment, value, size)
    except MemoryError:
        raise ErlError(a.error, a.system_limit) from None
    return out.finish()


def bits_append_bits(acc: Term, part: Term) -> Term:
    """`<<Acc/bitstring, Part/bitstring>>` of two bit strings, in place if acc is the newest."""
    if type(part) is bytes and type(acc) is bytes:
        return bits_append(acc, part)
    if type(acc) is bytes:
        acc = BitString(acc, 0, len(acc) << 3)
    assert type(acc) is BitString
    value, n = _number(part)
    if not n & 7 and not (acc.off + acc.size) & 7:
        return bits_append(acc, value.to_bytes(n >> 3, "big"))
    return _append_number(acc, value, n)


def bits_append(acc: Term, part: bytes) -> Term:
    """`<<Acc/binary, Part/binary>>`; None when acc is not a binary of whole bytes."""
    if len(part) > _BIG:
        check_bytes(_COPIES * len(part))
    if type(acc) is BitString:
        buf, off, size = acc.buf, acc.off, acc.size
        if size & 7:
            return None
        if off + size == len(buf) << 3 and type(buf) is not bytes:
            try:
                buf += part
                return BitString(buf, off, size + (len(part) << 3))
            except BufferError:  # somebody looks into it through a memoryview
                pass
        acc = bits_whole(acc)
    elif type(acc) is not bytes:
        return None
    joined = acc + part
    if len(joined) <= SHARED_BYTES:
        return joined
    return BitString(bytearray(joined), 0, len(joined) << 3)


def bits_whole(x: Term) -> bytes:
    """The bytes of a binary; TypeError when it is none."""
    if type(x) is bytes:
        return x
    if type(x) is not BitString or x.size & 7:
        raise TypeError
    if x.off & 7:
        return bits_uint(x.buf, x.off, x.size).to_bytes(x.size >> 3, "big")
    return bytes(x.buf[x.off >> 3 : (x.off + x.size) >> 3])


def _append_number(acc: BitString, value: int, n: int) -> Term:
    """Append n bits where at least one side is no whole number of bytes."""
    end = acc.off + acc.size
    buf = acc.buf
    if type(buf) is not BitBuffer or end != (len(buf) << 3) - 8 + buf.tail:
        buf = BitBuffer(
            (bits_uint(acc.buf, acc.off, acc.size) << (-acc.size & 7)).to_bytes(
                (acc.size + 7) >> 3, "big"
            )
        )
        end = acc.size
        acc = BitString(buf, 0, end)
    odd = end & 7
    if odd:
        value |= buf[-1] >> (8 - odd) << n
    total = odd + n
    fresh = (value << (-total & 7)).to_bytes((total + 7) >> 3, "big")
    if odd:
        # These bits are beyond every value's end: nobody reads them.
        buf[-1] = fresh[0]
        buf += fresh[1:]
    else:
        buf += fresh
    buf.tail = (end + n - 1) % 8 + 1
    return BitString(buf, acc.off, acc.size + n)


class _Writer:
    """Whole bytes, and the `n` bits (fewer than 8) after them."""

    __slots__ = ("n", "odd", "whole")

    def __init__(self) -> None:
        self.whole = bytearray()
        self.odd = 0
        self.n = 0

    def put(self, value: int, n: int) -> None:
        total = self.n + n
        value |= self.odd << n
        rest = total & 7
        self.whole += (value >> rest).to_bytes(total >> 3, "big")
        self.odd = value & ((1 << rest) - 1)
        self.n = rest

    def put_bytes(self, part: Buffer) -> None:
        if len(part) > _BIG:
            check_bytes(_COPIES * (len(self.whole) + len(part)))
        if self.n:
            self.put(int.from_bytes(part, "big"), len(part) << 3)
        else:
            self.whole += part

    def finish(self) -> Term:
        if not self.n:
            return bytes(self.whole)
        size = (len(self.whole) << 3) + self.n
        self.whole.append(self.odd << (8 - self.n))
        return BitString(bytes(self.whole), 0, size)


# Sizes are looked at before values, each from left to right, as the reference does.


def _check_sizes(
    spec: tuple[Segment, ...], values: tuple[Term, ...], sizes: tuple[Term, ...]
) -> None:
    for segment, value, size in zip(spec, values, sizes):
        unit = segment[2]
        if segment[1] in _UTF:
            if type(value) is not int or not 0 <= value <= 0x10FFFF or 0xD800 <= value <= 0xDFFF:
                raise _fail(segment, a.type, value)
        elif unit and segment[1] != "all":
            if type(size) is not int or size < 0:
                raise _fail(segment, a.size, size)
            if size * unit > MAX_BITS:
                raise _fail(segment, a.size, size, a.system_limit)
            if size * unit > _LARGE:
                check_bytes(size * unit >> 3)


def _put_integer(out: _Writer, segment: Segment, value: Term, size: Term) -> None:
    if type(value) is not int:
        raise _fail(segment, a.type, value)
    assert type(size) is int
    n = size * segment[2]
    value &= (1 << n) - 1
    if segment[3]:
        whole, odd = n >> 3, n & 7
        low = int.from_bytes((value & ((1 << (whole << 3)) - 1)).to_bytes(whole, "little"), "big")
        value = low << odd | value >> (whole << 3)
    out.put(value, n)


def _put_float(out: _Writer, segment: Segment, value: Term, size: Term) -> None:
    assert type(size) is int
    n = size * segment[2]
    if type(value) is not float and type(value) is not int:
        raise _fail(segment, a.type, value)
    form = _FLOATS.get(n)
    if form is None:
        raise _fail(segment, a.invalid, n)
    try:
        number = float(value)
    except OverflowError:
        raise _fail(segment, a.no_float, value) from None
    out.put_bytes(_packed(("<" if segment[3] else ">") + form, number))


def _packed(form: str, number: float) -> bytes:
    try:
        return struct.pack(form, number)
    except OverflowError:
        return struct.pack(form, float("inf") if number > 0 else float("-inf"))


def _put_sized(out: _Writer, segment: Segment, value: Term, size: Term) -> None:
    """A binary segment with a size."""
    assert type(size) is int
    n = size * segment[2]
    if type(value) is bytes:
        buf: Buffer = value
        off, have = 0, len(value) << 3
    elif type(value) is BitString:
        buf, off, have = value.buf, value.off, value.size
    else:
        raise _fail(segment, a.type, value)
    if n > have:
        raise _fail(segment, a.short, value)
    _put_bits(out, buf, off, n)


def _put_all(out: _Writer, segment: Segment, value: Term, size: Term) -> None:
    """A binary segment that takes the whole value, which must be a number of units."""
    if type(value) is bytes:
        if (len(value) << 3) % segment[2]:
            raise _fail(segment, a.unit, value)
        out.put_bytes(value)
    elif type(value) is BitString:
        if value.size % segment[2]:
            raise _fail(segment, a.unit, value)
        _put_bits(out, value.buf, value.off, value.size)
    else:
        raise _fail(segment, a.type, value)


def _put_bits(out: _Writer, buf: Buffer, off: int, n: int) -> None:
    if (off | n) & 7:
        out.put(bits_uint(buf, off, n), n)
    else:
        out.put_bytes(buf[off >> 3 : (off + n) >> 3])


def _put_utf(out: _Writer, segment: Segment, value: Term, size: Term) -> None:
    assert type(value) is int
    out.put_bytes(chr(value).encode(_UTF[segment[1]][segment[3]]))


def _put_nothing(out: _Writer, segment: Segment, value: Term, size: Term) -> None:
    """The empty string: only its size can be wrong."""


_WRITE: Final = {
    "integer": _put_integer,
    "float": _put_float,
    "nothing": _put_nothing,
    "binary": _put_sized,
    "all": _put_all,
    "utf8": _put_utf,
    "utf16": _put_utf,
    "utf32": _put_utf,
}


def _number(part: Term) -> tuple[int, int]:
    if type(part) is bytes:
        return int.from_bytes(part, "big"), len(part) << 3
    assert type(part) is BitString
    return bits_uint(part.buf, part.off, part.size), part.size


def _fail(segment: Segment, what: Atom, value: Term, reason: Atom = a.badarg) -> ErlError:
    """The error of a segment, with the cause that the shell's text is made from."""
    kind = a.binary if segment[1] == "all" else atom(segment[1])
    info = {
        a.cause: (segment[0], kind, what, value),
        a.function: a.format_bs_fail,
        a.module: a.erl_erts_errors,
    }
    return ErlError(a.error, reason, info=info)


BITS: Final[dict[str, object]] = {
    "BITS_BYTE": BITS_BYTE,
    "bits_append": bits_append,
    "bits_append_bits": bits_append_bits,
    "bits_build": bits_build,
    "bits_f64": struct.Struct(">d").pack,
    "bits_f64_little": struct.Struct("<d").pack,
    "bits_whole": bits_whole,
}
