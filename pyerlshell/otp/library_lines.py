"""The lines that the reference shows in stack traces of library modules that are Erlang here too.

`library_lines.txt` has a row for each line of ours that is known to stand for one of the reference:
its module, the function, the reference's line and our text, by which the row finds the line. The
compiler then gives what stands there the reference's number, as native_lines.txt does for Python.

OTP: the line chunks of the modules
"""

from __future__ import annotations

import os
from typing import Any

from pyerlshell.terms.atoms import Atom, a


def renumbered(forms: list[Any], source: bytes, module: str) -> list[Any]:
    """The forms, with the reference's lines where they are known."""
    known = _table(module)
    if not known:
        return forms
    texts = [line.strip() for line in source.decode("utf-8").splitlines()]
    return [_form(form, known, texts) if form[0] is a.function else form for form in forms]


def rows() -> bytes:
    """The table as it is stored."""
    with open(os.path.join(os.path.dirname(__file__), "library_lines.txt"), "rb") as file:
        return file.read()


def _table(module: str) -> dict[tuple[str, str], int]:
    found = [line.split(" ", 3) for line in rows().decode("utf-8").splitlines()]
    return {(row[1], row[3]): int(row[2]) for row in found if row[0] == module}


def _form(form: Any, known: dict[tuple[str, str], int], texts: list[str]) -> Any:
    name = f"{form[2].name}/{form[3]}"
    lines: dict[int, int] = {}
    for number, text in enumerate(texts, 1):
        line = known.get((name, text))
        if line is not None:
            lines[number] = line
    return _moved(form, lines) if lines else form


def _moved(node: Any, lines: dict[int, int]) -> Any:
    if type(node) is list:
        return [_moved(node[0], lines), _moved(node[1], lines)]
    if type(node) is not tuple:
        return node
    parts = [_moved(part, lines) for part in node]
    if len(node) > 1 and type(node[0]) is Atom and type(node[1]) is tuple and len(node[1]) == 2:
        line, column = node[1]
        if line in lines:
            parts[1] = (lines[line], column)
    return tuple(parts)
