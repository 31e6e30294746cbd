"""All objects of a file, in the order of their places, some at a time.

Only what is used is read, 8,192 bytes at a time. Where a walk stands is plain data, so that it can
go to the client and come back: the place, the end of the used part it is in, the used parts that
follow, and what was read already but not looked at.

OTP: dets (scan), dets_v9 (scan_objs, read_bchunks)
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import Any, Final

from pyerlshell.otp.stdlib.dets_v9 import buckets
from pyerlshell.otp.stdlib.dets_v9.buckets import ACTIVE, FREE, BadBucketError
from pyerlshell.otp.stdlib.dets_v9.buddy import power
from pyerlshell.otp.stdlib.dets_v9.slots import SEGMENT_BYTES, Corrupt
from pyerlshell.otp.stdlib.dets_v9.table import Table
from pyerlshell.terms.atoms import a

CHUNK: Final = 8192
_three: Final = struct.Struct(">III")
Areas = list[tuple[int, int]]


@dataclass(slots=True)
class Walk:
    """Where a walk stands. `data` are the bytes from `at` on that were read already."""

    at: int
    end: int
    areas: Areas = field(default_factory=list)
    data: bytes = b""


def start(table: Table) -> Walk | None:
    """A walk from the beginning; None if the table is empty."""
    table.flush()
    first = table.buddy.next_used(table.buddy.base)
    return None if first is None else Walk(*first)


def some(table: Table, walk: Walk, wanted: int | None) -> tuple[list[Any], Walk | None]:
    """Some objects as bytes, and where the walk goes on. `wanted`: at least so many, unless they
    are the last; None for as many as there are in about 8,192 bytes."""
    found: list[bytes] = []
    read = 0
    base, data = walk.at, walk.data
    while True:
        need = 0
        while True:  # what is in `data`
            if walk.at >= walk.end:
                if walk.at > walk.end or not walk.areas:
                    break
                walk.at, walk.end = walk.areas.pop(0)
                continue
            offset = walk.at - base
            if offset + 12 > len(data):
                break
            size, status, _ = _three.unpack_from(data, offset)
            if status != ACTIVE and status != FREE:  # a segment, or a table of segments
                walk.at += SEGMENT_BYTES
                continue
            if offset + size > len(data):
                need = size
                break
            found += _objects(table, data[offset + buckets.HEAD : offset + size])
            read += size
            walk.at += 1 << power(size)
            if wanted is not None and len(found) >= wanted:
                return found, _rest(table, walk, data[walk.at - base :])
        if wanted is None and read >= CHUNK:
            walk.data = b""
            return found, walk
        length = max(CHUNK, need)
        areas = table.buddy.used_between(walk.at, length)
        if not areas:
            return found, None
        walk.at, walk.end = areas[0]
        walk.areas = areas[1:]
        base = walk.at
        data = table.storage.pread(length, base)
        if not data or len(data) < 12:
            raise Corrupt(a.premature_eof)


def _objects(table: Table, body: bytes) -> list[bytes]:
    try:
        return buckets.objects(body, table.is_set)
    except BadBucketError:
        raise Corrupt((a.bad_object, a.scan)) from None


def _rest(table: Table, walk: Walk, data: bytes) -> Walk | None:
    if not data and not walk.areas and table.buddy.next_used(walk.at) is None:
        return None
    walk.data = data
    return walk


def chunk(table: Table, areas: Areas) -> tuple[list[tuple[int, int, bytes]], Areas]:
    """Some buckets with their padding, each with one more than its kind, and its slot; and the used
    parts that are left."""
    found: list[tuple[int, int, bytes]] = []
    read = 0
    while areas and read < 4 * CHUNK:
        at, end = areas[0]
        if at >= end:
            areas = areas[1:]
            continue
        head = table.storage.pread(12, at)
        if len(head) < 12:
            raise Corrupt(a.premature_eof)
        size, status, _ = _three.unpack(head)
        if status not in (ACTIVE, FREE):
            areas = [(at + SEGMENT_BYTES, end), *areas[1:]]
            continue
        kind = power(size)
        data = table.storage.pread(1 << kind, at).ljust(1 << kind, b"\0")
        group = table.groups(data[buckets.HEAD : size], "bchunks")[0]
        found.append((kind + 1, table.slot(group.key), data))
        read += 1 << kind
        areas = [(at + (1 << kind), end), *areas[1:]]
    while areas and areas[0][0] >= areas[0][1]:
        areas = areas[1:]
    return found, areas
