"""ordered_set: objects in the order of their keys, in chunks of sorted lists.

Each chunk has a list of sortable keys (see `sorting`) and a list of objects beside it; `ends` has
the last key of each chunk. A search is two bisections, an insertion moves at most one chunk's
pointers. When a key of another shape comes, all keys are made anew, once, as comparable terms.

OTP: erl_db_tree.c (AVL trees)
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from typing import Any, Final

from pyerlshell.erts.ets.sorting import MIXED, NUMBER, Shape, shape, value_of
from pyerlshell.erts.ets.table import COUNTER_WORDS, READERS_WORDS, Table
from pyerlshell.erts.match_spec.patterns import is_ground
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.order import equal, exact_equal, sort_key
from pyerlshell.terms.types import Term

_LOAD: Final = 512


class OrderedTable(Table):
    """An ordered_set. 1 and 1.0 are one key; the object that came last counts."""

    __slots__ = ("_count", "chunks", "ends", "objects", "shape", "value")
    overhead = 5
    empty_words = 140

    def __init__(self, name: Atom, kind: Atom, kp: int) -> None:
        super().__init__(name, kind, kp)
        self.clear()

    def clear(self) -> None:
        """Delete everything."""
        self._count = 0
        self.ends: list[Any] = []
        self.chunks: list[list[Any]] = []
        self.objects: list[list[Any]] = []
        self.shape: Shape = None
        self.value: Callable[[Any], Any] = value_of(MIXED)

    def tuning_words(self) -> int:
        """A table that many may write at once is another kind of tree."""
        words = READERS_WORDS if self.option(a.read_concurrency) is a.true else 0
        if self.option(a.write_concurrency) is not a.false:
            words -= 40
        return words + (COUNTER_WORDS if self.option(a.decentralized_counters) is a.true else 0)

    def size(self) -> int:
        """How many objects there are."""
        return self._count

    # -- places

    def _reshape(self, k: Term) -> None:
        """The first key, or one that is unlike the others."""
        self.shape = MIXED if self._count else shape(k)
        self.value = value = value_of(self.shape)
        kp = self.kp
        self.chunks = [[value(obj[kp]) for obj in objects] for objects in self.objects]
        self.ends = [chunk[-1] for chunk in self.chunks]

    def _fits(self, k: Term) -> bool:
        """The key has the shape of those in the table."""
        t = type(k)
        if self.shape is NUMBER and (t is int or t is float):
            return True
        return self.shape is MIXED or shape(k) == self.shape

    def _place(self, k: Term) -> tuple[int, int]:
        """The chunk and index of the first key that is not less; one behind the end if none."""
        if not self._fits(k):
            return self._foreign_place(k)
        s = self.value(k)
        c = bisect_left(self.ends, s)
        if c == len(self.ends):
            return c, 0
        return c, bisect_left(self.chunks[c], s)

    def _foreign_place(self, k: Term) -> tuple[int, int]:
        s = sort_key(k)
        kp = self.kp
        c = bisect_left(self.objects, s, key=lambda objects: sort_key(objects[-1][kp]))
        if c == len(self.objects):
            return c, 0
        return c, bisect_left(self.objects[c], s, key=lambda obj: sort_key(obj[kp]))

    def _find(self, k: Term) -> tuple[int, int] | None:
        """Where the object with this key is."""
        if self._fits(k):
            s = self.value(k)
            c = bisect_left(self.ends, s)
            if c == len(self.ends):
                return None
            chunk = self.chunks[c]
            i = bisect_left(chunk, s)
            return (c, i) if chunk[i] == s else None
        c, i = self._foreign_place(k)
        if c == len(self.chunks) or not equal(self.objects[c][i][self.kp], k):
            return None
        return c, i

    def _behind(self, k: Term) -> tuple[int, int]:
        """The chunk and index of the first key that is greater."""
        c, i = self._place(k)
        if c < len(self.chunks) and equal(self.objects[c][i][self.kp], k):
            i += 1
            if i == len(self.chunks[c]):
                return c + 1, 0
        return c, i

    # -- single objects

    def get(self, k: Term) -> list[Any]:
        """The object with this key."""
        if self.shape is NUMBER and type(k) is int:  # the common case: 2.5 times as fast
            ends = self.ends
            c = bisect_left(ends, k)
            if c == len(ends):
                return []
            chunk = self.chunks[c]
            i = bisect_left(chunk, k)
            return [self.objects[c][i]] if chunk[i] == k else []
        at = self._find(k)
        return [self.objects[at[0]][at[1]]] if at is not None else []

    def has(self, k: Term) -> bool:
        """Is there an object with this key?"""
        return self._find(k) is not None

    def put(self, obj: Any) -> None:
        """Store an object in the place of the one with its key."""
        s = k = obj[self.kp]
        if self.shape is not NUMBER or type(k) is not int:
            if not self._fits(k):
                self._reshape(k)
            s = self.value(k)
        ends = self.ends
        c = bisect_left(ends, s)
        if c == len(ends):
            if not c:
                self.ends, self.chunks, self.objects = [s], [[s]], [[obj]]
            else:
                self.chunks[-1].append(s)
                self.objects[-1].append(obj)
                ends[-1] = s
                if len(self.chunks[-1]) > _LOAD:
                    self._split(c - 1)
            self._count += 1
            return
        chunk = self.chunks[c]
        i = bisect_left(chunk, s)
        if chunk[i] == s:
            chunk[i] = s
            self.objects[c][i] = obj
            return
        chunk.insert(i, s)
        self.objects[c].insert(i, obj)
        self._count += 1
        if len(chunk) > _LOAD:
            self._split(c)

    def _split(self, c: int) -> None:
        half = len(self.chunks[c]) >> 1
        for lists in (self.chunks, self.objects):
            lists.insert(c + 1, lists[c][half:])
            del lists[c][half:]
        self.ends[c] = self.chunks[c][-1]
        self.ends.insert(c + 1, self.chunks[c + 1][-1])

    def _delete(self, c: int, i: int) -> Any:
        chunk = self.chunks[c]
        obj = self.objects[c][i]
        del chunk[i], self.objects[c][i]
        self._count -= 1
        if not chunk:
            del self.chunks[c], self.objects[c], self.ends[c]
        elif i == len(chunk):
            self.ends[c] = chunk[-1]
        return obj

    def remove(self, k: Term) -> list[Any]:
        """Delete the object with this key, and give it."""
        at = self._find(k)
        return [self._delete(*at)] if at is not None else []

    def remove_object(self, obj: Any) -> bool:
        """Delete this object."""
        at = self._find(obj[self.kp])
        if at is None or not exact_equal(self.objects[at[0]][at[1]], obj):
            return False
        self._delete(*at)
        return True

    def remove_one(self, obj: Any) -> bool:
        """Delete this very object if it is still there."""
        at = self._find(obj[self.kp])
        if at is None or self.objects[at[0]][at[1]] is not obj:
            return False
        self._delete(*at)
        return True

    def replace(self, old: Any, new: Any) -> bool:
        """Put a new object with the same key in the place of one that must still be there."""
        at = self._find(old[self.kp])
        if at is None or self.objects[at[0]][at[1]] is not old:
            return False
        self.objects[at[0]][at[1]] = new
        return True

    # -- in order

    def walk(self) -> list[Any]:
        """All objects in the order of their keys."""
        found: list[Any] = []
        for objects in self.objects:
            found += objects
        return found

    def walk_keys(self, keys: list[Term]) -> list[Any]:
        """As walk/0, of the objects with these keys."""
        objects: list[Any] = []
        for k in sorted(keys, key=sort_key):
            objects.extend(self.get(k))
        return objects

    def walk_prefix(self, pattern: Any) -> list[Any]:
        """As walk/0, at least those whose keys match a pattern that begins with bound parts."""
        if type(pattern) is not tuple or type(self.shape) is not tuple:
            return self.walk()
        prefix: list[Any] = []
        for x in pattern:
            if not is_ground(x) or len(prefix) == len(self.shape):
                break
            if shape(x, 1) != self.shape[len(prefix)]:
                return self.walk()
            prefix.append(value_of(self.shape[len(prefix)])(x))
        if not prefix or len(prefix) == len(pattern):
            return self.walk()
        return self._from_prefix(tuple(prefix))

    def _from_prefix(self, prefix: tuple[Any, ...]) -> list[Any]:
        n = len(prefix)
        found: list[Any] = []
        for c in range(bisect_left(self.ends, prefix), len(self.ends)):
            chunk = self.chunks[c]
            i = bisect_left(chunk, prefix)
            if chunk[-1][:n] == prefix:
                found += self.objects[c][i:]
                continue
            for s, obj in zip(chunk[i:], self.objects[c][i:]):
                if s[:n] != prefix:
                    return found
                found.append(obj)
        return found

    def results(self, objects: list[Any]) -> list[Any]:
        """The same order."""
        return objects

    def first(self) -> list[Term]:
        """[Key], or [] in an empty table."""
        return [self.objects[0][0][self.kp]] if self._count else []

    def last(self) -> list[Term]:
        """As first/0, from the other end."""
        return [self.objects[-1][-1][self.kp]] if self._count else []

    def next(self, k: Term) -> list[Term]:
        """The least key that is greater."""
        c, i = self._behind(k)
        return [self.objects[c][i][self.kp]] if c < len(self.objects) else []

    def prev(self, k: Term) -> list[Term]:
        """The greatest key that is less."""
        c, i = self._place(k)
        if i:
            return [self.objects[c][i - 1][self.kp]]
        return [self.objects[c - 1][-1][self.kp]] if c else []

    def slot(self, n: int) -> list[Any] | None:
        """The n-th object; None behind the last. Raises IndexError beyond it."""
        if n >= self._count:
            if n > self._count:
                raise IndexError
            return None
        for objects in self.objects:
            if n < len(objects):
                return [objects[n]]
            n -= len(objects)
        return None

    def some_after(self, k: Term) -> list[Any]:
        """Objects whose keys are greater, in order: those of one chunk; [] at the end."""
        c, i = self._behind(k)
        return self.objects[c][i:] if c < len(self.objects) else []

    def some_before(self, k: Term) -> list[Any]:
        """Objects whose keys are less, greatest first: those of one chunk; [] at the end."""
        c, i = self._place(k)
        if i:
            return self.objects[c][i - 1 :: -1]
        return self.objects[c - 1][::-1] if c else []

    def some_first(self) -> list[Any]:
        """Objects from the beginning, in order: those of one chunk."""
        return self.objects[0][:] if self._count else []

    def some_last(self) -> list[Any]:
        """Objects from the end, greatest first: those of one chunk."""
        return self.objects[-1][::-1] if self._count else []
