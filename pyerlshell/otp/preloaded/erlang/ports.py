"""open_port/2 and its relatives.

OTP: erl_bif_port.c, erlang
"""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING, Any, Final

from pyerlshell.erts.errors import ErlError, badarg
from pyerlshell.erts.machine import P
from pyerlshell.erts.port_data import iodata
from pyerlshell.erts.ports import PortProgram, Ports
from pyerlshell.erts.scheduler import check
from pyerlshell.erts.signals import set_link
from pyerlshell.otp.preloaded.erlang.module import erlang
from pyerlshell.otp.preloaded.erlang.port_options import (
    Settings,
    WrongName,
    WrongOption,
    read_settings,
)
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import from_list, is_proper, string_to_list, to_list
from pyerlshell.terms.types import Pid, Port, Term

if TYPE_CHECKING:
    import subprocess


@erlang.export("open_port/2", "(PortName, PortSettings) -> port()")
def open_port(name: Term, settings: Term) -> Term:
    """Start a program of the operating system ({spawn, Command} or {spawn_executable, File}), or
    talk to descriptors that are open ({fd, In, Out})."""
    given = (name, settings)
    try:
        found = read_settings(name, settings)
        port = _use(found) if found.kind is a.fd else _start(found)
    except WrongOption:
        raise ErlError(a.error, a.badarg, given, info=a.badopt) from None
    except WrongName:
        raise badarg(*given) from None
    except OSError as e:
        reason = errno.errorcode.get(e.errno or 0, "eacces").lower()
        raise ErlError(a.error, atom(reason), given) from None
    return port.pid


def _use(found: Settings) -> PortProgram:
    """A port of two descriptors."""
    node = P.cur.node
    source, sink = found.descriptors
    node.outside.refuse("run", f"fd {found.program}")
    if source < 0 or sink < 0:
        raise OSError(errno.EINVAL, "negative descriptor")
    port = PortProgram(node, P.cur, found.program, found.options)
    try:
        port.use(source if found.input else None, sink if found.output else None)
    except OSError:
        text = "Bad input fd in erts_poll()! fd=~w, port=~w, driver=fd, name=~s~n~n"
        node.log(a.error, text, [source, port.pid, string_to_list(found.program)], None)
    return port


def _moved(found: Settings) -> str:
    """What a shell does first without use_stdio: the pipes are at 3 and 4, as far as there are."""
    sink = "3<&0 </dev/null " if found.output else ""
    source = "4>&1 >&2 " if found.input else ""
    return f"exec {sink}{source}; "


def _command(found: Settings) -> list[str]:
    """The argument vector; without use_stdio a shell moves the pipes to 3 and 4."""
    if found.kind is a.spawn:
        move = "" if found.standard else _moved(found)
        return ["sh", "-c", f"{move}exec {found.program}"]
    args = found.args or []
    if found.standard:
        return [found.program if found.arg0 is None else found.arg0, *args]
    return ["sh", "-c", _moved(found) + 'exec "$0" "$@"', found.program, *args]


def _start(found: Settings) -> PortProgram:
    """A port of a program."""
    if found.kind is a.spawn_driver:
        raise WrongName
    node = P.cur.node
    outside = node.outside
    executable = found.kind is a.spawn_executable
    words = [found.program, *(found.args or [])]
    outside.refuse("run", " ".join(words) if executable else found.program)
    argv = _command(found)
    file = "/bin/sh"
    if executable:
        path = outside.path(found.program)
        if not os.path.exists(path):
            raise FileNotFoundError(errno.ENOENT, path)
        if not os.access(path, os.X_OK):
            raise PermissionError(errno.EACCES, path)
        file = path if found.standard else file
    popen = _popen(argv, file, found)
    port = PortProgram(node, P.cur, found.program, found.options)
    port.watch(popen)
    return port


