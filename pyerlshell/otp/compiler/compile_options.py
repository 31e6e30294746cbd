"""The options of the compiler, read once from their Erlang list.

OTP: compile
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from pyerlshell.otp.chardata import NotText, to_str
from pyerlshell.syntax.erl_features import Order
from pyerlshell.syntax.erl_lint.options import compile_attributes
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import from_list, to_list
from pyerlshell.terms.types import Term

_EXPANSIONS: Final = {
    a.report: (a.report_errors, a.report_warnings),
    getattr(a, "return"): (a.return_errors, a.return_warnings),
    a.basic_validation: (a.no_code_generation, a.to_pp, a.binary),
    a.strong_validation: (a.no_code_generation, a.to_kernel, a.binary),
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
        a.beam,
        a.no_spawn_compiler_process,
    }
)
_PLACES: Final = (a.cwd, a.outdir, a.compile_info, a.debug_info)
_HIDDEN_KEY: Final = (a.debug_info_key, atom("********"))
OBSOLETE: Final = tuple([atom(f"r{n}") for n in range(12, 26)])
"""Options that made code for releases that are gone."""
LISTINGS: Final = (
    atom("dpp"),
    atom("P"),
    a.to_pp,
    a.dabstr,
    a.to_abstr,
    atom("E"),
    a.to_exp,
    a.to_core,
    atom("S"),
)
"""The options that end the work with a stage written down, in the order of the stages."""


@dataclass(frozen=True, slots=True)
class CompileOptions:
    """`flags` are the options that are atoms.

    recorded  what module_info(compile) shows
    stored    what is kept with the abstract code
    orders    the features to switch
    source    the name of the source that is shown, if not the file's
    """

    all: tuple[Any, ...] = ()
    flags: frozenset[Atom] = frozenset()
    includes: tuple[str, ...] = ()
    macros: tuple[tuple[Term, ...], ...] = ()
    outdir: str = ""
    listing: Atom | None = None
    recorded: Term = None
    stored: Term = None
    orders: tuple[Order, ...] = ()
    source: str | None = None

    def value(self, name: Atom) -> Any:
        """The value of the first option of that name: `true` for an atom, None if not given."""
        for option in self.all:
            if option is name:
                return a.true
            if type(option) is tuple and len(option) == 2 and option[0] is name:
                return option[1]
        return None

    @property
    def columns(self) -> bool:
        """Are locations to have columns?"""
        return self.value(a.error_location) is not a.line

    def has(self, flag: Atom) -> bool:
        return flag in self.flags

    def chosen(self, on: Atom, off: Atom, default: bool) -> bool:
        """Which of two opposite options was given last?"""
        given = [o for o in self.all if o is on or o is off]
        return given[-1] is on if given else default


def parse(options: Term) -> CompileOptions:
    """Read the options; what nobody knows is kept and ignored, as by the reference."""
    given: list[Any] = from_list(options) if type(options) is list or options is None else [options]
    flat: list[Any] = []
    for option in given:
        flat.extend(_EXPANSIONS.get(option, (option,)) if type(option) is Atom else (option,))
    if any(_names_key(o) for o in flat):
        flat += [o for o in (a.debug_info, a.encrypt_debug_info) if o not in flat]
    if a.makedep_side_effect in flat:
        flat = [o for o in flat if o is not a.makedep]
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
        stored=to_list(_stored(flat, a.deterministic in flags)),
        orders=tuple([(o[1], o[2] is a.enable) for o in pairs if _is_order(o)]),
        source=next((_text(o[1]) for o in pairs if o[0] is a.source and len(o) == 2), None),
    )


def with_directives(options: CompileOptions, forms: Iterable[Any]) -> CompileOptions:
    """The options and those of -compile attributes."""
    found = [option for _, option in compile_attributes(forms)]
    flags = options.flags.union([option for option in found if type(option) is Atom])
    return replace(options, all=(*options.all, *found), flags=flags) if found else options


def _is_order(option: tuple[Any, ...]) -> bool:
    named = len(option) == 3 and option[0] is a.feature and type(option[1]) is Atom
    return named and option[2] in (a.enable, a.disable)


def _macro(option: tuple[Any, ...]) -> tuple[Term, ...]:
    return (option[1], option[2] if len(option) == 3 else a.true)


def _recorded(flat: Sequence[Any]) -> list[Term]:
    shown = [_HIDDEN_KEY if _names_key(o) else o for o in flat if not _unrecorded(o)]
    if a.debug_info not in shown or _HIDDEN_KEY in shown:
        return shown
    return [a.debug_info, *[o for o in shown if o is not a.debug_info]]


def _names_key(option: Any) -> bool:
    return type(option) is tuple and option[:1] == (a.debug_info_key,)


def _unrecorded(option: Any) -> bool:
    if type(option) is Atom:
        return option in _NOT_RECORDED
    return type(option) is tuple and bool(option) and option[0] in _PLACES


def _stored(flat: Sequence[Any], deterministic: bool) -> list[Term]:
    return [o for o in flat if _is_stored(o, deterministic)]


def _is_stored(option: Any, deterministic: bool) -> bool:
    if type(option) is not tuple or not option:
        return not _unrecorded(option)
    if option[0] in (a.i, a.cwd) and len(option) == 2:
        return not deterministic
    done = option[0] is a.parse_transform or (option[0] is a.d and len(option) == 3)
    return not done and option[0] is not a.outdir


def _text(value: Term) -> str:
    if type(value) is Atom:
        return value.name
    try:
        return to_str(value)
    except NotText:
        return ""
