"""Modules whose -on_load function runs: in a process of its own, while all others wait.

Until the function has returned `ok` the version is nobody's (`CodeTable.pending`). Whoever wants to
load the module meanwhile waits, but for that process itself, which is told of the deadlock. Whoever
asked for the module may be killed while he waits: what is to be done at the end is done when the
process ends.

OTP: code_server
"""

from __future__ import annotations

from pyerlshell.erts import loading
from pyerlshell.erts.errors import ErlError
from pyerlshell.erts.machine import P
from pyerlshell.erts.native import NATIVE_LINES
from pyerlshell.erts.node import Node
from pyerlshell.erts.process import Process
from pyerlshell.erts.signals import send_to
from pyerlshell.otp import procs
from pyerlshell.otp.kernel.code_reports import report
from pyerlshell.otp.native_calls import local
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.structs import field, structure
from pyerlshell.terms.types import Pid, Ref, Term


@structure()
class OnLoad:
    """A module that waits for its -on_load function.

    process  runs the function
    failed   the module did not stay
    waiting  who is to be told of the end, and by which reference
    """

    process: Process
    failed: bool = False
    waiting: list[tuple[Pid, Ref]] = field(default_factory=list)


def await_turn(on_loads: dict[Atom, OnLoad], module: Atom) -> bool:
    """Until no -on_load function of the module runs. False if it is the caller that runs it."""
    while (running := on_loads.get(module)) is not None:
        if running.process is P.cur:
            return False
        _wait(running)
    return True


def _wait(running: OnLoad) -> None:
    ref = P.cur.node.make_ref()
    running.waiting.append((P.cur.pid, ref))
    procs.receive_if(lambda message: type(message) is tuple and message[0] is ref)


def run_on_load(node: Node, on_loads: dict[Atom, OnLoad], module: Atom) -> Term:
    """Call the -on_load function of a pending module: what code:load_file/1 returns."""
    process = node.spawn(_call, (module,), node.registry.get(a.code_server, P.cur))
    running = on_loads[module] = OnLoad(process)

    def ended(_: Process, reason: Term) -> None:
        del on_loads[module]
        running.failed = reason is not a.ok
        loading.finish_after_on_load(node, module, not running.failed)
        _report(module, reason)
        for pid, ref in running.waiting:
            send_to(node, pid, (ref,))

    process.more().on_exit.append(ended)
    _wait(running)
    return (a.error, a.on_load_failure) if running.failed else (a.module, module)


def _report(module: Atom, reason: Term) -> None:
    if type(reason) is not Atom:  # an atom is a reason that needs no explanation
        text = "The on_load function for module ~s returned:~n~P\n"
        report(text, module, reason, 10, level=a.warning)


@local("code_server", "-schedule_on_load/4-fun-0-")
def _call(module: Atom) -> Term:
    raise ErlError(a.exit, P.cur.node.code.run_on_load(module))


NATIVE_LINES["code_server", "-schedule_on_load/4-fun-0-", 1] = (0, 1392)
