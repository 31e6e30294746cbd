"""set, bag and duplicate_bag: a dict from stored keys (terms.maps.key) to what is stored there.

A set has the object itself, a bag the list of the objects with that key, oldest first.

OTP: erl_db_hash.c
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.ets.places import FIRST_BUCKETS, Places
from pyerlshell.erts.ets.table import COUNTER_WORDS, READERS_WORDS, Table
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.maps import key, unkey
from pyerlshell.terms.order import exact_equal
from pyerlshell.terms.types import Term

LARGE: Final = 20_000
"""From here on the order of the buckets is not worth the time it takes (2 us an object)."""

MANY: Final = 32
"""From here on a bag's objects with one key are told apart by their hashes."""


class HashTable(Table):
    """`found` is the dict. `removed` counts the keys that were ever deleted."""

    __slots__ = ("buckets", "found", "removed", "removed_then", "walked")

    def __init__(self, name: Atom, kind: Atom, kp: int) -> None:
        super().__init__(name, kind, kp)
        self.found: dict[Any, Any] = {}
        self.removed = self.removed_then = 0
        self.buckets = FIRST_BUCKETS
        self.walked: Places | None = None

    def places(self) -> Places:
        """Where the keys are, brought up to date."""
        walked = self.walked
        if walked is None or (walked.stale(self.removed) and not self.fixed):
            self.grow()
            walked = self.walked = Places(self.found, self.buckets, self.removed)
        else:
            walked.update(self.removed, bool(self.fixed))
        return walked

    def base_words(self) -> int:
        """Beyond the first 256, buckets come in segments of 2048."""
        self.grow()
        more = self.buckets - FIRST_BUCKETS
        return super().base_words() + (263 + (more + 2047) // 2048 * 2048 if more else 0)

    def note_places(self) -> None:
        """Something is about to be deleted: in a fixed table its place must be known."""
        if self.fixed:
            self.places()

    def note_fixation(self) -> None:
        """The table is fixed from now on."""
        self.removed_then = self.removed

    def kept(self) -> int:
        """How many deleted objects a fixed table still has a place for."""
        return self.removed - self.removed_then if self.fixed else 0

    def tuning_words(self) -> int:
        """Locks take 16 words each, those for many readers 32 more."""
        locks = self.locks()
        words = 0 if locks == 1 else 32 + 16 * locks
        if self.option(a.read_concurrency) is a.true:
            words += READERS_WORDS * locks
        return words + (COUNTER_WORDS if self.option(a.decentralized_counters) is a.true else 0)

    def grow(self) -> None:
        """The number of buckets never falls; each lock has one at least."""
        self.buckets = max(self.buckets, self.size(), self.locks())

    def bucket_from(self, place: int) -> tuple[int, list[Any]] | None:
        """The place and the objects of the first bucket there or behind that is not empty."""
        places = self.places()
        place = places.used_from(place)
        if place < 0:
            return None
        return place, self.objects_of(places.at_place(place))

    def bucket_sizes(self) -> list[int]:
        """How many objects each bucket has."""
        places = self.places()
        sizes = [0] * places.buckets
        for k in self.found:
            sizes[places.place(k)] += len(self.objects_of([k]))
        return sizes

    def objects_of(self, stored: list[Any]) -> list[Any]:
        """The objects with these stored keys, in the order of a walk."""
        raise NotImplementedError

    def has(self, k: Term) -> bool:
        """Is there an object with this key?"""
        return key(k) in self.found

    def clear(self) -> None:
        """Delete everything."""
        self.note_places()
        self.removed += len(self.found)
        self.found.clear()
        if not self.fixed:
            self.buckets = FIRST_BUCKETS
            self.walked = None

    def first(self) -> list[Term]:
        """[Key], or [] in an empty table."""
        return [unkey(k) for k in self.places().first(not self.fixed)]

    def last(self) -> list[Term]:
        """The same as first/0 in a table without order."""
        return self.first()

    def next(self, k: Term) -> list[Term] | None:
        """[Key], [] at the end, None if the key is not known."""
        stored = key(k)
        places = self.places()
        at = places.find(stored)
        if at < 0 or (stored not in self.found and not self.fixed):
            return None
        return [unkey(n) for n in places.next_from(at + 1)]

    def prev(self, k: Term) -> list[Term] | None:
        """The same as next/1 in a table without order."""
        return self.next(k)


class SetTable(HashTable):
    """One object a key."""

    __slots__ = ()

    def __init__(self, name: Atom, kind: Atom, kp: int) -> None:
        super().__init__(name, kind, kp)
        self.rows = self.found

    def size(self) -> int:
        """How many objects there are."""
        return len(self.found)

    def get(self, k: Term) -> list[Any]:
        """The object with this key."""
        obj = self.found.get(key(k))
        return [] if obj is None else [obj]

    def put(self, obj: Any) -> None:
        """Store an object in the place of the one with its key."""
        self.found[key(obj[self.kp])] = obj

    def remove(self, k: Term) -> list[Any]:
        """Delete the object with this key, and give it."""
        self.note_places()
        obj = self.found.pop(key(k), None)
        if obj is None:
            return []
        self.removed += 1
        return [obj]

    def remove_object(self, obj: Any) -> bool:
        """Delete this object."""
        self.note_places()
        k = key(obj[self.kp])
        there = self.found.get(k)
        if there is None or not exact_equal(there, obj):
            return False
        del self.found[k]
        self.removed += 1
        return True

    def remove_one(self, obj: Any) -> bool:
        """Delete this very object if it is still there."""
        self.note_places()
        k = key(obj[self.kp])
        if self.found.get(k) is not obj:
            return False
        del self.found[k]
        self.removed += 1
        return True

    def replace(self, old: Any, new: Any) -> bool:
        """Put a new object with the same key in the place of one that must still be there."""
        k = key(old[self.kp])
        if self.found.get(k) is not old:
            return False
        self.found[k] = new
        return True

    def walk(self) -> list[Any]:
        """All objects, first to last; those of a large table as they came."""
        found = self.found
        if len(found) > LARGE and self.walked is None:
            return list(found.values())
        return self.objects_of(self.places().living())

    def slot(self, n: int) -> list[Any] | None:
        """The objects of the n-th bucket; None behind the last. Raises IndexError beyond it."""
        places = self.places()
        if n >= places.buckets:
            if n > places.buckets:
                raise IndexError
            return None
        return self.objects_of(places.at_place(n))

    def objects_of(self, stored: list[Any]) -> list[Any]:
        """The objects with these stored keys."""
        found = self.found
        return [found[k] for k in stored]


class BagTable(HashTable):
    """Many objects a key: each once in a bag, as often as it comes in a duplicate_bag.

    `_known` has for each key with many objects the set of what maps would store for them, so that
    the next one need not be compared with all.
    """

    __slots__ = ("_count", "_known", "_unique")

    def __init__(self, name: Atom, kind: Atom, kp: int) -> None:
        super().__init__(name, kind, kp)
        self._count = 0
        self._known: dict[Any, set[Any]] = {}
        self._unique = kind is a.bag

    def size(self) -> int:
        """How many objects there are."""
        return self._count

    def get(self, k: Term) -> list[Any]:
        """The objects with this key, oldest first."""
        there: list[Any] = self.found.get(key(k), [])
        return there

    def put(self, obj: Any) -> None:
        """Store an object beside those with its key."""
        k = key(obj[self.kp])
        there = self.found.get(k)
        if there is None:
            self.found[k] = [obj]
        else:
            if self._unique and self._is_there(k, there, obj):
                return
            there.append(obj)
        self._count += 1

    def _is_there(self, k: Any, there: list[Any], obj: Any) -> bool:
        """If not, it is about to be."""
        known = self._known.get(k)
        if known is None:
            if len(there) < MANY:
                return _index(there, obj) >= 0
            known = self._known[k] = {key(x) for x in there}
        before = len(known)
        known.add(key(obj))
        return len(known) == before

    def _forget(self, k: Any, obj: Any) -> None:
        known = self._known.get(k)
        if known is not None:
            known.discard(key(obj))
            if not known:
                del self._known[k]

    def remove(self, k: Term) -> list[Any]:
        """Delete the objects with this key, and give them, oldest first."""
        self.note_places()
        stored = key(k)
        there: list[Any] | None = self.found.pop(stored, None)
        self._known.pop(stored, None)
        if there is None:
            return []
        self.removed += 1
        self._count -= len(there)
        return there

    def remove_object(self, obj: Any) -> bool:
        """Delete all objects that are exactly this one."""
        self.note_places()
        k = key(obj[self.kp])
        there = self.found.get(k, [])
        self._forget(k, obj)
        left = [x for x in there if not exact_equal(x, obj)]
        if len(left) == len(there):
            return False
        self._count -= len(there) - len(left)
        if left:
            self.found[k] = left
        else:
            del self.found[k]
            self.removed += 1
        return True

    def remove_one(self, obj: Any) -> bool:
        """Delete this very object if it is still there."""
        self.note_places()
        k = key(obj[self.kp])
        there = self.found.get(k, [])
        for i in range(len(there) - 1, -1, -1):  # a walk gives the newest first
            if there[i] is obj:
                self._forget(k, obj)
                del there[i]
                if not there:
                    del self.found[k]
                    self.removed += 1
                self._count -= 1
                return True
        return False

    def replace(self, old: Any, new: Any) -> bool:
        """Put a new object with the same key in the place of one that must still be there."""
        there = self.found.get(key(old[self.kp]), [])
        for i, x in enumerate(there):
            if x is old:
                there[i] = new
                return True
        return False

    def clear(self) -> None:
        """Delete everything."""
        super().clear()
        self._known.clear()
        self._count = 0

    def walk(self) -> list[Any]:
        """All objects, first to last; those of one key newest first."""
        return self.objects_of(self.places().living())

    def objects_of(self, stored: list[Any]) -> list[Any]:
        """The objects with these stored keys; those of one key newest first."""
        objects: list[Any] = []
        found = self.found
        for k in stored:
            objects.extend(reversed(found[k]))
        return objects

    def slot(self, n: int) -> list[Any] | None:
        """The objects of the n-th bucket; None behind the last. Raises IndexError beyond it."""
        places = self.places()
        if n >= places.buckets:
            if n > places.buckets:
                raise IndexError
            return None
        return self.objects_of(places.at_place(n))


def _index(objects: list[Any], obj: Any) -> int:
    for i, x in enumerate(objects):
        if x is obj or exact_equal(x, obj):
            return i
    return -1
