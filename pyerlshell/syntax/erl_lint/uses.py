"""A variable is met: read in an expression or a guard, bound or matched in a pattern.

OTP: erl_lint (expr_var/4, pat_var/5, pat_binsize_var/5)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from pyerlshell.syntax.erl_lint.nodes import match_cells
from pyerlshell.syntax.erl_lint.similar import guess
from pyerlshell.syntax.erl_lint.state import Lint
from pyerlshell.syntax.erl_lint.variables import Binding, Delta, Exported, Unsafe
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Term

MAY_EXPORT: Final = frozenset(
    [a.__getattr__(name) for name in ("begin", "if", "case", "receive", "try", "maybe")]
)
"""What these bind may be used after them; that other constructs export is deprecated."""


def read(c: Lint, name: Atom, anno: Term) -> None:
    """An expression uses the variable."""
    v = c.variables
    found = v.bound.get(name)
    if found is None:
        unbound(c, name, anno)
        return
    for cell in found.cells:
        cell.used = True
    state = found.state
    if name is c.stack_variable:
        c.error(anno, (a.stacktrace_guard, name))
        c.stack_variable = None
    if state is None:
        return
    if type(state) is Unsafe:
        unsafe(c, name, anno, found)
    elif _exported(c, name, anno, state, "export_vars" in c.enabled):
        v.clear(name, found)


def unbound(c: Lint, name: Atom, anno: Term) -> None:
    """It counts as bound from here on, so that it is reported once."""
    v = c.variables
    meant = guess(name, [other.name for other in v.bound])
    known = (a.unbound_var, name) if meant is None else (a.unbound_var, name, meant)
    c.error(anno, known)
    v.bind(name, Binding(None, ()))


def unsafe(c: Lint, name: Atom, anno: Term, found: Binding) -> None:
    state = found.state
    assert state is not None
    c.error(anno, (a.unsafe_var, name, (state.construct, state.location)))
    c.variables.clear(name, found)


def _exported(c: Lint, name: Atom, anno: Term, state: Exported | Unsafe, always: bool) -> bool:
    """Warn if that is wanted; True if nothing more is to be said of the variable."""
    where = (state.construct, state.location)
    if state.construct not in MAY_EXPORT:
        c.maybe(anno, (a.export_var_subexpr, name, where))
        return True
    if always:
        c.warning(anno, (a.exported_var, name, where))
    return always


def size(c: Lint, name: Atom, anno: Term) -> None:
    """The size of a segment uses it: a variable of this binary pattern goes before one outside."""
    inner = c.bit_size.get(name) if c.bit_size is not None else None
    if inner is not None:
        inner.use()
    else:
        read(c, name, anno)


@dataclass(slots=True)
class Binder:
    """What one pattern, or several side by side, do to variables: `new` is what they bind.

    `shadows` is true in heads of funs and in generators, where variables from outside do not count.
    All parts see the variables as they are before the pattern; `used` keeps what they did to them.
    """

    c: Lint
    shadows: bool = False
    new: Delta = field(default_factory=dict)
    used: list[Delta] = field(default_factory=list)

    def apart(self, check: Callable[[Lint, Any], None], n: Any) -> None:
        """Check an expression inside of the pattern."""
        v = self.c.variables
        mark = len(v.trail)
        check(self.c, n)
        if len(v.trail) > mark:
            self.used.append(v.undo(mark))

    def bind(self) -> None:
        """Make the new variables visible."""
        v = self.c.variables
        for delta in self.used:
            for name, binding in delta.items():
                own = self.new.get(name)
                if own is None or self.shadows:
                    v.bind(name, binding)
                else:
                    own.use()
        for name, binding in self.new.items():
            v.bind(name, binding)

    def match(self, name: Atom, anno: Term) -> None:
        """The pattern has the variable."""
        old = None if self.shadows else self.c.variables.bound.get(name)
        if old is not None:
            self.apart(_match_old, (name, anno, old))
            return
        known = self.new.get(name)
        binding = self.c.variables.fresh(name, anno)
        if known is not None:
            binding = Binding(None, known.cells + binding.cells)
            match_cells(self.c, name, binding.cells)
        elif self.c.in_record_default:
            self.c.error(anno, (a.variable_in_record_def, name))
            binding.use()
        self.new[name] = binding

    def match_in_segment(self, name: Atom, anno: Term, own: Delta) -> None:
        """The same in a binary pattern, of which `own` are the variables so far."""
        known = own.get(name)
        if known is not None:
            underscore(self.c, name, anno)
            known.use()
            return
        old = None if self.shadows else self.c.variables.bound.get(name)
        self.match(name, anno)
        if old is None:
            own[name] = self.new[name]


def _match_old(c: Lint, what: tuple[Atom, Term, Binding]) -> None:
    name, anno, old = what
    old.use()
    state = old.state
    if type(state) is Unsafe:
        unsafe(c, name, anno, old)
        return
    underscore(c, name, anno)
    if state is not None:
        _exported(c, name, anno, state, always=True)
        c.variables.clear(name, old)


def underscore(c: Lint, name: Atom, anno: Term) -> None:
    """Who writes _X seldom means to match with its value."""
    if name.name.startswith("_") and "underscore_match" in c.enabled:
        c.warning(anno, (a.match_underscore_var, name))
