"""The one door to what is outside of a node: files, the environment, standard input and output.

Each node has its own working directory, so relative paths go through `path/1`. A policy closes the
door: `refuse` is asked with what somebody wants to do and raises PermissionError to say no.

OTP: the drivers of erts
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    import subprocess


def allow_all(action: str, target: str) -> None:
    """The policy of a console: the user may do what the user may do."""


def spend_freely(count: int) -> None:
    """A console writes as much as the disk takes."""


def write_whole(path: str, data: bytes, mode: int | None = None) -> None:
    """Replace a file, or leave it as it is. `mode`: its permissions, else those of a new file.
    Raises OSError.
    """
    import tempfile  # slow to import

    handle, temporary = tempfile.mkstemp(dir=os.path.dirname(path), prefix=".", suffix="#")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(temporary, 0o666 & ~_umask() if mode is None else mode)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


class Outside:
    """`refuse(action, target)`: action is read, write, list, remove, run, connect, listen, env,
    getenv (of one variable, or of all: "") or nif.

    `spend(count)` is told before so many bytes are written; it raises OSError (ENOSPC) to say no.
    """

    def __init__(
        self,
        argv: list[str] | None = None,
        cwd: str | None = None,
        env: dict[str, str] | None = None,
        refuse: Callable[[str, str], None] = allow_all,
    ) -> None:
        self.argv = list(argv) if argv is not None else []
        self.cwd = cwd if cwd is not None else os.getcwd()
        self.env = dict(env) if env is not None else dict(os.environ)
        self.refuse = refuse
        self.spend: Callable[[int], None] = spend_freely
        self.archive: str | None = None  # the script that runs, if code is read from inside it
        self.stdin: BinaryIO | None = getattr(sys.stdin, "buffer", None)
        self.stdout: BinaryIO | None = getattr(sys.stdout, "buffer", None)
        self.stderr: BinaryIO | None = getattr(sys.stderr, "buffer", None)

    def path(self, name: str) -> str:
        """The absolute path of a name seen from this node."""
        return os.path.normpath(os.path.join(self.cwd, name))

    def reach(self, action: str, name: str) -> str:
        """The path of a name as the system is asked for it, if the policy lets us.

        A console leaves `..` and links to the system. A policy sees, and we use, a path without
        them, so that it cannot be led astray.
        """
        if not name:
            raise FileNotFoundError(errno.ENOENT, "empty name")
        path = os.path.join(self.cwd, name)
        if self.refuse is not allow_all:
            folder, last = os.path.split(os.path.normpath(path))
            path = os.path.join(os.path.realpath(folder), last)
            self.refuse(action, path)
        return path

    def read(self, name: str) -> bytes:
        """The contents of a file."""
        path = self.path(name)
        self.refuse("read", path)
        with open(path, "rb") as file:
            return file.read()

    def write(self, name: str, data: bytes) -> None:
        """Replace the contents of a file."""
        path = self.path(name)
        self.refuse("write", path)
        self.spend(len(data))
        with open(path, "wb") as file:
            file.write(data)

    def open(self, name: str, mode: str) -> BinaryIO:
        """Open a file in a binary mode (`rb`, `wb`, `ab`, `r+b`, `xb`)."""
        path = self.path(name)
        self.refuse("read" if mode == "rb" else "write", path)
        return open(path, mode)  # type: ignore[return-value]

    def list(self, name: str) -> list[str]:
        """The names in a folder, in no order."""
        path = self.path(name)
        self.refuse("list", path)
        return os.listdir(path)

    def stat(self, name: str, follow: bool = True) -> os.stat_result:
        """What the file system says of a name."""
        path = self.path(name)
        self.refuse("read", path)
        return os.stat(path, follow_symlinks=follow)

    def is_file(self, name: str) -> bool:
        """There is a regular file of this name, and we may know."""
        path = self.path(name)
        try:
            self.refuse("read", path)
        except PermissionError:
            return False
        return os.path.isfile(path)

    def start(self, command: str) -> subprocess.Popen[bytes]:
        """Start a command of the operating system; standard error goes where standard output
        goes."""
        import subprocess  # slow to import, and few programs run commands

        self.refuse("run", command)
        return subprocess.Popen(
            f"({command}\n)",
            shell=True,
            cwd=self.cwd,
            env={name: value for name, value in self.env.items() if name},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    def run(self, command: str) -> bytes:
        """What a command prints."""
        return self.start(command).communicate()[0]

    def print_error(self, text: str) -> None:
        """Write to standard error, for what has no better place."""
        stream = self.stderr
        if stream is not None:
            stream.write(text.encode("utf-8", "replace"))
            stream.flush()
