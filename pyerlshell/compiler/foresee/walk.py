"""The walk over a function's expressions, in the order in which they are evaluated.

An expression is evaluated for its value, or only for its effect. What follows something that is
sure to fail is not looked at: `Stop` leaves the body.

OTP: sys_core_fold:expr/3
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Final

from pyerlshell.compiler.foresee.matching import Env, Records
from pyerlshell.compiler.foresee.messages import FOLD, SSA
from pyerlshell.compiler.foresee.values import ANY, Value
from pyerlshell.syntax.erl_parse.annos import anno_field, location
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Term
from pyerlshell.terms.write import write

Found = tuple[str, tuple[Term, Atom, Term]]


class Stop(Exception):
    """The rest of the body is never reached.

    `node` is the expression that fails of itself. If it is a statement of a body, the statements
    behind it are looked at nevertheless, as the reference does; if its value was wanted, not.
    """

    def __init__(self, node: Any = None) -> None:
        super().__init__()
        self.node = node


@dataclass(slots=True)
class Module:
    """What all functions of a module share.

    unused    the places of variables nobody reads
    silenced  in this function, the names of those that only `_ = Variable` reads
    bound     the variables that keep a value which is no constant, as far as they are reached
    reads     those that code reads that is reached
    lost      those that nobody reads, as the passes before found
    earlier   what was read in the pass before
    plain     is nothing to be simplified (`no_copt`)?
    turn      how many passes were made before
    twice     how often something was looked at twice; nested, that doubles each time
    again     is there something that only the next pass sees?
    """

    file: str = ""
    records: Records = field(default_factory=dict)
    locals: set[tuple[Atom, int]] = field(default_factory=set)
    imports: dict[tuple[Atom, int], Atom] = field(default_factory=dict)
    found: list[Found] = field(default_factory=list)
    unused: frozenset[Term] = frozenset()
    silenced: frozenset[Atom] = frozenset()
    bound: set[Atom] = field(default_factory=set)
    reads: list[Atom] = field(default_factory=list)
    lost: set[Atom] = field(default_factory=set)
    earlier: list[Atom] = field(default_factory=list)
    plain: bool = False
    turn: int = 0
    twice: int = 0
    again: bool = False
    said: set[tuple[str, Term, Atom, str]] = field(default_factory=set)


@dataclass(slots=True)
class Walk:
    """One clause of a function.

    env      what is known of the variables that are bound
    top      not inside of a term that is built
    dead     something before fails for sure
    around   the statement before, and the statement that is looked at
    match_at the annotation of the first match of `X = {Y} = Expression`
    wanted   false in `_ = Expression`: nothing is said of what is not used
    """

    module: Module
    env: Env = field(default_factory=dict)
    top: bool = True
    wanted: bool = True
    around: tuple[Any, Any] = (None, None)
    match_at: Any = None
    in_guard: bool = False
    dead: bool = False

    def warn(self, anno: Any, descriptor: Term, finder: Atom = FOLD, again: bool = False) -> None:
        if self.dead and finder is SSA:
            return
        file = self.module.file
        if type(anno) is list:
            if anno_field(anno, a.generated) is a.true:
                return
            anno = location(anno)
        key = (file, anno, finder, write(descriptor))
        if again or key not in self.module.said:
            self.module.found.append((file, (anno, finder, descriptor)))
            self.module.said.add(key)

    def about(self, anno: Any, descriptor: Term, finder: Atom = FOLD) -> None:
        """The same, unless the author said that the value is not wanted."""
        if self.wanted:
            self.warn(anno, descriptor, finder)

    def known(self, n: Any) -> Value:
        """What is known of a variable; of other expressions, nothing."""
        return self.env.get(n[2], ANY) if n[0] is a.var else ANY

    def may_repeat(self) -> bool:
        """Is there patience left to look at something a second time?"""
        self.module.twice += 1
        return self.module.twice < _PATIENCE

    def is_unused(self, variable: Any) -> bool:
        """Does nobody read the variable that is bound here?"""
        anno = variable[1]
        return (location(anno) if type(anno) is list else anno) in self.module.unused

    @contextmanager
    def scope(self, **changes: Any) -> Iterator[None]:
        """Some of the settings are different for a while."""
        before = {name: getattr(self, name) for name in changes}
        for name, value in changes.items():
            setattr(self, name, value)
        try:
            yield
        finally:
            for name, value in before.items():
                setattr(self, name, value)


_PATIENCE: Final = 200
"""Repetitions in one function."""

Check = Callable[[Walk, Any, bool], Value]
EXPR: Final[dict[Atom, Check]] = {}


def node(*kinds: str) -> Callable[[Check], Check]:
    """Enter the function into EXPR under these kinds."""

    def enter(check: Check) -> Check:
        for kind in kinds:
            EXPR[a.__getattr__(kind)] = check
        return check

    return enter


def expr(w: Walk, n: Any, effect: bool = False) -> Value:
    check = EXPR.get(n[0])
    return ANY if check is None else check(w, n, effect)


def body(w: Walk, nodes: Any, effect: bool) -> Value:
    """Expressions one after the other. Of all but the last only the effect counts."""
    value: Value = ANY
    n: Any = None
    with w.scope(dead=w.dead):
        while type(nodes) is list:
            before, (n, nodes) = n, nodes
            w.around = (before, n)
            try:
                if nodes is None:
                    value = expr(w, n, effect)
                else:
                    _statement(w, n)
            except Stop as stop:
                if nodes is None or stop.node is not n:
                    raise
                return _behind(w, nodes, effect)
    return value


def _behind(w: Walk, nodes: Any, effect: bool) -> Value:
    """Statements behind one that fails. Nothing of them is left, so they read nothing."""
    w.dead = True
    with unread(w), suppress(Stop):
        body(w, nodes, effect)
    while type(nodes) is list:
        n, nodes = nodes
    raise Stop(n)


def _statement(w: Walk, n: Any) -> None:
    """One that stands in a term is no part of the term."""
    if w.top:
        expr(w, n, True)
        return
    with w.scope(top=True):
        expr(w, n, True)


@contextmanager
def unread(w: Walk) -> Iterator[None]:
    """What is read here is not counted: nobody gets here, or not for the value."""
    mark = len(w.module.reads)
    try:
        yield
    finally:
        del w.module.reads[mark:]


def apart(w: Walk, run: Callable[[], Value]) -> Value | None:
    """Something whose variables are not seen behind it. None if it does not come to its end."""
    before = w.env
    w.env = dict(before)
    try:
        return run()
    except Stop:
        return None
    finally:
        w.env = before
