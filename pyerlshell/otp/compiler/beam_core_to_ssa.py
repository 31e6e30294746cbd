"""The module `beam_core_to_ssa`: texts of the warnings that the pass of that name finds.

OTP: beam_core_to_ssa
"""

from __future__ import annotations

from typing import Final

from pyerlshell.compiler import foresee
from pyerlshell.erts.native import NativeModule
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import string_to_list
from pyerlshell.terms.types import Term

beam_core_to_ssa: Final = NativeModule("beam_core_to_ssa", "Warnings of the compiler.")


@beam_core_to_ssa.export("format_error/1", internal=True)
def format_error(descriptor: Term) -> Term:
    """The text of a warning."""
    return string_to_list(foresee.format_error(a.beam_core_to_ssa, descriptor))
