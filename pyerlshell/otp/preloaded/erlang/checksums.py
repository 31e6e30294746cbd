"""Check sums and digests of iodata: `crc32/1`, `adler32/1`, `md5/1` and their steps.

The context of md5_update/2 is the data so far behind a mark: Python's digest objects cannot be
stored.

OTP: erl_bif_chksum.c
"""

from __future__ import annotations

import zlib
from typing import Any, Final

from pyerlshell.erts.errors import badarg
from pyerlshell.otp.iodata import NotIodata, iodata_bytes
from pyerlshell.otp.preloaded.erlang.module import erlang
from pyerlshell.terms.types import Term

__preempt__ = True

MD5_CONTEXT: Final = b"md5 context\x00"
_WORD: Final = 1 << 32
_CRC_POLYNOMIAL: Final = 0xEDB88320
_ADLER_BASE: Final = 65521


def _data(data: Term, *args: Term) -> bytes:
    try:
        return iodata_bytes(data)
    except NotIodata:
        raise badarg(*args) from None


def _digest(data: bytes) -> bytes:
    import hashlib  # which loads OpenSSL

    return hashlib.md5(data, usedforsecurity=False).digest()


def _is_word(n: Term) -> bool:
    return type(n) is int and 0 <= n < _WORD


@erlang.export("crc32/1", "(Data) -> non_neg_integer() when Data :: iodata()")
def crc32(data: Term) -> Term:
    """The CRC-32 check sum of Data."""
    return zlib.crc32(_data(data, data))


@erlang.export(
    "crc32/2",
    "(OldCrc, Data) -> non_neg_integer() when OldCrc :: non_neg_integer(), Data :: iodata()",
)
def crc32_from(old: Term, data: Term) -> Term:
    """OldCrc, carried on over Data."""
    if type(old) is not int or not 0 <= old < _WORD:
        raise badarg(old, data)
    return zlib.crc32(_data(data, old, data), old)


@erlang.export("adler32/1", "(Data) -> non_neg_integer() when Data :: iodata()")
def adler32(data: Term) -> Term:
    """The Adler-32 check sum of Data."""
    return zlib.adler32(_data(data, data))


@erlang.export(
    "adler32/2",
    "(OldAdler, Data) -> non_neg_integer() when OldAdler :: non_neg_integer(), Data :: iodata()",
)
def adler32_from(old: Term, data: Term) -> Term:
    """OldAdler, carried on over Data."""
    if type(old) is not int or not 0 <= old < _WORD:
        raise badarg(old, data)
    return zlib.adler32(_data(data, old, data), old)


def _times(matrix: list[int], vector: int) -> int:
    """A vector of 32 bits times a matrix of such, over the field of two elements."""
    total = 0
    for row in matrix:
        if vector & 1:
            total ^= row
        vector >>= 1
        if not vector:
            break
    return total


@erlang.export(
    "crc32_combine/3",
    "(FirstCrc, SecondCrc, SecondSize) -> non_neg_integer() when FirstCrc :: non_neg_integer(), "
    "SecondCrc :: non_neg_integer(), SecondSize :: non_neg_integer()",
)
def crc32_combine(first: Any, second: Any, size: Any) -> Term:
    """The check sum of two pieces of data one after the other, from those of each."""
    if not _is_word(first) or not _is_word(second) or not _is_word(size):
        raise badarg(first, second, size)
    # One zero bit as a matrix, squared as often as the bits of the length say.
    matrix = [_CRC_POLYNOMIAL] + [1 << n for n in range(31)]
    bits = size << 3
    while bits:
        if bits & 1:
            first = _times(matrix, first)
        matrix = [_times(matrix, row) for row in matrix]
        bits >>= 1
    return first ^ second


@erlang.export(
    "adler32_combine/3",
    "(FirstAdler, SecondAdler, SecondSize) -> non_neg_integer() "
    "when FirstAdler :: non_neg_integer(), SecondAdler :: non_neg_integer(), "
    "SecondSize :: non_neg_integer()",
)
def adler32_combine(first: Any, second: Any, size: Any) -> Term:
    """The check sum of two pieces of data one after the other, from those of each."""
    if not _is_word(first) or not _is_word(second) or not _is_word(size):
        raise badarg(first, second, size)
    if not size:
        return first
    low = ((first & 0xFFFF) + (second & 0xFFFF) - 1) % _ADLER_BASE
    high = ((first >> 16) + (second >> 16) + size * ((first & 0xFFFF) - 1)) % _ADLER_BASE
    return high << 16 | low


@erlang.export("md5/1", "(Data) -> Digest when Data :: iodata(), Digest :: binary()")
def md5(data: Term) -> Term:
    """The MD5 digest of Data, 16 bytes."""
    return _digest(_data(data, data))


@erlang.export("md5_init/0", "() -> Context when Context :: binary()")
def md5_init() -> Term:
    """A context for md5_update/2."""
    return MD5_CONTEXT


@erlang.export(
    "md5_update/2",
    "(Context, Data) -> NewContext when Context :: binary(), Data :: iodata(), "
    "NewContext :: binary()",
)
def md5_update(context: Term, data: Term) -> Term:
    """The context with Data added."""
    return _md5_context(context, context, data) + _data(data, context, data)


@erlang.export("md5_final/1", "(Context) -> Digest when Context :: binary(), Digest :: binary()")
def md5_final(context: Term) -> Term:
    """The digest of all the data added to Context."""
    return _digest(_md5_context(context, context)[len(MD5_CONTEXT) :])


def _md5_context(context: Term, *given: Term) -> bytes:
    if type(context) is bytes and context.startswith(MD5_CONTEXT):
        return context
    raise badarg(*given)
