"""How far a long run has come: one line on standard error, if that is a terminal."""

from __future__ import annotations

import time
from typing import Final, TextIO

_FIRST_AFTER: Final = 1.0
_EVERY: Final = 0.1
_WIDTH: Final = 78


class Progress:
    """`stream`: where to show it; nothing is shown unless it is a terminal."""

    def __init__(self, stream: TextIO | None, total: int) -> None:
        self.stream = stream if stream is not None and stream.isatty() else None
        self.total = total
        self.done = 0
        self._next = time.monotonic() + _FIRST_AFTER
        self._shown = False

    def step(self, text: str) -> None:
        """Something more is done; `text` says what."""
        self.done += 1
        now = time.monotonic()
        if self.stream is None or now < self._next:
            return
        self._next = now + _EVERY
        line = f"[{self.done}/{self.total}] {text}".replace("\n", " ")[:_WIDTH]
        self.stream.write(f"\r{line:<{_WIDTH}}")
        self.stream.flush()
        self._shown = True

    def clear(self) -> None:
        """Take the line away: something else is to be printed."""
        if self._shown and self.stream is not None:
            self.stream.write(f"\r{'':<{_WIDTH}}\r")
            self.stream.flush()
            self._shown = False
