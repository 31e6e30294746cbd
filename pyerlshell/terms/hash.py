"""`erlang:phash2/1,2`."""

from __future__ import annotations

from pyerlshell.terms.types import Term


def phash2(term: Term, limit: int = 1 << 27) -> int:
    return 0
