"""A session as a picture: an HTML page, or an SVG that stands still or plays."""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Iterable
from typing import Final

from pyerlshell.transcript.recording.styled import STYLES, Line, Run, lines
from pyerlshell.transcript.recording.turns import Recording

CELL: Final = 8.4
"""Width of a character in pixels, at 14 pixels height."""
LINE: Final = 19
_PAD: Final = 14
_ROWS: Final = 24
"""Rows of a playing picture."""
_FEWEST: Final = 60
_LONGEST_PAUSE: Final = 2.0
_SHORTEST_STEP: Final = 0.15
_LAST: Final = 3.0
"""Seconds that the end stands still."""
_FONT: Final = "ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace"
_LIGHT: Final = ("#ffffff", "#1f2328")
_DARK: Final = ("#0d1117", "#e6edf3")


def _rules(what: str, dark: bool) -> str:
    colours = (f".{name}{{{what}:{pair[dark]}}}" for name, pair in STYLES.items())
    return "".join(colours)


def _css(ground: str, ink: str) -> str:
    """`ground` and `ink`: format strings for the two colours that are not a run's."""
    what = "fill" if "fill" in ink else "color"
    light = ground.format(_LIGHT[0]) + ink.format(_LIGHT[1]) + _rules(what, False)
    dark = ground.format(_DARK[0]) + ink.format(_DARK[1]) + _rules(what, True)
    return f"{light}@media(prefers-color-scheme:dark){{{dark}}}"


def page(session: Recording) -> str:
    """A page of its own. Inputs are marked, so that `user-select` copies them without prompts."""
    style = _css("body{{background:{}}}", "body{{color:{}}}")
    body = "\n".join(_spans(line.runs) for line in lines(session))
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n<title>Erlang session</title>\n'
        f"<style>pre{{font:14px/1.35 {_FONT}}}.prompt{{user-select:none}}{style}</style>\n"
        f"</head>\n<body>\n<pre>\n{body}\n</pre>\n</body>\n</html>\n"
    )


def _spans(runs: Iterable[Run]) -> str:
    return "".join(
        f'<span class="{style}">{html.escape(text, quote=False)}</span>'
        if style
        else html.escape(text, quote=False)
        for style, text in runs
    )


def still(session: Recording) -> str:
    """A picture of all of the session."""
    shown = lines(session)
    rows = "".join(_row(line, i) for i, line in enumerate(shown))
    return _svg(shown, len(shown), "", rows)


def playing(session: Recording) -> str:
    """A picture that shows each line when it came, pauses cut short, and starts again."""
    shown = lines(session)
    if not shown:
        return still(session)
    times = _times(shown)
    end = times[-1] + _LAST
    rows = "".join(
        f'<g class="l" style="animation-name:a{i}">{_row(line, i)}</g>'
        for i, line in enumerate(shown)
    )
    frames = [f".l,.s{{animation-duration:{end:.2f}s;animation-iteration-count:infinite}}"]
    for i, at in enumerate(times):
        seen = 100 * at / end
        hidden = max(seen - 0.01, 0)
        frames.append(
            f"@keyframes a{i}{{0%,{hidden:.3f}%{{visibility:hidden}}"
            f"{seen:.3f}%,100%{{visibility:visible}}}}"
        )
    frames.append(_scrolling(times, end))
    rows = f'<g class="s">{rows}</g>'
    return _svg(shown, min(len(shown), _ROWS), "".join(frames), rows)


def _scrolling(times: list[float], end: float) -> str:
    steps = ["0%{transform:translateY(0)}"]
    for i in range(_ROWS, len(times)):
        up = (i - _ROWS + 1) * LINE
        steps.append(f"{100 * times[i] / end:.3f}%{{transform:translateY(-{up}px)}}")
    rule = ".s{animation-name:scroll;animation-timing-function:step-end}"
    return f"{rule}@keyframes scroll{{{''.join(steps)}}}"


def _times(shown: list[Line]) -> list[float]:
    """When each line is shown: as it was, but no pause is long, and no prompt comes at once."""
    times: list[float] = []
    now, before = 0.0, shown[0].at
    for line in shown:
        gap = min(max(line.at - before, 0.0), _LONGEST_PAUSE)
        now += max(gap, _SHORTEST_STEP if line.typed else 0.0)
        before = max(before, line.at)
        times.append(now)
    return times


def _row(line: Line, row: int) -> str:
    y = _PAD + LINE * row + 14
    spans = []
    column = 0
    for style, text in line.runs:
        mark = f' class="{style}"' if style else ""
        if text.strip():
            shown = html.escape(text, quote=False)
            spans.append(f'<tspan x="{_PAD + column * CELL:.1f}"{mark}>{shown}</tspan>')
        column += cells(text)
    return f'<text y="{y}" xml:space="preserve">{"".join(spans)}</text>\n' if spans else ""


def cells(text: str) -> int:
    """How many cells of a terminal the text takes."""
    return sum(_cell(char) for char in text)


def _cell(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _svg(shown: list[Line], rows: int, frames: str, body: str) -> str:
    columns = max([_FEWEST, *(cells(line.text) for line in shown)])
    width, height = int(2 * _PAD + columns * CELL), 2 * _PAD + LINE * rows
    style = _css(".g{{fill:{}}}", "text{{fill:{}}}")
    spoken = html.escape("\n".join(line.text for line in shown), quote=False)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img">\n<title>Erlang session</title>\n'
        f'<desc xml:space="preserve">{spoken}\n</desc>\n'
        f"<style>text{{font:14px {_FONT}}}{style}{frames}</style>\n"
        f'<rect class="g" width="{width}" height="{height}" rx="6"/>\n'
        f'<svg y="0" width="{width}" height="{height}">\n{body}</svg>\n</svg>\n'
    )
