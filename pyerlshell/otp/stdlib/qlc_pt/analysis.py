"""What patterns and filters tell about the objects of a generator.

    {X, a} <- T, X =:= Y      column 2 is `a`, column 1 is Y if Y comes from outside
    {X, _} <- T, {_, Y} <- U, X =:= Y
                              column 1 of the first is column 2 of the second: a join
    {X, Y} <- T, Y > 3        [{{'$1','$2'}, [{'>','$2',3}], ['$_']}]

All filters and patterns are looked at again when the query runs, so what is not understood here
only costs time.

OTP: qlc_pt
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from pyerlshell.otp.stdlib.qlc_pt import variables
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import from_list, to_list

_LITERALS: Final = frozenset((a.atom, a.integer, a.float, a.string, a.char, a.nil))
_EQUALS: Final = frozenset((atom("=:="), atom("==")))
_EXACT: Final = atom("=:=")
_SAME: Final = atom("==")
_OR: Final = frozenset((atom("or"), a.orelse))
_AND: Final = frozenset((atom("and"), a.andalso))
_COMPARISONS: Final = frozenset(
    [atom(name) for name in ("=:=", "==", "=/=", "/=", "<", ">", "=<", ">=")]
)
_ARITHMETIC: Final = frozenset(
    [atom(name) for name in ("+", "-", "*", "/", "div", "rem", "band", "bor", "bxor")]
)
_TESTS: Final = frozenset(
    [
        atom(name)
        for name in (
            "is_atom is_binary is_float is_integer is_list is_map is_number is_pid is_port "
            "is_reference is_tuple element hd tl length size tuple_size abs"
        ).split()
    ]
)

Column = tuple[int, int]
"""the number of a generator, and a column of its objects"""


@dataclass(slots=True)
class Generator:
    """A generator: where its pattern's variables are in its objects."""

    number: int
    pattern: Any
    columns: dict[Atom, int] = field(default_factory=dict)
    names: dict[Atom, None] = field(default_factory=dict)


@dataclass(slots=True)
class Constant:
    """A column has one of some values: forms, to be compared with `==` or `=:=`. `test`: the
    number of the filter that says just this. `product`: the form of all values, if they are
    combinations."""

    column: int
    operator: Atom
    values: list[Any]
    test: int = 0
    product: Any = None


@dataclass(slots=True)
class Join:
    """A column of a generator is a column of a later one."""

    first: Column
    second: Column
    operator: Atom


def generator(number: int, pattern: Any) -> Generator:
    """What a pattern tells."""
    found = Generator(number, pattern, names=variables.of(pattern))
    for parts in _tuples_of(pattern):
        for i, part in enumerate(from_list(parts[2]), 1):
            for inner in _alternatives(part):
                if inner[0] is a.var and inner[2] is not a._:
                    found.columns.setdefault(inner[2], i)
    return found


def _alternatives(pattern: Any) -> list[Any]:
    """The patterns of `P1 = P2`."""
    if pattern[0] is a.match:
        return [*_alternatives(pattern[2]), *_alternatives(pattern[3])]
    return [pattern]


def _tuples_of(pattern: Any) -> list[Any]:
    return [part for part in _alternatives(pattern) if part[0] is a.tuple]


def is_constant(form: Any) -> bool:
    """Is this a literal, or made of literals."""
    if form[0] in _LITERALS:
        return True
    if form[0] is a.tuple:
        return all(is_constant(part) for part in from_list(form[2]))
    if form[0] is a.cons:
        return is_constant(form[2]) and is_constant(form[3])
    return form[0] is a.op and len(form) == 4 and form[3][0] in (a.integer, a.float)


def pattern_constants(gen: Generator) -> list[Constant]:
    """The columns that are literals in a generator's pattern."""
    found = []
    for parts in _tuples_of(gen.pattern):
        for i, part in enumerate(from_list(parts[2]), 1):
            for inner in _alternatives(part):
                if is_constant(inner):
                    found.append(Constant(i, _EXACT, [inner]))
                    break
    return found


