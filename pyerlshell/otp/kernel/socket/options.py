"""Options: setopt/2,3 and getopt/2,3.

OTP: socket (options)
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.errors import badarg, function_clause, throw
from pyerlshell.erts.machine import P
from pyerlshell.otp.kernel.socket.module import (
    CLOSED,
    OK,
    Open,
    invalid,
    open_of,
    problem,
    socket,
)
from pyerlshell.otp.kernel.socket.option_table import LEVELS, OPTIONS, BadValue, Form, truth
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.types import Pid, Term

OTP: Final = {
    "debug": a.false,
    "iow": a.false,
    "meta": a.undefined,
    "rcvbuf": 8192,
    "rcvctrlbuf": 1024,
    "select_read": a.false,
    "sndctrlbuf": 1024,
    "use_registry": a.true,
}
"""The options of the runtime's, and what they are at first."""
_BOOLEANS: Final = frozenset(("debug", "iow", "select_read", "use_registry"))
_ANYTHING: Final = frozenset(("meta",))


@socket.export("setopt/3", "(Socket, SocketOption :: {Level, Opt}, Value) -> ok | {error, Reason}")
def setopt(term: Term, option: Any, value: Term) -> Term:
    """Set an option of the system's, or with the level `otp` one of the runtime's."""
    found = open_of(term)
    if found is None or not _is_option(option):
        raise badarg(term, option, value)
    return _set(found, option, value)


@socket.export("setopt/4", internal=True)
def setopt_4(term: Term, level: Term, name: Term, value: Term) -> Term:
    """As setopt/3."""
    found = open_of(term)
    if found is None or not _is_option((level, name)):
        raise badarg(term, level, name, value)
    return _set(found, (level, name), value)


@socket.export(
    "getopt/2", "(Socket, SocketOption :: {Level, Opt}) -> {ok, Value} | {error, Reason}"
)
def getopt(term: Term, option: Any) -> Term:
    """An option of the system's, or with the level `otp` one of the runtime's."""
    found = open_of(term)
    if found is None:
        raise function_clause(term, option)
    if not _is_option(option) or type(option[0]) is not Atom or type(option[1]) is not Atom:
        raise throw((a.invalid, (a.socket_option, option)))
    return _get(found, option)


@socket.export("getopt/3", internal=True)
def getopt_3(term: Term, level: Term, name: Term) -> Term:
    """As getopt/2."""
    found = open_of(term)
    if found is None or not _is_option((level, name)):
        raise badarg(term, level, name)
    return _get(found, (level, name))


def _is_option(option: Any) -> bool:
    return type(option) is tuple and len(option) == 2 and type(option[0]) in (Atom, int)


def _row(option: Any) -> tuple[int, int, Form] | None:
    """Level, number and form of an option; None if there is no such."""
    level, name = option
    if type(level) is not Atom or type(name) is not Atom or level.name not in OPTIONS:
        return None
    found = OPTIONS[level.name].get(name.name)
    return None if found is None else (LEVELS[level.name], *found)


def _set(found: Open, option: Any, value: Any) -> Term:
    bad = invalid((a.socket_option, option, value))
    if found.sock is None:
        return CLOSED
    if option[0] is a.otp:
        return _set_own(found, option, value)
    row = _row(option)
    if row is None:
        return invalid((a.socket_option, option))
    level, number, form = row
    try:
        found.sock.setsockopt(level, number, form.encode(value))
    except (BadValue, OverflowError):
        return bad
    except OSError as e:
        return problem(e)
    return OK


def _set_own(found: Open, option: Any, value: Any) -> Term:
    name = option[1]
    bad = invalid((a.socket_option, option, value))
    if name is a.controlling_process:
        if type(value) is not Pid:
            return bad
        if found.owner != P.cur.pid:
            return (a.error, a.not_owner)
        found.owner = value
        return OK
    if type(name) is not Atom or name.name not in OTP:
        return invalid((a.socket_option, option))
    if not _fits(name.name, value):
        return bad
    if found.owner != P.cur.pid:
        return (a.error, a.not_owner)
    found.otp[name] = OTP[name.name] if value is a.default else value
    return OK


