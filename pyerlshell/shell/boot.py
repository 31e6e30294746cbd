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
from pyerlshell.otp.completion_engine import Engine
from pyerlshell.otp.interactive import Interactive
from pyerlshell.shell import group, slogans, standard_error, tty_mode, user_file
from pyerlshell.shell.console import StreamConsole
from pyerlshell.shell.jobs import JobConsole, Jobs
from pyerlshell.shell.system_processes import (
    BOOT,
    BY_NUMBER,
    DRIVER,
    GROUP,
    GROUP_ABOVE,
    READER,
    SHELL,
    STANDARD_ERROR,
    USER,
    body_of,
    describe,
    set_label,
)
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.types import Pid, Term

FIRST_EVALUATOR: Final = 85
_ABOUT_LOGGER: Final = (a.logger, a.logger_level, a.logger_metadata)


def run_boot_commands(commands: list[tuple[str, list[str]]], done: Callable[[], None]) -> Term:
    """The body of init's boot process; without anything to do it needs no evaluator."""
    if commands or user_file.is_there(P.cur.node):
        from pyerlshell.shell.boot_commands import run_all

        return run_all(commands, done)
    done()
    return a.ok


def _expanded(node: Node, text: str, state: Any) -> tuple[bool, str, list[Any]]:
    """Completion for programs; imported when the first one asks."""
    from pyerlshell.shell.completion.engine import expanded

    return expanded(node, text, state)


def _records(source: Term, wanted: Term, options: Term) -> Term:
    """What rr/3 would read; imported when a program asks."""
    from pyerlshell.shell import records

    return records.found(source, wanted, options)


