"""What the command line said, and how the node stops.

OTP: init
"""

from __future__ import annotations

import os
import sys
from typing import Final

from pyerlshell.erts.errors import badarg, error, function_clause
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
        self.again: list[str] | None = (
            None  # the command line to start with when the node has ended
        )
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


@init.export("archive_extension/0", internal=True)
def archive_extension() -> Term:
    """What the names of archives end with."""
    return lists.string_to_list(".ez")


@init.export("printable_range/0", internal=True)
def printable_range() -> Term:
    """The characters that are printed as such: `+pc unicode`."""
    return a.unicode if P.cur.node.printable == "unicode" else a.latin1


@init.export("stop/0", "() -> ok")
def stop() -> Term:
    """Stop the node soon; what runs may come to an end."""
    return _end(0)


@init.export("stop/1", "(Status) -> ok when Status :: non_neg_integer() | string()")
def stop_1(status: Term) -> Term:
    """Stop the node soon with an exit status; what runs may come to an end.

    A string goes into a crash dump, and the node's exit status is 1.
    """
    slogan = lists.list_to_string(status)
    if slogan is None if type(status) is not int else status < 0:
        raise error(a.badarg)
    if slogan is not None and any(ord(character) > 255 for character in slogan):
        raise error(a.badarg)
    return _end(status, slogan)


def _end(status: Term, slogan: str | None = None) -> Term:
    """The node halts when its applications have stopped."""
    node = P.cur.node
    if _runs_applications(node):
        node.send(_CONTROLLER, (a.stop_node, status))
    else:
        code = status if type(status) is int else 1
        when = node.clock.monotonic() + _STOP_AFTER_NS
        node.timers.add(when, lambda _: _halt(node, code & 0xFF, slogan), None)
    return a.ok


def _halt(node: Node, code: int, slogan: str | None) -> None:
    _flush(node)
    node.halt(code, slogan)


def _flush(node: Node) -> None:
    from pyerlshell.otp.preloaded.prim_file.handles import OpenFiles

    node.part(OpenFiles).flush()


@init.export("flush/0", internal=True)
def flush() -> Term:
    """Everything that ran has ended: write what files hold back."""
    _flush(P.cur.node)
    return a.ok


def _runs_applications(node: Node) -> bool:
    """If so, the application controller stops them, and then halts."""
    from pyerlshell.otp.kernel.node_config import NodeConfig

    return node.part(NodeConfig).has(a.master)


@init.export("reboot/0", "() -> ok")
def reboot() -> Term:
    """Stop the node: nobody is there who would start it again."""
    return _end(0)


@init.export("restart/0", "() -> ok")
def restart() -> Term:
    """Stop the node, and start it anew with the same command line."""
    return _again([])


@init.export("restart/1", "([{mode, embedded | interactive}]) -> ok")
def restart_1(options: Term) -> Term:
    """As restart/0, with another way of loading code: the option is `{mode, Mode}`."""
    if options is not None and type(options) is not list:
        raise function_clause(options)
    words: list[str] = []
    for option in lists.from_list(options):
        if type(option) is not tuple or len(option) != 2 or option[0] is not a.mode:
            raise badarg(options)
        if option[1] is not a.embedded and option[1] is not a.interactive:
            raise badarg(options)
        words = ["-mode", option[1].name]
    return _again(words)


def _again(words: list[str]) -> Term:
    argv = P.cur.node.outside.argv
    before = min((argv.index(word) for word in ("-extra", "-S") if word in argv), default=len(argv))
    _command_line().again = [*argv[:before], *words, *argv[before:]]
    return _end(0)


@init.export("boot/1", "([binary()]) -> no_return()")
def boot(arguments: Term) -> Term:
    """Starts the system, which runs already: that fails."""
    from pyerlshell.otp.preloaded.erlang.processes_names import register

    return register(a.init, P.cur.pid)


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
