"""References that stand for something of the runtime: compiled match specifications, arrays.

The reference made first has it in `magic`; one that was read from the external format finds it by
its number, as long as the first lives.

OTP: erl_bif_unique.c (magic references)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from pyerlshell.erts.machine import P
from pyerlshell.terms.types import Ref

if TYPE_CHECKING:
    from pyerlshell.erts.node import Node


class MagicRefs:
    """What the references of one node stand for."""

    def __init__(self, node: Node) -> None:
        self.known: WeakValueDictionary[tuple[int, ...], Any] = WeakValueDictionary()


def make_magic(value: Any) -> Ref:
    """A new reference of the running node that stands for a value."""
    node = P.cur.node
    ref = node.make_ref()
    ref.magic = value
    node.part(MagicRefs).known[ref.ids] = value
    return ref


def magic_of(ref: Any) -> Any:
    """What a reference stands for; None for anything else."""
    if type(ref) is not Ref:
        return None
    try:
        return ref.magic
    except AttributeError:
        return P.cur.node.part(MagicRefs).known.get(ref.ids)
