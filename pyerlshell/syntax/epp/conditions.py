"""The value of an -if condition: a guard expression over literals and `defined(Name)`.

A condition that fails, or is not `true`, is false; one that is no guard at all is badly formed.

OTP: epp (eval_if)
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any, Final

from pyerlshell.syntax.epp.macros import Macros
from pyerlshell.syntax.erl_parse.literals import NotLiteral, normalise
from pyerlshell.syntax.erl_parse.tokens import nodes
from pyerlshell.terms import bits, maps
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import ImproperList, from_list
from pyerlshell.terms.order import compare, equal, exact_equal
from pyerlshell.terms.types import Term


class BadCondition(Exception):
    """It is no guard expression."""


class _Fails(Exception):
    """The guard fails."""


def condition(exprs: Term, macros: Macros) -> bool:
    """Is it true? Raises BadCondition."""
    nodes = from_list(exprs)
    for node in nodes:
        _check_defined(node)
    if len(nodes) != 1 or not is_guard(nodes[0]):
        raise BadCondition
    try:
        return _value(nodes[0], macros) is a.true
    except (_Fails, NotLiteral, ImproperList, ArithmeticError, ValueError):
        return False


def _is_defined_call(node: Any) -> bool:
    match node:
        case (tag, _, (kind, _, name), [_, None]):
            return tag is a.call and kind is a.atom and name is a.defined
    return False


def _check_defined(node: Term) -> None:
    """`defined(X)` takes a name, wherever it stands."""
    stack: list[Any] = [node]
    while stack:
        item = stack.pop()
        if _is_defined_call(item):
            if item[3][0][0] not in (a.atom, a.var):
                raise BadCondition
        elif type(item) is tuple or type(item) is list:
            stack.extend(item)


def is_guard(node: Term) -> bool:
    """Is it a guard expression?"""
    stack: list[Any] = [node]
    while stack:
        item = stack.pop()
        assert type(item) is tuple
        tag = item[0]
        if tag in _LITERALS or tag is a.var or _is_defined_call(item):
            continue
        if tag is a.op and item[2] in _OPERATORS:
            stack.extend(item[3:])
        elif tag is a.cons:
            stack.extend(item[2:4])
        elif tag is a.tuple:
            stack.extend(from_list(item[2]))
        elif tag is a.map:
            for pair in nodes(item[-1]):
                stack.extend(pair[2:])
            stack.extend(item[2:-1])
        elif tag is a.bin:
            stack.extend([e[2] for e in nodes(item[2])])
        elif tag is a.call and _guard_function(item) is not None:
            stack.extend(from_list(item[3]))
        else:
            return False
    return True


_LITERALS: Final = frozenset({a.atom, a.integer, a.char, a.float, a.string, a.nil})


def _guard_function(call: tuple[Term, ...]) -> Callable[..., Term] | None:
    arity = len(from_list(call[3]))
    match call[2]:
        case (tag, _, name) if tag is a.atom:
            return _FUNCTIONS.get((name, arity))
        case (tag, _, (kind, _, module), (name_kind, _, name)) if tag is a.remote:
            if kind is a.atom and name_kind is a.atom and module is a.erlang:
                return _FUNCTIONS.get((name, arity)) or _operator(name, arity)
    return None


def _operator(name: Term, arity: int) -> Callable[..., Term] | None:
    found = _OPERATORS.get(name) if arity == 2 else _UNARY.get(name) if arity == 1 else None
    return found if name not in (a.andalso, a.orelse) else None


def _value(node: Any, macros: Macros) -> Term:
    assert type(node) is tuple
    tag = node[0]
    if tag in _LITERALS:
        return node[2] if len(node) > 2 else None
    if _is_defined_call(node):
        return _bool(node[3][0][2] in macros.defined)
    if tag is a.op:
        return _operation(node, macros)
    if tag is a.cons:
        return [_value(node[2], macros), _value(node[3], macros)]
    if tag is a.tuple:
        return tuple([_value(x, macros) for x in from_list(node[2])])
    if tag is a.call:
        function = _guard_function(node)
        assert function is not None
        return function(*[_value(x, macros) for x in from_list(node[3])])
    if tag is a.map and len(node) == 3:
        pairs = [(f[2], f[3]) for f in nodes(node[2])]
        return maps.map_new([(_value(k, macros), _value(v, macros)) for k, v in pairs])
    return normalise(node)


def _operation(node: tuple[Term, ...], macros: Macros) -> Term:
    op, left = node[2], _value(node[3], macros)
    if len(node) == 4:
        return _UNARY[op](left)
    if op is a.andalso or op is a.orelse:
        if left is not a.true and left is not a.false:
            raise _Fails
        return left if (left is a.false) == (op is a.andalso) else _value(node[4], macros)
    return _OPERATORS[op](left, _value(node[4], macros))


def _bool(value: bool) -> Atom:
    return a.true if value else a.false


def _number(x: Term) -> int | float:
    if type(x) is int or type(x) is float:
        return x
    raise _Fails


def _int(x: Term) -> int:
    if type(x) is int:
        return x
    raise _Fails


def _truth(x: Term) -> bool:
    if x is a.true or x is a.false:
        return x is a.true
    raise _Fails


def _numbers(f: Callable[[int | float, int | float], Term]) -> Callable[..., Term]:
    return lambda x, y: f(_number(x), _number(y))


def _ints(f: Callable[[int, int], Term]) -> Callable[..., Term]:
    return lambda x, y: f(_int(x), _int(y))


def _truths(f: Callable[[bool, bool], bool]) -> Callable[..., Term]:
    return lambda x, y: _bool(f(_truth(x), _truth(y)))


def _quotient(x: int, y: int) -> int:
    result = abs(x) // abs(y)
    return result if (x < 0) == (y < 0) else -result


def _order(test: Callable[[int, int], bool]) -> Callable[..., Term]:
    return lambda x, y: _bool(test(compare(x, y), 0))


def _slow(x: Term, y: Term) -> Term:
    raise _Fails


_OPERATORS: Final[dict[Term, Callable[..., Term]]] = {
    atom("+"): _numbers(operator.add),
    atom("-"): _numbers(operator.sub),
    atom("*"): _numbers(operator.mul),
    atom("/"): _numbers(operator.truediv),
    a.div: _ints(_quotient),
    a.rem: _ints(lambda x, y: x - y * _quotient(x, y)),
    a.band: _ints(operator.and_),
    a.bor: _ints(operator.or_),
    a.bxor: _ints(operator.xor),
    a.bsl: _ints(lambda x, y: x << y if y >= 0 else x >> -y),
    a.bsr: _ints(lambda x, y: x >> y if y >= 0 else x << -y),
    a.__getattr__("and"): _truths(operator.and_),
    a.__getattr__("or"): _truths(operator.or_),
    a.xor: _truths(operator.xor),
    a.__getattr__("not"): _slow,
    a.bnot: _slow,
    a.andalso: _slow,
    a.orelse: _slow,
    atom("=="): lambda x, y: _bool(equal(x, y)),
    atom("/="): lambda x, y: _bool(not equal(x, y)),
    atom("=:="): lambda x, y: _bool(exact_equal(x, y)),
    atom("=/="): lambda x, y: _bool(not exact_equal(x, y)),
    atom("<"): _order(operator.lt),
    atom("=<"): _order(operator.le),
    atom(">"): _order(operator.gt),
    atom(">="): _order(operator.ge),
}
_UNARY: Final[dict[Term, Callable[[Term], Term]]] = {
    atom("+"): _number,
    atom("-"): lambda x: -_number(x),
    a.bnot: lambda x: ~_int(x),
    a.__getattr__("not"): lambda x: _bool(not _truth(x)),
}


def _type_test(*kinds: type) -> Callable[[Term], Term]:
    return lambda x: _bool(type(x) in kinds)


def _hd(x: Term) -> Term:
    if type(x) is list:
        return x[0]
    raise _Fails


def _tl(x: Term) -> Term:
    if type(x) is list:
        return x[1]
    raise _Fails


def _element(n: Term, x: Term) -> Term:
    if type(x) is tuple and 1 <= _int(n) <= len(x):
        return x[_int(n) - 1]
    raise _Fails


def _size(x: Term) -> Term:
    if type(x) is tuple:
        return len(x)
    if bits.is_bitstring(x):
        return bits.bit_size(x) // 8  # type: ignore[arg-type]
    raise _Fails


def _map_size(x: Term) -> Term:
    if maps.is_map(x):
        return maps.size(x)  # type: ignore[arg-type]
    raise _Fails


_LIST_KINDS: Final = (list, type(None))
_FUNCTIONS: Final[dict[tuple[Term, int], Callable[..., Term]]] = {
    (a.is_atom, 1): _type_test(Atom),
    (a.is_integer, 1): _type_test(int),
    (a.is_integer, 3): lambda x, low, high: _bool(type(x) is int and _int(low) <= x <= _int(high)),
    (a.is_float, 1): _type_test(float),
    (a.is_number, 1): _type_test(int, float),
    (a.is_tuple, 1): _type_test(tuple),
    (a.is_list, 1): _type_test(*_LIST_KINDS),
    (a.is_binary, 1): lambda x: _bool(bits.is_binary(x)),
    (a.is_bitstring, 1): lambda x: _bool(bits.is_bitstring(x)),
    (a.is_boolean, 1): lambda x: _bool(x is a.true or x is a.false),
    (a.is_map, 1): lambda x: _bool(maps.is_map(x)),
    (a.is_function, 1): lambda x: a.false,
    (a.is_function, 2): lambda x, n: a.false,
    (a.is_pid, 1): lambda x: a.false,
    (a.is_port, 1): lambda x: a.false,
    (a.is_reference, 1): lambda x: a.false,
    (a.abs, 1): lambda x: abs(_number(x)),
    (a.hd, 1): _hd,
    (a.tl, 1): _tl,
    (a.length, 1): lambda x: len(from_list(x)),
    (a.element, 2): _element,
    (a.size, 1): _size,
    (a.tuple_size, 1): lambda x: len(x) if type(x) is tuple else _slow(x, x),
    (a.byte_size, 1): lambda x: -(-bits.bit_size(x) // 8) if bits.is_bitstring(x) else _slow(x, x),
    (a.bit_size, 1): lambda x: bits.bit_size(x) if bits.is_bitstring(x) else _slow(x, x),
    (a.map_size, 1): _map_size,
    (a.is_map_key, 2): lambda k, m: _bool(maps.has(m, k)) if maps.is_map(m) else _slow(k, m),
    (a.float, 1): lambda x: float(_number(x)),
    (a.trunc, 1): lambda x: int(_number(x)),
    (a.round, 1): lambda x: int(_number(x) + (0.5 if _number(x) >= 0 else -0.5)),
    (a.min, 2): lambda x, y: x if compare(x, y) <= 0 else y,
    (a.max, 2): lambda x, y: x if compare(x, y) >= 0 else y,
    (a.node, 0): lambda: atom("nonode@nohost"),
    (a.self, 0): lambda: _slow(None, None),
}
