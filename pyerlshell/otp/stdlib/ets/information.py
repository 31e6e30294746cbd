"""ets: what is to be known about tables.

OTP: ets, erl_db.c
"""

from __future__ import annotations

import math
import struct
from collections import Counter
from collections.abc import Callable
from typing import Any, Final

from pyerlshell.erts.errors import badarg
from pyerlshell.erts.ets.hashed import HashTable
from pyerlshell.erts.ets.table import Table
from pyerlshell.erts.ets.words import flat_size
from pyerlshell.erts.machine import P
from pyerlshell.otp.stdlib.ets.module import bad, ets, tables, why_not
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.maps import is_map
from pyerlshell.terms.types import BitString, Term


def _boolean(x: Any) -> Term:
    return a.true if x else a.false


def _tuning(name: Atom) -> Callable[[Table], Term]:
    return lambda table: table.option(name)


def memory(table: Table) -> int:
    """The words that a table takes."""
    return table.base_words() + sum([table.overhead + flat_size(obj) for obj in table.walk()])


def _safe_fixed(table: Table) -> Term:
    if not table.fixed:
        return a.false
    counts = [(p.pid, count) for p, count in table.fixed.items()]
    return table.fixed_at[0], to_list(counts)


def _fixed_time(table: Table) -> Term:
    if not table.fixed:
        return a.false
    micro = table.fixed_at[1] // 1000
    time = (micro // 10**12, micro // 10**6 % 10**6, micro % 10**6)
    return time, to_list([(p.pid, count) for p, count in table.fixed.items()])


def _stats(table: Table) -> Term:
    """Buckets, their mean size, its deviation as it is and as it should be, extremes."""
    if not isinstance(table, HashTable):
        return a.false
    sizes = table.bucket_sizes()
    buckets, size = len(sizes), table.size()
    mean = size / buckets
    spread = sum([(n - mean) ** 2 for n in sizes]) / buckets
    expected = mean * (1 - 1 / buckets)
    deviations = [_single(math.sqrt(x)) for x in (spread, expected)]
    return (buckets, _single(mean), *deviations, min(sizes), max(sizes), table.kept(), 1)


_ON_HEAP: Final = 64


def _binaries(table: Table) -> Term:
    """{Id, Size, References} of each binary that is too large to be part of an object.

    References are those of the table, and one for all others.
    """
    found: list[tuple[int, int]] = []
    stack: list[Any] = list(table.walk())
    while stack:
        x = stack.pop()
        kind = type(x)
        if kind is tuple or kind is list:
            stack.extend(x)
        elif kind is bytes and len(x) > _ON_HEAP:
            found.append((id(x), len(x)))
        elif kind is BitString and len(x.buf) > _ON_HEAP:
            found.append((id(x.buf), len(x.buf)))
        elif is_map(x):
            stack.extend(x.values())
    times = Counter([number for number, _size in found])
    return to_list([(number, size, 1 + times[number]) for number, size in found])


def _single(x: float) -> float:
    """The reference works these out in single precision."""
    return float(struct.unpack("f", struct.pack("f", x))[0])


_ITEMS: Final[dict[Atom, Callable[[Table], Term]]] = {
    a.id: lambda table: table.tid,
    a.decentralized_counters: _tuning(a.decentralized_counters),
    a.read_concurrency: _tuning(a.read_concurrency),
    a.write_concurrency: _tuning(a.write_concurrency),
    a.compressed: lambda table: _boolean(table.compressed),
    a.memory: memory,
    a.owner: lambda table: table.owner.pid if table.owner is not None else a.undefined,
    a.heir: lambda table: table.heir.pid if table.heir is not None else a.none,
    a.name: lambda table: table.name,
    a.size: lambda table: table.size(),
    a.node: lambda table: P.cur.node.name,
    a.named_table: lambda table: _boolean(table.named),
    a.type: lambda table: table.kind,
    a.keypos: lambda table: table.kp + 1,
    a.protection: lambda table: table.protection,
}

_MORE: Final[dict[Atom, Callable[[Table], Term]]] = {
    a.fixed: lambda table: _boolean(table.fixed),
    a.safe_fixed: _fixed_time,
    a.safe_fixed_monotonic_time: _safe_fixed,
    a.stats: _stats,
    a.binary: _binaries,
}


def _find(tab: Any, *args: Term) -> Table | None:
    """The table; None if there is none any more."""
    table = tables().find(tab)
    if table is None and why_not(tab) is a.type:
        raise bad(a.type, *args)
    return table


@ets.export(
    "info/1",
    "(Table) -> InfoList | undefined when Table :: table(), InfoList :: [InfoTuple], "
    "InfoTuple :: {atom(), term()}",
)
def info(tab: Term) -> Term:
    """What is to be known about the table; undefined if there is none."""
    table = _find(tab, tab)
    if table is None:
        return a.undefined
    return to_list([(item, value(table)) for item, value in _ITEMS.items()])


@ets.export(
    "info/2",
    "(Table, Item) -> Value | undefined when Table :: table(), Item :: atom(), Value :: term()",
)
def info_item(tab: Term, item: Term) -> Term:
    """One item of what is to be known about the table."""
    table = _find(tab, tab, item)
    if table is None:
        return a.undefined
    value = (_ITEMS.get(item) or _MORE.get(item)) if type(item) is Atom else None
    if value is None:
        raise badarg(tab, item)
    return value(table)
