"""What dets.erl calls. A table is a reference; the file is one that the calling process opened.

What is wrong with the file is thrown as {dets, Reason}.

OTP: dets_v9
"""

from __future__ import annotations

import struct
from types import TracebackType
from typing import Any, Final

from pyerlshell.erts.errors import ErlError
from pyerlshell.erts.magic import magic_of, make_magic
from pyerlshell.erts.native import NativeModule
from pyerlshell.otp.preloaded.erlang.external import (
    decode_options,
    external_size,
    term_options,
)
from pyerlshell.otp.preloaded.prim_file.handles import file_of
from pyerlshell.otp.preloaded.prim_file.module import reason
from pyerlshell.otp.preloaded.prim_file.storage import Storage
from pyerlshell.otp.stdlib.dets_v9 import buckets, buddy, building, header, scanning, table
from pyerlshell.otp.stdlib.dets_v9.scanning import Walk
from pyerlshell.otp.stdlib.dets_v9.slots import Corrupt
from pyerlshell.otp.stdlib.dets_v9.table import Table
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import ImproperList, from_list, to_list
from pyerlshell.terms.order import exact_equal
from pyerlshell.terms.types import Term

dets_v9: Final = NativeModule("dets_v9", "The files of dets, in format version 9.")

_COMMANDS: Final = {
    a.insert: table.INSERT,
    a.delete_key: table.DELETE_KEY,
    a.delete_object: table.DELETE_OBJECT,
}
_PARAMETERS: Final = atom("$hash2")
_CHUNK_VERSION: Final = 1
_END: Final = atom("$end_of_table")


class _Told:
    """What is wrong with a file, thrown."""

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, _type: type[BaseException] | None, e: BaseException | None, _tb: TracebackType | None
    ) -> None:
        what: Term
        if isinstance(e, Corrupt):
            what = e.args[0]
        elif isinstance(e, buddy.NoSpaceError):
            what = a.no_more_space_on_file
        elif isinstance(e, OSError):
            what = (a.file_error, reason(e))
        else:
            return
        raise ErlError(a.throw, (a.dets, what), ()) from None


_told: Final = _Told()


def _coding() -> Any:
    return term_options(), decode_options(False)


def _storage(fd: Term) -> Storage:
    return file_of(fd).storage


def _table(ref: Term) -> Table:
    found = magic_of(ref)
    assert isinstance(found, Table)
    return found


def _made(found: Table, limit: Any) -> Term:
    found.cached = []
    found.encoded = {}
    found.limit = limit
    return make_magic(found)


# Opening


@dets_v9.export("header/1", internal=True)
def read_header(fd: Term) -> Term:
    """What the header of an open file says: {ok, Fault, Facts}, Fault is ok or an atom; or
    tooshort, format_8_no_longer_supported, not_a_dets_file."""
    with _told:
        storage = _storage(fd)
        version = storage.pread(4, 16)
        if len(version) < 4:
            return a.tooshort
        number = int.from_bytes(version, "big")
        if number != header.VERSION:
            return a.format_8_no_longer_supported if number <= 8 else a.not_a_dets_file
        data = storage.pread(header.SIZE, 0)
        if len(data) < header.SIZE:
            return a.tooshort
        size = storage.seek(0, 2)
        trailer = int.from_bytes(storage.pread(4, size - 4), "big")
        head = header.decode(data)
        return a.ok, header.fault(head, trailer, size) or a.ok, _facts(head)


def _facts(head: header.Header) -> dict[Any, Term]:
    return {
        a.cookie: a.true if head.cookie == header.COOKIE else a.false,
        a.closed_properly: head.closed,
        a.keypos: head.keypos,
        a.type: head.type or a.badtype,
        a.min: head.least,
        a.max: head.most,
        a.version: head.version,
        a.m: head.m,
        a.n: head.n,
        a.next: head.next,
        a.no_objects: head.objects,
        a.no_keys: head.keys,
    }


