"""What the command line said, and how the node stops.

OTP: init
"""

from __future__ import annotations

import os
import sys
from typing import Final

from pyerlshell.erts.errors import badarg
from pyerlshell.erts.machine import P
from pyerlshell.erts.native import NativeModule
from pyerlshell.erts.node import Node
from pyerlshell.otp.arguments import Arguments, parse
from pyerlshell.terms import lists
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.types import Term

init: Final = NativeModule("init", "Starting and stopping the system, and its arguments.")

_STOP_AFTER_NS: Final = 10_000_000
_CONTROLLER: Final = atom("application_controller")


class CommandLine:
    """The parsed command line of one node."""

    def __init__(self, node: Node) -> None:
        self.arguments: Arguments = parse(node.outside.argv)
        self.emulator: dict[str, str] = {}
        home = node.outside.env.get("HOME") or node.outside.env.get("USERPROFILE", "")
        root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
        programs = os.path.dirname(sys.executable)
        self.own = [("root", [root]), ("bindir", [programs])]
        self.own += [("progname", ["erl"]), ("home", [home])]


def _command_line() -> CommandLine:
    return P.cur.node.part(CommandLine)


def _strings(values: list[str]) -> Term:
    return lists.to_list([lists.string_to_list(value) for value in values])


@init.export("get_arguments/0", "() -> Flags")
def get_arguments() -> Term:
    """All flags of the command line with their values."""
    line = _command_line()
    flags = [*line.own, *line.arguments.flags]
    return lists.to_list([(atom(name), _strings(values)) for name, values in flags])


@init.export("get_argument/1", "(Flag) -> {ok, Arg} | error")
def get_argument(flag: Term) -> Term:
    """The values of a flag: a list for each time that it was given."""
    line = _command_line()
    name = flag.name if type(flag) is Atom else None
    found = [v for n, v in [*line.own, *line.arguments.flags] if n == name]
    return (a.ok, lists.to_list([_strings(values) for values in found])) if found else a.error


@init.export("get_plain_arguments/0", "() -> [Arg]")
def get_plain_arguments() -> Term:
    """The arguments that are no flags."""
    return _strings(_command_line().arguments.plain)


@init.export("printable_range/0", internal=True)
def printable_range() -> Term:
    """The characters that are printed as such: `+pc unicode`."""
    return a.unicode if P.cur.node.printable == "unicode" else a.latin1


@init.export("stop/0", "() -> ok")
@init.export("stop/1", "(Status) -> ok")
def stop(status: Term = 0) -> Term:
    """Stop the node soon; what runs may come to an end."""
    node = P.cur.node
    if type(status) is not int:
        raise badarg(status)
    if _runs_applications(node):
        node.send(_CONTROLLER, (a.stop_node, status))
    else:
        node.timers.add(node.clock.monotonic() + _STOP_AFTER_NS, node.halt, status)
    return a.ok


def _runs_applications(node: Node) -> bool:
    """If so, the application controller stops them, and then halts."""
    from pyerlshell.otp.kernel.node_config import NodeConfig

    return node.part(NodeConfig).has(a.master)


@init.export("restart/0", "() -> ok")
@init.export("reboot/0", "() -> ok")
def restart() -> Term:
    """Stop the node: nobody is there who would start it again."""
    return stop(0)


@init.export("get_status/0", "() -> {InternalStatus, ProvidedStatus}")
def get_status() -> Term:
    """How far the start is."""
    return (a.started, a.started)


@init.export("script_id/0", "() -> Id")
def script_id() -> Term:
    """What was started."""
    return (lists.string_to_list("Erlang/OTP"), lists.string_to_list("29"))


@init.export("notify_when_started/1", internal=True)
def notify_when_started(_pid: Term) -> Term:
    """The system is started when programs run."""
    return a.started


@init.export("wait_until_started/0", internal=True)
def wait_until_started() -> Term:
    """The system is started when programs run."""
    return a.ok
