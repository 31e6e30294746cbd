"""Loaded modules of one node: current and old versions, loading and deleting.

A remote call goes through an `ExportCell`, a local call stays in the namespace of its version. A
version whose -on_load function has not ended yet is nobody's: it waits in `pending`, and what was
current stays so.

OTP: module.c, beam_load.c
"""

from __future__ import annotations

import builtins
from collections.abc import Callable
from types import FunctionType
from typing import TYPE_CHECKING, Any, Final

from pyerlshell.erts.export_cells import ExportCell, external_maker, stub
from pyerlshell.erts.machine import TAIL, P, run
from pyerlshell.erts.module_instance import (
    Defined,
    ModuleInstance,
    compiled_instance,
    native_instance,
)
from pyerlshell.erts.native import NativeModule
from pyerlshell.terms.atoms import Atom, atom
from pyerlshell.terms.module_code import ModuleCode
from pyerlshell.terms.types import Term

if TYPE_CHECKING:
    from pyerlshell.erts.node import Node

Loader = Callable[["Node", Atom], bool]
"""Loads the module into the node's code table if it can; whether it did."""

_HANDLE_UNDEFINED: Final = atom("$handle_undefined_function")


class NotPurgedError(Exception):
    """There is old code of this module already."""


class CodeTable:
    """Every module of one node."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.current: dict[Atom, ModuleInstance] = {}
        self.old: dict[Atom, ModuleInstance] = {}
        self.cells: dict[Atom, dict[tuple[Atom, int], ExportCell]] = {}
        self.pending: dict[Atom, ModuleInstance] = {}
        """Versions whose -on_load function runs."""
        self._trying: set[tuple[Atom, object]] = set()
        self.namespace: dict[str, Any] | None = None
        self.standing: set[Atom] = set()
        """Modules that are said to be there from the start, and are loaded when asked for."""

    def present(self, module: Atom) -> ModuleInstance | None:
        """The current version, if the module is loaded or would be in the reference."""
        found = self.current.get(module)
        if found is None and module in self.standing and self.ensure_loaded(module):
            found = self.current.get(module)
        return found

    def cell(self, module: Atom, name: Atom, arity: int) -> ExportCell:
        """The one cell of module:name/arity."""
        cells = self.cells.get(module)
        if cells is None:
            cells = self.cells[module] = {}
        found = cells.get((name, arity))
        if found is None:
            found = cells[name, arity] = ExportCell(self, module, name, arity)
            instance = self.current.get(module)
            fn = instance.exports.get((name, arity)) if instance is not None else None
            if fn is not None:
                found.fn = fn
        return found

    def external_fun(self, module: Atom, name: Atom, arity: int) -> FunctionType:
        """`fun module:name/arity`: one Python function a cell."""
        cell = self.cell(module, name, arity)
        if cell.fun is None:
            fun: FunctionType = external_maker(arity)(cell, P, TAIL)
            cell.fun = fun
            fun.__dict__["mfa"] = (module, name, arity)
        made: FunctionType = cell.fun
        return made

    def find(self, module: Atom, name: Atom, arity: int) -> Callable[..., Any] | None:
        """The function if it is there or can be loaded."""
        cell = self.cell(module, name, arity)
        self.autoload(cell)
        return cell.fn if cell.defined else None

    def autoload(self, cell: ExportCell) -> None:
        """Load the cell's module if it is not loaded."""
        if cell.module not in self.current:
            self.ensure_loaded(cell.module)

    def ensure_loaded(self, module: Atom) -> bool:
        """The module is loaded, or a loader could load it."""
        if module in self.current:
            return True
        trying = (module, getattr(P, "cur", None))
        if trying in self._trying:
            return False
        self._trying.add(trying)
        P.guard += 1
        try:
            for loader in self.node.loaders:
                if loader(self.node, module):
                    return True
            return module in self.current
        finally:
            P.guard -= 1
            self._trying.discard(trying)

    def undefined_handler(self, module: Atom) -> Callable[..., Any] | None:
        """`Module:'$handle_undefined_function'/2`, if it is exported."""
        instance = self.current.get(module)
        if instance is None:
            return None
        return instance.exports.get((_HANDLE_UNDEFINED, 2))

    def load(self, code: ModuleCode | NativeModule, file: Term = None) -> ModuleInstance:
        """Make this the current version; what was current becomes old. Raises NotPurgedError.

        An -on_load function is not called; see `loading.finish`.
        """
        name = atom(code.name)
        if name in self.old and name in self.current:
            raise NotPurgedError(code.name)
        P.guard += 1
        try:
            instance = self.prepare(code, file)
        finally:
            P.guard -= 1
        self.commit(instance)
        return instance

    def prepare(self, code: ModuleCode | NativeModule, file: Term = None) -> ModuleInstance:
        """A version that nobody can call yet."""
        name = atom(code.name)
        if isinstance(code, NativeModule):
            return native_instance(self, name, code, file)
        return compiled_instance(self, name, code, file)

    def commit(self, instance: ModuleInstance) -> None:
        """Put a prepared version into service."""
        name = instance.name
        before = self.current.get(name)
        if before is not None:
            self.old[name] = before
        self.current[name] = instance
        self._point_cells(name, instance.exports)
        if self.node.on_loaded is not None:
            self.node.on_loaded(instance)

    def delete(self, module: Atom) -> bool:
        """Current code becomes old; False if there is none. Raises NotPurgedError."""
        instance = self.present(module)
        if module in self.old:
            raise NotPurgedError(module.name)
        if instance is None:
            return False
        self.standing.discard(module)
        self.old[module] = self.current.pop(module)
        if self.node.on_deleted is not None:
            self.node.on_deleted(instance)
        self._point_cells(module, {})
        return True

    def run_on_load(self, module: Atom) -> Term:
        """Call the -on_load function of a pending version in the running process."""
        instance = self.pending[module]
        r = instance.namespace[getattr(instance.code, "on_load", "")]()
        if r is TAIL:
            r = run()
        return r

    def end_on_load(self, module: Atom, keep: bool) -> ModuleInstance:
        """A pending version becomes the current one, or is forgotten."""
        instance = self.pending.pop(module)
        if keep:
            self.commit(instance)
        return instance

    def _point_cells(
        self, module: Atom, exports: dict[tuple[Atom, int], Callable[..., Any]]
    ) -> None:
        for key, cell in self.cells.get(module, {}).items():
            fn = exports.get(key)
            if fn is not None:
                cell.fn = fn
            elif cell.defined:
                cell.fn = stub(cell)

    def record(self, module: Atom, name: Atom) -> Defined | None:
        """The native record of this name in the module's current version, if it is loaded."""
        instance = self.current.get(module)
        return None if instance is None else instance.records.get(name)

    def builtins(self) -> dict[str, Any]:
        """What every generated namespace has without asking."""
        if self.namespace is None:
            from pyerlshell.erts.support import NAMESPACE

            self.namespace = {**builtins.__dict__, **NAMESPACE}
        return self.namespace
