"""Names of files, as text: what is joined, split and cut off, without a look at any file system.

A name is a string, a binary, an atom or a deep list of strings and atoms. The result is a binary if
a name is one, else a string.

OTP: filename
"""

from __future__ import annotations

import posixpath
from typing import Any, Final

from pyerlshell.erts.errors import badarg, error, function_clause
from pyerlshell.erts.machine import P
from pyerlshell.erts.native import NativeModule
from pyerlshell.otp.preloaded.prim_file import BadNameError, name_of
from pyerlshell.otp.preloaded.prim_file.module import text_of
from pyerlshell.otp.stdlib.filename_places import Unknown, place
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.lists import from_list, is_proper, string_to_list, to_list
from pyerlshell.terms.maps import is_map
from pyerlshell.terms.types import Term

filename: Final = NativeModule("filename", "Names of files.")


@filename.export("do_flatten/2", internal=True)
def do_flatten(name: Term, _tail: Term) -> str:
    """The text of a name; what is none has no clause here, as in the reference."""
    try:
        return text_of(name)
    except BadNameError:
        raise function_clause(name, None) from None


def _like(text: str, *names: Term) -> Term:
    if any(to_bytes(name) is not None for name in names):
        return text.encode("utf-8", "surrogateescape")
    return string_to_list(text)


def _text(name: Term, *args: Term) -> str:
    """The text of a name, for a function that has no clause for others."""
    try:
        return text_of(name)
    except BadNameError:
        raise function_clause(*args) from None


def _tidy(text: str) -> str:
    """One slash between parts, none at the end, no `.` between slashes."""
    root = "/" if text.startswith("/") else ""
    parts = text.split("/")
    last = len(parts) - 1
    kept = [part for i, part in enumerate(parts) if part and (part != "." or i in (0, last))]
    return root + "/".join(kept)


def _joined(texts: list[str]) -> str:
    joined = texts[0]
    if not any(texts):
        return ""
    for text in texts[1:]:
        if text:
            joined = text if text.startswith("/") else f"{joined}/{text}"
    return _tidy(joined)


@filename.export("join/1", "([Name]) -> Name")
def join(names: Term) -> Term:
    """The parts, one below the other."""
    if type(names) is not list or not is_proper(names):
        raise function_clause(names)
    parts = from_list(names)
    return _like(_joined([_text(part, names) for part in parts]), *parts)


@filename.export("join/2", "(Name1, Name2) -> Name")
def join_2(first: Term, second: Term) -> Term:
    """Name2 below Name1."""
    texts = [_text(part, first, second) for part in (first, second)]
    return _like(_joined(texts), first, second)


@filename.export("basename/1", "(Name) -> Name")
def basename(name: Term) -> Term:
    """The last part."""
    return _like(_last_part(do_flatten(name, None)), name)


def _last_part(text: str) -> str:
    return posixpath.basename(text.rstrip("/"))


@filename.export("basename/2", "(Name, Extension) -> Name")
def basename_2(name: Term, extension: Term) -> Term:
    """The last part without Extension."""
    text, cut = do_flatten(name, None), do_flatten(extension, None)
    last = _last_part(text)
    if not text.endswith("/"):
        last = last.removesuffix(cut)
    return _like(last, name, *(() if type(name) is Atom else (extension,)))


@filename.export("dirname/1", "(Name) -> Name")
def dirname(name: Term) -> Term:
    """What is before the last part; `.` if there is nothing."""
    text = do_flatten(name, None)
    head, slash, _ = text.rpartition("/")
    head = head.rstrip("/")
    return _like(head or ("/" if slash else "."), name)


@filename.export("extension/1", "(Name) -> Name")
def extension(name: Term) -> Term:
    """From the last full stop of the last part on."""
    text = do_flatten(name, None)
    start, dot = _dot(text)
    return _like(text[dot:] if dot > start else "", name)


def _dot(text: str) -> tuple[int, int]:
    """Where the last part begins, and its last full stop."""
    start = text.rfind("/") + 1
    return start, text.rfind(".", start)


