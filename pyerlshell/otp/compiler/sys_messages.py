"""The module `sys_messages`: diagnostics as the compiler prints them, for other compilers.

OTP: sys_messages
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.native import NativeModule
from pyerlshell.otp import procs
from pyerlshell.otp.chardata import to_str
from pyerlshell.otp.compiler import compile_report
from pyerlshell.otp.compiler.compile_report import Sources
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import from_list, string_to_list, to_list
from pyerlshell.terms.types import Term

sys_messages: Final = NativeModule("sys_messages", "Diagnostics as the compiler prints them.")


def _texts(file: Term, prefix: Term, found: Term, options: Term) -> list[tuple[Any, str]]:
    name, start = to_str(file), to_str(prefix)
    brief = any(o is a.brief for o in from_list(options))
    sources = Sources()
    infos: list[Any] = from_list(found)
    return [(i[0], compile_report.text_of(name, i, start, brief, sources)) for i in infos]


@sys_messages.export("format_messages/4", internal=True)
def format_messages(file: Term, prefix: Term, found: Term, options: Term) -> Term:
    """{{File, Location}, Text} for each diagnostic; `none` for those without a place."""
    rows: list[Term] = []
    for place, text in _texts(file, prefix, found, options):
        rows.append((a.none if place is a.none else (file, place), string_to_list(text)))
    return to_list(rows)


@sys_messages.export("list_errors/3", internal=True)
def list_errors(file: Term, found: Term, options: Term) -> Term:
    """Print the diagnostics."""
    for _, text in _texts(file, None, found, options):
        procs.put_chars(text)
    return a.ok
