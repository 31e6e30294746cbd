"""What Python programs give to a node: names and functions.

OTP: -
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from pyerlshell.terms.atoms import Atom, atom


def atom_of(name: str | Atom) -> Atom:
    """The atom of a name. Raises TypeError for anything else."""
    if isinstance(name, str):
        return atom(name)
    if type(name) is not Atom:
        raise TypeError(
            f"a module or function is named by a str or an Atom, not by {kind_of(name)}"
        )
    return name


def kind_of(x: object) -> str:
    """What it is, for an error."""
    return f"a value of type {type(x).__name__}"


def arity_of(function: Callable[..., Any]) -> int:
    """How many arguments Erlang has to give. Raises TypeError if that cannot be seen."""
    if not callable(function):
        raise TypeError(f"{kind_of(function)} cannot be called")
    try:
        parameters = inspect.signature(function).parameters.values()
    except ValueError:
        parameters = None
    if parameters is None or any(p.kind is p.VAR_POSITIONAL for p in parameters):
        raise TypeError("how many arguments? Give an arity, or a function that says so")
    return len([p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)])


def line_of(function: Callable[..., Any]) -> int:
    """Where it is defined; 1 if that is unknown."""
    code = getattr(function, "__code__", None)
    line: int = code.co_firstlineno if code is not None else 1
    return line
