"""The contents of the standard chunks: atom table, function tables, and terms.

    AtU8   the atoms, numbered from 1; the first one is the module's name
    ImpT   count:32, (module, function, arity):32 each, as numbers of atoms
    ExpT   count:32, (function, arity, label):32 each; LocT likewise
    Attr, CInf, Dbgi, Meta   one term each, in the external term format

OTP: beam_asm, beam_dict, beam_lib
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias

Function: TypeAlias = tuple[str, int]
Import: TypeAlias = tuple[str, str, int]
Labeled: TypeAlias = tuple[str, int, int]

_ROW: Final = struct.Struct(">III")


class ChunkError(Exception):
    """The contents of a chunk make no sense."""


class AtomTable:
    """Atoms as they are numbered while a file is written."""

    def __init__(self, module: str) -> None:
        self.numbers: dict[str, int] = {module: 1}

    def number(self, name: str) -> int:
        return self.numbers.setdefault(name, len(self.numbers) + 1)

    def chunk(self) -> bytes:
        """AtU8 as OTP 28 and later write it: a negative count says that lengths are compact."""
        out = bytearray((-len(self.numbers)).to_bytes(4, "big", signed=True))
        for name in self.numbers:
            text = name.encode()
            out += _compact(len(text)) + text
        return bytes(out)


def read_atoms(data: bytes) -> list[str]:
    """The atoms of an AtU8 chunk; number 1 is at index 0."""
    if len(data) < 4:
        raise ChunkError("AtU8")
    count = int.from_bytes(data[:4], "big", signed=True)
    pos = 4
    atoms: list[str] = []
    try:
        for _ in range(abs(count)):
            size, pos = _read_compact(data, pos) if count < 0 else (data[pos], pos + 1)
            if pos + size > len(data):
                raise ChunkError("AtU8")
            atoms.append(data[pos : pos + size].decode())
            pos += size
    except (IndexError, UnicodeDecodeError):
        raise ChunkError("AtU8") from None
    return atoms


def write_imports(imports: Iterable[Import], atoms: AtomTable) -> bytes:
    """ImpT."""
    rows = [(atoms.number(m), atoms.number(f), n) for m, f, n in imports]
    return _write_rows(rows)


def write_functions(functions: Iterable[Labeled], atoms: AtomTable) -> bytes:
    """ExpT or LocT."""
    return _write_rows([(atoms.number(f), n, label) for f, n, label in functions])


def read_imports(data: bytes, atoms: Sequence[str]) -> list[Import]:
    """ImpT."""
    return [(_atom(atoms, m), _atom(atoms, f), n) for m, f, n in _read_rows("ImpT", data)]


def read_functions(id_: str, data: bytes, atoms: Sequence[str]) -> list[Labeled]:
    """ExpT or LocT."""
    return [(_atom(atoms, f), n, label) for f, n, label in _read_rows(id_, data)]


def _write_rows(rows: Sequence[tuple[int, int, int]]) -> bytes:
    return len(rows).to_bytes(4, "big") + b"".join([_ROW.pack(*row) for row in rows])


def _read_rows(id_: str, data: bytes) -> list[tuple[int, int, int]]:
    if len(data) < 4 or len(data) < 4 + 12 * int.from_bytes(data[:4], "big"):
        raise ChunkError(id_)
    end = 4 + 12 * int.from_bytes(data[:4], "big")
    return list(_ROW.iter_unpack(data[4:end]))


def _atom(atoms: Sequence[str], number: int) -> str:
    if not 1 <= number <= len(atoms):
        raise ChunkError("AtU8")
    return atoms[number - 1]


def _compact(n: int) -> bytes:
    """A length in the compact term encoding (an atom has at most 1020 bytes)."""
    return bytes((n << 4,)) if n < 16 else bytes((n >> 8 << 5 | 8, n & 255))


def _read_compact(data: bytes, pos: int) -> tuple[int, int]:
    first = data[pos]
    if not first & 8:
        return first >> 4, pos + 1
    return (first >> 5) << 8 | data[pos + 1], pos + 2
