"""A session as runs of text with the style that each is shown in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from pyerlshell.shell.lexer import ErlangLexer
from pyerlshell.transcript.recording.turns import Recording, Turn

Run = tuple[str, str]
"""A style and the text in it, without line ends."""

PROMPT: Final = "prompt"
ERROR: Final = "error"
REPORT: Final = "report"
PLAIN: Final = ""

STYLES: Final = {
    PROMPT: ("#6e7781", "#8b949e"),
    ERROR: ("#b3261e", "#ff7b72"),
    REPORT: ("#8a4600", "#e3a008"),
    "comment": ("#6e7781", "#8b949e"),
    "keyword": ("#8250df", "#d2a8ff"),
    "number": ("#953800", "#ffa657"),
    "string": ("#116329", "#7ee787"),
    "variable": ("#0550ae", "#79c0ff"),
    "function": ("#0a6e7c", "#56d4dd"),
    "constant": ("#a40e26", "#ff9492"),
}
"""Style: its colour on a light and on a dark ground."""

_TOKENS: Final = (
    ("Token.Comment", "comment"),
    ("Token.Keyword", "keyword"),
    ("Token.Literal.Number", "number"),
    ("Token.Literal.String.Symbol", PLAIN),
    ("Token.Literal.String.Char", "number"),
    ("Token.Literal.String", "string"),
    ("Token.Name.Variable", "variable"),
    ("Token.Name.Function", "function"),
    ("Token.Name.Namespace", "function"),
    ("Token.Name.Class", "keyword"),
    ("Token.Name.Constant", "constant"),
)
_BAD: Final = ("** ", "* ", "*** ERROR")
_DETAILS: Final = ("     in function", "        called as", "        ***", "     in call from")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the screen. `at`: when it was there; `typed`: it is input, from a prompt on."""

    at: float
    runs: tuple[Run, ...]
    typed: bool = False

    @property
    def text(self) -> str:
        """Without the styles."""
        return "".join(text for _, text in self.runs)


def lines(session: Recording) -> list[Line]:
    """The screen, line by line."""
    found = [Line(0.0, runs) for runs in _output(session.before)]
    for turn in session.turns:
        found += _typed(turn)
        at = turn.printed[0][0] if turn.printed else turn.typed_at
        found += [Line(at, runs) for runs in _output(turn.output)]
    return found


def _typed(turn: Turn) -> Iterator[Line]:
    room = " " * len(turn.prompt)
    for i, runs in enumerate(_erlang(turn.input)):
        yield Line(turn.typed_at, ((PROMPT, room if i else turn.prompt), *runs), True)


def _output(text: str) -> Iterator[tuple[Run, ...]]:
    """Terms in colours, exceptions and reports in theirs; each line for itself."""
    in_report = False
    for line in text.removesuffix("\n").split("\n") if text else []:
        if line.startswith("=") and " REPORT==== " in line:
            in_report = True
        elif not line.startswith(" "):
            in_report = in_report and not line.startswith(("{", "[", "<", "#", "**", "ok"))
        if line.startswith(_BAD + _DETAILS):
            yield ((ERROR, line),)
        elif in_report:
            yield ((REPORT, line),)
        else:
            yield next(_erlang(line))


def _erlang(text: str) -> Iterator[tuple[Run, ...]]:
    runs: list[Run] = []
    for _, token, value in ErlangLexer().get_tokens_unprocessed(text):
        style = _style(token)
        for i, part in enumerate(value.split("\n")):
            if i:
                yield tuple(runs)
                runs = []
            if part and runs and runs[-1][0] == style:
                runs[-1] = (style, runs[-1][1] + part)
            elif part:
                runs.append((style, part))
    yield tuple(runs)


def _style(token: Any) -> str:
    name = str(token)
    return next((style for prefix, style in _TOKENS if name.startswith(prefix)), PLAIN)
