"""Loaded modules of one node: export cells, current and old versions, loading and deleting.

A remote call goes through an `ExportCell`, which is made once and only ever re-pointed; a local
call stays in the namespace of its version. The cell of a function that is not there holds a stub
that asks the node's loaders for the module and then calls it, or raises undef.

OTP: export.c, module.c, beam_load.c, error_handler
"""

from __future__ import annotations

import builtins
import weakref
from collections.abc import Callable
from functools import lru_cache
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any, Final

from pyerlshell.erts.errors import ErlError
from pyerlshell.erts.machine import TAIL, P, run
from pyerlshell.erts.native import NativeModule
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.module_code import ModuleCode
from pyerlshell.terms.records import NO_VALUE, Definition
from pyerlshell.terms.types import Term

if TYPE_CHECKING:
    from pyerlshell.erts.node import Node

Defined = tuple[Definition, tuple[Any, ...]]
"""A native record, and the defaults of its fields (NO_VALUE for those that have none)."""

Loader = Callable[["Node", Atom], bool]
"""Loads the module into the node's code table if it can; whether it did."""


class ExportCell:
    """One exported function of one node: `fn` is what a remote call runs."""

    __slots__ = ("arity", "fn", "fun", "module", "name", "table")

    fn: Callable[..., Any]
    fun: Any

    def __init__(self, table: CodeTable, module: Atom, name: Atom, arity: int) -> None:
        self.table = table
        self.module = module
        self.name = name
        self.arity = arity
        self.fun = None
        self.fn = _stub(self)

    @property
    def defined(self) -> bool:
        """There is such a function, without loading anything."""
        return getattr(self.fn, "__code__", None) is not STUB_CODE


def _stub(cell: ExportCell) -> Callable[..., Any]:
    def undefined(*args: Term) -> Any:
        cell.table.autoload(cell)
        fn = cell.fn
        if getattr(fn, "__code__", None) is not STUB_CODE:
            if cell.table.current[cell.module].native:
                return fn(*args)  # callers of BIFs need not expect TAIL
            P.f = fn
            P.a = args
            return TAIL
        handler = handler_of_process(cell.table, a.undefined_function)
        if handler is not None:
            P.f = handler
            P.a = (cell.module, cell.name, to_list(args))
            return TAIL
        handler = cell.table.undefined_handler(cell.module)
        if handler is not None:
            P.f = handler
            P.a = (cell.name, to_list(args))
            return TAIL
        _told_of_undef(cell.table)
        raise ErlError(a.error, a.undef, args)

    return undefined


def handler_of_process(table: CodeTable, name: Atom) -> Callable[..., Any] | None:
    """A function of the module that process_flag(error_handler, Module) named. The default one is
    what `_stub` does itself; what can be loaded is loaded before any is asked."""
    extra = P.cur.extra if hasattr(P, "cur") else None
    chosen = extra.flags.get(a.error_handler) if extra is not None else None
    if type(chosen) is not Atom or chosen is a.error_handler:
        return None
    handler = table.cell(chosen, name, 3)
    return handler.fn if handler.defined else None


def _told_of_undef(table: CodeTable) -> None:
    """In the reference it is erlang:error/1 that raises undef: who traces that wants to see it."""
    fn = table.cell(a.erlang, a.error, 1).fn
    if TRACED in fn.__dict__:
        try:
            fn(a.undef)
        except ErlError:
            return


UNDEF_CODE: Final = _told_of_undef.__code__
TRACED: Final = "__traced__"
"""An attribute of what stands for a traced function."""


class ModuleInstance:
    """One loaded version of a module.

    object  the object code that it was loaded from, where its source may have changed since
    equals  versions with the same check sum that were purged: funs of theirs may be about
    traced  the same version compiled without loops, made when one of its loops is traced
    records the native records that it defines
    """

    __slots__ = (
        "__weakref__",
        "code",
        "equals",
        "exports",
        "file",
        "name",
        "namespace",
        "native",
        "object",
        "records",
        "traced",
    )

    def __init__(
        self, name: Atom, namespace: dict[str, Any], code: ModuleCode | NativeModule, file: Term
    ) -> None:
        self.name = name
        self.namespace = namespace
        self.code = code
        self.file = file
        self.native = isinstance(code, NativeModule)
        self.object: bytes | None = None
        self.equals: list[weakref.ref[ModuleInstance]] = []
        self.traced: ModuleInstance | None = None
        self.exports: dict[tuple[Atom, int], Callable[..., Any]] = {}
        self.records: dict[Atom, Defined] = {}


class NotPurgedError(Exception):
    """There is old code of this module already."""


