"""Which variables a piece of Core reads and binds.

OTP: cerl_trees:free_variables/1
"""

from __future__ import annotations

from dataclasses import fields
from functools import lru_cache
from typing import Any

from pyerlshell.compiler import core


@lru_cache(64)
def _field_names(kind: type[Any]) -> tuple[str, ...]:
    return tuple([f.name for f in fields(kind)])


def names(node: Any) -> tuple[set[str], set[str]]:
    """(names read, names bound); a fun counts for what it captures."""
    reads: set[str] = set()
    binds: set[str] = set()
    todo = [node]
    while todo:
        n = todo.pop()
        kind = type(n)
        if kind is core.Var or kind is core.PBound:
            reads.add(n.name)
        elif kind is core.PVar:
            binds.add(n.name)
        elif kind is core.Fun:
            reads.update(n.free)
        elif kind is tuple:
            todo.extend(n)
        elif kind.__module__ == core.__name__ and kind is not core.Lit and kind is not core.PLit:
            todo.extend([getattr(n, f) for f in _field_names(kind)])  # type: ignore[arg-type]
    return reads, binds
