"""Putting prepared code into service: several modules at once, or none of them.

Code is prepared first, which may fail and changes nothing, and finished later, all in one step. A
module with an -on_load function is finished alone, and then waits in `CodeTable.pending` until
somebody has called that function and says whether the module stays.

OTP: beam_bif_load.c
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyerlshell.erts.errors import ErlError
from pyerlshell.erts.machine import P
from pyerlshell.erts.purge import end_what_runs
from pyerlshell.terms.atoms import Atom, a, atom

if TYPE_CHECKING:
    from pyerlshell.erts.code_table import CodeTable
    from pyerlshell.erts.module_instance import ModuleInstance
    from pyerlshell.erts.native import NativeModule
    from pyerlshell.erts.node import Node
    from pyerlshell.terms.module_code import ModuleCode
    from pyerlshell.terms.types import Term


UNKNOWN_FILE: Final = a.undefined
"""The file of a module that was loaded without the code server."""


class PreparedCode:
    """Code that can be put into service once.

    object  the object code that it was made of
    used    it was put into service
    """

    __slots__ = ("__weakref__", "code", "module", "object", "used")

    def __init__(self, code: ModuleCode | NativeModule, object_code: bytes | None) -> None:
        self.module = atom(code.name)
        self.code = code
        self.object = object_code
        self.used = False

    @property
    def on_load(self) -> bool:
        """It has an -on_load function."""
        return bool(getattr(self.code, "on_load", ""))


Refused = tuple[Atom, list[Atom]]
"""(duplicated | not_purged | on_load, the modules)."""


def finish(
    table: CodeTable, prepared: list[PreparedCode], files: list[Term] | None = None
) -> Refused | None:
    """Make these the current versions; None, or why none of them is.

    `on_load` is no refusal: the one module waits for its -on_load function. Raises system_limit
    for such a module among others.
    """
    if len(prepared) > 1 and any(one.on_load for one in prepared):
        raise ErlError(a.error, a.system_limit, (None,))
    modules = [one.module for one in prepared]
    twice = [module for i, module in enumerate(modules) if module in modules[:i]]
    if twice:
        return (a.duplicated, twice)
    blocked = [m for m in modules if m in table.old and m in table.current]
    if blocked:
        return (a.not_purged, blocked)
    made = _instances(table, prepared, files or [UNKNOWN_FILE] * len(prepared))
    if prepared and prepared[0].on_load:
        table.pending[modules[0]] = made[0]
        return (a.on_load, modules)
    for instance in made:
        table.commit(instance)
    return None


def _instances(
    table: CodeTable, prepared: list[PreparedCode], files: list[Term]
) -> list[ModuleInstance]:
    made: list[ModuleInstance] = []
    P.guard += 1
    try:
        for one, file in zip(prepared, files):
            instance = table.prepare(one.code, file)
            instance.object = one.object
            made.append(instance)
            one.used = True
    finally:
        P.guard -= 1
    return made


def finish_after_on_load(node: Node, module: Atom, keep: bool) -> None:
    """The -on_load function has ended: the version stays, or goes with what runs it."""
    instance = node.code.end_on_load(module, keep)
    if not keep:
        end_what_runs(node, instance)
