"""What is known of variables while one function clause is checked.

`bound` maps a name to its Binding: a state and the cells, the places where it was bound. A use
marks the cells, so "unused" is known at the end of the clause, whatever branches lie between. The
state (bound, unsafe, exported) depends on the way taken: every change goes on the trail, and `undo`
takes back what a branch or an operand did and returns it, to be joined with what its neighbours
did.

OTP: the variable tables of erl_lint
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pyerlshell.terms.atoms import Atom
from pyerlshell.terms.types import Term


@dataclass(frozen=True, slots=True)
class Unsafe:
    """Bound in some branches only of `construct` at `location`."""

    construct: Atom
    location: Term


@dataclass(frozen=True, slots=True)
class Exported:
    """Bound inside of `construct`, and visible after it."""

    construct: Atom
    location: Term


State = Unsafe | Exported | None


class Cell:
    """One place where a variable is bound."""

    __slots__ = ("anno", "name", "used")

    def __init__(self, name: Atom, anno: Term) -> None:
        self.name = name
        self.anno = anno
        self.used = False


class Binding:
    """A bound variable. State None: nothing is to be said of it."""

    __slots__ = ("cells", "state")

    def __init__(self, state: State, cells: tuple[Cell, ...]) -> None:
        self.state = state
        self.cells = cells

    def use(self) -> None:
        for cell in self.cells:
            cell.used = True


Delta = dict[Atom, Binding]


@dataclass(slots=True)
class Variables:
    """The variables of a function clause; `cells` are all that were ever bound in it."""

    bound: dict[Atom, Binding] = field(default_factory=dict)
    trail: list[tuple[Atom, Binding | None]] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)

    def fresh(self, name: Atom, anno: Term) -> Binding:
        """A binding that is not visible yet."""
        cell = Cell(name, anno)
        self.cells.append(cell)
        return Binding(None, (cell,))

    def bind(self, name: Atom, binding: Binding) -> None:
        self.trail.append((name, self.bound.get(name)))
        self.bound[name] = binding

    def clear(self, name: Atom, binding: Binding) -> None:
        """Its state was reported: from here on it counts as bound."""
        self.bind(name, Binding(None, binding.cells))

    def undo(self, mark: int) -> Delta:
        """Take back all changes since the trail had this length; what stood at the end."""
        delta: Delta = {}
        trail, bound = self.trail, self.bound
        while len(trail) > mark:
            name, before = trail.pop()
            delta.setdefault(name, bound[name])
            if before is None:
                del bound[name]
            else:
                bound[name] = before
        return delta

    def again(self, delta: Delta) -> None:
        """Do what was taken back."""
        for name, binding in delta.items():
            self.bind(name, binding)

    def keep_old(self, delta: Delta, shadowed: Iterable[Atom] = ()) -> None:
        """Of a scope that ended: what it changed of variables from outside."""
        for name, binding in delta.items():
            if name in self.bound and name not in shadowed and type(binding.state) is not Unsafe:
                self.bind(name, binding)

    def join_branches(self, deltas: Sequence[Delta], construct: Atom, location: Term) -> None:
        """After a choice: bound in all branches is exported, bound in some is unsafe."""
        for name, bindings in gathered(deltas).items():
            old = self.bound.get(name)
            if old is not None:
                self.bind(name, Binding(None, old.cells))
                continue
            state: State = Exported(construct, location)
            if len(bindings) < len(deltas):
                state = Unsafe(construct, location)
            else:
                unsafe = [b.state for b in bindings if type(b.state) is Unsafe]
                if unsafe:
                    state = unsafe[0] if len(unsafe) == 1 else Unsafe(construct, location)
            self.bind(name, Binding(state, all_cells(bindings)))

    def join_unsafe(self, deltas: Sequence[Delta], construct: Atom, location: Term) -> None:
        """After a construct that exports nothing: what is new is unsafe."""
        for name, bindings in gathered(deltas).items():
            old = self.bound.get(name)
            if old is not None:
                self.bind(name, Binding(bindings[0].state, old.cells))
            else:
                self.bind(name, Binding(Unsafe(construct, location), all_cells(bindings)))


def gathered(deltas: Iterable[Delta]) -> dict[Atom, list[Binding]]:
    """name -> its bindings, in the order of the deltas."""
    found: dict[Atom, list[Binding]] = {}
    for delta in deltas:
        for name, binding in delta.items():
            found.setdefault(name, []).append(binding)
    return found


def all_cells(bindings: Sequence[Binding]) -> tuple[Cell, ...]:
    if len(bindings) == 1:
        return bindings[0].cells
    return tuple([cell for binding in bindings for cell in binding.cells])


def stronger(one: State, other: State) -> State:
    """Of two states of operands: errors before warnings, the first of two alike."""
    if type(one) is Unsafe or other is None:
        return one
    if type(other) is Unsafe or one is None:
        return other
    return one
