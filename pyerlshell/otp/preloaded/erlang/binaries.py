"""Binaries and bit strings: sizes, parts, iodata.

OTP: binary.c
"""

from __future__ import annotations

from typing import Any

from pyerlshell.erts.errors import badarg
from pyerlshell.otp.iodata import NotIodata, iodata_bytes, iodata_size, joined_bits
from pyerlshell.otp.preloaded.erlang.module import erlang
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.types import BitString, Term

__preempt__ = True


@erlang.export("bit_size/1", "(Bitstring) -> non_neg_integer() when Bitstring :: bitstring()")
def bit_size(b: Term) -> Term:
    """How many bits Bitstring has."""
    if type(b) is bytes:
        return len(b) << 3
    if type(b) is BitString:
        return b.size
    raise badarg(b)


@erlang.export("byte_size/1", "(Bitstring) -> non_neg_integer() when Bitstring :: bitstring()")
def byte_size(b: Term) -> Term:
    """How many bytes are needed to hold Bitstring."""
    if type(b) is bytes:
        return len(b)
    if type(b) is BitString:
        return (b.size + 7) >> 3
    raise badarg(b)


def sub_bits(b: Any, start: int, size: int) -> Term:
    """`size` bits of `b` from bit `start`; shares the buffer unless the part is small."""
    if type(b) is bytes:
        if not start & 7 and not size & 7 and size <= 512:
            return b[start >> 3 : (start + size) >> 3]
        return BitString(b, start, size)
    return BitString(b.buf, b.off + start, size)


@erlang.export(
    "binary_part/3",
    "(Subject, Start, Length) -> binary() "
    "when Subject :: binary(), Start :: non_neg_integer(), Length :: integer()",
)
def binary_part(b: Term, start: Term, length: Term) -> Term:
    """The part of Subject from Start on, counted from 0; a negative Length goes backwards."""
    part = _part(b, start, length)
    if part is None:
        raise badarg(b, start, length)
    return part


@erlang.export(
    "binary_part/2",
    "(Subject, PosLen) -> binary() when Subject :: binary(), "
    "PosLen :: {Start :: non_neg_integer(), Length :: integer()}",
)
def binary_part_2(b: Term, place: Term) -> Term:
    """The part of Subject that PosLen names."""
    if type(place) is tuple and len(place) == 2:
        part = _part(b, place[0], place[1])
        if part is not None:
            return part
    raise badarg(b, place)


def _part(b: Term, start: Term, length: Term) -> Term:
    if type(start) is not int or type(length) is not int:
        return None
    if type(b) is bytes:
        size = len(b)
    elif type(b) is BitString and not b.size & 7:
        size = b.size >> 3
    else:
        return None
    if length < 0:
        start, length = start + length, -length
    if start < 0 or start + length > size:
        return None
    return sub_bits(b, start << 3, length << 3)


@erlang.export(
    "split_binary/2",
    "(Bin, Pos) -> {binary(), binary()} when Bin :: binary(), Pos :: non_neg_integer()",
)
def split_binary(b: Term, at: Term) -> Term:
    """The first Pos bytes of Bin, and the rest."""
    if type(at) is int and at >= 0 and (type(b) is bytes or type(b) is BitString):
        size = bit_size(b)
        bits = at << 3
        if type(size) is int and bits <= size:
            return sub_bits(b, 0, bits), sub_bits(b, bits, size - bits)
    raise badarg(b, at)


@erlang.export("binary_to_list/1", "(Binary) -> [byte()] when Binary :: binary()")
def binary_to_list(b: Term) -> Term:
    """The bytes of Binary as a list."""
    data = to_bytes(b)
    if data is None:
        raise badarg(b)
    return to_list(list(data))


@erlang.export(
    "binary_to_list/3",
    "(Binary, Start, Stop) -> [byte()] "
    "when Binary :: binary(), Start :: pos_integer(), Stop :: pos_integer()",
)
def binary_to_list_part(b: Term, start: Term, stop: Term) -> Term:
    """The bytes Start to Stop of Binary, counted from 1, as a list."""
    data = to_bytes(b)
    if data is None or type(start) is not int or type(stop) is not int:
        raise badarg(b, start, stop)
    if not 0 < start <= stop <= len(data):
        raise badarg(b, start, stop)
    return to_list(list(data[start - 1 : stop]))


@erlang.export("bitstring_to_list/1", "(Bitstring) -> [byte() | bitstring()]")
def bitstring_to_list(b: Term) -> Term:
    """The bytes of Bitstring as a list; bits that are left over come as one bit string."""
    if type(b) is bytes:
        return to_list(list(b))
    if type(b) is not BitString:
        raise badarg(b)
    whole = b.size & ~7
    tail = None if whole == b.size else [sub_bits(b, whole, b.size - whole), None]
    return to_list(list(to_bytes(sub_bits(b, 0, whole)) or b""), tail)


@erlang.export("list_to_binary/1", "(IoList) -> binary() when IoList :: iolist()")
def list_to_binary(l: Term) -> Term:
    """The bytes of IoList in one binary."""
    if l is None or type(l) is list:
        try:
            return iodata_bytes(l)
        except NotIodata:
            pass
    raise badarg(l)


@erlang.export(
    "iolist_to_binary/1", "(IoListOrBinary) -> binary() when IoListOrBinary :: iolist() | binary()"
)
def iolist_to_binary(data: Term) -> Term:
    """The bytes of IoListOrBinary in one binary."""
    if type(data) is bytes:
        return data
    try:
        return iodata_bytes(data)
    except NotIodata:
        raise badarg(data) from None


@erlang.export("iolist_size/1", "(Item) -> non_neg_integer() when Item :: iolist() | binary()")
def iolist_size(data: Term) -> Term:
    """How many bytes iolist_to_binary/1 would give."""
    try:
        return iodata_size(data)
    except NotIodata:
        raise badarg(data) from None


@erlang.export(
    "iolist_to_iovec/1",
    "(IoListOrBinary) -> erlang:iovec() when IoListOrBinary :: iolist() | binary()",
)
def iolist_to_iovec(data: Term) -> Term:
    """The bytes of IoListOrBinary as a list of binaries, for writing."""
    try:
        whole = iodata_bytes(data)
    except NotIodata:
        raise badarg(data) from None
    return [whole, None] if whole else None


@erlang.export(
    "list_to_bitstring/1", "(BitstringList) -> bitstring() when BitstringList :: bitstring_list()"
)
def list_to_bitstring(l: Term) -> Term:
    """The bytes and bit strings of BitstringList in one bit string."""
    if l is None or type(l) is list:
        try:
            return joined_bits(l)
        except NotIodata:
            pass
    raise badarg(l)
