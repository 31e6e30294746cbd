"""What is known while one function is translated.

`new` are the variables that the pattern in translation binds, which keys and sizes in it do not
see. `hidden` holds the outer variables that the patterns of a fun's head shadow but sizes in them
may read. `env` maps each Erlang variable to the Python name that holds it, to `Unsafe` when only
some of the branches before bound it, or to `Apart` while it belongs to another operand. A name
that is bound anew although the surrounding function already uses it (a parameter of a fun, a
generator variable) gets a number: `X@3`.

OTP: the variable part of erl_lint
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count, islice
from typing import Any, Final, NoReturn

from pyerlshell.compiler.to_core.numbering import Numbering
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Term

PYTHON_NAMES: Final = frozenset(
    [
        "None",
        "True",
        "False",
        "Exception",
        "Atom",
        "BITS_BYTE",
        "BitString",
        "Fun",
        "GUARD_ERRORS",
        "MAPS",
        "MISSING",
        "P",
        "Pid",
        "Port",
        "Record",
        "Ref",
        "TAIL",
    ]
)
"""Names that generated code uses for its own ends: an Erlang variable of this name gets another."""
ERL_LINT: Final = a.erl_lint


@dataclass(frozen=True, slots=True)
class Unsafe:
    """Bound in some branches only of `construct` (an atom such as `case`) at `loc`."""

    construct: Atom
    loc: Term


@dataclass(frozen=True, slots=True)
class Apart:
    """Bound under this name by an operand before the one in translation.

    Here it is unbound, but for patterns outside of funs and comprehensions: both values must agree.
    """

    name: str


Env = dict[str, "str | Unsafe | Apart"]


@dataclass(frozen=True, slots=True)
class RecordField:
    name: Atom
    default: Any


@dataclass(frozen=True, slots=True)
class NativeRecord:
    """A native record that is defined here; a field's default is its value as `core.Lit`."""

    module: Atom
    fields: tuple[RecordField, ...]


Records = dict[Atom, "tuple[RecordField, ...] | NativeRecord"]


@dataclass(slots=True)
class ModuleScope:
    """What all functions of a module share. Errors are {Location, Module, Descriptor}.

    strict_records  X#r.a asks whether X is an r
    tuple_calls     {Mod, ...}:f() calls Mod:f({Mod, ...})
    """

    name: Atom
    file: str
    records: Records = field(default_factory=dict)
    imported_records: dict[Atom, Atom] = field(default_factory=dict)
    local: set[tuple[str, int]] = field(default_factory=set)
    imported: dict[tuple[str, int], str] = field(default_factory=dict)
    strict_records: bool = True
    tuple_calls: bool = False
    errors: list[tuple[Term, Atom, Term]] = field(default_factory=list)
    fun_forms: dict[str, Term] = field(default_factory=dict)
    shell: bool = False
    numbers: Iterator[int] = field(default_factory=count)

    def error(self, loc: Term, descriptor: Term) -> None:
        self.errors.append((loc, ERL_LINT, descriptor))


class CannotTranslateError(Exception):
    """A node that is not in the abstract format: a parse transform or a hand-made form is wrong."""


