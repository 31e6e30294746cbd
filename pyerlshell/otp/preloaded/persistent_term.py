"""Terms kept for the whole node, which are read often and seldom changed.

OTP: persistent_term, erl_bif_persistent.c
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pyerlshell.erts.errors import badarg
from pyerlshell.erts.ets.words import flat_size
from pyerlshell.erts.machine import P
from pyerlshell.erts.native import NativeModule
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.maps import key
from pyerlshell.terms.order import exact_equal
from pyerlshell.terms.types import Term

if TYPE_CHECKING:
    from pyerlshell.erts.node import Node

persistent_term: Final = NativeModule("persistent_term", "Terms kept for the whole node.")

_ok: Final = a.ok


class PersistentTerms:
    """The terms of one node: stored key -> (Key, Term)."""

    def __init__(self, node: Node) -> None:
        self.terms: dict[Any, tuple[Term, Term]] = {}


def _terms() -> dict[Any, tuple[Term, Term]]:
    return P.cur.node.part(PersistentTerms).terms


@persistent_term.export("put/2", "(Key, Value) -> ok when Key :: key(), Value :: value()")
def put(name: Term, value: Term) -> Term:
    """Keep Value under Key."""
    terms = _terms()
    k = key(name)
    there = terms.get(k)
    if there is None or not exact_equal(there[1], value):
        terms[k] = (name, value)
    return _ok


@persistent_term.export("put_new/2", "(Key, Value) -> ok when Key :: key(), Value :: value()")
def put_new(name: Term, value: Term) -> Term:
    """Keep Value under Key, which must not have another value."""
    there = _terms().setdefault(key(name), (name, value))
    if not exact_equal(there[1], value):
        raise badarg(name, value)
    return _ok


@persistent_term.export("get/0", "() -> List when List :: [{key(), value()}]")
def get_all() -> Term:
    """All keys and values."""
    return to_list(list(_terms().values()))


@persistent_term.export("get/1", "(Key) -> Value when Key :: key(), Value :: value()")
def get(name: Term) -> Term:
    """The value of Key."""
    found = _terms().get(key(name))
    if found is None:
        raise badarg(name)
    return found[1]


@persistent_term.export(
    "get/2",
    "(Key, Default) -> Value when Key :: key(), Default :: value(), Value :: value()",
)
def get_or(name: Term, default: Term) -> Term:
    """The value of Key, or Default."""
    found = _terms().get(key(name))
    return default if found is None else found[1]


@persistent_term.export("erase/1", "(Key) -> Result when Key :: key(), Result :: boolean()")
def erase(name: Term) -> Term:
    """Forget Key; false if it had no value."""
    return a.false if _terms().pop(key(name), None) is None else a.true


@persistent_term.export("info/0", "() -> Info when Info :: #{count := Count, memory := Memory}")
def info() -> Term:
    """How many terms there are, and the bytes they take."""
    terms = _terms()
    memory = sum([8 * (3 + flat_size(pair[0]) + flat_size(pair[1])) for pair in terms.values()])
    return {a.count: len(terms), a.memory: memory}
