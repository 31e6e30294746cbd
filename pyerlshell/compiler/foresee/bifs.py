"""Functions without side effects: which they are, and what they return for constants.

OTP: erl_bifs, the evaluation of calls in sys_core_fold
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any, Final

from pyerlshell.compiler.foresee.values import ANY, BOOLEAN, FALSE, TRUE, Kind, Lit, Value
from pyerlshell.syntax import erl_internal
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.bits import bit_size, is_bitstring
from pyerlshell.terms.lists import ImproperList, from_list, list_to_string, to_list
from pyerlshell.terms.maps import is_map
from pyerlshell.terms.order import compare, equal, exact_equal
from pyerlshell.terms.types import Term

Mfa = tuple[Atom, Atom, int]


class Fails(Exception):
    """The call raises an error; `args[0]` is its reason."""


class Unknown(Exception):
    """The value cannot be told here."""


def _functions(module: str, text: str) -> frozenset[Mfa]:
    pairs = [word.rsplit("/", 1) for word in text.split()]
    return frozenset([(atom(module), atom(name), int(arity)) for name, arity in pairs])


PURE: Final = (
    frozenset([(a.erlang, *key) for key in erl_internal.GUARD_OPS])
    | _functions(
        "erlang",
        """
        ++/2 --/2 abs/1 atom_to_binary/1 atom_to_binary/2 atom_to_list/1 binary_part/2
        binary_part/3 binary_to_atom/1 binary_to_atom/2 binary_to_float/1 binary_to_integer/1
        binary_to_list/1 binary_to_list/3 bit_size/1 byte_size/1 ceil/1 element/2 float/1
        float_to_list/1 float_to_binary/1 floor/1 hd/1 integer_to_binary/1 integer_to_list/1
        is_atom/1 is_boolean/1 is_binary/1 is_bitstring/1 is_float/1 is_function/1 is_function/2
        is_integer/1 is_integer/3 is_list/1 is_map/1 is_map_key/2 is_number/1 is_pid/1 is_port/1
        is_record/1 is_record/2 is_record/3 is_reference/1 is_tuple/1 length/1 list_to_atom/1
        list_to_binary/1 list_to_float/1 list_to_integer/1 list_to_integer/2 list_to_pid/1
        list_to_tuple/1 max/2 make_fun/3 map_get/2 min/2 pid_to_list/1 round/1 setelement/3 size/1
        split_binary/2 tl/1 trunc/1 tuple_size/1 tuple_to_list/1
        """,
    )
    | _functions("lists", "append/2 subtract/2")
    | _functions("maps", "get/2 is_key/2 new/0")
    | _functions(
        "math",
        """
        acos/1 acosh/1 asin/1 asinh/1 atan/1 atan2/2 atanh/1 ceil/1 cos/1 cosh/1 erf/1 erfc/1 exp/1
        floor/1 fmod/2 log/1 log2/1 log10/1 pow/2 sin/1 sinh/1 sqrt/1 tan/1 tanh/1 pi/0
        """,
    )
)
SAFE: Final = frozenset([(a.erlang, *key) for key in erl_internal.COMP_OPS]) | _functions(
    "erlang",
    """
    date/0 get/0 get/1 get_cookie/0 get_keys/1 group_leader/0 is_alive/0 is_atom/1 is_boolean/1
    is_binary/1 is_bitstring/1 is_float/1 is_function/1 is_integer/1 is_list/1 is_map/1
    is_number/1 is_pid/1 is_port/1 is_record/1 is_reference/1 is_tuple/1 make_ref/0 max/2 min/2
    node/0 nodes/0 ports/0 pre_loaded/0 processes/0 registered/0 self/0 term_to_binary/1 time/0
    """,
)
"""They cannot fail, either."""

EXITS: Final = _functions("erlang", "exit/1 throw/1 error/1 error/2")
RENAMED: Final = {
    (a.maps, a.get, 2): (a.erlang, a.map_get, 2),
    (a.maps, a.is_key, 2): (a.erlang, a.is_map_key, 2),
}
_BOOLEAN_OPS: Final = erl_internal.COMP_OPS | erl_internal.BOOL_OPS | erl_internal.NEW_TYPE_TESTS


def kind_of_result(mfa: Mfa) -> Kind:
    """What is known without knowing the arguments."""
    return BOOLEAN if mfa[0] is a.erlang and mfa[1:] in _BOOLEAN_OPS else ANY


def evaluate(mfa: Mfa, args: list[Term]) -> Value:
    """The value of a call with constants. Raises Fails."""
    name = mfa[1].name
    found = _MATH if mfa[0] is a.math else _VALUES
    function = found.get(f"{name}/{mfa[2]}")
    if mfa[0] is a.lists:
        function = _VALUES["++/2" if name == "append" else "--/2"]
    if function is None or (mfa[0] is a.maps and name != "get"):
        return kind_of_result(mfa)
    try:
        value = function(*args)
    except Unknown:
        return ANY
    except (ZeroDivisionError, OverflowError):
        raise Fails(a.badarith) from None
    if type(value) is bool:
        return TRUE if value else FALSE
    return Lit(value)


# One function a BIF.


def _numbers(*args: Any) -> None:
    if not all(type(x) in (int, float) for x in args):
        raise Fails(a.badarith)


def _integers(*args: Any) -> None:
    if not all(type(x) is int for x in args):
        raise Fails(a.badarith)


def _need(ok: bool) -> None:
    if not ok:
        raise Fails(a.badarg)


def _finite(x: Any) -> Term:
    if type(x) is float and not math.isfinite(x):
        raise Fails(a.badarith)
    return x


def _arith(op: Callable[..., Any]) -> Callable[..., Term]:
    def run(*args: Any) -> Term:
        _numbers(*args)
        return _finite(op(*args))

    return run


def _integral(op: Callable[..., Any]) -> Callable[..., Term]:
    def run(*args: Any) -> Term:
        _integers(*args)
        result: Term = op(*args)
        return result

    return run


def _div(x: int, y: int) -> int:
    quotient = abs(x) // abs(y)
    return quotient if (x < 0) == (y < 0) else -quotient


def _shift(x: int, by: int) -> int:
    if by > 100_000:
        raise Unknown
    return x << by if by >= 0 else x >> min(-by, 1_000_000)


def _boolean(term: Term) -> bool:
    _need(term is a.true or term is a.false)
    return term is a.true


def _proper(term: Term) -> list[Term]:
    try:
        return from_list(term)
    except ImproperList:
        raise Fails(a.badarg) from None


def _append(x: Term, y: Term) -> Term:
    return to_list(_proper(x), y)


def _subtract(x: Term, y: Term) -> Term:
    left = _proper(x)
    for term in _proper(y):
        for index, other in enumerate(left):
            if exact_equal(term, other):
                del left[index]
                break
    return to_list(left)


def _number(op: Callable[[Any], Any]) -> Callable[[Any], Term]:
    def run(x: Any) -> Term:
        _need(type(x) in (int, float))
        result: Term = op(x)
        return result

    return run


def _round(x: Any) -> int:
    return x if type(x) is int else math.floor(abs(x) + 0.5) * (-1 if x < 0 else 1)


def _head(x: Any) -> Term:
    _need(type(x) is list)
    return x[0]


def _tail(x: Any) -> Term:
    _need(type(x) is list)
    return x[1]


def _element(n: Any, t: Any) -> Term:
    _need(type(n) is int and type(t) is tuple and 1 <= n <= len(t))
    return t[n - 1]


def _setelement(n: Any, t: Any, x: Term) -> Term:
    _element(n, t)
    return (*t[: n - 1], x, *t[n:])


def _tuple_size(t: Any) -> int:
    _need(type(t) is tuple)
    return len(t)


def _bits(x: Any) -> int:
    _need(is_bitstring(x))
    return bit_size(x)


def _size(x: Any) -> int:
    return len(x) if type(x) is tuple else _bits(x) // 8


def _of_type(check: Callable[[Any], bool]) -> Callable[..., Term]:
    """The value is not worked out, only whether there is one."""

    def run(x: Term, *rest: Term) -> Term:
        _need(check(x))
        raise Unknown

    return run


def _test(check: Callable[[Any], bool]) -> Callable[[Any], Term]:
    return check


def _is_list(x: Any) -> bool:
    return x is None or type(x) is list


def _is_function(x: Any, arity: Any) -> Term:
    _need(type(arity) is int and arity >= 0)
    return a.false


def _text_of_atom(x: Any) -> Term:
    _need(type(x) is Atom)
    return to_list([ord(char) for char in x.name])


def _map_get(key: Term, m: Any) -> Term:
    if not is_map(m):
        raise Fails((a.badmap, m))
    if type(m) is dict and not m:
        raise Fails((a.badkey, key))
    raise Unknown


_INTEGER: Final = re.compile(r"[+-]?\d+\Z")
_FLOAT: Final = re.compile(r"[+-]?\d+\.\d+([eE][+-]?\d+)?\Z")


def _looks_like(shape: re.Pattern[str], x: Term) -> bool:
    text = list_to_string(x)
    return text is not None and shape.match(text) is not None


def _list_to_atom(x: Any) -> Term:
    text = list_to_string(x)
    if text is None:
        raise Fails(a.badarg)
    return atom(text)


def _number_text(x: Any) -> Term:
    _need(type(x) is int)
    return to_list([ord(char) for char in str(x)])


_VALUES: Final[dict[str, Callable[..., Any]]] = {
    "+/2": _arith(lambda x, y: x + y),
    "-/2": _arith(lambda x, y: x - y),
    "*/2": _arith(lambda x, y: x * y),
    "//2": _arith(lambda x, y: x / y),
    "+/1": _arith(lambda x: x),
    "-/1": _arith(lambda x: -x),
    "div/2": _integral(_div),
    "rem/2": _integral(lambda x, y: x - _div(x, y) * y),
    "band/2": _integral(lambda x, y: x & y),
    "bor/2": _integral(lambda x, y: x | y),
    "bxor/2": _integral(lambda x, y: x ^ y),
    "bsl/2": _integral(_shift),
    "bsr/2": _integral(lambda x, y: _shift(x, -y)),
    "bnot/1": _integral(lambda x: ~x),
    "not/1": lambda x: not _boolean(x),
    "and/2": lambda x, y: _boolean(x) & _boolean(y),
    "or/2": lambda x, y: _boolean(x) | _boolean(y),
    "xor/2": lambda x, y: _boolean(x) ^ _boolean(y),
    "==/2": equal,
    "/=/2": lambda x, y: not equal(x, y),
    "=:=/2": exact_equal,
    "=/=/2": lambda x, y: not exact_equal(x, y),
    "</2": lambda x, y: compare(x, y) < 0,
    "=</2": lambda x, y: compare(x, y) <= 0,
    ">/2": lambda x, y: compare(x, y) > 0,
    ">=/2": lambda x, y: compare(x, y) >= 0,
    "max/2": lambda x, y: y if compare(x, y) < 0 else x,
    "min/2": lambda x, y: y if compare(x, y) > 0 else x,
    "++/2": _append,
    "--/2": _subtract,
    "abs/1": _number(abs),
    "ceil/1": _number(math.ceil),
    "floor/1": _number(math.floor),
    "trunc/1": _number(math.trunc),
    "round/1": _number(_round),
    "float/1": _number(float),
    "hd/1": _head,
    "tl/1": _tail,
    "length/1": lambda x: len(_proper(x)),
    "element/2": _element,
    "setelement/3": _setelement,
    "tuple_size/1": _tuple_size,
    "tuple_to_list/1": lambda t: to_list(t[: _tuple_size(t)]),
    "list_to_tuple/1": lambda x: tuple(_proper(x)),
    "size/1": _size,
    "byte_size/1": lambda x: (_bits(x) + 7) // 8,
    "bit_size/1": _bits,
    "map_get/2": _map_get,
    "get/2": _map_get,
    "atom_to_list/1": _text_of_atom,
    "atom_to_binary/1": _of_type(lambda x: type(x) is Atom),
    "integer_to_list/1": _number_text,
    "integer_to_binary/1": _of_type(lambda x: type(x) is int),
    "float_to_list/1": _of_type(lambda x: type(x) is float),
    "float_to_binary/1": _of_type(lambda x: type(x) is float),
    "list_to_atom/1": _list_to_atom,
    "list_to_binary/1": _of_type(lambda x: _is_list(x)),
    "list_to_integer/1": _of_type(lambda x: _looks_like(_INTEGER, x)),
    "list_to_float/1": _of_type(lambda x: _looks_like(_FLOAT, x)),
    "binary_to_list/1": _of_type(lambda x: is_bitstring(x)),
    "binary_to_atom/1": _of_type(lambda x: is_bitstring(x)),
    "binary_to_integer/1": _of_type(lambda x: is_bitstring(x)),
    "binary_to_float/1": _of_type(lambda x: is_bitstring(x)),
    "is_atom/1": _test(lambda x: type(x) is Atom),
    "is_boolean/1": _test(lambda x: x is a.true or x is a.false),
    "is_binary/1": _test(lambda x: is_bitstring(x) and bit_size(x) % 8 == 0),
    "is_bitstring/1": _test(lambda x: is_bitstring(x)),
    "is_float/1": _test(lambda x: type(x) is float),
    "is_function/1": _test(lambda x: False),
    "is_function/2": _is_function,
    "is_integer/1": _test(lambda x: type(x) is int),
    "is_list/1": _test(_is_list),
    "is_map/1": _test(lambda x: is_map(x)),
    "is_number/1": _test(lambda x: type(x) in (int, float)),
    "is_pid/1": _test(lambda x: False),
    "is_port/1": _test(lambda x: False),
    "is_reference/1": _test(lambda x: False),
    "is_tuple/1": _test(lambda x: type(x) is tuple),
}


def _math(op: Callable[..., float]) -> Callable[..., Term]:
    def run(*args: Any) -> Term:
        _need(all(type(x) in (int, float) for x in args))
        try:
            return _finite(op(*[float(x) for x in args]))
        except ValueError:
            raise Fails(a.badarith) from None

    return run


_ONE_ARGUMENT: Final = """
    acos acosh asin asinh atan atanh cos cosh erf erfc exp log log2 log10 sin sinh sqrt tan tanh
"""
_MATH: Final[dict[str, Callable[..., Any]]] = {
    **{f"{name}/1": _math(getattr(math, name)) for name in _ONE_ARGUMENT.split()},
    "ceil/1": _math(lambda x: float(math.ceil(x))),
    "floor/1": _math(lambda x: float(math.floor(x))),
    "atan2/2": _math(math.atan2),
    "fmod/2": _math(math.fmod),
    "pow/2": _math(math.pow),
    "pi/0": lambda: math.pi,
}