@dataclass(slots=True)
class Scope:
    """One Erlang function (or fun) in translation."""

    module: ModuleScope
    function: str
    arity: int
    env: Env = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    names: dict[str, str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    numbering: Numbering = field(default_factory=Numbering)
    hidden: Env = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)
    in_guard: bool = False
    matching: bool = False
    new: set[str] = field(default_factory=set)
    not_in_sizes: set[str] = field(default_factory=set)

    def python_name(self, variable: str) -> str:
        """The Python name under which this scope binds the variable."""
        name = self.names.get(variable)
        if name is None:
            name = variable
            if name in PYTHON_NAMES or name in self.taken:
                name = f"{variable}@{next(self.module.numbers)}"
            self.names[variable] = name
        return name

    def bind(self, variable: str) -> str:
        name = self.python_name(variable)
        self.env[variable] = name
        return name

    def fresh(self, prefix: str) -> str:
        """A Python name that no Erlang variable and no temporary has."""
        return f"{prefix}@{next(self.module.numbers)}"

    def read(self, variable: str, loc: Term) -> str:
        """The Python name of a variable that is read; an error if it is unbound or unsafe."""
        found = self.env.get(variable) or self.hidden.get(variable)
        if type(found) is str:
            self.used.add(found)
            return found
        if found is None or type(found) is Apart:
            self.module.error(loc, (a.unbound_var, variable_atom(variable)))
        else:
            self.unsafe(variable, found, loc)
        return self.bind(variable)

    def unsafe(self, variable: str, found: object, loc: Term) -> None:
        assert type(found) is Unsafe
        where = (found.construct, found.loc)
        self.module.error(loc, (a.unsafe_var, variable_atom(variable), where))

    @contextmanager
    def inner(self) -> Iterator[None]:
        """A scope whose bindings end with it and may shadow: a comprehension."""
        env, names, taken = self.env, self.names, self.taken
        self.taken = taken | self.held()
        self.names = {}
        self.env = self.seen_inside()
        try:
            yield
        finally:
            self.env, self.names, self.taken = env, names, taken

    def seen_inside(self) -> Env:
        """What a fun or comprehension here sees."""
        return {v: name for v, name in self.env.items() if type(name) is not Apart}

    def held(self) -> set[str]:
        """The Python names that hold variables."""
        names = [n.name if type(n) is Apart else n for n in self.env.values()]
        return {n for n in names if type(n) is str}

    def operands(self, nodes: Sequence[Any]) -> Iterator[Any]:
        """The nodes in turn; what one binds is `Apart` for those behind it, but in maps."""
        known = len(self.env)  # what is bound later stands behind it, whatever branches do
        for node in self.numbering.operands(nodes):
            for variable, name in list(islice(self.env.items(), known, None)):
                if type(name) is str:
                    self.env[variable] = Apart(name)
            yield node
        for variable, name in list(islice(self.env.items(), known, None)):
            if type(name) is Apart:
                self.env[variable] = name.name

    @contextmanager
    def one_pattern(self, new: set[str] | None = None) -> Iterator[None]:
        """The patterns inside are parts of one: what one binds, sizes and keys of others cannot
        read.
        """
        outer = self.matching, self.new
        if not self.matching:
            self.matching, self.new = True, new or set()
        try:
            yield
        finally:
            self.matching, self.new = outer

    @contextmanager
    def unseen(self, variables: set[str]) -> Iterator[None]:
        """These variables are not bound yet."""
        env = self.env
        self.env = {v: name for v, name in env.items() if v not in variables}
        try:
            yield
        finally:
            self.env = env

    @contextmanager
    def guard(self) -> Iterator[None]:
        before, self.in_guard = self.in_guard, True
        try:
            yield
        finally:
            self.in_guard = before

    def export(self, before: Env, branches: Iterable[Env], construct: Atom, loc: Term) -> None:
        """After branching: bound in every branch is bound, in some is unsafe."""
        envs = list(branches)
        merged = dict(before)
        for env in envs:
            for variable in env:
                if variable not in merged or type(merged[variable]) is Apart:
                    merged[variable] = _merged(variable, envs, construct, loc)
        self.env = merged

    def unsafe_after(
        self, before: Env, branches: Iterable[Env], construct: Atom, loc: Term
    ) -> None:
        """After a construct whose bindings may not be used outside: try, andalso, catch."""
        merged = dict(before)
        for env in branches:
            for variable in env:
                merged.setdefault(variable, Unsafe(construct, loc))
        self.env = merged


def _merged(variable: str, envs: list[Env], construct: Atom, loc: Term) -> str | Unsafe | Apart:
    name: str | Unsafe | Apart = ""
    for env in envs:
        found = env.get(variable)
        if found is None:
            return Unsafe(construct, loc)
        if type(found) is not str:
            return found
        name = found
    return name


def variable_atom(variable: str) -> Atom:
    return a.__getattr__(variable)


def line_of(loc: Term) -> int:
    """The line of a location, which is Line, {Line, Column}, or annotation pairs."""
    if type(loc) is int:
        return loc
    if type(loc) is tuple and loc and type(loc[0]) is int:
        return loc[0]
    while type(loc) is list:
        item = loc[0]
        if type(item) is tuple and len(item) == 2 and item[0] is a.location:
            return line_of(item[1])
        loc = loc[1]
    return 0


def cannot(node: Term) -> NoReturn:
    kind = node[0] if type(node) is tuple and node else node
    raise CannotTranslateError(repr(kind)[:60])
