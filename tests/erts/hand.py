"""Modules written by hand in the style of generated code, for testing the runtime without a
compiler."""

from __future__ import annotations

import ast
import hashlib
import itertools
import re
from typing import Any

from pyerlshell.erts.clock import FakeClock
from pyerlshell.erts.errors import ErlError, function_clause
from pyerlshell.erts.machine import TAIL, P, run
from pyerlshell.erts.mailbox import end_timeout, make_ref, park, send, start_timeout, wait
from pyerlshell.erts.node import Node
from pyerlshell.erts.process import Process
from pyerlshell.erts.reasons import caught
from pyerlshell.erts.stacktrace import stacktrace
from pyerlshell.otp.preloaded.erlang import (
    processes,
    processes_code,
    processes_control,
    processes_info,
    processes_names,
    processes_signals,
    processes_system,
    processes_time,
)
from pyerlshell.otp.preloaded.erlang.module import erlang
from pyerlshell.terms.atoms import a, atom
from pyerlshell.terms.lists import from_list, to_list
from pyerlshell.terms.module_code import ModuleCode

PARTS = (
    processes,
    processes_code,
    processes_control,
    processes_info,
    processes_names,
    processes_signals,
    processes_system,
    processes_time,
)

NAMESPACE: dict[str, Any] = {
    "P": P,
    "TAIL": TAIL,
    "run": run,
    "end_timeout": end_timeout,
    "make_ref": make_ref,
    "park": park,
    "send": send,
    "start_timeout": start_timeout,
    "wait": wait,
    "caught": caught,
    "stacktrace": stacktrace,
}
NAMESPACE |= {"a": a, "ErlError": ErlError, "function_clause": function_clause}
NAMESPACE |= {"to_list": to_list, "from_list": from_list}

_NAME = re.compile(r"(\w+?)__(\d+)\Z")


class _Rename(ast.NodeTransformer):
    """`f__1` in the text is the function `f/1`; `lists__seq__2` is the cell of lists:seq/2."""

    def __init__(self) -> None:
        self.cells: set[tuple[str, str, str, int]] = set()

    def visit_FunctionDef(self, node: ast.FunctionDef) -> Any:
        if found := _NAME.match(node.name):
            node.name = f"{found[1]}/{found[2]}"
        return self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> Any:
        if found := re.match(r"(\w+?)__(\w+?)__(\d+)\Z", node.id):
            self.cells.add((node.id, found[1], found[2], int(found[3])))
        elif found := _NAME.match(node.id):
            node.id = f"{found[1]}/{found[2]}"
        return node


def module(name: str, text: str, **fields: Any) -> ModuleCode:
    """A module from Python text; every top-level f__N is exported."""
    tree = ast.parse(text)
    rename = _Rename()
    tree = ast.fix_missing_locations(rename.visit(tree))
    for node in ast.walk(tree):  # columns mean something in generated code
        if hasattr(node, "lineno"):
            node.end_lineno, node.col_offset, node.end_col_offset = node.lineno, 0, 0
    exports = [
        (node.name.rpartition("/")[0], int(node.name.rpartition("/")[2]))
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and "/" in node.name
    ]
    empty = bytes([131, 106])
    given: dict[str, Any] = {
        "funs": {},
        "ops": {},
        "attributes": empty,
        "compile": empty,
        "md5": hashlib.md5(text.encode()).digest(),
    }
    return ModuleCode(
        name=name,
        python=compile(tree, f"{name}.erl", "exec"),
        atoms=(),
        literals=(),
        imports=tuple(rename.cells),
        exports=tuple(exports),
        **(given | fields),
    )


class System:
    """A node under a clock that jumps, with the process BIFs."""

    def __init__(self, *loaders: Any) -> None:
        self.clock = FakeClock()
        self.node = Node(loaders, clock=self.clock, seed=1)
        self.node.code.namespace = {**__builtins__, **NAMESPACE}  # type: ignore[dict-item]
        self.node.code.load(erlang)
        self.crashes: list[tuple[Any, ...]] = []
        self.node.on_crash = lambda p, cls, reason, trace: self.crashes.append(
            (p.pid, cls, reason, trace)
        )
        self._names = itertools.count()

    def load(self, name: str, text: str, **fields: Any) -> Any:
        return self.node.code.load(module(name, text, **fields))

    def call(self, module_name: str, name: str, *args: Any) -> Any:
        return self.node.call(module_name, name, args)

    def spawn(self, module_name: str, name: str, *args: Any) -> Process:
        return self.node.spawn_mfa(atom(module_name), atom(name), args)

    def alive(self, p: Process) -> bool:
        return self.node.lookup(p.pid) is p


def plain(term: Any) -> Any:
    """Lists as Python lists and atoms as strings, so that tests can compare and print."""
    if term is None or type(term) is list:
        return [plain(x) for x in from_list(term)]
    if type(term) is tuple:
        return tuple(plain(x) for x in term)
    if isinstance(term, type(a.ok)):
        return term.name
    return term