def _popen(argv: list[str], file: str, found: Settings) -> subprocess.Popen[bytes]:
    """Start it. What cannot be started ends with the number of the error as its exit status."""
    import subprocess  # slow to import, and few programs run commands

    outside = P.cur.node.outside
    env = {name: value for name, value in outside.env.items() if name}
    for name, value in found.env.items():
        env.pop(name, None)
        if value is not None:
            env[name] = value

    def run(argv: list[str], file: str, cwd: str, env: dict[str, str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            argv,
            executable=file,
            bufsize=0,
            cwd=cwd,
            env=env,
            stdin=subprocess.PIPE if found.output else None,
            stdout=subprocess.PIPE if found.input else None,
            stderr=subprocess.STDOUT if found.errors_too else None,
        )

    folder = outside.path(str(found.cd)) if found.cd else outside.cwd
    try:
        return run(argv, file, folder, env)
    except OSError as e:
        if e.filename == folder:
            outside.print_error(f"spawn: Could not cd to {found.cd}\r\n")
        return run(["sh", "-c", f"exit {e.errno or 1}"], "/bin/sh", outside.cwd, {})


def _port(port: Term, *given: Term) -> PortProgram:
    found = P.cur.node.part(Ports).find(port)
    if found is None:
        raise badarg(*given)
    return found


@erlang.export("port_command/2", "(Port, Data) -> true when Port :: port() | atom()")
def port_command_2(port: Term, data: Term) -> Term:
    """Write to the program of a port."""
    return _write(port, data, (port, data))


@erlang.export("port_command/3", "(Port, Data, OptionList) -> boolean()")
def port_command_3(port: Term, data: Term, options: Term) -> Term:
    """Write to the program of a port: `false` with `nosuspend` if the port is busy. No program
    lets itself be forced."""
    given = (port, data, options)
    chosen = from_list(options) if is_proper(options) else [None]
    for option in chosen:
        if option is not a.force and option is not a.nosuspend:
            raise ErlError(a.error, a.badarg, given, info=a.badopt)
    found = _port(port, *given)
    if a.force in chosen:
        raise ErlError(a.error, a.notsup, given)
    if a.nosuspend in chosen and found.busy:
        return a.false
    return _write(port, data, given)


def _write(port: Term, data: Term, given: tuple[Term, ...]) -> Term:
    found = _port(port, *given)
    written = iodata(data)
    if written is None:
        with found.task(a.command):
            found.bad_value()
        raise badarg(*given)
    if found.busy:
        found.await_room()
        found = _port(port, *given)
    found.command(written, P.cur.pid)
    check()
    return a.true


@erlang.export("port_close/1", "(Port) -> true when Port :: port() | atom()")
def port_close(port: Term) -> Term:
    """Close a port. Processes that are linked to it get an exit signal, and no message."""
    found = _port(port, port)
    with found.task(a.close):
        found.told(P.cur.pid, a.close)
        found.close(a.normal)
    return a.true


@erlang.export("port_connect/2", "(Port, Pid) -> true when Port :: port() | atom(), Pid :: pid()")
def port_connect(port: Term, pid: Term) -> Term:
    """Make another process the owner of a port."""
    found = _port(port, port, pid)
    p = P.cur.node.lookup(pid) if type(pid) is Pid else None
    if p is None:
        raise badarg(port, pid)
    found.connect(P.cur.pid, p.pid)
    if found.pid not in (p.links or {}):
        set_link(p, found)  # type: ignore[arg-type]
    return a.true


@erlang.export("port_control/3", "(Port, Operation, Data) -> iodata() | binary()")
def port_control(port: Term, operation: Term, data: Term) -> Term:
    """Programs know no control operations."""
    found = P.cur.node.part(Ports).find(port)
    written = iodata(data)
    if found is not None and type(operation) is int and written is not None:
        with found.task(a.control):
            found.told(P.cur.pid, (a.control, (operation, written)))
    raise badarg(port, operation, data)


@erlang.export("port_call/3", "(Port, Operation :: integer(), Data :: term()) -> term()")
def port_call(port: Term, operation: Term, data: Term) -> Term:
    """Programs know no calls."""
    _not_called(port)
    raise badarg(port, operation, data)


@erlang.export("port_call/2", internal=True)
def port_call_2(port: Term, data: Term) -> Term:
    """Programs know no calls."""
    _not_called(port)
    raise badarg(port, data)


def _not_called(port: Term) -> None:
    found = P.cur.node.part(Ports).find(port)
    if found is not None:
        with found.task(a.call):
            pass


@erlang.export("port_set_data/2", internal=True)
def port_set_data(port: Term, data: Term) -> Term:
    """Keep a term with a port."""
    _port(port, port, data).kept = data
    return a.true


@erlang.export("port_get_data/1", internal=True)
def port_get_data(port: Term) -> Term:
    """The term that port_set_data/2 kept."""
    return _port(port, port).kept


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
    a.os_pid: lambda p: a.undefined if p.popen is None else p.popen.pid,
    a.monitors: lambda p: None,
    a.monitored_by: lambda p: to_list([m.watcher.pid for m in p.monitored_by.values()]),
    a.memory: lambda p: 40 + p.queued(),
    a.queue_size: lambda p: p.queued(),
    a.parallelism: lambda p: a.true if p.options.parallelism else a.false,
    a.locking: lambda p: a.port_level,
}
_ALL: Final = (a.name, a.links, a.id, a.connected, a.input, a.output, a.os_pid)


def _is_forker(port: Term) -> bool:
    """Port 0 starts the programs of the others; it is there from the beginning."""
    return type(port) is Port and port.number == 0 and _is_own(port)


def _is_own(port: Term) -> bool:
    return type(port) is Port and port.node is P.cur.node.name


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
    if type(port) is not Atom and not _is_own(port):
        raise badarg(port)
    found = P.cur.node.part(Ports).find(port)
    if found is None:
        return to_list(_forker()) if _is_forker(port) else a.undefined
    names = _ALL if found.name is None else (a.registered_name, *_ALL)
    with found.task(a.info):
        return to_list([(name, _ITEMS[name](found)) for name in names])


@erlang.export("port_info/2", "(Port, Item) -> {Item, Value} | undefined | []")
def port_info_2(port: Term, item: Term) -> Term:
    """One thing that is known of a port."""
    if type(port) is not Atom and not _is_own(port):
        raise ErlError(a.error, a.badarg, (port, item), info=a.badtype)
    found = P.cur.node.part(Ports).find(port)
    if found is None:
        return a.undefined
    if type(item) is not Atom or item not in _ITEMS:
        raise badarg(port, item)
    if item is a.registered_name and found.name is None:
        return None
    with found.task(a.info):
        return (item, _ITEMS[item](found))
