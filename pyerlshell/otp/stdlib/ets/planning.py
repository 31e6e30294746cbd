"""Which objects of a table a match specification has to look at.

    [{{7, '$1'}, [], ['$1']}]                          the object with the key 7
    [{{'$1', '_'}, [{'=:=', '$1', 7}], [true]}]        the same
    [{{{a, '_'}, '$1'}, [], ['$1']}]                   of an ordered_set those with keys from {a
    [{{'$1', x}, [], ['$1']}]                          all

OTP: erl_db_hash.c, erl_db_tree.c (which do not read guards)
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.ets.ordered import OrderedTable
from pyerlshell.erts.ets.table import Table
from pyerlshell.erts.match_spec.patterns import is_ground, variable
from pyerlshell.erts.match_spec.spec import MatchSpec
from pyerlshell.terms.atoms import Atom, atom
from pyerlshell.terms.lists import from_list
from pyerlshell.terms.maps import key
from pyerlshell.terms.order import equal

_EXACTLY: Final = atom("=:=")
_EQUALS: Final = atom("==")
_EXACT_FLOATS: Final = 1 << 53
"""Up to here an integer is equal to one float at most."""


def keys_of(table: Table, spec: MatchSpec) -> list[Any] | None:
    """The keys that the heads name, each once; None if some head fits any key."""
    kp = table.kp
    keys: list[Any] = []
    clauses: list[Any] = from_list(spec.source)
    for head, _, _ in clauses:
        if type(head) is not tuple:
            return None
        if len(head) <= kp:
            continue
        k = head[kp]
        if not is_ground(k):
            return None
        keys.append(k)
    return keys if len(keys) < 2 else _each_once(table, keys)


def _each_once(table: Table, keys: list[Any]) -> list[Any]:
    """Without those that are the same key to the table: 1 and 1.0 in an ordered_set only."""
    if not isinstance(table, OrderedTable):
        return list({key(k): k for k in reversed(keys)}.values())[::-1]
    found: list[Any] = []
    for k in keys:
        if not any(equal(k, other) for other in found):
            found.append(k)
    return found


def candidates(table: Table, spec: MatchSpec) -> list[Any]:
    """The objects that may match, first to last."""
    keys = keys_of(table, spec)
    if keys is None:
        keys = _guarded_keys(table, spec)
    if keys is not None:
        return table.walk_keys(keys)
    bound = bound_part(table, spec)
    if bound is not None and isinstance(table, OrderedTable):
        return table.walk_prefix(bound)
    return table.walk()


def _guarded_keys(table: Table, spec: MatchSpec) -> list[Any] | None:
    """The key if the first guard of the one clause compares it with a number or an atom."""
    clauses: list[Any] = from_list(spec.source)
    if len(clauses) != 1:
        return None
    head, guards, _ = clauses[0]
    if type(head) is not tuple or len(head) <= table.kp or type(guards) is not list:
        return None
    k, guard = head[table.kp], guards[0]
    if variable(k) is None or type(guard) is not tuple or len(guard) != 3 or guard[1] is not k:
        return None
    value = guard[2]
    if type(value) is not int and (type(value) is not Atom or value.name[:1] in "$_"):
        return None
    if guard[0] is _EXACTLY or (guard[0] is _EQUALS and type(value) is Atom):
        return [value]
    if guard[0] is not _EQUALS or abs(value) > _EXACT_FLOATS:  # type: ignore[arg-type]
        return None
    both = [x for x in (value, float(value)) if table.has(x)]  # type: ignore[arg-type]
    if isinstance(table, OrderedTable):
        return both[:1]  # one key, to such a table
    return both if len(both) < 2 else None


def bound_part(table: Table, spec: MatchSpec) -> Any:
    """The key of the head, if there is one clause and only a part of it is bound; else None."""
    clauses: list[Any] = from_list(spec.source)
    head = clauses[0][0] if len(clauses) == 1 else None
    if type(head) is not tuple or len(head) <= table.kp:
        return None
    k = head[table.kp]
    return k if type(k) is tuple or type(k) is list else None
