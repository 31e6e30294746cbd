"""The slots of an open dets file: linear hashing over segments of 256 slots.

A slot is eight bytes, the size and the place of its bucket. The table has `next` slots; those
below `n` were split already, so keys that hash there by `m` hash by 2m. The table grows by whole
segments and never shrinks.

OTP: dets_v9
"""

from __future__ import annotations

import struct
from typing import Any, Final

from pyerlshell.otp.preloaded.prim_file.storage import Storage
from pyerlshell.otp.stdlib.dets_v9 import buckets, header
from pyerlshell.otp.stdlib.dets_v9.buckets import BadBucketError, Group
from pyerlshell.otp.stdlib.dets_v9.buddy import Buddy
from pyerlshell.otp.stdlib.dets_v9.header import Header
from pyerlshell.terms import etf, hash, phash
from pyerlshell.terms.atoms import a
from pyerlshell.terms.types import Term

SEGMENT: Final = 256
SEGMENT_BYTES: Final = SEGMENT * 8
TABLE: Final = 512
TABLE_BYTES: Final = TABLE * 4
_BIG: Final = 0x3FFFFFF

_two: Final = struct.Struct(">II")
_word: Final = struct.Struct(">I")


class Corrupt(Exception):
    """`args[0]`: what is wrong with the file, as a term."""


def segments_of(slots: int) -> int:
    """How many segments so many slots are."""
    return (slots - 1) // SEGMENT + 1


def tables_of(slots: int) -> int:
    """How many tables of segments so many slots need."""
    return (slots - 1) // (SEGMENT * TABLE) + 1


class Slots:
    """The hashed part of an open file. Every method may raise OSError and Corrupt."""

    def __init__(
        self,
        storage: Storage,
        head: Header,
        buddy: Buddy,
        coding: tuple[etf.EncodeOptions, etf.DecodeOptions],
    ) -> None:
        self.storage = storage
        self.head = head
        self.buddy = buddy
        self.is_set = head.type is a.set
        self.tables: list[int] = []
        self.segments: list[int] = []
        self._encoding, self._decoding = coding

    def encode(self, term: Term) -> bytes:
        """As term_to_binary/1."""
        return etf.encode(term, self._encoding)

    def decode(self, data: bytes) -> Term:
        """As binary_to_term/1. Raises BadBucketError."""
        try:
            return etf.decode(data, self._decoding)
        except etf.DecodeError:
            raise BadBucketError from None

    def load(self) -> None:
        """Read where the segments are."""
        count = tables_of(self.head.next)
        places = self.storage.pread(4 * count, header.END)
        for i in range(count):
            at = _word.unpack_from(places, 4 * i)[0]
            self.tables.append(at)
            table = self.storage.pread(TABLE_BYTES, at)
            found = struct.unpack(f">{TABLE}I", table)
            self.segments += [place for place in found if place]
        del self.segments[segments_of(self.head.next) :]

    def number(self, key: Term) -> int:
        """The hash value of a key."""
        if self.head.hash_method == header.PHASH2:
            return hash.phash2(key)
        return phash.phash(key, _BIG) - 1

    def slot(self, key: Term) -> int:
        """The slot of a key."""
        head = self.head
        number = self.number(key)
        found = number % head.m
        return number % (2 * head.m) if found < head.n else found

    def place(self, slot: int) -> int:
        """Where a slot is in the file."""
        return self.segments[slot // SEGMENT] + 8 * (slot % SEGMENT)

    def pointer(self, slot: int) -> tuple[int, int]:
        """The size and the place of a slot's bucket; (0, 0) if it has none."""
        data = self.storage.pread(8, self.place(slot))
        if len(data) < 8:
            raise Corrupt(a.premature_eof)
        size, at = _two.unpack(data)
        return (size, at) if at else (0, 0)

    def body(self, size: int, at: int, where: str) -> bytes:
        """The groups of the bucket at a place."""
        if size > self.storage.seek(0, 2):
            raise Corrupt((a.bad_object, a.__getattr__(where)))
        data = self.storage.pread(size, at)
        if (
            len(data) < size
            or size < buckets.HEAD
            or _two.unpack_from(data)
            != (
                size,
                buckets.ACTIVE,
            )
        ):
            raise Corrupt((a.bad_object, a.__getattr__(where)))
        return data[buckets.HEAD :]

    def groups(self, body: bytes, where: str) -> list[Group]:
        """The groups of a bucket's body."""
        try:
            return buckets.groups(body, self.is_set, self.head.keypos, self.decode)
        except BadBucketError:
            raise Corrupt((a.bad_object, a.__getattr__(where))) from None

    def objects(self, slot: int) -> list[Any]:
        """The objects of a slot."""
        size, at = self.pointer(slot)
        if not at:
            return []
        body = self.body(size, at, "slot_objects")
        try:
            return [self.decode(data) for data in buckets.objects(body, self.is_set)]
        except BadBucketError:
            raise Corrupt((a.bad_object, a.slot_objects)) from None

    # Growing

    def add_segment(self) -> int:
        """Make room for 256 more slots, all empty; where they are."""
        number = len(self.segments)
        if number % TABLE == 0:
            self.add_table()
        at, _ = self.buddy.take(SEGMENT_BYTES)
        self.storage.pwrite(bytes(SEGMENT_BYTES), at)
        place = self.tables[number // TABLE] + 4 * (number % TABLE)
        self.storage.pwrite(_word.pack(at), place)
        self.segments.append(at)
        return at

    def add_table(self) -> None:
        """Make room for the places of 512 segments."""
        at, _ = self.buddy.take(TABLE_BYTES)
        self.storage.pwrite(bytes(TABLE_BYTES), at)
        self.storage.pwrite(_word.pack(at), header.END + 4 * len(self.tables))
        self.tables.append(at)

    # Buckets

    def replace(
        self, slot_at: int, at: int, old_size: int, body: bytes, same_count: bool = True
    ) -> None:
        """Give a slot another bucket. `at`, `old_size`: its bucket now, (0, 0) for none."""
        size = len(body) + buckets.HEAD
        if not body:
            if at:
                self._count(self.buddy.give(at, old_size), -1)
                self.storage.pwrite(_word.pack(buckets.FREE), at + 4)
                self.storage.pwrite(bytes(8), slot_at)
            return
        data = buckets.head(size) + body
        if at and self._fits(old_size, size) and (self.buddy.frozen is None or same_count):
            self.storage.pwrite(data, at)
            if size != old_size:
                self.storage.pwrite(_two.pack(size, at), slot_at)
            return
        if at:
            freed = self.buddy.give(at, old_size)
            new_at, kind = self.buddy.take(size)
            self._count(kind, 1)
            self._count(freed, -1)
        else:
            new_at, kind = self.buddy.take(size)
            self._count(kind, 1)
        if at and at != new_at:  # the new bucket may lie over this
            self.storage.pwrite(_word.pack(buckets.FREE), at + 4)
        self.storage.pwrite(data, new_at)
        self.storage.pwrite(_two.pack(size, new_at), slot_at)

    @staticmethod
    def _fits(old: int, new: int) -> bool:
        return (old - 1).bit_length() == (new - 1).bit_length()

    def _count(self, kind: int, difference: int) -> None:
        if not self.head.counted:
            return
        counters = self.head.counters
        counters[kind] = counters.get(kind, 0) + difference
