"""The places that remote calls go through: one for each exported function that anybody names.

A cell is made once and only ever re-pointed when a module is loaded or deleted. The cell of a
function that is not there holds a stub, which asks the node's loaders for the module and then calls
it, or the handlers of undefined functions, or raises undef.

OTP: export.c, error_handler
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from pyerlshell.erts.errors import ErlError
from pyerlshell.erts.machine import TAIL, P
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.types import Term

if TYPE_CHECKING:
    from pyerlshell.erts.code_table import CodeTable


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
        self.fn = stub(self)

    @property
    def defined(self) -> bool:
        """There is such a function, without loading anything."""
        return getattr(self.fn, "__code__", None) is not STUB_CODE


def stub(cell: ExportCell) -> Callable[..., Any]:
    """What a call of a function that is not there runs."""

    def undefined(*args: Term) -> Any:
        handler = handler_of_process(cell.table, a.undefined_function)
        if handler is None or cell.module in cell.table.standing:
            cell.table.autoload(cell)
        fn = cell.fn
        if getattr(fn, "__code__", None) is not STUB_CODE:
            if cell.table.current[cell.module].native:
                return fn(*args)  # callers of BIFs need not expect TAIL
            P.f = fn
            P.a = args
            return TAIL
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
    what `stub` does itself, unless somebody traces it."""
    extra = P.cur.extra if hasattr(P, "cur") else None
    chosen = extra.flags.get(a.error_handler) if extra is not None else None
    if type(chosen) is not Atom:
        chosen = a.error_handler
    handler = table.cell(chosen, name, 3)
    if not handler.defined or (chosen is a.error_handler and TRACED not in handler.fn.__dict__):
        return None
    return handler.fn


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


@lru_cache(256)
def external_maker(arity: int) -> Callable[..., Any]:
    """Makes `fun m:f/arity` of a cell."""
    names = ", ".join(f"a{i}" for i in range(arity))
    tuple_text = f"({names},)" if arity else "()"
    text = (
        f"def make(cell, P, TAIL):\n def external({names}):\n"
        f"  P.f = cell.fn; P.a = {tuple_text}; return TAIL\n return external\n"
    )
    namespace: dict[str, Any] = {}
    exec(text, namespace)
    made: Callable[..., Any] = namespace["make"]
    return made


STUB_CODE: Final = next(c for c in stub.__code__.co_consts if hasattr(c, "co_code"))
"""The code of every stub: its frames are those of functions that are not there."""
