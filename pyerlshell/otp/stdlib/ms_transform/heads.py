"""The argument of a fun's clause becomes the head of a clause of a specification.

    {A, #{k := B}, _}      {'$1', #{k => '$2'}, '_'}
    {A, _} = X             {'$1', '_'}, and X is '$_'
    #rec{f = A}            {rec, '_', '$1'}

OTP: ms_transform (transform_head)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from pyerlshell.otp.stdlib.ms_transform import messages
from pyerlshell.otp.stdlib.ms_transform.messages import Refused
from pyerlshell.otp.stdlib.ms_transform.records import Records, fields_of
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import from_list, split_tail, to_list
from pyerlshell.terms.types import Term

_UNDERSCORE: Final = a._
_WHOLE: Final = a.__getattr__("$_")


@dataclass(slots=True)
class Head:
    """What a head binds: Erlang's variable -> the specification's. `shadowed`: names outside that
    it hides, with their places."""

    records: Records
    outside: frozenset[Atom] = frozenset()
    bound: dict[Atom, Atom] = field(default_factory=dict)
    shadowed: list[tuple[Term, Atom]] = field(default_factory=list)
    _next: int = 1

    def bind(self, anno: Term, name: Atom) -> Atom:
        """The variable of the specification for one of the fun's."""
        if name is _UNDERSCORE:
            return name
        self.look_outside(anno, name)
        found = self.bound.get(name)
        if found is None:
            found = self.bound[name] = atom(f"${self._next}")
            self._next += 1
        return found

    def look_outside(self, anno: Term, name: Atom) -> None:
        """Note a variable that hides another."""
        if name in self.outside:
            self.shadowed.append((anno, name))


def translate(pattern: Any, head: Head) -> Term:
    """The head's abstract form."""
    if pattern[0] is a.match:
        for whole, other in ((pattern[2], pattern[3]), (pattern[3], pattern[2])):
            if whole[0] is a.var:
                head.look_outside(whole[1], whole[2])
                head.bound[whole[2]] = _WHOLE
                return _part(other, head)
    return _part(pattern, head)


def _part(x: Any, head: Head) -> Any:
    if type(x) is list:
        items, tail = split_tail(x)
        return to_list([_part(item, head) for item in items], tail)
    if type(x) is not tuple:
        return x
    rule = _RULES.get(x[0]) if x and type(x[0]) is Atom else None
    if rule is not None:
        return rule(x, head)
    return tuple([_part(item, head) for item in x])


def _match(x: Any, head: Head) -> Any:
    raise Refused(x[1], messages.HEAD_MATCH)


def _variable(x: Any, head: Head) -> Any:
    return a.atom, x[1], head.bind(x[1], x[2])


def _atom(x: Any, head: Head) -> Any:
    name = x[2].name
    if name[:1] == "$" and name[1:].lstrip("+-").isdigit():
        raise Refused(x[1], (messages.HEAD_DOLLAR, x[2]))
    return x


def _segment(x: Any, head: Head) -> Any:
    if x[2][0] is a.var:
        raise Refused(x[2][1], (messages.HEAD_BINARY, x[2][2]))
    return (*x[:2], _part(x[2], head), *x[3:])


def _map_field(x: Any, head: Head) -> Any:
    return a.map_field_assoc, x[1], _part(x[2], head), _part(x[3], head)


def _record(x: Any, head: Head) -> Any:
    if len(x) != 4:
        return tuple([_part(item, head) for item in x])
    _, anno, name, given = x
    values: dict[Atom, Any] = {}
    default: Any = (a.atom, anno, _UNDERSCORE)
    fields_given: list[Any] = from_list(given)
    for _, _, key, value in fields_given:
        made = _part(value, head)
        if key[0] is a.var:
            default = made
        elif key[2] in values:
            raise Refused(anno, (messages.HEAD_FIELD_TWICE, name, key[2]))
        else:
            values[key[2]] = made
    fields = fields_of(head.records, name)
    if fields is None:
        raise Refused(anno, (messages.HEAD_RECORD, name))
    for key in values:
        if key not in fields:
            raise Refused(anno, (messages.HEAD_FIELD, name, key))
    parts = [values.get(key, default) for key in fields]
    return a.tuple, anno, to_list([(a.atom, anno, name), *parts])


_RULES: Final[dict[Atom, Callable[[Any, Head], Any]]] = {
    a.match: _match,
    a.var: _variable,
    a.atom: _atom,
    a.bin_element: _segment,
    a.map_field_exact: _map_field,
    a.record: _record,
}
