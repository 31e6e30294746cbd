"""The check sum of a module's code, which becomes its `vsn` when the source names none.

Sources that differ only in comments or layout have the same one, as in the reference: positions are
taken out of the code before it is hashed. The form that marshal writes is the old one, without
references, because those depend on how often an object happens to be used.

OTP: beam_asm (module_md5)
"""

from __future__ import annotations

import hashlib
import marshal
from types import CodeType
from typing import Any


def code_md5(code: CodeType, *parts: Any) -> bytes:
    """16 bytes for the code and whatever else belongs to it (plain data)."""
    return hashlib.md5(marshal.dumps((_bare(code), parts), 2)).digest()


def _bare(code: CodeType) -> CodeType:
    """The code without file, lines and columns, nested functions included."""
    inner = tuple([_bare(c) if isinstance(c, CodeType) else c for c in code.co_consts])
    return code.replace(co_consts=inner, co_filename="", co_firstlineno=1, co_linetable=b"")
