"""Keys that end the prompt, and what prompt_toolkit calls the keys that terminals send.

OTP: prim_tty, user_drv
"""

from __future__ import annotations

from collections.abc import Callable

from prompt_toolkit.input.vt100_parser import Vt100Parser
from prompt_toolkit.key_binding import KeyPressEvent
from prompt_toolkit.key_binding.key_processor import KeyPress
from prompt_toolkit.keys import Keys


class Interrupted(Exception):
    """Ctrl-C at the prompt."""


class SwitchCommand(Exception):
    """Ctrl-G at the prompt."""


def leave(reason: type[Exception]) -> Callable[[KeyPressEvent], None]:
    """A key that ends the prompt with an exception."""

    def press(event: KeyPressEvent) -> None:
        event.app.exit(exception=reason)

    return press


def presses(text: str) -> list[KeyPress]:
    """The keys of a text that was typed."""
    found: list[KeyPress] = []
    parser = Vt100Parser(found.append)
    parser.feed(text)
    parser.flush()
    return found


def pressed(key: str) -> tuple[str, ...]:
    """What prompt_toolkit calls the keys of a text that a terminal sends."""
    return tuple([p.key.value if isinstance(p.key, Keys) else p.key for p in presses(key)])
