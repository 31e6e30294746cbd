"""The console's side of the line editor: who wants a line, what is printed above it, what the line
asks of the node (completion, help, history, formatting).

OTP: user_drv, group
"""

from __future__ import annotations

import asyncio
import select
from collections.abc import Callable
from typing import Any, Final

from prompt_toolkit import PromptSession
from prompt_toolkit.application.current import get_app_or_none, set_app
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.input.typeahead import store_typeahead
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.utils import get_cwidth

from pyerlshell.erts.node import Node
from pyerlshell.otp import procs
from pyerlshell.otp.launcher import OwnFlags
from pyerlshell.shell import break_menu, job_control, keymap, theme, tty_mode, user_settings
from pyerlshell.shell.assist import Assistant
from pyerlshell.shell.hints import Hints
from pyerlshell.shell.history_setup import make_history
from pyerlshell.shell.jobs import Jobs, Wanted
from pyerlshell.shell.paint import Paint
from pyerlshell.shell.prompt_helpers import Helpers
from pyerlshell.shell.prompt_keys import Interrupted, SwitchCommand, leave, presses
from pyerlshell.shell.prompt_line import PromptLine
from pyerlshell.shell.settings import Settings
from pyerlshell.shell.split import Pending, first_command, is_complete, shortened
from pyerlshell.shell.terminal import Pump, TerminalConsole
from pyerlshell.terms.atoms import a
from pyerlshell.terms.types import Pid

