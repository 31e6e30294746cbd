"""The objects of one slot, as bytes: a bucket.

    bucket   size, status, groups        sorted by key
    group    size, object                in a set
    group    size, (size, object)...     in the others, the oldest first

Sizes are of four bytes and count themselves; that of the bucket counts size and status. A bucket
whose objects were deleted has another status, which is how repairing tells.

OTP: dets_v9
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from pyerlshell.terms.types import Term

ACTIVE: Final = 0x12345678
FREE: Final = 0x3ABCDEF
HEAD: Final = 8

_word: Final = struct.Struct(">I")
_two: Final = struct.Struct(">II")
Decode = Callable[[bytes], Term]


class BadBucketError(Exception):
    """The bytes are no bucket."""


@dataclass(slots=True)
class Group:
    """The objects of a key: as bytes, and as terms once somebody wants them."""

    key: Term
    data: bytes
    objects: list[Any] | None = None


def head(size: int, status: int = ACTIVE) -> bytes:
    """The first bytes of a bucket of so many bytes in all."""
    return _two.pack(size, status)


def parts_of_set(body: bytes) -> Iterator[tuple[bytes, list[bytes]]]:
    """The groups of a bucket's body, and the objects in each."""
    at = 0
    end = len(body)
    while at < end:
        if at + 4 > end:
            raise BadBucketError
        size = _word.unpack_from(body, at)[0]
        if size < 5 or at + size > end:
            raise BadBucketError
        yield body[at : at + size], [body[at + 4 : at + size]]
        at += size


def parts_of_bag(body: bytes) -> Iterator[tuple[bytes, list[bytes]]]:
    """The groups of a bucket's body, and the objects in each."""
    at = 0
    end = len(body)
    while at < end:
        if at + 8 > end:
            raise BadBucketError
        size = _word.unpack_from(body, at)[0]
        if size < 9 or at + size > end:
            raise BadBucketError
        group = body[at + 4 : at + size]
        objects = [data[0] for _, data in parts_of_set(group)]
        yield body[at : at + size], objects
        at += size


def parts(body: bytes, is_set: bool) -> Iterator[tuple[bytes, list[bytes]]]:
    """The groups of a bucket's body: as bytes, and the objects in each as bytes. Raises
    BadBucketError."""
    return parts_of_set(body) if is_set else parts_of_bag(body)


def objects(body: bytes, is_set: bool) -> list[bytes]:
    """All objects of a bucket's body. Raises BadBucketError."""
    found: list[bytes] = []
    for _, group in parts(body, is_set):
        found += group
    return found


def groups(body: bytes, is_set: bool, keypos: int, decode: Decode) -> list[Group]:
    """The groups of a bucket's body, with their keys."""
    found: list[Group] = []
    for data, group in parts(body, is_set):
        first: Any = decode(group[0])
        if type(first) is not tuple or len(first) < keypos:
            raise BadBucketError
        known = [first] if len(group) == 1 else None
        found.append(Group(first[keypos - 1], data, known))
    return found


def objects_of(group: Group, is_set: bool, decode: Decode) -> list[Any]:
    """The objects of a group, the oldest first."""
    if group.objects is None:
        _, datas = next(parts(group.data, is_set))
        group.objects = [decode(data) for data in datas]
    return group.objects


def encode_group(datas: list[bytes], is_set: bool) -> bytes:
    """The objects of a key, as bytes."""
    made = b"".join([_word.pack(len(data) + 4) + data for data in datas])
    return made if is_set else _word.pack(len(made) + 4) + made
