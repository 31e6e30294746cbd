"""Constants, variables, and terms that are built.

OTP: sys_core_fold (warn_useless_building/2), v3_core
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Any, Final

from pyerlshell.compiler.foresee import binaries
from pyerlshell.compiler.foresee.matching import UNDERSCORE
from pyerlshell.compiler.foresee.messages import CORE, SSA
from pyerlshell.compiler.foresee.values import (
    ANY,
    MAP,
    Lit,
    Value,
    is_data,
    make_cons,
    make_tuple,
    tuple_parts,
)
from pyerlshell.compiler.foresee.walk import Stop, Walk, apart, expr, node, unread
from pyerlshell.syntax.erl_lint.state import items
from pyerlshell.syntax.erl_parse.annos import first_anno
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.maps import is_map, map_new
from pyerlshell.terms.write import write

USELESS: Final = (a.ignored, a.useless_building)
SCALARS: Final = frozenset((a.integer, a.char, a.float, a.atom, a.nil, a.string))


def useless(w: Walk, n: Any) -> None:
    """Building it is in vain."""
    if w.top:
        w.about(n[1], USELESS)


def discard(w: Walk, nodes: Iterable[Any]) -> None:
    """Parts of a term, or arguments of a call, that is left out.

    Data is part of it. The rest had been computed before: it goes with it unless it is a constant.
    """
    for n in nodes:
        if n[0] in _DATA:
            with w.scope(top=False):
                expr(w, n, True)
            continue
        with unread(w):
            value = expr(w, n)
        if type(value) is not Lit or _is_in_place(n):
            lose(w, n)


_DATA: Final = (a.tuple, a.cons, a.record, a.var)


def lose(w: Walk, n: Any) -> None:
    """A value turned out to be of no use: data is left out in silence, calls are not."""
    if n[0] is a.tuple:
        parts = items(n[2])
    elif n[0] is a.cons:
        parts = [n[2], n[3]]
    elif n[0] is a.record and len(n) == 4:
        parts = [part[3] for part in items(n[3])]
    else:
        if n[0] not in SCALARS and n[0] is not a.var:
            _lose_call(w, n)
        return
    for part in parts:
        lose(w, part)


def _lose_call(w: Walk, n: Any) -> None:
    """It was looked at before: what it binds is new once more."""
    if not w.may_repeat():
        return
    before = w.env
    w.env = {name: value for name, value in before.items() if name not in _bound_in(n)}
    with unread(w):
        value = apart(w, lambda: expr(w, n))
    if type(value) is not Lit or _is_in_place(n):
        apart(w, lambda: expr(w, n, True))
    w.env = before


def _is_in_place(n: Any) -> bool:
    """Is it (fun() -> ... end)()? What it returns is seen only when it was put in place."""
    return n[0] is a.call and n[2][0] is a.fun


def _bound_in(n: Any) -> set[Atom]:
    """The variables that its patterns may bind."""
    names: set[Atom] = set()
    stack = [(n, False)]
    while stack:
        top, pattern = stack.pop()
        if type(top) is list:
            stack += [(part, pattern) for part in top]
        elif type(top) is tuple and top and top[0] is a.var and pattern:
            names.add(top[2])
        elif type(top) is tuple and len(top) > 2 and top[0] in (a.match, a.clause):
            stack += [(top[2], True), *[(part, pattern) for part in top[3:]]]
        elif type(top) is tuple:
            stack += [(part, pattern) for part in top[2:]]
    return names


def arguments(w: Walk, args: Iterable[Any]) -> list[Value]:
    """Values from left to right. If one of them fails, those before were computed in vain."""
    values: list[Value] = []
    mark = len(w.module.reads)
    listed = list(args)
    for arg in listed:
        try:
            values.append(expr(w, arg))
        except Stop:
            del w.module.reads[mark:]
            for early in listed[: len(values)]:
                lose(w, early)
            raise Stop from None
    return values


@node("integer", "char", "float", "atom")
def _scalar(w: Walk, n: Any, effect: bool) -> Value:
    if effect and type(n[2]) is not Atom:
        useless(w, n)
    return Lit(n[2])


@node("nil")
def _nil(w: Walk, n: Any, effect: bool) -> Value:
    return Lit(None)


@node("string")
def _string(w: Walk, n: Any, effect: bool) -> Value:
    if effect and n[2] is not None:
        useless(w, n)
    return Lit(n[2])


@node("var")
def _var(w: Walk, n: Any, effect: bool) -> Value:
    value = w.env.get(n[2], ANY)
    if not effect and type(value) is not Lit:
        w.module.reads.append(n[2])
    return value


@node("tuple")
def _tuple(w: Walk, n: Any, effect: bool) -> Value:
    parts = items(n[2])
    if effect:
        discard(w, parts)
        useless(w, n)
        return ANY
    return make_tuple(arguments(w, parts))


@node("cons")
def _cons(w: Walk, n: Any, effect: bool) -> Value:
    cells = []
    tail = n
    while tail[0] is a.cons:
        cells.append(tail[2])
        tail = tail[3]
    if effect:
        discard(w, [*cells, tail])
        useless(w, n)
        return ANY
    *values, result = arguments(w, [*cells, tail])
    for value in reversed(values):
        result = make_cons(value, result)
    return result


@node("map")
def _map(w: Walk, n: Any, effect: bool) -> Value:
    subject = expr(w, n[2]) if len(n) == 4 else MAP
    values: list[Value] = []
    with w.scope(top=False):
        for part in items(n[-1]):
            values += [expr(w, part[2]), expr(w, part[3])]
    if effect:
        useless(w, n)
    if type(subject) is Lit and not is_map(subject.term):
        w.about(n[1], (a.failed, a.bad_map_update))
        for part in items(n[-1]):
            lose(w, part[2])
            lose(w, part[3])
        raise Stop(n)
    if len(n) == 4 or not all(type(value) is Lit for value in values):
        return MAP
    terms = [value.term for value in values if type(value) is Lit]
    return Lit(map_new(list(zip(terms[::2], terms[1::2]))))


def repeated_keys(w: Walk, parts: list[Any]) -> None:
    """Keys that a later one overrides."""
    seen: set[str] = set()
    for part in reversed(parts):
        key = _constant(part[2])
        if key is None:
            continue
        text = write(key.term)
        if text in seen:
            w.warn(first_anno(part[2]), (a.map_key_repeated, key.term), CORE, again=True)
        seen.add(text)


def _constant(n: Any) -> Lit | None:
    """The value of a constant as it is written."""
    if n[0] is a.nil:
        return Lit(None)
    if n[0] in SCALARS:
        return Lit(n[2])
    parts: list[Any] = []
    value: Value | None
    if n[0] is a.tuple:
        parts = [_constant(part) for part in items(n[2])]
        value = make_tuple(parts) if None not in parts else None
    elif n[0] is a.cons:
        parts = [_constant(n[2]), _constant(n[3])]
        value = make_cons(parts[0], parts[1]) if None not in parts else None
    elif n[0] is a.map and len(n) == 3:
        pairs = [(_constant(part[2]), _constant(part[3])) for part in items(n[2])]
        known = [(k.term, v.term) for k, v in pairs if k is not None and v is not None]
        return Lit(map_new(known)) if len(known) == len(pairs) else None
    elif n[0] is a.bin:
        segments = items(n[2])
        found = [_constant(s[2]) or ANY for s in segments]
        sizes = [ANY if s[3] is a.default else _constant(s[3]) or ANY for s in segments]
        value = binaries.value(segments, found, sizes)
    else:
        return None
    return value if type(value) is Lit else None


def is_constant(n: Any) -> bool:
    """Is it made of nothing but constants?"""
    stack = [n]
    while stack:
        top = stack.pop()
        if type(top) is list:
            stack.append(top[1])
            stack.append(top[0])
        elif type(top) is tuple and type(top[0]) is Atom:
            if top[0] in _COMPOUND:
                stack.extend(top[2:])
            elif top[0] not in SCALARS:
                return False
    return True


_COMPOUND: Final = frozenset(
    (a.tuple, a.cons, a.map, a.map_field_assoc, a.bin, a.bin_element, a.unit)
)


@node("bin")
def _bin(w: Walk, n: Any, effect: bool) -> Value:
    segments = items(n[2])
    if binaries.mismatch(segments):
        for segment in segments:
            _before(w, segment[2])
        raise Stop(n)
    with w.scope(top=False):
        values = [expr(w, s[2]) for s in segments]
        sizes = [ANY if s[3] is a.default else expr(w, s[3]) for s in segments]
    if effect:
        useless(w, n)
    wrong = binaries.failure(segments, values, sizes)
    if wrong is not None:
        w.about(n[1], (a.failed, wrong))
    for segment, size in zip(segments, sizes):
        if type(size) is Lit and not (type(size.term) is int and size.term >= 0):
            w.warn(segment[1], (a.failed, a.bad_segment_size), SSA)
            break
    return binaries.value(segments, values, sizes)


def _before(w: Walk, n: Any) -> None:
    """What a block does before it comes to the value of a segment."""
    while n[0] is a.block:
        *statements, n = items(n[2])
        for statement in statements:
            with suppress(Stop), w.scope(top=True):
                expr(w, statement, True)


# Records


def fields_of(w: Walk, name: Any) -> list[tuple[Atom, Any]] | None:
    return w.module.records.get(name) if type(name) is Atom else None


@node("record")
def _record(w: Walk, n: Any, effect: bool) -> Value:
    if len(n) == 5:
        return _update(w, n, effect)
    fields = fields_of(w, n[2])
    given = {part[2][2]: part[3] for part in items(n[3])}
    if effect:
        discard(w, given.values())
        useless(w, n)
        return ANY
    values = dict(zip(given, arguments(w, given.values())))
    if fields is None:
        return ANY
    parts: list[Value] = [Lit(n[2])]
    for name, default in fields:
        value = values.get(name, values.get(UNDERSCORE))
        parts.append(_default(default) if value is None else value)
    return make_tuple(parts)


def _default(default: Any) -> Value:
    return ANY if default is None else (_constant(default) or ANY)


def _is_other(w: Walk, subject: Value, name: Any) -> bool:
    """Is it known to be no such record?"""
    fields = fields_of(w, name)
    if fields is None or not is_data(subject):
        return False
    parts = tuple_parts(subject, len(fields) + 1)
    return parts is None or (type(parts[0]) is Lit and parts[0].term is not name)


def _update(w: Walk, n: Any, effect: bool) -> Value:
    *_, subject = arguments(w, [*[part[3] for part in items(n[4])], n[2]])
    if _is_other(w, subject, n[3]):
        w.warn(items(n[4])[0][1] if n[4] is not None else n[1], (a.nomatch, a.no_clause))
        for part in items(n[4]):
            lose(w, part[3])
        raise Stop(n)
    if effect and fields_of(w, n[3]) is not None and len(items(n[4])) == 1:
        first = items(n[4])[0]
        w.about(first[1], (a.ignored, (a.result, (a.erlang, a.setelement, 3))))
    return ANY


@node("record_field")
def _access(w: Walk, n: Any, effect: bool) -> Value:
    subject = expr(w, n[2])
    fields = fields_of(w, n[3])
    if fields is None:
        return ANY
    if _is_other(w, subject, n[3]):
        raise Stop(n)
    parts = tuple_parts(subject, len(fields) + 1)
    names = [name for name, _ in fields]
    if parts is None or n[4][2] not in names:
        return ANY
    return parts[names.index(n[4][2]) + 1]


@node("record_index")
def _index(w: Walk, n: Any, effect: bool) -> Value:
    if effect:
        useless(w, n)
    fields = fields_of(w, n[2])
    names = [name for name, _ in fields or ()]
    return Lit(names.index(n[3][2]) + 2) if n[3][2] in names else ANY
