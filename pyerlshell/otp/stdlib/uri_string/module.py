"""The module `uri_string`: the table that the files of this package fill, and text that is a
binary or a list.

OTP: uri_string
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.errors import ErlError, throw
from pyerlshell.erts.native import NativeModule
from pyerlshell.otp.native_calls import failure
from pyerlshell.otp.stdlib.unicode import (
    characters_to_binary,
    characters_to_binary_between,
    characters_to_list,
    characters_to_list_from,
)
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.types import Term

__preempt__ = True

uri_string: Final = NativeModule(
    "uri_string",
    "URIs as RFC 3986 has them: parsing, composing, normalizing, resolving, and form data.\n\n"
    "A URI may be a binary or a list; what is made of it is of the same kind.",
)


_to_list_failed = failure("uri_string", "convert_to_list", 2)


def is_list(x: Term) -> bool:
    """`is_list/1`."""
    return x is None or type(x) is list


def refused(reason: Atom, what: Term) -> ErlError:
    """`throw({error, Reason, What})`."""
    return throw((a.error, reason, what))


def thrown(e: ErlError) -> Term:
    """What `catch throw:{error, _, _}` gives; any other failure is raised again."""
    r: Any = e.reason
    if e.cls is a.throw and type(r) is tuple and len(r) == 3 and r[0] is a.error:
        return r
    raise e


def as_bytes(text: Term) -> bytes | None:
    """The UTF-8 of a list, None if it is no text."""
    return to_bytes(characters_to_binary(text))


def as_list(raw: Term) -> Term:
    """`unicode:characters_to_list/1`."""
    return characters_to_list(raw)


def to_binary(data: Term, inside: Term, outside: Term) -> bytes:
    """Text in another encoding; throws {error, invalid_input, Rest}."""
    made: Any = characters_to_binary_between(data, inside, outside)
    if type(made) is tuple:
        raise refused(a.invalid_input, made[2])
    return to_bytes(made) or b""


def to_chars(data: Term, encoding: Term) -> Term:
    """The list of characters; throws {error, invalid_input, Rest}."""
    made: Any = characters_to_list_from(data, encoding)
    if type(made) is tuple:
        _to_list_failed(refused(a.invalid_input, made[2]))
    return made