def filter_constants(gen: Generator, test: Any, generated: set[Atom]) -> list[Constant]:
    """What a filter tells about columns of a generator."""
    if test[0] is a.op and len(test) == 5:
        if test[2] in _AND:
            return [
                *filter_constants(gen, test[3], generated),
                *filter_constants(gen, test[4], generated),
            ]
        if test[2] in _OR:
            return _either(
                filter_constants(gen, test[3], generated),
                filter_constants(gen, test[4], generated),
            )
        if test[2] in _EQUALS:
            for left, right in ((test[3], test[4]), (test[4], test[3])):
                column = _column(gen, left)
                if column and not _uses(right, generated):
                    return [Constant(column, test[2], [right])]
    return []


def _either(left: list[Constant], right: list[Constant]) -> list[Constant]:
    found = []
    for one in left:
        for other in right:
            if one.column == other.column:
                operator = _EXACT if one.operator is other.operator is _EXACT else _SAME
                found.append(Constant(one.column, operator, one.values + other.values))
    return found


def _column(gen: Generator, form: Any) -> int:
    """The column that an expression is; 0 for none."""
    if form[0] is a.var:
        return gen.columns.get(form[2], 0)
    if form[0] is a.call and form[2][0] is a.atom and form[2][2] is a.element:
        args: list[Any] = from_list(form[3])
        if len(args) == 2 and args[0][0] is a.integer and args[1][0] is a.var:
            whole = [part for part in _alternatives(gen.pattern) if part[0] is a.var]
            if any(part[2] is args[1][2] for part in whole):
                column: int = args[0][2]
                return column
    return 0


def products(gen: Generator, tests: list[Any], generated: set[Atom]) -> list[Constant]:
    """The columns that are tuples of variables, of each of which filters tell the values.

    {{X, Y}, _} <- T, X =:= 1 orelse X =:= 2, Y =:= a      column 1: {1, a}, {2, a}
    """
    found = []
    for parts in _tuples_of(gen.pattern):
        for i, part in enumerate(from_list(parts[2]), 1):
            made = _product(i, part, tests, generated) if part[0] is a.tuple else None  # type: ignore[index]
            if made is not None:
                found.append(made)
    return found


def _product(column: int, part: Any, tests: list[Any], generated: set[Atom]) -> Constant | None:
    names = list(variables.of(part))
    if not names or not all(x[0] is a.var or is_constant(x) for x in from_list(part[2])):  # type: ignore[index]
        return None
    if any(x[2] is a._ for x in from_list(part[2]) if x[0] is a.var):  # type: ignore[index]
        return None
    inner = Generator(0, part, {name: i for i, name in enumerate(names)})
    inner.columns = {name: i for i, name in enumerate(names, 1)}
    known: dict[int, Constant] = {}
    for test in tests:
        for constant in filter_constants(inner, test, generated):
            known.setdefault(constant.column, constant)
    if len(known) < len(names):
        return None
    quals = [
        (a.generate, 0, (a.var, 0, name), _cons(known[i].values))
        for name, i in inner.columns.items()
    ]
    exact = all(constant.operator is _EXACT for constant in known.values())
    return Constant(column, _EXACT if exact else _SAME, [], 0, (a.lc, 0, part, to_list(quals)))


def _uses(form: Any, names: set[Atom]) -> bool:
    return any(name in names for name in variables.of(form))


def joins(gens: list[Generator], test: Any) -> list[Join]:
    """The joins that a filter says."""
    if test[0] is not a.op or len(test) != 5:
        return []
    if test[2] in _AND:
        return [*joins(gens, test[3]), *joins(gens, test[4])]
    if test[2] not in _EQUALS:
        return []
    left, right = _owner(gens, test[3]), _owner(gens, test[4])
    if left is None or right is None or left[0] == right[0]:
        return []
    first, second = sorted((left, right))
    return [Join(first, second, test[2])]


def _owner(gens: list[Generator], form: Any) -> Column | None:
    """The column of a generator that an expression is: of the last one, if names are hidden."""
    for gen in reversed(gens):
        column = _column(gen, form)
        if column:
            return gen.number, column
        if form[0] is a.var and form[2] in gen.names:
            return None
    return None


# Match specifications


class _Untranslatable(Exception):
    """Not a thing of match specifications."""


