"""What a session consisted of, in the order in which it was seen: the source of recordings.

Group leaders tell the recorder what they ask, get and print. It keeps the latest `MOST`
characters; whole prompts are dropped from the front.

OTP: none
"""

from __future__ import annotations

import errno
import time
from collections import deque
from collections.abc import Callable, Iterable
from enum import Enum
from typing import Final, NamedTuple

from pyerlshell.erts.node import Node
from pyerlshell.terms.atoms import a, atom
from pyerlshell.terms.types import Term

MOST: Final = 1 << 24
"""Characters that are kept."""
_EACH: Final = 64
"""What an event costs besides its characters."""


class Kind(Enum):
    """What an event is."""

    PROMPT = "prompt"
    """The shell asks for an expression."""
    MORE = "more"
    """The shell asks for the next line of one."""
    INPUT = "input"
    """A line for the shell."""
    ASKED = "asked"
    """A program asks for a line: what it shows for that."""
    ANSWER = "answer"
    """A line for a program."""
    OUTPUT = "output"


def _no_formats(_path: str, _events: Iterable[Event]) -> None:
    raise OSError(errno.ENOTSUP, "no recordings here")


class Event(NamedTuple):
    """Something seen, `at` seconds after the start."""

    at: float
    kind: Kind
    text: str


class Recorder:
    """The node's recorder; it does nothing until it is `on`."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.events: deque[Event] = deque()
        self.save: Callable[[str, Iterable[Event]], None] = _no_formats
        """Writes events to a file. Raises OSError. Set by who knows the formats."""
        self.on = False
        self._start = time.monotonic()
        self._size = 0

    def see(self, kind: Kind, text: str) -> None:
        """Something was asked, typed or printed."""
        if not self.on:
            return
        self.events.append(Event(time.monotonic() - self._start, kind, text))
        self._size += len(text) + _EACH
        if self._size > MOST:
            self._forget()

    def save_as(self, name: str) -> Term:
        """`ok`, having saved all prompts before this one, or {error, Reason}."""
        events = list(self.events)
        while events and events.pop().kind is not Kind.PROMPT:
            pass
        try:
            self.save(self.node.outside.reach("write", name), events)
        except OSError as e:
            return (a.error, atom(errno.errorcode.get(e.errno or 0, "eio").lower()))
        return a.ok

    def _forget(self) -> None:
        """Drop the oldest prompts, down to three quarters."""
        events = self.events
        while events and (self._size > MOST * 3 // 4 or events[0].kind is not Kind.PROMPT):
            self._size -= len(events.popleft().text) + _EACH
