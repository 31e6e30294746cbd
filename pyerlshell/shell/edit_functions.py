"""What keys do to the line: one function for each name of the keymap that needs the line only.

Words are letters, digits and `_`. What is killed goes to the clipboard, which `yank`
inserts; two kills in a row are not joined.

OTP: edlin (do_op)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from prompt_toolkit.buffer import Buffer
from prompt_toolkit.clipboard import Clipboard, ClipboardData

EditFunction = Callable[[Buffer, Clipboard], None]

FUNCTIONS: Final[dict[str, EditFunction]] = {}


def _named(function: EditFunction) -> EditFunction:
    FUNCTIONS[function.__name__] = function
    return function


def is_word(char: str) -> bool:
    """It is part of a word."""
    return char.isalnum() or char == "_"


def word_end(text: str, at: int) -> int:
    """The end of the word at or after a place."""
    while at < len(text) and not is_word(text[at]):
        at += 1
    while at < len(text) and is_word(text[at]):
        at += 1
    return at


def word_start(text: str, at: int) -> int:
    """The start of the word at or before a place."""
    while at > 0 and not is_word(text[at - 1]):
        at -= 1
    while at > 0 and is_word(text[at - 1]):
        at -= 1
    return at


# Moving


@_named
def backward_char(buffer: Buffer, _: Clipboard) -> None:
    """One character back, over the end of a line as well."""
    buffer.cursor_position = max(0, _before(buffer.text, buffer.cursor_position))


@_named
def forward_char(buffer: Buffer, _: Clipboard) -> None:
    """One character on."""
    buffer.cursor_position = _after(buffer.text, buffer.cursor_position)


def _before(text: str, at: int) -> int:
    """Where the character before a place begins, with what combines with it."""
    at -= 1
    while at > 0 and _combines(text[at]):
        at -= 1
    return at


def _after(text: str, at: int) -> int:
    at = min(at + 1, len(text))
    while at < len(text) and _combines(text[at]):
        at += 1
    return at


def _combines(char: str) -> bool:
    if char < "\u0300":
        return False
    import unicodedata

    return unicodedata.combining(char) != 0 or char in "\u200d\ufe0e\ufe0f"


@_named
def backward_word(buffer: Buffer, _: Clipboard) -> None:
    """To the start of the word."""
    buffer.cursor_position = word_start(buffer.text, buffer.cursor_position)


@_named
def forward_word(buffer: Buffer, _: Clipboard) -> None:
    """To the end of the word."""
    buffer.cursor_position = word_end(buffer.text, buffer.cursor_position)


@_named
def beginning_of_line(buffer: Buffer, _: Clipboard) -> None:
    """To the start of this line."""
    buffer.cursor_position += buffer.document.get_start_of_line_position()


@_named
def end_of_line(buffer: Buffer, _: Clipboard) -> None:
    """To the end of this line."""
    buffer.cursor_position += buffer.document.get_end_of_line_position()


@_named
def backward_line(buffer: Buffer, _: Clipboard) -> None:
    """One line up."""
    buffer.cursor_up()


@_named
def forward_line(buffer: Buffer, _: Clipboard) -> None:
    """One line down."""
    buffer.cursor_down()


@_named
def beginning_of_expression(buffer: Buffer, _: Clipboard) -> None:
    """To the start of the first line."""
    buffer.cursor_position = 0


@_named
def end_of_expression(buffer: Buffer, _: Clipboard) -> None:
    """To the end of the last line."""
    buffer.cursor_position = len(buffer.text)


# Deleting and killing


def _delete(buffer: Buffer, start: int, end: int) -> str:
    text = buffer.text
    gone = text[start:end]
    if gone:
        buffer.save_to_undo_stack()
        buffer.text = text[:start] + text[end:]
        buffer.cursor_position = start
    return gone


def _kill(buffer: Buffer, clipboard: Clipboard, start: int, end: int) -> None:
    gone = _delete(buffer, start, end)
    if gone:
        clipboard.set_data(ClipboardData(gone))


@_named
def backward_delete_char(buffer: Buffer, _: Clipboard) -> None:
    """Backspace."""
    at = buffer.cursor_position
    if at:
        _delete(buffer, _before(buffer.text, at), at)


@_named
def forward_delete_char(buffer: Buffer, _: Clipboard) -> None:
    """Delete."""
    at = buffer.cursor_position
    _delete(buffer, at, _after(buffer.text, at))


@_named
def backward_delete_word(buffer: Buffer, _: Clipboard) -> None:
    """The word before the cursor goes."""
    _delete(buffer, word_start(buffer.text, buffer.cursor_position), buffer.cursor_position)


@_named
def forward_delete_word(buffer: Buffer, _: Clipboard) -> None:
    """The word behind the cursor goes."""
    at = buffer.cursor_position
    _delete(buffer, at, word_end(buffer.text, at))


@_named
def backward_kill_word(buffer: Buffer, clipboard: Clipboard) -> None:
    """The word before the cursor goes to the clipboard."""
    at = buffer.cursor_position
    _kill(buffer, clipboard, word_start(buffer.text, at), at)


@_named
def kill_word(buffer: Buffer, clipboard: Clipboard) -> None:
    """The word behind the cursor goes to the clipboard."""
    at = buffer.cursor_position
    _kill(buffer, clipboard, at, word_end(buffer.text, at))


@_named
def kill_line(buffer: Buffer, clipboard: Clipboard) -> None:
    """The rest of the line goes to the clipboard; at its end, the line end."""
    at = buffer.cursor_position
    end = at + buffer.document.get_end_of_line_position()
    _kill(buffer, clipboard, at, min(end + (end == at), len(buffer.text)))


@_named
def backward_kill_line(buffer: Buffer, clipboard: Clipboard) -> None:
    """What stands before the cursor goes to the clipboard."""
    at = buffer.cursor_position
    start = at + buffer.document.get_start_of_line_position()
    _kill(buffer, clipboard, max(start - (start == at), 0), at)


@_named
def clear_line(buffer: Buffer, _: Clipboard) -> None:
    """The whole expression goes."""
    _delete(buffer, 0, len(buffer.text))


@_named
def yank(buffer: Buffer, clipboard: Clipboard) -> None:
    """Insert what was killed."""
    buffer.insert_text(clipboard.get_data().text)


# Changing


@_named
def transpose_char(buffer: Buffer, _: Clipboard) -> None:
    """The character before the cursor changes places with the one at the cursor."""
    text, at = buffer.text, buffer.cursor_position
    if at == len(text) or text[at] == "\n":
        at -= 1
    if at < 1 or text[at - 1] == "\n":
        return
    buffer.save_to_undo_stack()
    buffer.text = text[: at - 1] + text[at] + text[at - 1] + text[at + 1 :]
    buffer.cursor_position = at + 1


@_named
def transpose_word(buffer: Buffer, _: Clipboard) -> None:
    """The word before the cursor changes places with the one at or behind it."""
    text, at = buffer.text, buffer.cursor_position
    end = word_end(text, at)
    if end == at or not is_word(text[end - 1]):
        end = at
        while end > 0 and not is_word(text[end - 1]):
            end -= 1
    start = word_start(text, end)
    first_end = start
    while first_end > 0 and not is_word(text[first_end - 1]):
        first_end -= 1
    first = word_start(text, first_end)
    if first == first_end or start == end:
        return
    buffer.save_to_undo_stack()
    swapped = text[start:end] + text[first_end:start] + text[first:first_end]
    buffer.text = text[:first] + swapped + text[end:]
    buffer.cursor_position = end


@_named
def new_line(buffer: Buffer, _: Clipboard) -> None:
    """A line end at the cursor."""
    buffer.insert_text("\n")


@_named
def auto_blink(buffer: Buffer, _: Clipboard) -> None:
    """Close the innermost bracket that is open before the cursor."""
    from pyerlshell.shell.completion.context import read

    for frame in reversed(read(buffer.document.text_before_cursor).frames):
        closing = CLOSING.get(frame.opener)
        if closing is not None:
            buffer.insert_text(closing)
            return


CLOSING: Final = {"(": ")", "[": "]", "{": "}", "#{": "}", "<<": ">>"}
