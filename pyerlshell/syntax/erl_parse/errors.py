"""The exception of the literal reader.

OTP: erl_parse
"""

from __future__ import annotations

from pyerlshell.terms.types import Term


class NotLiteral(Exception):
    """The abstract form is not that of a literal (or the term has no abstract form)."""

    def __init__(self, node: Term) -> None:
        self.node = node
