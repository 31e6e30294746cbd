"""The tags of the external term format, and what it says of a local fun.

OTP: external.h
"""

from __future__ import annotations

from typing import Final

from pyerlshell.terms.atoms import Atom
from pyerlshell.terms.structs import structure
from pyerlshell.terms.types import Pid, Term

VERSION: Final = 131
COMPRESSED: Final = 80

(NEW_FLOAT, BIT_BINARY, NEW_PID, NEW_PORT, NEWER_REFERENCE) = (70, 77, 88, 89, 90)
(SMALL_INTEGER, INTEGER, FLOAT, ATOM, REFERENCE, PORT, PID) = (97, 98, 99, 100, 101, 102, 103)
(SMALL_TUPLE, LARGE_TUPLE, NIL, STRING, LIST, BINARY) = (104, 105, 106, 107, 108, 109)
(SMALL_BIG, LARGE_BIG, NEW_FUN, EXPORT, NEW_REFERENCE) = (110, 111, 112, 113, 114)
RECORD: Final = 67
(SMALL_ATOM, MAP, ATOM_UTF8, SMALL_ATOM_UTF8, V4_PORT) = (115, 116, 118, 119, 120)


@structure()
class FunParts:
    """What the format says of a local fun beside its environment."""

    arity: int
    md5: bytes
    index: int
    module: Atom
    old_index: int
    old_uniq: int
    pid: Pid
    free: tuple[Term, ...] = ()
