"""Names of files, as text: what is joined, split and cut off, without a look at any file system.

A name is a string, a binary, an atom or a deep list of those. The result is a binary if the name is
one, else a string.

OTP: filename
"""

from __future__ import annotations

import posixpath
from typing import Any, Final

from pyerlshell.erts.errors import badarg, function_clause
from pyerlshell.erts.machine import P
from pyerlshell.erts.native import NativeModule
from pyerlshell.otp.preloaded.prim_file import BadNameError, name_of
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import from_list, string_to_list, to_list
from pyerlshell.terms.types import Term

filename: Final = NativeModule("filename", "Names of files.")


def _text(name: Term, *args: Term) -> str:
    try:
        if type(name) is not int:
            return name_of(name)
    except BadNameError:
        pass
    raise function_clause(*(args or (name,)))


def _like(text: str, *names: Term) -> Term:
    if any(type(name) is bytes for name in names):
        return text.encode("utf-8", "surrogateescape")
    return string_to_list(text)


def _tidy(text: str) -> str:
    """One slash between parts, none at the end."""
    root = "/" if text.startswith("/") else ""
    return root + "/".join(part for part in text.split("/") if part)


@filename.export("join/1", "([Name]) -> Name")
def join(names: Term) -> Term:
    """The parts, one below the other."""
    parts = from_list(names)
    if not parts:
        raise function_clause(names)
    joined = ""
    for part in parts:
        text = _text(part, names)
        joined = text if text.startswith("/") or not joined else f"{joined}/{text}"
    return _like(_tidy(joined), *parts)


@filename.export("join/2", "(Name1, Name2) -> Name")
def join_2(first: Term, second: Term) -> Term:
    """Name2 below Name1."""
    return join([first, [second, None]])


@filename.export("basename/1", "(Name) -> Name")
def basename(name: Term) -> Term:
    """The last part."""
    return _like(posixpath.basename(_tidy(_text(name))), name)


@filename.export("basename/2", "(Name, Extension) -> Name")
def basename_2(name: Term, extension: Term) -> Term:
    """The last part without Extension."""
    last = posixpath.basename(_tidy(_text(name, name, extension)))
    cut = _text(extension, name, extension)
    if cut and last != cut:
        last = last.removesuffix(cut)
    return _like(last, name)


@filename.export("dirname/1", "(Name) -> Name")
def dirname(name: Term) -> Term:
    """What is before the last part; `.` if there is nothing."""
    text = _text(name)
    head, slash, _ = text.rpartition("/")
    head = head.rstrip("/")
    return _like(head or ("/" if slash else "."), name)


@filename.export("extension/1", "(Name) -> Name")
def extension(name: Term) -> Term:
    """From the last full stop of the last part on."""
    return _like(_split_extension(_text(name))[1], name)


def _split_extension(text: str) -> tuple[str, str]:
    start = text.rfind("/") + 1
    dot = text.rfind(".", start)
    return (text, "") if dot <= start else (text[:dot], text[dot:])


@filename.export("rootname/1", "(Name) -> Name")
def rootname(name: Term) -> Term:
    """Without the extension; nothing is left of a name such as `.x`."""
    text = _text(name)
    start = text.rfind("/") + 1
    dot = text.rfind(".", start)
    return _like(text if dot < start else text[:dot], name)


@filename.export("rootname/2", "(Name, Extension) -> Name")
def rootname_2(name: Term, cut: Term) -> Term:
    """Without this extension."""
    text = _text(name, name, cut)
    return _like(text.removesuffix(_text(cut, name, cut)), name)


@filename.export("split/1", "(Name) -> [Name]")
def split(name: Term) -> Term:
    """The parts."""
    text = _text(name)
    parts = ["/"] if text.startswith("/") else []
    parts += [part for part in text.split("/") if part]
    return to_list([_like(part, name) for part in parts])


@filename.export("pathtype/1", "(Name) -> absolute | relative")
def pathtype(name: Term) -> Term:
    """Whether the name begins at the root."""
    return a.absolute if _text(name).startswith("/") else a.relative


@filename.export("flatten/1", "(Name) -> Name")
def flatten(name: Term) -> Term:
    """A deep list made flat."""
    return name if type(name) is bytes else string_to_list(_text(name))


@filename.export("nativename/1", "(Name) -> Name")
def nativename(name: Term) -> Term:
    """As the operating system writes it."""
    return _like(_tidy(_text(name)), name)


@filename.export("absname/1", "(Name) -> Name")
def absname(name: Term) -> Term:
    """Below the current folder, unless it is absolute already."""
    return absname_2(name, string_to_list(P.cur.node.outside.cwd))


@filename.export("absname/2", "(Name, Folder) -> Name")
def absname_2(name: Term, folder: Term) -> Term:
    """Below Folder, unless it is absolute already."""
    text = _text(name, name, folder)
    full = text if text.startswith("/") else f"{_text(folder, name, folder)}/{text}"
    return _like(_tidy(full), name, folder)


@filename.export("absname_join/2", "(Folder, Name) -> Name")
def absname_join(folder: Term, name: Term) -> Term:
    """Name below Folder."""
    return join_2(folder, name)


@filename.export("append/2", "(Folder, Name) -> Name", internal=True)
def append(folder: Term, name: Term) -> Term:
    """Name below Folder."""
    return join_2(folder, name)


@filename.export("basedir/2", "(Kind, Application) -> Name")
def basedir(kind: Term, application: Term) -> Term:
    """Where an application keeps its configuration, cache, data or log."""
    env = P.cur.node.outside.env
    home = env.get("HOME", "/")
    places: dict[Any, tuple[str, str, str]] = {
        a.user_config: ("XDG_CONFIG_HOME", ".config", ""),
        a.user_cache: ("XDG_CACHE_HOME", ".cache", ""),
        a.user_data: ("XDG_DATA_HOME", ".local/share", ""),
        a.user_log: ("XDG_CACHE_HOME", ".cache", "/logs"),
    }
    if kind not in places:
        raise badarg(kind, application)
    variable, default, below = places[kind]
    base = env.get(variable) or f"{home}/{default}"
    return string_to_list(f"{base}/{_text(application, kind, application)}{below}")
