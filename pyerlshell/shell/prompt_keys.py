"""Keys that end the prompt, and what prompt_toolkit calls the keys that terminals send.

OTP: prim_tty, user_drv
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from prompt_toolkit.input.vt100_parser import Vt100Parser
from prompt_toolkit.key_binding import KeyPressEvent
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


def pressed(key: str) -> tuple[str, ...]:
    """What prompt_toolkit calls the keys of a text that a terminal sends."""
    found: list[str] = []

    def feed(press: Any) -> None:
        found.append(press.key.value if isinstance(press.key, Keys) else press.key)

    parser = Vt100Parser(feed)
    parser.feed(key)
    parser.flush()
    return tuple(found)
