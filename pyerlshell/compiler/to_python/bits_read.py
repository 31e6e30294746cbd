"""Walking over the segments of a binary pattern: positions, tests that it fits, values.

The subject is opened into three locals, buffer, position and end, in bytes when every segment is
whole bytes and in bits otherwise (erts/support/bits.py). The position is a local plus a constant as
long as the sizes are known:

    <<A, B:16, T/binary>>  ->  e - o >= 3;  A = b[o];  B = b[o + 1] << 8 | b[o + 2]
                               T = bits_byte_sub(b, o + 3, e)

The walker reports what it finds to a sink, so that patterns and generators share it.

OTP: v3_kernel and sys_core_fold's binary patterns, beam_ssa_bsm
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any, Final, Protocol

from pyerlshell.compiler import core
from pyerlshell.compiler.to_python import bits_nodes as b
from pyerlshell.compiler.to_python import nodes
from pyerlshell.compiler.to_python.nodes import const, name

MOST_BITS: Final = 4_194_240
"""A field of so many bits is an integer of the reference whatever its value."""
UTF_UNITS: Final = {"utf8": 1, "utf16": 2, "utf32": 4}


class Sink(Protocol):
    """Who receives the steps of a walk, in order."""

    def temp(self) -> str:
        """A fresh local."""

    def size(self, size: core.Expr) -> ast.expr:
        """A local or constant with the value of a size; anything that is no size fails."""

    def fits(self, test: ast.expr) -> None:
        """There is room for a segment, or the pattern fails."""

    def holds(self, test: ast.expr) -> None:
        """A value is as the pattern wants it, or the pattern fails."""

    def run(self, stmt: ast.stmt) -> None:
        """A step to take when everything before it has succeeded."""

    def tail(self, pattern: Any, pos: ast.expr) -> bool:
        """The rest starts at pos; whether that is all that needs to be known of it."""

    def value(self, pattern: core.Pattern, value: ast.expr, now: bool) -> None:
        """The value of a segment; `now` when a later size uses it."""


def in_bytes(segments: tuple[core.Segment, ...]) -> bool:
    """Is every segment a whole number of bytes, whatever the values of variables?"""
    return all(_whole_bytes(segment) for segment in segments)


def _whole_bytes(segment: core.Segment) -> bool:
    if segment.type in UTF_UNITS:
        return True
    if segment.unit % 8 == 0:
        return True
    bits = static_bits(segment)
    return bits is not None and bits % 8 == 0


def static_bits(segment: core.Segment) -> int | None:
    """How many bits a segment has, if that is known."""
    size = segment.size
    if type(size) is not core.Lit or type(size.value) is not int:
        return None
    return size.value * segment.unit


def open_context(subject: ast.expr, whole: bool, names: tuple[str, str, str]) -> ast.stmt:
    """buffer, position, end = subject."""
    buffer, start, end = names
    length: ast.expr = nodes.call("len", subject)
    if not whole:
        length = b.op(length, b.SHL, const(3))
    opened = [
        nodes.assign(buffer, subject),
        nodes.assign(start, const(0)),
        nodes.assign(end, length),
    ]
    function = "bits_bytes" if whole else "bits_bits"
    other = [nodes.unpack([buffer, start, end], nodes.call(function, subject))]
    return nodes.if_(nodes.type_is(subject, "bytes"), opened, other)


class Walk:
    """One pass over the segments of a pattern, with the context in three locals."""

    def __init__(self, sink: Sink, names: tuple[str, str, str], whole: bool) -> None:
        self.sink = sink
        self.whole = whole
        self.buffer = name(names[0])
        self.pos = name(names[1])
        self.end = name(names[2])
        self.exact = False
        self.proved = False  # that the subject is a binary which reaches to the position
        self.needed: set[str] = set()

    def run(self, segments: tuple[core.Segment, ...], open_end: bool = False) -> None:
        """Walk over all segments; unless open_end, the pattern must reach the end."""
        sizes = [size_variables(segment) for segment in segments]
        self.exact = not open_end
        i = 0
        while i < len(segments):
            self.needed = set().union(*sizes[i + 1 :])
            i = self._step(segments, i)
        if not open_end and self.exact:
            self.sink.fits(nodes.compare(self.pos, b.EQ, self.end))

    def _step(self, segments: tuple[core.Segment, ...], i: int) -> int:
        segment = segments[i]
        if segment.type in UTF_UNITS:
            self._character(segment)
            return i + 1
        if segment.size is None:
            self._rest(segment)
            return i + 1
        if static_bits(segment) is None:
            self._dynamic(segment)
            return i + 1
        return self._static_run(segments, i)

    def _static_run(self, segments: tuple[core.Segment, ...], first: int) -> int:
        """As many segments of known size as follow each other: one test of their sum."""
        last = first
        total = 0
        while last < len(segments) and segments[last].size is not None:
            bits = static_bits(segments[last])
            if bits is None:
                break
            total += bits
            last += 1
        if total < 0:
            self.sink.fits(nodes.FALSE)
            total = 0
        room = ast.Constant(total >> 3 if self.whole else total, **nodes.HERE)
        test: ast.cmpop = b.GE
        if last == len(segments) and self.exact:
            self.exact = False
            test = b.EQ
        if test is b.GE and room.value == 1:  # with the next one: a tenth of a walk byte by byte
            self.sink.fits(nodes.compare(self.pos, b.LT, self.end))
        else:
            self.sink.fits(nodes.compare(b.op(self.end, b.SUB, self.pos), test, room))
        self.proved = True
        while first < last:
            first = self._static(segments, first, last)
        return last

    def _static(self, segments: tuple[core.Segment, ...], i: int, last: int) -> int:
        """One segment of known size, or a run of literal bytes compared in one go."""
        text, stop = self._literal_bytes(segments, i, last)
        if len(text) > 1:
            end = b.add(self.pos, len(text))
            found = b.span(self.buffer, self.pos, end)
            self.sink.holds(nodes.compare(found, b.EQ, const(text)))
            self.pos = end
            return stop
        segment = segments[i]
        bits = static_bits(segment)
        assert bits is not None
        if bits > MOST_BITS:
            self._of_bounded_value(segment, const(bits))
        self._segment(segment, const(bits), bits)
        self.pos = b.add(self.pos, bits >> 3 if self.whole else bits)
        return i + 1

    def _literal_bytes(
        self, segments: tuple[core.Segment, ...], i: int, last: int
    ) -> tuple[bytes, int]:
        text = bytearray()
        while self.whole and i < last and is_literal_byte(segments[i]):
            pattern = segments[i].value
            assert type(pattern) is core.PLit and type(pattern.value) is int
            text.append(pattern.value)
            i += 1
        return bytes(text), i

    def _dynamic(self, segment: core.Segment) -> None:
        """A segment whose size is worked out at run time."""
        assert segment.size is not None
        count = self.sink.size(segment.size)
        bits = b.scaled(count, segment.unit)
        room = b.scaled(count, segment.unit >> 3) if self.whole else bits
        if segment.type == "float":
            self.sink.fits(nodes.compare(bits, ast.In(), const((0, 16, 32, 64))))
        self.sink.fits(nodes.compare(b.op(self.end, b.SUB, self.pos), b.GE, room))
        self.proved = True
        self._of_bounded_value(segment, bits)
        self._segment(segment, bits, None)
        self._move(b.op(self.pos, b.ADD, room))

    def _of_bounded_value(self, segment: core.Segment, bits: ast.expr) -> None:
        """An integer that is looked at is not larger than integers can be."""
        if segment.type != "integer" or type(segment.value) is core.PAny:
            return
        where = b.op(self.pos, b.SHL, const(3)) if self.whole else self.pos
        flags = [const(int(segment.little)), const(int(segment.signed))]
        bounded = nodes.call("bits_is_integer", self.buffer, where, bits, *flags)
        few = nodes.compare(bits, b.LE, const(MOST_BITS))
        self.sink.holds(nodes.either(few, bounded))

    def _character(self, segment: core.Segment) -> None:
        """utf8, utf16, utf32."""
        reader = "bits_" + segment.type + ("" if self.whole else "_at")
        args = [self.buffer, self.pos, self.end]
        if segment.little and segment.type != "utf8":
            args.append(const(1))
        found = self.sink.temp()
        self.sink.fits(
            nodes.compare(nodes.walrus(found, nodes.call(reader, *args)), b.GE, const(0))
        )
        used = b.op(name(found), b.AND, const(15))
        self._value(segment.value, b.op(name(found), b.SHR, const(4)))
        self._move(b.op(self.pos, b.ADD, used if self.whole else b.op(used, b.SHL, const(3))))

    def _rest(self, segment: core.Segment) -> None:
        """A binary without size, always the last segment."""
        self.exact = False
        if not self.proved:
            self.sink.fits(nodes.compare(self.pos, b.LE, self.end))
        unit = segment.unit >> 3 if self.whole else segment.unit
        if unit > 1:
            left = b.op(b.op(self.end, b.SUB, self.pos), b.MOD, const(unit))
            self.sink.holds(nodes.compare(left, b.EQ, const(0)))
        if not self.sink.tail(segment.value, self.pos):
            self._value(segment.value, self._sub(self.end))

    def _segment(self, segment: core.Segment, bits: ast.expr, static: int | None) -> None:
        """The value of an integer, float or sized binary at the position."""
        if segment.type == "integer":
            self._value(segment.value, self._integer(segment, bits, static))
        elif segment.type == "float":
            self._float(segment, bits)
        else:
            room = bits
            if self.whole:
                room = const(static >> 3) if static is not None else b.op(bits, b.SHR, const(3))
            self._value(segment.value, self._sub(b.op(self.pos, b.ADD, room)))

    def _sub(self, end: ast.expr) -> ast.expr:
        function = "bits_byte_sub" if self.whole else "bits_bit_sub"
        return nodes.call(function, self.buffer, self.pos, end)

    def _integer(self, segment: core.Segment, bits: ast.expr, static: int | None) -> ast.expr:
        if static == 0:
            return const(0)
        if not self.whole:
            reader = "bits_sint" if segment.signed else "bits_uint"
            if segment.little:
                reader += "_little"
            return nodes.call(reader, self.buffer, self.pos, bits)
        if static == 8 and not segment.signed:
            return b.item(self.buffer, self.pos)
        if static == 16 and not segment.signed and not segment.little:
            high = b.op(b.item(self.buffer, self.pos), b.SHL, const(8))
            return b.op(high, b.OR, b.item(self.buffer, b.add(self.pos, 1)))
        size = const(static >> 3) if static is not None else b.op(bits, b.SHR, const(3))
        end = b.add(self.pos, static >> 3) if static is not None else b.op(self.pos, b.ADD, size)
        return b.int_from(b.span(self.buffer, self.pos, end), segment.little, segment.signed)

    def _float(self, segment: core.Segment, bits: ast.expr) -> None:
        where = b.op(self.pos, b.SHL, const(3)) if self.whole else self.pos
        call = nodes.call("bits_float", self.buffer, where, bits, const(int(segment.little)))
        found = self.sink.temp()
        self.sink.run(nodes.assign(found, call))
        self.sink.holds(nodes.is_not(name(found), nodes.NONE))
        pattern = segment.value
        if type(pattern) is core.PLit and type(pattern.value) is int:
            try:
                pattern = core.PLit(float(pattern.value))
            except OverflowError:
                self.sink.holds(nodes.FALSE)
        self._value(pattern, name(found))

    def _value(self, pattern: Any, value: ast.expr) -> None:
        if type(pattern) is not core.PAny:
            named = type(pattern) is core.PVar or type(pattern) is core.PBound
            now = named and pattern.name in self.needed
            self.sink.value(pattern, value, now)

    def _move(self, pos: ast.expr) -> None:
        """Go on from a position that is not a constant away from the last one."""
        here = self.sink.temp()
        self.sink.run(nodes.assign(here, pos))
        self.pos = name(here)


def is_literal_byte(segment: core.Segment) -> bool:
    """An integer literal of eight bits that can be a byte of a string."""
    pattern = segment.value
    return (
        segment.type == "integer"
        and static_bits(segment) == 8
        and not segment.signed
        and type(pattern) is core.PLit
        and type(pattern.value) is int
        and 0 <= pattern.value < 256
    )


def size_variables(segment: core.Segment) -> frozenset[str]:
    """The variables that the size of a segment reads."""
    return frozenset(_variables(segment.size)) if segment.size is not None else frozenset()


def _variables(node: Any) -> Iterator[str]:
    """The variables of a guard expression."""
    pending = [node]
    while pending:
        current = pending.pop()
        if type(current) is core.Var:
            yield current.name
        elif type(current) is tuple:
            pending.extend(current)
        elif is_dataclass(current) and type(current) is not core.Lit:
            pending.extend(getattr(current, field.name) for field in fields(current))
