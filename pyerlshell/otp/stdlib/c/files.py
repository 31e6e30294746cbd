"""The working directory and what is in it.

OTP: c
"""

from __future__ import annotations

import os
from contextlib import suppress

from pyerlshell.erts.errors import badarg
from pyerlshell.erts.machine import P
from pyerlshell.otp.stdlib.c.module import c, file_name, say
from pyerlshell.terms.atoms import a
from pyerlshell.terms.types import Term

_WIDTH = 80


@c.export("pwd/0", "() -> ok")
def pwd() -> Term:
    """Print the working directory."""
    say(f"{P.cur.node.outside.cwd}\n")
    return a.ok


@c.export("cd/1", "(Dir) -> ok")
def cd(folder: Term) -> Term:
    """Change the working directory, and print it (the old one if there is no such directory)."""
    name = file_name(folder)
    if name is None:
        raise badarg(folder)
    outside = P.cur.node.outside
    path = outside.path(name)
    with suppress(PermissionError):  # as for a folder that is not there
        outside.refuse("list", path)
        if os.path.isdir(path):
            outside.cwd = path
    return pwd()


@c.export("ls/0", "() -> ok")
def ls() -> Term:
    """List the working directory."""
    return ls_of(".")


@c.export("ls/1", "(Dir) -> ok")
def ls_1(folder: Term) -> Term:
    """List a directory, or a file."""
    name = file_name(folder)
    if name is None:
        raise badarg(folder)
    return ls_of(name)


def ls_of(name: str) -> Term:
    """List what a path names, in columns."""
    outside = P.cur.node.outside
    try:
        names = outside.list(name)
    except NotADirectoryError:
        names = [name]
    except FileNotFoundError:
        say("no such file or directory\n")
        return a.ok
    except PermissionError:
        say("permission denied\n")
        return a.ok
    _columns(sorted(names))
    return a.ok


def _columns(names: list[str]) -> None:
    if not names:
        return
    width = min(max(len(name) for name in names) + 5, _WIDTH)
    across = max(1, _WIDTH // width)
    down = -(-len(names) // across)
    for row in range(down):
        say("".join([name.ljust(width) for name in names[row::down]]) + "\n")
