"""The header of a dets file, and where what follows it begins.

All numbers are of four bytes, the highest first:

    free lists, cookie, closed properly, type, version, m, next, keypos, objects, keys,
    least slots, most slots, hash method, n, 28 counters of buckets by size, MD5 (16 bytes), base

A reserved part fills it up to 312 bytes; then come 256 places of segment tables.

OTP: dets_v9
"""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass, field
from typing import Final

from pyerlshell.terms.atoms import Atom, a

COOKIE: Final = 0x0ABCDEF
VERSION: Final = 9
TYPES: Final = {1: a.set, 2: a.bag, 3: a.duplicate_bag}
TYPE_CODES: Final = {name: code for code, name in TYPES.items()}
PHASH: Final = 0
PHASH2: Final = 1
NOT_CLOSED: Final = 0
CLOSED: Final = 1

COUNTED: Final = 28
SMALLEST: Final = 4
SIZE: Final = 14 * 4 + COUNTED * 4 + 16 + 4
END: Final = SIZE + 124
TABLES: Final = 256
BASE: Final = END + 4 * TABLES

_FIELDS: Final = struct.Struct(">14I")
_COUNTERS: Final = struct.Struct(f">{COUNTED}I")
_WORD: Final = struct.Struct(">I")


@dataclass(slots=True)
class Header:
    """What a header says. `counters`: how many buckets there are of 2^i bytes, by i; files of the
    first version 9 have none (`counted`)."""

    type: Atom | None
    m: int
    next: int
    keypos: int
    n: int = 0
    objects: int = 0
    keys: int = 0
    least: int = 256
    most: int = 32 * 1024 * 1024
    hash_method: int = PHASH2
    counters: dict[int, int] = field(default_factory=dict)
    base: int = BASE
    free_lists: int = 0
    cookie: int = COOKIE
    closed: int = NOT_CLOSED
    version: int = VERSION
    checked: bool = True
    md5_right: bool = True
    counted: bool = True


def encode(h: Header, closed: int, free_lists: int = 0) -> bytes:
    """The header as bytes, without the places of segment tables."""
    code = TYPE_CODES[h.type] if h.type is not None else 0
    fixed = (h.m, h.next, h.keypos, h.objects, h.keys, h.least, h.most, h.hash_method, h.n)
    fields = _FIELDS.pack(free_lists, COOKIE, closed, code, VERSION, *fixed)
    counts = [h.counters.get(i, 0) for i in range(SMALLEST, SMALLEST + COUNTED)]
    counters = _COUNTERS.pack(*counts)
    md5 = _md5(fields, counters) if h.checked else bytes(16)
    base = 0 if h.base == BASE else h.base
    return fields + counters + md5 + _WORD.pack(base) + bytes(END - SIZE)


def _md5(fields: bytes, counters: bytes) -> bytes:
    return hashlib.md5(fields[12:] + counters, usedforsecurity=False).digest()


def decode(data: bytes) -> Header:
    """A header of SIZE bytes."""
    fields = _FIELDS.unpack_from(data)
    free, cookie, closed, code, version, m, next_, keypos, objects, keys, *rest = fields
    least, most, method, n = rest
    counts = _COUNTERS.unpack_from(data, _FIELDS.size)
    at = _FIELDS.size + _COUNTERS.size
    md5 = data[at : at + 16]
    base = _WORD.unpack_from(data, at + 16)[0]
    return Header(
        type=TYPES.get(code),
        m=m,
        next=next_,
        keypos=keypos,
        n=n,
        objects=objects,
        keys=keys,
        least=least,
        most=most,
        hash_method=method,
        counters={SMALLEST + i: count for i, count in enumerate(counts) if count},
        base=base or BASE,
        free_lists=free,
        cookie=cookie,
        closed=closed,
        version=version,
        checked=md5 != bytes(16),
        counted=not objects or any(counts),
        md5_right=md5 == _md5(data[: _FIELDS.size], data[_FIELDS.size : at]),
    )


def fault(h: Header, trailer: int, size: int) -> Atom | None:
    """What is wrong with a file of this header; `trailer` is the number at its end."""
    if h.cookie != COOKIE:
        return a.not_a_dets_file
    if h.type is None:
        return a.invalid_type_code
    if h.version != VERSION:
        return a.bad_version
    if h.checked and not h.md5_right:
        return a.not_a_dets_file
    if trailer + (0 if h.base == BASE else h.base) != size:
        return a.not_closed
    if h.hash_method not in (PHASH, PHASH2):
        return a.bad_hash_bif
    if h.closed == CLOSED:
        return None
    return a.not_closed if h.closed == NOT_CLOSED else a.not_a_dets_file
