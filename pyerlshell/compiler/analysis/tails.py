"""Tail calls: what is called last, which functions call each other so, which never return TAIL.

A local tail call is a plain Python call unless caller and callee can call each other for ever:
then,
as for remote calls and funs, it goes through the registers. A function none of whose tail positions
can store the registers never returns TAIL, and its callers need not look.

    even(0) -> true; even(N) -> odd(N-1).      odd(0) -> false; odd(N) -> even(N-1).
    ->  cycles: {even/1, odd/1} one cycle; both may return TAIL

OTP: -
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from pyerlshell.compiler import bifs, core
from pyerlshell.compiler.core import Expr, Function
from pyerlshell.terms.atoms import a

Key = str
"""`name/arity`"""


@dataclass(slots=True)
class Tails:
    """`cycle`: key -> number of its cycle of tail calls; `may_tail`: keys that may return TAIL."""

    cycle: dict[Key, int] = field(default_factory=dict)
    may_tail: set[Key] = field(default_factory=set)

    def same_cycle(self, x: Key, y: Key) -> bool:
        return x in self.cycle and self.cycle[x] == self.cycle.get(y, -1)


def analyse(functions: Iterable[Function], loops: bool = True) -> Tails:
    """The tail calls of a module's functions. `loops`: a self call is a loop, and no call."""
    calls: dict[Key, set[Key]] = {}
    out = Tails()
    for f in functions:
        key = f"{f.name}/{len(f.params)}"
        ends = list(tail_ends(f))
        calls[key] = {f"{e.name}/{len(e.args)}" for e in ends if type(e) is core.Call}
        if any(stores_registers(e) for e in ends):
            out.may_tail.add(key)
    _number_cycles(calls, out)
    _spread(calls, out, loops)
    return out


def tail_ends(f: Function) -> Iterator[Expr]:
    """The expressions in tail position, receives included."""
    todo: list[Expr] = [c.body for c in f.clauses]
    while todo:
        e = todo.pop()
        inner = INNER.get(type(e))
        if inner is None:
            yield e
            continue
        if type(e) is core.Receive:
            yield e
        todo.extend(inner(e))


def stores_registers(e: Expr) -> bool:
    if type(e) is core.Remote:
        return not (
            type(e.module) is core.Lit
            and e.module.value is a.erlang
            and type(e.name) is core.Lit
            and bifs.never_tail(getattr(e.name.value, "name", ""), len(e.args))
        )
    return type(e) in (core.Apply, core.Receive)


def _bodies(clauses: tuple[core.Clause, ...]) -> list[Expr]:
    return [c.body for c in clauses]


def _try(e: core.Try) -> list[Expr]:
    if e.after is not None:
        return [_VALUE]
    return _bodies(e.of or (_OF_VALUE,)) + _bodies(e.catches)


def _maybe(e: core.Maybe) -> list[Expr]:
    last = _VALUE if type(e.body[-1]) is core.MaybeMatch else e.body[-1]
    return [last, *_bodies(e.clauses), *([] if e.clauses else [_VALUE])]


def _receive(e: core.Receive) -> list[Expr]:
    return _bodies(e.clauses) + ([] if e.after is None else [e.after])


def last_call(items: tuple[Expr, ...]) -> tuple[Expr, ...]:
    """`X = f(), X` at the end of a function is the call f(), and so a tail call."""
    if len(items) > 1 and type(items[-2]) is core.Match and type(items[-1]) is core.Var:
        pattern = items[-2].pattern
        if type(pattern) is core.PVar and pattern.name == items[-1].name:
            return (*items[:-2], items[-2].value)
    return items


def _match(e: core.Match) -> list[Expr]:
    return [e.value] if type(e.pattern) is core.PVar else [_VALUE]


_VALUE: Final = core.Lit(None)
"""Stands for a value that is no call."""

_OF_VALUE: Final = core.Clause((), (), _VALUE, 0)

INNER: Final[dict[type, Callable[[Any], list[Expr]]]] = {
    core.Seq: lambda e: [last_call(e.items)[-1]],
    core.Match: _match,
    core.Case: lambda e: _bodies(e.clauses),
    core.And: lambda e: [e.right, _VALUE],
    core.Or: lambda e: [e.right, _VALUE],
    core.Try: _try,
    core.Maybe: _maybe,
    core.Receive: _receive,
}


def _spread(calls: dict[Key, set[Key]], out: Tails, loops: bool) -> None:
    """May return TAIL: through a cycle, or by calling last what may."""
    callers: dict[Key, list[Key]] = {}
    for caller, callees in calls.items():
        for callee in callees:
            callers.setdefault(callee, []).append(caller)
            if (caller != callee or not loops) and out.same_cycle(caller, callee):
                out.may_tail.add(caller)
    todo = list(out.may_tail)
    while todo:
        for caller in callers.get(todo.pop(), ()):
            if caller not in out.may_tail:
                out.may_tail.add(caller)
                todo.append(caller)


def _number_cycles(calls: dict[Key, set[Key]], out: Tails) -> None:
    """Tarjan's strongly connected components, without recursion."""
    order: dict[Key, int] = {}
    low: dict[Key, int] = {}
    stack: list[Key] = []
    on_stack: set[Key] = set()
    for root in calls:
        if root in order:
            continue
        work: list[tuple[Key, Iterator[Key]]] = [(root, iter(calls[root]))]
        order[root] = low[root] = len(order)
        stack.append(root)
        on_stack.add(root)
        while work:
            key, rest = work[-1]
            for callee in rest:
                if callee not in calls:
                    continue
                if callee not in order:
                    order[callee] = low[callee] = len(order)
                    stack.append(callee)
                    on_stack.add(callee)
                    work.append((callee, iter(calls[callee])))
                    break
                if callee in on_stack:
                    low[key] = min(low[key], order[callee])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[key])
                if low[key] == order[key]:
                    while True:
                        member = stack.pop()
                        on_stack.discard(member)
                        out.cycle[member] = order[key]
                        if member == key:
                            break
