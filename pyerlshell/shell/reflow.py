"""What a narrower window does to a line that is being typed.

A terminal breaks the rows that no longer fit into two or more. The cursor is then further below the
start of what we drew than when we drew it; without that in the reckoning the first rows stay behind
as a copy, once for every change of the window. (`erl` reckons with it too.)

OTP: prim_tty
"""

from __future__ import annotations

from typing import Any

from prompt_toolkit.application import Application
from prompt_toolkit.data_structures import Point
from prompt_toolkit.layout.screen import Screen


def follow(app: Application[Any]) -> None:
    """From now on a change of the window's width leaves no copies of the line."""
    resized = app._on_resize

    def on_resize() -> None:
        renderer = app.renderer
        drawn, before = renderer._last_screen, renderer._last_size
        columns = app.output.get_size().columns
        if drawn is not None and before is not None and 0 < columns < before.columns:
            renderer._cursor_pos = broken(drawn, renderer._cursor_pos, columns)
        resized()

    app._on_resize = on_resize  # type: ignore[method-assign]


def broken(drawn: Screen, cursor: Point, columns: int) -> Point:
    """Where `cursor` is once a terminal has broken what was drawn into rows of `columns`."""
    rows = cursor.x // columns
    for y in range(cursor.y):
        rows += max(1, -(-_width(drawn, y) // columns))
    return Point(x=cursor.x % columns, y=rows)


def _width(drawn: Screen, y: int) -> int:
    """How many columns of a row were written; blanks at its end are not."""
    row = drawn.data_buffer[y]
    written = [x + cell.width for x, cell in row.items() if cell.char != " "]
    return max(written, default=0)