class System:
    """The processes below the programs of one node."""

    def __init__(self, node: Node, console: group.Console) -> None:
        self.node = node
        self.console = console
        self.jobs = node.part(Jobs)
        self.jobs.console = console
        self.jobs.start_job = self.start_job
        self.banner = ""
        self.on_terminal = False
        node.part(Interactive).start = self.start_interactive
        node.part(Interactive).shell = self.start_shell
        node.part(Interactive).records = _records
        node.part(Engine).expand = lambda text, state: _expanded(node, text, state)

    def start(self, arguments: Arguments, shell: bool) -> None:
        """Start them all."""
        special = {
            DRIVER: lambda: self._spawn(DRIVER, self._user_drv, ()),
            BOOT: lambda: self._start_boot([*self._of_kernel(), *arguments.boot]),
            USER: self._start_user,
            STANDARD_ERROR: self._start_standard_error,
        }
        if shell:
            special |= {GROUP: self._start_group, SHELL: self._start_shell}
        for number in range(FIRST_EVALUATOR):
            row = BY_NUMBER.get(number)
            starter = special.get(number)
            if starter is not None:
                starter()
            elif row is not None and not self._is_absent(number):
                self._spawn(number, body_of(row), ())
        self.node.set_next_pid(FIRST_EVALUATOR)
        self.node.set_default_group_leader(self.pid(USER))

    def _is_absent(self, number: int) -> bool:
        """A pipe has no reader (it has read all of it), nor a program without a shell its parts."""
        return number in (GROUP, SHELL) or (number == READER and self.console.size() is None)

    def boot(self) -> None:
        """Everything is there: do what the command line says, then let the shell begin."""
        self.node.send(self.pid(BOOT), a.boot)

    def _started(self) -> None:
        self.node.send(self.pid(SHELL), a.started)

    def _of_kernel(self) -> list[tuple[str, list[str]]]:
        """What is done first because kernel's environment asks for it."""
        set_here = self.node.application_env.get(a.kernel, {})
        asked = any(name in set_here for name in _ABOUT_LOGGER)
        return [("s", ["logger_setup", "start"])] if asked else []

    def _start_boot(self, commands: list[tuple[str, list[str]]]) -> None:
        process = self._spawn(BOOT, run_boot_commands, (commands, self._started))
        process.group_leader = self.pid(USER)
        process.more().on_exit.append(self._boot_ended)

    def _boot_ended(self, _process: Process, reason: Term) -> None:
        """An exit signal that ends what init does ends the node."""
        if reason is not a.normal:
            from pyerlshell.shell.boot_commands import text

            self.node.halt(1, f"Runtime terminating during boot ({text(reason)})")

    def pid(self, number: int) -> Pid:
        """The pid of a process of the table."""
        return Pid(self.node.name, number, 0, self.node.creation)

    def _spawn(self, number: int, body: Callable[..., Any], args: tuple[Any, ...]) -> Process:
        node = self.node
        node.set_next_pid(number)
        process = node.spawn(body, args)
        node.scheduler.favour(process)
        row = BY_NUMBER.get(number)
        if row is not None:
            describe(process, row)
            if row.name:
                process.name = atom(row.name)
                node.registry[process.name] = process
        return process

    def _start_user(self) -> None:
        self._spawn(USER, group.serve, (self.jobs.nobody, None))

    def _start_standard_error(self) -> None:
        self._spawn(STANDARD_ERROR, standard_error.serve, (self.node.outside.print_error,))

    def _start_group(self) -> None:
        job = self.jobs.new((a.shell, a.start, [a.init, None]))
        leader = self._spawn(GROUP, group.serve, (job, self.pid(SHELL)))
        job.leader = leader.pid
        set_label(leader)

    def _start_shell(self) -> None:
        from pyerlshell.shell import server

        shell = self._spawn(SHELL, server.serve, (self._columns, False))
        leader = self.node.processes[GROUP]
        shell.group_leader = leader.pid
        signals.set_link(shell, leader)

    def _user_drv(self) -> object:
        """The body of user_drv: when a shell has ended, the next one begins."""
        process = P.cur
        for message in process.messages():
            if type(message) is tuple and message[0] is a.shell_ended:
                self.jobs.ended(message[1], message[2])
        process.saved.clear()
        process.inbox = None
        P.f = wait
        P.a = (self._user_drv, ())
        return TAIL

    def start_job(self, job: JobConsole, module: Atom) -> None:
        """A group leader and a shell for a job: ours, or `Module:start()`."""
        node = self.node
        shell_pid = Pid(node.name, node.next_pid() + 1, 0, node.creation)
        leader = node.spawn(group.serve, (job, shell_pid))
        job.leader = leader.pid
        node.scheduler.favour(leader)
        describe(leader, BY_NUMBER[GROUP])
        set_label(leader)
        if module is a.shell:
            from pyerlshell.shell import server

            shell = node.spawn(server.serve, (self._columns, True))
        else:
            shell = node.spawn(node.code.external_fun(module, a.start, 0), ())
        node.scheduler.favour(shell)
        describe(shell, BY_NUMBER[SHELL]._replace(above=(leader.pid.number, *GROUP_ABOVE)))
        shell.group_leader = leader.pid
        signals.set_link(shell, leader)

    def start_shell(self) -> Pid:
        """A shell for the running process's group leader."""
        from pyerlshell.shell import server

        process = self.node.spawn(server.serve, (self._columns, True), P.cur)
        return process.pid

    def start_interactive(self, what: Term) -> Term:
        """shell:start_interactive/1 on a node that was started with -noshell."""
        if self.jobs.table:
            return (a.error, a.already_started)
        console = self.console
        if not isinstance(console, StreamConsole):
            return (a.error, a.enotsup)
        if what is a.noshell or what == (a.noshell, a.cooked):
            return a.ok
        if type(what) is tuple and what[0] is a.noshell:
            console.at_once = tty_mode.one_by_one()
            return a.ok if console.at_once else (a.error, a.enotsup)
        if type(what) is tuple and what[0] is a.remote:
            return (a.error, a.noconnection)
        if type(what) is not tuple or len(what) != 3 or type(what[0]) is not Atom:
            return (a.error, a.enotsup)
        self._take_console(console)
        if self.node.next_pid() == FIRST_EVALUATOR:
            self.node.set_next_pid(FIRST_EVALUATOR - 2)
        self.start_job(self.jobs.new(what), what[0])
        return a.ok

    def _take_console(self, console: StreamConsole) -> None:
        """Commands are read from it from now on; a terminal gets its line editor."""
        console.write(slogans.first_line(self.node, self.banner))
        console.raw = False
        console.left = self.on_terminal

    def move_to(self, console: group.Console) -> None:
        """The jobs and `user` use another console from now on."""
        self.console = self.jobs.console = console

    def _columns(self) -> int:
        size = self.console.size()
        return 80 if size is None else size[0]
