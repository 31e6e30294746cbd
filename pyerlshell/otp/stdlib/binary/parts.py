"""Parts of binaries, numbers, hexadecimal.

OTP: binary, erl_bif_binary.c
"""

from __future__ import annotations

import re
from typing import Any, Final

from pyerlshell.erts.amounts import check_bytes
from pyerlshell.erts.errors import badarg
from pyerlshell.otp.iodata import NotIodata, iodata_bytes
from pyerlshell.otp.preloaded.erlang.binaries import sub_bits
from pyerlshell.otp.stdlib.binary.module import binary
from pyerlshell.terms.atoms import a
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.lists import ImproperList, from_list, to_list
from pyerlshell.terms.types import BitString, Term

__preempt__ = True


def bytes_of(b: Term, *args: Term) -> bytes:
    """The bytes of a binary; badarg with these arguments if it is none."""
    data = to_bytes(b)
    if data is None:
        raise badarg(*args)
    return data


def window_of(b: Term, *args: Term) -> tuple[bytes, int, int]:
    """Bytes, and where in them the binary begins and ends: a part of a binary is not copied."""
    if type(b) is BitString and type(b.buf) is bytes and not (b.size | b.off) & 7:
        return b.buf, b.off >> 3, (b.off + b.size) >> 3
    data = bytes_of(b, *args)
    return data, 0, len(data)


@binary.export(
    "at/2",
    "(Subject, Pos) -> byte() when Subject :: binary(), Pos :: non_neg_integer()",
)
def at(b: Term, n: Term) -> Term:
    """The byte at Pos, counted from 0."""
    data, begin, end = window_of(b, b, n)
    if type(n) is not int or not 0 <= n < end - begin:
        raise badarg(b, n)
    return data[begin + n]


@binary.export(
    "first/1",
    "(Subject) -> byte() when Subject :: binary()",
)
def first(b: Term) -> Term:
    """The first byte of Subject."""
    data, begin, end = window_of(b, b)
    if begin == end:
        raise badarg(b)
    return data[begin]


@binary.export(
    "last/1",
    "(Subject) -> byte() when Subject :: binary()",
)
def last(b: Term) -> Term:
    """The last byte of Subject."""
    data, begin, end = window_of(b, b)
    if begin == end:
        raise badarg(b)
    return data[end - 1]


def range_of(limit: int, start: Term, size: Term, *args: Term) -> tuple[int, int]:
    """Start and end of a part; a negative length goes backwards."""
    if type(start) is not int or type(size) is not int:
        raise badarg(*args)
    begin, end = (start, start + size) if size >= 0 else (start + size, start)
    if start < 0 or begin < 0 or end > limit:
        raise badarg(*args)
    return begin, end


def pair_of(place: Term, *args: Term) -> tuple[Term, Term]:
    """The two parts of a pair; badarg with these arguments if it is none."""
    if type(place) is not tuple or len(place) != 2:
        raise badarg(*args)
    return place[0], place[1]


@binary.export(
    "part/2",
    "(Subject, PosLen) -> binary() when Subject :: binary(), PosLen :: part()",
)
def part_at(b: Term, place: Term) -> Term:
    """The part of Subject that PosLen names."""
    _, start, limit = window_of(b, b, place)
    begin, end = range_of(limit - start, *pair_of(place, b, place), b, place)
    return sub_bits(b, begin << 3, (end - begin) << 3)


@binary.export(
    "part/3",
    "(Subject, Pos, Len) -> binary() when Subject :: binary(), Pos :: non_neg_integer(), "
    "Len :: integer()",
)
def part(b: Term, start: Term, size: Term) -> Term:
    """The part of Subject of Len bytes from Pos on; a negative Len goes backwards."""
    _, origin, limit = window_of(b, b, start, size)
    begin, end = range_of(limit - origin, start, size, b, start, size)
    return sub_bits(b, begin << 3, (end - begin) << 3)


@binary.export(
    "bin_to_list/1",
    "(Subject) -> [byte()] when Subject :: binary()",
)
def bin_to_list(b: Term) -> Term:
    """The bytes of Subject as a list."""
    return to_list(list(bytes_of(b, b)))


@binary.export(
    "bin_to_list/2",
    "(Subject, PosLen) -> [byte()] when Subject :: binary(), PosLen :: part()",
)
def bin_to_list_at(b: Term, place: Term) -> Term:
    """The bytes of the part of Subject that PosLen names."""
    data = bytes_of(b, b, place)
    begin, end = range_of(len(data), *pair_of(place, b, place), b, place)
    return to_list(list(data[begin:end]))


@binary.export(
    "bin_to_list/3",
    "(Subject, Pos, Len) -> [byte()] when Subject :: binary(), Pos :: non_neg_integer(), "
    "Len :: integer()",
)
def bin_to_list_part(b: Term, start: Term, size: Term) -> Term:
    """The bytes of Len bytes of Subject from Pos on."""
    data = bytes_of(b, b, start, size)
    begin, end = range_of(len(data), start, size, b, start, size)
    return to_list(list(data[begin:end]))


@binary.export(
    "list_to_bin/1",
    "(ByteList) -> binary() when ByteList :: iolist()",
)
def list_to_bin(l: Term) -> Term:
    """The bytes of an iolist in one binary."""
    if l is None or type(l) is list:
        try:
            return iodata_bytes(l)
        except NotIodata:
            pass
    raise badarg(l)


@binary.export(
    "copy/1",
    "(Subject) -> binary() when Subject :: binary()",
)
def copy(b: Term) -> Term:
    """Subject in memory of its own."""
    return bytes_of(b, b)


