"""Ctrl-G: the switch command. There is one job, the shell, which can be interrupted or ended.

OTP: user_drv (switch_loop)
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts import signals
from pyerlshell.erts.node import Node
from pyerlshell.shell.system_processes import SHELL
from pyerlshell.terms.atoms import a

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


async def switch(node: Node, session: Any) -> None:
    """Until the user goes back to the shell."""
    print("\nUser switch command (enter 'h' for help)")
    while True:
        try:
            line = await session.prompt_async(" --> ", handle_sigint=False)
        except Exception:
            return
        word = line.split()[:1]
        if word in ([], ["c"]):
            return
        if word == ["q"]:
            node.halt(0)
            return
        print(_obey(node, word[0]), end="")


def _obey(node: Node, word: str) -> str:
    if word in ("h", "?"):
        return HELP
    if word == "j":
        return "   1* {shell,start,[init]}\n"
    if word == "i":
        shell = node.processes.get(SHELL)
        if shell is not None:
            signals.exit_signal(shell, shell.pid, a.interrupt, False)
        return "\nInterrupted job 1, enter 'c' to resume.\n"
    if word in ("s", "r", "k"):
        return "pyerlshell has one job for now\n"
    return "Unknown command\n"
