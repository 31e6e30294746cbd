"""Interrupting a process that does not stop by itself.

A timer signal sets `P.pending`, and switches at once if the interrupted frame may be interrupted:
its globals have `__preempt__`, which generated modules and pure native modules set. A module whose
globals have `__tick__` besides has it called then, with the frame, and may end what goes on there.
Kernel functions test the flag where they end. Where there is no setitimer, a thread raises the
signal with `interrupt_main`; outside the main thread no signal can be handled, and only the flag is
set.

OTP: reductions
"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]
import _thread
import signal
import threading
from types import FrameType
from typing import Any, Final

from greenlet import getcurrent

from pyerlshell.erts.machine import P

TICK: Final = 0.004
_RETRY: Final = 0.000_2
"""A loop that spends its time in functions of the kernel is interrupted soon after one of them."""
_LOOK_BACK: Final = 12
_HAS_TIMER: Final = hasattr(signal, "setitimer")
_SIGNAL: Final[Any] = getattr(signal, "SIGALRM", None) or getattr(signal, "SIGBREAK", signal.SIGINT)


def on_tick(signum: int, frame: FrameType | None) -> None:
    """The signal handler."""
    sched = P.sched
    if sched is None:
        return
    P.pending = True
    if frame is None or P.guard or getcurrent() is sched.hub:
        return
    if "__preempt__" not in frame.f_globals:
        sched.ticker.retry()
    elif not _is_importing(frame):
        from pyerlshell.erts.scheduler import give_way

        give_way()
        count = frame.f_globals.get("__tick__")
        if count is not None:
            count(frame)


def _is_importing(frame: FrameType | None) -> bool:
    """A module is being executed close above: its import lock must not be held by who waits."""
    for _ in range(_LOOK_BACK):
        if frame is None:
            return False
        if frame.f_code.co_name == "<module>":
            return True
        frame = frame.f_back
    return False


class Ticker:
    """Ticks while a scheduler has something to run."""

    __slots__ = ("_previous", "_thread", "_timer")

    def __init__(self) -> None:
        self._thread: _TickThread | None = None
        self._timer = False
        self._previous: Any = None

    def start(self) -> None:
        """Begin to tick."""
        if threading.current_thread() is threading.main_thread():
            previous = _signal.getsignal(_SIGNAL)  # without the names that signal's adds: 3 us
            if previous is not on_tick:
                signal.signal(_SIGNAL, on_tick)
            self._previous = previous
            if _HAS_TIMER:
                signal.setitimer(signal.ITIMER_REAL, TICK, TICK)
                self._timer = True
                return
            self._run_thread(True)
        else:
            self._run_thread(False)

    def stop(self) -> None:
        """Stop ticking."""
        if self._timer:
            signal.setitimer(signal.ITIMER_REAL, 0)
            self._timer = False
        elif self._thread is not None:
            self._thread.active.clear()

    def restart(self) -> None:
        """A full tick for who runs next."""
        if self._timer:
            signal.setitimer(signal.ITIMER_REAL, TICK, TICK)
            P.pending = False

    def retry(self) -> None:
        """The tick came where nothing may be interrupted: another one soon."""
        if self._timer:
            signal.setitimer(signal.ITIMER_REAL, _RETRY, TICK)

    def _run_thread(self, interrupt: bool) -> None:
        if self._thread is None or self._thread.interrupt is not interrupt:
            self._thread = _TickThread(interrupt)
            self._thread.start()
        self._thread.active.set()


class _TickThread(threading.Thread):
    def __init__(self, interrupt: bool) -> None:
        super().__init__(daemon=True, name="pyerlshell-ticker")
        self.active = threading.Event()
        self.interrupt = interrupt

    def run(self) -> None:
        pause = threading.Event()
        while True:
            self.active.wait()
            pause.wait(TICK)
            if self.active.is_set():
                if self.interrupt:
                    _thread.interrupt_main(_SIGNAL)
                else:
                    P.pending = True
