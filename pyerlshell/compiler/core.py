"""Core: the compiler's own tree, between Erlang's abstract format and Python's `ast`.

Everything that is only notation is gone: records, macros, `if`, named operators, string literals,
`begin`. Every variable has the name of the Python local it will be, unique in its function where a
name would otherwise shadow another. A pattern variable says whether it binds (`PVar`) or compares
(`PBound`). Calls are of five kinds: `Bif` (operators and BIFs that the code generator knows),
`Call`
(local), `Remote`, `Apply` (a fun) and `Send` is the Bif `!`.

OTP: cerl, v3_core
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from pyerlshell.terms.types import Term


@dataclass(frozen=True, slots=True)
class Lit:
    """A constant term, of any depth."""

    value: Term


@dataclass(frozen=True, slots=True)
class Var:
    name: str


@dataclass(frozen=True, slots=True)
class Cons:
    """`[E1, ..., En | Tail]`: flat, so that a list of thousands of elements is no deep tree."""

    items: tuple[Expr, ...]
    tail: Expr


@dataclass(frozen=True, slots=True)
class Tuple:
    items: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class MapNew:
    pairs: tuple[tuple[Expr, Expr], ...]
    line: int


@dataclass(frozen=True, slots=True)
class MapUpdate:
    """`Map#{...}`; each pair is (exact, key, value), exact for `:=`."""

    map: Expr
    pairs: tuple[tuple[bool, Expr, Expr], ...]
    line: int


@dataclass(frozen=True, slots=True)
class Native:
    """Which native record is meant.

    definition  the name of its definition in this module, "" if that is elsewhere or unknown
    module      where it is defined; "" for `#_`, any record that may be seen from here
    own         the module that is compiled; only for records of `#name`, `definition` set, is what
                they captured about being exported of no matter
    """

    definition: str
    module: str
    name: str
    own: str


@dataclass(frozen=True, slots=True)
class RecordNew:
    """`#r{...}` of a native record; `complete`: all fields of the definition, in order."""

    record: Native
    fields: tuple[str, ...]
    values: tuple[Expr, ...]
    complete: bool
    line: int


@dataclass(frozen=True, slots=True)
class RecordGet:
    """`Value#r.field`; `place` is its index in the definition that is here, or 0."""

    record: Native
    value: Expr
    field: str
    place: int
    line: int


@dataclass(frozen=True, slots=True)
class RecordUpdate:
    """`Value#r{...}`; `value` is a variable or a constant. `places` as in RecordGet, `size` of all
    fields."""

    record: Native
    value: Expr
    fields: tuple[str, ...]
    values: tuple[Expr, ...]
    places: tuple[int, ...]
    size: int
    line: int


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment of a bit string, with every default filled in.

    type is "integer", "float", "binary" (also for bytes, bits, bitstring: see unit), "utf8",
    "utf16", "utf32", "nothing" (the empty string, of which only the size is looked at);
    size None is "all the rest" of a binary, or the default of a utf type; size counts `unit` bits.
    In an expression `value` is an Expr; in a pattern it is a Pattern.
    """

    value: Expr | Pattern
    size: Expr | None
    unit: int
    type: str
    signed: bool
    little: bool
    line: int
    native: bool = False
    position: int = 0
    """Which segment of the source, from 1: the characters of a string are one."""


