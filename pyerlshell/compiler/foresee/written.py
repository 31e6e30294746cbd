"""What is wrong with a form whatever it is given: clauses that contradict themselves, binaries of
the wrong types, keys that are written twice. Code that is never reached is looked at, too.

OTP: v3_core
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from pyerlshell.compiler.foresee import binaries
from pyerlshell.compiler.foresee.matching import contradicts
from pyerlshell.compiler.foresee.messages import CORE
from pyerlshell.compiler.foresee.terms import SCALARS, repeated_keys
from pyerlshell.compiler.foresee.walk import Module, Walk
from pyerlshell.syntax.erl_lint.state import items
from pyerlshell.terms.atoms import Atom, a

PATTERN: Final = (a.nomatch, a.pattern)


def check(module: Module, form: Any) -> None:
    """Warn of what a function's form says."""
    w = Walk(module)
    stack: list[Any] = items(form[4])[::-1]
    while stack:
        n = stack.pop()
        if type(n) is list:
            stack += items(n)[::-1]
        elif type(n) is tuple and n and type(n[0]) is Atom and n[0] not in SCALARS:
            stack += reversed(_KINDS.get(n[0], _other)(w, n))


def _other(w: Walk, n: Any) -> list[Any]:
    return list(n[2:]) if n[0] is not a.clauses else [n[1]]


def _clause(w: Walk, n: Any) -> list[Any]:
    if any(contradicts(p, w.module.records) for p in items(n[2])):
        w.warn(n[1], PATTERN, CORE, again=True)
    return [n[3], n[4]]


def _match(w: Walk, n: Any) -> list[Any]:
    if contradicts(n[2], w.module.records):
        w.warn(n[1], PATTERN, CORE, again=True)
    return [n[3]]


def _bin(w: Walk, n: Any) -> list[Any]:
    segments = items(n[2])
    if binaries.mismatch(segments):
        w.warn(n[1], (a.failed, a.bad_binary), CORE, again=True)
    return [part for s in segments for part in (s[2], s[3]) if part is not a.default]


def _map(w: Walk, n: Any) -> list[Any]:
    repeated_keys(w, items(n[-1]))
    return list(n[2:])


def _comprehension(w: Walk, n: Any) -> list[Any]:
    inside: list[Any] = [n[2]]
    for qualifier in items(n[3]):
        for part in items(qualifier[2]) if qualifier[0] is a.zip else [qualifier]:
            inside.append(_qualifier(w, n, part))
    return inside


def _qualifier(w: Walk, n: Any, part: Any) -> Any:
    """Of a generator, where its values come from."""
    if part[0] not in GENERATORS:
        return part
    patterns = list(part[2][2:4]) if part[2][0] is a.map_field_exact else [part[2]]
    for pattern in patterns:
        if contradicts(pattern, w.module.records):
            w.warn(n[1], PATTERN, CORE, again=True)
    return part[3]


GENERATORS: Final = frozenset(
    a.__getattr__(kind + strict)
    for kind in ("generate", "b_generate", "m_generate")
    for strict in ("", "_strict")
)
_KINDS: Final[dict[Atom, Callable[[Walk, Any], list[Any]]]] = {
    a.clause: _clause,
    a.match: _match,
    a.maybe_match: _match,
    a.bin: _bin,
    a.map: _map,
    a.lc: _comprehension,
    a.bc: _comprehension,
    a.mc: _comprehension,
}