@dets_v9.export("open/2", internal=True)
def open_(fd: Term, limit: Term) -> Term:
    """The table of a file that was closed; or bad_freelists."""
    with _told:
        storage = _storage(fd)
        head = header.decode(storage.pread(header.SIZE, 0))
        size = storage.seek(0, 2)
        data = storage.pread(max(size - head.free_lists, 0), head.free_lists)
        try:
            lists = buddy.decode(data)
        except (buddy.BadListsError, struct.error):
            return a.bad_freelists
        head.base = header.BASE  # from now on, as in the reference: walks begin there
        made = Table(storage, head, buddy.Buddy(head.base, lists), _coding())
        try:
            made.load()
        except (struct.error, IndexError):
            raise Corrupt(a.premature_eof) from None
        return _made(made, limit)


@dets_v9.export("create/6", internal=True)
def create(fd: Term, type_: Term, keypos: Any, least: Any, most: Any, limit: Term) -> Term:
    """An empty table in a file."""
    with _told:
        head = building.new_head(type_, keypos, least, most)
        return _made(building.empty(_storage(fd), head, _coding()), limit)


@dets_v9.export("repair/4", internal=True)
def repair(fd: Term, target: Term, least: Any, most: Any) -> Term:
    """Write what can be found in a file to another one, which is closed then."""
    with _told:
        storage = _storage(fd)
        head = header.decode(storage.pread(header.SIZE, 0))
        source = Table(storage, head, buddy.Buddy(head.base), _coding())
        size = storage.seek(0, 2)
        made = building.repaired(source, _storage(target), size, least, most, _coding())
        made.cached, made.encoded = [], {}
        made.save(False)
        return a.ok


@dets_v9.export("compact/2", internal=True)
def compact(ref: Term, target: Term) -> Term:
    """Write a table to another file, without gaps, which is closed then."""
    with _told:
        source = _table(ref)
        parts: list[tuple[int, bytes]] = []
        areas = source.buddy.used()
        while areas:
            found, areas = scanning.chunk(source, areas)
            parts += [(slot, data) for _, slot, data in found]
        made = building.copied(source.head, _storage(target), parts, _coding())
        made.cached, made.encoded = [], {}
        made.save(False)
        return a.ok


# Updates and what is looked up


@dets_v9.export("note/3", internal=True)
def note(ref: Term, command: Any, items: Term) -> Term:
    """Update objects or keys: `insert`, `delete_key` or `delete_object`. How many bytes wait to be
    written then."""
    with _told:
        found = _table(ref)
        size: Any = 0 if command is a.insert else external_size([(command, items), None])
        if found.note(_COMMANDS[command], from_list(items), size):
            found.flush()
        return found.cached_size


@dets_v9.export("are_objects/2", internal=True)
def are_objects(items: Term, keypos: Any) -> Term:
    """Is this a list of tuples that have a key."""
    try:
        for obj in from_list(items):
            if type(obj) is not tuple or len(obj) < keypos:
                return a.false
    except ImproperList:
        return a.false
    return a.true


@dets_v9.export("waiting/1", internal=True)
def waiting(ref: Term) -> Term:
    """How many bytes wait to be written."""
    return _table(ref).cached_size


@dets_v9.export("flush/1", internal=True)
def flush(ref: Term) -> Term:
    """Write what waits to be written."""
    with _told:
        _table(ref).flush()
        return a.ok


@dets_v9.export("lookup/2", internal=True)
def lookup(ref: Term, keys: Term) -> Term:
    """The objects of each key: a list of lists."""
    with _told:
        return to_list([to_list(found) for found in _table(ref).lookup(from_list(keys))])


@dets_v9.export("slot/2", internal=True)
def slot(ref: Term, number: Any) -> Term:
    """The objects in a slot."""
    with _told:
        found = _table(ref)
        found.flush()
        return _END if number >= found.head.next else to_list(found.objects(number))


@dets_v9.export("first/1", internal=True)
def first(ref: Term) -> Term:
    """The key of the first object in the order of slots."""
    with _told:
        found = _table(ref)
        found.flush()
        return _first_from(found, 0)


