"""The table of module c, and printing for its functions.

OTP: c
"""

from __future__ import annotations

from typing import Final

from pyerlshell.erts.native import NativeModule
from pyerlshell.otp import procs
from pyerlshell.otp.chardata import NotText, to_str
from pyerlshell.terms.atoms import Atom
from pyerlshell.terms.types import Term

c: Final = NativeModule("c", "Commands of the shell: compile, load, look at the system.")


def say(text: str) -> None:
    """Print through the group leader."""
    procs.put_chars(text)


def file_name(term: Term) -> str | None:
    """An atom or a string as a file name."""
    if type(term) is Atom:
        return term.name
    try:
        return to_str(term)
    except NotText:
        return None
