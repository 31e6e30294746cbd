"""The windows of the line at the prompt, one below the other.

OTP: none
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, cast

from prompt_toolkit.buffer import Buffer
from prompt_toolkit.filters import Condition, is_done, renderer_height_is_known
from prompt_toolkit.layout import (
    CompletionsMenu,
    ConditionalContainer,
    Float,
    FloatContainer,
    Layout,
    Window,
)
from prompt_toolkit.layout.containers import Container
from prompt_toolkit.layout.controls import BufferControl, FormattedTextControl
from prompt_toolkit.layout.dimension import Dimension

from pyerlshell.shell.column import Column
from pyerlshell.shell.prompt_helpers import Fragments

if TYPE_CHECKING:
    from pyerlshell.shell.prompt_line import PromptLine

_MENU_ROWS: Final = 8


def lay_out(line: PromptLine) -> None:
    """Put the windows of a line one below the other."""
    session = line.session
    window = next(w for w in session.layout.find_all_windows() if _shows(w, session.default_buffer))
    window.dont_extend_height = Condition(lambda: True)
    panel = Window(_text(lambda: _panel_text(line)), dont_extend_height=True)
    signature = Window(_text(lambda: line.signature), height=1)
    status = Window(_text(lambda: _status_text(line)), height=1, style="class:status")
    has_panel = Condition(lambda: bool(line.panel.lines) or line.mode == "search")
    has_signature = Condition(lambda: bool(line.signature) and not line.panel.lines)
    known = ~is_done & renderer_height_is_known
    filler = ConditionalContainer(Window(height=lambda: _room_for_menu(line)), known)
    children: list[Container] = [
        window,
        ConditionalContainer(panel, has_panel & ~is_done),
        ConditionalContainer(signature, has_signature & ~is_done),
        filler,
    ]
    if line.settings.status_bar:
        children.append(ConditionalContainer(status, known))
    root: Container = Column(children, filler)
    if line.settings.menu:
        menu = CompletionsMenu(max_height=_MENU_ROWS, scroll_offset=1)
        root = FloatContainer(root, [Float(menu, xcursor=True, ycursor=True, transparent=True)])
    session.app.layout = session.layout = Layout(root, window)


def _room_for_menu(line: PromptLine) -> Dimension:
    """Rows below the line that the menu is drawn over."""
    open_ = line.session.default_buffer.complete_state is not None
    return Dimension(preferred=_MENU_ROWS if open_ else 0)


def _panel_text(line: PromptLine) -> Fragments:
    rows = line.session.app.output.get_size().rows
    shown: Fragments = []
    for row in line.panel.visible(rows):
        if shown:
            shown.append(("", "\n"))
        shown += [(f"class:{style}" if style else "", text) for style, text in row]
    return shown


def _status_text(line: PromptLine) -> Fragments:
    columns = line.session.app.output.get_size().columns
    shown: Fragments = []
    room = columns
    for style, text in line.helpers.status():
        part = text if not shown else f" │ {text}"
        if len(part) > room:
            break
        shown.append((f"class:{style}", part))
        room -= len(part)
    return [*shown, ("class:status", " " * max(0, room))]


def _shows(window: Window, buffer: Buffer) -> bool:
    return type(window.content) is BufferControl and window.content.buffer is buffer


def _text(fragments: Callable[[], Fragments]) -> FormattedTextControl:
    return FormattedTextControl(cast(Any, fragments))
