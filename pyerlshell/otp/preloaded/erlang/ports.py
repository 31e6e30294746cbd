"""open_port/2 and its relatives.

OTP: erl_bif_port.c, erlang
"""

from __future__ import annotations

import os
from typing import Any, Final

from pyerlshell.erts.errors import ErlError, badarg
from pyerlshell.erts.machine import P
from pyerlshell.erts.ports import PortOptions, PortProgram, Ports
from pyerlshell.erts.scheduler import check
from pyerlshell.otp.chardata import to_str
from pyerlshell.otp.preloaded.erlang.module import erlang
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import from_list, is_proper, string_to_list, to_list
from pyerlshell.terms.types import Pid, Port, Term


class _Wrong(Exception):
    """An option or name that is none."""


class _Settings:
    """What open_port/2 was asked for."""

    def __init__(self) -> None:
        self.options = PortOptions()
        self.cd: str | None = None
        self.env: dict[str, str | None] = {}
        self.args: list[str] = []
        self.arg0: str | None = None
        self.errors_too = False
        self.input = self.output = False


_FLAGS: Final = {"binary": "binary", "exit_status": "exit_status", "eof": "eof"}
_IGNORED: Final = frozenset(
    ("stream", "use_stdio", "hide", "overlapped_io", "parallelism", "busy_limits_port")
)


def _text(x: Term) -> str:
    if type(x) is Atom:
        return x.name
    try:
        return to_str(x)
    except (ErlError, ValueError, TypeError):
        raise _Wrong from None


def _read(settings: Term) -> _Settings:
    if not is_proper(settings):
        raise _Wrong
    found = _Settings()
    for option in from_list(settings):
        if type(option) is Atom:
            _flag(found, option.name)
        elif type(option) is tuple and len(option) == 2 and type(option[0]) is Atom:
            _pair(found, option[0].name, option[1])
        else:
            raise _Wrong
    return found


def _flag(found: _Settings, name: str) -> None:
    if name in _FLAGS:
        setattr(found.options, _FLAGS[name], True)
    elif name == "stderr_to_stdout":
        found.errors_too = True
    elif name == "in":
        found.input = True
    elif name == "out":
        found.output = True
    elif name not in _IGNORED:
        raise _Wrong


def _pair(found: _Settings, name: str, value: Any) -> None:
    if name == "packet" and value in (1, 2, 4):
        found.options.packet = value
    elif name == "line" and type(value) is int and value > 0:
        found.options.line = value
    elif name == "cd":
        found.cd = _text(value)
    elif name == "args" and is_proper(value):
        found.args = [_text(x) for x in from_list(value)]
    elif name == "arg0":
        found.arg0 = _text(value)
    elif name == "env" and is_proper(value):
        for entry in from_list(value):
            if type(entry) is not tuple or len(entry) != 2:
                raise _Wrong
            given = None if entry[1] is a.false else _text(entry[1])
            found.env[_text(entry[0])] = given
    elif name not in _IGNORED:
        raise _Wrong


@erlang.export("open_port/2", "(PortName, PortSettings) -> port()")
def open_port(name: Term, settings: Term) -> Term:
    """Start a program of the operating system: {spawn, Command} or {spawn_executable, File}."""
    given = (name, settings)
    if type(name) is not tuple or len(name) != 2:
        raise badarg(*given)
    try:
        found = _read(settings)
    except _Wrong:
        raise ErlError(a.error, a.badarg, given, info=a.badopt) from None
    try:
        program = _text(name[1])
    except _Wrong:
        raise badarg(*given) from None
    if name[0] is a.spawn:
        argv = ["sh", "-c", f"exec {program}"]
        shown = program
    elif name[0] is a.spawn_executable:
        shown = program
        argv = [program, *found.args]
    else:
        raise badarg(*given)
    try:
        port = _start(argv, shown, found, name[0] is a.spawn_executable)
    except FileNotFoundError:
        raise ErlError(a.error, a.enoent, given) from None
    except PermissionError:
        raise ErlError(a.error, a.eacces, given) from None
    except OSError as e:
        raise ErlError(a.error, atom((os.strerror(e.errno or 0)).lower()), given) from None
    return port.pid


def _start(argv: list[str], shown: str, found: _Settings, executable: bool) -> PortProgram:
    import subprocess  # slow to import, and few programs run commands

    node = P.cur.node
    outside = node.outside
    outside.refuse("run", " ".join(argv) if executable else shown)
    env = {name: value for name, value in outside.env.items() if name}
    for name, value in found.env.items():
        if value is None:
            env.pop(name, None)
        else:
            env[name] = value
    file = outside.path(argv[0]) if executable else "/bin/sh"
    if executable and os.path.isdir(file):
        raise PermissionError(file)
    one_way = found.input is not found.output
    popen = subprocess.Popen(
        [found.arg0 or argv[0], *argv[1:]],
        executable=file,
        bufsize=0,
        cwd=outside.path(found.cd) if found.cd is not None else outside.cwd,
        env=env,
        stdin=subprocess.DEVNULL if one_way and found.input else subprocess.PIPE,
        stdout=subprocess.DEVNULL if one_way and found.output else subprocess.PIPE,
        stderr=subprocess.STDOUT if found.errors_too else None,
    )
    port = PortProgram(node, P.cur, shown, found.options)
    port.watch(popen)
    return port


