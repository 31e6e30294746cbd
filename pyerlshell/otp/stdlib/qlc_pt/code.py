"""The code of a query: what the list comprehension becomes.

    qlc:q([X || {X, Y} <- T, Y > 1])

    qlc:q({qlc_lc, fun() -> {qlc_code, Quals, Template, Joins, Source, Bindings, Whole} end, ...})

A generator is {generator, Handle, Match, Constants, Spec}: fun() -> T end, fun({X, Y}, {}) -> {X};
(_, _) -> false end, [{Column, Operator, fun() -> Values end, Filter}], fun() -> MatchSpec end. A
filter is {filter, fun({Y}) -> Y > 1 end}. The template is a fun of one argument too. Between two
qualifiers the variables that are still needed stand in a tuple. Source is the comprehension as
abstract form, in the external format, for info/1,2. Whole is fun() -> {Head, [{Filter, Guard}],
Body} end if a match specification can do it all, otherwise none.

OTP: qlc_pt
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from pyerlshell.otp.stdlib.qlc_pt import analysis, variables
from pyerlshell.terms import etf
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import from_list, to_list
from pyerlshell.terms.types import Term

Names = list[Atom]
IsGuard = Callable[[Any], bool]
_OTHER: Final = atom("_Other@qlc")
_GENERATES: Final = frozenset((a.generate, a.generate_strict))


class Refused(Exception):
    """`args`: pairs of an annotation and what is wrong there."""


Records = dict[Atom, list[Atom]]
"""the names of records' fields"""


@dataclass(slots=True)
class Context:
    """What is known where a query stands. `made`: how many queries there are already, for names
    that are used nowhere else; `patterns`: those of their generators."""

    is_guard: IsGuard
    records: Records = field(default_factory=dict)
    made: int = 0
    patterns: list[Any] = field(default_factory=list)


def handle(lc: Any, context: Context, written: Any) -> Any:
    """The form of a query handle without options; `written` is the comprehension before its inner
    queries became handles. Raises Refused."""
    context.made += 1
    parts: list[Any] = from_list(lc[3])
    wrong = _wrong(parts)
    if wrong:
        raise Refused(*wrong)
    context.patterns += [part[2] for part in parts if part[0] in _GENERATES]
    plain = _without_records(written, context.records)
    return _handle(_renamed(lc, context.made), plain, context.is_guard)


def _handle(lc: Any, original: Any, is_guard: IsGuard) -> Any:
    _, anno, template, quals = lc
    parts: list[Any] = from_list(quals)
    known: list[Any] = from_list(original[3])
    gens = _generators(known)
    renamed = _generators(parts)
    needed = _needed(parts, template)
    made: list[Any] = []
    env: Names = []
    generated: set[Atom] = set()
    for i, part in enumerate(parts):
        if part[0] in _GENERATES:
            names = renamed[i].names
            following = [name for name in env if name not in names] + list(names)
            following = [name for name in following if name in needed[i]]
            made.append(_generator(anno, part, env, following, _facts(i, known, gens)))
            env = following
            generated |= set(names)
        else:
            new = [name for name in variables.bound_by(part) if name not in generated]
            new = [name for name in new if name in needed[i] and name not in env]
            test = _filter(anno, part, env, new, is_guard)
            made.append(_tuple(anno, [_atom(anno, a.filter), test]))
            env = env + new
            generated |= set(new)
    outside = [name for name in variables.of((template, quals)) if name not in generated]
    code = _tuple(
        anno,
        [
            _atom(anno, a.qlc_code),
            _list(anno, made),
            _fun(anno, [_env(anno, env, variables.of(template))], template),
            _joins(anno, known, gens),
            _source(anno, original),
            _bindings(anno, outside, lc),
            _whole(anno, known, gens, original[2]),
        ],
    )
    fun = (a.fun, anno, (a.clauses, [(a.clause, anno, None, None, [code, None]), None]))
    return _tuple(anno, [_atom(anno, a.qlc_lc), fun, _atom(anno, a.undefined)])


def _generators(parts: list[Any]) -> dict[int, analysis.Generator]:
    found = {}
    for i, part in enumerate(parts):
        if part[0] in _GENERATES:
            found[i] = analysis.generator(i + 1, part[2])
    return found


def _wrong(parts: list[Any]) -> list[tuple[Any, Term]]:
    """What cannot be done with these qualifiers."""
    found: list[tuple[Any, Term]] = []
    generated: set[Atom] = set()
    for part in parts:
        if part[0] in _GENERATES:
            for anno, name in variables.places_of(part[3]):
                if name in generated:
                    found.append((anno, (a.used_generator_variable, name)))
            generated |= set(variables.of(part[2]))
        elif part[0] in (a.b_generate, a.b_generate_strict):
            found.append((part[1], a.binary_generator))
        elif part[0] in (a.m_generate, a.m_generate_strict, a.zip):
            found.append((part[1], a.not_a_query_list_comprehension))
    return found


