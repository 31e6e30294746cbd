"""Editing at the prompt with prompt_toolkit: history, highlighting, several lines until the dot.

OTP: edlin, group_history
"""

from __future__ import annotations

import asyncio
import os
import select
from collections.abc import Callable
from typing import Any

from prompt_toolkit import PromptSession
from prompt_toolkit.application import run_in_terminal
from prompt_toolkit.application.current import get_app_or_none
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.filters import is_searching
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.lexers import PygmentsLexer
from prompt_toolkit.search import accept_search
from prompt_toolkit.styles import Style

from pyerlshell.erts.node import Node
from pyerlshell.shell import break_menu, job_control
from pyerlshell.shell.lexer import COLOURS, ErlangLexer
from pyerlshell.shell.terminal import Pump, TerminalConsole, first_command, is_complete


class Interrupted(Exception):
    """Ctrl-C at the prompt."""


class SwitchCommand(Exception):
    """Ctrl-G at the prompt."""


class Editor:
    """One prompt at a time, for whoever asked first."""

    def __init__(self, node: Node, console: TerminalConsole, pump: Pump) -> None:
        self.node = node
        self.console = console
        self.pump = pump
        self.loop = asyncio.get_running_loop()
        self._task: asyncio.Task[None] | None = None
        self._posted: set[Callable[[], None]] = set()
        self._open = False
        self._given: str | None = None
        self._later = ""
        self._shell: PromptSession[str] = PromptSession(
            history=_history(node.outside.env),
            lexer=PygmentsLexer(ErlangLexer, sync_from_start=True),
            style=Style.from_dict(COLOURS),
            include_default_pygments_style=False,
            multiline=True,
            key_bindings=_shell_keys(self.accept),
            prompt_continuation=_continuation,
            enable_open_in_editor=True,
            enable_suspend=True,
        )
        self._plain: PromptSession[str] = PromptSession(
            key_bindings=_common_keys(), enable_suspend=True
        )
        self._keys = _poll_of(self._shell.app.input.fileno())
        for session in (self._shell, self._plain):
            session.app.max_render_postpone_time = 0  # busy processes are no reason to wait

    def is_open(self) -> bool:
        """A prompt is on the screen."""
        return self._open

    def is_busy(self) -> bool:
        """A key waits to be read, or the screen to be redrawn."""
        if not self._open:
            return False
        app = self._current_app()
        if app is not None and app.invalidated:
            return True
        return bool(self._keys.poll(0)) if self._keys is not None else False

    def soon(self, action: Callable[[], None]) -> None:
        """Call it in the event loop, once, however often it is asked for."""
        if action not in self._posted:
            self._posted.add(action)
            self.loop.call_soon(self._call, action)

    def _call(self, action: Callable[[], None]) -> None:
        self._posted.discard(action)
        action()

    def print_above(self, text: str) -> None:
        """Print whole lines above the open prompt."""
        app = get_app_or_none() or self._current_app()
        if app is None or not app.is_running:
            self.console._out(text)
            return

        def write() -> None:
            app.output.write_raw(text.replace("\n", "\r\n"))
            app.output.flush()

        self.loop.create_task(_in_terminal(write, app))

    def _current_app(self) -> Any:
        for session in (self._shell, self._plain):
            if session.app.is_running:
                return session.app
        return None

    # Reading

    def serve(self) -> None:
        """Open a prompt if somebody wants a line and none is open."""
        if self._task is None and self.node.exit_code is None:
            wanted = self.console.next_wanted()
            if wanted is not None:
                self._task = self.loop.create_task(self._read(*wanted))

    async def _read(self, reader: Any, prompt: str, text: str, shell: bool) -> None:
        session = self._shell if shell else self._plain
        default = text
        if shell:
            default, self._later = text + self._later, ""
        while True:
            try:
                self._open = True
                line = await session.prompt_async(prompt, default=default, handle_sigint=False)
                given, self._given = self._given, None
                answer: str | None = (line if given is None else given) + "\n"
            except EOFError:
                answer = None
            except Interrupted:
                default = session.default_buffer.text
                self._closed()
                self.interrupt()
                if self.node.exit_code is not None:
                    return
                continue
            except SwitchCommand:
                default = session.default_buffer.text
                self._closed()
                await job_control.switch(self.node, self._plain)
                if self.node.exit_code is not None:
                    self.pump.wake()
                    return
                continue
            break
        self._closed()
        self._task = None
        self.console.deliver(reader, answer)
        self.soon(self.serve)

    def accept(self, buffer: Buffer, given: str, later: str = "") -> None:
        """Answer with all of `given`; only its first command stays on the screen."""
        self._given, self._later = given, later
        buffer.text = given[: first_command(given)]
        buffer.cursor_position = len(buffer.text)
        buffer.validate_and_handle()

    def remember(self, command: str) -> None:
        """A command that came along with the one before it."""
        self._shell.history.append_string(command)

    def _closed(self) -> None:
        self._open = False
        self.console.closed()

    def interrupt(self) -> None:
        """Ctrl-C: everything stands still until the menu is answered."""
        break_menu.interrupted(self.node)
        self.pump.wake()

    def switch(self) -> None:
        """Ctrl-G while a command runs."""
        if self._task is None:
            self._task = self.loop.create_task(self._switch())

    async def _switch(self) -> None:
        await job_control.switch(self.node, self._plain)
        self._task = None
        self.pump.wake()
        self.soon(self.serve)

    async def close(self) -> None:
        """The node has halted: take the prompt away."""
        task, self._task = self._task, None
        if task is not None and not task.done():
            task.cancel()
            try:
                await task
            except (asyncio.CancelledError, EOFError):
                return


