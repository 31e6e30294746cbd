"""Loops that can be traced.

A function that calls itself last is a Python loop, and no call is there to be seen; nor is one
where a function raises with error/1 and its like. When a function is to be traced locally, its
version is compiled once more without loops, beside the first: calls from other modules are led
there, and so are processes that wait in the function. What runs in the first one at that moment
goes on there until it leaves it. Nothing of this exists while nothing is traced.

OTP: - (breakpoints of beam_bp.c need no such thing)
"""

from __future__ import annotations

from types import FunctionType
from typing import TYPE_CHECKING, Any

from pyerlshell.terms.module_code import ModuleCode

if TYPE_CHECKING:
    from pyerlshell.erts.module_instance import ModuleInstance
    from pyerlshell.erts.node import Node


def without_loops(node: Node, instance: ModuleInstance) -> ModuleInstance | None:
    """The version compiled without loops; None if its source is not known."""
    if instance.traced is None and not instance.native and node.without_loops is not None:
        code = node.without_loops(instance)
        if code is not None:
            instance.traced = node.code.prepare(_same_identity(code, instance), instance.file)
    return instance.traced


def _same_identity(code: ModuleCode, instance: ModuleInstance) -> ModuleCode:
    """Its funs are the funs of the version: they have the same check sum and numbers."""
    fields = {name: getattr(code, name) for name in ModuleCode.__slots__}  # type: ignore[attr-defined]
    for name in ("md5", "funs", "attributes", "compile"):
        fields[name] = getattr(instance.code, name)
    return ModuleCode(**fields)


def lead_over(node: Node, instance: ModuleInstance, key: str, on: bool) -> None:
    """Processes that wait in the function without a stack go on in the other compilation."""
    if instance.traced is None:
        return
    here, there = instance.namespace, instance.traced.namespace
    if not on:
        here, there = there, here
    names = {id(f): name for name, f in here.items() if name.startswith("rcv")}
    for p in node.processes.values():
        f = p.f
        if p.g is None and type(f) is FunctionType and f.__code__.co_name == key:
            other = there.get(names.get(id(f), ""))
            if other is not None and other.__code__.co_name == key:
                args = _arranged(f, p.a, other)
                if args is not None:
                    p.f, p.a = other, args


def _arranged(f: FunctionType, args: tuple[Any, ...], other: Any) -> tuple[Any, ...] | None:
    """The same values for the other's parameters, if each is known."""
    count, wanted = f.__code__.co_argcount, other.__code__.co_argcount
    values = dict(zip(f.__code__.co_varnames[:count], args))
    names = other.__code__.co_varnames[:wanted]
    if len(args) != count or any(name not in values for name in names):
        return None
    return tuple([values[name] for name in names])
