"""Compiles listings that a document uses without showing how they were compiled.

Many pages print a module and then call it. Such a module is compiled in a console of its own, so
that the session of the page is not disturbed. Where the page itself compiles the module, only the
page does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from pyerlshell.transcript.document import Document, Listing, Prompt
from pyerlshell.transcript.judging.contradiction import involved
from pyerlshell.transcript.opening import Console
from pyerlshell.transcript.session import no_reply


class Builder:
    """The compiling of one replay, in `folder`."""

    def __init__(
        self, document: Document, folder: Path, open_session: Callable[[str], Console]
    ) -> None:
        self.document = document
        self.folder = folder
        self.open_session = open_session
        self.problems: dict[str, str] = {}
        """What the compiler said of a module that did not compile."""
        self._built: dict[str, int] = {}
        self._told: dict[str, bool] = {}

    def build(self, prompt: Prompt, listings: Sequence[Listing], console: Console) -> None:
        """Compile what the prompt calls and nobody compiled."""
        for listing in involved(prompt.text, listings):
            if _compiles(listing.module, prompt.text):
                continue
            version = self._built.get(listing.module, 0)
            there = (self.folder / f"{listing.module}.beam").exists()
            if (not there and version != listing.version) or (
                version and version != listing.version and not self._is_told(listing.module)
            ):
                self._compile(listing)
                if version:
                    console.reload(listing.module)

    def _is_told(self, module: str) -> bool:
        """The page shows how the module is compiled."""
        if module not in self._told:
            self._told[module] = any(_compiles(module, p.text) for p in self.document.prompts)
        return self._told[module]

    def _compile(self, listing: Listing) -> None:
        self._built[listing.module] = listing.version
        console = self.open_session(str(self.folder))
        name = listing.file.removesuffix(".erl").replace("\\", "").replace('"', "")
        answer = console.run(f'compile:file("{name}", [report_errors]).', no_reply)
        self.problems.pop(listing.module, None)
        if answer.lines[-1:] == ["error"]:
            self.problems[listing.module] = answer.text
        console.close()


def _compiles(module: str, text: str) -> bool:
    name = re.escape(module)
    calls = r"\b(?:c|lc|nc|l|file|files|make|load_file)"
    return re.search(rf"{calls}\([^)]*\b{name}\b", text) is not None