def _first_from(found: Table, number: int) -> Term:
    at = found.head.keypos - 1
    while number < found.head.next:
        objects = found.objects(number)
        if objects:
            return objects[0][at]
        number += 1
    return _END


@dets_v9.export("next/2", internal=True)
def next_(ref: Term, key: Term) -> Term:
    """The key behind Key in the order of slots."""
    with _told:
        found = _table(ref)
        found.flush()
        number = found.slot(key)
        at = found.head.keypos - 1
        seen = False
        for obj in found.objects(number):
            same = exact_equal(obj[at], key)
            if seen and not same:
                return obj[at]
            seen = seen or same
        return _first_from(found, number + 1)


@dets_v9.export("where/2", internal=True)
def where(ref: Term, obj: Any) -> Term:
    """{ok, Place} of the bucket that has an object; false if there is none."""
    with _told:
        found = _table(ref)
        found.flush()
        number = found.slot(obj[found.head.keypos - 1])
        if any(exact_equal(obj, other) for other in found.objects(number)):
            return a.ok, found.pointer(number)[1]
        return a.false


@dets_v9.export("grow/1", internal=True)
def grow(ref: Term) -> Term:
    """Make as many slots as there are keys, step by step: is there more to be done?"""
    with _told:
        return a.true if _table(ref).grow(0, once=False) else a.false


@dets_v9.export("fix/2", internal=True)
def fix(ref: Term, on: Term) -> Term:
    """What is freed from now on is not used again, until it may."""
    found = _table(ref).buddy
    if on is a.true:
        found.fix()
    else:
        found.unfix()
    return a.ok


@dets_v9.export("info/2", internal=True)
def info(ref: Term, item: Any) -> Term:
    """A fact about a table."""
    with _told:
        found = _table(ref)
        head = found.head
        if item is a.no_slots:
            return head.least, head.next, head.most
        if item is a.hash:
            return a.phash2 if head.hash_method == header.PHASH2 else a.phash
        found.flush()
        if item is a.file_size:
            return found.size()
        return head.objects if item is a.size else head.keys


# Walking


def _walk_term(walk: Walk | None) -> Term:
    if walk is None:
        return _END
    areas = b"".join([struct.pack(">II", *area) for area in walk.areas])
    return walk.data, (walk.at, walk.end, areas)


def _walk_of(data: Any, places: Any) -> Walk:
    at, end, areas = places
    pairs = [struct.unpack_from(">II", areas, i) for i in range(0, len(areas), 8)]
    return Walk(at, end, pairs, data)


@dets_v9.export("walk/1", internal=True)
def walk_start(ref: Term) -> Term:
    """{Data, Places}: the beginning of a walk through all objects; or '$end_of_table'."""
    with _told:
        return _walk_term(scanning.start(_table(ref)))


@dets_v9.export("walk/4", internal=True)
def walk_on(ref: Term, data: Term, places: Term, count: Any) -> Term:
    """{Objects, Walk}: some objects, and where the walk goes on."""
    with _told:
        found = _table(ref)
        wanted = count if type(count) is int else None
        datas, walk = scanning.some(found, _walk_of(data, places), wanted)
        try:
            objects = to_list([found.decode(data) for data in datas])
        except buckets.BadBucketError:
            raise Corrupt((a.bad_object, a.chunk_match)) from None
        return objects, _walk_term(walk)


@dets_v9.export("parameters/1", internal=True)
def parameters(ref: Term) -> Term:
    """What `bchunk` begins with, without the file's name: a function of dets.erl puts it in.
    `undefined` for a table of the first version 9."""
    with _told:
        found = _table(ref)
        found.flush()
        head = found.head
        if not head.counted:
            return a.undefined
        kinds = [(kind, count) for kind, count in sorted(head.counters.items()) if count]
        slots = (head.n, head.m, head.next, head.least, head.most)
        about = (head.type, head.keypos, head.hash_method)
        counts = (head.objects, head.keys, to_list(kinds))
        first: tuple[Any, ...] = (_PARAMETERS, header.VERSION, _CHUNK_VERSION)
        return (*first, a.undefined, *about, *slots, *counts)


