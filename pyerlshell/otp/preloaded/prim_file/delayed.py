"""Open files whose writes are collected: `{delayed_write, Size, Delay}`.

What was collected is written when it is Size bytes or more, when Delay milliseconds have passed
since the first of it, and before anything else is done with the file. A failure is told by what was
done then; that of a timer by nobody.

OTP: raw_file_io_delayed
"""

from __future__ import annotations

import os
from contextlib import suppress

from pyerlshell.erts.node import Node
from pyerlshell.otp.preloaded.prim_file.storage import Storage


class DelayedFile:
    """A file behind a buffer for writing; `size` in bytes, `delay` in nanoseconds."""

    def __init__(self, storage: Storage, node: Node, size: int, delay: int) -> None:
        self.storage = storage
        self.node = node
        self.size = size
        self.delay = delay
        self.waiting: list[bytes] = []
        self.waiting_size = 0
        self.timer = 0

    def write(self, data: bytes) -> None:
        """Later, unless it is too much."""
        if self.waiting_size + len(data) >= self.size:
            self.waiting.append(data)
            self.flush()
        elif data:
            if not self.waiting:
                due = self.node.clock.monotonic() + self.delay
                self.timer = self.node.timers.add(due, self._time_is_up, None)
            self.waiting.append(data)
            self.waiting_size += len(data)

    def _time_is_up(self, _: None) -> None:
        with suppress(OSError):
            self.flush()

    def flush(self) -> None:
        """Write what was collected; it is gone even if that fails."""
        if self.waiting:
            data = b"".join(self.waiting)
            self.forget()
            self.storage.write(data)

    def forget(self) -> None:
        """Nobody wants what was collected."""
        self.node.timers.cancel(self.timer)
        self.waiting.clear()
        self.waiting_size = 0

    def read(self, size: int) -> bytes:
        """What was written may be read."""
        self.flush()
        return self.storage.read(size)

    def pread(self, size: int, at: int) -> bytes:
        """What was written may be read."""
        self.flush()
        return self.storage.pread(size, at)

    def pwrite(self, data: bytes, at: int) -> None:
        """At once, and behind what was collected."""
        self.flush()
        self.storage.pwrite(data, at)

    def seek(self, offset: int, whence: int) -> int:
        """What was collected belongs to the old place."""
        self.flush()
        return self.storage.seek(offset, whence)

    def truncate(self) -> None:
        """The end is behind what was collected."""
        self.flush()
        self.storage.truncate()

    def sync(self, data_only: bool) -> None:
        """Down to the disk."""
        self.flush()
        self.storage.sync(data_only)

    def allocate(self, offset: int, length: int) -> None:
        """Make room."""
        self.flush()
        self.storage.allocate(offset, length)

    def stat(self) -> os.stat_result:
        """What the file system says."""
        self.flush()
        return self.storage.stat()

    def close(self) -> None:
        """A failure of the last write is told, but the file is closed."""
        try:
            self.flush()
        finally:
            self.storage.close()
