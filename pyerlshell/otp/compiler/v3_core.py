"""The module `v3_core`: texts of the warnings that the pass of that name finds.

OTP: v3_core
"""

from __future__ import annotations

from typing import Final

from pyerlshell.compiler import foresee
from pyerlshell.erts.native import NativeModule
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import string_to_list
from pyerlshell.terms.types import Term

v3_core: Final = NativeModule("v3_core", "Warnings of the compiler.")


@v3_core.export("format_error/1", internal=True)
def format_error(descriptor: Term) -> Term:
    """The text of a warning."""
    return string_to_list(foresee.format_error(a.v3_core, descriptor))
