"""The engine for programs: what `edlin_expand` of a node asks.

OTP: edlin_expand
"""

from __future__ import annotations

from typing import Any

from pyerlshell.erts.machine import P
from pyerlshell.erts.node import Node
from pyerlshell.otp import procs
from pyerlshell.shell.completion.expand import expand
from pyerlshell.shell.completion.node_knowledge import NodeKnowledge, session_of
from pyerlshell.shell.completion.result import Item, Match, Section
from pyerlshell.shell.session import LocalFunction, Session
from pyerlshell.terms import lists
from pyerlshell.terms.atoms import a
from pyerlshell.terms.types import Term


def expanded(node: Node, text: str, state: Any) -> tuple[bool, str, list[Any]]:
    """What may follow a text at the prompt of the shell of the running process, or with `state`,
    {shell_state, Bindings, Records, Functions}, at one where these were defined."""
    session = session_of(node, P.cur.group_leader) if state is None else _session(state)
    done = expand(text, NodeKnowledge(node, session))
    return done.found, done.insert, [_plain(match) for match in done.matches]


def _session(state: Any) -> Session:
    """A shell that never ran, with these definitions."""
    session = Session(P.cur.pid)
    session.bindings = dict(_pairs(state[1]))
    session.records = dict(_pairs(state[2]))
    for key, value in _pairs(state[3]):
        if key[0] is a.function:
            session.functions[key[1][1], key[1][2]] = LocalFunction(value, "")
        elif key[0] is a.function_type:
            session.specs[key[1][1], key[1][2]] = procs.form_text(value)
        elif key[0] is a.type:
            session.types[key[1]] = procs.form_text(value)
    return session


def _pairs(table: Term) -> list[Any]:
    return [row for row in lists.iter_list(table) if type(row) is tuple and len(row) == 2]


def _plain(match: Match) -> Any:
    if type(match) is Item:
        return match.text, match.ending
    assert type(match) is Section
    options: list[Any] = []
    if match.separator:
        options.append(("separator", match.separator))
    if match.highlight:
        options.append(("highlight_all",) if match.separator else "highlight_all")
    if match.param:
        options.append(("highlight_param", match.param))
    if match.hide_title:
        options.append(("hide", "title"))
    return match.title, [_plain(inner) for inner in match.items], options
