"""The layout of printed code: a box is a list of lines that knows nothing of where it stands.

Hanging `b` beside `a` puts b's first line after a's last one and indents the rest of b to that
column, so that a box never has to be laid out again when it moves right. Whether things stand on
one line is decided by width alone, except for what the reference always breaks (clauses,
comprehensions).

OTP: erl_pp (its intermediate format)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeAlias

Box: TypeAlias = list[str]

WIDTH: Final = 72
INDENT: Final = 4
STEP: Final = "\ud800"
"""One of the INDENT columns of a level of indentation, which `finished` makes blank. No text has
such a character."""


def text(string: str) -> Box:
    """A box of one line."""
    return [string]


def flat(box: Box) -> bool:
    """Whether the box is one line."""
    return len(box) == 1


def beside(left: Box, right: Box) -> Box:
    """`right` hung at the end of `left`."""
    last = left[-1]
    steps = last.count(STEP)
    column = STEP * steps + " " * (len(last) - steps)
    return [*left[:-1], left[-1] + right[0], *[column + line for line in right[1:]]]


def hang(*boxes: Box | str) -> Box:
    """Boxes and strings, each hung at the end of what stands before it."""
    result = [""]
    for box in boxes:
        result = beside(result, [box] if isinstance(box, str) else box)
    return result


def under(*boxes: Box | str) -> Box:
    """Boxes and strings, each under the one before."""
    lines: Box = []
    for box in boxes:
        lines.extend([box] if isinstance(box, str) else box)
    return lines


def indent(box: Box, columns: int = 0) -> Box:
    """The box, moved right: by so many columns, or by a level of indentation."""
    space = " " * columns if columns else STEP * INDENT
    return [space + line for line in box]


def finished(box: Box, step: int = INDENT) -> Box:
    """The box with levels of indentation that are `step` wide."""
    level, blank = STEP * INDENT, " " * step
    return [line.replace(level, blank) for line in box]


def after(box: Box, string: str) -> Box:
    """The box with a string added to its last line."""
    return [*box[:-1], box[-1] + string]


def fits(boxes: Sequence[Box], room: int, between: int = 2) -> bool:
    """Whether the boxes are one line each and stand on one line of `room` columns."""
    total = sum(len(box[0]) + between for box in boxes) - between
    return all(map(flat, boxes)) and total <= room


def join_flat(boxes: Sequence[Box], separator: str) -> Box:
    """One-line boxes on one line."""
    return [separator.join(box[0] for box in boxes)]


def stack(boxes: Sequence[Box], separator: str) -> Box:
    """Boxes under one another, the separator ending each line but the last."""
    return under(*[after(box, separator) for box in boxes[:-1]], boxes[-1])


def fill(boxes: Sequence[Box], room: int, closing: int = 0, glue: str = " ") -> Box:
    """One-line boxes with their separators, as many on each line as fit.

    A box ends with its separator; a blank before a box counts even where `glue` is empty. The last
    one leaves `closing` columns.
    """
    lines: Box = []
    line, width = "", 0
    for number, box in enumerate(boxes, 1):
        size = len(box[0]) + (closing if number == len(boxes) else 0)
        if line and width + 1 + size > room:
            lines.append(line)
            line = ""
        width = width + 1 + size if line else size
        line = line + glue + box[0] if line else box[0]
    return [*lines, line]
