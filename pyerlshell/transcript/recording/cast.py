"""A session as an asciicast (version 2), with a marker at each prompt.

The lines are typed letter by letter within the time that the typing took.
"""

from __future__ import annotations

import json
from typing import Final

from pyerlshell.transcript.recording.page import cells
from pyerlshell.transcript.recording.turns import Recording, Turn

_KEY: Final = 0.06
"""Seconds a letter takes at most."""
_IDLE: Final = 2.0
_ROWS: Final = 24
_FEWEST: Final = 80
_LABEL: Final = 60


def cast(session: Recording) -> str:
    """Lines of JSON: a header, then [Seconds, Kind, Text]."""
    shown = [session.before]
    for turn in session.turns:
        shown += [*turn.typed, turn.output]
    width = max([_FEWEST, *(cells(line) for text in shown for line in text.split("\n"))])
    header = {
        "version": 2,
        "width": width,
        "height": _ROWS,
        "idle_time_limit": _IDLE,
        "title": "Erlang session",
        "env": {"TERM": "xterm-256color"},
    }
    lines = [json.dumps(header)]
    if session.before:
        lines.append(_event(0.0, "o", session.before))
    for turn in session.turns:
        lines += _turn(turn)
    return "\n".join(lines) + "\n"


def _turn(turn: Turn) -> list[str]:
    events = [_event(turn.at, "o", turn.prompt)]
    typed = "\n".join(turn.typed)[len(turn.prompt) :]
    step = min(_KEY, max(turn.typed_at - turn.at, 0.0) / (len(typed) + 1))
    now = turn.typed_at - step * len(typed)
    for char in typed:
        events.append(_event(now, "o", char))
        now += step
    label = turn.prompt + turn.input.split("\n", 1)[0]
    events.append(_event(turn.typed_at, "m", label[:_LABEL]))
    events.append(_event(turn.typed_at, "o", "\n"))
    events += [_event(at, "o", text) for at, text in turn.printed]
    if turn.printed and not turn.printed[-1][1].endswith("\n"):
        events.append(_event(turn.printed[-1][0], "o", "\n"))
    return events


def _event(at: float, kind: str, text: str) -> str:
    shown = text.replace("\n", "\r\n") if kind == "o" else text
    return json.dumps([round(at, 6), kind, shown], ensure_ascii=False)
