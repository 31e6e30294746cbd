"""The user's .erlang: whether there is one, and where.

OTP: c (erlangrc)
"""

from __future__ import annotations

import os

from pyerlshell.erts.node import Node
from pyerlshell.otp.preloaded.init import CommandLine


def is_there(node: Node) -> bool:
    """There is an .erlang to evaluate first, and nothing says that it is left alone."""
    line = node.part(CommandLine)
    if line.arguments.last("boot") == "no_dot_erlang":
        return False
    return any(node.outside.is_file(f"{folder}/.erlang") for folder in folders(node))


def folders(node: Node) -> list[str]:
    """Where an .erlang may be: the home folder, then the user's settings of erlang."""
    env = node.outside.env
    home = env.get("HOME") or env.get("USERPROFILE", "")
    settings = env.get("XDG_CONFIG_HOME") or os.path.join(home, ".config")
    return [folder for folder in (home, os.path.join(settings, "erlang")) if folder]
