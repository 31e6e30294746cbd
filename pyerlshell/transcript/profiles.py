"""The releases that a document can be matched to (`--profile`, `--exact`), or written as.

What a release prints is what OTP 29 prints, said in its way: `styled/2` does that. Line numbers
inside of OTP and what a release did otherwise stay OTP 29's.

The first pids of OTP 29, 25 and of old are those of recorded sessions; OTP 27's is that of a
session of May 2024 in OTP's own pages.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from pyerlshell.transcript.judging.outputs import SNIPPET, without_hint
from pyerlshell.transcript.map_order import sorted_maps

FIRST_HERE: Final = 85
"""The first evaluator's pid in a session of ours."""

_PID: Final = re.compile(r"<0\.(\d+)\.0>")
_TYPED_PID: Final = re.compile(
    r"<0\.(?P<text>\d+)\.0>"
    r"|(?P<call>\b(?:c:)?(?:pid|i|pi)\(\s*0\s*,\s*)(?P<n>\d+)(?P<end>\s*,\s*0\s*\))"
)
_STACK_LINE: Final = re.compile(
    r"(?m)^(\s+in (?:function|call from)\s.*?|.* no function clause .*?)"
    r" \(([\w@/.+-]+\.erl):(\d+)\)$"
)
_STACK_TERM: Final = re.compile(r",\s*\[\{file,\s*\"[^\"]*\"\},\s*\{line,\s*\d+\}\]\}")
_ARGUMENT: Final = re.compile(r"\s+\*\*\* argument \d+: ")
_CALLED_AS: Final = re.compile(r"\s+called as ")
_OPERATOR: Final = re.compile(r"\s+in operator ")
_POSITION: Final = re.compile(r"(?m)^(\* \d+):\d+: ")
_COMPILER: Final = re.compile(r"(?m)^([\w@+-]+\.[eyhx]rl:\d+):\d+: ")
_FRACTION: Final = re.compile(r"(?m)^(=[A-Z ]+ REPORT==== .*::\d\d:\d\d:\d\d)\.\d+ ===$")


@dataclass(frozen=True, slots=True)
class Profile:
    """A release's way of printing. `continuation`: "prompt", or what stands before a line."""

    name: str
    title: str
    first_pid: int
    banner: str
    stack: str = ":"
    """How a stack tells a line: `file:12`, `file, line 12`, or not at all ("")."""
    sorted_maps: bool = False
    hints: bool = False
    positions: bool = True
    """Columns, the source line under a compiler's message, `*** argument 1: ...`."""
    wordings: tuple[tuple[str, str], ...] = ()
    repeats_prompt: bool = False
    """A continuation line shows the prompt again, instead of `.. `."""

    def continuation(self, prompt: str) -> str:
        """What stands before the second line of an input at this prompt."""
        return prompt if self.repeats_prompt else f"{'.. ':>{len(prompt)}}"

    def pid(self, text: str) -> str:
        """A pid of ours as this release would have numbered it."""
        return _PID.sub(self._numbered, text)

    def _numbered(self, found: re.Match[str]) -> str:
        number = int(found[1])
        if number < FIRST_HERE:
            return found[0]
        return f"<0.{number - FIRST_HERE + self.first_pid}.0>"

    def typed(self, text: str) -> str:
        """An input of this release with its pids numbered as ours."""
        shift = FIRST_HERE - self.first_pid

        def ours(found: re.Match[str]) -> str:
            number = int(found["text"] or found["n"])
            number += shift if number >= self.first_pid else 0
            if found["text"]:
                return f"<0.{number}.0>"
            return f"{found['call']}{number}{found['end']}"

        return _TYPED_PID.sub(ours, text) if shift else text

    def styled(self, lines: list[str], pid: Callable[[str], str] | None = None) -> list[str]:
        """Lines of ours as this release prints them; `pid` if not its own numbering of pids."""
        text = "\n".join(lines if self.hints else without_hint(lines))
        text = (pid or self.pid)(text)
        if self.stack == ", line ":
            text = _STACK_LINE.sub(r"\1 (\2, line \3)", text)
        elif not self.stack:
            text = _STACK_TERM.sub("}", _STACK_LINE.sub(r"\1", text))
        if self.sorted_maps:
            text = sorted_maps(text)
        for ours, theirs in self.wordings:
            text = text.replace(ours, theirs)
        if not self.positions:
            text = _without_positions(text)
        return text.split("\n") if text else []


def _without_positions(text: str) -> str:
    text = _COMPILER.sub(r"./\1: ", _POSITION.sub(r"\1: ", _FRACTION.sub(r"\1 ===", text)))
    kept: list[str] = []
    for line in text.split("\n"):
        if _ARGUMENT.match(line) or SNIPPET.match(line):
            continue
        if _CALLED_AS.match(line) and not (kept and _OPERATOR.match(kept[-1])):
            continue
        kept.append(line)
    return "\n".join(kept)


OTP29: Final = Profile(
    "otp29",
    "OTP 29",
    FIRST_HERE,
    "Erlang/OTP 29 [erts-17.1] [source] [64-bit]\n\n"
    "Eshell V17.1 (press Ctrl+G to abort, type help(). for help)\n",
    hints=True,
)
OTP27: Final = Profile(
    "otp27",
    "OTP 27",
    88,
    "Erlang/OTP 27 [erts-15.2] [source] [64-bit]\n\n"
    "Eshell V15.2 (press Ctrl+G to abort, type help(). for help)\n",
    stack=", line ",
)
OTP25: Final = Profile(
    "otp25",
    "OTP 25",
    82,
    "Erlang/OTP 25 [erts-13.1.5] [source] [64-bit]\n\nEshell V13.1.5  (abort with ^G)\n",
    stack=", line ",
    sorted_maps=True,
    repeats_prompt=True,
)
CLASSIC: Final = Profile(
    "classic",
    "R12 to R14",
    32,
    "Erlang (BEAM) emulator version 5.6.5 [source] [async-threads:0] [hipe] [kernel-poll:false]\n\n"
    "Eshell V5.6.5  (abort with ^G)\n",
    stack="",
    sorted_maps=True,
    positions=False,
    wordings=(
        (
            "an error occurred when evaluating an arithmetic expression",
            "bad argument in an arithmetic expression",
        ),
    ),
    repeats_prompt=True,
)
PROFILES: Final = {p.name: p for p in (OTP29, OTP27, OTP25, CLASSIC)}
"""By name, the newest first."""
