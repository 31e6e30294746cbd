"""The console on a terminal: prompt_toolkit edits, asyncio owns the thread, the node runs in
slices.

A slice is posted with `call_at(now)`, never `call_soon`, and lets keys and redrawing go first. What
processes print while a prompt is open goes above it. The first prompt is written before
prompt_toolkit is imported; keys typed meanwhile wait in the terminal.

OTP: user_drv, prim_tty
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from pyerlshell.erts.node import Node
from pyerlshell.shell import crash_dump, termination, tty_mode
from pyerlshell.shell.console import write_all
from pyerlshell.shell.jobs import Jobs
from pyerlshell.shell.paint import Paint
from pyerlshell.shell.split import characters, first_command, is_complete
from pyerlshell.terms.atoms import a
from pyerlshell.terms.types import Pid, Term

if TYPE_CHECKING:
    import asyncio

    from pyerlshell.shell.settings import Settings

SLICE: Final = 0.004
_LINE_UP: Final = "\x1b[A"
_MOST_YIELDS: Final = 8
"""So often in a row may keys and redrawing go before the node."""


class TerminalConsole:
    """What the group leader talks to; `editor` is there once prompt_toolkit is."""

    unicode = True

    def __init__(self, node: Node, settings: Settings | None = None) -> None:
        self.node = node
        self.settings = settings
        """None: what the user's settings say, read when the first prompt is there."""
        self.editor: Any = None
        self.transcript_inputs: Callable[[str], list[str] | None] | None = None
        """The inputs of a pasted transcript, None if the text is none; set by who can read them."""
        self._paint = node.part(Paint)
        self._wanted: list[tuple[Pid, str, str, bool]] = []
        self._held: list[str] = []
        self._line = ""
        self._above = ""  # the unfinished line above the prompt

    # Output

    def write(self, text: str) -> None:
        """Print: at once, or above an open prompt when the event loop comes to it."""
        text = self._paint.painted(text)
        if self.editor is not None and self.editor.is_open():
            self._held.append(text)
            if len(self._held) == 1:
                self.editor.soon(self._print_above)
            return
        self._out(text)

    def _out(self, text: str) -> None:
        tail = text.rpartition("\n")[2]
        self._line = tail if "\n" in text else self._line + tail
        out = sys.stdout
        out.flush()
        write_all(out.buffer, text.encode(out.encoding, "replace"))

    def clear_line(self) -> None:
        """Nothing stands on the line of the cursor any more."""
        if self._line:
            self._out("\r\x1b[K")
            self._line = ""

    def flush(self) -> None:
        """Hand over what was printed."""
        sys.stdout.flush()

    def _print_above(self) -> None:
        if not self._held:
            return
        wait = self.editor.when_to_print()
        if wait > 0:
            self.editor.loop.call_later(wait, self._print_above)
            return
        held, self._held = "".join(self._held), []
        if held:
            self.editor.print_above(self.in_lines(held))

    def in_lines(self, text: str) -> str:
        """Whole lines to print above the prompt; an unfinished one is printed again, longer."""
        from prompt_toolkit.utils import get_cwidth

        before, columns = self._above, (self.size() or (80, 24))[0]
        line = before + text
        rest = line.rpartition("\n")[2]
        self._above = rest if 0 < get_cwidth(rest) < columns else ""
        return (_LINE_UP if before else "") + line + ("\n" if rest else "")

    # Input

    def want_line(self, reader: Pid, prompt: str, text: str, shell: bool) -> None:
        """Ask for a line; the whole expression if it is the shell that reads."""
        if shell and text.strip() and is_complete(text):
            shown = text[: first_command(text.rstrip("\n"))]
            self._out(f"{prompt}{shown}\n")
            if self.editor is not None:
                self.editor.remember(shown)
            self.deliver(reader, text)
            return
        self._wanted.append((reader, prompt, text if text.strip() else "", shell))
        if self.editor is not None:
            self.editor.soon(self.editor.serve)
        else:
            self._out(prompt)
            self.flush()

    def next_wanted(self) -> tuple[Pid, str, str, bool] | None:
        """The oldest request for a line; its prompt led by what stands on the line already."""
        if not self._wanted:
            return None
        reader, prompt, text, shell = self._wanted.pop(0)
        before, self._line = self._line, ""
        if before.endswith(prompt):
            before = before[: len(before) - len(prompt)]
        sys.stdout.write("\r")  # what stands there is printed again, as part of the prompt
        sys.stdout.flush()
        return reader, before + prompt, text, shell

    def closed(self) -> None:
        """A prompt has been answered: what was held back may go out."""
        held, self._held, self._above = "".join(self._held), [], ""
        if held:
            self._out(held)

    def deliver(self, reader: Pid, text: str | None) -> None:
        """Give a line, or the end of the input, to who asked for it."""
        self.node.part(Jobs).answered(reader)
        line: Term = a.eof if text is None else characters(text).encode("utf-8", "replace")
        self.node.send(reader, (a.console_line, line))

    def remember(self, line: str) -> None:
        """Keep an answer in the history."""
        if self.editor is not None and line:
            self.editor.remember(line)

    # Properties

    def size(self) -> tuple[int, int] | None:
        """Columns and rows."""
        try:
            size = os.get_terminal_size(sys.stdout.fileno())
        except OSError:
            return None
        return (size.columns or 80, size.lines or 24)

    def options(self) -> dict[str, bool]:
        """Which streams are terminals."""
        streams = (("stdin", sys.stdin), ("stdout", sys.stdout), ("stderr", sys.stderr))
        return {name: stream is not None and stream.isatty() for name, stream in streams}


