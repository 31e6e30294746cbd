"""Which file each function stands in, where `-file` or an include file says so.

Before:  all code objects of a module name the module's file
After:   those of a function behind `-file("x.yrl", 7)` name x.yrl, as do its funs

OTP: v3_core, beam_asm (the line table names files)
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from types import CodeType
from typing import Final

from pyerlshell.compiler import core

_OWNER: Final = re.compile(r"(?:mk)?-?(.*?/\d+)(?:-.*)?$")
"""The function that a code object belongs to: `f/1`, `-f/1-fun-0-/1`, `mk-f/1-fun-0-/1`."""


def placed(code: CodeType, functions: Iterable[core.Function], file: str) -> CodeType:
    """The module's code with the right file names."""
    elsewhere = {
        f"{f.name}/{len(f.params)}": f.file for f in functions if f.file and f.file != file
    }
    if not elsewhere:
        return code
    parts: list[object] = []
    for part in code.co_consts:
        if type(part) is CodeType:
            owner = _OWNER.match(part.co_name)
            part = _moved(part, elsewhere.get(owner[1], file) if owner else file)
        parts.append(part)
    return code.replace(co_consts=tuple(parts))


def _moved(code: CodeType, file: str) -> CodeType:
    inner = [_moved(part, file) if type(part) is CodeType else part for part in code.co_consts]
    return code.replace(co_consts=tuple(inner), co_filename=file)
