"""Output that does not fit on the screen: after each page the user says whether there is more.

OTP: c (paged_output)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, TypeVar

from pyerlshell.otp import procs
from pyerlshell.otp.chardata import NotText, to_str
from pyerlshell.terms.atoms import a
from pyerlshell.terms.types import Term

T = TypeVar("T")
_ASK: Final = b"more (y/n)? (y) "
_LINES: Final = 100


def limit() -> int:
    """How many lines are a page."""
    rows = procs.io_request((a.get_geometry, a.rows))
    return rows - 2 if type(rows) is int else _LINES


def each_page(items: Iterable[T], lines: int, show: Callable[[T], None]) -> bool:
    """Show the items, so many lines each; False if the user had enough."""
    page, shown = limit(), 0
    for item in items:
        if shown >= page:
            if not _more():
                return False
            shown = 0
        show(item)
        shown += lines
    return True


def paged(text: str) -> Term:
    """Print a text page by page; ok."""
    lines = text.removesuffix("\n").split("\n")
    page = limit()
    for start in range(0, len(lines), page):
        if start and not _more():
            break
        procs.put_chars("\n".join(lines[start : start + page]) + "\n")
    return a.ok


def _more() -> bool:
    while True:
        answer = procs.io_request((a.get_line, a.unicode, _ASK))
        try:
            line = to_str(answer)
        except NotText:
            return False
        if line in ("\n", "y\n", "c\n"):
            return True
        if line in ("n\n", "q\n"):
            return False
