"""A whole file at once: an empty one, one from objects, one from the buckets of another.

Larger buckets are placed before smaller ones, which leaves no holes, and those of one size in the
order of their slots.

OTP: dets_v9 (initiate_file, bulk_input, fsck_input, bchunk_init)
"""

from __future__ import annotations

import struct
from dataclasses import replace
from typing import Any, Final

from pyerlshell.otp.preloaded.prim_file.storage import Storage
from pyerlshell.otp.stdlib.dets_v9 import buckets, header
from pyerlshell.otp.stdlib.dets_v9.buckets import BadBucketError
from pyerlshell.otp.stdlib.dets_v9.buddy import Buddy, power
from pyerlshell.otp.stdlib.dets_v9.header import Header
from pyerlshell.otp.stdlib.dets_v9.slots import (
    SEGMENT,
    SEGMENT_BYTES,
    TABLE,
    TABLE_BYTES,
    segments_of,
    tables_of,
)
from pyerlshell.otp.stdlib.dets_v9.table import Table
from pyerlshell.terms import maps
from pyerlshell.terms.atoms import a
from pyerlshell.terms.order import key_sort_key
from pyerlshell.terms.types import Term

MOST_SLOTS: Final = header.TABLES * TABLE * SEGMENT
_BUMP: Final = 16
_MARK: Final = struct.pack(">I", buckets.ACTIVE)

Found = tuple[Term, Any, bytes]
"""a key, the object (or None), the object as bytes"""


def up_to_power(slots: int) -> int:
    """The least power of two that is not less."""
    return 1 << power(slots)


def empty(storage: Storage, head: Header, coding: Any) -> Table:
    """Make a file of no objects; `head` says which slots it has."""
    at = header.BASE
    tables = [at + TABLE_BYTES * i for i in range(tables_of(head.next))]
    at += TABLE_BYTES * len(tables)
    segments = [at + SEGMENT_BYTES * i for i in range(segments_of(head.next))]
    head.base = at + SEGMENT_BYTES * len(segments)
    head.counters = {}
    made = header.encode(head, header.NOT_CLOSED)
    storage.seek(0, 0)
    storage.truncate()
    storage.pwrite(made + _words(tables, header.TABLES), 0)
    for i, place in enumerate(tables):
        part = segments[TABLE * i : TABLE * (i + 1)]
        storage.pwrite(_words(part, TABLE), place)
    storage.pwrite(bytes(head.base - at), at)
    table = Table(storage, head, Buddy(head.base), coding)
    table.cached, table.encoded = [], {}
    table.tables, table.segments = tables, segments
    return table


def _words(words: list[int], count: int) -> bytes:
    return struct.pack(f">{len(words)}I", *words) + bytes(4 * (count - len(words)))


def new_head(type_: Any, keypos: int, least: int, most: int) -> Header:
    """The header of a new table."""
    most = up_to_power(min(most, MOST_SLOTS))
    least = min(up_to_power(max(least, SEGMENT)), most)
    return Header(type=type_, m=least, next=least, keypos=keypos, least=least, most=most)


def fill(table: Table, found: list[Found]) -> None:
    """Write the objects into an empty file. Of objects that cannot both be there the later one is
    taken."""
    by_slot: dict[int, dict[Any, tuple[Term, list[tuple[Any, bytes]]]]] = {}
    for key, obj, data in found:
        keyed = by_slot.setdefault(table.slot(key), {})
        keyed.setdefault(maps.key(key), (key, []))[1].append((obj, data))
    made: list[tuple[int, bytes]] = []
    head = table.head
    head.keys = head.objects = 0
    for slot in sorted(by_slot):
        groups = list(by_slot[slot].values())
        if len(groups) > 1:
            groups.sort(key=_key)
        made.append((slot, b"".join([_group(table, pairs) for _, pairs in groups])))
        head.keys += len(groups)
    place(table, made)


def _key(group: tuple[Term, Any]) -> Any:
    return key_sort_key(group[0])


def _group(table: Table, pairs: list[tuple[Any, bytes]]) -> bytes:
    datas = [data for _, data in pairs]
    if table.is_set:
        datas = datas[-1:]
    elif table.head.type is a.bag and len(datas) > 1:
        last: dict[Any, bytes] = {}
        for obj, data in pairs:
            known = maps.key(table.decode(data) if obj is None else obj)
            last.pop(known, None)
            last[known] = data
        datas = list(last.values())
    table.head.objects += len(datas)
    return buckets.encode_group(datas, table.is_set)


def place(table: Table, made: list[tuple[int, bytes]]) -> None:
    """Write bucket bodies into an empty file, with their slots."""
    by_kind: dict[int, list[tuple[int, bytes]]] = {}
    for slot, body in made:
        by_kind.setdefault(power(len(body) + buckets.HEAD), []).append((slot, body))
    pointers = bytearray(SEGMENT_BYTES * len(table.segments))
    for kind in sorted(by_kind, reverse=True):
        parts: list[bytes] = []
        first = -1
        for slot, body in by_kind[kind]:
            size = len(body) + buckets.HEAD
            at, _ = table.buddy.take(size)
            first = at if first < 0 else first
            parts.append((buckets.head(size) + body).ljust(1 << kind, b"\0"))
            struct.pack_into(">II", pointers, 8 * slot, size, at)
        table.storage.pwrite(b"".join(parts), first)
        table.head.counters[kind] = len(parts)
    if table.segments:
        table.storage.pwrite(bytes(pointers), table.segments[0])


def salvage(table: Table, size: int) -> list[Found]:
    """All objects that can be found in a file that was not closed, in the order of their
    places."""
    data = table.storage.pread(size, 0)
    found: list[Found] = []
    at = header.BASE
    while True:
        mark = data.find(_MARK, at + 4)
        if mark < 0:
            return found
        start = mark - 4
        if (start - header.BASE) % _BUMP:
            at = start + 1
            continue
        length = int.from_bytes(data[start:mark], "big")
        kept = _kept(table, data[mark + 4 : start + length]) if length > 8 else None
        if kept is None or start + length > len(data):
            at = start + _BUMP
        else:
            found += kept
            at = start + (1 << power(length))


def _kept(table: Table, body: bytes) -> list[Found] | None:
    at = table.head.keypos - 1
    found: list[Found] = []
    try:
        for data in buckets.objects(body, table.is_set):
            obj: Any = table.decode(data)
            found.append((obj[at], obj, data))
    except (BadBucketError, TypeError, IndexError, struct.error):
        return None
    return found


def repaired(
    source: Table, target: Storage, size: int, least: int, most: int, coding: Any
) -> Table:
    """A good file with what was found in a bad one. `least`, `most`: numbers of slots."""
    found = salvage(source, size)
    old = source.head
    keys = len({maps.key(key) for key, _, _ in found})
    expected = min(most, max(least, old.keys))
    lowest, highest = segments_of(max(least, 1)), segments_of(most)
    if abs(segments_of(max(keys, 1)) - segments_of(max(expected, 1))) > 5:
        if lowest <= segments_of(max(keys, 1)) <= highest:
            expected = keys
    head = new_head(old.type, old.keypos, expected, most)
    table = empty(target, head, coding)
    fill(table, found)
    return table


def copied(source: Header, target: Storage, parts: list[tuple[int, bytes]], coding: Any) -> Table:
    """A file with the same slots as another, from its buckets as bytes with padding."""
    head = replace(source, counters={}, free_lists=0, checked=True)
    table = empty(target, head, coding)
    made = []
    for slot, data in parts:
        size = int.from_bytes(data[:4], "big")
        made.append((slot, data[buckets.HEAD : size]))
    place(table, made)
    return table
