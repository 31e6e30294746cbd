"""Saves a recording in the format that the name of the file asks for, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pyerlshell.erts.outside import write_whole
from pyerlshell.transcript.recording import cast, notebook, page, plain
from pyerlshell.transcript.recording.turns import Recording

FORMATS: Final[dict[str, tuple[str, Callable[[Recording], str]]]] = {
    ".txt": ("a transcript", plain.text),
    ".md": ("Markdown", plain.markdown),
    ".html": ("a page with colours", page.page),
    ".svg": ("a picture", page.still),
    ".play.svg": ("a picture that plays", page.playing),
    ".cast": ("asciicast v2", cast.cast),
    ".ipynb": ("a Jupyter notebook", notebook.notebook),
}
"""By the end of the file's name; anything else is a transcript."""


def text_for(name: str, session: Recording) -> str:
    """The contents of a file of this name."""
    endings = [ending for ending in FORMATS if name.endswith(ending)]
    ending = max(endings, key=len, default=".txt")
    return FORMATS[ending][1](session)


def save(path: str, session: Recording) -> None:
    """Write the file. Raises OSError; then the file is what it was."""
    data = text_for(path, session).encode("utf-8", "replace")
    write_whole(path, data)
