"""Which functions can be traced, and their wrappers put in and taken out.

Calls from other modules go through export cells, so for them the cells are re-pointed; local calls
use the globals of the module's version, so for those the global is replaced as well.

OTP: erts_set_trace_pattern of erl_bif_trace.c, beam_bp.c
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final

from pyerlshell.erts.module_instance import ModuleInstance
from pyerlshell.erts.tracing import loops
from pyerlshell.erts.tracing.calls import WRAPPER, Point, key_of
from pyerlshell.erts.tracing.sessions import Mfa, Tracing
from pyerlshell.terms.atoms import a, atom

if TYPE_CHECKING:
    from pyerlshell.erts.node import Node


class Points:
    """The traced functions of one node."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.points: dict[Mfa, Point] = {}

    def functions(self, instance: ModuleInstance, local: bool) -> Iterator[Mfa]:
        """What can be traced in a module."""
        module = instance.name
        seen = set(instance.exports)
        for name, arity in instance.exports:
            yield module, name, arity
        if local:
            for text in instance.namespace:
                name_text, slash, number = text.rpartition("/")
                code = getattr(instance.namespace[text], "__code__", None)
                if slash and number.isdigit() and _is_function(code, text):
                    key = (atom(name_text), int(number))
                    if key not in seen:
                        yield (module, *key)

    def update(self, mfa: Mfa, looking: bool = True) -> None:
        """Put the wrapper in or take it out, as the patterns of the sessions say.

        `looking`: it is worth compiling the module for the sake of this function's loop.
        """
        sessions = self.node.part(Tracing).sessions
        patterns = [s.patterns[mfa] for s in sessions if mfa in s.patterns]
        point = self.points.get(mfa)
        instance = self.node.code.current.get(mfa[0])
        if point is not None and point.instance is not instance:
            del self.points[mfa]  # the module was loaded again: its functions are fresh
            point = None
        if instance is None or mfa in _INSTRUCTIONS:
            return
        local = any(p.is_local() for p in patterns)
        if not patterns:
            if point is not None:
                del self.points[mfa]
                self._restore(point)
            return
        if point is None:
            original = _function(instance, mfa)
            if original is None:
                return
            point = self.points[mfa] = Point(self.node, instance, mfa, original)
        if local:
            self._put_local(point, looking)
        else:
            self._restore(point)
            self._put_outer(point, point.outer)

    def loaded(self, instance: ModuleInstance) -> None:
        """A hook of the node: new code is not traced, but as `on_load` patterns say."""
        module = instance.name
        for mfa in [mfa for mfa in self.points if mfa[0] is module]:
            point = self.points.pop(mfa)
            if point.instance is not instance:
                self._unwrap(point)
        for session in self.node.part(Tracing).sessions:
            for mfa in [mfa for mfa in session.patterns if mfa[0] is module]:
                del session.patterns[mfa]
            if session.on_load is not None and module not in self.node.code.standing:
                for mfa in self.functions(instance, session.on_load.is_local()):
                    session.patterns[mfa] = session.on_load.copy()
                    self.update(mfa)

    def deleted(self, instance: ModuleInstance) -> None:
        """A hook of the node: code that has become old is not traced."""
        module = instance.name
        for mfa in [mfa for mfa in self.points if mfa[0] is module]:
            self._restore(self.points.pop(mfa))
        for session in self.node.part(Tracing).sessions:
            for mfa in [mfa for mfa in session.patterns if mfa[0] is module]:
                del session.patterns[mfa]

    def _unwrap(self, point: Point) -> None:
        """Take the wrapper out of the version; its cells are those of a newer one."""
        instance, key = point.instance, key_of(point.mfa)
        for version in (instance, instance.traced):
            if version is not None and key in version.namespace:
                found = point.original if version is instance else point.inner
                version.namespace[key] = found

    def _put_local(self, point: Point, looking: bool) -> None:
        """Wrap the function for everybody. Its loop is looked at if there is one."""
        instance, key = point.instance, key_of(point.mfa)
        other = instance.traced
        if looking and other is None:
            other = loops.without_loops(self.node, instance)
        if other is not None and key in other.namespace and point.inner is point.original:
            point.inner = other.namespace[key]
            other.namespace[key] = point.wrapper
            loops.lead_over(self.node, instance, key, True)
        self._put_outer(point, point.outer)
        if key in instance.namespace:
            found = point.wrapper if point.inner is point.original else point.settled
            instance.namespace[key] = found

    def _restore(self, point: Point) -> None:
        """Nothing stands in the function's way any more."""
        instance, key = point.instance, key_of(point.mfa)
        self._put_outer(point, point.original)
        if key in instance.namespace:
            instance.namespace[key] = point.original
        if point.inner is not point.original and instance.traced is not None:
            instance.traced.namespace[key] = point.inner
            loops.lead_over(self.node, instance, key, False)
            point.inner = point.original

    def _put_outer(self, point: Point, outer: Callable[..., Any]) -> None:
        module, name, arity = point.mfa
        if (name, arity) in point.instance.exports:
            point.instance.exports[name, arity] = outer
            cell = self.node.code.cells.get(module, {}).get((name, arity))
            if cell is not None:
                cell.fn = outer


_INSTRUCTIONS: Final = frozenset(((a.erlang, a.apply, 2), (a.erlang, a.apply, 3)))
"""What is called otherwise in the reference, and never seen."""


def _is_function(code: Any, name: str) -> bool:
    """No piece of a function, which the compiler made for a receive, and no maker of funs."""
    if name.startswith("mk-"):
        return False
    return code is not None and code.co_name in (name, WRAPPER)


def _function(instance: ModuleInstance, mfa: Mfa) -> Callable[..., Any] | None:
    _, name, arity = mfa
    found = instance.exports.get((name, arity))
    return found if found is not None else instance.namespace.get(f"{name.name}/{arity}")
