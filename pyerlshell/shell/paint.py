"""Colours for what the shell prints: values and exceptions, on a terminal only.

The text that goes through the group leader stays as it is (programs, recordings and pipes see no
colours). Who prints a value announces it here; the terminal, when the same text arrives, puts
the colours in.

OTP: none
"""

from __future__ import annotations

from collections.abc import Callable

LONGEST = 100_000
"""Longer texts are printed as they are: colouring costs more than printing."""


class Paint:
    """One for each node (`Node.part`). `colour(kind, text)` is there if a terminal has colours."""

    __slots__ = ("_announced", "colour")

    def __init__(self, _node: object) -> None:
        self.colour: Callable[[str, str], str] | None = None
        self._announced: list[tuple[str, str]] = []

    def announce(self, kind: str, text: str) -> None:
        """This text will be printed next; kind is "value" or "error"."""
        if self.colour is not None and len(text) <= LONGEST:
            self._announced.append((kind, text))

    def painted(self, text: str) -> str:
        """The text as the terminal shows it."""
        if not self._announced or self.colour is None:
            return text
        for at, (kind, announced) in enumerate(self._announced):
            if announced == text:
                del self._announced[: at + 1]
                return self.colour(kind, text)
        return text
