"""From a failed call to the texts of its faults, by the tables.

OTP: erl_erts_errors:format_error/2, erl_stdlib_errors:format_error/2
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from pyerlshell.otp.diagnostics.kinds import KINDS, Kind, options, proper
from pyerlshell.otp.diagnostics.tables import TABLES
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import ImproperList, from_list
from pyerlshell.terms.maps import from_stored
from pyerlshell.terms.types import Term


@dataclass(frozen=True, slots=True)
class Wanted:
    """The kinds of a function's arguments, and what is wrong if each of them is right."""

    kinds: tuple[Kind, ...]
    otherwise: tuple[int, str] | None


def _parse(table: str) -> dict[tuple[str, int], Wanted]:
    """`name kind ... [| N text]`, a line a function; names with commas share a line."""
    found = {}
    for line in table.strip().splitlines():
        left, _, right = line.partition(" | ")
        names, *kinds = left.split()
        place, _, text = right.partition(" ")
        wanted = Wanted(tuple([KINDS[k] for k in kinds]), (int(place), text) if right else None)
        for name in names.split(","):
            found[name, len(kinds)] = wanted
    return found


_WANTED: Final = {module: _parse(table) for module, table in TABLES.items()}


def faults(module: str, name: str, args: list[Any]) -> dict[int, str]:
    """Argument number -> text."""
    wanted = _WANTED.get(module, {}).get((name, len(args)))
    if wanted is None:
        return {}
    found: dict[int, str] = {}
    for i, (kind, x) in enumerate(zip(wanted.kinds, args), 1):
        # Options are not said to be wrong when something else is.
        text = proper(x) if kind is options and found else kind(x)
        if text is not None:
            found[i] = text
    if not found and wanted.otherwise is not None:
        found[wanted.otherwise[0]] = wanted.otherwise[1]
    return found


def failed_call(trace: Term) -> tuple[str, str, list[Any], Any] | None:
    """Module, function, arguments and cause of a trace whose head has arguments."""
    if type(trace) is not list or type(trace[0]) is not tuple or len(trace[0]) != 4:
        return None
    module, name, args, info = trace[0]
    if type(module) is not Atom or type(name) is not Atom:
        return None
    try:
        return module.name, name.name, from_list(args), _cause(info)
    except ImproperList:
        return None


def cause_of(trace: Term) -> Any:
    """The cause that the head of a trace gives, with or without arguments; else `none`."""
    if type(trace) is not list or type(trace[0]) is not tuple or len(trace[0]) != 4:
        return a.none
    return _cause(trace[0][3])


def _cause(info: Term) -> Any:
    """`cause` of error_info, else `none`."""
    while type(info) is list:
        item, info = info
        if type(item) is tuple and len(item) == 2 and item[0] is a.error_info:
            return item[1].get(a.cause, a.none)
    return a.none


def as_map(found: dict[int, str]) -> Term:
    """`#{1 => <<"not an atom">>}`."""
    return from_stored({i: text.encode() for i, text in sorted(found.items())})
