"""ets: tables come, go, change name, owner and options."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from pyerlshell.erts.errors import badarg
from pyerlshell.erts.ets.table import FEWEST_LOCKS
from pyerlshell.erts.ets.tables import KINDS, UNTOLD
from pyerlshell.erts.machine import P
from pyerlshell.erts.process import DEAD, Process
from pyerlshell.otp.stdlib.ets.module import bad, ets, readable, tables, writable
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import ImproperList, from_list, to_list
from pyerlshell.terms.types import Pid, Term

_true: Final = a.true
_BOOLEANS: Final = frozenset((a.true, a.false))
_TUNING: Final[dict[Atom, frozenset[Atom]]] = {
    a.read_concurrency: _BOOLEANS,
    a.write_concurrency: _BOOLEANS | {a.auto},
    a.decentralized_counters: _BOOLEANS,
}
_PROTECTIONS: Final = frozenset((a.public, a.protected, a.private))
_HINT: Final = a.debug_hash_fixed_number_of_locks
_MOST_LOCKS: Final = 1 << 15
_LARGEST_KEYPOS: Final = (1 << 59) - 1


@dataclass(slots=True)
class _Options:
    kind: Atom = a.set
    protection: Atom = a.protected
    named: bool = False
    compressed: bool = False
    kp: int = 0
    heir: tuple[Process | None, Term] = (None, None)
    tuning: dict[Atom, Term] = field(default_factory=dict)


class _BadOption(Exception):
    pass


def _lock_hint(value: Any) -> Term:
    """{debug_hash_fixed_number_of_locks, N}, which OTP's own tests use: at least the locks of a
    machine with two cores, a power of two.
    """
    if type(value) is not tuple or len(value) != 2 or value[0] is not _HINT:
        raise _BadOption
    if type(value[1]) is not int or not 0 < value[1] <= _MOST_LOCKS:
        raise _BadOption
    return _HINT, max(FEWEST_LOCKS, 1 << value[1].bit_length() - 1)


def _read(options: Term) -> _Options:
    found = _Options()
    tuning: dict[Atom, Term] = {}
    for option in from_list(options):
        if type(option) is Atom:
            _plain(option, found)
        elif type(option) is not tuple or not option or type(option[0]) is not Atom:
            raise _BadOption
        elif option[0] in _TUNING:
            if len(option) != 2:
                raise _BadOption
            tuning[option[0]] = _tuned(option)
        elif option[0] is a.keypos and len(option) == 2:
            if type(option[1]) is not int or not 0 < option[1] <= _LARGEST_KEYPOS:
                raise _BadOption
            found.kp = option[1] - 1
        elif option[0] is a.heir:
            found.heir = _heir(option)
        else:
            raise _BadOption
    found.tuning = _in_force(found, tuning)
    return found


def _tuned(option: Any) -> Term:
    name, value = option
    if type(value) is Atom and value in _TUNING[name]:
        return value
    if name is not a.write_concurrency:
        raise _BadOption
    return _lock_hint(value)


def _in_force(found: _Options, tuning: dict[Atom, Term]) -> dict[Atom, Term]:
    """What the options for concurrency come to: nothing in a private table."""
    writing = tuning.get(a.write_concurrency, a.false)
    if type(writing) is tuple and found.kind is a.ordered_set:
        raise _BadOption
    if found.protection is a.private:
        return {}
    if writing is a.false:
        return {**tuning, a.decentralized_counters: a.false}
    several = found.kind is a.ordered_set or writing is not a.true
    return {a.decentralized_counters: a.true if several else a.false, **tuning}


def _plain(option: Atom, found: _Options) -> None:
    if option is a.set or option is a.protected:
        return  # the defaults take nothing back
    if option in KINDS:
        found.kind = option
    elif option in (a.public, a.private):
        found.protection = option
    elif option is a.named_table:
        found.named = True
    elif option is a.compressed:
        found.compressed = True
    else:
        raise _BadOption


def _heir(option: tuple[Any, ...]) -> tuple[Process | None, Term]:
    """{heir, none}, {heir, Pid} or {heir, Pid, Data}; a dead heir is none."""
    if len(option) == 2 and option[1] is a.none:
        return None, None
    if len(option) not in (2, 3) or type(option[1]) is not Pid:
        raise _BadOption
    if option[1].node is not P.cur.node.name:
        raise _BadOption
    # Without data the heir is not told anything.
    return P.cur.node.lookup(option[1]), option[2] if len(option) == 3 else UNTOLD


@ets.export(
    "new/2",
    "(Name, Options) -> table() when Name :: atom(), Options :: [Option]",
)
def new(name: Term, options: Term) -> Term:
    """A new table, which belongs to the caller. Its name if Options has named_table, else a
    reference.
    """
    if type(name) is not Atom:
        raise badarg(name, options)
    try:
        wanted = _read(options)
    except (_BadOption, ImproperList):
        raise badarg(name, options) from None
    known = tables()
    if wanted.named and name in known.named:
        raise bad(a.already_exists, name, options)
    table = KINDS[wanted.kind](name, wanted.kind, wanted.kp)
    table.protection = wanted.protection
    table.compressed = wanted.compressed
    table.heir, table.heir_data = wanted.heir
    table.options = wanted.tuning
    known.add(table, P.cur, wanted.named)
    return table.identifier()


@ets.export("delete/1", "(Table) -> true when Table :: table()")
def delete(tab: Term) -> Term:
    """Delete the table."""
    tables().delete(writable(tab))
    return _true


@ets.export("rename/2", "(Table, Name) -> Name when Table :: table(), Name :: atom()")
def rename(tab: Term, name: Term) -> Term:
    """Give the table another name."""
    table = writable(tab, name)
    if type(name) is not Atom:
        raise badarg(tab, name)
    known = tables()
    if table.named and name in known.named:
        raise badarg(tab, name)
    known.rename(table, name)
    return table.identifier()


@ets.export("whereis/1", "(TableName) -> tid() | undefined when TableName :: atom()")
def whereis(name: Term) -> Term:
    """The reference of a named table."""
    if type(name) is not Atom:
        raise badarg(name)
    table = tables().named.get(name)
    return a.undefined if table is None else table.tid


@ets.export("all/0", "() -> [Table] when Table :: table()")
def all_() -> Term:
    """All tables of the node."""
    return to_list([table.identifier() for table in tables().all.values()])


@ets.export(
    "give_away/3",
    "(Table, Pid, GiftData) -> true when Table :: table(), Pid :: pid(), GiftData :: term()",
)
def give_away(tab: Term, pid: Term, data: Term) -> Term:
    """Make Pid the owner; it gets {'ETS-TRANSFER', Table, FromPid, GiftData}."""
    table = writable(tab, pid, data)
    if table.owner is not P.cur:
        raise bad(a.not_owner, tab, pid, data)
    to = P.cur.node.lookup(pid) if type(pid) is Pid else None
    if to is None or to.state == DEAD:
        raise badarg(tab, pid, data)
    if to is table.owner:
        raise bad(a.owner, tab, pid, data)
    tables().transfer(table, to, P.cur.pid, data)
    return _true


@ets.export(
    "setopts/2",
    "(Table, Opts) -> true when Table :: table(), Opts :: Opt | [Opt], "
    "Opt :: {heir, pid(), HeirData} | {heir, none}, HeirData :: term()",
)
def setopts(tab: Term, options: Term) -> Term:
    """Set the heir, or with {protection, Access} who may read and write; each at most once."""
    table = writable(tab, options)
    if table.owner is not P.cur:
        raise badarg(tab, options)
    try:
        items = from_list(options) if options is None or type(options) is list else [options]
        wanted: dict[Atom, tuple[Any, ...]] = {}
        for option in items:
            if type(option) is not tuple or not option or type(option[0]) is not Atom:
                raise _BadOption
            if option[0] in wanted:
                raise _BadOption
            wanted[option[0]] = _new_value(option)
    except (_BadOption, ImproperList):
        raise badarg(tab, options) from None
    if a.heir in wanted:
        table.heir, table.heir_data = wanted[a.heir]
    if a.protection in wanted:
        (table.protection,) = wanted[a.protection]
        table.set_rights()
    return _true


def _new_value(option: tuple[Any, ...]) -> tuple[Any, ...]:
    if option[0] is a.heir:
        return _heir(option)
    if option[0] is not a.protection or len(option) != 2 or type(option[1]) is not Atom:
        raise _BadOption
    if option[1] not in _PROTECTIONS:
        raise _BadOption
    return option[1:]


@ets.export("safe_fixtable/2", "(Table, Fix) -> true when Table :: table(), Fix :: boolean()")
def safe_fixtable(tab: Term, fix: Term) -> Term:
    """Fix the table, or let it go: while it is fixed, no key that a walk came to is forgotten."""
    table = readable(tab, fix)
    if fix is a.true:
        tables().fix(table, P.cur)
    elif fix is a.false:
        tables().unfix(table, P.cur)
    else:
        raise badarg(tab, fix)
    return _true


@ets.export("internal_request_all/0", internal=True)
def internal_request_all() -> Term:
    """What ets:all/0 asks of each scheduler."""
    node = P.cur.node
    ref = node.make_ref()
    found = to_list([table.tid for table in tables().all.values()])
    node.send(P.cur.pid, (ref, found))
    return ref, 1


@ets.export("delete_all_objects/1", "(Table) -> true when Table :: table()")
def delete_all_objects(tab: Term) -> Term:
    """Delete all objects of the table."""
    internal_delete_all(tab, a.undefined)
    return _true


@ets.export("internal_delete_all/2", internal=True)
def internal_delete_all(tab: Term, _limit: Term) -> Term:
    """The number of objects that were deleted."""
    table = writable(tab, _limit)
    size = table.size()
    table.clear()
    return size
