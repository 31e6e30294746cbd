"""An output in its parts: what was printed and returned, reports, an exception.

Reports come from a process of their own, whenever it gets round to it: they are a stream beside the
rest. What a compiler says is brought to one form, since releases differ in columns and in whether
they show the line.

OTP: logger_formatter, erl_error, compile
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pyerlshell.transcript.judging import faults
from pyerlshell.transcript.judging.faults import Fault, read_fault

HEADER: Final = re.compile(r"=([A-Z][A-Z ]*?) ?REPORT==== .*===\s*\Z")
_ENDS_REPORT: Final = re.compile(r"\*\* (?:exception |exited: )")
_HINT: Final = "Command is taking a long time, type Ctrl+G, then enter 'i' to interrupt"
_COMPILER: Final = re.compile(
    r"(?:\./|(?:/|[A-Za-z]:[\\/])?[\w./\\@+~ -]*[/\\])?([\w@+-]+\.[eyhx]rl):(\d+)(:\d+)?: (.*)\Z"
)
SNIPPET: Final = re.compile(r"%\s+(?:\d+)?\s*\|")
_NO_LINE: Final = re.compile(r"(?:\./)?([\w@+-]+\.[eyhx]rl):(none|no such file or directory)")


@dataclass(frozen=True, slots=True)
class Report:
    """`kind`: ERROR, CRASH, SUPERVISOR, ..."""

    kind: str
    body: str


@dataclass(frozen=True, slots=True)
class Said:
    """One message of the compiler."""

    file: str
    line: int
    text: str
    column: bool

    @property
    def warning(self) -> bool:
        """Only a warning."""
        return self.text.startswith("Warning:")


@dataclass(frozen=True, slots=True)
class Output:
    """What was printed, in its parts."""

    lines: tuple[str, ...]
    reports: tuple[Report, ...] = ()
    fault: Fault | None = None
    said: tuple[Said, ...] = ()


def read_output(lines: Sequence[str]) -> Output:
    """The parts of an output."""
    rest, reports = _without_reports(lines)
    rest, fault = _without_fault(rest)
    rest, said = _without_messages(rest)
    return Output(tuple(line for line in rest if line.strip()), tuple(reports), fault, tuple(said))


def without_hint(lines: Sequence[str]) -> list[str]:
    """The shell's hint that a command takes long is not the command's."""
    return [line for line in lines if line.strip() != _HINT]


def _without_reports(lines: Sequence[str]) -> tuple[list[str], list[Report]]:
    rest: list[str] = []
    reports: list[Report] = []
    kind = ""
    body: list[str] = []

    def end() -> None:
        nonlocal kind
        if kind:
            reports.append(Report(kind, "\n".join(body)))
        kind = ""
        body.clear()

    for line in lines:
        header = HEADER.match(line.strip())
        if header is not None:
            end()
            kind = header[1]
        elif kind and (not line.strip() or _ENDS_REPORT.match(line)):
            if not body and not line.strip():
                continue
            end()
            rest.append(line)
        elif kind:
            body.append(line)
        else:
            rest.append(line)
    end()
    return rest, reports


def _without_fault(lines: list[str]) -> tuple[list[str], Fault | None]:
    for index, line in enumerate(lines):
        if faults.START.match(line) is None:
            continue
        end = index + 1
        while end < len(lines) and (lines[end][:1].isspace() or lines[end].strip() == "**"):
            end += 1
        fault = read_fault(lines[index:end])
        if fault is not None:
            return lines[:index] + lines[end:], fault
    return lines, None


def _without_messages(lines: list[str]) -> tuple[list[str], list[Said]]:
    rest: list[str] = []
    said: list[Said] = []
    for line in lines:
        if said and SNIPPET.match(line):
            continue
        found = _COMPILER.match(line)
        if found is None:
            rest.append(line)
        else:
            said.append(Said(found[1], int(found[2]), found[4].strip(), found[3] is not None))
    return rest, said
