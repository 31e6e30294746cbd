"""Funs whose code is not there: of a version that was purged, or that came from outside.

Such a fun is a Python function like any other, but its code looks for the module when it is called:
a version with the same check sum runs it, another one makes it a bad function, and where no module
can be loaded the call is undefined.

OTP: erl_fun.c, error_handler:undefined_lambda/3
"""

from __future__ import annotations

import gc
import sys
from types import CellType, CodeType, FunctionType
from typing import TYPE_CHECKING, Any, Final

from pyerlshell.erts.errors import ErlError
from pyerlshell.erts.machine import TAIL, P
from pyerlshell.terms import funs
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.types import Term

if TYPE_CHECKING:
    from pyerlshell.erts.node import Node

LOST: Final = "__lost__"
"""An attribute of a fun without code."""


def found(node: Node, module: Atom, index: int, uniq: int, env: tuple[Term, ...]) -> Any:
    """The fun of a loaded version with this number and check sum; None if there is none."""
    for versions in (node.code.current, node.code.old):
        instance = versions.get(module)
        if instance is None or instance.native:
            continue
        namespace = instance.namespace
        for name, entry in namespace.get("__funs__", {}).items():
            if entry == (index, uniq):
                return _closed(namespace, name, env)
    return None


def _closed(namespace: dict[str, Any], name: str, env: tuple[Term, ...]) -> FunctionType | None:
    """The factory of a fun takes its environment by name; a fun without one stands for itself."""
    plain = namespace.get(name)
    if type(plain) is FunctionType and not env:
        return plain
    factory: Any = namespace.get("mk" + name)
    if factory is None:
        return None
    inner = [c for c in factory.__code__.co_consts if type(c) is CodeType and c.co_name == name]
    order = factory.__code__.co_varnames[: factory.__code__.co_argcount]
    free = [n for n in inner[0].co_freevars if n in order] if inner else []  # and itself, perhaps
    if len(free) != len(env):
        return None
    values = dict(zip(free, env))
    made: FunctionType = factory(*[values.get(n) for n in order])
    return made


def lost(module: Atom, entry: tuple[int, int], arity: int, env: tuple[Term, ...]) -> FunctionType:
    """A fun of a module that is not loaded, or in another version."""
    label = f"-lost-{entry[0]}-/{arity}"
    namespace = {"__erl_module__": module, "__funs__": {label: entry}, "__builtins__": {}}
    free = tuple([f"e{i}" for i in range(len(env))])
    model = _code(label, tuple([f"a{i}" for i in range(arity)]), free, "<lost>", 1)
    fun = FunctionType(model, namespace, label, None, tuple([CellType(x) for x in env]))
    _lose(fun)
    return fun


def lose_funs(namespace: dict[str, Any]) -> None:
    """Take the code away from every fun value of this namespace."""
    entries = namespace.get("__funs__", {})
    if not entries:
        return
    for f in gc.get_referrers(namespace):
        if type(f) is FunctionType and f.__globals__ is namespace and f.__code__.co_name in entries:
            _lose(f)


def _lose(f: FunctionType) -> None:
    code = f.__code__
    names = code.co_varnames[: code.co_argcount]
    f.__code__ = _code(
        code.co_name, names, code.co_freevars, code.co_filename, code.co_firstlineno, f
    )
    f.__dict__[LOST] = True


def is_lost(f: FunctionType) -> bool:
    """Its code is not there."""
    return LOST in f.__dict__


def _called(fun: FunctionType, args: tuple[Term, ...]) -> Any:
    """What a call of a fun without code does."""
    node = P.cur.node
    module, index, uniq = funs.module_index_uniq(fun)
    node.code.ensure_loaded(module)
    there = found(node, module, index, uniq, funs.environment(fun))
    if there is not None and not is_lost(there):
        P.f = there
        P.a = args
        return TAIL
    from pyerlshell.erts.export_cells import handler_of_process  # which imports this one's users
    from pyerlshell.erts.stacktrace import current_stack

    handler = handler_of_process(node.code, a.undefined_lambda)
    if handler is not None and module not in node.code.current:
        P.f = handler
        P.a = (module, fun, to_list(args))
        return TAIL
    below = current_stack(sys._getframe(2))
    if module in node.code.current:
        raise ErlError(a.error, (a.badfun, fun), None, below)
    raise ErlError(a.error, a.undef, None, [(fun, to_list(args), None), below])


def _code(
    name: str,
    names: tuple[str, ...],
    free: tuple[str, ...],
    file: str,
    line: int,
    fun: FunctionType | None = None,
) -> CodeType:
    """Code with this name and these parameters that only calls `_called`."""
    import ast  # slow to import, and few funs are lost
    import warnings

    given = "".join([f"a{i}, " for i in range(len(names))])  # theirs may be no words of Python
    tree = ast.parse(f"def lost({given}):\n return 'called'('fun', ({given}))\n")
    for node in ast.walk(tree):  # the columns of generated code say what it does not do here
        if isinstance(node, ast.expr | ast.stmt):
            node.end_lineno, node.col_offset, node.end_col_offset = node.lineno, 0, 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)  # calling a constant is what is meant here
        made = compile(tree, file, "exec", dont_inherit=True)
    inner = next(c for c in made.co_consts if isinstance(c, CodeType))
    swap: dict[Any, Any] = {"called": _called, "fun": fun}
    consts = tuple([swap.get(c, c) if type(c) is str else c for c in inner.co_consts])
    return inner.replace(
        co_consts=consts,
        co_name=name,
        co_qualname=name,
        co_varnames=names,
        co_freevars=free,
        co_firstlineno=line,
    )