async def _in_terminal(write: Callable[[], None], app: Any) -> None:
    from prompt_toolkit.application.current import set_app

    with set_app(app):
        await run_in_terminal(write)


def _poll_of(fd: int) -> Any:
    """Something that tells at no cost whether `fd` can be read; None where there is none."""
    if not hasattr(select, "poll"):
        return None
    found = select.poll()
    found.register(fd, select.POLLIN)
    return found


def _continuation(width: int, _line: int, wraps: int) -> str:
    """Nothing where the terminal breaks a long line, so that it can be copied."""
    return "" if wraps else ".. ".rjust(width)


def _common_keys() -> KeyBindings:
    keys = KeyBindings()

    @keys.add("c-c")
    def _interrupt(event: KeyPressEvent) -> None:
        event.app.exit(exception=Interrupted)

    @keys.add("c-g")
    def _switch(event: KeyPressEvent) -> None:
        event.app.exit(exception=SwitchCommand)

    return keys


def _shell_keys(accept: Callable[..., None]) -> KeyBindings:
    keys = _common_keys()

    @keys.add("enter")
    def _enter(event: KeyPressEvent) -> None:
        if is_searching():
            accept_search()
        buffer = event.current_buffer
        if is_complete(buffer.text):
            accept(buffer, buffer.text)
        else:
            buffer.insert_text("\n")

    @keys.add(Keys.BracketedPaste)
    def _paste(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        text = event.data.replace("\r\n", "\n").replace("\r", "\n")
        buffer.insert_text(text)
        lines, _, rest = buffer.text.rpartition("\n")
        if not is_searching() and "\n" in text and is_complete(lines):
            accept(buffer, lines, rest)

    @keys.add("escape", "enter")
    def _newline(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text("\n")

    return keys


def _history(env: dict[str, str]) -> History:
    """In the user's state folder, readable by nobody else; in memory when that cannot be."""
    base = env.get("XDG_STATE_HOME") or os.path.join(env.get("HOME", ""), ".local", "state")
    folder = os.path.join(base, "pyerlshell")
    path = os.path.join(folder, "history")
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600))
    except OSError:
        return InMemoryHistory()
    return FileHistory(path)
