"""garbage_collect/0,1,2: Python frees what nobody holds; what is left to do is to look and to tell.

Who asks gets cycles freed, a process that has too much ended, and those who trace or monitor
collections told. What is shown as old data before is young afterwards (erts.heaps).

OTP: erl_gc.c, erl_bif_info.c
"""

from __future__ import annotations

import gc
import time
from typing import Any, Final

from pyerlshell.erts.errors import ErlError, badarg
from pyerlshell.erts.heaps import Figures, figures, info_list
from pyerlshell.erts.limits import WatchedQueue
from pyerlshell.erts.machine import P
from pyerlshell.erts.node import Node
from pyerlshell.erts.process import DEAD, Process
from pyerlshell.erts.scheduler import check
from pyerlshell.erts.tracing.sessions import Tracing
from pyerlshell.otp.preloaded.erlang.module import erlang
from pyerlshell.otp.preloaded.erlang.system_monitor import collected
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import from_list, is_proper, to_list
from pyerlshell.terms.types import Pid, Term

_ASYNC: Final = atom("async")


@erlang.export("garbage_collect/0", "() -> true")
def garbage_collect_0() -> Term:
    """Collect garbage."""
    _collect(P.cur, True)
    return a.true


@erlang.export("garbage_collect/1", "(Pid) -> GCResult when Pid :: pid(), GCResult :: boolean()")
def garbage_collect_1(pid: Term) -> Term:
    """Collect garbage; false if there is no such process."""
    if type(pid) is not Pid:
        raise badarg(pid)
    return _of(P.cur.node, pid, True)


@erlang.export(
    "garbage_collect/2",
    "(Pid, OptionList) -> GCResult | async when Pid :: pid(), RequestId :: term(), Option :: "
    "{async, RequestId} | {type, major | minor}, OptionList :: [Option], GCResult :: boolean()",
)
def garbage_collect_2(pid: Term, options: Term) -> Term:
    """Collect garbage; with {async, Id} the result comes as {garbage_collect, Id, Result}."""
    wanted: tuple[Term] | None = None
    kind: Term = a.major
    for option in from_list(options) if is_proper(options) else [None]:
        name, value = option if type(option) is tuple and len(option) == 2 else (None, None)
        if name is _ASYNC:
            wanted = (value,)
        elif name is a.type:
            kind = value
        else:
            raise ErlError(a.error, a.badarg, (pid, options), info=a.bad_option)
    if type(pid) is not Pid or (kind is not a.major and kind is not a.minor):
        raise badarg(pid, options)
    p = P.cur
    result = _of(p.node, pid, kind is a.major)
    if wanted is None:
        return result
    p.node.send(p.pid, (a.garbage_collect, wanted[0], result))
    return _ASYNC


def _of(node: Node, pid: Pid, major: bool) -> Atom:
    found = node.lookup(pid)
    if found is None:
        return a.false
    return a.true if _collect(found, major) else a.false


def _collect(p: Process, major: bool) -> bool:
    """Whether the process lived through it."""
    if isinstance(p.runq, WatchedQueue):
        p.runq.look(p, time.process_time_ns())
        if p.state == DEAD:
            check()
            return False
    node = p.node
    names = (a.gc_major_start, a.gc_major_end) if major else (a.gc_minor_start, a.gc_minor_end)
    _tell(p, names[0])
    gc.collect(1)
    if p.extra is not None and major:
        p.extra.swept = p.reductions
    _tell(p, names[1])
    if node.on_ran is not None:
        collected(p)
    if P.pending:
        check()
    return True


def _tell(p: Process, event: Atom) -> None:
    """Those who trace garbage collections; most often nobody."""
    tracing = p.node.parts.get(Tracing)
    if tracing is None:
        return
    for _, traced in tracing.of(p, a.garbage_collection):
        tracing.tell(traced, p.pid, event, _info(figures(p)))


def _info(of_it: Figures) -> Term:
    freed: tuple[Any, int] = (a.wordsize, 0)
    return to_list([freed, *info_list(of_it)])
