"""Reads a plain transcript: numbered prompts, what was typed there, and what was printed.

    $ cp v1.1/tt13.erl tt13.erl          a step that replaces a file before the next prompt
    6> c(tt13).                          a prompt; the input goes on until its full stop
    {ok,tt13}                            what it printed

Lines before the first prompt that are no steps (a banner, a title) are not compared. A comment
line `%% file: NAME = PATH` is the same step in another dress.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

PROMPT: Final = re.compile(r"(?:\([^()\s]+\))?(\d+) ?>(?: |(?=\S)|$)(.*)\Z", re.S)
CONTINUATION: Final = re.compile(r"\s*\.\.+(?:\s(.*))?\Z", re.S)
COPY: Final = re.compile(r"\s*[$#]\s+cp\s+(\S+)\s+(\S+)\s*\Z")
FILE_IS: Final = re.compile(r"\s*%+\s*file:\s*(\S+)\s*=\s*(\S+)\s*\Z")


class NotATranscriptError(Exception):
    """The text has no numbered prompt."""


@dataclass(frozen=True, slots=True)
class Copy:
    """Before its prompt, the file `target` (in the session's folder) becomes a copy of `source`."""

    source: str
    target: str
    line: int


@dataclass(slots=True)
class Step:
    """One prompt: its number as printed, its place, its input lines and the output it shows."""

    number: int
    line: int
    copies: list[Copy] = field(default_factory=list)
    input: list[str] = field(default_factory=list)
    output: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The input as it was typed."""
        return "\n".join(self.input)


def read_transcript(text: str, is_complete: Callable[[str], bool]) -> list[Step]:
    """The steps of a transcript. `is_complete(input)` tells whether it ends in a full stop.

    Raises NotATranscriptError when there is no prompt that anything was typed at.
    """
    steps: list[Step] = []
    copies: list[Copy] = []
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        step = _copy(line, number)
        if step is not None:
            copies.append(step)
        elif (prompt := PROMPT.match(line)) is not None:
            if not _continues(steps, prompt, is_complete):
                steps.append(Step(int(prompt[1]), number, copies, [prompt[2]]))
                copies = []
        elif steps:
            _add_line(steps[-1], line, is_complete)
    steps = [step for step in steps if step.text.strip()]
    if not steps:
        raise NotATranscriptError
    return steps


def _copy(line: str, number: int) -> Copy | None:
    if found := COPY.match(line):
        return Copy(found[1], found[2], number)
    if found := FILE_IS.match(line):
        return Copy(found[2], found[1], number)
    return None


def _continues(
    steps: list[Step], prompt: re.Match[str], is_complete: Callable[[str], bool]
) -> bool:
    """Up to OTP 25 a continuation line shows the same prompt again."""
    if not steps or steps[-1].output or steps[-1].number != int(prompt[1]):
        return False
    if is_complete(steps[-1].text):
        return False
    steps[-1].input.append(prompt[2])
    return True


def _add_line(step: Step, line: str, is_complete: Callable[[str], bool]) -> None:
    if step.output or is_complete(step.text):
        step.output.append(line)
    elif continued := CONTINUATION.match(line):
        step.input.append(continued[1] or "")
    else:
        step.input.append(line)