_PRINT_EVERY: Final = 0.03
"""Seconds between two prints above the line: more often nobody sees."""
_CALM: Final = 0.25
"""Seconds after the last print when the place of the line on the screen is asked for again."""
_TICK: Final = 1.0


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
        self._problems: set[str] = set()
        self._given: str | None = None
        self._pending = Pending()
        self._printed = 0.0
        self._calm: asyncio.TimerHandle | None = None
        self._leader: Pid | None = None
        settings = console.settings or self._user_settings()
        colour = theme.wants_colour(settings.color, node.outside.env)
        style = self._theme(settings.theme)
        self.settings = settings
        self.history = make_history(node, settings, self._soon_dim)
        self.assistant = Assistant(node)
        self.line = PromptLine(settings, self.history, self._helpers(), style, colour)
        self._plain: PromptSession[str] = PromptSession(
            key_bindings=_common_keys(), enable_suspend=True
        )
        self._keys = _poll_of(self.line.session.app.input.fileno())
        for session in (self.line.session, self._plain):
            session.app.max_render_postpone_time = 0  # busy processes are no reason to wait
            session.app.renderer.cpr_not_supported_callback = None
        self._colours(style, colour)
        self.loop.call_later(_TICK, self._tick)

    def _user_settings(self) -> Settings:
        found = user_settings.in_force(self.node.outside.env, self.node.part(OwnFlags).values)
        for problem in found.problems:
            self._soon_dim(f"settings: {problem}")
        return found.settings

    def _theme(self, name: str) -> str:
        try:
            theme.style_class(name)
        except theme.UnknownTheme:
            self._soon_dim(f"settings: there is no theme {name!r}")
            return "auto"
        return name

    def _colours(self, style: str, colour: bool) -> None:
        true_colour = self.node.outside.env.get("COLORTERM", "") in ("truecolor", "24bit")
        if colour:
            self.node.part(Paint).colour = theme.Painter(style, true_colour)
        if self.settings.hints:
            self.node.part(Hints).show = self._dim
        self._dim_codes = ("\x1b[2m", "\x1b[0m") if colour else ("", "")

    def _helpers(self) -> Helpers:
        assistant = self.assistant
        return Helpers(
            complete=lambda *args: assistant.complete(self._leader, *args),
            help=lambda *args: assistant.help(self._leader, *args),
            menu=lambda text: assistant.menu(self._leader, text),
            signature=lambda *args: assistant.signature(self._leader, *args),
            status=lambda: assistant.status.parts(self._leader),
            format=assistant.format,
            is_complete=is_complete,
            accept=self.accept,
            pasted=self._pasted,
            print_above=self.print_above,
            expand_above=assistant.expand_above,
        )

    def _pasted(self, text: str) -> list[str] | None:
        reader = self.console.transcript_inputs
        return None if reader is None else reader(text)

    # Messages of our own

    def _dim(self, text: str) -> None:
        before, after = self._dim_codes
        self.console.write(f"{before}{text}{after}\n")

    def _soon_dim(self, text: str) -> None:
        """Say it once the prompt is there."""
        self.loop.call_soon(self._dim_once, text)

    def _dim_once(self, text: str) -> None:
        if text not in self._problems:
            self._problems.add(text)
            if not self.is_open():
                self.console.clear_line()  # the first prompt is there already, and comes again
            self._dim(text)

    # The event loop

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

    def _tick(self) -> None:
        """The status bar changes of itself."""
        app = self.line.session.app
        if self._open and app.is_running and self.assistant.status.changed(self._leader):
            app.invalidate()
        if self.node.exit_code is None:
            self.loop.call_later(_TICK, self._tick)

    # Above the line

    def when_to_print(self) -> float:
        """Seconds until text may be printed above the line."""
        return max(0.0, self._printed + _PRINT_EVERY - self.loop.time())

    def print_above(self, text: str) -> None:
        """Print whole lines above the open prompt."""
        app = self._current_app() or get_app_or_none()
        if app is None or not app.is_running:
            self.console._out(text)
            return
        self._printed = self.loop.time()
        renderer = app.renderer
        known = renderer._min_available_height
        left = known - self._rows(text, app.output.get_size().columns)
        with set_app(app):
            renderer.erase()
            app.output.write_raw(text.replace("\n", "\r\n"))
            app.output.flush()
            renderer._min_available_height = max(left, 1 if known else 0)
            app._redraw()
        if self._calm is not None:
            self._calm.cancel()
        self._calm = self.loop.call_later(_CALM, self._calmed, app)

    def _calmed(self, app: Any) -> None:
        """Ask the terminal where the line is now, so that the status bar is at the bottom."""
        self._calm = None
        if app.is_running and app.output.responds_to_cpr:
            with set_app(app):
                known = app.renderer._min_available_height
                app.renderer.erase()
                app._request_absolute_cursor_position()
                app.renderer._min_available_height = known
                app._redraw()

    def _rows(self, text: str, columns: int) -> int:
        """How many rows the text takes, or more."""
        return sum(1 + get_cwidth(line) // columns for line in text.split("\n")[:-1])

    def _current_app(self) -> Any:
        for session in (self.line.session, self._plain):
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

    async def _read(self, reader: Pid, prompt: str, text: str, shell: bool) -> None:
        default = text
        wanted = self.node.part(Jobs).wanted_by(reader)
        if self._give_pending(reader, prompt, text, shell):
            return
        if shell:
            default = self.line.pasting.stand_in(text + self._pending.rest())
            self._prepare(reader, prompt)
        while True:
            try:
                answer = await self._ask(prompt, default, shell)
            except Interrupted:
                default = self._typed(shell)
                self._pending.rest()
                self._closed()
                self.interrupt()
                if wanted is not None and self.node.part(Jobs).put_back(wanted, default):
                    self._task = None
                    self.soon(self.serve)
                    return
            except SwitchCommand:
                default = self._typed(shell)
                self._closed()
                if await self._left(wanted, default):
                    return
            else:
                break
            if self.node.exit_code is not None:
                return
        self._closed()
        self._task = None
        self.console.deliver(reader, answer)
        self.soon(self.serve)

    def _give_pending(self, reader: Pid, prompt: str, text: str, shell: bool) -> bool:
        """Answer with what waits of a pasted text; False if the user is to be asked."""
        if not self._pending or text:
            return False
        line = self._pending.next_command() if shell else self._pending.next_line()
        if line is None:
            return False
        self.console._out(f"{prompt}{shortened(line)}\n")
        if shell:
            self.remember(line)
        self._task = None
        self.console.closed()
        self.console.deliver(reader, line + "\n")
        self.soon(self.serve)
        return True

    async def _left(self, wanted: Wanted | None, typed: str) -> bool:
        """Ctrl-G: False if the user comes back to the line that was being typed."""
        jobs = self.node.part(Jobs)
        await job_control.switch(self.node, self._plain, True)
        away = wanted is not None and jobs.put_back(wanted, typed)
        if away:
            self._task = None
        jobs.end_switch()
        self.pump.wake()
        self.soon(self.serve)
        return away

    async def _ask(self, prompt: str, default: str, shell: bool) -> str | None:
        """The answer with its line end; None at the end of the input."""
        self._open = True
        try:
            if not shell:
                line = await self._plain.prompt_async(prompt, default=default, handle_sigint=False)
            else:
                self.line.start(prompt)
                line = await self.line.session.prompt_async(default=default, handle_sigint=False)
        except EOFError:
            return None
        given, self._given = self._given, None
        return (line if given is None else given) + "\n"

    def _typed(self, shell: bool) -> str:
        session = self.line.session if shell else self._plain
        return session.default_buffer.text

    def _prepare(self, reader: Pid, prompt: str) -> None:
        """What may have changed since the last prompt."""
        self._leader = reader
        self.line.use(self._keymap())
        self.line.continuation = self.assistant.continuation(prompt)

    def _keymap(self) -> keymap.Keymap:
        keys = keymap.default_keymap()
        changes, problems = keymap.read_settings(self.settings.keymap)
        keys = keymap.merged(keys, changes)
        term = procs.env_of(self.node, a.shell_keymap, None)
        if term is not None:
            changes, more = keymap.read_term(term)
            keys = keymap.merged(keys, changes)
            problems += more
        for problem in problems:
            self._soon_dim(problem)
        return keys

    def accept(self, buffer: Buffer, given: str, later: str = "") -> None:
        """Answer with all of `given`; only its first command stays on the screen."""
        end = first_command(given)
        first = self.assistant.format(given[:end])
        self._given = first
        self._pending.put(given[end:] + ("\n" + later if later else ""))
        self.remember(first)
        self.line.pasting.forget()
        self.line.change(buffer, shortened(first))
        buffer.validate_and_handle()

    def remember(self, command: str) -> None:
        """A command has been given."""
        self.history.add(command)

    def _closed(self) -> None:
        self._open = False
        self.console.closed()

    def interrupt(self) -> None:
        """Ctrl-C: everything stands still until the menu is answered."""
        ahead = tty_mode.typed_ahead()  # it was typed for the shell
        with tty_mode.cooked():
            break_menu.interrupted(self.node)
        self._keep_keys(ahead)
        self.pump.wake()

    def _keep_keys(self, typed: str) -> None:
        """They are for the next prompt."""
        if typed:
            store_typeahead(self.line.session.app.input, presses(typed))

    def switch(self) -> None:
        """Ctrl-G while a command runs."""
        if self._task is None:
            self._task = self.loop.create_task(self._switch())

    async def _switch(self) -> None:
        ahead = tty_mode.typed_ahead()  # it was typed for the shell
        await job_control.switch(self.node, self._plain, False)
        self._keep_keys(ahead)
        self._task = None
        self.node.part(Jobs).end_switch()
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


def _poll_of(fd: int) -> Any:
    """Something that tells at no cost whether `fd` can be read; None where there is none."""
    if not hasattr(select, "poll"):
        return None
    found = select.poll()
    found.register(fd, select.POLLIN)
    return found


def _common_keys() -> KeyBindings:
    keys = KeyBindings()
    keys.add("c-c")(leave(Interrupted))
    keys.add("c-g")(leave(SwitchCommand))
    return keys
