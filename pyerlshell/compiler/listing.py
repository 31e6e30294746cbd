"""Every stage of the compiler as text: `listing(forms, "core")`, `listing(forms, "python")`.

OTP: the 'P', 'E' and to_core options of compile
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from typing import Any, Final

from pyerlshell.compiler.compile import Options, run_passes


def listing(forms: Iterable[Any], stage: str = "python") -> str:
    """What stands after the pass of that name."""
    work = run_passes(forms, Options(), stage)
    if work.errors:
        return "\n".join([repr(e) for e in work.errors])
    if stage == "core":
        assert work.core is not None
        return "\n\n".join([_core(f, "") for f in work.core.functions])
    assert work.python is not None
    return python_text(work.python.body)


def python_text(body: list[ast.stmt]) -> str:
    """The generated Python; names that Python has no spelling for stand as they are."""
    return "\n".join([ast.unparse(stmt) for stmt in body])


_WIDTH: Final = 100


def _core(node: Any, indent: str) -> str:
    """A node in one line if it fits, else its fields one below the other."""
    if is_dataclass(node):
        parts = [
            (f.name, getattr(node, f.name)) for f in fields(node) if f.name not in ("line", "file")
        ]
        head = type(node).__name__
        inner = [_core(value, indent + "  ") for _, value in parts]
    elif type(node) is tuple:
        head = ""
        inner = [_core(value, indent + "  ") for value in node]
    else:
        return repr(node) if type(node) is not frozenset else repr(sorted(node))
    line = f"{head}({', '.join(inner)})"
    if len(line) + len(indent) <= _WIDTH and "\n" not in line:
        return line
    return f"{head}(\n" + ",\n".join([f"{indent}  {text}" for text in inner]) + ")"
