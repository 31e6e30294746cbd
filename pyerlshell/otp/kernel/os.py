"""The operating system: its environment, its commands, its clock, and what it is.

OTP: os
"""

from __future__ import annotations

import os as _os
import platform
import shutil
from typing import Any, Final

from pyerlshell.erts.errors import badarg
from pyerlshell.erts.machine import P
from pyerlshell.erts.native import NativeModule
from pyerlshell.erts.outside import Outside
from pyerlshell.otp.chardata import NotText, to_str
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import string_to_list, to_list
from pyerlshell.terms.types import Term

os: Final = NativeModule("os", "The operating system.")

_true: Final = a.true
_false: Final = a.false
_PER_SECOND: Final[dict[Any, int]] = {
    a.second: 1,
    a.millisecond: 1_000,
    a.microsecond: 1_000_000,
    a.nanosecond: 1_000_000_000,
    a.native: 1_000_000_000,
}


def _outside() -> Outside:
    return P.cur.node.outside


def _string(term: Term, *args: Term) -> str:
    try:
        text = to_str(term)
    except NotText:
        raise badarg(*args) from None
    if "\0" in text:
        raise badarg(*args)
    return text


@os.export("getenv/0", "() -> [VarName :: string()]")
def getenv_0() -> Term:
    """All of the environment, as Name=Value strings."""
    return to_list([string_to_list(f"{k}={v}") for k, v in _outside().env.items()])


@os.export("env/0", "() -> [{Name, Value}]")
def env_0() -> Term:
    """All of the environment, as pairs."""
    items = _outside().env.items()
    return to_list([(string_to_list(k), string_to_list(v)) for k, v in items])


@os.export("getenv/1", "(Name) -> Value | false")
def getenv_1(name: Term) -> Term:
    """A variable of the environment, or false."""
    found = _outside().env.get(_string(name, name))
    return _false if found is None else string_to_list(found)


@os.export("getenv/2", "(Name, Default) -> Value")
def getenv_2(name: Term, default: Term) -> Term:
    """A variable of the environment, or Default."""
    found = _outside().env.get(_string(name, name, default))
    return default if found is None else string_to_list(found)


@os.export("putenv/2", "(Name, Value) -> true")
def putenv(name: Term, value: Term) -> Term:
    """Set a variable of the environment."""
    _outside().refuse("env", _string(name, name, value))
    _outside().env[_string(name, name, value)] = _string(value, name, value)
    return _true


@os.export("unsetenv/1", "(Name) -> true")
def unsetenv(name: Term) -> Term:
    """Remove a variable of the environment."""
    _outside().refuse("env", _string(name, name))
    _outside().env.pop(_string(name, name), None)
    return _true


@os.export("cmd/1", "(Command) -> string()")
@os.export("cmd/2", "(Command, Options) -> string()")
def cmd(command: Term, options: Term = None) -> Term:
    """What a command prints."""
    text = command.name if type(command) is Atom else _string(command, command)
    try:
        printed = _outside().run(text)
    except PermissionError:
        raise badarg(command) from None
    return string_to_list(printed.decode("utf-8", "replace"))


@os.export("find_executable/1", "(Name) -> Path | false")
def find_executable(name: Term) -> Term:
    """Where a program is, by the variable PATH."""
    found = shutil.which(_string(name, name), path=_outside().env.get("PATH", ""))
    return _false if found is None else string_to_list(found)


@os.export("find_executable/2", "(Name, Path) -> Path | false")
def find_executable_2(name: Term, path: Term) -> Term:
    """Where a program is, in the folders of Path."""
    found = shutil.which(_string(name, name, path), path=_string(path, name, path))
    return _false if found is None else string_to_list(found)


@os.export("getpid/0", "() -> string()")
def getpid() -> Term:
    """The operating system's number of this process."""
    return string_to_list(str(_os.getpid()))


@os.export("type/0", "() -> {Family, Name}")
def type_0() -> Term:
    """{unix, linux}, {unix, darwin} or {win32, nt}."""
    name = platform.system()
    if name == "Windows":
        return (a.win32, a.nt)
    return (a.unix, a.darwin if name == "Darwin" else a.linux)


@os.export("version/0", "() -> {Major, Minor, Release} | string()")
def version() -> Term:
    """The version of the system."""
    numbers = platform.release().split("-")[0].split(".")[:3]
    if len(numbers) == 3 and all(n.isdigit() for n in numbers):
        return tuple(int(n) for n in numbers)
    return string_to_list(platform.release())


def _nanoseconds() -> int:
    return P.cur.node.clock.system()


@os.export("timestamp/0", "() -> {MegaSecs, Secs, MicroSecs}")
def timestamp() -> Term:
    """The system's time."""
    seconds, rest = divmod(_nanoseconds(), 1_000_000_000)
    return (*divmod(seconds, 1_000_000), rest // 1000)


@os.export("system_time/0", "() -> integer()")
def system_time() -> Term:
    """The system's time in native units."""
    return _nanoseconds()


@os.export("system_time/1", "(Unit) -> integer()")
def system_time_1(unit: Term) -> Term:
    """The system's time in a unit."""
    return _in_unit(_nanoseconds(), unit)


def _in_unit(value: int, unit: Term) -> int:
    per_second = unit if type(unit) is int else None
    if type(unit) is Atom:
        per_second = _PER_SECOND.get(unit)
    if per_second is None or per_second <= 0:
        raise badarg(unit)
    return value * per_second // 1_000_000_000


@os.export("perf_counter/0", "() -> integer()")
def perf_counter() -> Term:
    """A counter for measuring short times."""
    return P.cur.node.clock.monotonic()


@os.export("perf_counter/1", "(Unit) -> integer()")
def perf_counter_1(unit: Term) -> Term:
    """A counter for measuring short times, in a unit."""
    return _in_unit(P.cur.node.clock.monotonic(), unit)


@os.export("set_signal/2", "(Signal, default | handle | ignore) -> ok", internal=True)
def set_signal(_signal: Term, _what: Term) -> Term:
    """Signals are the console's business."""
    return a.ok