def _port(port: Term, *given: Term) -> PortProgram:
    found = P.cur.node.part(Ports).find(port)
    if found is None:
        raise badarg(*given)
    return found


@erlang.export("port_command/2", "(Port, Data) -> true when Port :: port() | atom()")
def port_command_2(port: Term, data: Term) -> Term:
    """Write to the program of a port."""
    return _command(port, data, (port, data))


@erlang.export("port_command/3", "(Port, Data, OptionList) -> boolean()")
def port_command_3(port: Term, data: Term, options: Term) -> Term:
    """Write to the program of a port, with options."""
    if not is_proper(options):
        raise badarg(port, data, options)
    return _command(port, data, (port, data, options))


def _command(port: Term, data: Term, given: tuple[Term, ...]) -> Term:
    found = _port(port, *given)
    written = Ports.iodata(data)
    if written is None:
        raise badarg(*given)
    found.command(written)
    check()
    return a.true


@erlang.export("port_close/1", "(Port) -> true when Port :: port() | atom()")
def port_close(port: Term) -> Term:
    """Close a port."""
    found = _port(port, port)
    owner = P.cur.node.lookup(found.owner)
    if owner is not None and owner.links:
        owner.links.pop(found.pid, None)
        found.links.pop(owner.pid, None)
    found.close(a.normal)
    return a.true


@erlang.export("port_connect/2", "(Port, Pid) -> true when Port :: port() | atom(), Pid :: pid()")
def port_connect(port: Term, pid: Term) -> Term:
    """Make another process the owner of a port."""
    found = _port(port, port, pid)
    p = P.cur.node.lookup(pid) if type(pid) is Pid else None
    if p is None:
        raise badarg(port, pid)
    found.connect(p)
    return a.true


@erlang.export("port_control/3", "(Port, Operation, Data) -> iodata() | binary()")
def port_control(port: Term, operation: Term, data: Term) -> Term:
    """Programs know no control operations."""
    raise badarg(port, operation, data)


@erlang.export("port_call/3", internal=True)
def port_call(port: Term, operation: Term, data: Term) -> Term:
    """Programs know no calls."""
    raise badarg(port, operation, data)


@erlang.export("ports/0", "() -> [port()]")
def ports() -> Term:
    """All open ports."""
    node = P.cur.node
    opened = [port.pid for port in node.part(Ports).open.values()]
    return to_list([Port(node.name, 0, node.creation), *opened])


_ITEMS: Final[dict[Atom, Any]] = {
    a.registered_name: lambda p: p.name,
    a.name: lambda p: string_to_list(p.program),
    a.links: lambda p: to_list(list(p.links)),
    a.id: lambda p: p.pid.number * 8,
    a.connected: lambda p: p.owner,
    a.input: lambda p: p.read,
    a.output: lambda p: p.written,
    a.os_pid: lambda p: p.popen.pid,
    a.monitors: lambda p: None,
    a.monitored_by: lambda p: to_list([m.watcher.pid for m in p.monitored_by.values()]),
    a.memory: lambda p: 2000,
    a.queue_size: lambda p: 0,
    a.parallelism: lambda p: a.false,
    a.locking: lambda p: a.false,
}
_ALL: Final = (a.name, a.links, a.id, a.connected, a.input, a.output, a.os_pid)


def _is_forker(port: Term) -> bool:
    """Port 0 starts the programs of the others; it is there from the beginning."""
    return type(port) is Port and port.number == 0 and port.node is P.cur.node.name


def _forker() -> list[tuple[Atom, Term]]:
    return [
        (a.name, string_to_list("forker")),
        (a.links, None),
        (a.id, 0),
        (a.connected, P.cur.node.init_pid()),
        (a.input, 0),
        (a.output, 0),
        (a.os_pid, a.undefined),
    ]


@erlang.export("port_info/1", "(Port) -> Result | undefined when Port :: port() | atom()")
def port_info_1(port: Term) -> Term:
    """What is known of a port."""
    if type(port) is not Port and type(port) is not Atom:
        raise badarg(port)
    found = P.cur.node.part(Ports).find(port)
    if found is None:
        return to_list(_forker()) if _is_forker(port) else a.undefined
    names = _ALL if found.name is None else (a.registered_name, *_ALL)
    return to_list([(name, _ITEMS[name](found)) for name in names])


@erlang.export("port_info/2", "(Port, Item) -> {Item, Value} | undefined | []")
def port_info_2(port: Term, item: Term) -> Term:
    """One thing that is known of a port."""
    known = type(item) is Atom and item in _ITEMS
    if (type(port) is not Port and type(port) is not Atom) or not known:
        raise badarg(port, item)
    found = P.cur.node.part(Ports).find(port)
    if found is None:
        return a.undefined
    if item is a.registered_name and found.name is None:
        return None
    return (item, _ITEMS[item](found))  # type: ignore[index]
