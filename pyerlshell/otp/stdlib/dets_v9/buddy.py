"""Which parts of a dets file are free: a buddy system of blocks of 2^0 to 2^31 bytes.

    buddy = Buddy(base)            # everything from `base` on is free
    at, size = buddy.take(40)      # 64 bytes: (base, 6)
    buddy.give(at, 40)

While a table is fixed, blocks come from the lists as they were when it was fixed: what is freed
meanwhile is not used again, so that who walks through the file sees nothing twice.

OTP: dets_utils (the buddy system), dets_v9 (free_lists_to_file)
"""

from __future__ import annotations

import struct
from bisect import bisect_left, bisect_right, insort
from typing import Final

KINDS: Final = 32
_LARGEST: Final = 1 << (KINDS - 1)
_RESERVED: Final = 50_000_000
_FREE: Final = 0x3ABCDEF
_END: Final = 12345
_ADDRESSES: Final = (4096 - 12) // 4

Lists = list[list[int]]


class NoSpaceError(Exception):
    """The file would be larger than two gigabytes."""


class BadListsError(Exception):
    """The free lists of a file make no sense."""


def power(size: int) -> int:
    """The least i with 2^i >= size."""
    return (size - 1).bit_length()


class Buddy:
    """The free blocks by kind: those of kind i have 2^i bytes. The lists are ascending."""

    def __init__(self, base: int, lists: Lists | None = None) -> None:
        self.base = base
        self.lists: Lists = [[] for _ in range(KINDS)] if lists is None else lists
        if lists is None:
            self.lists[KINDS - 1].append(base)
        self.frozen: Lists | None = None
        self._areas: tuple[list[int], list[int]] | None = None

    def fix(self) -> None:
        """From now on, take blocks only from what is free now."""
        if self.frozen is None:
            self.frozen = [found.copy() for found in self.lists]

    def unfix(self) -> None:
        """What was freed meanwhile may be used."""
        self.frozen = None

    def take(self, size: int) -> tuple[int, int]:
        """The address and the kind of a block of at least so many bytes. Raises NoSpaceError."""
        wanted = power(size)
        self._areas = None
        source = self.lists if self.frozen is None else self.frozen
        kind, at = _first(source, wanted)
        _reserve(source, kind, wanted, at)
        if self.frozen is not None:
            self._uncover(kind, at)
            _split(self.lists, kind, wanted, at)
        return at, wanted

    def _uncover(self, kind: int, at: int) -> None:
        """Take a block that may have become part of a larger one."""
        while not _remove(self.lists[kind], at):
            other, lower = self._other(at, kind)
            insort(self.lists[kind], other)
            at = lower
            kind += 1

    def _other(self, at: int, kind: int) -> tuple[int, int]:
        """The buddy of a block, and the lower of both."""
        size = 1 << kind
        if (at - self.base) & size:
            return at - size, at - size
        return at + size, at

    def give(self, at: int, size: int) -> int:
        """Free a block of so many bytes; its kind."""
        freed = kind = power(size)
        self._areas = None
        while kind < KINDS:
            other, lower = self._other(at, kind)
            if not _remove(self.lists[kind], other):
                insort(self.lists[kind], at)
                break
            at = lower
            kind += 1
        return freed

    def _free_areas(self) -> tuple[list[int], list[int]]:
        if self._areas is None:
            blocks = [(at, at + (1 << i)) for i, kind in enumerate(self.lists) for at in kind]
            blocks.sort()
            self._areas = [at for at, _ in blocks], [end for _, end in blocks]
        return self._areas

    def used_between(self, at: int, length: int) -> list[tuple[int, int]]:
        """The used parts from `at` on, cut off `length` bytes later; if there is none, those of
        8,192 bytes from the next used one on."""
        starts, ends = self._free_areas()
        while True:
            top = at + length
            found: list[tuple[int, int]] = []
            here = at
            i = bisect_right(ends, at)
            while i < len(starts) and starts[i] < top:
                if here < starts[i]:
                    found.append((here, starts[i]))
                here = max(here, ends[i])
                i += 1
            if here < top:
                found.append((here, top))
            if found:
                return found
            following = self.next_used(at)
            if following is None:
                return []
            at, length = following[0], 8192

    def next_used(self, at: int) -> tuple[int, int] | None:
        """The first used part at `at` or behind, up to what is free then."""
        starts, ends = self._free_areas()
        i = bisect_right(ends, at)
        while i < len(starts):
            if starts[i] > at:
                return at, starts[i]
            at = ends[i]
            i += 1
        return None

    def used(self) -> list[tuple[int, int]]:
        """All used parts from the base on."""
        starts, ends = self._free_areas()
        found: list[tuple[int, int]] = []
        here = self.base
        for start, end in zip(starts, ends):
            if here < start:
                found.append((here, start))
            here = end
        return found


def _first(lists: Lists, wanted: int) -> tuple[int, int]:
    for kind in range(wanted, KINDS):
        if lists[kind]:
            at = lists[kind][0]
            if at + (1 << wanted) > _LARGEST - _RESERVED:
                raise NoSpaceError
            return kind, at
    raise NoSpaceError


def _reserve(lists: Lists, kind: int, wanted: int, at: int) -> None:
    _remove(lists[kind], at)
    _split(lists, kind, wanted, at)


def _split(lists: Lists, kind: int, wanted: int, at: int) -> None:
    while kind > wanted:
        kind -= 1
        insort(lists[kind], at + (1 << kind))


def _remove(found: list[int], at: int) -> bool:
    i = bisect_left(found, at)
    if i < len(found) and found[i] == at:
        del found[i]
        return True
    return False


def encode(lists: Lists) -> bytes:
    """The lists as they are kept at the end of a closed file."""
    parts: list[bytes] = []
    for kind, found in enumerate(lists, 1):
        for i in range(0, len(found), _ADDRESSES):
            piece = found[i : i + _ADDRESSES]
            parts.append(struct.pack(">III", len(piece) * 4 + 12, _FREE, kind))
            parts.append(struct.pack(f">{len(piece)}I", *piece))
    parts.append(struct.pack(">III", 12, _FREE, _END))
    return b"".join(parts)


def decode(data: bytes) -> Lists:
    """The lists of a closed file. Raises BadListsError."""
    lists: Lists = [[] for _ in range(KINDS)]
    at = 0
    while True:
        if at + 12 > len(data):
            raise BadListsError
        size, mark, kind = struct.unpack_from(">III", data, at)
        if mark != _FREE or size < 12 or at + size > len(data):
            raise BadListsError
        if kind == _END:
            return lists
        if not 1 <= kind <= KINDS or size % 4:
            raise BadListsError
        found = struct.unpack_from(f">{(size - 12) // 4}I", data, at + 12)
        into = lists[kind - 1]
        for address in found:
            if into and address <= into[-1]:
                raise BadListsError
            into.append(address)
        at += size