def _fits(name: str, value: Any) -> bool:
    if name in _ANYTHING:
        return True
    if name in _BOOLEANS:
        return value is a.true or value is a.false
    if name == "rcvbuf" and type(value) is tuple and len(value) == 2:
        return all(type(x) is int and x > 0 for x in value)
    return value is a.default or (type(value) is int and value > 0)


_SHOWN: Final[dict[tuple[str, str], str]] = {
    ("socket", "domain"): "domain",
    ("socket", "type"): "type",
    ("socket", "protocol"): "protocol",
    ("otp", "controlling_process"): "owner",
    ("otp", "domain"): "domain",
}


def _get(found: Open, option: Any) -> Term:
    if found.sock is None:
        return CLOSED
    level, name = option
    text = (level.name, name.name) if type(level) is Atom and type(name) is Atom else ("", "")
    if text in _SHOWN:
        return (OK, getattr(found, _SHOWN[text]))
    if text == ("otp", "fd"):
        return (OK, found.sock.fileno())
    if text[0] == "otp" and text[1] in OTP:
        return (OK, found.otp.get(name, OTP[text[1]]))
    row = _row(option)
    if row is None:
        return invalid((a.socket_option, option))
    number, option_number, form = row
    try:
        return (OK, form.decode(found.sock.getsockopt(number, option_number, *_sized(form))))
    except BadValue:
        return invalid((a.socket_option, option))
    except OSError as e:
        return problem(e)


def _sized(form: Form) -> tuple[int, ...]:
    return (form.size,) if form.size else ()


# As the system has them


@socket.export("setopt_native/3", "(Socket, SocketOption, Value) -> ok | {error, Reason}")
def setopt_native(term: Term, option: Any, value: Any) -> Term:
    """Set an option, by name or number, to an integer, a boolean or bytes."""
    found = open_of(term)
    if found is None or not _is_option(option):
        raise badarg(term, option, value)
    numbers = _numbers(option)
    if numbers is None:
        return invalid((a.socket_option, option))
    if found.sock is None:
        return CLOSED
    data = to_bytes(value)
    if value is a.true or value is a.false:
        value = int(value is a.true)
    if data is None and type(value) is not int:
        return invalid((a.socket_option, option, value))
    try:
        found.sock.setsockopt(*numbers, value if data is None else data)
    except OverflowError:
        return invalid((a.socket_option, option, value))
    except OSError as e:
        return problem(e)
    return OK


def _numbers(option: Any) -> tuple[int, int] | None:
    row = _row(option)
    if row is not None:
        return row[:2]
    level, name = option
    known = LEVELS.get(level.name) if type(level) is Atom else level
    return (known, name) if type(known) is int and type(name) is int else None


@socket.export(
    "getopt_native/3",
    "(Socket, SocketOption, integer | boolean | non_neg_integer() | binary()) -> "
    "{ok, Value} | {error, Reason}",
)
def getopt_native(term: Term, option: Any, form: Any) -> Term:
    """An option, by name or number, as an integer, a boolean or so many bytes."""
    found = open_of(term)
    if found is None or not _is_option(option):
        raise function_clause(term, option, form)
    numbers = _numbers(option)
    if numbers is None:
        return invalid((a.socket_option, option))
    if found.sock is None:
        return CLOSED
    data = to_bytes(form)
    size = len(data) if data is not None else form
    if type(size) is not int and form is not a.integer and form is not a.boolean:
        raise badarg(term, option, form)
    try:
        if type(size) is int:
            return (OK, found.sock.getsockopt(*numbers, size))
        number = found.sock.getsockopt(*numbers)
        return (OK, number if form is a.integer else truth(number))
    except OSError as e:
        return problem(e)
