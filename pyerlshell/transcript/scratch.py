"""The scratch folder of a document: its listings become files there, its steps are done there.

No step reaches beyond the folder, except that a file may be copied in from beside the document.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

from pyerlshell.transcript.document import Action, Listing, Step

_NAMES: Final = {Action.COPY: 2, Action.MOVE: 2}


class StepError(Exception):
    """A step of the document cannot be done; `args[0]` says why."""


class Scratch:
    """`folder`: where the sessions work. `beside`: where the document lies, None if nowhere."""

    def __init__(self, folder: Path, beside: Path | None = None) -> None:
        self.folder = folder
        self.beside = beside

    def write(self, listing: Listing) -> None:
        """Make the listing's file. Raises StepError."""
        if not listing.file:
            return
        path = _inside(self.folder, listing.file)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(listing.text, encoding="utf-8", errors="surrogateescape", newline="")
        except OSError as problem:
            raise StepError(f"cannot write {listing.file}: {problem.strerror}") from None

    def perform(self, step: Step) -> None:
        """Do a step, if it is one of files. Raises StepError."""
        if len(step.words) != _NAMES.get(step.action, -1):
            return
        source, target = step.words
        from_path = self._source(source, step.action is Action.COPY)
        to_path = _inside(self.folder, target)
        if to_path.is_dir():
            to_path = to_path / from_path.name
        doing = "copy" if step.action is Action.COPY else "move"
        try:
            to_path.parent.mkdir(parents=True, exist_ok=True)
            if step.action is Action.COPY:
                shutil.copyfile(from_path, to_path)
            else:
                from_path.replace(to_path)
        except OSError as problem:
            raise StepError(f"cannot {doing} {source}: {problem.strerror}") from None

    def _source(self, name: str, may_be_beside: bool) -> Path:
        if self.beside is not None and may_be_beside:
            path = _inside(self.beside, name)
            if path.is_file():
                return path
        return _inside(self.folder, name)


def _inside(folder: Path, name: str) -> Path:
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise StepError(f"refused: {name} is outside of the transcript's folder")
    return path
