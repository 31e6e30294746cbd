"""The table of json's functions, and how they fail.

OTP: json
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NoReturn

from pyerlshell.erts.errors import ErlError
from pyerlshell.erts.machine import tail
from pyerlshell.erts.native import NativeModule
from pyerlshell.erts.stacktrace import ErrorInfo
from pyerlshell.otp.native_calls import failure
from pyerlshell.terms.atoms import a
from pyerlshell.terms.types import Term

json: Final = NativeModule("json", "Terms to JSON and back (RFC 8259).")


class Fault(Exception):
    """Text that cannot be: `fail` raises it as the reference's helper does. It becomes the last
    call of who catches it, so that no other frame shows.
    """

    def __init__(self, fail: Callable[[ErlError], NoReturn], error: ErlError) -> None:
        self.fail = fail
        self.error = error

    def raised(self) -> Term:
        """The error, as a tail call."""
        return tail(self.fail, self.error)


_invalid_byte: Final = failure("json", "invalid_byte", 2)
_unexpected_sequence: Final = failure("json", "unexpected_sequence", 2)
_unexpected_utf8: Final = failure("json", "unexpected_utf8", 2)


def _at(reason: Term, position: int) -> ErlError:
    info = ErrorInfo({a.cause: {a.position: position}, a.module: a.erl_stdlib_errors})
    return ErlError(a.error, reason, None, info=info)


def invalid_byte(byte: int, position: int) -> Fault:
    """A byte that cannot stand there."""
    return Fault(_invalid_byte, _at((a.invalid_byte, byte), position))


def unexpected_sequence(sequence: bytes, position: int) -> Fault:
    """Bytes that belong together and mean nothing."""
    return Fault(_unexpected_sequence, _at((a.unexpected_sequence, sequence), position))


def cut_off() -> Fault:
    """Text that ends within a character."""
    return Fault(_unexpected_utf8, ErlError(a.error, a.unexpected_end))
