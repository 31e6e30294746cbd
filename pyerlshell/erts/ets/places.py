"""The order in which a hash table is walked: that of the reference's buckets.

A table has 256 buckets, and one more for every object above that; a bucket's oldest key comes
first. Where a key belongs follows from its hash, which for atoms is that of their names. Nothing of
this is known while objects are stored or looked up: `Places` is made when somebody walks a table,
and brought up to date when somebody walks it again.

OTP: erl_db_hash.c
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import islice
from typing import Any, Final

from pyerlshell.terms.atoms import Atom
from pyerlshell.terms.hash import atom_hash
from pyerlshell.terms.internal_hash import internal_hash
from pyerlshell.terms.maps import unkey

FIRST_BUCKETS: Final = 256
_TRIM: Final = 64


def place_hash(k: Any) -> int:
    """The hash that decides the bucket of a stored key."""
    if type(k) is Atom:
        h: int = atom_hash(k.name)
        return h >> 1
    return internal_hash(unkey(k)) >> 1


class Places:
    """The stored keys of a hash table by bucket.

    A key that was deleted stays until the places are made anew, and is passed over. `size` and
    `removed` are what the table had when it was last looked at: from them follows how many keys
    are new, and those are the last ones of the dict.
    """

    __slots__ = ("_mask", "buckets", "keys", "places", "removed", "rows", "size")

    def __init__(self, rows: dict[Any, Any], buckets: int, removed: int) -> None:
        self.rows = rows
        self.buckets = buckets
        self._mask = (1 << (buckets - 1).bit_length()) - 1
        place = self.place
        entries = sorted([(place(k), k) for k in rows], key=_place_of)
        self.places = [entry[0] for entry in entries]
        self.keys = [entry[1] for entry in entries]
        self.size = len(rows)
        self.removed = removed

    def place(self, k: Any) -> int:
        """The bucket of a key."""
        h = place_hash(k)
        place = h & self._mask
        return place if place < self.buckets else h & self._mask >> 1

    def stale(self, removed: int) -> bool:
        """So much has changed that it is better to begin anew."""
        size = len(self.rows)
        fresh = size - self.size + removed - self.removed
        return fresh > 16 + size // 8 or len(self.keys) > 64 + 2 * size

    def update(self, removed: int, keep: bool) -> None:
        """Add the keys that are new. `keep`: one that was deleted comes back to where it was."""
        fresh = len(self.rows) - self.size + removed - self.removed
        if fresh:
            newest = list(islice(reversed(self.rows), fresh))
            for k in reversed(newest):
                self._add(k, keep)
        self.size = len(self.rows)
        self.removed = removed

    def _add(self, k: Any, keep: bool) -> None:
        place = self.place(k)
        at = self.find(k, place)
        if at >= 0:
            if keep:
                return
            del self.places[at], self.keys[at]
        at = bisect_right(self.places, place)
        self.places.insert(at, place)
        self.keys.insert(at, k)

    def find(self, k: Any, place: int | None = None) -> int:
        """Where a key is, -1 if it was never there."""
        if place is None:
            place = self.place(k)
        places, keys = self.places, self.keys
        i = bisect_left(places, place)
        while i < len(places) and places[i] == place:
            if keys[i] == k:
                return i
            i += 1
        return -1

    def next_from(self, i: int) -> Any:
        """The first living key at `i` or after it, in a list of one; an empty list at the end."""
        keys, rows = self.keys, self.rows
        while i < len(keys):
            k = keys[i]
            if k in rows:
                return [k]
            i += 1
        return []

    def first(self, trim: bool) -> Any:
        """As next_from(0). `trim`: forget dead keys at the front, if there are many."""
        keys, rows = self.keys, self.rows
        for i, k in enumerate(keys):
            if k in rows:
                if trim and i > _TRIM:
                    del keys[:i], self.places[:i]
                return [k]
        return []

    def living(self) -> list[Any]:
        """All keys, first to last."""
        rows = self.rows
        if len(rows) == len(self.keys):
            return self.keys
        return [k for k in self.keys if k in rows]

    def used_from(self, place: int) -> int:
        """The first place from this one on that has a living key; -1 if there is none."""
        for i in range(bisect_left(self.places, place), len(self.places)):
            if self.keys[i] in self.rows:
                return self.places[i]
        return -1

    def at_place(self, place: int) -> list[Any]:
        """The living keys of one bucket."""
        i = bisect_left(self.places, place)
        found: list[Any] = []
        while i < len(self.places) and self.places[i] == place:
            if self.keys[i] in self.rows:
                found.append(self.keys[i])
            i += 1
        return found


def _place_of(entry: tuple[int, Any]) -> int:
    return entry[0]
