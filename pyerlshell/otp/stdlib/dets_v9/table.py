"""An open dets file: updates wait in a cache, are sorted by slot, and written bucket by bucket.

What order they are written in decides which place each bucket gets, and that is the order in
which a walk through the file finds the objects; so it is the reference's: the cache is written
when it holds so many bytes, when somebody looks up what it cannot tell, or after a while.

OTP: dets, dets_v9
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from pyerlshell.otp.stdlib.dets_v9 import buckets, buddy, header
from pyerlshell.otp.stdlib.dets_v9.buckets import Group
from pyerlshell.otp.stdlib.dets_v9.slots import SEGMENT, SEGMENT_BYTES, Slots
from pyerlshell.terms import maps
from pyerlshell.terms.order import compare_keys, exact_equal, key_sort_key
from pyerlshell.terms.types import Term

INSERT: Final = "insert"
DELETE_KEY: Final = "delete_key"
DELETE_OBJECT: Final = "delete_object"
_BATCH: Final = 10 * 8192
_INSERT_SIZE: Final = 23
"""What the external format of [{insert, Objects}] has besides the objects."""
_two: Final = struct.Struct(">II")

Command = tuple[str, Any]
Keyed = list[tuple[Term, list[Command]]]


@dataclass(slots=True)
class _Pending:
    """A bucket that is to be changed."""

    at: int
    size: int
    slot_at: int
    keyed: Keyed


class Table(Slots):
    """An open file. `limit`: how many bytes the cache may hold."""

    cached: list[tuple[Term, str, Any]]
    encoded: dict[int, bytes]
    cached_size = 0
    inserts = 0
    limit = 14000

    # The cache

    def note(self, command: str, items: list[Any], size: int) -> bool:
        """Keep an update of objects or keys of so many bytes; has the cache to be written now?"""
        at = self.head.keypos - 1
        if command is DELETE_KEY:
            self.cached += [(key, command, None) for key in items]
        else:
            self.cached += [(obj[at], command, obj) for obj in items]
        if command is INSERT:
            self.inserts += len(items)
            size = _INSERT_SIZE
            for obj in items:  # which is needed later anyway
                data = self.encoded[id(obj)] = self.encode(obj)
                size += len(data) - 1
        self.cached_size += size
        return self.cached_size >= self.limit

    def lookup(self, keys: list[Any]) -> list[list[Any]]:
        """The objects of each key, in the order that the file has them."""
        known = self._in_cache(keys) if self.cached else None
        if known is not None:
            return known
        self.flush()
        places: list[tuple[int, int, list[Any]]] = []
        for i, key in enumerate(keys):
            size, at = self.pointer(self.slot(key))
            if at:
                places.append((at, i, self._found(self.body(size, at, "eval_work_list"), key)))
        if len(places) > 1:
            places.sort(key=_place, reverse=True)
        return [found for _, _, found in places]

    def _in_cache(self, keys: list[Any]) -> list[list[Any]] | None:
        last = {maps.key(key): (command, obj) for key, command, obj in self.cached}
        found: list[list[Any]] = []
        for key in keys:
            command, obj = last.get(maps.key(key), (None, None))
            if command is INSERT and self.is_set:
                found.append([obj])
            elif command is not DELETE_KEY:
                return None
        found.reverse()
        return found

    def _found(self, body: bytes, key: Term) -> list[Any]:
        for group in self.groups(body, "eval_work_list"):
            if exact_equal(group.key, key):
                return buckets.objects_of(group, self.is_set, self.decode)
        return []

    # Writing the cache

    def flush(self) -> None:
        """Write what is in the cache."""
        if not self.cached:
            return
        by_key: dict[Any, tuple[Term, list[Command]]] = {}
        for key, command, obj in self.cached:
            by_key.setdefault(maps.key(key), (key, []))[1].append((command, obj))
        inserts = min(self.inserts, len(by_key))
        waiting, self.cached = self.cached, []
        self.cached_size = self.inserts = 0
        self.grow(inserts)
        by_slot: dict[int, Keyed] = {}
        for key, commands in by_key.values():
            by_slot.setdefault(self.slot(key), []).append((key, commands))
        self._write(by_slot)
        self.encoded.clear()
        waiting.clear()  # until here the objects must live: `encoded` has them by identity

    def _write(self, by_slot: dict[int, Keyed]) -> None:
        keys, objects = self.head.keys, self.head.objects
        pending: list[_Pending] = []
        waiting = 0
        for slot in sorted(by_slot, reverse=True):
            keyed = by_slot[slot]
            if len(keyed) > 1:
                keyed.sort(key=_first_key)
            size, at = self.pointer(slot)
            if not at:
                self._change(_Pending(0, 0, self.place(slot), keyed))
                continue
            if pending and waiting + size >= _BATCH:
                self._write_pending(pending)
                pending, waiting = [], 0
            pending.append(_Pending(at, size, self.place(slot), keyed))
            waiting += size
        self._write_pending(pending)
        head = self.head
        if (keys, objects) != (head.keys, head.objects) and head.keys <= head.most:
            if keys // SEGMENT != head.keys // SEGMENT:
                self.storage.pwrite(header.encode(head, header.NOT_CLOSED), 0)

    def _write_pending(self, pending: list[_Pending]) -> None:
        pending.sort(key=_address)
        for bucket in pending:
            self._change(bucket)

    def _change(self, bucket: _Pending) -> None:
        found: list[Group] = []
        if bucket.at:
            body = self.body(bucket.size, bucket.at, "read_buckets")
            found = self.groups(body, "read_buckets")
        keys, objects = self.head.keys, self.head.objects
        parts: list[bytes] = []
        changed = False
        i = 0
        for key, commands in bucket.keyed:
            order = 1
            while i < len(found) and (order := compare_keys(found[i].key, key)) < 0:
                parts.append(found[i].data)
                i += 1
            old = found[i] if i < len(found) and order == 0 else None
            i += old is not None
            data, differs = self._evaluated(old, commands)
            changed = changed or differs
            parts.append(data)
        if not changed:
            return
        parts += [group.data for group in found[i:]]
        same = (keys, objects) == (self.head.keys, self.head.objects)
        self.replace(bucket.slot_at, bucket.at, bucket.size, b"".join(parts), same)

    def _evaluated(self, old: Group | None, commands: list[Command]) -> tuple[bytes, bool]:
        """The group of a key after some commands, and whether it is another."""
        before: list[Any] = []
        if old is not None:
            before = buckets.objects_of(old, self.is_set, self.decode)
        after = _EVALUATE[self.head.type.name if self.head.type else "set"](before, commands)
        if len(before) == len(after) and all(exact_equal(x, y) for x, y in zip(before, after)):
            return (old.data if old is not None else b""), False
        self.head.objects += len(after) - len(before)
        self.head.keys += bool(after) - bool(before)
        if not after:
            return b"", True
        known = self.encoded
        datas = [known.get(id(obj)) or self.encode(obj) for obj in after]
        return buckets.encode_group(datas, self.is_set), True

    # Growing

    def grow(self, inserts: int, once: bool = True) -> bool:
        """Split slots if there are more keys than slots; is there more to be done?"""
        head = self.head
        if (once and not inserts) or self.buddy.frozen is not None or head.next >= head.most:
            return False
        extra = min(2 * SEGMENT, head.keys + inserts - head.next)
        more = not once and extra > SEGMENT
        if more:
            extra = 1
        while extra > 0 and head.next < head.most:
            self._split_segment()
            extra -= SEGMENT
        return more

    def _split_segment(self) -> None:
        head = self.head
        self.add_segment()
        first = head.n
        source = self.storage.pread(SEGMENT_BYTES, self.place(first))
        batch: list[tuple[int, int, int]] = []
        waiting = 0
        for i in range(SEGMENT):
            size, at = _two.unpack_from(source, 8 * i)
            if not at:
                continue
            if batch and waiting + size > _BATCH:
                self._split_slots(batch)
                batch, waiting = [], 0
            batch.append((first + i, size, at))
            waiting += size
        self._split_slots(batch)
        head.next += SEGMENT
        head.n += SEGMENT
        if head.n == head.m:
            head.n = 0
            head.m *= 2

    def _split_slots(self, batch: list[tuple[int, int, int]]) -> None:
        for slot, size, at in reversed(batch):
            self._split_slot(slot, size, at)

    def _split_slot(self, slot: int, size: int, at: int) -> None:
        m = self.head.m
        low: list[bytes] = []
        high: list[bytes] = []
        for group in self.groups(self.body(size, at, "re_hash_slots"), "re_hash_slots"):
            (high if self.number(group.key) % (2 * m) >= m else low).append(group.data)
        if not high:
            return
        if not low:
            self.storage.pwrite(_two.pack(size, at), self.place(slot + m))
            self.storage.pwrite(bytes(8), self.place(slot))
            return
        self.replace(self.place(slot), at, size, b"".join(low))
        self.replace(self.place(slot + m), 0, 0, b"".join(high))

    # Saving

    def save(self, sync: bool) -> None:
        """Write all that a closed file has."""
        self.flush()
        end = self.storage.seek(0, 2)
        lists = buddy.encode(self.buddy.lists)
        size = end + len(lists) + 4
        trailer = size if self.head.base == header.BASE else size - self.head.base
        self.storage.pwrite(lists + struct.pack(">I", trailer & 0xFFFFFFFF), end)
        self.head.free_lists = end
        self.storage.pwrite(header.encode(self.head, header.CLOSED, end), 0)
        if sync:
            self.storage.sync(False)

    def mark_dirty(self) -> None:
        """The file is not closed any more: say so in it, and cut off the free lists."""
        self.storage.pwrite(struct.pack(">I", header.NOT_CLOSED), 8)
        self.storage.sync(False)
        self.storage.seek(self.head.free_lists, 0)
        self.storage.truncate()

    def size(self) -> int:
        """The size of the file."""
        self.flush()
        return self.storage.seek(0, 2)


def _place(found: tuple[int, int, list[Any]]) -> tuple[int, int]:
    return found[0], found[1]


def _address(bucket: _Pending) -> int:
    return bucket.at


def _first_key(pair: tuple[Term, list[Command]]) -> Any:
    return key_sort_key(pair[0])


def _set_after(before: list[Any], commands: list[Command]) -> list[Any]:
    found = before[0] if before else None
    for command, obj in commands:
        if command is INSERT:
            found = obj
        elif command is DELETE_KEY or (found is not None and exact_equal(found, obj)):
            found = None
    return [] if found is None else [found]


def _bag_after(before: list[Any], commands: list[Command]) -> list[Any]:
    found = {maps.key(obj): obj for obj in before}
    for command, obj in commands:
        if command is DELETE_KEY:
            found = {}
            continue
        found.pop(maps.key(obj), None)
        if command is INSERT:
            found[maps.key(obj)] = obj
    return list(found.values())


def _duplicates_after(before: list[Any], commands: list[Command]) -> list[Any]:
    found = list(before)
    for command, obj in commands:
        if command is INSERT:
            found.append(obj)
        elif command is DELETE_KEY:
            found = []
        else:
            found = [other for other in found if not exact_equal(other, obj)]
    return found


_EVALUATE: Final[dict[str, Callable[[list[Any], list[Command]], list[Any]]]] = {
    "set": _set_after,
    "bag": _bag_after,
    "duplicate_bag": _duplicates_after,
}
