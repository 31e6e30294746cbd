"""Guards and bodies of a fun's clause become expressions of a specification.

    A + 1                   {'+', '$1', 1}
    {A, [b]}                {{'$1', [b]}}
    element(1, object())    {element, 1, '$_'}
    X                       {const, X}         if X is not of the head

OTP: ms_transform (tg/2)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from pyerlshell.erts.errors import ErlError
from pyerlshell.erts.machine import P
from pyerlshell.otp.stdlib.ms_transform import messages
from pyerlshell.otp.stdlib.ms_transform.messages import Refused
from pyerlshell.otp.stdlib.ms_transform.records import Records, fields_of
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import from_list, string_to_list, to_list
from pyerlshell.terms.types import Term

_UNDERSCORE: Final = a._


def _names(text: str) -> frozenset[tuple[str, int]]:
    found = []
    for line in text.strip().splitlines():
        arity, *names = line.split()
        found += [(name, int(arity)) for name in names]
    return frozenset(found)


_FUNCTIONS: Final = _names("""
0 node self
1 abs bit_size byte_size float hd is_atom is_binary is_float is_function is_integer is_list is_map
1 is_number is_pid is_port is_reference is_tuple length map_size node round size tl trunc
2 binary_part element is_map_key is_record map_get max min
3 binary_part
""")
_TRACE_TESTS: Final = _names("0 get_tcw is_seq_trace")
_ACTIONS: Final = _names("""
0 caller caller_line current_stacktrace exception_trace get_seq_token process_dump return_trace
1 current_stacktrace disable_trace display enable_trace message set_tcw silent
2 disable_trace enable_trace set_seq_token trace
3 trace
""")
_OPERATORS: Final = _names("""
1 + - bnot not
2 * + - / /= < =/= =:= =< == > >= and andalso band bor bsl bsr bxor div or orelse rem xor
""")
_OLD_TESTS: Final = _names("""
1 atom binary float function integer list number pid port reference tuple
2 record
""")

_ELEMENTS: Final = {
    "lc": "list comprehension",
    "bc": "binary comprehension",
    "block": "begin/end block",
    "match": "match (=)",
    "remote": "external function call",
}


@dataclass(frozen=True, slots=True)
class Part:
    """Where an expression stands: in a guard or a body, after which head."""

    bound: dict[Atom, Atom]
    records: Records
    guard: bool

    def refused(self, anno: Term, code: int, *details: Term) -> Refused:
        """To be raised; the code of a body is another than that of a guard."""
        code = code if self.guard else code + messages.BODY
        return Refused(anno, (code, *details) if details else code)


def translate(expressions: Term, part: Part, anno: Term) -> Term:
    """The abstract form of the list of a specification's guards, or of its body."""
    found: list[Any] = []
    for expression in from_list(expressions):
        found.append(_expression(_new_test(expression) if part.guard else expression, part))
    made: Term = (a.nil, anno)
    for x in reversed(found):
        made = (a.cons, anno, x, made)
    return made


def _new_test(x: Any) -> Any:
    """`atom(X)` is an old way to write is_atom(X)."""
    if x[0] is a.call and x[2][0] is a.atom:
        name = x[2][2].name
        if (name, len(from_list(x[3]))) in _OLD_TESTS:
            return (*x[:2], (a.atom, x[2][1], a.__getattr__(f"is_{name}")), x[3])
    return x


def _expression(x: Any, part: Part) -> Any:
    rule = _RULES.get(x[0])
    if rule is not None:
        return rule(x, part)
    name = x[0].name
    raise part.refused(x[1], messages.ELEMENT, string_to_list(_ELEMENTS.get(name, name)))


def _all(items: Term, part: Part) -> list[Any]:
    return [_expression(x, part) for x in from_list(items)]


def _call_form(anno: Term, name: Any, args: list[Any]) -> Any:
    """`{Name, Arg, ...}` in abstract form."""
    return a.tuple, anno, to_list([name, *args])


