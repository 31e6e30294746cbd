"""From the external term format back to terms: every tag that OTP 29 writes or still reads.

OTP: external.c, "External Term Format" in the ERTS User's Guide
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from math import isfinite
from struct import Struct
from types import FunctionType
from typing import Any, Final

from pyerlshell.terms import etf_tags as tags
from pyerlshell.terms import maps
from pyerlshell.terms.atoms import Atom, AtomLimitError, atom, existing_atom
from pyerlshell.terms.bits import from_padded
from pyerlshell.terms.etf_tags import FunParts
from pyerlshell.terms.records import Definition, new
from pyerlshell.terms.structs import structure
from pyerlshell.terms.types import Pid, Port, Ref, Term

_u16: Final = Struct(">H").unpack_from
_u32: Final = Struct(">I").unpack_from
_i32: Final = Struct(">i").unpack_from
_f64: Final = Struct(">d").unpack_from


class DecodeError(Exception):
    """No external term format: badarg."""


class SystemLimit(Exception):
    """The data is right but makes something too large: system_limit."""


@structure()
class DecodeOptions:
    """`safe`: make no new atoms. The hooks make funs; without them funs are refused."""

    safe: bool = False
    make_fun: Callable[[FunParts, tuple[Term, ...]], FunctionType] | None = None
    make_external: Callable[[Atom, Atom, int], FunctionType] | None = None


_DEFAULT: Final = DecodeOptions()


def decode(data: bytes, options: DecodeOptions = _DEFAULT) -> Term:
    """The term of an external form; bytes behind it are allowed. Raises DecodeError."""
    return decode_used(data, options)[0]


def decode_used(data: bytes, options: DecodeOptions = _DEFAULT) -> tuple[Term, int]:
    """The term, and how many bytes of `data` it took."""
    try:
        if data[0] != tags.VERSION:
            raise DecodeError
        if data[1] == tags.COMPRESSED:
            unpacker = zlib.decompressobj()
            body = unpacker.decompress(data[6:])
            if len(body) != _u32(data, 2)[0]:
                raise DecodeError
            return _Decoder(body, options).decode(0)[0], len(data) - len(unpacker.unused_data)
        return _Decoder(data, options).decode(1)
    except (IndexError, ValueError, OverflowError, struct.error, zlib.error):
        raise DecodeError from None
    except AtomLimitError:
        raise SystemLimit from None


class _Frame:
    """A container whose parts are being read."""

    __slots__ = ("finish", "items", "left")

    def __init__(self, left: int, finish: Callable[[list[Any]], Term]) -> None:
        self.left = left
        self.finish = finish
        self.items: list[Any] = []


class _Decoder:
    def __init__(self, data: bytes, options: DecodeOptions) -> None:
        self.data = data
        self.options = options
        self.pos = 0

    def decode(self, pos: int) -> tuple[Term, int]:
        self.pos = pos
        frames: list[_Frame] = []
        table = _READERS
        while True:
            tag = self.data[self.pos]
            self.pos += 1
            reader = table.get(tag)
            if reader is None:
                raise DecodeError
            value = reader(self)
            if type(value) is _Frame:
                frames.append(value)
                if value.left:
                    continue
                value = frames.pop().finish([])
            while frames:
                top = frames[-1]
                top.items.append(value)
                if len(top.items) < top.left:
                    break
                frames.pop()
                value = top.finish(top.items)
            else:
                return value, self.pos

    def u8(self) -> int:
        self.pos += 1
        return self.data[self.pos - 1]

    def u16(self) -> int:
        self.pos += 2
        value: int = _u16(self.data, self.pos - 2)[0]
        return value

    def u32(self) -> int:
        self.pos += 4
        value: int = _u32(self.data, self.pos - 4)[0]
        return value

    def count(self) -> int:
        """A number of parts, each of which needs a byte at least."""
        n = self.u32()
        if n > len(self.data) - self.pos:
            raise DecodeError
        return n

    def take(self, n: int) -> bytes:
        chunk = self.data[self.pos : self.pos + n]
        if len(chunk) != n:
            raise DecodeError
        self.pos += n
        return chunk

    def atom_of(self, name: str) -> Atom:
        if len(name) > 255:
            raise DecodeError
        if not self.options.safe:
            return atom(name)
        found = existing_atom(name)
        if found is None:
            raise DecodeError
        return found

    def part(self, kind: type) -> Any:
        """A small term inside another, of this type."""
        tag = self.u8()
        if tag not in _PARTS.get(kind, ()):
            raise DecodeError
        return _READERS[tag](self)


def _integer(d: _Decoder) -> int:
    d.pos += 4
    value: int = _i32(d.data, d.pos - 4)[0]
    return value


def _big(d: _Decoder, size: int) -> int:
    sign = d.u8()
    value = int.from_bytes(d.take(size), "little")
    return -value if sign else value


def _float(d: _Decoder) -> float:
    d.pos += 8
    value: float = _f64(d.data, d.pos - 8)[0]
    if not isfinite(value):
        raise DecodeError
    return value


def _old_float(d: _Decoder) -> float:
    value = float(d.take(31).rstrip(b"\0").decode("ascii"))
    if not isfinite(value):
        raise DecodeError
    return value


def _latin1_atom(d: _Decoder, size: int) -> Atom:
    return d.atom_of(d.take(size).decode("latin-1"))


def _utf8_atom(d: _Decoder, size: int) -> Atom:
    return d.atom_of(d.take(size).decode("utf-8"))


def _string(d: _Decoder) -> Term:
    result: Term = None
    for code in reversed(d.take(d.u16())):
        result = [code, result]
    return result


def _finish_list(items: list[Any]) -> Term:
    result = items.pop()
    while items:
        result = [items.pop(), result]
    return result


def _list(d: _Decoder) -> _Frame:
    return _Frame(d.count() + 1, _finish_list)


def _finish_map(items: list[Any]) -> Term:
    n = len(items) >> 1
    stored = {maps.key(items[2 * i]): items[2 * i + 1] for i in range(n)}
    if len(stored) != n:
        raise DecodeError
    return maps.from_stored(stored)


def _map(d: _Decoder) -> _Frame:
    return _Frame(2 * d.count(), _finish_map)


def _record(d: _Decoder) -> _Frame:
    count = d.count()
    exported = d.u8()
    if exported > 1:
        raise DecodeError
    module, name = d.part(Atom), d.part(Atom)
    fields = tuple([d.part(Atom) for _ in range(count)])
    definition = Definition(module, name, bool(exported), fields)
    if len(definition.places) != count:
        raise DecodeError
    return _Frame(count, lambda values: new(definition, tuple(values)))


def _bits(d: _Decoder) -> Term:
    size = d.u32()
    last = d.u8()
    data = d.take(size)
    if last > 8 or (size == 0) != (last == 0):
        raise DecodeError
    return from_padded(data, 8 * size - 8 + last) if size else b""


def _pid(d: _Decoder) -> Pid:
    node = d.part(Atom)
    return Pid(node, d.u32(), d.u32(), d.u32())


def _old_pid(d: _Decoder) -> Pid:
    node = d.part(Atom)
    return Pid(node, d.u32(), d.u32(), d.u8())


def _port(d: _Decoder) -> Port:
    node = d.part(Atom)
    return Port(node, d.u32(), d.u32())


def _old_port(d: _Decoder) -> Port:
    node = d.part(Atom)
    return Port(node, d.u32(), d.u8())


def _wide_port(d: _Decoder) -> Port:
    node = d.part(Atom)
    return Port(node, int.from_bytes(d.take(8), "big"), d.u32())


def _reference(d: _Decoder, creation: Callable[[_Decoder], int]) -> Ref:
    n = d.u16()
    node = d.part(Atom)
    made = creation(d)
    if not 1 <= n <= 5:
        raise DecodeError
    ids = [d.u32() for _ in range(n)]
    return Ref(node, tuple(reversed(ids)), made)


def _oldest_reference(d: _Decoder) -> Ref:
    node = d.part(Atom)
    number = d.u32()
    return Ref(node, (number,), d.u8())


def _export(d: _Decoder) -> FunctionType:
    module, name, arity = d.part(Atom), d.part(Atom), d.part(int)
    if d.options.make_external is None:
        raise DecodeError
    return d.options.make_external(module, name, arity)


def _fun(d: _Decoder) -> _Frame:
    d.u32()
    arity = d.u8()
    md5 = d.take(16)
    index, count = d.u32(), d.u32()
    module, old_index, old_uniq = d.part(Atom), d.part(int), d.part(int)
    parts = FunParts(arity, md5, index, module, old_index, old_uniq, d.part(Pid))
    make = d.options.make_fun
    if make is None:
        raise DecodeError
    return _Frame(count, lambda items: make(parts, tuple(items)))


_READERS: Final[dict[int, Callable[[_Decoder], Any]]] = {
    tags.SMALL_INTEGER: _Decoder.u8,
    tags.INTEGER: _integer,
    tags.SMALL_BIG: lambda d: _big(d, d.u8()),
    tags.LARGE_BIG: lambda d: _big(d, d.u32()),
    tags.NEW_FLOAT: _float,
    tags.FLOAT: _old_float,
    tags.ATOM: lambda d: _latin1_atom(d, d.u16()),
    tags.SMALL_ATOM: lambda d: _latin1_atom(d, d.u8()),
    tags.ATOM_UTF8: lambda d: _utf8_atom(d, d.u16()),
    tags.SMALL_ATOM_UTF8: lambda d: _utf8_atom(d, d.u8()),
    tags.NIL: lambda d: None,
    tags.STRING: _string,
    tags.LIST: _list,
    tags.SMALL_TUPLE: lambda d: _Frame(d.u8(), tuple),
    tags.LARGE_TUPLE: lambda d: _Frame(d.count(), tuple),
    tags.MAP: _map,
    tags.RECORD: _record,
    tags.BINARY: lambda d: d.take(d.u32()),
    tags.BIT_BINARY: _bits,
    tags.NEW_PID: _pid,
    tags.PID: _old_pid,
    tags.NEW_PORT: _port,
    tags.PORT: _old_port,
    tags.V4_PORT: _wide_port,
    tags.NEWER_REFERENCE: lambda d: _reference(d, _Decoder.u32),
    tags.NEW_REFERENCE: lambda d: _reference(d, _Decoder.u8),
    tags.REFERENCE: _oldest_reference,
    tags.NEW_FUN: _fun,
    tags.EXPORT: _export,
}

_PARTS: Final[dict[type, tuple[int, ...]]] = {
    Atom: (tags.ATOM, tags.SMALL_ATOM, tags.ATOM_UTF8, tags.SMALL_ATOM_UTF8),
    int: (tags.SMALL_INTEGER, tags.INTEGER, tags.SMALL_BIG),
    Pid: (tags.NEW_PID, tags.PID),
}