@dataclass(frozen=True, slots=True)
class Bin:
    segments: tuple[Segment, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Bif:
    """An operator or BIF of module erlang that the code generator knows; never returns TAIL."""

    name: str
    args: tuple[Expr, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Call:
    """A call of the function name/len(args) of this module."""

    name: str
    args: tuple[Expr, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Remote:
    module: Expr
    name: Expr
    args: tuple[Expr, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Apply:
    fun: Expr
    args: tuple[Expr, ...]
    line: int


@dataclass(frozen=True, slots=True)
class And:
    """`andalso`."""

    left: Expr
    right: Expr
    line: int


@dataclass(frozen=True, slots=True)
class Or:
    """`orelse`."""

    left: Expr
    right: Expr
    line: int


@dataclass(frozen=True, slots=True)
class Seq:
    items: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Match:
    pattern: Pattern
    value: Expr
    line: int


@dataclass(frozen=True, slots=True)
class MaybeMatch:
    """`Pattern ?= Expr`; only directly in the body of a Maybe."""

    pattern: Pattern
    value: Expr
    line: int


@dataclass(frozen=True, slots=True)
class Clause:
    """guard is a disjunction of conjunctions; () is `true`."""

    patterns: tuple[Pattern, ...]
    guard: tuple[tuple[Expr, ...], ...]
    body: Expr
    line: int


@dataclass(frozen=True, slots=True)
class Case:
    """`case`, and `if` (no subject). `failure` names the error: case_clause, if_clause,
    else_clause, ...
    """

    subject: Expr | None
    clauses: tuple[Clause, ...]
    failure: str
    line: int


@dataclass(frozen=True, slots=True)
class Maybe:
    body: tuple[Expr, ...]
    clauses: tuple[Clause, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Try:
    """`of` () means the value itself. A catch clause has the patterns (class, reason, stack
    trace).
    """

    body: Expr
    of: tuple[Clause, ...]
    catches: tuple[Clause, ...]
    after: Expr | None
    line: int


@dataclass(frozen=True, slots=True)
class Catch:
    body: Expr
    line: int


@dataclass(frozen=True, slots=True)
class Receive:
    """`live`: the variables that clauses, timeout body and what follows in them use."""

    clauses: tuple[Clause, ...]
    timeout: Expr | None
    after: Expr | None
    live: tuple[str, ...]
    refs: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Generator:
    """kind is "list", "binary" or "map" (whose pattern is a pair of patterns, as a PTuple)."""

    kind: str
    pattern: Pattern
    source: Expr
    strict: bool
    line: int
    source_line: int


@dataclass(frozen=True, slots=True)
class Zip:
    generators: tuple[Generator, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Filter:
    """`guard`: it is a guard expression, so that a failure is `false`; else anything but a
    boolean is bad_filter.
    """

    test: Expr
    guard: bool
    line: int


@dataclass(frozen=True, slots=True)
class Comprehension:
    """kind is "list", "binary" or "map" (whose body is a pair, as a Tuple).

    `labels`: for each generator the function that the reference makes of it, for stack traces.
    """

    kind: str
    labels: tuple[str, ...]
    bodies: tuple[Expr, ...]
    qualifiers: tuple[Generator | Zip | Filter, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Fun:
    """A fun expression. `label` is its co_name, such as `-f/1-fun-0-/2`; `free` the variables it
    captures.
    """

    label: str
    function: Function
    free: tuple[str, ...]
    self_name: str
    line: int


@dataclass(frozen=True, slots=True)
class FunLocal:
    """`fun name/arity` of this module."""

    name: str
    arity: int
    line: int


@dataclass(frozen=True, slots=True)
class FunRemote:
    """`fun m:f/a`."""

    module: Expr
    name: Expr
    arity: Expr
    line: int


@dataclass(frozen=True, slots=True)
class Function:
    """`params` are Python parameter names; `used` the names that are ever read."""

    name: str
    params: tuple[str, ...]
    clauses: tuple[Clause, ...]
    used: frozenset[str]
    line: int
    file: str = ""


@dataclass(frozen=True, slots=True)
class PAny:
    pass


@dataclass(frozen=True, slots=True)
class PVar:
    """Binds the variable."""

    name: str


@dataclass(frozen=True, slots=True)
class PBound:
    """Matches what is =:= to a variable that is bound already."""

    name: str


@dataclass(frozen=True, slots=True)
class PLit:
    value: Term


@dataclass(frozen=True, slots=True)
class PCons:
    items: tuple[Pattern, ...]
    tail: Pattern


@dataclass(frozen=True, slots=True)
class PTuple:
    items: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class PMap:
    pairs: tuple[tuple[Expr, Pattern], ...]


@dataclass(frozen=True, slots=True)
class PRecord:
    """A native record; `places` as in RecordUpdate, all of them or none."""

    record: Native
    fields: tuple[str, ...]
    patterns: tuple[Pattern, ...]
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PBin:
    segments: tuple[Segment, ...]
    line: int


@dataclass(frozen=True, slots=True)
class PAlias:
    """`P1 = P2`."""

    left: Pattern
    right: Pattern


Expr: TypeAlias = (
    Lit | Var | Cons | Tuple | MapNew | MapUpdate | Bin | Bif | Call | Remote | Apply | And | Or
    | Seq | Match | MaybeMatch | Case | Maybe | Try | Catch | Receive | Comprehension
    | Fun | FunLocal | FunRemote | RecordNew | RecordGet | RecordUpdate
)  # fmt: skip
Pattern: TypeAlias = PAny | PVar | PBound | PLit | PCons | PTuple | PMap | PRecord | PBin | PAlias


@dataclass(frozen=True, slots=True)
class Definition:
    """A native record that this module defines; a default is None or a constant."""

    module: str
    name: str
    exported: bool
    fields: tuple[tuple[str, Lit | None], ...]


@dataclass(frozen=True, slots=True)
class Module:
    name: str
    file: str
    functions: tuple[Function, ...]
    exports: tuple[tuple[str, int], ...]
    attributes: tuple[tuple[Term, Term], ...]
    on_load: str = ""
    records: tuple[Definition, ...] = ()