@binary.export(
    "copy/2",
    "(Subject, N) -> binary() when Subject :: binary(), N :: non_neg_integer()",
)
def copies(b: Term, n: Term) -> Term:
    """N times Subject."""
    data = bytes_of(b, b, n)
    if type(n) is not int or n < 0:
        raise badarg(b, n)
    if n >= _TOO_MANY:
        raise badarg(b, n)
    check_bytes(len(data) * n)
    return data * n


_TOO_MANY = 1 << 64


@binary.export(
    "referenced_byte_size/1",
    "(Binary) -> non_neg_integer() when Binary :: binary()",
)
def referenced_byte_size(b: Term) -> Term:
    """How many bytes of memory the binary keeps alive."""
    data = bytes_of(b, b)
    return len(b.buf) if type(b) is BitString else len(data)


def _order(endian: Term, *args: Term) -> Any:
    if endian is not a.big and endian is not a.little:
        raise badarg(*args)
    return "big" if endian is a.big else "little"


@binary.export(
    "decode_unsigned/1",
    "(Subject) -> Unsigned when Subject :: binary(), Unsigned :: non_neg_integer()",
)
def decode_unsigned(b: Term) -> Term:
    """The number whose bytes are Subject, most significant first."""
    return int.from_bytes(bytes_of(b, b), "big")


@binary.export(
    "decode_unsigned/2",
    "(Subject, Endianness) -> Unsigned when Subject :: binary(), Endianness :: big | "
    "little, Unsigned :: non_neg_integer()",
)
def decode_unsigned_in(b: Term, endian: Term) -> Term:
    """The number whose bytes are Subject."""
    return int.from_bytes(bytes_of(b, b, endian), _order(endian, b, endian))


@binary.export(
    "encode_unsigned/1",
    "(Unsigned) -> binary() when Unsigned :: non_neg_integer()",
)
def encode_unsigned(n: Term) -> Term:
    """The bytes of Unsigned, most significant first, as few as possible."""
    if type(n) is not int or n < 0:
        raise badarg(n)
    return n.to_bytes(max(1, (n.bit_length() + 7) >> 3), "big")


@binary.export(
    "encode_unsigned/2",
    "(Unsigned, Endianness) -> binary() when Unsigned :: non_neg_integer(), Endianness :: "
    "big | little",
)
def encode_unsigned_in(n: Term, endian: Term) -> Term:
    """The bytes of Unsigned, as few as possible."""
    if type(n) is not int or n < 0:
        raise badarg(n, endian)
    return n.to_bytes(max(1, (n.bit_length() + 7) >> 3), _order(endian, n, endian))


@binary.export(
    "encode_hex/1",
    "(Bin) -> Bin2 when Bin :: binary(), Bin2 :: <<_:_*16>>",
)
def encode_hex(b: Term) -> Term:
    """The bytes of Bin in hexadecimal, in capital letters."""
    return bytes_of(b, b).hex().upper().encode()


@binary.export(
    "encode_hex/2",
    "(Bin, Case) -> Bin2 when Bin :: binary(), Case :: lowercase | uppercase, Bin2 :: <<_:_*16>>",
)
def encode_hex_in(b: Term, case: Term) -> Term:
    """The bytes of Bin in hexadecimal."""
    text = bytes_of(b, b, case).hex()
    if case is not a.uppercase and case is not a.lowercase:
        raise badarg(b, case)
    return (text.upper() if case is a.uppercase else text).encode()


_HEX: Final = re.compile(rb"(?:[0-9A-Fa-f]{2})*\Z")


@binary.export(
    "decode_hex/1",
    "(Bin) -> Bin2 when Bin :: <<_:_*16>>, Bin2 :: binary()",
)
def decode_hex(b: Term) -> Term:
    """The bytes that Bin spells in hexadecimal."""
    data = bytes_of(b, b)
    if not _HEX.match(data):
        raise badarg(b)
    return bytes.fromhex(data.decode())


@binary.export(
    "join/2",
    "([binary()], binary()) -> binary()",
)
def join(l: Term, separator: Term) -> Term:
    """The binaries of a list with Separator between each two."""
    return bytes_of(separator, l, separator).join(binaries_of(l, l, separator))


def binaries_of(l: Term, *args: Term) -> list[bytes]:
    """The bytes of a list of binaries; badarg with these arguments if it is none."""
    try:
        return [bytes_of(b, *args) for b in from_list(l)]
    except ImproperList:
        raise badarg(*args) from None


@binary.export(
    "longest_common_prefix/1",
    "(Binaries) -> non_neg_integer() when Binaries :: [binary(), ...]",
)
def longest_common_prefix(l: Term) -> Term:
    """How many bytes all the binaries begin with."""
    parts = binaries_of(l, l)
    if not parts:
        raise badarg(l)
    return _common(parts)


@binary.export(
    "longest_common_suffix/1",
    "(Binaries) -> non_neg_integer() when Binaries :: [binary(), ...]",
)
def longest_common_suffix(l: Term) -> Term:
    """How many bytes all the binaries end with."""
    parts = binaries_of(l, l)
    if not parts:
        raise badarg(l)
    return _common([p[::-1] for p in parts])


def _common(parts: list[bytes]) -> int:
    """How many bytes the smallest and the largest, and so all, begin with."""
    low, high = min(parts), max(parts)
    n = 0
    while n < len(low) and low[n] == high[n]:
        n += 1
    return n
