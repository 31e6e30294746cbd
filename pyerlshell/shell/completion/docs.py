"""Documentation of functions and modules, as far as it is in their sources.

Of a Python module it is the docstrings; of an Erlang source of ours the comment above the function,
or at the top of the file.
"""

from __future__ import annotations

import re
from typing import Any, Final

from pyerlshell.terms.patterns import pattern

_SPACES: Final = pattern(r"[ \t]*\n[ \t]*")


def of_python(doc: str | None) -> str:
    """A docstring as paragraphs of one line each."""
    paragraphs = re.split(r"\n\s*\n", (doc or "").strip())
    return "\n\n".join(" ".join(line.strip() for line in p.split("\n")) for p in paragraphs)


def of_native(functions: dict[tuple[str, int], Any], name: str, arity: int) -> str:
    """Of one function of a Python module."""
    found = functions.get((name, arity))
    return of_python(found.fn.__doc__) if found is not None else ""


def of_source(text: str, name: str) -> str:
    """The comment above a function of an Erlang source."""
    head = re.compile(rf"((?:^%%.*\n)+)(?:^-spec [^.]*\.\n)?^{re.escape(name)}\(", re.MULTILINE)
    found = head.search(text)
    return comment(found[1]) if found is not None else ""


def of_file(text: str) -> str:
    """The comment at the top of an Erlang source."""
    found = re.match(r"(?:%%.*\n)+", text)
    return comment(found[0]) if found is not None else ""


def comment(text: str) -> str:
    """A comment without its marks; `%%` alone parts paragraphs."""
    lines = [line.lstrip("%").strip() for line in text.strip().split("\n")]
    return "\n\n".join(p.replace("\n", " ") for p in "\n".join(lines).split("\n\n"))


def first_line(doc: str) -> str:
    """The first sentence, for a menu."""
    line = doc.split("\n")[0]
    end = line.find(". ")
    return line if end < 0 else line[: end + 1]
