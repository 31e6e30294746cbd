"""Old code: which processes run it, and throwing it away.

A process runs old code if its continuation or one of its stack frames belongs to the old version's
namespace; a fun in its data does not count. After a purge the funs of the old version have no code
(see `lost_funs`), unless the version that is current now is the same one, loaded again.

OTP: erts_code_purger, beam_bif_load.c
"""

from __future__ import annotations

import sys
import weakref
from types import FrameType, FunctionType
from typing import TYPE_CHECKING, Any, Final

from pyerlshell.erts.lost_funs import lose_funs
from pyerlshell.erts.machine import P
from pyerlshell.erts.scheduler import BASE_CODE, wait, wait_there
from pyerlshell.erts.signals import finish
from pyerlshell.terms.atoms import Atom, a

if TYPE_CHECKING:
    from pyerlshell.erts.module_instance import ModuleInstance
    from pyerlshell.erts.node import Node
    from pyerlshell.erts.process import Process


WAIT_CODES: Final = (wait.__code__, wait_there.__code__)


def runs_in(p: Process, instance: ModuleInstance) -> bool:
    """The process would go on in this version, or return to it."""
    if instance.native:
        return False
    if _runs_in(p, instance.namespace):
        return True
    return instance.traced is not None and _runs_in(p, instance.traced.namespace)


def _runs_in(p: Process, namespace: dict[str, Any]) -> bool:
    if p is P.cur:
        return _in_frames(sys._getframe(2), namespace)
    if p.g is not None:
        if _in_frames(p.g.gr_frame, namespace):
            return True
        return False
    return _goes_on_in(p.f, namespace) or any(_belongs(x, namespace) for x in p.a[:1])


def _goes_on_in(f: Any, namespace: dict[str, Any]) -> bool:
    """Where a process goes on belongs here, be it a function of which there is a fun as well."""
    return type(f) is FunctionType and f.__globals__ is namespace


def _belongs(f: Any, namespace: dict[str, Any]) -> bool:
    return type(f) is FunctionType and f.__globals__ is namespace and not _is_fun(f)


def _is_fun(f: FunctionType) -> bool:
    """A value of the program, and not a function or continuation of the module."""
    return f.__code__.co_name in f.__globals__.get("__funs__", ())


def _in_frames(frame: FrameType | None, namespace: dict[str, Any]) -> bool:
    while frame is not None and frame.f_code is not BASE_CODE:
        if frame.f_globals is namespace:
            return True
        if frame.f_code in WAIT_CODES and _belongs(frame.f_locals.get("resume"), namespace):
            return True  # it waits inside a call that somebody else's function has made
        frame = frame.f_back
    return False


def processes_in(node: Node, instance: ModuleInstance) -> list[Process]:
    """The processes that run this version."""
    return [p for p in node.processes.values() if runs_in(p, instance)]


def end_what_runs(node: Node, instance: ModuleInstance) -> list[Process]:
    """Kill the processes that run this version; which they were."""
    victims = processes_in(node, instance)
    for p in victims:
        finish(p, a.killed)
    return victims


def purge(node: Node, module: Atom) -> list[Process]:
    """Kill what runs the module's old code and forget it; the processes that were killed."""
    instance = node.code.old.get(module)
    if instance is None:
        return []
    victims = end_what_runs(node, instance)
    del node.code.old[module]
    if not instance.native:
        _retire(node.code.current.get(module), instance)
    return victims


def _retire(current: ModuleInstance | None, old: ModuleInstance) -> None:
    """The funs of a version go on as those of an equal one, until that goes as well."""
    alive = [ref for ref in old.equals if ref() is not None]
    if current is not None and _is_the_same_code(current, old):
        current.equals = [*alive, weakref.ref(old)]
        return
    for version in (old, *[ref() for ref in alive]):
        if version is not None:
            lose_funs(version.namespace)
            if version.traced is not None:
                lose_funs(version.traced.namespace)


def _is_the_same_code(current: ModuleInstance | None, old: ModuleInstance) -> bool:
    """A fun is known by its module's check sum: it finds its code again in an equal version."""
    if current is None or current.native:
        return False
    return bool(getattr(current.code, "md5", 0) == getattr(old.code, "md5", 1))
