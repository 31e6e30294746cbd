"""The errors that the compiler finds itself, in the linter's words.

OTP: erl_lint:format_error/1
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Term
from pyerlshell.terms.write import write

_PLAIN: Final = {
    a.head_mismatch: "head mismatch",
    a.illegal_expr: "illegal expression",
    a.illegal_pattern: "illegal pattern",
    a.undefined_module: "no module definition",
}
_WITH: Final[dict[tuple[Atom, int], str]] = {
    (a.unbound_var, 2): "variable {0} is unbound",
    (a.undefined_record, 2): "record {0} undefined",
    (a.undefined_field, 3): "field {1} undefined in record {0}",
    (a.redefine_record, 2): "record {0} already defined",
    (a.redefine_field, 3): "field {1} already defined in record {0}",
    (a.undefined_function, 2): "function {0} undefined",
    (a.redefine_function, 2): "function {0} already defined",
    (a.undefined_on_load, 2): "function {0} undefined",
}


def format_error(descriptor: Term) -> str:
    """The text of a descriptor."""
    if type(descriptor) is Atom:
        return _PLAIN.get(descriptor, descriptor.name)
    if type(descriptor) is not tuple or not descriptor:
        return write(descriptor)
    if descriptor[0] is a.unsafe_var and len(descriptor) == 3:
        return _unsafe(descriptor)
    found = _WITH.get((descriptor[0], len(descriptor)))
    if found is None:
        return write(descriptor)
    return found.format(*[_name(part) for part in descriptor[1:]])


def _name(part: Any) -> str:
    """A name, or `name/arity` for a pair."""
    if type(part) is tuple and len(part) == 2 and type(part[1]) is int:
        return f"{write(part[0])}/{part[1]}"
    return write(part)


def _unsafe(descriptor: Any) -> str:
    variable, (construct, location) = descriptor[1:]
    place = f"line {location}"
    if type(location) is tuple:
        place = f"line {location[0]}, column {location[1]}"
    return f"variable {write(variable)} unsafe in {write(construct)} ({place})"
