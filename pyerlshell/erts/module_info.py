"""`module_info/0,1` and `erlang:get_module_info/1,2`.

OTP: beam_bif_load.c
"""

from __future__ import annotations

import re
from types import FunctionType
from typing import TYPE_CHECKING, Final

from pyerlshell.erts.errors import badarg
from pyerlshell.erts.native import NativeModule
from pyerlshell.terms.atoms import a, atom
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.types import Term

if TYPE_CHECKING:
    from pyerlshell.erts.module_instance import ModuleInstance
    from pyerlshell.erts.node import Node

_ITEMS = ("module", "exports", "attributes", "compile", "md5")


def all_items(node: Node, instance: ModuleInstance) -> Term:
    """What `Module:module_info()` returns."""
    return to_list([(atom(name), item(node, instance, atom(name))) for name in _ITEMS])


def item(node: Node, instance: ModuleInstance, name: Term) -> Term:
    """What `Module:module_info(Item)` returns."""
    if name is a.module:
        return instance.name
    if name is a.exports or name is a.functions:
        return to_list(functions(instance, name is a.functions))
    if name is a.nifs or name is a.native_addresses:
        return None
    if name is a.attributes or name is a.compile:
        return _decoded(instance, name.name)
    if name is a.native:
        return a.false
    if name is a.md5:
        return getattr(instance.code, "md5", b"\0" * 16)
    raise badarg(name)


_PIECE: Final = re.compile(r"rcv\d+-")  # of a function, which goes on there after a receive


def functions(instance: ModuleInstance, local: bool) -> list[Term]:
    """Names and arities; local ones too, and the funs, whose names Python has behind `mk` where
    they are made with an environment."""
    found: dict[tuple[object, int], None] = dict.fromkeys(instance.exports)
    if local:
        for name, value in list(instance.namespace.items()):
            function, slash, arity = name.rpartition("/")
            if type(value) is not FunctionType or not arity.isdigit() or _PIECE.match(name):
                continue
            if slash and function:
                found.setdefault((atom(function.removeprefix("mk")), int(arity)))
    return list(found)


def _decoded(instance: ModuleInstance, field: str) -> Term:
    if isinstance(instance.code, NativeModule):
        return None
    from pyerlshell.terms import etf

    return etf.decode(getattr(instance.code, field))
