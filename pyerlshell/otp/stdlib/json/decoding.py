"""JSON to terms: `decode/1`, `decode/3` with callbacks, and piece by piece.

A parser that stops where the text ends: its state, {Rest, Acc, Stack, Decoders, Where}, is what
`decode_start/3` hands out. Stack holds for each open array {array, Above} and for each open object
{object, Above} or {object, Above, Key}. `decode/1` tries Python's own parser first and comes here
if that finds anything odd.

OTP: json
"""

from __future__ import annotations

import json as python_json
from typing import Any, Final, NoReturn

from pyerlshell.erts.errors import ErlError, error, function_clause
from pyerlshell.erts.machine import TAIL, P, run
from pyerlshell.otp.native_calls import clause, failure, is_fun, local
from pyerlshell.otp.stdlib.json import scanner
from pyerlshell.otp.stdlib.json.module import Fault, invalid_byte, json, unexpected_sequence
from pyerlshell.otp.stdlib.json.scanner import SPACE, MaybeMore, More
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.lists import from_list, reverse, to_list
from pyerlshell.terms.maps import from_stored, is_map, key
from pyerlshell.terms.types import Term

__preempt__ = True

_ARITIES: Final = {
    "array_start": 1,
    "array_push": 2,
    "array_finish": 2,
    "object_start": 1,
    "object_push": 3,
    "object_finish": 2,
    "float": 1,
    "integer": 1,
    "string": 1,
}
_VALUE: Final = a.value
_AFTER: Final = a.after_value
_KEY: Final = a.object_key
_COLON: Final = a.object_value
_END_OF_INPUT: Final = a.end_of_input
_ALONE: Final = object()
_parse_decoder: Final = clause("json", "parse_decoder")
_fold_fails: Final = failure("maps", "fold", 3)

Decoders = dict[str, Any]


@json.export("decode/1", "(Binary) -> decode_value() when Binary :: binary()")
def decode(binary: Term) -> Term:
    """The term of a JSON text: objects are maps with binary keys, strings binaries, arrays lists.
    Fails with unexpected_end, {invalid_byte, Byte} or {unexpected_sequence, Bytes}.
    """
    data = to_bytes(binary)
    if data is None:
        raise function_clause(binary)
    if _nests_deeply(data):
        return _slowly(data)
    try:
        return _quickly(data)
    except ValueError:
        return _slowly(data)


_DEEPEST: Final = 1000
"""How many levels Python's parser, which recurs on the C stack, is trusted with."""
_NO_BRACKETS: Final = bytes(sorted(set(range(256)) - set(b"[]{}")))


