"""Ctrl-G: the switch command, which starts, connects, interrupts and kills jobs.

OTP: user_drv (switch_loop)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeAlias

from pyerlshell.erts.node import Node
from pyerlshell.otp import procs
from pyerlshell.otp.preloaded.init import CommandLine
from pyerlshell.shell.jobs import Jobs
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.types import Term

HELP: Final = """\
  c [nn]            - connect to job
  i [nn]            - interrupt job
  k [nn]            - kill job
  j                 - list all jobs
  s [shell]         - start local shell
  r [node [shell]]  - start remote shell
  q                 - quit erlang
  ? | h             - this message
"""
TITLE: Final = "\nUser switch command (enter 'h' for help)\n"
PROMPT: Final = " --> "
ILLEGAL: Final = "Illegal input\n"
_UNKNOWN: Final = "Unknown command\n"
_NOT_ALIVE: Final = "Node is not alive\n"

Reply: TypeAlias = str | None
"""What is printed before the next question; None: back to a job."""


async def switch(node: Node, session: Any, at_prompt: bool) -> None:
    """Until the user connects to a job, or the node stops.

    `at_prompt`: the cursor is on a new line already.
    """
    jobs = node.part(Jobs)
    if aborts(node):
        print(end="" if at_prompt else "\n")
        abort(jobs)
        return
    print(TITLE.lstrip("\n") if at_prompt else TITLE, end="")
    jobs.begin_switch()
    while node.exit_code is None:
        try:
            line = await session.prompt_async(PROMPT, handle_sigint=False)
        except Exception:
            line = "c"
        reply = obey(node, line)
        if reply is not ILLEGAL:
            print()
        if reply is None:
            return
        print(reply, end="")


def aborts(node: Node) -> bool:
    """`-stdlib shell_esc abort`: Ctrl-G ends the shell and begins another."""
    return procs.env_of(node, a.shell_esc, a.jcl) is a.abort


def abort(jobs: Jobs) -> None:
    """End the job in front and start another shell."""
    jobs.kill(jobs.current)
    jobs.start(a.shell)


def obey(node: Node, line: str) -> Reply:
    """Do what a line of the switch command says."""
    words = _words(line)
    if words is None:
        return ILLEGAL
    if not words:
        return ""
    command = _COMMANDS.get((words[0], len(words)))
    if command is None or type(words[0]) is not Atom:
        return _UNKNOWN
    return command(node, *words[1:])


def _words(line: str) -> list[Term] | None:
    """The atoms and integers of a line; other tokens stand for themselves as text."""
    from pyerlshell.syntax import erl_scan

    scanned = erl_scan.scan(line, 1)
    if scanned.error is not None:
        return None
    words: list[Term] = []
    for token in scanned.tokens:
        if token[0] in (a.atom, a.integer):
            words.append(token[2])
        else:
            words.append(a.h if token[0] is _HELP_SIGN and not words else b"")
    return words


_HELP_SIGN: Final = atom("?")


def _number(jobs: Jobs, given: tuple[Term, ...]) -> int:
    if not given:
        return jobs.current
    return given[0] if type(given[0]) is int else -1


def _connect(node: Node, *given: Term) -> Reply:
    jobs = node.part(Jobs)
    return jobs.connect(_number(jobs, given))


def _interrupt(node: Node, *given: Term) -> Reply:
    jobs = node.part(Jobs)
    return jobs.interrupt(_number(jobs, given))


def _kill(node: Node, *given: Term) -> Reply:
    jobs = node.part(Jobs)
    return jobs.kill(_number(jobs, given))


def _list(node: Node) -> Reply:
    return node.part(Jobs).listing()


def _start(node: Node, module: Term = a.shell) -> Reply:
    if type(module) is not Atom:
        return _UNKNOWN
    node.part(Jobs).start(module)
    return ""


def _remote(_node: Node, *given: Term) -> Reply:
    return _NOT_ALIVE if all(type(word) is Atom for word in given) else _UNKNOWN


def _quit(node: Node) -> Reply:
    if break_ignored(node):
        return _UNKNOWN
    node.halt(0)
    return ""


def break_ignored(node: Node) -> bool:
    """`+Bi`: nothing at the keyboard stops the node."""
    return node.part(CommandLine).emulator.get("B") == "i"


def _help(node: Node) -> Reply:
    lines = HELP.splitlines(keepends=True)
    return "".join([line for line in lines if not (break_ignored(node) and "quit" in line)])


_COMMANDS: Final[dict[tuple[Term, int], Callable[..., Reply]]] = {
    **{(a.c, count): _connect for count in (1, 2)},
    **{(a.i, count): _interrupt for count in (1, 2)},
    **{(a.k, count): _kill for count in (1, 2)},
    (a.j, 1): _list,
    **{(a.s, count): _start for count in (1, 2)},
    **{(a.r, count): _remote for count in (1, 2, 3)},
    (a.q, 1): _quit,
    (a.h, 1): _help,
}