def _renamed(lc: Any, number: int) -> Any:
    """The comprehension with other names for the variables that it makes: the linter has nothing
    to say about these."""
    names: dict[Atom, Atom] = {}
    made: list[Any] = []
    parts: list[Any] = from_list(lc[3])
    inside = [part[2] if part[0] in _GENERATES else part for part in parts]
    seen = [name for _, name in variables.places_of((lc[2], *inside))]
    for known in parts:
        if known[0] in _GENERATES:
            for name in variables.of(known[2]):
                once = "_" if seen.count(name) == 1 else ""  # else the linter knows it is used
                names[name] = atom(f"{once}{name.name}@{number}")
            made.append((*known[:2], variables.renamed(known[2], names), known[3]))
        else:
            made.append(variables.renamed(known, names))
    return lc[0], lc[1], variables.renamed(lc[2], names), to_list(made)


def _without_records(form: Any, records: Records) -> Any:
    """A form whose records are tuples, as far as that can be told here."""
    if not records:
        return form
    if type(form) is list:
        return to_list([_without_records(part, records) for part in from_list(form)])
    if type(form) is not tuple:
        return form
    made = tuple([_without_records(part, records) for part in form])
    if len(made) == 4 and made[0] is a.record and made[2] in records:
        return _record_tuple(made, records[made[2]])
    if len(made) == 5 and made[0] is a.record_field and made[3] in records:
        return _record_element(made, records[made[3]])
    return made


def _record_tuple(form: Any, fields: list[Atom]) -> Any:
    _, anno, name, given = form
    values: dict[Atom, Any] = {}
    others: Any = (a.var, anno, a._)
    items: list[Any] = from_list(given)
    for _, _, key, value in items:
        if key[0] is a.atom:
            values[key[2]] = value
        else:
            others = value
    return _tuple(anno, [_atom(anno, name), *[values.get(key, others) for key in fields]])


def _record_element(form: Any, fields: list[Atom]) -> Any:
    _, anno, value, _, key = form
    if key[0] is not a.atom or key[2] not in fields:
        return form
    place = _integer(anno, fields.index(key[2]) + 2)
    return a.call, anno, (a.atom, anno, a.element), to_list([place, value])


def _needed(parts: list[Any], template: Any) -> list[set[Atom]]:
    """The variables that are used behind each qualifier."""
    found: list[set[Atom]] = []
    later = set(variables.of(template))
    for part in reversed(parts):
        found.append(set(later))
        if part[0] not in _GENERATES:
            later |= set(variables.of(part))
    found.reverse()
    return found


# What is known of a generator


def _whole(anno: Any, parts: list[Any], gens: dict[int, analysis.Generator], template: Any) -> Any:
    """The query as a match specification, if it has one generator and the rest is simple."""
    if list(gens) != [0]:
        return _atom(anno, a.none)
    tests = [(i + 1, part) for i, part in enumerate(parts) if i]
    found = analysis.whole(gens[0], tests, template, _made_by(parts, gens))
    return _atom(anno, a.none) if found is None else _thunk(anno, _at(found, anno))


def _facts(
    i: int, parts: list[Any], gens: dict[int, analysis.Generator]
) -> tuple[list[analysis.Constant], Any]:
    gen = gens[i]
    generated = _made_by(parts, gens)
    constants = analysis.pattern_constants(gen)
    own: list[Any] = []
    later: list[Any] = []
    hidden = set(gen.names)
    for k in range(i + 1, len(parts)):
        if parts[k][0] in _GENERATES:
            if any(name in hidden for name in gens[k].names):
                break  # its variables have other values from here on
        else:
            later.append(parts[k])
            told = analysis.filter_constants(gen, parts[k], generated)
            if len(told) == 1:
                told[0].test = k + 1
            constants += told
            used = [name for name in variables.of(parts[k]) if name in generated]
            if used and all(name in gen.names for name in used):
                own.append(parts[k])
    constants += analysis.products(gen, later, generated)
    return constants, analysis.match_spec(gen, own, generated)


def _made_by(parts: list[Any], gens: dict[int, analysis.Generator]) -> set[Atom]:
    """The variables of generators and filters: they have no values before the query runs."""
    found = analysis.names_of(list(gens.values()))
    for i, part in enumerate(parts):
        if i not in gens:
            found |= set(variables.bound_by(part))
    return found


def _joins(anno: Any, parts: list[Any], gens: dict[int, analysis.Generator]) -> Any:
    found: list[Any] = []
    seen: list[analysis.Generator] = []
    for i, part in enumerate(parts):
        if i in gens:
            seen.append(gens[i])
        else:
            found += analysis.joins(seen, part)
    return _list(anno, [_join(anno, join) for join in found])


def _join(anno: Any, join: analysis.Join) -> Any:
    numbers = [_integer(anno, x) for x in (*join.first, *join.second)]
    return _tuple(anno, [*numbers, _atom(anno, join.operator)])


# Forms


