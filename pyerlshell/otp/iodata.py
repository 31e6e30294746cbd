"""Iodata: nested lists of bytes and binaries, joined without recursion.

OTP: io list handling of utils.c
"""

from __future__ import annotations

from typing import Any

from pyerlshell.terms.bits import bit_size, from_padded, padded, to_bytes, to_int
from pyerlshell.terms.types import BitString, Term

__preempt__ = True


class NotIodata(Exception):
    """A part of the argument is neither a byte, a binary, nor a list of such."""


def iodata_bytes(data: Term) -> bytes:
    """The bytes of iodata in one `bytes`. Raises NotIodata."""
    if type(data) is bytes:
        return data
    codes: list[Any] = []
    add = codes.append
    cells: Any = data
    while type(cells) is list:
        head, cells = cells
        if type(head) is not int:
            return _joined(data)
        add(head)
    if cells is not None:
        return _joined(data)
    try:
        return bytes(codes)
    except (ValueError, OverflowError):
        raise NotIodata from None


def _joined(data: Term) -> bytes:
    """Of iodata that is more than a list of bytes. A part that is there again is looked at once."""
    out = bytearray()
    byte = out.append
    rest: list[tuple[Any, Term, int]] = []
    last: Term = rest  # the part before, and where its bytes are
    start = end = 0
    x = data
    while True:
        while type(x) is list:
            head, x = x
            if type(head) is int:
                if not 0 <= head <= 255:
                    raise NotIodata
                byte(head)
            elif type(head) is bytes:
                out += head
            elif head is last:
                out += out[start:end]
            else:
                rest.append((x, head, len(out)))
                x = head
        if x is not None:
            found = to_bytes(x)
            if found is None:
                raise NotIodata
            out += found
        if not rest:
            return bytes(out)
        x, last, start = rest.pop()
        end = len(out)


def iodata_size(data: Term) -> int:
    """How many bytes. Raises NotIodata."""
    n = 0
    rest: list[Term] = []
    x = data
    while True:
        while type(x) is list:
            head, x = x
            if type(head) is int:
                if not 0 <= head <= 255:
                    raise NotIodata
                n += 1
            elif type(head) is bytes:
                n += len(head)
            else:
                rest.append(x)
                x = head
        if type(x) is bytes:
            n += len(x)
        elif type(x) is BitString and not x.size & 7:
            n += x.size >> 3
        elif x is not None:
            raise NotIodata
        if not rest:
            return n
        x = rest.pop()


def joined_bits(data: Term) -> Term:
    """The bit string of nested bytes and bit strings. Raises NotIodata."""
    flat = _flatten_bits(data)
    if len(flat) == 1:
        return flat[0]
    out = bytearray()
    value = waiting = 0  # the bits that are no whole byte yet
    for x in flat:
        if not waiting and type(x) is bytes:
            out += x
            continue
        waiting += len(x) << 3 if type(x) is bytes else x.size  # type: ignore[union-attr]
        value = value << bit_size(x) | to_int(x)
        spare = waiting & 7
        out += (value >> spare).to_bytes(waiting >> 3, "big")
        value &= (1 << spare) - 1
        waiting = spare
    total = (len(out) << 3) + waiting
    if waiting:
        out.append(value << 8 - waiting)
    return from_padded(bytes(out), total)


def _flatten_bits(data: Term) -> list[bytes | BitString]:
    """The bit strings in order; runs of bytes become one."""
    flat: list[bytes | BitString] = []
    run = bytearray()
    rest: list[Term] = []
    x = data
    while True:
        while type(x) is list:
            head, x = x
            if type(head) is int:
                if not 0 <= head <= 255:
                    raise NotIodata
                run.append(head)
            elif type(head) is bytes:
                run += head
            else:
                rest.append(x)
                x = head
        if type(x) is bytes:
            run += x
        elif type(x) is BitString:
            if x.size & 7:
                flat += (bytes(run), x)
                run.clear()
            else:
                run += padded(x)
        elif x is not None:
            raise NotIodata
        if not rest:
            flat.append(bytes(run))
            return flat
        x = rest.pop()
