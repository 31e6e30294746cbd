"""Ctrl-C: the node that is running decides what it means, also during an endless loop.

OTP: the break handler
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING, Any

from pyerlshell.erts.machine import P

if TYPE_CHECKING:
    from pyerlshell.erts.node import Node


class Interrupts:
    """`with Interrupts(node, action):` has Ctrl-C call `action` between two processes."""

    def __init__(self, node: Node, action: Callable[[], None]) -> None:
        self._node = node
        self._action = action
        self._before: Any = None

    def __enter__(self) -> Interrupts:
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, self._handle)
        return self

    def __exit__(self, *_: object) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)

    def _handle(self, signum: int, frame: FrameType | None) -> None:
        P.pending = True
        self._node.poller.post(self._action)
