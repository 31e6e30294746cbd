"""The engine for programs: what `edlin_expand` of a node asks.

OTP: edlin_expand
"""

from __future__ import annotations

from typing import Any

from pyerlshell.erts.machine import P
from pyerlshell.erts.node import Node
from pyerlshell.shell.completion.expand import expand
from pyerlshell.shell.completion.node_knowledge import NodeKnowledge, session_of
from pyerlshell.shell.completion.result import Item, Match, Section


def expanded(node: Node, text: str) -> tuple[bool, str, list[Any]]:
    """What may follow a text at the prompt of the shell of the running process."""
    session = session_of(node, P.cur.group_leader)
    done = expand(text, NodeKnowledge(node, session))
    return done.found, done.insert, [_plain(match) for match in done.matches]


def _plain(match: Match) -> Any:
    if type(match) is Item:
        return match.text, match.ending
    assert type(match) is Section
    options: list[Any] = []
    if match.highlight:
        options.append("highlight_all")
    if match.param:
        options.append(("highlight_param", match.param))
    if match.hide_title:
        options.append(("hide", "title"))
    if match.separator:
        options.append(("separator", match.separator))
    return match.title, [_plain(inner) for inner in match.items], options