def _generator(anno: Any, part: Any, env: Names, following: Names, facts: Any) -> Any:
    _, _, pattern, expression = part
    constants, spec = facts
    names = variables.of(pattern)
    used = dict.fromkeys([name for name in following if name not in names])
    head = [pattern, _env(anno, env, used)]
    body = _tuple(anno, [(a.var, anno, name) for name in following])
    anything = (a.var, anno, a._)
    clauses = [
        (a.clause, anno, to_list(head), None, [body, None]),
        (a.clause, anno, to_list([anything, anything]), None, [_atom(anno, a.false), None]),
    ]
    if pattern[0] is a.var:
        clauses.pop()
    return _tuple(
        anno,
        [
            _atom(anno, a.generator),
            _thunk(anno, expression),
            (a.fun, anno, (a.clauses, to_list(clauses))),
            _list(anno, [_constant(anno, constant) for constant in constants]),
            _atom(anno, a.none) if spec is None else _thunk(anno, _at(spec, anno)),
        ],
    )


def _constant(anno: Any, constant: analysis.Constant) -> Any:
    values = _thunk(anno, constant.product or _list(anno, constant.values))
    operator = _atom(anno, constant.operator)
    column, test = _integer(anno, constant.column), _integer(anno, constant.test)
    return _tuple(anno, [column, operator, values, test])


def _filter(anno: Any, test: Any, env: Names, new: Names, is_guard: IsGuard) -> Any:
    """A filter; with the variables that it binds it gives {true, Variables}."""
    body = test
    if new:
        other = (a.var, anno, _OTHER)
        following = _tuple(anno, [(a.var, anno, name) for name in env + new])
        yes = _tuple(anno, [_atom(anno, a.true), following])
        clauses = [
            (a.clause, anno, [_atom(anno, a.true), None], None, [yes, None]),
            (a.clause, anno, [other, None], None, [other, None]),
        ]
        body = (a.case, anno, test, to_list(clauses))
        return _fun(anno, [_env(anno, env, dict.fromkeys(env))], body)
    if is_guard(test):
        yes = (a.clause, anno, None, [[test, None], None], [_atom(anno, a.true), None])
        always = [[_atom(anno, a.true), None], None]
        no = (a.clause, anno, None, always, [_atom(anno, a.false), None])
        body = (atom("if"), anno, to_list([yes, no]))
    return _fun(anno, [_env(anno, env, variables.of(test))], body)


def _env(anno: Any, env: Names, used: dict[Atom, None]) -> Any:
    """The pattern of the variables so far; those that are not used have no names."""
    return _tuple(anno, [(a.var, anno, name if name in used else a._) for name in env])


def _fun(anno: Any, head: list[Any], body: Any) -> Any:
    clause = (a.clause, anno, to_list(head), None, [body, None])
    return a.fun, anno, (a.clauses, [clause, None])


def _thunk(anno: Any, body: Any) -> Any:
    return _fun(anno, [], body)


def _tuple(anno: Any, items: list[Any]) -> Any:
    return a.tuple, anno, to_list(items)


def _list(anno: Any, items: list[Any]) -> Any:
    form: Any = (a.nil, anno)
    for item in reversed(items):
        form = (a.cons, anno, item, form)
    return form


def _atom(anno: Any, value: Atom) -> Any:
    return a.atom, anno, value


def _integer(anno: Any, value: int) -> Any:
    return a.integer, anno, value


def _at(form: Any, anno: Any) -> Any:
    """A form that was made at no place, at a place."""
    if type(form) is tuple and form and type(form[0]) is Atom:
        if len(form) > 1 and form[1] == 0 and type(form[1]) is int:
            return form[0], anno, *[_at(part, anno) for part in form[2:]]
        return form
    if type(form) is list:
        return to_list([_at(part, anno) for part in from_list(form)])
    return form


def _source(anno: Any, lc: Any) -> Any:
    """The comprehension as a binary."""
    data = etf.encode(_plain(lc))
    text = (a.string, anno, to_list(list(data)))
    return a.bin, anno, [(a.bin_element, anno, text, a.default, a.default), None]


def _plain(form: Any) -> Any:
    """A form whose annotations are all 0."""
    if type(form) is tuple and form and form[0] in _BARE:
        return tuple([_plain(part) for part in form])
    if type(form) is tuple and len(form) > 1 and type(form[0]) is Atom:
        return form[0], 0, *[_plain(part) for part in form[2:]]
    if type(form) is list:
        return [_plain(form[0]), _plain(form[1])]
    return form


def _bindings(anno: Any, names: Names, lc: Any) -> Any:
    """What variables from outside stand for: [{Name, Value}], without those of inner funs."""
    if _has_scopes(lc):
        return _list(anno, [])
    pairs = [_tuple(anno, [_atom(anno, name), (a.var, anno, name)]) for name in names]
    return _list(anno, pairs)


def _has_scopes(form: Any) -> bool:
    """Are there parts with variables of their own, or that bind some."""
    stack: list[Term] = [form[2], form[3]]
    while stack:
        part: Any = stack.pop()
        if type(part) is tuple:
            if part and part[0] in _SCOPES:
                return True
            stack.extend(part)
        elif type(part) is list:
            stack.append(part[0])
            stack.append(part[1])
    return False


_BARE: Final = frozenset((a.clauses, a.function, a.unit))
"""These begin parts of forms that have no annotation."""
_SCOPES: Final = frozenset(
    [atom(name) for name in "fun named_fun lc bc mc case if receive try block maybe qlc_lc".split()]
)
