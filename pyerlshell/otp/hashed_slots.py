"""Linear hashing in tuples (Larson, 1988), the ground of dict and of sets in version 1.

{Tag, Size, Slots, MaxSlots, Buddy, ExpandAt, ContractAt, EmptySegment, Segments}: a segment is a
tuple of 16 slots, a slot a list of items. The table grows and shrinks by one slot at a time, so
that a slot holds 3 to 5 items on average: the new slot takes over its share of its buddy's items.

OTP: the tables of dict and sets
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final, TypeAlias

from pyerlshell.terms.atoms import Atom
from pyerlshell.terms.lists import append, to_list
from pyerlshell.terms.phash import make_hash
from pyerlshell.terms.types import Term

__preempt__ = True

SEGMENT: Final = 16
_EXPAND: Final = 5
_CONTRACT: Final = 3
_EMPTY: Final[tuple[Term, ...]] = (None,) * SEGMENT

Table: TypeAlias = "tuple[Any, ...]"
KeyOf: TypeAlias = Callable[[Any], Term]


def new(tag: Atom) -> Table:
    """An empty table."""
    return tag, 0, SEGMENT, SEGMENT, SEGMENT // 2, SEGMENT * 5, SEGMENT * 3, _EMPTY, (_EMPTY,)


def is_table(t: Any, tag: Atom) -> bool:
    """Does it look like a table with this tag?"""
    return type(t) is tuple and len(t) == 9 and t[0] is tag


def slot_of(t: Table, key: Term) -> int:
    """The slot, from 0, of a key."""
    slot = make_hash(key) % t[3]
    return slot if slot < t[2] else slot - t[4]  # type: ignore[no-any-return]


def bucket(t: Table, slot: int) -> Any:
    """The items of a slot."""
    return t[8][slot >> 4][slot & 15]


def _with(segments: tuple[Any, ...], slot: int, items: Term) -> tuple[Any, ...]:
    i, j = slot >> 4, slot & 15
    segment = segments[i]
    segment = (*segment[:j], items, *segment[j + 1 :])
    return (*segments[:i], segment, *segments[i + 1 :])


def with_bucket(t: Table, slot: int, items: Term) -> Table:
    """The table with other items in a slot; it does not look at how many."""
    return (*t[:8], _with(t[8], slot, items))


def grown(t: Table, key_of: KeyOf) -> Table:
    """The table, into which one item was put, with its new size and perhaps one more slot."""
    tag, size, slots, most, buddy, expand_at, contract_at, empty, segments = t
    size += 1
    if size <= expand_at:
        return tag, size, slots, most, buddy, expand_at, contract_at, empty, segments
    if slots == most:
        segments += (empty,) * len(segments)
        most *= 2
        buddy *= 2
    slot = slots - buddy
    stay: list[Term] = []
    move: list[Term] = []
    items = segments[slot >> 4][slot & 15]
    while items is not None:
        item, items = items
        (stay if make_hash(key_of(item)) % most == slot else move).append(item)
    segments = _with(_with(segments, slot, to_list(stay)), slots, to_list(move))
    slots += 1
    return tag, size, slots, most, buddy, slots * _EXPAND, slots * _CONTRACT, empty, segments


def shrunk(t: Table, gone: int) -> Table:
    """The table, from which items were taken, with its new size and perhaps one slot less."""
    tag, size, slots, most, buddy, expand_at, contract_at, empty, segments = t
    size -= gone
    if size >= contract_at or slots <= SEGMENT:
        return tag, size, slots, most, buddy, expand_at, contract_at, empty, segments
    slots -= 1
    slot = slots - buddy
    upper = segments[slots >> 4][slots & 15]
    both = append(segments[slot >> 4][slot & 15], upper)
    segments = _with(_with(segments, slot, both), slots, None)
    if slots == buddy:
        most //= 2
        buddy //= 2
        segments = segments[: len(segments) // 2]
    return tag, size, slots, most, buddy, slots * _EXPAND, slots * _CONTRACT, empty, segments


def buckets_from_the_top(t: Table) -> Iterator[Any]:
    """The slots in the order in which folds see them: the last one first."""
    for segment in reversed(t[8]):
        yield from reversed(segment)


def rebuilt(t: Table, change: Callable[[Any], Term]) -> Table:
    """The table with `change(items)` in each slot, from the first on. It calls no Erlang code."""
    segments = []
    for segment in t[8]:
        segments.append(tuple([change(items) for items in segment]))
    return (*t[:8], tuple(segments))
