"""Pasting at the prompt: commands that run one by one, transcripts, texts too long to be edited.

OTP: none (the reference takes what is pasted for typing)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from prompt_toolkit.buffer import Buffer
from prompt_toolkit.key_binding import KeyPressEvent
from prompt_toolkit.keys import Keys

from pyerlshell.shell.prompt_helpers import question
from pyerlshell.shell.split import LONG, characters

if TYPE_CHECKING:
    from pyerlshell.shell.prompt_line import PromptLine


class Pasting:
    """What was pasted into the line that is being edited."""

    def __init__(self, line: PromptLine) -> None:
        self.line = line
        self._pasted: tuple[str, list[str]] = ("", [])
        self._long: dict[str, str] = {}
        """What stands in the line for a text too long to be edited -> the text."""

    def forget(self) -> None:
        """The line has been given."""
        self._long.clear()

    def paste(self, event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        text = characters(event.data).replace("\r\n", "\n").replace("\r", "\n")
        inputs = None
        if "\n" in text and self.line.settings.paste != "never" and not buffer.text.strip():
            inputs = self.line.helpers.pasted(text)
        if self.line.mode in ("tab_expand", "help"):
            self.line.leave_mode()
        if not inputs:
            self._insert(buffer, text)
        elif self.line.settings.paste == "always":
            self._run_inputs(buffer, inputs)
        else:
            self._pasted = (text, inputs)
            self.line.mode = "ask"
            self.line.panel.show(question(inputs))

    def _insert(self, buffer: Buffer, text: str) -> None:
        buffer.insert_text(self.stand_in(text))
        lines, _, rest = self.full(buffer.text).rpartition("\n")
        if self.line.mode != "search" and "\n" in text and self.line.helpers.is_complete(lines):
            self.line.helpers.accept(buffer, lines, rest)

    def answer(self, event: KeyPressEvent) -> None:
        text, inputs = self._pasted
        self.line.leave_mode()
        key = event.key_sequence[0].key
        if key in ("y", "Y", Keys.ControlM):
            self._run_inputs(event.current_buffer, inputs)
        elif key in ("n", "N"):
            self._insert(event.current_buffer, text)

    def _run_inputs(self, buffer: Buffer, inputs: list[str]) -> None:
        text = "\n".join(inputs)
        if self.line.helpers.is_complete(text):
            self.line.helpers.accept(buffer, text, "")
        else:
            self._insert(buffer, text)

    def stand_in(self, text: str) -> str:
        """The text, or what stands in the line for it if it is too long to be edited."""
        if len(text) <= LONG:
            return text
        shown = f"⟨pasted text {len(self._long) + 1}: {len(text)} characters⟩"
        self._long[shown] = text
        return shown

    def full(self, text: str) -> str:
        """The line with long pasted texts in the places of their stand-ins."""
        for shown, pasted in self._long.items():
            text = text.replace(shown, pasted)
        return text
