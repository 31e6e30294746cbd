"""What cannot be translated: the codes that stand in error descriptors, and their texts.

A code of 16 to 24 is about guards; for a body it is 100 more.

OTP: ms_transform:format_error/1
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.terms.atoms import Atom
from pyerlshell.terms.lists import list_to_string
from pyerlshell.terms.types import Term
from pyerlshell.terms.write import write

NO_FUN: Final = 1
ETS_HEAD: Final = 2
DBG_HEAD: Final = 3
HEAD_MATCH: Final = 4
UNBOUND: Final = 6
HEAD_RECORD: Final = 7
HEAD_FIELD: Final = 8
HEAD_FIELD_TWICE: Final = 9
HEAD_DOLLAR: Final = 10
HEAD_BINARY: Final = 11
MATCH: Final = 16
LOCAL_CALL: Final = 17
ELEMENT: Final = 18
FIELD: Final = 19
RECORD: Final = 20
FIELD_TWICE: Final = 21
REMOTE_CALL: Final = 22
BINARY: Final = 23
OPERATOR: Final = 24
SHADOWED: Final = 50
BODY: Final = 100


class Refused(Exception):
    """The fun cannot be translated: `args` are the annotation and the descriptor."""


_TEXTS: Final[dict[int, str]] = {
    NO_FUN: "Parameter of ets/dbg:fun2ms/1 is not a literal fun",
    ETS_HEAD: "ets:fun2ms requires fun with single variable or tuple parameter",
    DBG_HEAD: "dbg:fun2ms requires fun with single variable or list parameter",
    HEAD_MATCH: "in fun head, only matching (=) on toplevel can be translated into match_spec",
    UNBOUND: "the variable {0} is unbound, cannot translate into match_spec",
    HEAD_RECORD: "fun head contains unknown record type {0}",
    HEAD_FIELD: "fun head contains reference to unknown field {1} in record type {0}",
    HEAD_FIELD_TWICE: "fun head contains already defined field {1} in record type {0}",
    HEAD_DOLLAR: "fun head contains atom {0}, which conflics with reserved atoms in match_spec "
    "heads",
    HEAD_BINARY: "fun head contains bit syntax matching of variable {0}, which cannot be "
    "translated into match_spec",
    SHADOWED: "variable {0} shadowed in ms_transform fun head",
}

_IN_PART: Final[dict[int, str]] = {
    MATCH: "fun with {part} matching ('=' in {part}) is illegal as match_spec{as_well}",
    LOCAL_CALL: "fun containing the local function call '{0}/{1}' (called in {part}) cannot be "
    "translated into match_spec",
    REMOTE_CALL: "fun containing the remote function call '{0}:{1}/{2}' (called in {part}) cannot "
    "be translated into match_spec",
    ELEMENT: "the language element {0} (in {part}) cannot be translated into match_spec",
    BINARY: "bit syntax construction with variable {0} (in {part}) cannot be translated into "
    "match_spec",
    RECORD: "fun {part} contains unknown record type {0}",
    FIELD: "fun {part} contains reference to unknown field {1} in record type {0}",
    FIELD_TWICE: "fun {part} contains already defined field {1} in record type {0}",
}


def text(descriptor: Any) -> str:
    """The text of a descriptor."""
    code, *rest = descriptor if type(descriptor) is tuple else (descriptor,)
    values = [_shown(x) for x in rest]
    if code == OPERATOR:
        return f"the operator {values[0]} is not allowed in guards"
    if code == OPERATOR + BODY:
        return f"the operator {values[0]} is not allowed in function bodies"
    if code in _TEXTS:
        return _TEXTS[code].format(*values)
    part, code = ("body", code - BODY) if code >= BODY else ("guard", code)
    return _IN_PART[code].format(*values, part=part, as_well=" as well" if part == "guard" else "")


def _shown(x: Term) -> str:
    if type(x) is Atom or type(x) is int:
        return write(x)
    return list_to_string(x) or ""
