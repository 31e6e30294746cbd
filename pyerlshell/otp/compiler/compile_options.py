"""The options of the compiler, read once from their Erlang list.

OTP: compile
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from pyerlshell.otp.chardata import NotText, to_str
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import from_list, to_list
from pyerlshell.terms.types import Term

_EXPANSIONS: Final = {
    a.report: (a.report_errors, a.report_warnings),
    getattr(a, "return"): (a.return_errors, a.return_warnings),
}
_NOT_RECORDED: Final = frozenset(
    {
        a.report_errors,
        a.report_warnings,
        a.return_errors,
        a.return_warnings,
        a.verbose,
        a.warnings_as_errors,
        a.binary,
        a.no_spawn_compiler_process,
    }
)
LISTINGS: Final = (atom("P"), atom("E"))


@dataclass(frozen=True, slots=True)
class CompileOptions:
    """`flags` are the options that are atoms; `recorded` is what module_info(compile) shows."""

    all: tuple[Any, ...] = ()
    flags: frozenset[Atom] = frozenset()
    includes: tuple[str, ...] = ()
    macros: tuple[tuple[Term, ...], ...] = ()
    outdir: str = ""
    listing: Atom | None = None
    recorded: Term = None
    features: tuple[Atom, ...] = field(default=())

    def has(self, flag: Atom) -> bool:
        return flag in self.flags


def parse(options: Term) -> CompileOptions:
    """Read the options; what nobody knows is kept and ignored, as by the reference."""
    given: list[Any] = from_list(options) if type(options) is list or options is None else [options]
    flat: list[Any] = []
    for option in given:
        flat.extend(_EXPANSIONS.get(option, (option,)) if type(option) is Atom else (option,))
    flags = frozenset([o for o in flat if type(o) is Atom])
    pairs = [o for o in flat if type(o) is tuple and len(o) in (2, 3)]
    return CompileOptions(
        all=tuple(flat),
        flags=flags,
        includes=tuple([_text(o[1]) for o in pairs if o[0] is a.i and len(o) == 2]),
        macros=tuple([_macro(o) for o in pairs if o[0] is a.d]),
        outdir=next((_text(o[1]) for o in pairs if o[0] is a.outdir and len(o) == 2), ""),
        listing=next((o for o in LISTINGS if o in flags), None),
        recorded=to_list(_recorded(flat)),
    )


def _macro(option: tuple[Any, ...]) -> tuple[Term, ...]:
    return (option[1], option[2] if len(option) == 3 else a.true)


def _recorded(flat: Sequence[Any]) -> list[Term]:
    return [
        o
        for o in flat
        if not (type(o) is Atom and o in _NOT_RECORDED)
        and not (type(o) is tuple and o and o[0] is a.outdir)
    ]


def _text(value: Term) -> str:
    if type(value) is Atom:
        return value.name
    try:
        return to_str(value)
    except NotText:
        return ""
