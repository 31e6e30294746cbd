"""Whether there can be as much memory as somebody wants at one blow.

The size is known before anything is made, so the answer is an exception and not a machine that
comes to a halt.

OTP: the allocation failures of erl_alloc.c, which end the reference
"""

from __future__ import annotations

from typing import Final

from pyerlshell.erts.machine import P

MOST_BYTES: Final = 4 << 30
"""What a node may use unless the machine has less or the environment says otherwise."""

CELL_BYTES: Final = 72
"""What a cell of a list takes in Python."""

_SMALL: Final = 1 << 26


def check_bytes(size: int) -> None:
    """MemoryError, which is `system_limit`, if the node may not use so much."""
    if size > _SMALL:
        cur = getattr(P, "cur", None)
        limit = MOST_BYTES if cur is None else cur.node.limits.memory or MOST_BYTES
        if size > limit:
            raise MemoryError
