"""What an author wrote behind an input or an output: told from what was typed or printed.

c(tt13). %compile it             a comment, legal in Erlang
sys:suspend(tt13). /*stop it     in the manner of another language
{ok,460037}        % 16#070505   behind an output
"""

from __future__ import annotations

import re
from typing import Final

from pyerlshell.transcript.reading.looks import is_term

LEADER: Final = re.compile(
    r"\s*(?:%|/\*|//|\#(?![\w{<])|<-+|←|⇐|⟵|--(?!\s*\[)|—|–|=>|->|→|;;|\(\*|<!--|\^\^|\\\\|（|※|★|<\d+>|【)"
)
"""What begins a remark behind a full stop."""

BEHIND_OUTPUT: Final = re.compile(
    r"(?:\s+(?=%|/\*|//\s|\#\s|<-+\s|←|⇐|⟵|→|※|--\s|<\d+>\s*\Z|⬅)|(?=←|⟵|⬅))"
)
GLUED: Final = re.compile(r"\.(?=\s*(?:/\*|//|←|⟵|—|#\s|<-|[^\x00-\u024f]))")
"""A full stop that the scanner does not see as one, as its remark follows without a blank."""


def is_remark(text: str) -> bool:
    """Whether what stands behind a full stop is an author's remark rather than more input."""
    return bool(LEADER.match(text)) or not any(c.isalnum() for c in text)


def output_end(text: str) -> int:
    """Where a printed line ends and an author's remark behind it begins (else its length)."""
    if text.lstrip().startswith(("%", "*DBG*", "=")) or not BEHIND_OUTPUT.search(text):
        return len(text)
    for found in BEHIND_OUTPUT.finditer(text):
        head = text[: found.start()]
        if _is_whole(head):
            return len(head.rstrip())
    return len(text)


def _is_whole(head: str) -> bool:
    """A value, or a line of one: quotes are closed."""
    if not head.strip():
        return False
    if is_term(head.rstrip().rstrip(",")):
        return True
    return head.strip()[0] in "{[<#" and head.count('"') % 2 == 0


def is_output_remark(text: str) -> bool:
    """Whether a whole line among the output is a remark."""
    return bool(_WHOLE.match(text))


_WHOLE: Final = re.compile(r"\s*(?:%|/\*.*\*/\s*\Z|//\s|←|⟵|⬅|<--)")
