"""Completions for a menu at the cursor: each with the first sentence of its documentation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pyerlshell.shell.completion import context
from pyerlshell.shell.completion.context import Context, plain
from pyerlshell.shell.completion.docs import first_line
from pyerlshell.shell.completion.expand import expand
from pyerlshell.shell.completion.node_knowledge import NodeKnowledge
from pyerlshell.shell.completion.result import Item, Match, Section

MOST = 60


class Entry(NamedTuple):
    """What stands in the menu, the text that replaces the word, and a remark."""

    shown: str
    text: str
    remark: str


def entries(text: str, knowledge: NodeKnowledge) -> tuple[str, list[Entry]]:
    """The word that is replaced, and what may stand in its place. Nothing before a word begins."""
    found = context.read(text)
    word = found.word
    before = found.before()
    if not word and not (before and before[-1].text in (":", "#")):
        return "", []
    done = expand(text, knowledge)
    rows = list(_entries(done.matches, "", found, knowledge))
    if not rows and done.found and done.insert:
        rows = [
            Entry(
                word + done.insert,
                word + done.insert,
                _remark(word + done.insert, "", found, knowledge),
            )
        ]
    return word, [row for row in rows if row.text.startswith(word)][:MOST]


def _entries(
    matches: tuple[Match, ...], title: str, found: Context, knowledge: NodeKnowledge
) -> Iterator[Entry]:
    for match in matches:
        if type(match) is Section:
            if match.title == "types":
                continue
            yield from _entries(match.items, match.title, found, knowledge)
        elif type(match) is Item:
            yield Entry(
                match.text, match.text + match.ending, _remark(match.text, title, found, knowledge)
            )


def _remark(name: str, title: str, found: Context, knowledge: NodeKnowledge) -> str:
    """What the thing is: the first sentence about it, else its kind."""
    name = plain(name.rstrip("(:/ "))
    before = found.before()
    if len(before) >= 2 and before[-1].text == ":" and before[-2].kind == "atom":
        return _of_function(plain(before[-2].text), name, knowledge)
    if title == "modules":
        return first_line(knowledge.module_doc(name)) or "module"
    home = {"bifs": "erlang", "commands": "c"}.get(title)
    if home is not None:
        return _of_function(home, name, knowledge) or title[:-1]
    return title[:-1] if title.endswith("s") else title


def _of_function(module: str, name: str, knowledge: NodeKnowledge) -> str:
    for arity in sorted({n for known, n in knowledge.exports(module) if known == name}):
        doc = knowledge.function_doc(module, name, arity)
        if doc:
            return first_line(doc)
    return ""
