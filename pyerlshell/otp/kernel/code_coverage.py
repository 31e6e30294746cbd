"""Counting which functions and lines have run: this runtime cannot, and says so.

What the reference gives for a module that was loaded without counting is given for every module.

OTP: code (get_coverage/2 and friends)
"""

from __future__ import annotations

from pyerlshell.erts.errors import ErlError
from pyerlshell.erts.machine import P
from pyerlshell.otp.kernel.code_module import code
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.types import Term

_ITEMS = (a.function, a.line, atom("cover_line_id"))
_MODES = tuple(
    [atom(name) for name in "none function function_counters line line_counters".split()]
)


def _refused(*args: Term) -> ErlError:
    return ErlError(a.error, a.badarg, args)


def _loaded(module: Term) -> bool:
    return type(module) is Atom and P.cur.node.code.present(module) is not None


@code.export("coverage_support/0", "() -> boolean()")
def coverage_support() -> Term:
    """Whether the runtime can count calls of lines and functions: it cannot."""
    return a.false


@code.export("get_coverage_mode/0", "() -> coverage_mode()")
def get_coverage_mode() -> Term:
    """How code that is loaded from now on is counted: not at all."""
    return a.none


@code.export("get_coverage_mode/1", "(Module) -> coverage_mode() when Module :: module()")
def get_coverage_mode_1(module: Term) -> Term:
    """How the module is counted: not at all."""
    if not _loaded(module):
        raise _refused(module)
    return a.none


@code.export("set_coverage_mode/1", "(Mode) -> coverage_mode() when Mode :: coverage_mode()")
def set_coverage_mode(mode: Term) -> Term:
    """Count nothing in code that is loaded from now on, which is all that can be asked for."""
    if mode is not a.none:
        raise _refused(mode)
    return a.none


@code.export("get_coverage/2", "(Level, Module) -> Result when Module :: module()")
def get_coverage(level: Term, module: Term) -> Term:
    """What was counted in a module: none is counted, so this always fails."""
    raise _refused(level, module)


@code.export("reset_coverage/1", "(Module) -> ok when Module :: module()")
def reset_coverage(module: Term) -> Term:
    """Start counting anew in a module: none is counted, so this always fails."""
    raise _refused(module)


@code.export("get_debug_info/1", internal=True)
def get_debug_info(module: Term) -> Term:
    """What a debugger needs of a module's native code: there is none."""
    if not _loaded(module):
        raise _refused(module)
    return a.none


def code_faults(name: str, args: list[Term]) -> dict[int, str]:
    """Argument number -> what is wrong with it."""
    found: dict[int, str] = {}
    if "coverage" not in name and name != "get_debug_info":
        return found
    if name == "set_coverage_mode" and args[0] not in _MODES:
        listed = ", ".join([m.name for m in _MODES[:-1]])
        found[1] = f"must be one of: {listed}, or {_MODES[-1].name}"
    if name == "get_coverage" and args[0] not in _ITEMS:
        found[1] = "must be one of: function, line, or cover_line_id"
    if name != "set_coverage_mode" and not found:
        found[len(args)] = _module_fault(args[-1])
    return found


def _module_fault(module: Term) -> str:
    if type(module) is not Atom:
        return "not an atom"
    if not _loaded(module):
        return "the atom does not refer to a loaded module"
    return "not loaded with coverage enabled"
