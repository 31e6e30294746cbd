"""The IFF container of BEAM files: chunks in, chunks out.

    "FOR1" size:32 "BEAM" (id:4 bytes, size:32, data, padding to four bytes)*

A file may be compressed with gzip as a whole. Reading is lazy: a chunk that is cut off matters only
to those who look that far, as with the reference.

OTP: beam_lib, beam_asm
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Chunk:
    """One chunk; `pos` is where its data starts."""

    id: str
    pos: int
    data: bytes


class ContainerError(Exception):
    """Not a readable container. `kind` and `details` are those of beam_lib's error tuple."""

    def __init__(self, kind: str, *details: object) -> None:
        super().__init__(kind, *details)
        self.kind = kind
        self.details = details


def scan(data: bytes) -> Iterator[Chunk]:
    """The chunks in order. Raises ContainerError where the file stops making sense."""
    data = uncompressed(data)
    if len(data) < 12 or data[:4] != b"FOR1" or data[8:12] != b"BEAM":
        raise ContainerError("not_a_beam_file")
    pos = 12
    while pos < len(data):
        if len(data) - pos < 8:
            raise ContainerError("invalid_beam_file", pos)
        id_ = data[pos : pos + 4].decode("latin-1")
        size = int.from_bytes(data[pos + 4 : pos + 8], "big")
        pos += 8
        found = data[pos : pos + size]
        if len(found) < size:
            raise ContainerError("chunk_too_big", id_, size, len(found))
        yield Chunk(id_, pos, found)
        pos += (size + 3) & ~3


def read_all(data: bytes) -> dict[str, bytes]:
    """Every chunk of a file, by id."""
    return {chunk.id: chunk.data for chunk in scan(data)}


def build(chunks: Iterable[tuple[str, bytes]]) -> bytes:
    """A file of these chunks."""
    out = bytearray(b"BEAM")
    for id_, data in chunks:
        out += id_.encode("latin-1") + len(data).to_bytes(4, "big") + data
        out += bytes(-len(data) & 3)
    return b"FOR1" + len(out).to_bytes(4, "big") + bytes(out)


def uncompressed(data: bytes) -> bytes:
    """The file itself, whether it was stored compressed or not."""
    if data[:2] != b"\x1f\x8b":
        return data
    try:
        return zlib.decompress(data, 31)
    except zlib.error:
        return data
