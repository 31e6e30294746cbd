"""Names of modules.

OTP: erl_lint (check_module_name/3)
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.syntax.erl_lint.state import Lint
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Term

_INVISIBLE: Final = frozenset(" \xa0\xad")


def check_module_name(c: Lint, anno: Term, name: Any) -> None:
    """A module name must be an atom that can be seen and be a file name."""
    if type(name) is not Atom:
        c.error(anno, a.bad_module_name)
        return
    text = name.name
    if text.isidentifier() and text.isascii():
        return
    if not text:
        c.error(anno, a.empty_module_name)
    elif all(char in _INVISIBLE for char in text):
        c.error(anno, a.blank_module_name)
    else:
        if any(ord(char) > 255 for char in text):
            c.error(anno, a.non_latin1_module_unsupported)
        if any(ord(char) < 0x20 or 0x7F <= ord(char) < 0xA0 for char in text):
            c.error(anno, a.ctrl_chars_in_module_name)
