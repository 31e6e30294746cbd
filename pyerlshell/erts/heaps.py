"""How large the heap of a process would be in the reference: what it shows of memory.

What a process holds is counted (heap_size); the blocks around it have the sizes that heaps have.
There is no generation of old data here: who has run for a while since his garbage was collected
last is taken to hold all of it in an old heap, as he would there.

OTP: erl_gc.c
"""

from __future__ import annotations

from typing import Final

from pyerlshell.erts.heap_size import frame_of, roots, words_of
from pyerlshell.erts.native import NATIVE_CODE
from pyerlshell.erts.process import WAITING, Process
from pyerlshell.erts.scheduler import BASE_CODE, wake_up
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.structs import structure
from pyerlshell.terms.types import Term

_LARGE: Final = 1_000_000
_LARGEST: Final = 1 << 60


def _sizes() -> list[int]:
    sizes = [12, 38]
    while sizes[-1] < _LARGE:
        sizes.append(sizes[-1] + sizes[-2] + 1)
    while sizes[-1] < _LARGEST:
        sizes.append(sizes[-1] + sizes[-1] // 5)
    return sizes


HEAP_SIZES: Final = tuple(_sizes())
"""Sizes of heaps in words: like Fibonacci's numbers at first, then a fifth more each."""
DEFAULT_MIN: Final = 233
PROCESS_BYTES: Final = 768
"""What a process takes beside its heap."""
_RESERVED: Final = 4
_MOST: Final = 4_000_000
"""So many words of a process are counted; to count more takes too long for a question."""
_REDUCTIONS_TO_AGE: Final = 4000


@structure(frozen=True)
class Figures:
    """Words: of the stack, of the data, of the blocks that they are in."""

    stack: int
    used: int
    block: int
    old_used: int
    old_block: int

    @property
    def total(self) -> int:
        """The words of all blocks."""
        return self.block + self.old_block


def heap_block(words: int) -> int:
    """The smallest size of a heap for so many words."""
    for size in HEAP_SIZES:
        if size >= words:
            return size
    return words


def min_heap(p: Process) -> int:
    """The least heap asked for, as a size that heaps have."""
    return heap_block(p.extra.min_heap_size if p.extra is not None else DEFAULT_MIN)


def figures(p: Process) -> Figures:
    """What there is to say of a process's memory."""
    stack = stack_words(p)
    used = words_of(roots(p), _MOST)
    if hibernates(p):
        return Figures(stack, used, used + stack + _RESERVED, 0, 0)
    if minor_collections(p) and used:
        block = heap_block(max(min_heap(p), stack + _RESERVED))
        return Figures(stack, 0, block, used, heap_block(used))
    block = heap_block(max(min_heap(p), used + stack + _RESERVED))
    return Figures(stack, used, block, 0, 0)


def stack_words(p: Process) -> int:
    """The words of its stack: one for each function that it returns to."""
    frame = frame_of(p)
    words = 0
    while frame is not None and frame.f_code is not BASE_CODE:
        if "__erl_module__" in frame.f_globals:
            words += 1
        frame = frame.f_back
    return max(words, 1)


def hibernates(p: Process) -> bool:
    """It waits in hibernate/0 or hibernate/3."""
    if p.state != WAITING:
        return False
    if p.g is None:
        return p.f is wake_up
    frame = frame_of(p)
    while frame is not None and "__erl_module__" not in frame.f_globals:
        if NATIVE_CODE.get(frame.f_code) == ("erlang", "hibernate"):
            return True
        frame = frame.f_back
    return False


def minor_collections(p: Process) -> int:
    """How often its young data would have been collected since all of it was."""
    extra = p.extra
    swept, most = (extra.swept, extra.fullsweep_after) if extra is not None else (0, _LARGE)
    return min((p.reductions - swept) // _REDUCTIONS_TO_AGE, most)


def memory_bytes(p: Process, of_it: Figures) -> int:
    """Bytes of a process, its queue included."""
    return PROCESS_BYTES + 8 * of_it.total + 16 * p.queue_length()


_INFO: Final[tuple[tuple[Atom, str | int], ...]] = (
    (a.old_heap_block_size, "old_block"),
    (a.heap_block_size, "block"),
    (a.mbuf_size, 0),
    (a.recent_size, "used"),
    (a.stack_size, "stack"),
    (a.old_heap_size, "old_used"),
    (a.heap_size, "used"),
    (a.bin_vheap_size, 0),
    (a.bin_vheap_block_size, 46422),
    (a.bin_old_vheap_size, 0),
    (a.bin_old_vheap_block_size, 46422),
)
_MONITORED: Final = (
    a.old_heap_block_size,
    a.heap_block_size,
    a.mbuf_size,
    a.stack_size,
    a.old_heap_size,
    a.heap_size,
)


def info_list(of_it: Figures) -> list[tuple[Atom, int]]:
    """{Item, Words} as garbage_collection_info has them."""
    return [(n, x if type(x) is int else getattr(of_it, str(x))) for n, x in _INFO]


def monitor_info(of_it: Figures) -> Term:
    """{Item, Words} as the messages of system_monitor have them."""
    known = dict(info_list(of_it))
    return to_list([(name, known[name]) for name in _MONITORED])
