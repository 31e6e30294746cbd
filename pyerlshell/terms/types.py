"""The Python shapes of Erlang terms that Python has no type for.

    integer int            list   [Head, Tail]; [] is None
    float   float          tuple  tuple
    atom    Atom           map    dict up to 32 keys, immutables.Map above (see maps.py)
    binary  bytes, or BitString over a shared buffer
    fun     a Python function (FunctionType)
    native record  records.Record

`bool` and `str` are never terms, and `None` is nothing but the empty list.

OTP: erl_term.h
"""

from __future__ import annotations

from typing import Any, Final, TypeAlias

from pyerlshell.terms.atoms import Atom, a

Term: TypeAlias = object


class BitString:
    """`size` bits of `buf` from bit `off`: a sub-binary, or bits that are no whole number of bytes.

    `buf` is bytes, or a bytearray that is only ever extended (never written below its end), so that
    appending to the newest value is done in place. A BitString may be byte-aligned and whole:
    `bytes` and BitString of the same bits are the same term.
    """

    __slots__ = ("buf", "off", "size")

    def __init__(self, buf: bytes | bytearray, off: int, size: int) -> None:
        self.buf = buf
        self.off = off
        self.size = size


class Pid:
    """A process identifier, printed `<X.number.serial>`. Equal when all four fields are."""

    __slots__ = ("creation", "node", "number", "serial")

    def __init__(self, node: Atom, number: int, serial: int = 0, creation: int = 0) -> None:
        self.node = node
        self.number = number
        self.serial = serial
        self.creation = creation

    def __eq__(self, other: object) -> bool:
        return self is other or (
            type(other) is Pid
            and self.number == other.number
            and self.serial == other.serial
            and self.node is other.node
            and self.creation == other.creation
        )

    def __hash__(self) -> int:
        return self.number * 0x9E3779B1 ^ self.serial

    def __repr__(self) -> str:
        return f"<0.{self.number}.{self.serial}>"


class Port:
    """A port identifier, printed `#Port<X.number>`."""

    __slots__ = ("creation", "node", "number")

    def __init__(self, node: Atom, number: int, creation: int = 0) -> None:
        self.node = node
        self.number = number
        self.creation = creation

    def __eq__(self, other: object) -> bool:
        return self is other or (
            type(other) is Port
            and self.number == other.number
            and self.node is other.node
            and self.creation == other.creation
        )

    def __hash__(self) -> int:
        return self.number * 0x85EBCA77


class Ref:
    """A reference, printed `#Ref<X.ids...>`, most significant word first (an alias has five words).

    `magic` is set in the few that stand for something of the runtime: an ets table, a compiled
    match specification, an array of atomics. In any other reference reading it is an
    AttributeError.
    """

    __slots__ = ("creation", "ids", "magic", "node")
    magic: Any

    def __init__(self, node: Atom, ids: tuple[int, ...], creation: int = 0) -> None:
        self.node = node
        self.ids = ids
        self.creation = creation

    def __eq__(self, other: object) -> bool:
        return self is other or (
            type(other) is Ref
            and self.ids == other.ids
            and self.node is other.node
            and self.creation == other.creation
        )

    def __hash__(self) -> int:
        return hash(self.ids)

    def __repr__(self) -> str:
        return f"#Ref<0.{'.'.join(map(str, self.ids))}>"


NONODE: Final = a.__getattr__("nonode@nohost")
