"""The operating system: its environment, its commands, its clock, and what it is.

OTP: os
"""

from __future__ import annotations

import os as _os
import platform
import stat
from contextlib import suppress
from typing import Any, Final

from pyerlshell.erts.errors import ErlError, badarg, error, function_clause
from pyerlshell.erts.machine import P
from pyerlshell.erts.native import NativeModule
from pyerlshell.erts.outside import Outside
from pyerlshell.otp.kernel.os_commands import output_of
from pyerlshell.otp.preloaded.erlang.processes_time import parts_per_second
from pyerlshell.otp.preloaded.prim_file import BadNameError, name_of
from pyerlshell.otp.preloaded.prim_file.module import has_atom, text_of
from pyerlshell.otp.stdlib.filename import pathtype
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import string_to_list, to_list
from pyerlshell.terms.maps import is_map
from pyerlshell.terms.types import Term

os: Final = NativeModule("os", "The operating system.")

_true: Final = a.true
_false: Final = a.false


def _outside() -> Outside:
    return P.cur.node.outside


def _string(term: Term, *args: Term) -> str:
    """Characters in a list, however deep, without NUL."""
    text = None
    if term is None or type(term) is list:
        with suppress(BadNameError):
            text = name_of(term)
    if text is None or has_atom(term):
        raise badarg(*args)
    return text


def _name(term: Term, *args: Term) -> str:
    text = _string(term, *args)
    if "=" in text:
        raise badarg(*args)
    return text


def _read(name: str) -> str | None:
    outside = _outside()
    outside.refuse("getenv", name)
    return outside.env.get(name)


@os.export("getenv/0", "() -> [VarName :: string()]")
def getenv_0() -> Term:
    """All of the environment, as Name=Value strings."""
    _outside().refuse("getenv", "")
    return to_list([string_to_list(f"{k}={v}") for k, v in _outside().env.items()])


@os.export("env/0", "() -> [{Name, Value}]")
def env_0() -> Term:
    """All of the environment, as pairs."""
    _outside().refuse("getenv", "")
    items = _outside().env.items()
    return to_list([(string_to_list(k), string_to_list(v)) for k, v in items])


@os.export("getenv/1", "(Name) -> Value | false")
def getenv_1(name: Term) -> Term:
    """A variable of the environment, or false."""
    found = _read(_name(name, name))
    return _false if found is None else string_to_list(found)


@os.export("getenv/2", "(Name, Default) -> Value")
def getenv_2(name: Term, default: Term) -> Term:
    """A variable of the environment, or Default."""
    found = _read(_name(name, name, default))
    return default if found is None else string_to_list(found)


@os.export("putenv/2", "(Name, Value) -> true")
def putenv(name: Term, value: Term) -> Term:
    """Set a variable of the environment."""
    variable, text = _name(name, name, value), _string(value, name, value)
    _outside().refuse("env", variable)
    _outside().env[variable] = text
    return _true


@os.export("unsetenv/1", "(Name) -> true")
def unsetenv(name: Term) -> Term:
    """Remove a variable of the environment."""
    variable = _name(name, name)
    _outside().refuse("env", variable)
    _outside().env.pop(variable, None)
    return _true


@os.export("cmd/1", "(Command) -> string()")
def cmd(command: Term) -> Term:
    """What a command prints."""
    text = command.name if type(command) is Atom else _string(command, command)
    try:
        return _decoded(output_of(text, None)[0])
    except PermissionError:
        raise ErlError(a.error, a.badarg, (command,), info=(a.open_port, a.eacces)) from None


@os.export("cmd/2", "(Command, Options) -> string()")
def cmd_2(command: Term, options: Any) -> Term:
    """What a command prints. Options: #{max_size => N, exception_on_failure => Boolean}."""
    if not is_map(options):
        raise ErlError(a.error, a.badarg, (command, options), info=a.badopt)
    text = command.name if type(command) is Atom else _string(command, command, options)
    most = options.get(a.max_size)
    strict = options.get(a.exception_on_failure, _false)
    try:
        printed, status = output_of(text, max(most, 0) if type(most) is int else None)
    except PermissionError:
        info = (a.open_port, a.eacces)
        raise ErlError(a.error, a.badarg, (command, options), info=info) from None
    if strict is not _true and strict is not _false:
        raise error((a.badarg, strict))
    if status and strict is _true:
        raise error((a.command_failed, _decoded(printed), status))
    return _decoded(printed)


def _decoded(printed: bytes) -> Term:
    """Text, or bytes if it is none."""
    try:
        return string_to_list(printed.decode())
    except UnicodeDecodeError:
        return to_list(printed)


@os.export("find_executable/1", "(Name) -> Path | false")
def find_executable(name: Term) -> Term:
    """Where a program is, by the variable PATH."""
    return find_executable_2(name, string_to_list(_outside().env.get("PATH", "")))


@os.export("find_executable/2", "(Name, Path) -> Path | false")
def find_executable_2(name: Term, path: Term) -> Term:
    """Where a program is, in the folders of Path."""
    if pathtype(name) is a.absolute:
        return string_to_list(text_of(name)) if _is_program(text_of(name)) else _false
    try:
        folders = text_of(path if type(path) is list or path is None else ())
    except BadNameError:
        split_path(path, ord(":"), None, None)
        raise AssertionError from None
    for folder in folders.split(":"):
        full = f"{folder.rstrip('/')}/{text_of(name)}"
        if folder and _is_program(full):
            return string_to_list(full)
    return _false


@os.export("split_path/4", internal=True)
def split_path(path: Term, separator: Term, name: Term, done: Term) -> Term:
    """What is no path has no clause here, as in the reference."""
    raise function_clause(path, separator, name, done)


def _is_program(name: str) -> bool:
    try:
        found = _outside().stat(name)
    except OSError:
        return False
    return stat.S_ISREG(found.st_mode) and bool(found.st_mode & 0o111)


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
    return P.cur.node.clock.wall()


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
    per_second = parts_per_second(unit)
    if per_second is None:
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


_SIGNALS: Final = (
    "sighup sigquit sigabrt sigalrm sigterm sigusr1 sigusr2 sigchld sigstop sigtstp sigcont"
    " sigwinch siginfo"
)


@os.export("set_signal/2", "(Signal, default | handle | ignore) -> ok")
def set_signal(signal: Term, what: Term) -> Term:
    """Signals are the console's business: only the arguments are looked at."""
    if type(signal) is not Atom or signal.name not in _SIGNALS.split():
        raise badarg(signal, what)
    if what not in (a.default, a.handle, a.ignore):
        raise ErlError(a.error, a.badarg, (signal, what), info=a.badopt)
    return a.ok
