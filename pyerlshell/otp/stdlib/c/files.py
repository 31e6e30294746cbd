"""The working directory and what is in it.

OTP: c
"""

from __future__ import annotations

import os
from contextlib import suppress

from pyerlshell.erts.errors import badarg, function_clause
from pyerlshell.erts.machine import P
from pyerlshell.otp import procs
from pyerlshell.otp.stdlib.c.module import c, file_name, say
from pyerlshell.terms import lists
from pyerlshell.terms.atoms import a
from pyerlshell.terms.types import Term

_WIDTH = 80
_LONGEST = 40


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
    """Across, in columns as wide as the longest name and some more."""
    if not names:
        return
    width = min(max(len(name) for name in names), _LONGEST) + 5
    across = (_WIDTH - 1) // width
    for start in range(0, len(names), across):
        say("".join([name[:width].ljust(width) for name in names[start : start + across]]) + "\n")


@c.export("erlangrc/0", internal=True)
def erlangrc() -> Term:
    """Evaluate .erlang in the home folder or in the user's settings of erlang."""
    env = P.cur.node.outside.env
    home = lists.string_to_list(env.get("HOME") or env.get("USERPROFILE", ""))
    settings = procs.apply(a.filename, a.basedir, (a.user_config, lists.string_to_list("erlang")))
    return erlangrc_in([home, [settings, None]])


@c.export("erlangrc/1", "(Folders :: [file:name()]) -> {ok, file:filename()} | {error, term()}")
def erlangrc_in(folders: Term) -> Term:
    """Evaluate the first .erlang in these folders; a failure is reported."""
    if type(folders) is not list or type(folders[0]) is not list:
        raise function_clause(folders)
    name = lists.string_to_list(".erlang")
    result = procs.apply(a.file, a.path_eval, (folders, name))
    if type(result) is tuple and result[0] is a.error and result[1] is not a.enoent:
        _not_evaluated(folders, name, result[1])
    return result


def _not_evaluated(folders: Term, name: Term, reason: Term) -> None:
    text = procs.apply(a.file, a.format_error, (reason,))
    values: list[Term] = [folders, name]
    if type(reason) is tuple and len(reason) == 3:
        form = b"file:path_eval(~tp,~tp): error on line ~p: ~ts~n"
        values.append(reason[0])
    else:
        form = b"file:path_eval(~tp,~tp): ~ts~n"
    values.append(text)
    given = (lists.string_to_list(form.decode()), lists.to_list(values))
    procs.apply(a.error_logger, a.error_msg, given)
