"""Writing to open files, and what changes them.

OTP: prim_file
"""

from __future__ import annotations

import errno
from typing import Any

from pyerlshell.erts.errors import function_clause
from pyerlshell.otp.iodata import iodata_bytes
from pyerlshell.otp.preloaded.prim_file.handles import OpenFile, file_of
from pyerlshell.otp.preloaded.prim_file.module import (
    ERROR,
    OK,
    attempt,
    integer,
    outside,
    prim_file,
    reason,
)
from pyerlshell.otp.preloaded.prim_file.reading import (
    descriptor_function,
    give_back,
    pairs_of,
    readable,
    take,
)
from pyerlshell.otp.preloaded.prim_file.storage import MemoryFile
from pyerlshell.terms.atoms import a
from pyerlshell.terms.types import Term


def writable(descriptor: Term) -> OpenFile:
    """The open file; EBADF unless it was opened to write."""
    return may_write(file_of(descriptor))


def may_write(file: OpenFile) -> OpenFile:
    """The same, if it is open to be written."""
    if not file.writable:
        raise OSError(errno.EBADF, "not writable")
    give_back(file)
    return file


@descriptor_function("write/2")
def write(descriptor: Term, data: Term) -> Term:
    """Write iodata here."""

    def action() -> Term:
        file = file_of(descriptor)
        content = iodata_bytes(data)
        may_write(file)
        outside().spend(len(content))
        file.storage.write(content)
        return OK

    return attempt(action)


@descriptor_function("pwrite/3")
def pwrite(descriptor: Term, offset: Term, data: Term) -> Term:
    """Write iodata at a position."""

    def action() -> Term:
        file = writable(descriptor)
        content = iodata_bytes(data)
        outside().spend(len(content))
        file.storage.pwrite(content, integer(offset))
        return OK

    return attempt(action)


@descriptor_function("pwrite/2")
def pwrite_2(descriptor: Term, places: Term) -> Term:
    """Write at several positions; {error, {Done, Reason}} after those that were written."""

    def action() -> Term:
        file = writable(descriptor)
        pairs = _pairs(descriptor, places)
        for done, (at, content) in enumerate(pairs):
            try:
                outside().spend(len(content))
                file.storage.pwrite(content, at)
            except OSError as e:
                return (ERROR, (done, reason(e)))
        return OK

    return attempt(action)


@prim_file.export("pwrite_list/3", internal=True)
def pwrite_list(handle: Term, places: Term, done: Term) -> Term:
    """What is left of the places is none."""
    raise function_clause(handle, places, 0 if done is None else done)


def _pairs(descriptor: Term, places: Term) -> list[tuple[int, bytes]]:
    found = pairs_of(pwrite_list, descriptor, places)
    return [(integer(at), iodata_bytes(content)) for at, content in found]


@descriptor_function("truncate/1")
def truncate(descriptor: Term) -> Term:
    """End the file here."""

    def action() -> Term:
        file = file_of(descriptor)
        if not file.writable:
            denied = errno.EACCES if isinstance(file.storage, MemoryFile) else errno.EINVAL
            raise OSError(denied, "not writable")
        give_back(file)
        file.storage.truncate()
        return OK

    return attempt(action)


@descriptor_function("sync/1")
def sync(descriptor: Term) -> Term:
    """Down to the disk."""
    return _sync(descriptor, False)


@descriptor_function("datasync/1")
def datasync(descriptor: Term) -> Term:
    """The contents down to the disk."""
    return _sync(descriptor, True)


def _sync(descriptor: Term, data_only: bool) -> Term:
    def action() -> Term:
        file_of(descriptor).storage.sync(data_only)
        return OK

    return attempt(action)


@descriptor_function("allocate/3")
def allocate(descriptor: Term, offset: Term, length: Term) -> Term:
    """Make room in the file."""

    def action() -> Term:
        file = file_of(descriptor)
        at, size = integer(offset), integer(length)
        if at < 0 or size <= 0:
            return (ERROR, a.einval)
        outside().spend(size)
        file.storage.allocate(at, size)
        return OK

    return attempt(action)


@descriptor_function("copy/3")
def copy(source: Term, target: Term, limit: Any) -> Term:
    """Copy at most `limit` bytes (or all: infinity); {ok, Copied}."""

    def action() -> Term:
        left = limit if type(limit) is int else None
        copied = 0
        reader, writer = readable(source), writable(target)
        while left is None or left > 0:
            data = take(reader, 65536 if left is None else min(left, 65536))
            if not data:
                break
            outside().spend(len(data))
            writer.storage.write(data)
            copied += len(data)
            left = None if left is None else left - len(data)
        return (OK, copied)

    return attempt(action)
