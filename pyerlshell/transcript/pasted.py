"""What a console asks about pasted text: is it a transcript, and what was typed in it?

OTP: none
"""

from __future__ import annotations

from typing import Final

from pyerlshell.terms.patterns import pattern

_PROMPT: Final = pattern(r"^[ \t]*(?:\([^()\s]+@[^()\s]+\))?\d+> ?\S", 8)  # re.MULTILINE
_LONGEST: Final = 1 << 20


def inputs(text: str) -> list[str] | None:
    """The commands of a transcript with numbered prompts; None if the text is none.

    Only text whose first line that is not empty has a prompt counts: Erlang code may hold `1> x`.
    """
    if len(text) > _LONGEST or _PROMPT.match(text.lstrip("\n")) is None:
        return None
    from pyerlshell.transcript.reader import read_any

    found = [prompt.text.strip() for prompt in read_any(text.encode(), format="text").prompts]
    return [command for command in found if command] or None