def _same(x: Any, part: Part) -> Any:
    return x


def _match(x: Any, part: Part) -> Any:
    raise part.refused(x[1], messages.MATCH)


def _atom(x: Any, part: Part) -> Any:
    return _constant(x) if x[2].name[:1] == "$" else x


def _constant(x: Any) -> Any:
    return _call_form(x[1], (a.atom, x[1], a.const), [x])


def _variable(x: Any, part: Part) -> Any:
    if x[2] is _UNDERSCORE:
        return a.atom, x[1], _UNDERSCORE
    found = part.bound.get(x[2])
    return _constant(x) if found is None else (a.atom, x[1], found)


def _operator(x: Any, part: Part) -> Any:
    value = _folded(x)
    if value is not None:
        return value
    return _call_form(x[1], (a.atom, x[1], x[2]), [_expression(arg, part) for arg in x[3:]])


def _cons(x: Any, part: Part) -> Any:
    return a.cons, x[1], _expression(x[2], part), _expression(x[3], part)


def _tuple(x: Any, part: Part) -> Any:
    inner = (a.tuple, x[1], to_list(_all(x[2], part)))
    return a.tuple, x[1], [inner, None]


def _map(x: Any, part: Part) -> Any:
    if len(x) != 3:
        raise part.refused(x[1], messages.ELEMENT, string_to_list("map"))
    return a.map, x[1], to_list(_all(x[2], part))


def _association(x: Any, part: Part) -> Any:
    return a.map_field_assoc, x[1], _expression(x[2], part), _expression(x[3], part)


def _binary(x: Any, part: Part) -> Any:
    return a.bin, x[1], to_list([_segment(s, part) for s in from_list(x[2])])


def _segment(x: Any, part: Part) -> Any:
    _, anno, value, size, types = x
    if value[0] is a.var:
        if value[2] in part.bound:
            raise part.refused(value[1], messages.BINARY, value[2])
        return x
    made = size if size is a.default else _expression(size, part)
    return a.bin_element, anno, _expression(value, part), made, types


# Calls


def _call(x: Any, part: Part) -> Any:
    _, anno, target, args = x
    count = len(from_list(args))
    if target[0] is a.remote:
        return _remote(x, part, count)
    if target[0] is not a.atom:
        raise part.refused(anno, messages.ELEMENT, string_to_list("call"))
    name = target[2].name
    if count == 0 and name in ("bindings", "object"):
        return a.atom, target[1], a.__getattr__("$*" if name == "bindings" else "$_")
    if name == "is_record" and count == 2:
        made = _is_record(anno, target, args, part)
        if made is not None:
            return made
    known = (name, count) in _FUNCTIONS or (name, count) in _TRACE_TESTS
    if not known and (part.guard or (name, count) not in _ACTIONS):
        raise part.refused(anno, messages.LOCAL_CALL, target[2], count)
    return _call_form(anno, target, _all(args, part))


def _is_record(anno: Term, target: Any, args: Any, part: Part) -> Any:
    x, name = from_list(args)
    if name[0] is not a.atom:  # type: ignore[index]
        return None
    made = _expression(x, part)
    fields = _fields(part, name[1], name[2])  # type: ignore[index]
    size = (a.integer, name[1], len(fields) + 1)  # type: ignore[index]
    return _call_form(anno, target, [made, name, size])


def _remote(x: Any, part: Part, count: int) -> Any:
    _, anno, (_, _, module, function), args = x
    if module[0] is not a.atom or function[0] is not a.atom:
        raise part.refused(anno, messages.ELEMENT, string_to_list("call"))
    name = function[2].name
    if module[2] is a.erlang:
        if (name, count) in _OPERATORS:
            return _operator((a.op, function[1], function[2], *from_list(args)), part)
        if (name, count) in _FUNCTIONS:
            return _call((a.call, anno, function, args), part)
    raise part.refused(anno, messages.REMOTE_CALL, module[2], function[2], count)


