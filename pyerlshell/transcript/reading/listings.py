"""Raw listings to files: versions counted, elided ones merged, pieces put where they belong."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from pyerlshell.transcript.document import Listing, Merge, Note
from pyerlshell.transcript.formats.blocks import Row
from pyerlshell.transcript.reading.forms import Form, Part, parts_of
from pyerlshell.transcript.reading.looks import is_elision
from pyerlshell.transcript.reading.merging import is_elided, merge

FILE_NAME: Final = re.compile(
    r"(?<![\w/])([\w@-]+\.(?:erl|hrl|app|config|escript|term|txt|app\.src))\b"
)


RECENT: Final = 8
"""Modules that a piece without a `-module` may belong to."""


@dataclass(slots=True)
class Listings:
    """The modules of a document so far: text and number of the last version of each."""

    texts: dict[str, str] = field(default_factory=dict)
    parts: dict[str, list[Part]] = field(default_factory=dict)
    """The forms of those texts, where somebody asked for them."""
    versions: dict[str, int] = field(default_factory=dict)
    recent: list[str] = field(default_factory=list)
    """The modules by when they last changed; few, as pages go."""

    def module(self, index: int, module: str, rows: list[Row], text: str | None = None) -> Listing:
        """A listing with its `-module`: a new version."""
        lines = tuple(row.line() for row in rows)
        source = "\n".join(line.text for line in lines) + "\n" if text is None else text
        version = self.versions.get(module, 0) + 1
        merged: tuple[Merge, ...] = ()
        notes: list[Note] = []
        elided = text is None and any(is_elision(line.text) for line in lines)
        if elided or (text is None and version > 1):
            source, kept, elided = self._merged(module, source, elided)
            merged = tuple(Merge(what, version - 1) for what in kept)
            if elided and version == 1:
                notes.append(Note(lines[0].number, "something is left out and nothing was before"))
        self._keep(module, version, source)
        if text is not None:
            self.recent.remove(module)  # a source is not changed by what its comments show
        return Listing(
            index,
            module,
            f"{module}.erl",
            version,
            lines,
            source,
            elided,
            merged,
            tuple(notes),
        )

    def _merged(self, module: str, source: str, dots: bool) -> tuple[str, list[str], bool]:
        parts = parts_of(source)
        before = self.texts.get(module)
        if not is_elided(parts) and not (before and self._exports_nothing(module, parts)):
            return source, [], False
        if before is None:
            return _without_dots(parts) if dots else source, [], True
        merged = merge(parts, self._parts(module))
        return merged.text, merged.kept, True

    def _exports_nothing(self, module: str, parts: list[Part]) -> bool:
        """Whether the exports are missing that were there before: then only changes are shown."""
        exports = ("export", "compile")
        if any(isinstance(part, Form) and part.key[0] in exports for part in parts):
            return False
        old = self._parts(module)
        return any(isinstance(part, Form) and part.key[0] in exports for part in old)

    def _parts(self, module: str) -> list[Part]:
        if module not in self.parts:
            self.parts[module] = parts_of(self.texts[module])
        return self.parts[module]

    def _keep(self, module: str, version: int, source: str) -> None:
        self.texts[module] = source
        self.parts.pop(module, None)
        self.versions[module] = version
        if module in self.recent:
            self.recent.remove(module)
        self.recent.append(module)
        del self.recent[:-RECENT]

    def piece(
        self, index: int, rows: list[Row], title: str, text: str | None = None, file: str = ""
    ) -> Listing:
        """Forms without a `-module`: a change of the last module, a header, or an illustration."""
        lines = tuple(row.line() for row in rows)
        if text is not None:
            return Listing(index, "", file, self._count(file), lines, text)
        source = "\n".join(line.text for line in lines) + "\n"
        named = FILE_NAME.search(title)
        if named is not None and not named[1].endswith(".erl"):
            return Listing(index, "", named[1], self._count(named[1]), lines, source)
        parts = parts_of(source)
        module = named[1].removesuffix(".erl") if named else self._owner(parts)
        before = self.texts.get(module)
        if before is None:
            return Listing(index, "", "", 0, lines, source)
        merged = merge(parts, self._parts(module))
        version = self.versions[module] + 1
        self._keep(module, version, merged.text)
        note = Note(lines[0].number, f"no -module here: taken as a change of {module}")
        kept = tuple(Merge(what, version - 1) for what in merged.kept)
        file = f"{module}.erl"
        return Listing(index, module, file, version, lines, merged.text, True, kept, (note,))

    def _count(self, file: str) -> int:
        self.versions[file] = self.versions.get(file, 0) + 1
        return self.versions[file]

    def _owner(self, parts: list[Part]) -> str:
        """The module that a piece changes: the last one that has a function of it, or uses one."""
        forms = [part for part in parts if isinstance(part, Form)]
        keys = {form.key for form in forms if form.key[0] in ("function", "record")}
        exports = [re.escape(form.name) for form in forms if form.key[0] == "function"]
        for module in reversed(self.recent):
            text = self.texts[module]
            if any(form.key in keys for form in self._parts(module) if isinstance(form, Form)):
                return module
            if exports and re.search(rf"(?<!\w)(?:{'|'.join(exports)})(?!\d)", text):
                return module
        return ""


def _without_dots(parts: list[Part]) -> str:
    """What can be made of an elided listing that has no version before it."""
    kept: list[str] = []
    for part in parts:
        text = part.text
        if isinstance(part, Form) and part.open:
            text = text.rstrip().rstrip(";") + "."
        if isinstance(part, Form) or text.lstrip().startswith("%"):
            kept.append(text)
    return "\n".join(kept) + "\n"
