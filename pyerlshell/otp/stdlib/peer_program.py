"""How another process of ours is started, and the bytes that two nodes say to each other.

A frame is <<Size:32, Bytes, Crc:32>>, each half byte in a byte 2#11hhhh11: what looks otherwise is
text that somebody has printed.

OTP: the parts of peer that find erl and encode for its streams
"""

from __future__ import annotations

import os
import sys
import zlib
from typing import Final

import pyerlshell
from pyerlshell.erts.errors import badarg
from pyerlshell.erts.native import NativeModule
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.lists import string_to_list, to_list
from pyerlshell.terms.types import Term

peer_program: Final = NativeModule("peer_program", "How another process of ours is started.")

_PROGRAM: Final = (
    "import sys; sys.path.insert(0, {folder!r}); from pyerlshell.cli import main; sys.exit(main())"
)


@peer_program.export("exec/0", internal=True)
def exec_() -> Term:
    """{Executable, Arguments} of a process that goes on with a command line of erl's."""
    folder = os.path.dirname(os.path.dirname(os.path.abspath(pyerlshell.__file__)))
    args = ("-c", _PROGRAM.format(folder=folder))
    return (string_to_list(sys.executable), to_list([string_to_list(word) for word in args]))


_MARK: Final = 0b11000011
_HIGH: Final = bytes([_MARK | byte >> 4 << 2 for byte in range(256)])
_LOW: Final = bytes([_MARK | (byte & 15) << 2 for byte in range(256)])
_HALF: Final = bytes([byte >> 2 & 15 for byte in range(256)])
_SHIFTED: Final = bytes([(byte >> 2 & 15) << 4 for byte in range(256)])
_MARKED: Final = bytes([byte for byte in range(256) if byte & _MARK == _MARK])
_PLAIN: Final = bytes([byte for byte in range(256) if byte & _MARK != _MARK])


@peer_program.export("encode/1", internal=True)
def encode(data: Term) -> Term:
    """The frame of some bytes."""
    found = _bytes(data)
    whole = len(found).to_bytes(4, "big") + found + zlib.crc32(found).to_bytes(4, "big")
    out = bytearray(2 * len(whole))
    out[::2] = whole.translate(_HIGH)
    out[1::2] = whole.translate(_LOW)
    return bytes(out)


@peer_program.export("decode/2", internal=True)
def decode(data: Term, before: Term) -> Term:
    """{Text, [Bytes], Rest}: what is text, the frames that are whole, and what is left of `before`
    and these.
    """
    found = _bytes(data)
    marked = _bytes(before) + found.translate(None, _PLAIN)
    frames: list[Term] = []
    at = 0
    while len(marked) - at >= 16:
        size = int.from_bytes(_unmarked(marked[at : at + 8]), "big")
        end = at + 2 * (size + 8)
        if len(marked) < end:
            break
        frame = _unmarked(marked[at + 8 : end])
        if zlib.crc32(frame[:size]).to_bytes(4, "big") != frame[size:]:
            raise badarg(data, before)
        frames.append(frame[:size])
        at = end
    return (found.translate(None, _MARKED), to_list(frames), marked[at:])


def _unmarked(marked: bytes) -> bytes:
    high, low = marked[::2].translate(_SHIFTED), marked[1::2].translate(_HALF)
    both = int.from_bytes(high, "big") | int.from_bytes(low, "big")
    return both.to_bytes(len(high), "big")


def _bytes(data: Term) -> bytes:
    found = to_bytes(data)
    if found is None:
        raise badarg(data)
    return found
