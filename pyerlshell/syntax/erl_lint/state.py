"""What the checks of one module share: what was found, declared and used.

OTP: the record lint of erl_lint
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from pyerlshell.syntax.erl_lint import options as option_tables
from pyerlshell.syntax.erl_lint.variables import Variables
from pyerlshell.syntax.erl_parse.annos import anno_field, location
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.types import Term

NameArity = tuple[Atom, int]
Info = tuple[Term, Atom, Term]
Place = tuple[str, Term]
BehaviourInfo = Callable[[Atom], "tuple[Term, Term] | None"]

ERL_LINT: Final = a.erl_lint
PSEUDO_LOCALS: Final[tuple[NameArity, ...]] = (
    (a.module_info, 0),
    (a.module_info, 1),
    (a.record_info, 2),
)
TOP: Final[NameArity] = (atom(""), -1)
"""Calls outside of functions are made by this one."""


@dataclass(slots=True)
class Field:
    """A record field; `default` is None if a native record gives it no value."""

    name: Atom
    anno: Term
    default: Any
    calls: frozenset[NameArity] = frozenset()
    records: frozenset[Term] = frozenset()
    imports: frozenset[NameArity] = frozenset()


@dataclass(slots=True)
class Record:
    """A record definition."""

    anno: Term
    file: str
    native: bool
    fields: dict[Atom, Field]


@dataclass(slots=True)
class TypeDefinition:
    """-type, -opaque or -nominal (`attribute`)."""

    attribute: Atom
    anno: Term
    file: str


@dataclass(slots=True)
class Usage:
    """Who uses what. `calls` are by function; `types` by what mentions them."""

    calls: dict[NameArity, set[NameArity]] = field(default_factory=dict)
    imports: set[NameArity] = field(default_factory=set)
    records: set[Term] = field(default_factory=set)
    types: dict[NameArity, list[tuple[Term, str, Term]]] = field(default_factory=dict)


@dataclass(slots=True)
class Lint:
    """The state of a run. Errors and warnings are (file, {Location, erl_lint, Descriptor})."""

    file: str
    options: list[Any]
    behaviour_info: BehaviourInfo
    enabled: set[str] = field(default_factory=set)
    format_level: int = 1
    errors: list[tuple[str, Info]] = field(default_factory=list)
    warnings: list[tuple[str, Info]] = field(default_factory=list)

    stage: str = "start"
    module: Term = None
    exports: set[NameArity] = field(
        default_factory=lambda: {(a.module_info, 0), (a.module_info, 1)}
    )
    defined: dict[NameArity, None] = field(default_factory=lambda: dict.fromkeys(PSEUDO_LOCALS))
    locals: frozenset[NameArity] = frozenset()
    imports: dict[NameArity, Term] = field(default_factory=dict)
    no_auto: frozenset[NameArity] = frozenset()
    no_auto_all: bool = False
    records: dict[Term, Record] = field(default_factory=dict)
    imported_records: dict[Term, Term] = field(default_factory=dict)
    behaviours: list[tuple[Term, Any]] = field(default_factory=list)
    on_load: list[tuple[NameArity, Place]] = field(default_factory=list)
    called: list[tuple[NameArity, Place]] = field(default_factory=list)
    self_calls: dict[NameArity, list[Place]] = field(default_factory=dict)
    usage: Usage = field(default_factory=Usage)
    specs: dict[tuple[Term, Atom, int], Place] = field(default_factory=dict)
    callbacks: dict[NameArity, Place] = field(default_factory=dict)
    optional_callbacks: dict[NameArity, Place] = field(default_factory=dict)
    types: dict[NameArity, TypeDefinition] = field(default_factory=dict)
    exported_types: set[NameArity] = field(default_factory=set)
    docs: dict[str, tuple[Term, bool]] = field(default_factory=dict)
    hidden: set[NameArity] = field(default_factory=set)
    loads_nif: bool = False
    includes_qlc: bool = False
    compr_assign: bool = False

    variables: Variables = field(default_factory=Variables)
    function: NameArity = TOP
    type_user: Term = None
    in_record_default: bool = False
    bit_size: dict[Atom, Any] | None = None
    stack_variable: Atom | None = None
    at: Term = None
    unused: set[Term] = field(default_factory=set)
    form_files: dict[int, str] = field(default_factory=dict)

    def place(self, anno: Any) -> Place:
        """The file and the location that an annotation stands for."""
        if type(anno) is not list:
            return self.file, anno
        file = anno_field(anno, a.file)
        return (_text(file) if file is not None else self.file), location(anno)

    def form_place(self, form: Any) -> Place:
        """The same for a form, wherever the run stands."""
        return self.form_files.get(id(form), self.file), self.place(form[1])[1]

    def error(self, anno: Any, descriptor: Term) -> None:
        if self.bit_size is not None:
            descriptor = _in_size(descriptor)
        self.error_at(self.place(anno if self.at is None else self.at), descriptor)

    def error_at(self, place: Place, descriptor: Term) -> None:
        self.errors.append((place[0], (place[1], ERL_LINT, descriptor)))

    def warning(self, anno: Any, descriptor: Term) -> None:
        self.warning_at(self.place(anno), descriptor)

    def warning_at(self, place: Place, descriptor: Term) -> None:
        self.warnings.append((place[0], (place[1], ERL_LINT, descriptor)))

    def maybe(self, anno: Any, descriptor: Any) -> None:
        """A warning that is on or off by the name of its descriptor."""
        tag = descriptor[0] if type(descriptor) is tuple else descriptor
        if tag.name in self.enabled:
            self.warning(anno, descriptor)

    def exported(self) -> set[NameArity]:
        """The exports; with export_all all that is defined."""
        return set(self.defined) if a.export_all in self.options else self.exports

    def is_local(self, name: NameArity) -> bool:
        return name in self.locals

    def suppressed(self, name: NameArity) -> bool:
        """Is it declared not to be imported from erlang?"""
        return self.no_auto_all or name in self.no_auto


def start(file: str, options: Iterable[Any], behaviour_info: BehaviourInfo) -> Lint:
    """A run that has seen nothing yet."""
    listed = list(options)
    c = Lint(file, listed, behaviour_info, option_tables.enabled(listed))
    c.format_level = option_tables.format_level(listed)
    c.no_auto_all = a.no_auto_import in listed
    c.no_auto = frozenset(
        [v for v in option_tables.values(listed, a.no_auto_import) if is_name_arity(v)]
    )
    c.compr_assign = a.compr_assign in option_tables.values(listed, a.features)
    return c


def is_name_arity(term: Any) -> bool:
    """Is it {Name, Arity}?"""
    if type(term) is not tuple or len(term) != 2:
        return False
    return type(term[0]) is Atom and type(term[1]) is int and term[1] >= 0


def _in_size(descriptor: Any) -> Term:
    """Errors of guards have names of their own in sizes of segments."""
    if descriptor is a.illegal_guard_expr:
        return a.illegal_bitsize
    if type(descriptor) is tuple and descriptor[0] is a.illegal_guard_local_call:
        return (a.illegal_bitsize_local_call, descriptor[1])
    return descriptor


def _text(term: Any) -> str:
    chars = []
    while type(term) is list:
        chars.append(chr(term[0]))
        term = term[1]
    return "".join(chars)


def items(term: Any) -> list[Any]:
    """The elements of a list of the abstract format."""
    found = []
    while type(term) is list:
        found.append(term[0])
        term = term[1]
    return found


text_of = _text
