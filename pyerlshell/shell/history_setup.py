"""Which history a console has: settings, `-kernel shell_history` and its companions.

    enabled | disabled | Module     Module:load/0 gives the commands, Module:add/1 gets each new one
    shell_history_path              the folder
    shell_history_drop              commands that are not kept
    shell_history_file_bytes        how large the file may become

Without `-kernel shell_history` the settings decide.

OTP: group_history
"""

from __future__ import annotations

import os
from collections.abc import Callable

from pyerlshell.erts.node import Node
from pyerlshell.otp.chardata import NotText, to_str
from pyerlshell.shell import calls
from pyerlshell.shell.history_file import MOST_BYTES, History, default_path
from pyerlshell.shell.settings import Settings
from pyerlshell.terms import lists
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Term


def make_history(node: Node, settings: Settings, say: Callable[[str], None]) -> History:
    """The history of this console; `say` tells the user what is wrong with it."""
    env = node.application_env.get(a.kernel, {})
    choice = env.get(a.shell_history, a.enabled if settings.history else a.disabled)
    if type(choice) is Atom and choice not in (a.enabled, a.disabled):
        return _of_module(node, choice, say)
    path = _path(node, env.get(a.shell_history_path)) if choice is a.enabled else None
    size = env.get(a.shell_history_file_bytes)
    most = size if type(size) is int and size > 0 else MOST_BYTES
    return History(path, say, _drop(env.get(a.shell_history_drop)), most)


def _path(node: Node, folder: Term) -> str:
    try:
        name = to_str(folder) if folder is not None else ""
    except NotText:
        name = ""
    if name:
        return os.path.join(node.outside.path(name), "pyerlshell-history")
    return default_path(node.outside.env)


def _drop(items: Term) -> frozenset[str]:
    found = set()
    for item in lists.iter_list(items):
        try:
            found.add(to_str(item).strip())
        except NotText:
            continue
    return frozenset(found)


def _of_module(node: Node, module: Atom, say: Callable[[str], None]) -> History:
    history = History(None, say)

    def loaded(outcome: Term | None) -> None:
        if type(outcome) is not tuple:
            say(f"history: {module.name}:load/0 failed; commands are kept for this run only")
            return
        history.entries[:0] = [text.rstrip("\n") for text in _texts(outcome[0])]

    def added(command: str) -> None:
        calls.call(node, module, a.add, (lists.string_to_list(command),), lambda _: None)

    calls.call(node, module, a.load, (), loaded)
    history.added = added
    return history


def _texts(items: Term) -> list[str]:
    """The newest comes first, as the reference has it."""
    found = []
    for item in lists.iter_list(items):
        try:
            found.append(to_str(item))
        except NotText:
            continue
    return found[::-1]
