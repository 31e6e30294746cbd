"""What the line at the prompt asks others for, the menu at the cursor, and the question about a
pasted transcript.

OTP: none
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from prompt_toolkit.buffer import Buffer
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from pyerlshell.shell.split import LONG

Fragments = list[tuple[str, str]]


@dataclass(slots=True)
class Helpers:
    """What the line asks others for. `columns` of the screen are the second argument.

    complete: (insert, lines) for the text before the cursor, given to the last argument.
    help: the documentation of what stands left of the cursor.
    menu: the word before the cursor and what may replace it: (shown, text, remark).
    signature: a line about the call that is being typed, or none.
    status: the status bar.
    format: the expression laid out anew.
    pasted: the commands of a pasted transcript, None if the text is none.
    """

    complete: Callable[[str, int, Callable[[str, list[Fragments]], None]], None]
    help: Callable[[str, int], list[Fragments]]
    signature: Callable[[str, int], Fragments]
    menu: Callable[[str], tuple[str, list[tuple[str, str, str]]]]
    status: Callable[[], Fragments]
    format: Callable[[str], str]
    is_complete: Callable[[str], bool]
    accept: Callable[[Buffer, str, str], None]
    pasted: Callable[[str], list[str] | None]
    print_above: Callable[[str], None]
    expand_above: Callable[[], bool]


class Menu(Completer):
    """The menu at the cursor."""

    def __init__(self, helpers: Helpers) -> None:
        self.helpers = helpers

    def get_completions(
        self, document: Document, complete_event: CompleteEvent
    ) -> Iterable[Completion]:
        if len(document.text) > LONG:
            return
        word, entries = self.helpers.menu(document.text_before_cursor)
        for shown, text, remark in entries:
            yield Completion(text, -len(word), display=shown, display_meta=remark)


def in_menu(name: str, buffer: Buffer) -> bool:
    """A key that moves in the menu, or takes what is chosen there."""
    if name in ("history_down", "tab_expand"):
        buffer.complete_next()
    elif name == "history_up":
        buffer.complete_previous()
    elif name == "new_line_finish" and buffer.complete_state is not None:
        chosen = buffer.complete_state.current_completion is not None
        buffer.complete_state = None
        return chosen
    else:
        return False
    return True


def question(inputs: list[str]) -> list[Fragments]:
    count = "1 input" if len(inputs) == 1 else f"its {len(inputs)} inputs"
    first = [[("", "  " + line)] for line in "\n".join(inputs).split("\n")]
    asked: list[Fragments] = [
        [("class:heading", f"This is a transcript. Run {count} only?")],
        [("", "y: run them   n: paste as it is   Esc: nothing")],
    ]
    return [*asked, *first[:5], *([[("", "  ...")]] if len(first) > 5 else [])]
