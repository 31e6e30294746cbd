"""The module `calendar`: the table that the files of this package fill.

OTP: calendar
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.errors import function_clause
from pyerlshell.erts.native import NativeModule
from pyerlshell.terms.types import Term

calendar: Final = NativeModule("calendar", "Dates and times.")

DAY: Final = 86400
EPOCH: Final = 719528 * DAY
"""The seconds from year 0 to 1970."""


def parts(x: Term, size: int, *args: Term) -> Any:
    """The elements of a tuple of this size, else function_clause."""
    if type(x) is not tuple or len(x) != size:
        raise function_clause(*args)
    return x
