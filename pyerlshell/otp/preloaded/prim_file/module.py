"""What every operation needs: the declaration, file names as text, reasons of failures.

A name is a string, a binary, an atom or a deep list of strings and atoms, without NUL; anything
else is `{error, badarg}`. Bytes that are no UTF-8 are lone surrogates in Python's text.

OTP: prim_file, file (file_name/1)
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from typing import Final

from pyerlshell.erts.machine import P
from pyerlshell.erts.native import NativeModule
from pyerlshell.erts.outside import Outside
from pyerlshell.otp.iodata import NotIodata
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.lists import string_to_list
from pyerlshell.terms.types import Term

prim_file: Final = NativeModule("prim_file", "The file system, one operation a function.")

OK: Final = a.ok
ERROR: Final = a.error
BADARG: Final = (a.error, a.badarg)


class BadNameError(Exception):
    """A term that is no file name, or another argument of a wrong kind."""


def name_of(term: Term) -> str:
    """A file name as text. Raises BadNameError."""
    text = text_of(term)
    if "\0" in text:
        raise BadNameError
    return text


def text_of(term: Term) -> str:
    """Like `name_of/1`, but NUL is a character like others."""
    raw = to_bytes(term)
    if raw is not None:
        return os.fsdecode(raw)
    if type(term) is Atom:
        return term.name
    if type(term) is not list and term is not None:
        raise BadNameError
    out: list[str] = []
    rest: list[Term] = [term]
    while rest:
        x = rest.pop()
        while type(x) is list:
            head = x[0]
            if type(head) is int:
                out.append(_character(head))
                x = x[1]
            else:
                rest.append(x[1])
                x = head
        if type(x) is Atom:
            out.append(x.name)
        elif x is not None:
            raise BadNameError
    return "".join(out)


def _character(code: int) -> str:
    if 0 <= code < 0xD800 or 0xDFFF < code < 0x110000:
        return chr(code)
    raise BadNameError


def has_atom(term: Term) -> bool:
    """Whether a deep list has atoms in it: file names may, other strings may not."""
    rest = [term]
    while rest:
        x = rest.pop()
        if type(x) is list:
            rest += x
        elif type(x) is Atom:
            return True
    return False


def name_term(text: str) -> Term:
    """A name that the file system gave: a string, or a binary if it is no text."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return os.fsencode(text)
    return string_to_list(text)


def integer(term: Term) -> int:
    """An integer argument. Raises BadNameError."""
    if type(term) is not int:
        raise BadNameError
    return term


def outside() -> Outside:
    """The door of the running node."""
    return P.cur.node.outside


def reach(action: str, name: Term) -> str:
    """The path of a name, if we may do this with it."""
    return outside().reach(action, name_of(name))


def reason(e: OSError) -> Atom:
    """`enoent` and its like."""
    number = e.errno or (errno.EACCES if isinstance(e, PermissionError) else errno.EIO)
    if number == errno.EOPNOTSUPP:
        return a.enotsup
    return atom(errno.errorcode.get(number, "EIO").lower())


def attempt(action: Callable[..., Term], *args: Term) -> Term:
    """What the action gives, or `{error, Reason}`."""
    try:
        return action(*args)
    except OSError as e:
        return (ERROR, reason(e))
    except (BadNameError, NotIodata, ValueError, OverflowError):
        return BADARG
    except MemoryError:
        return (ERROR, a.enomem)
