"""The history at the prompt: recalling expressions, changing them on the way, searching.

OTP: group, edlin
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from prompt_toolkit.buffer import Buffer
from prompt_toolkit.document import Document
from prompt_toolkit.key_binding import KeyPressEvent

if TYPE_CHECKING:
    from pyerlshell.shell.prompt_line import PromptLine


@dataclass(slots=True)
class Search:
    """A search in the history: what is looked for, and which entry was found."""

    before: str = ""
    found: int | None = None


@dataclass(slots=True)
class Place:
    """Where in the history the line is; `kept` are the lines that were changed on the way."""

    at: int | None = None
    kept: dict[int | None, str] = field(default_factory=dict)


class Recall:
    """The keys that bring earlier expressions back: one by one, or by a search."""

    def __init__(self, line: PromptLine) -> None:
        self.line = line
        self._search = Search()
        self._place = Place()

    def start(self) -> None:
        """A new prompt."""
        self._place = Place()

    def search_anew(self) -> None:
        """What is looked for has changed."""
        self._look(len(self.line.history.entries) - 1, -1)

    def up(self, event: KeyPressEvent) -> None:
        """The expression before this one."""
        entries = self.line.history.entries
        at = len(entries) if self._place.at is None else self._place.at
        if at > 0:
            self._go(event.current_buffer, at - 1)

    def down(self, event: KeyPressEvent) -> None:
        """The expression after this one; after the last, what was being typed."""
        if self._place.at is not None:
            at = self._place.at + 1
            self._go(event.current_buffer, at if at < len(self.line.history.entries) else None)

    def _go(self, buffer: Buffer, at: int | None) -> None:
        place = self._place
        place.kept[place.at] = buffer.text
        place.at = at
        text = place.kept.get(at)
        if text is None:
            text = "" if at is None else self.line.history.entries[at]
        buffer.set_document(Document(text, len(text)))

    def search(self, event: KeyPressEvent) -> None:
        """Look for what is typed from now on."""
        self.line.mode = "search"
        self._search = Search(event.current_buffer.text)
        self.line.change(event.current_buffer, "")
        self._look(len(self.line.history.entries) - 1, -1)

    def skip_up(self, _event: KeyPressEvent) -> None:
        """The next older match."""
        if self._search.found is not None:
            self._look(self._search.found - 1, -1)

    def skip_down(self, _event: KeyPressEvent) -> None:
        """The next newer match."""
        if self._search.found is not None:
            self._look(self._search.found + 1, 1)

    def _look(self, start: int, step: int) -> None:
        found = self.line.history.search(self.line.session.default_buffer.text, start, step)
        if found is None and (step > 0 or start < len(self.line.history.entries) - 1):
            return  # skipping ends at the last match
        self._search.found = found
        text = "" if found is None else self.line.history.entries[found]
        self.line.panel.show([[("", "  " + line)] for line in text.split("\n")] if text else [])

    def _found(self) -> str:
        at = self._search.found
        return self._search.before if at is None else self.line.history.entries[at]

    def search_quit(self, event: KeyPressEvent) -> None:
        """Edit what was found."""
        text = self._found()
        self.line.leave_mode()
        self._place = Place(self._search.found)
        self.line.change(event.current_buffer, text)

    def search_found(self, event: KeyPressEvent) -> None:
        """Run what was found."""
        self.search_quit(event)
        self.line.new_line_finish(event)

    def search_cancel(self, event: KeyPressEvent) -> None:
        """Back to the line as it was."""
        self.line.leave_mode()
        self.line.change(event.current_buffer, self._search.before)
