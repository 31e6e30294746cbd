"""What is shown below the line: completions, documentation, the match of a search.

A panel is a list of lines of which some rows are seen, with the place in the list below them:
`rows 1 to 7 of 129`.

OTP: the expand buffer of group and prim_tty
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from pyerlshell.shell.completion.layout import Line

ROWS: Final = 7
PAGE: Final = 5


@dataclass(slots=True)
class Panel:
    """Lines, the first that is seen, and how many are (`full`: as many as the screen has)."""

    lines: list[Line] = field(default_factory=list)
    first: int = 0
    full: bool = False

    def show(self, lines: list[Line]) -> None:
        """Other lines, from the beginning."""
        self.lines, self.first, self.full = lines, 0, False

    def clear(self) -> None:
        """Nothing is shown."""
        self.lines, self.first, self.full = [], 0, False

    def scroll(self, rows: int, screen: int) -> None:
        """Down, or up with a negative number."""
        last = max(0, len(self.lines) - self.height(screen))
        self.first = min(max(0, self.first + rows), last)

    def height(self, screen: int) -> int:
        """How many lines are seen on a screen of so many rows."""
        most = max(1, screen - 3)
        return min(len(self.lines), most if self.full else min(ROWS, most))

    def visible(self, screen: int) -> list[Line]:
        """The lines that are seen, and where they are if they are not all."""
        height = self.height(screen)
        seen = self.lines[self.first : self.first + height]
        if len(self.lines) <= height:
            return seen
        last = self.first + height
        return [*seen, [("", f"rows {self.first + 1} to {last} of {len(self.lines)}")]]
