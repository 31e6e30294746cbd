"""The line at the shell's prompt: its keys, what is shown below it, the history, the colours.

prompt_toolkit edits, draws and reads keys; which key does what is our table (`keymap`). Below the
line stand, in this order: the panel (completions, help, a search's match), the signature of the
call that is being typed, and at the bottom of the screen the status bar.

OTP: edlin, group
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from prompt_toolkit import PromptSession
from prompt_toolkit.application.current import get_app
from prompt_toolkit.auto_suggest import Suggestion
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.document import Document
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import ANSI
from prompt_toolkit.history import DummyHistory
from prompt_toolkit.input.vt100_parser import Vt100Parser
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout.processors import HighlightMatchingBracketProcessor
from prompt_toolkit.lexers import DynamicLexer, PygmentsLexer, SimpleLexer

from pyerlshell.shell import edit_functions, keymap, reflow, theme
from pyerlshell.shell.history_file import History
from pyerlshell.shell.lexer import ErlangLexer
from pyerlshell.shell.panel import PAGE, Panel
from pyerlshell.shell.prompt_helpers import Fragments, Helpers, Menu, in_menu, question
from pyerlshell.shell.prompt_layout import lay_out
from pyerlshell.shell.settings import Settings
from pyerlshell.shell.split import LONG, characters

_PAUSE: Final = 0.12
"""Seconds without a key after which the signature is worked out."""


class Interrupted(Exception):
    """Ctrl-C at the prompt."""


class SwitchCommand(Exception):
    """Ctrl-G at the prompt."""


@dataclass(slots=True)
class Search:
    """A search in the history: what is looked for, and which entry was found."""

    before: str = ""
    found: int | None = None


@dataclass(slots=True)
class Recall:
    """Where in the history the line is; `kept` are the lines that were changed on the way."""

    at: int | None = None
    kept: dict[int | None, str] = field(default_factory=dict)


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
        self._search = Search()
        self._recall = Recall()
        self.signature: Fragments = []
        self._timer: asyncio.TimerHandle | None = None
        self._own_change = False
        self._pasted: tuple[str, list[str]] = ("", [])
        self._long_pastes: dict[str, str] = {}
        """What stands in the line for a text too long to be edited -> the text."""
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
        bindings.add(Keys.BracketedPaste)(self._paste)
        asking = Condition(lambda: self.mode == "ask")
        bindings.add(Keys.Any, filter=asking, eager=True)(self._answer)
        for key in ("enter", "escape"):
            bindings.add(key, filter=asking, eager=True)(self._answer)
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
        self._recall = Recall()
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
                self._look(len(self.history.entries) - 1, -1)
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
        text = self.full(buffer.text)
        if self.helpers.is_complete(text):
            self.helpers.accept(buffer, text, "")
            return
        buffer.cursor_position += buffer.document.get_end_of_line_position()
        buffer.insert_text("\n")

    # History

    def history_up(self, event: KeyPressEvent) -> None:
        """The expression before this one."""
        entries = self.history.entries
        at = len(entries) if self._recall.at is None else self._recall.at
        if at > 0:
            self._go(event.current_buffer, at - 1)

    def history_down(self, event: KeyPressEvent) -> None:
        """The expression after this one; after the last, what was being typed."""
        if self._recall.at is not None:
            at = self._recall.at + 1
            self._go(event.current_buffer, at if at < len(self.history.entries) else None)

    def _go(self, buffer: Buffer, at: int | None) -> None:
        recall = self._recall
        recall.kept[recall.at] = buffer.text
        recall.at = at
        text = recall.kept.get(at)
        if text is None:
            text = "" if at is None else self.history.entries[at]
        buffer.set_document(Document(text, len(text)))

    # Search

    def search(self, event: KeyPressEvent) -> None:
        """Look for what is typed from now on."""
        self.mode = "search"
        self._search = Search(event.current_buffer.text)
        self.change(event.current_buffer, "")
        self._look(len(self.history.entries) - 1, -1)

    def skip_up(self, _event: KeyPressEvent) -> None:
        """The next older match."""
        if self._search.found is not None:
            self._look(self._search.found - 1, -1)

    def skip_down(self, _event: KeyPressEvent) -> None:
        """The next newer match."""
        if self._search.found is not None:
            self._look(self._search.found + 1, 1)

    def _look(self, start: int, step: int) -> None:
        found = self.history.search(self.session.default_buffer.text, start, step)
        if found is None and (step > 0 or start < len(self.history.entries) - 1):
            return  # skipping ends at the last match
        self._search.found = found
        text = "" if found is None else self.history.entries[found]
        self.panel.show([[("", "  " + line)] for line in text.split("\n")] if text else [])

    def _found(self) -> str:
        at = self._search.found
        return self._search.before if at is None else self.history.entries[at]

    def search_quit(self, event: KeyPressEvent) -> None:
        """Edit what was found."""
        text = self._found()
        self.leave_mode()
        self._recall = Recall(self._search.found)
        self.change(event.current_buffer, text)

    def search_found(self, event: KeyPressEvent) -> None:
        """Run what was found."""
        self.search_quit(event)
        self.new_line_finish(event)

    def search_cancel(self, event: KeyPressEvent) -> None:
        """Back to the line as it was."""
        self.leave_mode()
        self.change(event.current_buffer, self._search.before)

    def forget_pastes(self) -> None:
        """The line has been given."""
        self._long_pastes.clear()

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

    # Pasting

    def _paste(self, event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        text = characters(event.data).replace("\r\n", "\n").replace("\r", "\n")
        inputs = None
        if "\n" in text and self.settings.paste != "never" and not buffer.text.strip():
            inputs = self.helpers.pasted(text)
        if self.mode in ("tab_expand", "help"):
            self.leave_mode()
        if not inputs:
            self._insert(buffer, text)
        elif self.settings.paste == "always":
            self._run_inputs(buffer, inputs)
        else:
            self._pasted = (text, inputs)
            self.mode = "ask"
            self.panel.show(question(inputs))

    def _insert(self, buffer: Buffer, text: str) -> None:
        buffer.insert_text(self.stand_in(text))
        lines, _, rest = self.full(buffer.text).rpartition("\n")
        if self.mode != "search" and "\n" in text and self.helpers.is_complete(lines):
            self.helpers.accept(buffer, lines, rest)

    def _answer(self, event: KeyPressEvent) -> None:
        text, inputs = self._pasted
        self.leave_mode()
        key = event.key_sequence[0].key
        if key in ("y", "Y", Keys.ControlM):
            self._run_inputs(event.current_buffer, inputs)
        elif key in ("n", "N"):
            self._insert(event.current_buffer, text)

    def _run_inputs(self, buffer: Buffer, inputs: list[str]) -> None:
        text = "\n".join(inputs)
        if self.helpers.is_complete(text):
            self.helpers.accept(buffer, text, "")
        else:
            self._insert(buffer, text)

    def stand_in(self, text: str) -> str:
        """The text, or what stands in the line for it if it is too long to be edited."""
        if len(text) <= LONG:
            return text
        shown = f"⟨pasted text {len(self._long_pastes) + 1}: {len(text)} characters⟩"
        self._long_pastes[shown] = text
        return shown

    def full(self, text: str) -> str:
        """The line with long pasted texts in the places of their stand-ins."""
        for shown, pasted in self._long_pastes.items():
            text = text.replace(shown, pasted)
        return text


def _plain(line: Fragments) -> str:
    return "".join(text for _, text in line)


def leave(reason: type[Exception]) -> Callable[[KeyPressEvent], None]:
    """A key that ends the prompt with an exception."""

    def press(event: KeyPressEvent) -> None:
        event.app.exit(exception=reason)

    return press


_OWN: Final[dict[str, Callable[[PromptLine, KeyPressEvent], None]]] = {
    "new_line_finish": PromptLine.new_line_finish,
    "history_up": PromptLine.history_up,
    "history_down": PromptLine.history_down,
    "search": PromptLine.search,
    "skip_up": PromptLine.skip_up,
    "skip_down": PromptLine.skip_down,
    "search_quit": PromptLine.search_quit,
    "search_found": PromptLine.search_found,
    "search_cancel": PromptLine.search_cancel,
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


def pressed(key: str) -> tuple[str, ...]:
    """What prompt_toolkit calls the keys of a text that a terminal sends."""
    found: list[str] = []

    def feed(press: Any) -> None:
        found.append(press.key.value if isinstance(press.key, Keys) else press.key)

    parser = Vt100Parser(feed)
    parser.feed(key)
    parser.flush()
    return tuple(found)
