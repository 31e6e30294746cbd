"""A column of windows in which one takes all that the others leave.

prompt_toolkit's own column hands out the rows one by one, by weights, which costs more than all the
rest of drawing a line.
"""

from __future__ import annotations

from collections.abc import Sequence

from prompt_toolkit.layout import ConditionalContainer, HSplit, Window
from prompt_toolkit.layout.containers import Container
from prompt_toolkit.layout.screen import WritePosition


class Column(HSplit):
    """`filler` is one of the children; it has no content and gets the rows that are left."""

    def __init__(self, children: Sequence[Container], filler: ConditionalContainer) -> None:
        self.filler = filler
        super().__init__(children, window_too_small=Window())

    def _divide_heights(self, write_position: WritePosition) -> list[int] | None:
        width, left = write_position.width, write_position.height
        sizes = []
        children = self._all_children  # with what stands between them
        for child in children:
            wanted = 0
            if child is not self.filler:
                wanted = min(left, child.preferred_height(width, left).preferred)
            sizes.append(wanted)
            left -= wanted
        return [left if c is self.filler else n for c, n in zip(children, sizes, strict=True)]
