"""The texts of the errors that the translation to Core finds.

OTP: erl_lint:format_error/1
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Term
from pyerlshell.terms.write import write


def format_error(descriptor: Term) -> str:
    """The text of a descriptor."""
    if type(descriptor) is Atom:
        return _PLAIN.get(descriptor, descriptor.name)
    if type(descriptor) is not tuple or descriptor[0] not in _TEXTS:
        return write(descriptor)
    return _TEXTS[descriptor[0]](*descriptor[1:])


def _name(term: Any) -> str:
    return str(term.name) if type(term) is Atom else write(term)


def _function(fa: Any) -> str:
    return f"{write(fa[0])}/{fa[1]}"


def _where(construct: Atom, loc: Any) -> str:
    if type(loc) is tuple:
        return f"{write(construct)} (line {loc[0]}, column {loc[1]})"
    return f"{write(construct)} (line {loc})"


_PLAIN: Final[dict[Atom, str]] = {
    a.illegal_pattern: "illegal pattern",
    a.illegal_expr: "illegal expression",
    a.illegal_record_info: "illegal record info",
    a.head_mismatch: "function head mismatch",
}

_TEXTS: Final[dict[Atom, Callable[..., str]]] = {
    a.unbound_var: lambda v: f"variable '{_name(v)}' is unbound",
    a.unsafe_var: lambda v, where: f"variable '{_name(v)}' unsafe in {_where(*where)}",
    a.undefined_function: lambda fa: f"function {_function(fa)} undefined",
    a.redefine_function: lambda fa: f"function {_function(fa)} already defined",
    a.undefined_record: lambda r: f"record {write(r)} undefined",
    a.redefine_record: lambda r: f"record {write(r)} already defined",
    a.undefined_field: lambda r, f: f"field {write(f)} undefined in record {write(r)}",
    a.redefine_field: lambda r, f: f"field {write(f)} already defined in record {write(r)}",
}