def _nests_deeply(data: bytes) -> bool:
    """May the text have more levels? Pairs of brackets are taken out, the inner ones first."""
    if data.count(b"[") + data.count(b"{") <= _DEEPEST:
        return False
    left = data.translate(None, _NO_BRACKETS)
    for _ in range(_DEEPEST // 2):
        fewer = left.replace(b"[]", b"").replace(b"{}", b"")
        if len(fewer) == len(left):
            break
        left = fewer
    return len(left) > _DEEPEST // 2


def _slowly(data: bytes) -> Term:
    parser = _Parser(data, a.ok, [], {}, _VALUE, None)
    try:
        value, _, rest = parser.parse()
    except More as e:
        return _last(e, parser, _ALONE)
    except Fault as fault:
        fault.fail(fault.error)
    return invalid_byte(rest[0], 0).raised() if rest else value


def _quickly(data: bytes) -> Term:
    """By Python's parser. Raises ValueError."""
    return _term(
        python_json.loads(
            data.decode(),
            object_pairs_hook=_Pairs,
            parse_float=_finite,
            parse_constant=_no_constant,
        )
    )


class _Pairs(list[Any]):
    """The pairs of an object."""


def _finite(text: str) -> float:
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise ValueError(text)
    return value


def _no_constant(text: str) -> NoReturn:
    raise ValueError(text)


_CONSTANTS: Final[dict[Any, Term]] = {True: a.true, False: a.false, None: a.null}


def _term(x: Any) -> Term:
    t = type(x)
    if t is str:
        return x.encode()
    if t is int or t is float:
        return x
    if t is list:
        return to_list([_term(item) for item in x])
    if t is _Pairs:
        found: dict[Any, Term] = {}
        for k, v in reversed(x):
            found[k.encode()] = _term(v)
        return from_stored(found)
    return _CONSTANTS[x]


@json.export(
    "decode/3",
    "(Binary, Acc, Decoders) -> {Result, Acc, Rest :: binary()} when Binary :: binary(), "
    "Decoders :: decoders()",
)
def decode_3(binary: Term, acc: Term, decoders: Any) -> Term:
    """The term that Decoders make of a JSON text, the accumulator and what follows the text.
    Decoders: #{array_start, array_push, array_finish, object_start, object_push, object_finish,
    float, integer, string => Fun, null => Term}.
    """
    data = to_bytes(binary)
    if data is None:
        raise function_clause(binary, acc, decoders)
    parser = _Parser(data, acc, [], _checked(decoders), _VALUE, None)
    try:
        return parser.parse()
    except More as e:
        return _last(e, parser, parser.acc)
    except Fault as fault:
        fault.fail(fault.error)


@json.export("decode_start/3", "(Binary, Acc, Decoders) -> {Result, Acc, Rest} | {continue, State}")
def decode_start(binary: Term, acc: Term, decoders: Any) -> Term:
    """As decode/3, but a text that may go on gives {continue, State}."""
    data = to_bytes(binary)
    if data is None:
        raise function_clause(binary, acc, decoders)
    return _pieces(_Parser(data, acc, [], _checked(decoders), _VALUE, None), decoders)


@json.export(
    "decode_continue/2",
    "(Binary | end_of_input, State) -> {Result, Acc, Rest} | {continue, State}",
)
def decode_continue(binary: Term, state: Any) -> Term:
    """Go on with more of the text, or with the end of it."""
    if type(state) is not tuple or len(state) != 5:
        if binary is _END_OF_INPUT:
            raise error(a.unexpected_end)
        raise function_clause(binary, state)
    rest, acc, stack, decoders, where = state
    place, held = where if type(where) is tuple else (where, None)
    more = b"" if binary is _END_OF_INPUT else to_bytes(binary)
    if more is None:
        raise function_clause(binary, state)
    parser = _Parser(rest + more, acc, from_list(stack), _checked(decoders), place, held)
    if binary is not _END_OF_INPUT:
        return _pieces(parser, decoders)
    try:
        return parser.parse()
    except More as e:
        return _last(e, parser, parser.acc)
    except Fault as fault:
        return fault.raised()


def _pieces(parser: _Parser, decoders: Term) -> Term:
    try:
        return parser.parse()
    except Fault as fault:
        return fault.raised()
    except More:
        where: Term = parser.place if parser.held is None else (parser.place, parser.held)
        rest = parser.data[parser.at :]
        return (
            a.__getattr__("continue"),
            (rest, parser.acc, to_list(parser.stack), decoders, where),
        )


def _last(e: More, parser: _Parser, acc: Term) -> Term:
    """{Number, Acc, <<>>} for a number that ends the text (the number alone if Acc is none)."""
    if type(e) is MaybeMore and not parser.stack:
        try:
            value = parser.number(e.token, e.is_float)
        except Fault as fault:
            return fault.raised()
        return value if acc is _ALONE else (value, acc, b"")
    if type(e) is MaybeMore and e.is_float and scanner.float_of(e.token) is None:
        return unexpected_sequence(e.token, parser.at).raised()
    raise error(a.unexpected_end)


def _checked(decoders: Any) -> Decoders:
    """The callbacks by name, once they are what they should be."""
    if not is_map(decoders):
        shown = (_checked, _no_callbacks(), decoders)
        _fold_fails(ErlError(a.error, (a.badmap, decoders), shown))
    found: Decoders = {}
    for stored, fun in decoders.items():
        name = getattr(stored, "term", stored)
        if name is a.null:
            found["null"] = fun
            continue
        arity = _ARITIES.get(name.name) if type(name) is Atom else None
        if arity is None or not is_fun(fun, arity):
            _parse_decoder(name, fun, _no_callbacks())
        found[name.name] = fun
    return found


def _no_callbacks() -> Term:
    """What the reference begins with, which its errors show."""
    external = P.cur.node.code.external_fun
    numbers = [external(a.erlang, name, 1) for name in (a.binary_to_float, a.binary_to_integer)]
    return (a.decode, *[a.undefined] * 6, *numbers, a.undefined, a.null)


def _called(f: Any, *args: Term) -> Any:
    n = len(args)
    r = f(args[0]) if n == 1 else f(args[0], args[1]) if n == 2 else f(*args)
    return run() if r is TAIL else r


class _Parser:
    """`place`: what is expected next (a value, a key, a colon, what follows a value); `held`: the
    value or key that waits for it, in a tuple of one.
    """

    def __init__(
        self, data: bytes, acc: Term, stack: list[Any], decoders: Decoders, place: Atom, held: Any
    ) -> None:
        self.data = data
        self.at = 0
        self.acc = acc
        self.stack = stack
        self.decoders = decoders
        self.place = place
        self.held = held

    def parse(self) -> tuple[Term, Term, bytes]:
        """Value, accumulator and rest. Raises More with `at` where to go on."""
        data = self.data
        while True:
            found = SPACE.match(data, self.at)
            assert found is not None
            if self.place is _AFTER and not self.stack:
                rest = b"" if found.end() == len(data) else data[self.at :]
                return self.held[0], self.acc, rest
            self.at = found.end()
            if self.at == len(data):
                raise More
            byte = data[self.at]
            if self.place is _VALUE:
                self._value(byte)
            elif self.place is _AFTER:
                self._after(byte)
            elif self.place is _COLON:
                self._expect(byte, 58, _VALUE)
            else:
                self._key(byte)

    def _expect(self, byte: int, wanted: int, following: Atom) -> None:
        if byte != wanted:
            raise invalid_byte(byte, self.at)
        self.at += 1
        self.place = following
        self.held = None

    def _done(self, value: Term, end: int) -> None:
        self.at = end
        self.place = _AFTER
        self.held = (value,)

    def _value(self, byte: int) -> None:
        data, at = self.data, self.at
        if byte == 34:
            end, text = scanner.string(data, at)
            self._done(self._string(text), end)
        elif byte == 91:
            self._open(a.array, "array_start")
        elif byte == 123:
            self._open(a.object, "object_start")
        elif byte == 93 and self._is_empty():
            self._close(at + 1)
        elif byte == 45 or 48 <= byte <= 57:
            end, token, is_float = scanner.number(data, at)
            self._done(self.number(token, is_float), end)
        elif byte in b"tfn":
            end, atom_ = scanner.literal(data, at)
            value: Term = self.decoders.get("null", atom_) if atom_ is a.null else atom_
            self._done(value, end)
        else:
            raise invalid_byte(byte, at)

    def _is_empty(self) -> bool:
        """An array has just been opened."""
        return bool(self.stack) and self.stack[-1][0] is a.array and len(self.stack[-1]) == 3

    def _open(self, kind: Atom, start: str) -> None:
        fun = self.decoders.get(start)
        inner = None if fun is None else _called(fun, self.acc)
        self.stack.append((kind, self.acc, a.empty))
        self.acc = inner
        self.at += 1
        self.place = _VALUE if kind is a.array else _KEY
        self.held = None

    def _string(self, text: bytes) -> Term:
        fun = self.decoders.get("string")
        return text if fun is None else _called(fun, text)

    def number(self, token: bytes, is_float: bool) -> Term:
        """The value of a number."""
        fun = self.decoders.get("float" if is_float else "integer")
        if fun is not None:
            return _called(fun, token)
        if not is_float:
            return _integer(token)
        value = scanner.float_of(token)
        if value is None:
            raise unexpected_sequence(token, self.at)
        return value

    def _key(self, byte: int) -> None:
        kind, above, *state = self.stack[-1]
        if byte == 125 and state[0] is a.empty:
            self._close(self.at + 1)
            return
        if byte != 34:
            raise invalid_byte(byte, self.at)
        end, text = scanner.string(self.data, self.at)
        self.stack[-1] = (kind, above, a.key, self._string(text))
        self.at = end
        self.place = _COLON

    def _after(self, byte: int) -> None:
        """A comma, or the end of what the value is in."""
        frame = self.stack[-1]
        is_array = frame[0] is a.array
        closing = 93 if is_array else 125
        if byte != 44 and byte != closing:
            raise invalid_byte(byte, self.at)
        value = self.held[0]
        if is_array:
            fun = self.decoders.get("array_push")
            self.acc = [value, self.acc] if fun is None else _called(fun, value, self.acc)
            self.stack[-1] = (a.array, frame[1])
        else:
            fun = self.decoders.get("object_push")
            pair = (frame[3], value)
            self.acc = [pair, self.acc] if fun is None else _called(fun, *pair, self.acc)
            self.stack[-1] = (a.object, frame[1], a.more)
        self.held = None
        if byte == closing:
            self._close(self.at + 1)
        else:
            self.at += 1
            self.place = _VALUE if is_array else _KEY

    def _close(self, end: int) -> None:
        frame = self.stack.pop()
        is_array = frame[0] is a.array
        fun = self.decoders.get("array_finish" if is_array else "object_finish")
        if fun is not None:
            found = _called(fun, self.acc, frame[1])
            if type(found) is not tuple or len(found) != 2:
                raise error((a.badmatch, found))
            value, self.acc = found
        else:
            value = reverse(self.acc) if is_array else _map_of(self.acc)
            self.acc = frame[1]
        self._done(value, end)


def _integer(token: bytes) -> int:
    from pyerlshell.otp.preloaded.erlang.conversions import binary_to_integer

    value: int = binary_to_integer(token)  # type: ignore[assignment]
    return value


@local("maps", "from_list")
def _map_of(pairs: Any) -> Term:
    """The last pair of a list counts: the first that was read."""
    found: dict[Any, Term] = {}
    while type(pairs) is list:
        pair, pairs = pairs
        if type(pair) is not tuple or len(pair) != 2:
            raise error(a.badarg)
        found[key(pair[0])] = pair[1]
    if pairs is not None:
        raise error(a.badarg)
    return from_stored(found)
