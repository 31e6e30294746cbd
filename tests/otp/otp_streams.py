"""What a session printed, taken apart so that two runs can be compared.

Processes print at the same time, so the order of three streams among each other is nobody's
promise: the *DBG* lines of traced servers, the reports of logger, and what the shell prints.
Within a stream the order counts; reports of different processes are compared as a set. White space
is left out (a line number with fewer digits moves a line break), and so are names that differ from
run to run.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

PROMPT: Final = re.compile(r"^(?:\d+> )+", re.M)
REPORT: Final = re.compile(r"^=[A-Z]+ REPORT==== [^\n]* ===$", re.M)

VOLATILE: Final = tuple(
    (re.compile(pattern), text)
    for pattern, text in (
        (r"<0\.\d+\.0>", "<PID>"),
        (r"#Ref<[\d.]+>", "#Ref"),
        (r"#Fun<(\w+)\.\d+\.\d+>", r"#Fun<\1>"),
        (r"#Fun<gen\w*>", "#Fun<gen>"),
        (r"-57646\d+|\{reductions,\d+\}", "N"),
        (r"\{\{20\d\d,\d+,\d+\},\{\d+,\d+,\d+\}\}", "TIME"),
        # Our library's sources have lines of their own, and a shell that does not interpret.
        (r"\{line,\d+\}", "{line,N}"),
        (r"\(\w+\.erl:\d+\)", ""),
        (r"infunctionshell:apply_fun/3", ""),
        (r"erl_eval:'-[^']*'/\d+", "erl_eval:FUN"),
        (
            r",?\{(?:erl_eval|shell|io|timer),[\w'$^/-]+,\d+,(?:\[\]|\[\{file,\"\w+\.erl\"\},\{line,N\}\])\}",
            "",
        ),
        (r"\[,", "["),
        (r"(heap_size|stack_size|reductions):\d+", r"\1:N"),
        (r"ancestors:\[[^\]]*\]", "ancestors:[...]"),
        # In the reference the master is linked to a controller that we do not need.
        (r"(initialcall:application_master:.*)links:\[[^\]]*\]", r"\1links:[]"),
        (r"\{'\$ancestors',\[[^\]]*\]\}", "{'$ancestors',[...]}"),
    )
)


@dataclass(slots=True)
class Streams:
    """`shell`: prompt by prompt; `traces`: the *DBG* lines; `reports`: sorted."""

    shell: list[str] = field(default_factory=list)
    traces: list[str] = field(default_factory=list)
    reports: list[str] = field(default_factory=list)


def streams(text: str) -> Streams:
    """Take apart what came after the banner."""
    found = Streams()
    _, _, session = text.partition("1> ")
    for number, part in enumerate(_prompts("1> " + session)):
        shell: list[str] = []
        _sort_lines(part.split("\n"), shell, found)
        found.shell.append(f"{number + 1}> {normal(chr(10).join(shell))}")
    found.reports.sort()
    return found


def _prompts(session: str) -> list[str]:
    parts: list[str] = []
    for piece in re.split(r"^(?=\d+> )", session, flags=re.M):
        if piece:
            parts.append(PROMPT.sub("", piece, count=1))
    return parts


def _sort_lines(lines: list[str], shell: list[str], found: Streams) -> None:
    i = 0
    while i < len(lines):
        start = i
        i += 1
        if REPORT.match(lines[start]):
            while i < len(lines) and not _ends_report(lines[i]):
                i += 1
            found.reports.append(normal(_kind(lines[start]) + "\n".join(lines[start + 1 : i])))
        elif lines[start].startswith("*DBG* "):
            while i < len(lines) and lines[i].startswith("      "):
                i += 1
            found.traces.append(normal("\n".join(lines[start:i])))
        else:
            shell.append(lines[start])


def _ends_report(line: str) -> bool:
    return not line or line.startswith(("=", "** exception", "* exception", "*DBG*", "ok", "{"))


def _kind(header: str) -> str:
    return header.partition("====")[0]


def normal(text: str) -> str:
    """Without white space, names and figures that differ from run to run."""
    text = re.sub(r"\s+", "", text)
    for pattern, replacement in VOLATILE:
        text = pattern.sub(replacement, text)
    return text
