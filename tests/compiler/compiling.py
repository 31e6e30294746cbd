"""What the compiler's tests share: compiling Erlang text and running it on a node of its own."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

from pyerlshell.compiler.compile import Options, compile_forms
from pyerlshell.erts.native import NativeModule
from pyerlshell.erts.node import Node
from pyerlshell.syntax.epp import api, options
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.module_code import ModuleCode
from pyerlshell.terms.types import Term

PACKAGES = ("preloaded", "kernel", "stdlib")


def forms_of(text: str, name: str = "t.erl") -> list[Term]:
    """The abstract forms of a module's text."""
    read = options.Options(read_file=lambda path: Path(path).read_bytes())
    return api.parse_text(name, text.encode(), read).forms


def compiled(text: str, name: str = "t.erl") -> ModuleCode:
    return compile_forms(forms_of(text, name), Options(source=name))


def load_native(node: Node, module: Atom) -> bool:
    """Load a module that is Python."""
    for package in PACKAGES:
        try:
            found = importlib.import_module(f"pyerlshell.otp.{package}.{module.name}")
        except ModuleNotFoundError:
            continue
        for value in vars(found).values():
            if isinstance(value, NativeModule) and value.name == module.name:
                node.code.load(value)
                return True
    return False


def new_node() -> Node:
    """A node with the native modules and nothing else."""
    sys.setrecursionlimit(2**31 - 1)
    made = Node(loaders=[load_native])
    for theme in (
        "processes",
        "processes_signals",
        "processes_control",
        "processes_time",
        "processes_system",
    ):
        importlib.import_module(f"pyerlshell.otp.preloaded.erlang.{theme}")
    made.code.ensure_loaded(a.erlang)
    return made