@filename.export("rootname/1", "(Name) -> Name")
def rootname(name: Term) -> Term:
    """Without the extension. A full stop after a slash begins none."""
    text = do_flatten(name, None)
    start, dot = _dot(text)
    return _like(text if dot < start or (dot == start > 0) else text[:dot], name)


@filename.export("rootname/2", "(Name, Extension) -> Name")
def rootname_2(name: Term, cut: Term) -> Term:
    """Without this extension."""
    text, ending = do_flatten(name, None), do_flatten(cut, None)
    root = text.removesuffix(ending)
    return _like(text if root.endswith("/") else root, name, cut)


@filename.export("split/1", "(Name) -> [Name]")
def split(name: Term) -> Term:
    """The parts."""
    text = do_flatten(name, None)
    parts = ["/"] if text.startswith("/") else []
    parts += [part for part in text.split("/") if part]
    return to_list([_like(part, name) for part in parts])


@filename.export("pathtype/1", "(Name) -> absolute | relative")
def pathtype(name: Term) -> Term:
    """Whether the name begins at the root."""
    return a.absolute if _text(name, name).startswith("/") else a.relative


@filename.export("flatten/1", "(Name) -> Name")
def flatten(name: Term) -> Term:
    """A deep list made flat."""
    text = do_flatten(name, None)
    return name if to_bytes(name) is not None else string_to_list(text)


@filename.export("nativename/1", "(Name) -> Name")
def nativename(name: Term) -> Term:
    """As the operating system writes it."""
    return join([name, None])


@filename.export("absname/1", "(Name) -> Name")
def absname(name: Term) -> Term:
    """Below the current folder, unless it is absolute already."""
    return absname_2(name, string_to_list(P.cur.node.outside.cwd))


@filename.export("absname/2", "(Name, Folder) -> Name")
def absname_2(name: Term, folder: Term) -> Term:
    """Below Folder, unless it is absolute already."""
    if pathtype(name) is a.absolute:
        return _like(_tidy(text_of(name)), name, folder)
    return absname_join(folder, name)


@filename.export("absname_join/2", "(Folder, Name) -> Name")
def absname_join(folder: Term, name: Term) -> Term:
    """Name below Folder."""
    return join_2(folder, name)


@filename.export("append/2", "(Folder, Name) -> Name", internal=True)
def append(folder: Term, name: Term) -> Term:
    """Both with a slash between them, whatever they are."""
    left, right = to_bytes(folder), to_bytes(name)
    if left is None and right is None:
        if not is_proper(folder):
            raise badarg(folder, name)
        return to_list([*from_list(folder), 47], name)
    return _like(f"{do_flatten(folder, None)}/{do_flatten(name, None)}", folder, name)


@filename.export("validate/1", "(Name) -> boolean()")
def validate(name: Term) -> Term:
    """Whether the file system could have a file of this name."""
    if to_bytes(name) is None and type(name) is not Atom and not _is_list(name):
        raise function_clause(name)
    try:
        return a.true if name_of(name) else a.false
    except BadNameError:
        return a.false


def _is_list(term: Term) -> bool:
    return term is None or type(term) is list


@filename.export("basedir/2", "(Kind, Application) -> Name")
@filename.export("basedir/3", "(Kind, Application, Options) -> Name")
def basedir(kind: Term, application: Term, options: Term = None) -> Term:
    """Where an application keeps its configuration, cache, data or log.

    Options: `author`, `version`, and `os` (linux, darwin or windows).
    """
    chosen: Any = {} if options is None else options
    if type(kind) is not Atom or not is_map(chosen) or not _is_string(application):
        args = (kind, application) if options is None else (kind, application, options)
        raise function_clause(*args)
    try:
        found = place(P.cur.node.outside.env, kind, text_of(application), chosen)
    except Unknown:
        raise error((a.case_clause, kind)) from None
    except BadNameError:
        raise badarg(kind, application, chosen) from None
    names = [application]
    if kind not in (a.site_config, a.site_data):
        names += [chosen.get(key, None) for key in (a.author, a.version)]
    if type(found) is str:
        return _like(found, *names)
    return to_list([_like(text, *names) for text in found])


def _is_string(term: Term) -> bool:
    return _is_list(term) or to_bytes(term) is not None
