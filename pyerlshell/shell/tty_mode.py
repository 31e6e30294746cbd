"""What the terminal itself does with keys while no prompt is open.

Ctrl-G sends the quit signal then, so that a running command can be interrupted as in the reference.

OTP: prim_tty (tty_init)
"""

from __future__ import annotations

import os
import select
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

try:
    import termios
except ImportError:  # no Unix
    termios = None  # type: ignore[assignment]

_LOCAL_MODES: Final = 3
_CHARACTERS: Final = 6
_CTRL_G: Final = b"\x07"
_CHUNK: Final = 4096


def save() -> Any:
    """The terminal's settings, None if they cannot be known."""
    if termios is None:
        return None
    try:
        return termios.tcgetattr(sys.stdin.fileno())
    except (termios.error, OSError, ValueError):
        return None


def restore(settings: Any) -> None:
    """Back to saved settings."""
    if settings is not None:
        try:
            termios.tcsetattr(sys.stdin.fileno(), termios.TCSADRAIN, settings)
        except termios.error:
            return


@contextmanager
def silent() -> Iterator[None]:
    """No echo and no lines: keys wait for the editor, which shows them itself."""
    before = save()
    if before is not None:
        changed = save()
        changed[_LOCAL_MODES] &= ~(termios.ECHO | termios.ICANON)
        restore(changed)
    try:
        yield
    finally:
        restore(before)


def between_prompts() -> None:
    """While a command runs: keys are kept for the next prompt, Ctrl-G sends the quit signal."""
    changed = save()
    if changed is not None:
        changed[_CHARACTERS][termios.VQUIT] = _CTRL_G
        changed[_LOCAL_MODES] &= ~(termios.ECHO | termios.ICANON)
        changed[_LOCAL_MODES] |= termios.NOFLSH  # a signal does not take the keys away
        restore(changed)


def forget_keys() -> None:
    """What was typed and not read yet is for nobody."""
    if termios is not None:
        try:
            termios.tcflush(sys.stdin.fileno(), termios.TCIFLUSH)
        except (termios.error, OSError, ValueError):
            return


def typed_ahead() -> str:
    """What was typed and not read yet."""
    found = b""
    try:
        while select.select([sys.stdin.fileno()], [], [], 0)[0]:
            chunk = os.read(sys.stdin.fileno(), _CHUNK)
            if not chunk:
                break
            found += chunk
    except (OSError, ValueError):
        pass
    return found.decode("utf-8", "replace")


def ctrl_g_quits() -> bool:
    """Lines with echo, and Ctrl-G sends the quit signal; False if there is no terminal."""
    changed = save()
    if changed is None:
        return False
    changed[_CHARACTERS][termios.VQUIT] = _CTRL_G
    changed[_LOCAL_MODES] &= ~termios.ECHOCTL
    restore(changed)
    return True


@contextmanager
def stoppable(outside: Any) -> Iterator[None]:
    """Ctrl-Z gives the terminal back with the settings `outside`; `fg` takes it again.

    A shell leaves its own settings to a program that goes on: without this a command that was
    stopped would go on with echo, and without Ctrl-G.
    """

    def stop(*_: object) -> None:
        ours = save()
        forget_keys()  # they are not for the program that is in front now
        restore(outside)
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTSTP)
        signal.signal(signal.SIGTSTP, stop)  # the first thing that happens after `fg`
        restore(ours)

    if not hasattr(signal, "SIGTSTP") or signal.getsignal(signal.SIGTSTP) != signal.SIG_DFL:
        yield
        return
    signal.signal(signal.SIGTSTP, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)


@contextmanager
def cooked() -> Iterator[None]:
    """Lines with echo, for a menu that reads without the line editor."""
    before = save()
    if before is not None:
        changed = save()
        changed[_LOCAL_MODES] |= termios.ECHO | termios.ICANON
        restore(changed)
    try:
        yield
    finally:
        restore(before)


def one_by_one() -> bool:
    """Keys are read as they are typed, without echo; False if there is no terminal."""
    changed = save()
    if changed is None:
        return False
    changed[_LOCAL_MODES] &= ~(termios.ECHO | termios.ICANON)
    restore(changed)
    return True
