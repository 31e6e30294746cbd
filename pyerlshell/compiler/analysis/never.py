"""Which functions never return: they always raise, or go on for ever.

The reference makes every call of such a function a tail call, since nothing can follow, and its
stack traces show that.

    deep(0) -> error(x); deep(N) -> 1 + deep(N - 1).     ->     {deep/1}

The greatest set is taken that agrees with itself.

OTP: beam_ssa_type (the type `none`)
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any, Final

from pyerlshell.compiler import bifs, core
from pyerlshell.compiler.core import Expr, Function

Known = Collection[str]


def functions_that_never_return(functions: Iterable[Function]) -> set[str]:
    """Their keys, `name/arity`."""
    bodies = {f"{f.name}/{len(f.params)}": [c.body for c in f.clauses] for f in functions}
    found = set(bodies)
    while True:
        returning = {key for key in found if not all(never(b, found) for b in bodies[key])}
        if not returning:
            return found
        found -= returning


def never(e: Expr, known: Known) -> bool:
    """Whether evaluating the expression cannot end, but by an exception."""
    test = NEVER.get(type(e))
    return test is not None and test(e, known)


def _any(es: Iterable[Expr], known: Known) -> bool:
    # no generator: expressions may nest deeper than the C stack
    for e in es:  # noqa: SIM110
        if never(e, known):
            return True
    return False


def _all(es: Iterable[Expr], known: Known) -> bool:
    for e in es:  # noqa: SIM110
        if not never(e, known):
            return False
    return True


def _bif(e: core.Bif, known: Known) -> bool:
    raises = e.name in bifs.NEVER_RETURNS and len(e.args) == 1
    return raises or _any(e.args, known)


def _call(e: core.Call, known: Known) -> bool:
    return f"{e.name}/{len(e.args)}" in known or _any(e.args, known)


def _case(e: core.Case, known: Known) -> bool:
    if e.subject is not None and never(e.subject, known):
        return True
    return _all([c.body for c in e.clauses], known)


def _receive(e: core.Receive, known: Known) -> bool:
    ends = [c.body for c in e.clauses] + ([] if e.after is None else [e.after])
    return _all(ends, known)


NEVER: Final[dict[type, Callable[[Any, Known], bool]]] = {
    core.Bif: _bif,
    core.Call: _call,
    core.Case: _case,
    core.Receive: _receive,
    core.Seq: lambda e, known: _any(e.items, known),
    core.Tuple: lambda e, known: _any(e.items, known),
    core.Cons: lambda e, known: _any((*e.items, e.tail), known),
    core.Remote: lambda e, known: _any(e.args, known),
    core.Apply: lambda e, known: _any(e.args, known),
    core.Match: lambda e, known: never(e.value, known),
    core.And: lambda e, known: never(e.left, known),
    core.Or: lambda e, known: never(e.left, known),
}
