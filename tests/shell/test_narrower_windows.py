"""A window made narrower while a line is typed leaves no copies of the line (as in `erl`)."""

from __future__ import annotations

from typing import Any

import pytest
from prompt_toolkit.application import Application
from prompt_toolkit.data_structures import Point, Size
from prompt_toolkit.layout.screen import Char, Screen
from prompt_toolkit.output import DummyOutput

from pyerlshell.shell import reflow


def drawn(*rows: str) -> Screen:
    screen = Screen()
    for y, row in enumerate(rows):
        x = 0
        for char in row:
            cell = Char(char)
            screen.data_buffer[y][x] = cell
            x += cell.width
    return screen


@pytest.mark.parametrize(
    ("rows", "cursor", "columns", "then"),
    [
        (["1> a."], (5, 0), 40, (5, 0)),
        (["x" * 80, "y" * 17], (17, 1), 50, (17, 2)),
        (["x" * 80, "y" * 17], (17, 1), 20, (17, 4)),
        (["x" * 80], (70, 0), 50, (20, 1)),
        (["", "", "y"], (1, 2), 10, (1, 2)),
        (["x" * 30 + " " * 50, "y"], (1, 1), 40, (1, 1)),
        (["日" * 30, "y"], (1, 1), 40, (1, 2)),
    ],
)
def test_where_the_cursor_is_then(
    rows: list[str], cursor: tuple[int, int], columns: int, then: tuple[int, int]
) -> None:
    assert reflow.broken(drawn(*rows), Point(*cursor), columns) == Point(*then)


class Window(DummyOutput):
    """An output with a width, which notes how far up the cursor was sent."""

    def __init__(self) -> None:
        self.columns = 80
        self.ups: list[int] = []

    def get_size(self) -> Size:
        return Size(rows=24, columns=self.columns)

    def cursor_up(self, amount: int) -> None:
        self.ups.append(amount)


@pytest.mark.parametrize(("columns", "up"), [(50, 2), (79, 2), (80, 1), (120, 1)])
def test_all_of_the_line_is_taken_away_before_it_is_drawn_again(columns: int, up: int) -> None:
    window = Window()
    app: Application[Any] = Application(output=window)
    reflow.follow(app)
    app.renderer._last_screen = drawn("x" * 80, "y" * 17)
    app.renderer._last_size = window.get_size()
    app.renderer._cursor_pos = Point(17, 1)
    window.columns = columns
    app._on_resize()
    assert window.ups[0] == up