def match_spec(gen: Generator, tests: list[Any], generated: set[Atom]) -> Any:
    """The abstract form of a specification for a generator's objects; None for all objects."""
    places: dict[Atom, Atom] = {}
    try:
        head = _head(gen.pattern, places)
    except _Untranslatable:
        return None
    guards = []
    for test in tests:
        try:
            guards.append(_guard(test, places, generated))
        except _Untranslatable:
            continue
    everything: Any = (a.cons, 0, (a.atom, 0, atom("$_")), (a.nil, 0))
    clause = (a.tuple, 0, to_list([head, _cons(guards), everything]))
    return _cons([clause])


def _cons(items: list[Any]) -> Any:
    form: Any = (a.nil, 0)
    for item in reversed(items):
        form = (a.cons, 0, item, form)
    return form


def whole(gen: Generator, tests: list[tuple[int, Any]], template: Any, generated: set[Atom]) -> Any:
    """{Head, [{Number, Guard}], Body} in abstract form, if all of a query can be done by a match
    specification; or None."""
    places: dict[Atom, Atom] = {}
    try:
        head = _head(gen.pattern, places)
        guards = [_numbered(n, _guard(test, places, generated)) for n, test in tests]
        body = _body(template, places, generated)
    except _Untranslatable:
        return None
    return a.tuple, 0, to_list([head, _cons(guards), body])


def _numbered(number: int, guard: Any) -> Any:
    return a.tuple, 0, to_list([(a.integer, 0, number), guard])


def _body(form: Any, places: dict[Atom, Atom], generated: set[Atom]) -> Any:
    kind = form[0]
    if kind is a.tuple:
        parts = [_body(part, places, generated) for part in from_list(form[2])]
        return a.tuple, 0, [(a.tuple, 0, to_list(parts)), None]
    if kind is a.cons:
        head, tail = _body(form[2], places, generated), _body(form[3], places, generated)
        return a.cons, 0, head, tail
    if kind is a.atom:
        return form if form[2].name[:1] != "$" else _guard(form, places, generated)
    return _guard(form, places, generated)


def _head(pattern: Any, places: dict[Atom, Atom]) -> Any:
    kind = pattern[0]
    if kind is a.var:
        if pattern[2] is a._:
            return a.atom, 0, a._
        if pattern[2] not in places:
            places[pattern[2]] = atom(f"${len(places) + 1}")
        return a.atom, 0, places[pattern[2]]
    if kind is a.atom:
        if pattern[2] is a._ or pattern[2].name[:1] == "$":
            raise _Untranslatable
        return pattern
    if kind in _LITERALS:
        return pattern
    if kind is a.tuple:
        return a.tuple, 0, to_list([_head(part, places) for part in from_list(pattern[2])])
    if kind is a.cons:
        return a.cons, 0, _head(pattern[2], places), _head(pattern[3], places)
    raise _Untranslatable


def _guard(form: Any, places: dict[Atom, Atom], generated: set[Atom]) -> Any:
    kind = form[0]
    if kind is a.var:
        if form[2] in places:
            return a.atom, 0, places[form[2]]
        if form[2] in generated:
            raise _Untranslatable
        return a.tuple, 0, to_list([(a.atom, 0, a.const), form])
    if kind is a.atom:
        return a.tuple, 0, to_list([(a.atom, 0, a.const), form])
    if kind in _LITERALS:
        return form
    if kind is a.op and len(form) == 5:
        known = _COMPARISONS | _ARITHMETIC | _AND | _OR
        if form[2] not in known:
            raise _Untranslatable
        parts = [_guard(part, places, generated) for part in form[3:]]
        return a.tuple, 0, to_list([(a.atom, 0, form[2]), *parts])
    if kind is a.op and form[2] is atom("not"):
        inner = _guard(form[3], places, generated)
        return a.tuple, 0, to_list([(a.atom, 0, form[2]), inner])
    if kind is a.call and form[2][0] is a.atom and form[2][2] in _TESTS:
        args = [_guard(part, places, generated) for part in from_list(form[3])]
        return a.tuple, 0, to_list([(a.atom, 0, form[2][2]), *args])
    raise _Untranslatable


def names_of(gens: list[Generator]) -> set[Atom]:
    """All variables that generators make."""
    return {name for gen in gens for name in gen.names}
