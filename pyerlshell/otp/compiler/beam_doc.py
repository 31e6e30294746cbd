"""The module `beam_doc`: texts of what is said of documentation.

OTP: beam_doc
"""

from __future__ import annotations

from typing import Final

from pyerlshell.compiler import doc_findings
from pyerlshell.erts.native import NativeModule
from pyerlshell.terms.lists import string_to_list
from pyerlshell.terms.types import Term

beam_doc: Final = NativeModule("beam_doc", "Warnings of the compiler about documentation.")


@beam_doc.export("format_error/1", internal=True)
def format_error(descriptor: Term) -> Term:
    """The text of a warning."""
    return string_to_list(doc_findings.format_error(descriptor))
