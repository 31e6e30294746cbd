"""The module `sys_core_fold`: texts of the warnings that the pass of that name finds.

OTP: sys_core_fold
"""

from __future__ import annotations

from typing import Final

from pyerlshell.compiler import foresee
from pyerlshell.erts.native import NativeModule
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import string_to_list
from pyerlshell.terms.types import Term

sys_core_fold: Final = NativeModule("sys_core_fold", "Warnings of the compiler.")


@sys_core_fold.export("format_error/1", internal=True)
def format_error(descriptor: Term) -> Term:
    """The text of a warning."""
    return string_to_list(foresee.format_error(a.sys_core_fold, descriptor))