class Pump:
    """Runs the node in slices of the event loop; asleep while nothing can run."""

    def __init__(
        self,
        node: Node,
        console: TerminalConsole,
        loop: asyncio.AbstractEventLoop,
        stopped: Callable[[], None],
    ) -> None:
        self.node = node
        self.console = console
        self.stopped = stopped
        self.loop = loop
        self._timer: asyncio.TimerHandle | None = None
        self._due = False
        self._watched: set[Any] = set()
        self._yields = 0
        node.on_work = self.wake
        node.poller.on_post = self._posted

    def _posted(self) -> None:
        """Another thread, or a signal handler, has something for the node."""
        self.loop.call_soon_threadsafe(self.wake)

    def wake(self) -> None:
        """Something may run now."""
        if not self._due:
            self._due = True
            if self._timer is not None:
                self._timer.cancel()
            self._timer = self.loop.call_at(self.loop.time(), self._turn)

    def _turn(self) -> None:
        self._due = False
        node = self.node
        _keep_quiet()
        if self._yields < _MOST_YIELDS and self.console.editor.is_busy():
            self._yields += 1
            self.wake()
            return
        self._yields = 0
        more = node.run_slice(SLICE)
        self.console.flush()
        if node.exit_code is not None:
            self.stopped()
        elif more:
            self.wake()
        else:
            self._sleep()

    def _sleep(self) -> None:
        self._watch()
        left = self.node.next_deadline()
        if left is not None:
            self._timer = self.loop.call_at(self.loop.time() + left, self._wake_by_timer)

    def _wake_by_timer(self) -> None:
        self.wake()

    def _watch(self) -> None:
        """Let the event loop watch what the node's poller watches."""
        wanted = {d if type(d) is int else d.fileno() for d in self.node.poller.descriptors()}
        for gone in self._watched - wanted:
            self.loop.remove_reader(gone)
        for new in wanted - self._watched:
            self.loop.add_reader(new, self._readable)
        self._watched = wanted

    def _readable(self) -> None:
        self.node.poller.poll(0)
        self.wake()


def _keep_quiet() -> None:
    """asyncio hears of every tick of the timer; too many of them are no reason for a message."""
    descriptor = signal.set_wakeup_fd(-1)
    if descriptor != -1:
        signal.set_wakeup_fd(descriptor, warn_on_full_buffer=False)


def drive(node: Node, console: TerminalConsole) -> int:
    """Until the node halts; its exit code."""
    before = tty_mode.save()
    interrupts: list[int] = []
    signal.signal(signal.SIGINT, lambda number, _frame: interrupts.append(number))
    try:
        with tty_mode.silent():
            node.run_idle()
            console.flush()
            import asyncio

            from pyerlshell.erts import support  # noqa: F401  (for the first command)
            from pyerlshell.shell import evaluator, typed  # noqa: F401
            from pyerlshell.shell.editor import Editor
        tty_mode.between_prompts()
        if node.exit_code is None:
            with tty_mode.stoppable(before):
                asyncio.run(_main(node, console, Editor, interrupts))
        console.closed()
        console.flush()
    finally:
        tty_mode.restore(before)
    crash_dump.say_last(node)
    return node.exit_code if node.exit_code is not None else 0


async def _main(
    node: Node, console: TerminalConsole, editor_class: Any, interrupts: list[int]
) -> None:
    """`interrupts`: a Ctrl-C came before there was an editor."""
    import asyncio

    loop = asyncio.get_running_loop()
    over = asyncio.Event()
    pump = Pump(node, console, loop, over.set)
    console.editor = editor = editor_class(node, console, pump)
    # Not `add_signal_handler`: what it waits for is lost among the ticks of the timer.
    signal.signal(signal.SIGINT, lambda *_: loop.call_soon_threadsafe(editor.interrupt))
    if hasattr(signal, "SIGQUIT"):
        signal.signal(signal.SIGQUIT, lambda *_: loop.call_soon_threadsafe(editor.switch))
    termination.handle(node, loop.call_soon_threadsafe)
    pump.wake()
    if interrupts:
        editor.soon(editor.interrupt)
    editor.soon(editor.serve)
    await over.wait()
    await editor.close()
