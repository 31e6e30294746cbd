"""A session as text: as the console showed it, or in a Markdown document."""

from __future__ import annotations

import re

from pyerlshell.transcript.recording.turns import Recording, Turn

_FENCES = re.compile("`{3,}")


def text(session: Recording) -> str:
    """The transcript."""
    return session.before + "".join(map(turn_text, session.turns))


def turn_text(turn: Turn) -> str:
    """One prompt of it."""
    return "\n".join(turn.typed) + "\n" + turn.output


def markdown(session: Recording) -> str:
    """A document with the transcript in a fence that nothing in it closes."""
    shown = text(session)
    longest = max((len(found) for found in _FENCES.findall(shown)), default=2)
    fence = "`" * (longest + 1)
    return f"# Erlang session\n\n{fence}erlang\n{shown}{fence}\n"
