"""Terms to the external term format: `term_to_binary/1,2`.

It keeps its own stack, so that neither a long list nor a deep term needs Python's. What only the
runtime system knows, the fun table of a module, comes in as a function.

OTP: external.c, "External Term Format" in the ERTS User's Guide
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from struct import Struct
from types import FunctionType, NoneType
from typing import Any, Final

import immutables

from pyerlshell.terms import etf_tags as tags
from pyerlshell.terms import funs
from pyerlshell.terms.atoms import Atom
from pyerlshell.terms.bits import bit_size, padded
from pyerlshell.terms.map_order import ordered_items, sorted_items
from pyerlshell.terms.records import Record
from pyerlshell.terms.structs import structure
from pyerlshell.terms.types import BitString, Pid, Port, Ref, Term

_double: Final = Struct(">Bd").pack
_tag_u8: Final = Struct(">BB").pack
_tag_u16: Final = Struct(">BH").pack
_tag_u32: Final = Struct(">BI").pack
_tag_i32: Final = Struct(">Bi").pack
_u32: Final = Struct(">I").pack
_SMALL_INTEGERS: Final = [bytes((tags.SMALL_INTEGER, i)) for i in range(256)]
_SMALL_TUPLES: Final = [bytes((tags.SMALL_TUPLE, n)) for n in range(256)]


class NotEncodable(Exception):
    """A term that has no external form here: a local fun without a fun table."""


class _OpenFun:
    """A fun that is being written, from this chunk on. Its size comes before its environment."""

    __slots__ = ("start",)

    def __init__(self, start: int) -> None:
        self.start = start


FunEncoder = Callable[[FunctionType], tags.FunParts]


@structure()
class EncodeOptions:
    """term_to_binary/2: `compressed` is zlib's level (0: no), `minor_version` 0, 1 or 2."""

    compressed: int = 0
    minor_version: int = 2
    deterministic: bool = False
    fun_parts: FunEncoder | None = None


_DEFAULT: Final = EncodeOptions()


def encode(term: Term, options: EncodeOptions = _DEFAULT) -> bytes:
    """The external form, version byte included."""
    body = _Encoder(options).encode(term)
    if options.compressed:
        packed = zlib.compress(body, options.compressed)
        if len(packed) + 5 < len(body):
            return bytes((tags.VERSION, tags.COMPRESSED)) + _u32(len(body)) + packed
    return bytes((tags.VERSION,)) + body


def encoded_size(term: Term, options: EncodeOptions = _DEFAULT) -> int:
    """How many bytes `encode` would give, uncompressed."""
    from pyerlshell.terms.etf_size import Measure

    return 1 + Measure(lambda leaf: len(_Encoder(options).encode(leaf))).of(term)


