"""One loaded version of a module, and how it is made of what is loaded.

OTP: beam_load.c, module.c
"""

from __future__ import annotations

import weakref
from collections.abc import Callable
from functools import lru_cache
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any, Final

from pyerlshell.erts.native import NativeModule
from pyerlshell.terms import etf
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.module_code import ModuleCode
from pyerlshell.terms.records import NO_VALUE, Definition
from pyerlshell.terms.types import Term

if TYPE_CHECKING:
    from pyerlshell.erts.code_table import CodeTable
    from pyerlshell.erts.node import Node

Defined = tuple[Definition, tuple[Any, ...]]
"""A native record, and the defaults of its fields (NO_VALUE for those that have none)."""


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


def compiled_instance(table: CodeTable, name: Atom, code: ModuleCode, file: Term) -> ModuleInstance:
    """A version made from what the compiler hands over."""
    namespace: dict[str, Any] = {
        "__builtins__": table.builtins(),
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
        namespace[global_name] = table.cell(atom(module), atom(function), arity)
    if code.records:
        _define_records(table, instance, code)
    exec(code.python, namespace)
    for function, arity in code.exports:
        fn = namespace.get(f"{function}/{arity}")
        if fn is not None:
            instance.exports[atom(function), arity] = fn
    _add_module_info(table.node, instance)
    return instance


def _define_records(table: CodeTable, instance: ModuleInstance, code: ModuleCode) -> None:
    """A definition that did not change is the one that earlier values captured."""
    before = table.current.get(instance.name)
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


def native_instance(table: CodeTable, name: Atom, code: NativeModule, file: Term) -> ModuleInstance:
    """A version whose functions are Python's."""
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
