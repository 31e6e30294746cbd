"""Which format a document is in: by the name's ending, else by what it looks like.

The text formats differ little (`fenced` knows all fences in all of them), so a wrong guess among
them costs nothing; what matters is to know HTML, notebooks and sources.
"""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Final

FORMATS: Final = (
    "text",
    "markdown",
    "livebook",
    "asciidoc",
    "rst",
    "edoc",
    "html",
    "erl",
    "notebook",
)
ENDINGS: Final = {
    "md": "markdown",
    "markdown": "markdown",
    "mkd": "markdown",
    "qmd": "markdown",
    "rmd": "markdown",
    "livemd": "livebook",
    "adoc": "asciidoc",
    "asciidoc": "asciidoc",
    "asc": "asciidoc",
    "rst": "rst",
    "rest": "rst",
    "edoc": "edoc",
    "html": "html",
    "htm": "html",
    "xhtml": "html",
    "erl": "erl",
    "hrl": "erl",
    "escript": "erl",
    "xrl": "erl",
    "yrl": "erl",
    "ipynb": "notebook",
}
HEAD: Final = 20_000
"""Characters looked at."""

LOOKS: Final = (
    ("notebook", re.compile(r"\A\s*\{.*\"(?:cells|nbformat)\"\s*:", re.S)),
    (
        "html",
        re.compile(
            r"\A\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|\?xml)\b", re.I | re.S
        ),
    ),
    (
        "html",
        re.compile(r"<pre\b[^>]*>|<p\b[^>]*>.*?</p>|<br\s*/?>.*<br\s*/?>", re.I | re.S),
    ),
    ("livebook", re.compile(r"^<!-- livebook:", re.M)),
    ("markdown", re.compile(r"^[ \t]*(?:```|~~~)|^#{1,6} \S|^\{% highlight", re.M)),
    ("asciidoc", re.compile(r"^\[source\b|^={1,5} \S|^-{4,}\n\S[^\n]*\n(?:.*\n)*?-{4,}$", re.M)),
    ("rst", re.compile(r"^\.\. [\w-]+::|^.+::[ \t]*$\n[ \t]*\n[ \t]+\S", re.M)),
    ("erl", re.compile(r"\A(?:[ \t]*(?:%[^\n]*)?\n)*-module\(", re.M)),
    ("edoc", re.compile(r"^[ \t]*@(?:doc|title|author|version|copyright)\b", re.M)),
)


def format_of(path: str, text: str) -> str:
    """One of FORMATS."""
    ending = PurePath(path).suffix.removeprefix(".").lower()
    if ending in ENDINGS:
        return ENDINGS[ending]
    head = text[:HEAD]
    for name, look in LOOKS:
        if look.search(head):
            return name
    return "text"
