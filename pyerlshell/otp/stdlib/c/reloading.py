"""Whom compiling and loading a module would kill: the processes that still run its old code.

Loading makes the current code old, and for that what was old before is purged: whoever runs it is
killed. A process leaves old code by a call with the module's name, as `?MODULE:loop()`.

OTP: none (erts_code_purger does the killing)
"""

from __future__ import annotations

from pyerlshell.erts.machine import P
from pyerlshell.erts.process import Process
from pyerlshell.otp import procs
from pyerlshell.otp.stdlib.c.module import say
from pyerlshell.terms import lists
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Term
from pyerlshell.terms.write import write


def who_would_be_killed(module: Atom) -> Term:
    """Print it; the pids."""
    name = write(module)
    if not P.cur.node.code.ensure_loaded(module):
        say(f"{name} is not loaded: loading it kills nobody.\n")
        return None
    found = _in_old_code(module)
    if not found:
        say(f"No process runs old code of {name}: c({name}) kills nobody.\n")
        return None
    what = "process runs" if len(found) == 1 else "processes run"
    say(f"{len(found)} {what} old code of {name}; c({name}) kills:\n")
    for process in found:
        say(f"  {_shown(process)}\n")
    return lists.to_list([process.pid for process in found])


def _in_old_code(module: Atom) -> list[Process]:
    if procs.apply(a.erlang, a.check_old_code, (module,)) is not a.true:
        return []
    everybody = sorted(P.cur.node.processes.values(), key=lambda process: process.pid.number)
    return [p for p in everybody if _is_in_old_code(p, module)]


def _is_in_old_code(process: Process, module: Atom) -> bool:
    if process is P.cur:
        return False
    found = procs.apply(a.erlang, a.check_process_code, (process.pid, module))
    return found is a.true


def _shown(process: Process) -> str:
    name = f" {write(process.name)}" if process.name is not None else ""
    where = procs.apply(a.erlang, a.process_info, (process.pid, a.current_function))
    if type(where) is tuple and type(where[1]) is tuple:
        module, function, arity = where[1]
        return f"{write(process.pid)}{name}, in {write(module)}:{write(function)}/{arity}"
    return f"{write(process.pid)}{name}"