class CodeTable:
    """Every module of one node."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.current: dict[Atom, ModuleInstance] = {}
        self.old: dict[Atom, ModuleInstance] = {}
        self.cells: dict[Atom, dict[tuple[Atom, int], ExportCell]] = {}
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
            fun: FunctionType = _external_maker(arity)(cell, P, TAIL)
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

        The -on_load function is the caller's business (see `run_on_load`).
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
            return _native_instance(self, name, code, file)
        return self._compiled_instance(name, code, file)

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

    def restore(self, instance: ModuleInstance, previous: ModuleInstance | None) -> None:
        """Take back a commit (its on_load function refused)."""
        name = instance.name
        if previous is None:
            self.current.pop(name, None)
            self._point_cells(name, {})
        else:
            self.current[name] = previous
            if self.old.get(name) is previous:
                del self.old[name]
            self._point_cells(name, previous.exports)

    def run_on_load(self, instance: ModuleInstance) -> Term:
        """Call the -on_load function in the running process; `ok` when there is none."""
        name = getattr(instance.code, "on_load", "")
        if not name:
            return a.ok
        r = instance.namespace[name]()
        if r is TAIL:
            r = run()
        return r

    def _point_cells(
        self, module: Atom, exports: dict[tuple[Atom, int], Callable[..., Any]]
    ) -> None:
        for key, cell in self.cells.get(module, {}).items():
            fn = exports.get(key)
            if fn is not None:
                cell.fn = fn
            elif cell.defined:
                cell.fn = _stub(cell)

    def _compiled_instance(self, name: Atom, code: ModuleCode, file: Term) -> ModuleInstance:
        from pyerlshell.terms import etf

        namespace: dict[str, Any] = {
            "__builtins__": self._builtins(),
            "__name__": code.name,
            "__erl_module__": name,
            "__funs__": code.funs,
            "__preempt__": True,
        }
        instance = ModuleInstance(name, namespace, code, file)
        namespace["__version__"] = instance
        for global_name, text in code.atoms:
            namespace[global_name] = atom(text)
        for global_name, data in code.literals:
            namespace[global_name] = etf.decode(data)
        for global_name, module, function, arity in code.imports:
            namespace[global_name] = self.cell(atom(module), atom(function), arity)
        if code.records:
            self._define_records(instance, code)
        exec(code.python, namespace)
        for function, arity in code.exports:
            fn = namespace.get(f"{function}/{arity}")
            if fn is not None:
                instance.exports[atom(function), arity] = fn
        _add_module_info(self.node, instance)
        return instance

    def _define_records(self, instance: ModuleInstance, code: ModuleCode) -> None:
        """A definition that did not change is the one that earlier values captured."""
        from pyerlshell.terms import etf

        before = self.current.get(instance.name)
        for module, text, exported, fields in code.records:
            name = atom(text)
            names = tuple([atom(field) for field, _ in fields])
            definition = Definition(atom(module), name, exported, names)
            known = before.records.get(name) if before is not None else None
            if known is not None and known[0].same(definition):
                definition = known[0]
            values = [NO_VALUE if data is None else etf.decode(data) for _, data in fields]
            instance.records[name] = (definition, tuple(values))
            instance.namespace["d_" + text] = definition

    def record(self, module: Atom, name: Atom) -> Defined | None:
        """The native record of this name in the module's current version, if it is loaded."""
        instance = self.current.get(module)
        return None if instance is None else instance.records.get(name)

    def _builtins(self) -> dict[str, Any]:
        if self.namespace is None:
            from pyerlshell.erts.support import NAMESPACE

            self.namespace = {**builtins.__dict__, **NAMESPACE}
        return self.namespace


def _native_instance(
    table: CodeTable, name: Atom, code: NativeModule, file: Term
) -> ModuleInstance:
    instance = ModuleInstance(name, {}, code, file)
    for (function, arity), entry in code.functions.items():
        instance.exports[atom(function), arity] = entry.fn
    _add_module_info(table.node, instance)
    return instance


def _add_module_info(node: Node, instance: ModuleInstance) -> None:
    """Give the version its module_info/0,1: Erlang functions of it that ask `erlang`."""
    namespace = instance.namespace
    if instance.native:
        namespace = {"__erl_module__": instance.name, "__version__": instance}
    namespace["__info_0__"] = node.code.cell(a.erlang, a.get_module_info, 1)
    namespace["__info_1__"] = node.code.cell(a.erlang, a.get_module_info, 2)
    for code in _module_info_codes():
        fn = FunctionType(code, namespace, code.co_name)
        instance.exports.setdefault((a.module_info, code.co_argcount), fn)


@lru_cache(1)
def _module_info_codes() -> tuple[CodeType, ...]:
    text = """
def info_0():
 return __info_0__.fn(__erl_module__)
def info_1(item):
 return __info_1__.fn(__erl_module__, item)
"""
    namespace: dict[str, Any] = {}
    exec(compile(text, "<module_info>", "exec", dont_inherit=True), namespace)
    return tuple([_renamed(namespace[f"info_{n}"].__code__, f"module_info/{n}") for n in (0, 1)])


_UNITS: Final = 8
_LONG_FORM: Final = 14


def _renamed(code: CodeType, name: str) -> CodeType:
    """The code under another name, all of it at column 0: a column stands for an operator in
    generated code. (Entries of the line table: a head, then the deltas of line and end line, and
    the columns plus one.)
    """
    table = bytearray()
    for left in range(len(code.co_code) // 2, 0, -_UNITS):
        table += bytes((0x80 | _LONG_FORM << 3 | min(left, _UNITS) - 1, 0, 0, 1, 1))
    return code.replace(co_name=name, co_qualname=name, co_linetable=bytes(table))


_makers: Final[dict[int, Callable[..., Any]]] = {}


def _external_maker(arity: int) -> Callable[..., Any]:
    maker = _makers.get(arity)
    if maker is None:
        names = ", ".join(f"a{i}" for i in range(arity))
        tuple_text = f"({names},)" if arity else "()"
        text = (
            f"def make(cell, P, TAIL):\n def external({names}):\n"
            f"  P.f = cell.fn; P.a = {tuple_text}; return TAIL\n return external\n"
        )
        namespace: dict[str, Any] = {}
        exec(text, namespace)
        maker = _makers[arity] = namespace["make"]
    return maker


_HANDLE_UNDEFINED: Final = atom("$handle_undefined_function")
STUB_CODE: Final = next(c for c in _stub.__code__.co_consts if hasattr(c, "co_code"))
"""The code of every stub: its frames are those of functions that are not there."""
