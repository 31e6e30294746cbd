"""Starts what every system has: init, the kernel's processes, `user`, and a shell.

The numbers are those of the reference, so that a session shows the pids that others' sessions
show: the first evaluator is <0.85.0>. A process of the table that has no work here waits for ever.

OTP: init, kernel, user_sup
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from pyerlshell.erts import signals
from pyerlshell.erts.machine import TAIL, P
from pyerlshell.erts.node import Node
from pyerlshell.erts.process import Process
from pyerlshell.erts.scheduler import wait
from pyerlshell.otp.arguments import Arguments
from pyerlshell.otp.kernel_processes import BODIES
from pyerlshell.shell import group
from pyerlshell.shell.console import ErrorConsole
from pyerlshell.terms import lists
from pyerlshell.terms.atoms import a, atom
from pyerlshell.terms.types import Pid, Term

FIRST_EVALUATOR: Final = 85
_BOOT: Final = 10
_USER: Final = 70
_GROUP: Final = 71
_KERNEL_MASTER: Final = 46
SHELL_NUMBER: Final = 73
_STANDARD_ERROR: Final = 52

_NAMED: Final = (
    (0, "init"),
    (1, "erts_code_purger"),
    (8, "socket_registry"),
    (11, "erl_prim_loader"),
    (43, "logger"),
    (45, "application_controller"),
    (46, ""),
    (47, ""),
    (49, "kernel_sup"),
    (50, "code_server"),
    (51, "standard_error_sup"),
    (53, "file_server_2"),
    (55, "standard_error_writer"),
    (56, "inet_db"),
    (58, "rex"),
    (60, "global_name_server"),
    (63, "global_group"),
    (64, "global_group_check"),
    (65, "erl_signal_server"),
    (66, ""),
    (67, "user_drv"),
    (68, "user_drv_writer"),
    (69, "user_drv_reader"),
    (72, "logger_sup"),
    (74, "logger_handler_watcher"),
    (75, "logger_proxy"),
    (77, "kernel_refc"),
    (78, "kernel_safe_sup"),
    (80, "logger_std_h_default"),
)

_ANCESTORS: Final = atom("$ancestors")


def idle() -> object:
    """The body of a process that only is there."""
    P.cur.saved.clear()
    P.cur.inbox = None
    P.f = wait
    P.a = (idle, ())
    return TAIL


def run_boot_commands(commands: list[tuple[str, list[str]]], done: Callable[[], None]) -> Term:
    """The body of init's boot process; without anything to do it needs no evaluator."""
    if commands:
        from pyerlshell.shell.boot_commands import run_all

        return run_all(commands, done)
    done()
    return a.ok


class System:
    """The processes below the programs of one node."""

    def __init__(self, node: Node, console: group.Console) -> None:
        self.node = node
        self.console = console
        self._named = dict(_NAMED)

    def start(
        self, arguments: Arguments, shell: bool, own: dict[str, Callable[[], Any]] | None = None
    ) -> None:
        """Start them all. `own`: bodies of named processes that do have work."""
        own = {**(BODIES if own is None else own), "user_drv": self._user_drv}
        special = {
            _BOOT: lambda: self._start_boot(arguments.boot),
            _USER: self._start_user,
            _STANDARD_ERROR: self._start_standard_error,
        }
        if shell:
            special |= {_GROUP: self._start_group, SHELL_NUMBER: self._start_shell}
        for number in range(FIRST_EVALUATOR):
            name = self._named.get(number)
            starter = special.get(number)
            if starter is not None:
                starter()
            elif name is not None:
                self._spawn(number, name, own.get(name, idle), ())
        self.node.set_next_pid(FIRST_EVALUATOR)
        self.node.set_default_group_leader(self.pid(_USER))

    def boot(self) -> None:
        """Everything is there: do what the command line says, then let the shell begin."""
        self.node.send(self.pid(_BOOT), a.boot)

    def _started(self) -> None:
        self.node.send(self.pid(SHELL_NUMBER), a.started)

    def _start_boot(self, commands: list[tuple[str, list[str]]]) -> None:
        process = self._spawn(_BOOT, "", run_boot_commands, (commands, self._started))
        process.group_leader = self.pid(_USER)

    def pid(self, number: int) -> Pid:
        """The pid of a process of the table."""
        return Pid(self.node.name, number, 0, self.node.creation)

    def _spawn(
        self, number: int, name: str, body: Callable[..., Any], args: tuple[Any, ...]
    ) -> Process:
        node = self.node
        node.set_next_pid(number)
        process = node.spawn(body, args)
        if name:
            process.name = atom(name)
            node.registry[process.name] = process
        return process

    def _start_user(self) -> None:
        self._spawn(_USER, "user", group.serve, (self.console, None))

    def _start_standard_error(self) -> None:
        errors = ErrorConsole(self.node.outside.print_error)
        self._spawn(_STANDARD_ERROR, "standard_error", group.serve, (errors, None))

    def _start_group(self) -> None:
        leader = self._spawn(_GROUP, "", group.serve, (self.console, self.pid(SHELL_NUMBER)))
        leader.dictionary = {_ANCESTORS: self._ancestors()}
        leader.group_leader = self.pid(_KERNEL_MASTER)

    def _start_shell(self) -> None:
        from pyerlshell.shell import server

        shell = self._spawn(SHELL_NUMBER, "", server.serve, (self._columns, False))
        leader = self.node.processes[_GROUP]
        shell.dictionary = {_ANCESTORS: [leader.pid, self._ancestors()]}
        shell.group_leader = leader.pid
        signals.set_link(shell, leader)

    def _user_drv(self) -> object:
        """The body of user_drv: when a shell has ended, the next one begins."""
        process = P.cur
        ended = any(type(m) is tuple and m[0] is a.shell_ended for m in process.messages())
        if ended:
            self.console.write("*** Shell process terminated! ***\n")
            self._next_shell()
        process.saved.clear()
        process.inbox = None
        P.f = wait
        P.a = (self._user_drv, ())
        return TAIL

    def _next_shell(self) -> None:
        from pyerlshell.shell import server

        node = self.node
        shell_pid = Pid(node.name, node.next_pid() + 1, 0, node.creation)
        leader = node.spawn(group.serve, (self.console, shell_pid))
        leader.dictionary = {_ANCESTORS: self._ancestors()}
        shell = node.spawn(server.serve, (self._columns, True))
        shell.dictionary = {_ANCESTORS: [leader.pid, self._ancestors()]}
        shell.group_leader = leader.pid
        signals.set_link(shell, leader)

    def _columns(self) -> int:
        size = self.console.size()
        return 80 if size is None else size[0]

    def _ancestors(self) -> Term:
        numbers = (_USER, 66)
        above: list[Term] = [
            a.user_drv,
            *[self.pid(n) for n in numbers],
            a.kernel_sup,
            self.pid(47),
        ]
        return lists.to_list(above)