# Records


def _fields(part: Part, anno: Term, name: Atom) -> dict[Atom, Term]:
    fields = fields_of(part.records, name)
    if fields is None:
        raise part.refused(anno, messages.RECORD, name)
    return fields


def _position(part: Part, anno: Term, name: Atom, fields: dict[Atom, Term], key: Atom) -> int:
    if key not in fields:
        raise part.refused(anno, messages.FIELD, name, key)
    return list(fields).index(key) + 2


def _record_field(x: Any, part: Part) -> Any:
    _, anno, of, name, (_, _, key) = x
    if not part.records.values:
        raise part.refused(anno, messages.ELEMENT, string_to_list("case"))
    position = _position(part, anno, name, _fields(part, anno, name), key)
    return _element(anno, position, _expression(of, part))


def _element(anno: Term, position: int, of: Any) -> Any:
    return _call_form(anno, (a.atom, anno, a.element), [(a.integer, anno, position), of])


def _record_index(x: Any, part: Part) -> Any:
    _, anno, name, (_, at, key) = x
    fields = _fields(part, anno, name)
    return a.integer, at, _position(part, at, name, fields, key)


def _record(x: Any, part: Part) -> Any:
    """`#name{...}` and `Var#name{...}`."""
    anno, name, given = x[1], x[-2], x[-1]
    if len(x) == 5 and not part.records.values:
        raise part.refused(anno, messages.ELEMENT, string_to_list("case"))
    values: dict[Atom, Any] = {}
    rest: Any = None
    fields_given: list[Any] = from_list(given)
    for _, _, key, value in fields_given:
        made = _expression(value, part)
        if key[0] is a.var:
            rest = made
        elif key[2] in values:
            raise part.refused(anno, messages.FIELD_TWICE, name, key[2])
        else:
            values[key[2]] = made
    fields = _fields(part, anno, name)
    for key in values:
        _position(part, anno, name, fields, key)
    parts = []
    for key, default in fields.items():
        if key in values:
            parts.append(values[key])
        elif len(x) == 5:
            position = _position(part, anno, name, fields, key)
            parts.append(_element(x[2][1], position, _expression(x[2], part)))
        else:
            parts.append(default if rest is None else rest)
    inner = (a.tuple, anno, to_list([(a.atom, anno, name), *parts]))
    return a.tuple, anno, [inner, None]


_RULES: Final[dict[Atom, Callable[[Any, Part], Any]]] = {
    a.match: _match,
    a.op: _operator,
    a.call: _call,
    a.cons: _cons,
    a.nil: _same,
    a.tuple: _tuple,
    a.integer: _same,
    a.char: _same,
    a.float: _same,
    a.string: _same,
    a.atom: _atom,
    a.var: _variable,
    a.map: _map,
    a.map_field_assoc: _association,
    a.bin: _binary,
    a.record_field: _record_field,
    a.record_index: _record_index,
    a.record: _record,
}


# Constant expressions


def _folded(x: Any) -> Any:
    """The value of an operation on constants, in abstract form; None if it is no such thing."""
    value = _value(x)
    kind = {int: a.integer, float: a.float, Atom: a.atom}.get(type(value))
    return None if kind is None else (kind, x[1], value)


_NONE: Final = object()


def _value(x: Any) -> Any:
    if x[0] in (a.integer, a.char, a.float, a.atom):
        return x[2]
    if x[0] is not a.op:
        return _NONE
    args = [_value(arg) for arg in x[3:]]
    if any(arg is _NONE for arg in args) or (x[2].name, len(args)) not in _OPERATORS:
        return _NONE
    if x[2] is a.__getattr__("andalso") or x[2] is a.__getattr__("orelse"):
        return _NONE
    cell = P.cur.node.code.cell(a.erlang, x[2], len(args))
    try:
        return cell.fn(*args)
    except ErlError:
        return _NONE
