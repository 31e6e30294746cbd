"""Records as the tuples that they are: abstract format without `#r{}`, `X#r.a` and `#r.a`.

    #r{a = 1}      {r,1,undefined}                  in patterns, {r,1,_}
    X#r.a          case X of {r,rec0,_} -> rec0; rec0 -> error({badrecord,rec0}) end
    X#r{b = 2}     begin rec1 = X, case rec1 of {r,_,_} -> setelement(3, rec1, 2); ... end end
    when X#r.a     when (is_record(X, r, 3) orelse fail) and element(2, X)

Native records are no tuples and stay as they are.

OTP: erl_expand_records
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import from_list, to_list
from pyerlshell.terms.types import Term

Node = Any
_ANY: Final = atom("_")
_RECORD_TESTS: Final = (a.is_record, a.record)
_CLAUSES: Final[dict[Atom, tuple[int, ...]]] = {
    a.case: (3,),
    atom("if"): (2,),
    a.receive: (2,),
    atom("try"): (3, 4),
    a.clauses: (1,),
    a.named_fun: (3,),
    atom("else"): (2,),
}
_PATTERNS: Final = frozenset(
    (
        a.match,
        a.maybe_match,
        a.generate,
        a.generate_strict,
        a.b_generate,
        a.b_generate_strict,
        a.m_generate,
        a.m_generate_strict,
    )
)


@dataclass(slots=True)
class _Work:
    """`records`: name -> (field, default) in order; `count` numbers the variables that are made."""

    records: dict[Atom, list[tuple[Atom, Node]]] = field(default_factory=dict)
    count: int = 0

    def variable(self, anno: Term) -> Node:
        made = (a.var, anno, atom(f"rec{self.count}"))
        self.count += 1
        return made


def module(forms: Iterable[Node]) -> list[Node]:
    """The forms without records in functions."""
    work = _Work()
    made = []
    for form in forms:
        if form[0] is a.attribute and form[2] is a.record:
            name, fields = form[3]
            work.records[name] = [_declared(part) for part in from_list(fields)]
        elif form[0] is a.function:
            work.count = 0
            form = (*form[:4], _clauses(work, form[4]))
        made.append(form)
    return made


def _declared(part: Node) -> tuple[Atom, Node]:
    if part[0] is a.typed_record_field:
        part = part[1]
    default = part[3] if len(part) > 3 else (a.atom, part[1], a.undefined)
    return part[2][2], default


Walk = Callable[[_Work, Node], Node]


def _each(work: _Work, nodes: Term, walk: Walk) -> Term:
    return to_list([walk(work, n) for n in from_list(nodes)])


def _clauses(work: _Work, clauses: Term) -> Term:
    return _each(work, clauses, _clause)


def _clause(work: _Work, n: Node) -> Node:
    heads = _each(work, n[2], _pattern)
    guards = to_list([_each(work, tests, _test) for tests in from_list(n[3])])
    return (a.clause, n[1], heads, guards, _each(work, n[4], _expr))


# Expressions


def _expr(work: _Work, n: Node) -> Node:
    if type(n) is list:
        return _each(work, n, _expr)
    if type(n) is not tuple or not n or type(n[0]) is not Atom:
        return n
    special = _EXPR.get(n[0])
    if special is not None:
        return special(work, n)
    listed = _CLAUSES.get(n[0], ())
    parts: list[Any] = [n[0]]
    for i, part in enumerate(n[1:], 1):
        if i in listed:
            parts.append(_clauses(work, part))
        elif i == 2 and n[0] in _PATTERNS:
            parts.append(_pattern(work, part))
        else:
            parts.append(_expr(work, part) if i > 1 or n[0] is a.clauses else part)
    return tuple(parts)


def _fields(work: _Work, name: Any) -> list[tuple[Atom, Node]] | None:
    return work.records.get(name) if type(name) is Atom else None


def _given(work: _Work, parts: Term, walk: Walk) -> dict[Atom, Node]:
    return {part[2][2]: walk(work, part[3]) for part in from_list(parts)}  # type: ignore[index]


def _tuple(anno: Term, name: Atom, elements: list[Node]) -> Node:
    return (a.tuple, anno, to_list([(a.atom, anno, name), *elements]))


def _record(work: _Work, n: Node) -> Node:
    if len(n) == 5:
        return _update(work, n)
    fields = _fields(work, n[2])
    if fields is None:
        return (*n[:3], _each(work, n[3], _expr))
    given = _given(work, n[3], _expr)
    other = given.get(_ANY)
    elements = []
    for name, default in fields:
        value = given.get(name, other)
        elements.append(_expr(work, default) if value is None else value)
    return _tuple(n[1], n[2], elements)


def _index(work: _Work, n: Node) -> Node:
    place = _place(work, n[2], n[3][2])
    return n if place is None else (a.integer, n[1], place)


def _place(work: _Work, name: Any, wanted: Atom) -> int | None:
    names = [known for known, _ in _fields(work, name) or ()]
    return names.index(wanted) + 2 if wanted in names else None


def _shape(work: _Work, anno: Term, name: Atom, inside: dict[int, Node]) -> Node:
    """{Name, _, ...} with some of the elements given by their places."""
    size = len(work.records[name])
    places = range(2, size + 2)
    return _tuple(anno, name, [inside.get(i, (a.var, anno, _ANY)) for i in places])


def _bad_record(anno: Term, subject: Node) -> Node:
    reason = (a.tuple, anno, to_list([(a.atom, anno, a.badrecord), subject]))
    return (a.call, anno, (a.atom, anno, a.error), [reason, None])


def _made_clause(anno: Term, pattern: Node, body: Node) -> Node:
    return (a.clause, anno, [pattern, None], None, [body, None])


def _access(work: _Work, n: Node) -> Node:
    if len(n) != 5:
        return n
    subject, place = _expr(work, n[2]), _place(work, n[3], n[4][2])
    if place is None:
        return (*n[:2], subject, *n[3:])
    anno = n[1]
    variable = work.variable(anno)
    found = _made_clause(anno, _shape(work, anno, n[3], {place: variable}), variable)
    wrong = _made_clause(anno, variable, _bad_record(anno, variable))
    return (a.case, anno, subject, to_list([found, wrong]))


def _update(work: _Work, n: Node) -> Node:
    fields = _fields(work, n[3])
    subject = _expr(work, n[2])
    given = _given(work, n[4], _expr)
    if fields is None:
        return (*n[:2], subject, n[3], _each(work, n[4], _expr))
    anno = n[1]
    variable = work.variable(anno)
    made = variable
    for name, value in given.items():
        place = (a.integer, anno, _place(work, n[3], name))
        made = (a.call, anno, (a.atom, anno, a.setelement), to_list([place, made, value]))
    right = _made_clause(anno, _shape(work, anno, n[3], {}), made)
    wrong = _made_clause(anno, (a.var, anno, _ANY), _bad_record(anno, variable))
    case = (a.case, anno, variable, to_list([right, wrong]))
    return (a.block, anno, to_list([(a.match, anno, variable, subject), case]))


def _call(work: _Work, n: Node) -> Node:
    made = _record_test(work, n, _expr)
    return made if made is not None else (a.call, n[1], _expr(work, n[2]), _expr(work, n[3]))


def _record_test(work: _Work, n: Node, walk: Walk) -> Node | None:
    """is_record(X, name) with the size that it asks for."""
    target, args = n[2], from_list(n[3])
    if target[0] is a.remote and target[2][-1] is a.erlang:
        target = target[3]
    if target[0] is not a.atom or target[2] not in _RECORD_TESTS or len(args) != 2:
        return None
    subject, name = args
    fields = _fields(work, name[2]) if name[0] is a.atom else None  # type: ignore[index]
    if fields is None:
        return None
    size = (a.integer, n[1], len(fields) + 1)
    return (a.call, n[1], (a.atom, n[1], a.is_record), to_list([walk(work, subject), name, size]))


_EXPR: Final[dict[Atom, Walk]] = {
    a.record: _record,
    a.record_index: _index,
    a.record_field: _access,
    a.call: _call,
    a.clause: _clause,
}


# Patterns


def _pattern(work: _Work, n: Node) -> Node:
    if type(n) is list:
        return _each(work, n, _pattern)
    if type(n) is not tuple or not n or type(n[0]) is not Atom:
        return n
    if n[0] is a.record_index:
        return _index(work, n)
    if n[0] is a.record and len(n) == 4 and _fields(work, n[2]) is not None:
        given = _given(work, n[3], _pattern)
        other = given.get(_ANY, (a.var, n[1], _ANY))
        fields = work.records[n[2]]
        return _tuple(n[1], n[2], [given.get(name, other) for name, _ in fields])
    return (*n[:2], *[_pattern(work, part) for part in n[2:]])


# Guards


def _test(work: _Work, n: Node) -> Node:
    """A guard test; what is read out of records has to be such records, or the test fails."""
    needed: dict[tuple[Any, Atom], Node] = {}

    def walk(work: _Work, n: Node) -> Node:
        if type(n) is list:
            return _each(work, n, walk)
        if type(n) is not tuple or not n or type(n[0]) is not Atom:
            return n
        if n[0] is a.record_index:
            return _index(work, n)
        if n[0] is a.record and len(n) == 4:
            return _record(work, n)
        if n[0] is a.call:
            made = _record_test(work, n, walk)
            if made is not None:
                return made
        if n[0] is a.record_field and len(n) == 5:
            return read(n)
        return (*n[:2], *[walk(work, part) for part in n[2:]])

    def read(n: Node) -> Node:
        place = _place(work, n[3], n[4][2])
        subject = walk(work, n[2])
        if place is None:
            return (*n[:2], subject, *n[3:])
        anno = n[1]
        key = (subject[2] if subject[0] is a.var else len(needed), n[3])
        size = (a.integer, anno, len(work.records[n[3]]) + 1)
        args = to_list([subject, (a.atom, anno, n[3]), size])
        needed.setdefault(key, (a.call, anno, (a.atom, anno, a.is_record), args))
        return (
            a.call,
            anno,
            (a.atom, anno, a.element),
            to_list([(a.integer, anno, place), subject]),
        )

    test = walk(work, n)
    for check in reversed(list(needed.values())):
        anno = check[1]
        sure = (a.op, anno, a.orelse, check, (a.atom, anno, a.fail))
        test = (a.op, anno, atom("and"), sure, test)
    return test
