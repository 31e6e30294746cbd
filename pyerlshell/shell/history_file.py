"""Commands kept between runs: a file that several shells may use at the same time.

A line of the file is one command as a JSON string, so that a command with several lines stays
whole. Lines are appended with one write under a lock; what does not fit is dropped from the front
by replacing the file. A damaged line is skipped and said once, and so is a file that cannot be
written: commands are kept for this run then.

OTP: group_history
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from pyerlshell.erts.outside import write_whole

try:
    import fcntl
except ImportError:  # no Unix: appending is whole anyway
    fcntl = None  # type: ignore[assignment]

MOST_BYTES: Final = 1 << 19
MOST_COMMANDS: Final = 10_000
_LONGEST: Final = 1 << 16
"""A longer command is recalled in this run only."""


class History:
    """What was typed, the oldest first.

    `say` tells the user what is wrong, once. `drop` holds commands that are not kept in the file.
    """

    def __init__(
        self,
        path: str | None,
        say: Callable[[str], None],
        drop: frozenset[str] = frozenset(),
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self.path = path
        self.say = say
        self.drop = drop
        self.most_bytes = most_bytes
        self.entries: list[str] = []
        self.added: Callable[[str], None] | None = None
        if path is not None:
            self._load(path)

    def add(self, command: str) -> None:
        """Remember a command; the same one twice in a row counts once."""
        command = command.strip("\n")
        if not command.strip() or (self.entries and self.entries[-1] == command):
            return
        self.entries.append(command)
        if self.added is not None:
            self.added(command)
        if self.path is not None and command not in self.drop and len(command) <= _LONGEST:
            self._append(self.path, command)

    def suggestion(self, text: str) -> str:
        """The rest of the latest command that begins with the text, "" if there is none."""
        if not text.strip():
            return ""
        for entry in reversed(self.entries):
            if len(entry) > len(text) and entry.startswith(text):
                return entry[len(text) :]
        return ""

    def search(self, text: str, start: int, step: int) -> int | None:
        """The index of the next entry from `start` on that holds the text."""
        at = start
        while 0 <= at < len(self.entries):
            if text in self.entries[at]:
                return at
            at += step
        return None

    # The file

    def _load(self, path: str) -> None:
        folder = os.path.dirname(path)
        try:
            os.makedirs(folder, mode=0o700, exist_ok=True)
            with self._opened(path, os.O_RDONLY | os.O_CREAT) as fd:
                data = _read_all(fd)
        except OSError as e:
            self._cannot("read", path, e)
            return
        self.entries, damaged = _commands(data)
        if damaged:
            lines = "1 line" if damaged == 1 else f"{damaged} lines"
            self.say(f"history: {lines} of {path} cannot be read and will be dropped")
            self._replace(path)
        elif len(data) > self.most_bytes or _is_older(data):
            self._replace(path)

    def _append(self, path: str, command: str) -> None:
        line = json.dumps(command).encode() + b"\n"
        try:
            with self._opened(path, os.O_RDWR | os.O_CREAT | os.O_APPEND) as fd:
                size = os.fstat(fd).st_size
                if size and os.pread(fd, 1, size - 1) != b"\n":
                    line = b"\n" + line  # somebody was stopped in the middle of a line
                os.write(fd, line)
                too_long = size + len(line) > self.most_bytes
        except OSError as e:
            self._cannot("write", path, e)
            return
        if too_long:
            self._replace(path)

    def _replace(self, path: str) -> None:
        """Rewrite the file with the newest commands of all shells, three quarters full."""
        try:
            with self._opened(path, os.O_RDWR) as fd:
                entries, _ = _commands(_read_all(fd))
                lines = [json.dumps(entry).encode() + b"\n" for entry in entries]
                size = sum(map(len, lines))
                at = 0
                while size > self.most_bytes * 3 // 4:
                    size -= len(lines[at])
                    at += 1
                write_whole(path, b"".join(lines[at:]), 0o600)
        except OSError as e:
            self._cannot("write", path, e)

    @contextmanager
    def _opened(self, path: str, flags: int) -> Iterator[int]:
        """The file, locked; opened again if another shell has replaced it meanwhile."""
        while True:
            fd = os.open(path, flags, 0o600)
            try:
                if fcntl is not None:
                    fcntl.flock(fd, fcntl.LOCK_EX if flags & os.O_RDWR else fcntl.LOCK_SH)
                    if os.fstat(fd).st_ino != os.stat(path).st_ino:
                        continue
                yield fd
                return
            finally:
                os.close(fd)

    def _cannot(self, what: str, path: str, error: OSError) -> None:
        self.path = None
        reason = error.strerror or type(error).__name__
        self.say(f"history: cannot {what} {path} ({reason}); commands are kept for this run only")


def _read_all(fd: int) -> bytes:
    chunks = []
    while chunk := os.read(fd, 1 << 16):
        chunks.append(chunk)
    return b"".join(chunks)


def _commands(data: bytes) -> tuple[list[str], int]:
    """The commands of a file, and how many lines are damaged."""
    if _is_older(data):
        return _older(data), 0
    found: list[str] = []
    damaged = 0
    for line in data.split(b"\n"):
        if not line.strip():
            continue
        try:
            command = json.loads(line)
        except ValueError:
            damaged += 1
            continue
        if type(command) is str:
            found.append(command)
        else:
            damaged += 1
    return found[-MOST_COMMANDS:], damaged


def _is_older(data: bytes) -> bool:
    return data.lstrip().startswith(b"# 20")


def _older(data: bytes) -> list[str]:
    """The commands of a file that pyerlshell 0.1 wrote: lines with + in front, and dates."""
    found: list[str] = []
    lines: list[str] = []
    for line in [*data.decode("utf-8", "replace").split("\n"), ""]:
        if line.startswith("+"):
            lines.append(line[1:])
        elif lines:
            found.append("\n".join(lines))
            lines = []
    return found


def default_path(env: dict[str, str]) -> str:
    """In the user's state folder."""
    base = env.get("XDG_STATE_HOME") or os.path.join(env.get("HOME", ""), ".local", "state")
    return os.path.join(base, "pyerlshell", "history")
