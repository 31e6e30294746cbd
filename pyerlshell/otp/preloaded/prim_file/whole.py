"""Whole files.

OTP: prim_file
"""

from __future__ import annotations

import os

from pyerlshell.otp import procs
from pyerlshell.otp.iodata import iodata_bytes
from pyerlshell.otp.preloaded.prim_file.module import OK, attempt, outside, prim_file, reach
from pyerlshell.otp.preloaded.prim_file.storage import DiskFile
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.types import Term


@prim_file.export("read_file/1", internal=True)
def read_file(name: Term) -> Term:
    """{ok, Binary} with all of a file."""

    def action() -> Term:
        disk = DiskFile(os.open(reach("read", name), os.O_RDONLY | os.O_CLOEXEC))
        try:
            return (OK, disk.read_all())
        finally:
            disk.close()

    return attempt(action)


@prim_file.export("write_file/2", internal=True)
def write_file(name: Term, data: Term) -> Term:
    """Replace the contents of a file."""

    def action() -> Term:
        content = iodata_bytes(data)
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC
        path = reach("write", name)
        outside().spend(len(content))
        disk = DiskFile(os.open(path, flags, 0o666))
        try:
            disk.write(content)
        finally:
            disk.close()
        return OK

    return attempt(action)


@prim_file.export("sendfile/8", internal=True)
def sendfile(
    file: Term, socket: Term, offset: Term, size: Term, chunk: Term, _h: Term, _t: Term, _f: Term
) -> Term:
    """Send a part of an open file to a socket; headers and trailers are none."""
    options = to_list([(a.chunk_size, chunk)] if chunk else [])
    return procs.tail_apply(a.file, a.sendfile, (file, socket, offset, size, options))
