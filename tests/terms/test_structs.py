"""Small classes of fields."""

from __future__ import annotations

import pytest

from pyerlshell.terms.structs import field, replaced, structure


@structure()
class Point:
    """A point."""

    x: int
    y: int = 2
    marks: list[str] = field(default_factory=list)

    def total(self) -> int:
        """The sum."""
        return self.x + self.y


def test_fields_in_order_and_by_name() -> None:
    assert (Point(1).x, Point(1).y, Point(1, 5).total()) == (1, 2, 6)
    assert Point(y=7, x=3).total() == 10
    assert repr(Point(1)) == "Point(x=1, y=2, marks=[])"


def test_each_has_a_default_of_its_own() -> None:
    Point(1).marks.append("a")
    assert Point(1).marks == []


def test_only_the_fields_that_are_declared() -> None:
    with pytest.raises(AttributeError):
        Point(1).z = 3  # type: ignore[attr-defined]
    with pytest.raises(TypeError):
        Point()  # type: ignore[call-arg]


def test_replaced_is_a_copy() -> None:
    old = Point(1, marks=["a"])
    new = replaced(old, x=9)
    assert (new.x, new.y, new.marks, old.x) == (9, 2, ["a"], 1)


def test_match_by_position() -> None:
    match Point(4, 5):
        case Point(x, y, _):
            assert (x, y) == (4, 5)