class _Encoder:
    def __init__(self, options: EncodeOptions) -> None:
        self.options = options
        self.out: list[bytes] = []
        self.stack: list[Any] = []
        self.closed: list[tuple[int, int, int]] = []  # funs: first chunk, behind the last, bytes
        self.names: dict[Atom, bytes] = {}

    def encode(self, term: Term) -> bytes:
        out, stack, names = self.out, self.stack, self.names
        stack.append(term)
        while stack:
            x = stack.pop()
            t = type(x)
            if t is int:
                out.append(_SMALL_INTEGERS[x] if 0 <= x <= 255 else _integer(x))
            elif t is Atom:
                out.append(names.get(x) or self.atom(x))
            elif t is tuple and len(x) < 256:
                out.append(_SMALL_TUPLES[len(x)])
                stack.extend(x[::-1])
            else:
                _ENCODERS[t](self, x)
        return b"".join(out)

    def atom(self, x: Atom) -> bytes:
        """An atom, made once."""
        known = self.names.get(x)
        if known is None:
            known = self.names[x] = self._new_atom(x)
        return known

    def _new_atom(self, x: Atom) -> bytes:
        if self.options.minor_version < 2:
            try:
                data = x.name.encode("latin-1")
                return _tag_u16(tags.ATOM, len(data)) + data
            except UnicodeEncodeError:
                pass
        data = x.name.encode("utf-8", "surrogatepass")
        if len(data) < 256:
            return _tag_u8(tags.SMALL_ATOM_UTF8, len(data)) + data
        return _tag_u16(tags.ATOM_UTF8, len(data)) + data

    def put_float(self, x: float) -> None:
        if self.options.minor_version == 0:
            self.out.append(bytes((tags.FLOAT,)) + f"{x:.20e}".encode().ljust(31, b"\0"))
        else:
            self.out.append(_double(tags.NEW_FLOAT, x))

    def put_nil(self, x: None) -> None:
        self.out.append(b"j")

    def put_large_tuple(self, x: tuple[Term, ...]) -> None:
        self.out.append(_tag_u32(tags.LARGE_TUPLE, len(x)))
        self.stack.extend(reversed(x))

    def put_list(self, x: Any) -> None:
        items: list[Any] = []
        while type(x) is list:
            items.append(x[0])
            x = x[1]
        if x is None:
            try:
                data = bytes(items)
            except (TypeError, ValueError, OverflowError):
                data = b""  # not only bytes
            if data:
                self._put_bytes(data)
                return
        self.out.append(_tag_u32(tags.LIST, len(items)))
        self.stack.append(x)
        items.reverse()
        self.stack.extend(items)

    def _put_bytes(self, data: bytes) -> None:
        """A list of bytes: a string, or where it is too long for one a list of small integers."""
        if len(data) <= 0xFFFF:
            self.out.append(_tag_u16(tags.STRING, len(data)) + data)
            return
        cells = bytearray(bytes((tags.SMALL_INTEGER,)) * (2 * len(data)))
        cells[1::2] = data
        self.out.append(_tag_u32(tags.LIST, len(data)) + cells + b"j")

    def put_binary(self, x: bytes) -> None:
        self.out.append(_tag_u32(tags.BINARY, len(x)))
        self.out.append(x)

    def put_bits(self, x: BitString) -> None:
        data = padded(x)
        if not bit_size(x) & 7:
            self.put_binary(data)
        else:
            self.out.append(_tag_u32(tags.BIT_BINARY, len(data)) + bytes((bit_size(x) & 7,)) + data)

    def put_map(self, x: Any) -> None:
        self.out.append(_tag_u32(tags.MAP, len(x)))
        ordering = sorted_items if self.options.deterministic else ordered_items
        for key, value in reversed(ordering(x)):
            self.stack.append(value)
            self.stack.append(key)

    def put_record(self, x: Record) -> None:
        definition = x[0]
        head = _tag_u32(tags.RECORD, len(x) - 1) + bytes((definition.exported,))
        names = (definition.module, definition.name, *definition.fields)
        self.out.append(head + b"".join([self.atom(name) for name in names]))
        self.stack.extend(reversed(x[1:]))

    def put_pid(self, x: Pid) -> None:
        self.out.append(bytes((tags.NEW_PID,)) + self.atom(x.node))
        self.out.append(_u32(x.number) + _u32(x.serial) + _u32(x.creation))

    def put_port(self, x: Port) -> None:
        self.out.append(bytes((tags.V4_PORT,)) + self.atom(x.node))
        self.out.append(x.number.to_bytes(8, "big") + _u32(x.creation))

    def put_reference(self, x: Ref) -> None:
        self.out.append(_tag_u16(tags.NEWER_REFERENCE, len(x.ids)) + self.atom(x.node))
        self.out.append(_u32(x.creation) + b"".join([_u32(i) for i in reversed(x.ids)]))

    def put_fun(self, x: FunctionType) -> None:
        mfa = funs.external_mfa(x)
        if mfa is not None:
            module, name, arity = mfa
            self.out.append(
                bytes((tags.EXPORT,)) + self.atom(module) + self.atom(name) + _integer(arity)
            )
            return
        if self.options.fun_parts is None:
            raise NotEncodable
        parts = self.options.fun_parts(x)
        head = bytes((parts.arity,)) + parts.md5 + _u32(parts.index) + _u32(len(parts.free))
        self.stack.append(_OpenFun(len(self.out)))
        self.out.append(head + self.atom(parts.module))
        self.out.append(_integer(parts.old_index) + _integer(parts.old_uniq))
        self.put_pid(parts.pid)
        self.stack.extend(reversed(parts.free))

    def end_fun(self, fun: _OpenFun) -> None:
        """All of the fun is written: its size goes in front. What is known of inner funs counts."""
        out, closed = self.out, self.closed
        size, end = 4, len(out)
        while closed and closed[-1][0] > fun.start:
            start, stop, inner = closed.pop()
            size += inner + sum([len(part) for part in out[stop:end]])
            end = start
        size += sum([len(part) for part in out[fun.start : end]])
        out[fun.start] = _tag_u32(tags.NEW_FUN, size) + out[fun.start]
        closed.append((fun.start, len(out), size + 1))


_ENCODERS: Final[dict[type, Callable[[_Encoder, Any], None]]] = {
    float: _Encoder.put_float,
    NoneType: _Encoder.put_nil,
    tuple: _Encoder.put_large_tuple,
    Record: _Encoder.put_record,
    list: _Encoder.put_list,
    bytes: _Encoder.put_binary,
    BitString: _Encoder.put_bits,
    dict: _Encoder.put_map,
    immutables.Map: _Encoder.put_map,
    Pid: _Encoder.put_pid,
    Port: _Encoder.put_port,
    Ref: _Encoder.put_reference,
    FunctionType: _Encoder.put_fun,
    _OpenFun: _Encoder.end_fun,
}


def _integer(x: int) -> bytes:
    if 0 <= x <= 255:
        return _SMALL_INTEGERS[x]
    if -0x80000000 <= x <= 0x7FFFFFFF:
        return _tag_i32(tags.INTEGER, x)
    size = (abs(x).bit_length() + 7) >> 3
    data = abs(x).to_bytes(size, "little")
    sign = bytes((x < 0,))
    if size < 256:
        return _tag_u8(tags.SMALL_BIG, size) + sign + data
    return _tag_u32(tags.LARGE_BIG, size) + sign + data
