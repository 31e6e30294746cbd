"""Hash values of terms: `phash2/1,2`, `phash/2`.

OTP: utils.c
"""

from __future__ import annotations

from typing import Final

from pyerlshell.erts.errors import badarg
from pyerlshell.otp.preloaded.erlang.module import erlang
from pyerlshell.terms.hash import phash2
from pyerlshell.terms.phash import phash
from pyerlshell.terms.types import Term

__preempt__ = True

_MOST: Final = 1 << 32


@erlang.export("phash2/1", "(Term) -> Hash when Term :: term(), Hash :: non_neg_integer()")
def phash2_1(term: Term) -> Term:
    """A hash value of Term below 2^27, the same on every machine."""
    return phash2(term)


@erlang.export(
    "phash2/2",
    "(Term, Range) -> Hash when Term :: term(), Range :: pos_integer(), Hash :: non_neg_integer()",
)
def phash2_2(term: Term, limit: Term) -> Term:
    """A hash value of Term below Range, the same on every machine."""
    if type(limit) is not int or not 0 < limit <= _MOST:
        raise badarg(term, limit)
    return phash2(term, limit)


@erlang.export(
    "phash/2",
    "(Term, Range) -> Hash when Term :: term(), Range :: pos_integer(), Hash :: pos_integer()",
)
def phash_(term: Term, limit: Term) -> Term:
    """A hash value of Term from 1 to Range, the same on every machine; use phash2/2 instead."""
    if type(limit) is not int or not 0 < limit <= _MOST:
        raise badarg(term, limit)
    return phash(term, limit)
