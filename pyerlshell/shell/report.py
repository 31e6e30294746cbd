"""How the shell prints values and exceptions, and the lines with stars.

What it needs is imported when there is something to print, after the first prompt.

OTP: shell (pp, report_exception)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyerlshell.erts.machine import P
from pyerlshell.erts.reasons import is_internal
from pyerlshell.otp import procs
from pyerlshell.shell.paint import Paint
from pyerlshell.shell.session import Session
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Term

if TYPE_CHECKING:
    from pyerlshell.terms.docs import RecordFields

DEPTH: Final = 30
BENIGN: Final = "* "
SERIOUS: Final = "** "
FATAL: Final = "*** "


def value_text(session: Session, value: Term, column: int = 1, depth: int = DEPTH) -> str:
    """The value as the shell shows it."""
    from pyerlshell.terms.pretty import shell_pretty

    return shell_pretty(
        value,
        column,
        session.columns(),
        records=record_names(session) if session.records else None,
        strings=procs.env(a.shell_strings, a.true) is not a.false,
        depth=depth,
        printable=P.cur.node.printable,
    )


def show_value(session: Session, value: Term) -> None:
    """Print the value of a command; a terminal may colour it."""
    text = value_text(session, value) + "\n"
    P.cur.node.part(Paint).announce("value", text)
    procs.put_chars(text)


def record_names(session: Session) -> RecordFields:
    """Tells the printer the field names of the records this shell knows."""
    from pyerlshell.shell.records import fields_of, is_native

    def fields(tag: Atom, count: int) -> list[Atom] | None:
        definition = session.records.get(tag)
        if definition is None or is_native(definition):
            return None
        names = fields_of(definition)
        return names if len(names) == count else None

    return fields


def exception(session: Session, cls: Atom, reason: Term, trace: Term, tag: str = SERIOUS) -> None:
    """`** exception error: ...`, with what of the stack is not the shell's own."""
    if is_internal(reason):
        assert type(reason) is tuple
        note(tag, "internal error (a bug in pyerlshell): " + reason[1].decode("utf-8", "replace"))
        return

    from pyerlshell.otp.stdlib.erl_error import exception_text

    def fmt(term: Term, column: int) -> str:
        return value_text(session, term, column)

    text = exception_text(len(tag) + 1, cls, reason, trace, _of_the_shell, fmt)
    P.cur.node.part(Paint).announce("error", f"{tag}{text}\n")
    procs.put_chars(f"{tag}{text}\n")


def _of_the_shell(module: Term, _function: Term, _arity: Term) -> bool:
    return module is a.erl_eval or module is a.shell


def note(tag: str, text: str) -> None:
    """One line with stars."""
    procs.put_chars(f"{tag}{text}\n")


def error_info(info: Term) -> str:
    """`1:4: syntax error before: '.'` of {Location, Module, Descriptor}."""
    assert type(info) is tuple
    location, module, descriptor = info
    where = f"{location[0]}:{location[1]}" if type(location) is tuple else f"{location}"
    assert type(module) is Atom
    from pyerlshell.shell import parsing

    text = parsing.format_error(module, descriptor)
    if text is None:
        text = procs.text(procs.apply(module, a.format_error, (descriptor,)))
    return f"{where}: {text}"
