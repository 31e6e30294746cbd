"""The line at the shell's prompt: its keys, what is shown below it, the history, the colours.

prompt_toolkit edits, draws and reads keys; which key does what is our table (`keymap`). Below the
line stand, in this order: the panel (completions, help, a search's match), the signature of the
call that is being typed, and at the bottom of the screen the status bar.

OTP: edlin, group
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Final

from prompt_toolkit import PromptSession
from prompt_toolkit.application.current import get_app
from prompt_toolkit.auto_suggest import Suggestion
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.document import Document
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import ANSI
from prompt_toolkit.history import DummyHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout.processors import HighlightMatchingBracketProcessor
from prompt_toolkit.lexers import DynamicLexer, PygmentsLexer, SimpleLexer

from pyerlshell.shell import edit_functions, keymap, reflow, theme
from pyerlshell.shell.history_file import History
from pyerlshell.shell.lexer import ErlangLexer
from pyerlshell.shell.panel import PAGE, Panel
from pyerlshell.shell.prompt_helpers import Fragments, Helpers, Menu, in_menu
from pyerlshell.shell.prompt_history import Recall
from pyerlshell.shell.prompt_keys import Interrupted, SwitchCommand, leave, pressed
from pyerlshell.shell.prompt_layout import lay_out
from pyerlshell.shell.prompt_paste import Pasting
from pyerlshell.shell.settings import Settings
from pyerlshell.shell.split import LONG

_PAUSE: Final = 0.12
"""Seconds without a key after which the signature is worked out."""


class PromptLine:
    """One line editor, used for one prompt after the other."""

    def __init__(
        self, settings: Settings, history: History, helpers: Helpers, style: str, colour: bool
    ) -> None:
        self.settings = settings
        self.history = history
        self.helpers = helpers
        self.mode = "normal"
        self.panel = Panel()
        self.prompt = ""
        self.continuation: str | None = None
        self.recall = Recall(self)
        self.pasting = Pasting(self)
        self.signature: Fragments = []
        self._timer: asyncio.TimerHandle | None = None
        self._own_change = False
        self._keys = keymap.default_keymap()
        lexer = PygmentsLexer(ErlangLexer, sync_from_start=True)
        plain = SimpleLexer()
        self.session: PromptSession[str] = PromptSession(
            message=self._message,
            history=DummyHistory(),
            lexer=DynamicLexer(lambda: plain if self._is_long() else lexer),
            style=theme.prompt_style(style, colour),
            include_default_pygments_style=False,
            multiline=True,
            key_bindings=self._bindings(),
            prompt_continuation=self._continuation,
            enable_suspend=True,
            tempfile_suffix=".erl",
            completer=Menu(helpers) if settings.menu else None,
            complete_while_typing=settings.menu,
            reserve_space_for_menu=0,
            input_processors=[HighlightMatchingBracketProcessor()] if settings.brackets else [],
        )
        lay_out(self)
        reflow.follow(self.session.app)
        buffer = self.session.default_buffer
        buffer.on_text_changed += self._text_changed
        buffer.on_cursor_position_changed += self._moved

    # Layout

    def _message(self) -> Any:
        if self.mode == "search":
            return [("class:heading", "search:"), ("", " ")]
        return ANSI(self.prompt) if "\x1b" in self.prompt else self.prompt

    def _continuation(self, width: int, _line: int, wraps: int) -> Any:
        """Nothing where the terminal breaks a long line, so that it can be copied."""
        if wraps:
            return ""
        if get_app().is_done and self.continuation is None:
            return " " * width  # what stays on the screen can be copied
        shown = ".. " if self.continuation is None else self.continuation
        text = shown.rjust(width)
        return ANSI(text) if "\x1b" in text else text

    # Keys

    def use(self, keys: keymap.Keymap) -> None:
        """Other keys from now on."""
        if keys != self._keys:
            self._keys = keys
            self.session.key_bindings = self._bindings()

    def _bindings(self) -> KeyBindings:
        bindings = KeyBindings()
        known = keymap.default_keymap()["normal"]
        changed = [
            k for k in keymap.keys_of(self._keys) if known.get(k) != self._keys["normal"].get(k)
        ]
        for key in (*keymap.keys_of(self._keys), *changed):
            # eager: else a longer key of prompt_toolkit's own, as C-] and a character, goes first
            bindings.add(*pressed(key), eager=True)(self._handler(key))
        bindings.add("c-c")(leave(Interrupted))
        bindings.add("c-g")(leave(SwitchCommand))
        bindings.add(Keys.BracketedPaste)(self.pasting.paste)
        asking = Condition(lambda: self.mode == "ask")
        bindings.add(Keys.Any, filter=asking, eager=True)(self.pasting.answer)
        for key in ("enter", "escape"):
            bindings.add(key, filter=asking, eager=True)(self.pasting.answer)
        at_end = Condition(lambda: not self.session.default_buffer.text and self.mode == "normal")
        bindings.add("c-d", filter=at_end, eager=True)(leave(EOFError))
        return bindings

    def _handler(self, key: str) -> Callable[[KeyPressEvent], None]:
        def press(event: KeyPressEvent) -> None:
            self.press(key, event)

        return press

    def press(self, key: str, event: KeyPressEvent) -> None:
        """Do what the key does in this mode."""
        way_out, name = keymap.function_of(self._keys, self.mode, key)
        if way_out:
            self.run(way_out, event)
        self.run(name, event)

    def run(self, name: str, event: KeyPressEvent) -> None:
        """Run a function by its name."""
        if event.current_buffer.complete_state is not None and in_menu(name, event.current_buffer):
            return
        edit = edit_functions.FUNCTIONS.get(name)
        if edit is not None:
            if self._takes_suggestion(name, event.current_buffer):
                return
            edit(event.current_buffer, event.app.clipboard)
            return
        own = _OWN.get(name)
        if own is not None:
            own(self, event)

    def _takes_suggestion(self, name: str, buffer: Buffer) -> bool:
        """At the end of the line, moving on takes the suggestion."""
        suggestion = buffer.suggestion
        if suggestion is None or not suggestion.text or not buffer.document.is_cursor_at_the_end:
            return False
        if name in ("forward_char", "end_of_line"):
            buffer.insert_text(suggestion.text)
            return True
        if name == "forward_word":
            end = edit_functions.word_end(suggestion.text, 0)
            buffer.insert_text(suggestion.text[:end])
            return True
        return False

    # What changes of itself

    def start(self, prompt: str) -> None:
        """A new prompt."""
        self.prompt = prompt
        self.leave_mode()
        self.recall.start()
        self.signature = []

    def leave_mode(self) -> None:
        """Back to normal, nothing below the line."""
        self.mode = "normal"
        self.panel.clear()

    def _is_long(self) -> bool:
        return len(self.session.default_buffer.text) > LONG

    def _text_changed(self, buffer: Buffer) -> None:
        if self.mode == "search":
            if not self._own_change:
                self.recall.search_anew()
            return
        buffer.suggestion = self._suggestion(buffer.text)
        self._moved(buffer)

    def _suggestion(self, text: str) -> Suggestion | None:
        """The rest of the latest command that begins like the line; drawn with the line itself."""
        if not self.settings.suggestions or self.mode != "normal" or self._is_long():
            return None
        rest = self.history.suggestion(text).split("\n")[0]
        return Suggestion(rest) if rest else None

    def _moved(self, _buffer: Buffer) -> None:
        if self.mode in ("tab_expand", "help") and not self._own_change:
            self.leave_mode()
        if self.settings.signature:
            self._later()

    def _later(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return
        self._timer = loop.call_later(_PAUSE, self._sign)

    def _sign(self) -> None:
        app = self.session.app
        if not app.is_running or self.mode not in ("normal", "tab_expand"):
            return
        document = self.session.default_buffer.document
        signature: Fragments = []
        if not self._is_long():
            columns = app.output.get_size().columns
            signature = self.helpers.signature(document.text_before_cursor, columns)
        if signature != self.signature:
            self.signature = signature
            app.invalidate()

    # Enter

    def new_line_finish(self, event: KeyPressEvent) -> None:
        """Run the expression if it is complete, else go on in a new line."""
        buffer = event.current_buffer
        text = self.pasting.full(buffer.text)
        if self.helpers.is_complete(text):
            self.helpers.accept(buffer, text, "")
            return
        buffer.cursor_position += buffer.document.get_end_of_line_position()
        buffer.insert_text("\n")

    def change(self, buffer: Buffer, text: str) -> None:
        """Another text, the cursor at its end."""
        self._own_change = True
        buffer.set_document(Document(text, len(text)))
        self._own_change = False

    # Below the line

    def tab_expand(self, event: KeyPressEvent) -> None:
        """Complete the word, or show what it may become."""
        buffer = event.current_buffer
        before = buffer.document

        def show(insert: str, lines: list[Fragments]) -> None:
            if buffer.document is not before and buffer.document != before:
                return  # something was typed meanwhile
            self._own_change = True
            if insert:
                buffer.insert_text(insert)
            self._own_change = False
            if lines and self.helpers.expand_above():
                self.helpers.print_above("".join(_plain(line) + "\n" for line in lines))
            elif lines:
                self.mode = "tab_expand"
                self.panel.show(lines)
            elif not insert:
                event.app.output.bell()
            event.app.invalidate()

        columns = event.app.output.get_size().columns
        self.helpers.complete(before.text_before_cursor, columns, show)

    def help(self, event: KeyPressEvent) -> None:
        """Documentation of what stands left of the cursor."""
        columns = event.app.output.get_size().columns
        lines = self.helpers.help(event.current_buffer.document.text_before_cursor, columns)
        if lines:
            self.mode = "help"
            self.panel.show(lines)
        else:
            event.app.output.bell()

    def show_all(self, event: KeyPressEvent) -> None:
        """As much of the panel as the screen has room for."""
        self.panel.full = True
        self.panel.scroll(0, event.app.output.get_size().rows)

    def _scroll(self, event: KeyPressEvent, rows: int) -> None:
        self.panel.scroll(rows, event.app.output.get_size().rows)

    # The screen

    def clear(self, event: KeyPressEvent) -> None:
        """An empty screen with the prompt at its top."""
        event.app.renderer.clear()

    def redraw_line(self, event: KeyPressEvent) -> None:
        """Draw prompt and line again."""
        event.app.renderer.erase()
        event.app.invalidate()

    def open_editor(self, event: KeyPressEvent) -> None:
        """Edit the expression in $VISUAL or $EDITOR."""
        event.current_buffer.open_in_editor()

    def format_expression(self, event: KeyPressEvent) -> None:
        """Lay the expression out anew, as shell:format_shell_func/1 says."""
        buffer = event.current_buffer
        text = self.helpers.format(buffer.text)
        if text != buffer.text:
            self.change(buffer, text)


def _plain(line: Fragments) -> str:
    return "".join(text for _, text in line)


_OWN: Final[dict[str, Callable[[PromptLine, KeyPressEvent], None]]] = {
    "new_line_finish": PromptLine.new_line_finish,
    "history_up": lambda line, event: line.recall.up(event),
    "history_down": lambda line, event: line.recall.down(event),
    "search": lambda line, event: line.recall.search(event),
    "skip_up": lambda line, event: line.recall.skip_up(event),
    "skip_down": lambda line, event: line.recall.skip_down(event),
    "search_quit": lambda line, event: line.recall.search_quit(event),
    "search_found": lambda line, event: line.recall.search_found(event),
    "search_cancel": lambda line, event: line.recall.search_cancel(event),
    "tab_expand": PromptLine.tab_expand,
    "tab_expand_full": PromptLine.show_all,
    "help_full": PromptLine.show_all,
    "tab_expand_quit": lambda line, _event: line.leave_mode(),
    "help": PromptLine.help,
    "clear": PromptLine.clear,
    "redraw_line": PromptLine.redraw_line,
    "open_editor": PromptLine.open_editor,
    "format_expression": PromptLine.format_expression,
    "move_expand_up": lambda line, event: line._scroll(event, -1),
    "move_expand_down": lambda line, event: line._scroll(event, 1),
    "scroll_expand_up": lambda line, event: line._scroll(event, -PAGE),
    "scroll_expand_down": lambda line, event: line._scroll(event, PAGE),
}
