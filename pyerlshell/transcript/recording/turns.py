"""From events to turns: a prompt, what was typed at it, and what was printed until the next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from pyerlshell.shell.recorder import Event, Kind

_END: Final = "*** Terminating erlang"


@dataclass(slots=True)
class Turn:
    """One prompt of a session. Times are seconds after the start."""

    prompt: str
    at: float
    lines: list[str] = field(default_factory=list)
    """What was typed, without line ends."""
    typed_at: float = 0.0
    printed: list[tuple[float, str]] = field(default_factory=list)

    @property
    def input(self) -> str:
        """What was typed."""
        return "\n".join(self.lines)

    @property
    def output(self) -> str:
        """What was printed, ended by a newline if there was anything."""
        text = "".join(text for _, text in self.printed)
        return text if not text or text.endswith("\n") else text + "\n"

    @property
    def typed(self) -> list[str]:
        """The lines as a console shows them: the prompt, then room as wide as the prompt."""
        room = " " * len(self.prompt)
        return [(self.prompt if i == 0 else room) + line for i, line in enumerate(self.lines)]


@dataclass(frozen=True, slots=True)
class Recording:
    """A session: what was printed before the first prompt, and its turns."""

    before: str
    turns: tuple[Turn, ...]


def recording(events: Iterable[Event]) -> Recording:
    """What the events amount to. A prompt that nobody answered is left out.

    The input of a program (`io:get_line/1`) is part of the output, as on a screen.
    """
    before: list[str] = []
    turns: list[Turn] = []
    for event in events:
        if event.kind is Kind.PROMPT:
            turns.append(Turn(event.text, event.at))
        elif event.kind is Kind.INPUT:
            _typed(turns, event)
        elif event.kind is not Kind.MORE:
            if turns and turns[-1].lines:
                turns[-1].printed.append((event.at, event.text))
            elif event.text.startswith(_END):
                continue  # the console's word, not the session's
            elif len(turns) > 1:  # printed while the prompt stood there: above it, on a screen
                turns[-2].printed.append((event.at, event.text))
            else:
                before.append(event.text)
    return Recording("".join(before), tuple(turn for turn in turns if turn.lines))


def _typed(turns: list[Turn], event: Event) -> None:
    if not turns:
        return
    turn = turns[-1]
    turn.lines += event.text.removesuffix("\n").split("\n")
    turn.typed_at = event.at
