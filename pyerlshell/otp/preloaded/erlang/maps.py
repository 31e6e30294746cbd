"""Maps: the three built-in functions that are guards.

OTP: erl_map.c
"""

from __future__ import annotations

from typing import Final

from immutables import Map

from pyerlshell.erts.errors import error
from pyerlshell.otp.preloaded.erlang.module import erlang
from pyerlshell.terms.atoms import a
from pyerlshell.terms.maps import key
from pyerlshell.terms.types import Term

__preempt__ = True

_MISSING: Final = object()


@erlang.export("map_get/2", "(Key, Map) -> Value when Map :: map(), Key :: term(), Value :: term()")
def map_get(k: Term, m: Term) -> Term:
    """The value of Key in Map."""
    if type(m) is dict or type(m) is Map:
        found = m.get(key(k), _MISSING)
        if found is _MISSING:
            raise error((a.badkey, k), k, m)
        return found
    raise error((a.badmap, m), k, m)


@erlang.export("map_size/1", "(Map) -> non_neg_integer() when Map :: map()")
def map_size(m: Term) -> Term:
    """How many associations Map has."""
    if type(m) is dict or type(m) is Map:
        return len(m)
    raise error((a.badmap, m), m)


@erlang.export("is_map_key/2", "(Key, Map) -> boolean() when Key :: term(), Map :: map()")
def is_map_key(k: Term, m: Term) -> Term:
    """True if Map has an association for Key."""
    if type(m) is dict or type(m) is Map:
        return a.true if key(k) in m else a.false
    raise error((a.badmap, m), k, m)
