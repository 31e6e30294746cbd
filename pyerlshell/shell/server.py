"""The shell server: prompts, has a command read, has it evaluated, remembers what came of it.

The evaluator is a process of its own. When a command ends in an exception it dies, and whatever is
linked to it; the server reports and starts another, with the bindings from before the command.

OTP: shell (server_loop)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pyerlshell.erts.errors import exit_
from pyerlshell.erts.machine import P
from pyerlshell.otp import procs
from pyerlshell.otp.typed_functions import TypedFunctions
from pyerlshell.shell import history, reader, report, slogans
from pyerlshell.shell.hints import Hints
from pyerlshell.shell.session import (
    DEFAULT_HISTORY,
    DEFAULT_RESULTS,
    HINT_AFTER_MS,
    Outcome,
    Session,
    Shells,
)
from pyerlshell.terms import lists
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Pid, Term

_HINT: Final = "Command is taking a long time, type Ctrl+G, then enter 'i' to interrupt\n"


def serve(columns: Callable[[], int], started: bool) -> Term:
    """The body of the process. Unless `started`, it waits until the system is (`started`)."""
    procs.trap_exit(True)
    if not started:
        procs.receive_if(lambda message: message is a.started)
    procs.put_chars(slogans.session(not started))
    session = Session(procs.self_(), columns)
    P.cur.node.part(Shells).sessions.append(session)
    shell = Shell(session)
    shell.start_evaluator()
    return shell.loop()


def _evaluator(session: Session) -> Term:
    """The body of an evaluator; the compiler is imported when the first command has come."""
    procs.restore_dict(session.dictionary)
    procs.wait_for_message()
    from pyerlshell.shell import evaluator

    return evaluator.serve(session)


class _Ended(Exception):
    """The shell is over; the server process ends normally."""


class Shell:
    """One shell: its memory and its evaluator."""

    __slots__ = ("evaluator", "history", "results", "session")

    def __init__(self, session: Session) -> None:
        self.session = session
        self.evaluator: Pid = session.server
        self.history = DEFAULT_HISTORY
        self.results = DEFAULT_RESULTS

    def start_evaluator(self) -> None:
        """A fresh evaluator, linked to the server."""
        self.evaluator = procs.spawn_link(_evaluator, (self.session,))
        procs.put_dict(a.evaluator, self.evaluator)

    def loop(self) -> Term:
        """Until end of file, or until the shell is told to end."""
        try:
            while self._command(self.session.number):
                pass
        except _Ended:
            pass
        return a.terminated

    def _command(self, number: int) -> bool:
        """One prompt. False when the shell is to end."""
        result = self._read(self._prompt(number))
        if type(result) is tuple and len(result) == 2:
            if result[0] is a.ok:
                self._run(self.session.number, result[1])  # a replay may have set it
                return True
            if result[0] is a.error:
                return self._not_read(result[1])
        if result is a.eof:
            report.note(report.FATAL, f"Terminating erlang ({procs.node_name()})")
            procs.halt(0)
        return result is not a.terminated

    def _not_read(self, info: Term) -> bool:
        if info is a.terminated:
            procs.exit_signal(self.evaluator, a.kill)
            return False
        if info is a.interrupted:
            procs.exit_signal(self.evaluator, a.kill)
            self._reply(None)
        elif type(info) is tuple and len(info) == 3:
            report.note(report.BENIGN, report.error_info(info))
        else:
            report.note(report.BENIGN, f"{self.session.number}: Invalid tokens.")
        return True

    # Reading

    def _prompt(self, number: int) -> Term:
        function = procs.env(a.shell_prompt_func, a.default)
        if function is not a.default:
            if type(function) is tuple and len(function) == 2:
                made = self._evaluate_prompt(function, number)
                if made is not None:
                    return made
            report.note(report.BENIGN, "Bad prompt function: " + procs.printed(function))
        return lists.string_to_list(procs.default_prompt(number))

    def _evaluate_prompt(self, function: tuple[Term, ...], number: int) -> Term:
        """The value of Module:Name([{history, N}])."""
        anno = (1, 1)
        target = (a.remote, anno, (a.atom, anno, function[0]), (a.atom, anno, function[1]))
        pair = (a.tuple, anno, [(a.atom, anno, a.history), [(a.integer, anno, number), None]])
        call = (a.call, anno, target, [(a.cons, anno, pair, (a.nil, anno)), None])
        outcome = self._evaluate([call, None], a.pmt)
        return outcome.value if type(outcome) is Outcome else None

    def _read(self, prompt: Term) -> Term:
        self.session.settle()
        pid = procs.spawn_link(reader.read_command, (prompt,))
        while True:
            message = procs.receive()
            if type(message) is not tuple or len(message) != 3 or message[0] is not a.EXIT:
                continue
            if message[1] == pid:
                return message[2]
            if message[1] == self.evaluator:
                self._report_exit(a.error, message[2])
                self.start_evaluator()

    def _report_exit(self, cls: Atom, reason: Term) -> None:
        if type(reason) is tuple and len(reason) == 2:
            report.exception(self.session, cls, reason[0], reason[1])
        else:
            report.exception(self.session, cls, reason, None)

    # Evaluating

    def _run(self, number: int, exprs: Term) -> None:
        session = self.session
        try:
            expanded = history.expand(session, exprs)
        except history.NoCommand as e:
            report.note(report.BENIGN, e.args[0])
            return
        P.cur.node.part(TypedFunctions).find = session.function
        outcome = self._evaluate(expanded, a.cmd)
        value: Term
        if type(outcome) is Outcome:
            session.bindings, session.dictionary = outcome.bindings, outcome.dictionary
            value = outcome.value
        else:
            value = (a.EXIT, outcome)
        session.commands[number] = expanded
        session.results[number] = value
        self._forget_old(number)
        session.number = number + 1

    def _forget_old(self, number: int) -> None:
        self.history = procs.env_int(a.shell_history_length, DEFAULT_HISTORY)
        self.results = min(procs.env_int(a.shell_saved_results, DEFAULT_RESULTS), self.history)
        for table, keep in (
            (self.session.commands, self.history),
            (self.session.results, self.results),
        ):
            for old in [n for n in table if n <= number - keep]:
                del table[old]

    def _evaluate(self, exprs: Term, what: Atom) -> Term:
        message = (a.shell_cmd, self.session.server, (a.eval, exprs), what)
        procs.send(self.evaluator, message)
        return self._reply(HINT_AFTER_MS)

    def _reply(self, timeout: int | None) -> Term:
        """Wait for what the evaluator makes of the command: an Outcome, or the exit reason."""
        if procs.env(a.shell_hints, a.true) is a.false:
            timeout = None
        while True:
            message = procs.receive(timeout)
            if message is procs.TIMEOUT:
                procs.put_chars(_HINT)
                timeout = None
                continue
            if type(message) is not tuple or not message:
                continue
            done = self._handle(message)
            if done is not None:
                return done[0]

    def _handle(self, message: tuple[Term, ...]) -> tuple[Term] | None:
        tag = message[0]
        if tag is a.EXIT and len(message) == 3:
            return self._exit_message(message[1], message[2])
        if len(message) < 3 or message[1] != self.evaluator:
            return None
        if tag is a.shell_rep:
            return (message[2],)
        if tag is a.command_error:
            report.note(report.BENIGN, report.error_info(message[2]))
            return (message[2][2],)  # type: ignore[index]
        if tag is a.shell_req:
            return self._shell_request(message[2])
        cls, reason, trace = message[2:5]
        assert type(cls) is Atom
        if tag is a.ev_exit:
            procs.receive_exit(self.evaluator)
            self.session.settle()
            report.exception(self.session, cls, reason, trace)
            P.cur.node.part(Hints).tell()
            self.start_evaluator()
        else:
            report.exception(self.session, cls, reason, trace, report.BENIGN)
        return ((reason if cls is not a.throw else (a.nocatch, reason), trace),)

    def _shell_request(self, request: Term) -> tuple[Term] | None:
        if request is a.exit:
            procs.send(self.evaluator, (a.shell_rep, self.session.server, a.exit))
            raise _Ended
        return None

    def _exit_message(self, sender: Term, reason: Term) -> tuple[Term] | None:
        if reason is a.interrupt:
            procs.exit_signal(self.evaluator, a.kill)
            return None
        if sender == self.evaluator:
            self.session.settle()
            self._report_exit(a.exit, reason)
            self.start_evaluator()
            return (reason,)
        procs.exit_signal(self.evaluator, reason)
        raise exit_(reason)
