"""The encoding of a source file: the comment `coding: latin-1` in one of its first two lines.

OTP: epp:read_encoding/1
"""

from __future__ import annotations

import re
from typing import Final

_LIMIT: Final = 512
_CODING: Final = re.compile(rb"coding *[:=] *([a-zA-Z0-9-]*)")


def read_encoding(data: bytes, in_comment_only: bool = True) -> str | None:
    """ "utf-8", "latin-1", or None if nothing is said."""
    for line in data[:_LIMIT].split(b"\n")[:2]:
        comment = line
        if in_comment_only:
            start = line.find(b"%")
            if start < 0:
                continue
            comment = line[start:]
        m = _CODING.search(comment)
        if m is not None:
            parts = m[1].lower().split(b"-")
            if parts[:2] == [b"latin", b"1"]:
                return "latin-1"
            return "utf-8" if parts[:2] == [b"utf", b"8"] else None
    return None