@dets_v9.export("chunk/2", internal=True)
def chunk(ref: Term, given: Any) -> Term:
    """{Buckets, Areas}: some buckets as they are in the file, and the places of the others.
    `given`: `start`, or Areas of the chunk before."""
    with _told:
        found = _table(ref)
        areas: list[Any]
        if type(given) is Atom:
            found.flush()
            areas = found.buddy.used()
        else:
            areas = [struct.unpack_from(">II", given, i) for i in range(0, len(given), 8)]
        if given is a.start:
            return None, b"".join([struct.pack(">II", *area) for area in areas])
        parts, left = scanning.chunk(found, areas)
        return to_list(parts), b"".join([struct.pack(">II", *area) for area in left])


# Filling


@dets_v9.export("fill/2", internal=True)
def fill(ref: Term, objects: Term) -> Term:
    """Write objects into an empty table; false if they are no objects."""
    with _told:
        found = _table(ref)
        if are_objects(objects, found.head.keypos) is a.false:
            return a.false
        at = found.head.keypos - 1
        items: list[Any] = from_list(objects)
        building.fill(found, [(obj[at], obj, found.encode(obj)) for obj in items])
        return a.true


@dets_v9.export("fill/4", internal=True)
def fill_chunks(fd: Term, given: Any, parts: Term, limit: Term) -> Term:
    """A table of buckets from chunk/2, which had these parameters; false if they do not fit."""
    with _told:
        head = _head_of(given)
        if head is None:
            return a.badarg
        made: list[tuple[int, bytes]] = []
        for part in from_list(parts):
            checked = _bucket(part, head)
            if checked is None:
                return a.false
            made.append(checked)
        found = building.copied(head, _storage(fd), made, _coding())
        expected: list[Any] = from_list(given[-1])
        counters = {kind: count for kind, count in found.head.counters.items() if count}
        if dict(expected) != counters:
            return a.false
        return _made(found, limit)


def _head_of(given: Any) -> header.Header | None:
    _, _, _, _, type_, keypos, method, n, m, next_, least, most, objects, keys, _ = given
    numbers = (n, m, next_, least, most, objects, keys)
    if not all(type(x) is int and x >= 0 for x in numbers) or objects < keys:
        return None
    if any(x % 256 for x in numbers[:5]) or not (
        n <= m <= next_ <= 2 * m and least <= next_ <= most and least <= m
    ):
        return None
    return header.Header(type_, m, next_, keypos, n, objects, keys, least, most, method)


def _bucket(part: Any, head: header.Header) -> tuple[int, bytes] | None:
    if type(part) is not tuple or len(part) != 3:
        return None
    kind, number, data = part
    if type(kind) is not int or type(number) is not int or type(data) is not bytes:
        return None
    if len(data) != 1 << (kind - 1) or not 0 <= number < head.next or len(data) < 8:
        return None
    size, status = struct.unpack_from(">II", data)
    if status not in (buckets.ACTIVE, buckets.FREE) or not len(data) // 2 < size <= len(data):
        return None
    return number, data


# Closing


@dets_v9.export("mark_dirty/1", internal=True)
def mark_dirty(ref: Term) -> Term:
    """The file is not closed any more."""
    with _told:
        _table(ref).mark_dirty()
        return a.ok


@dets_v9.export("save/2", internal=True)
def save(ref: Term, sync: Term) -> Term:
    """Write all that a closed file has."""
    with _told:
        _table(ref).save(sync is a.true)
        return a.ok


@dets_v9.export("contents/1", internal=True)
def contents(fd: Term) -> Term:
    """The whole file."""
    with _told:
        storage = _storage(fd)
        return storage.pread(storage.seek(0, 2), 0)
