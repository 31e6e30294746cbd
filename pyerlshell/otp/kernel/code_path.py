"""The code path, and the libraries.

OTP: code, code_server
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from typing import Any

from pyerlshell.erts.errors import function_clause
from pyerlshell.erts.machine import tail
from pyerlshell.otp import library
from pyerlshell.otp.kernel.code_archives import EXTENSION as ARCHIVE
from pyerlshell.otp.kernel.code_module import code, name_of, server, string
from pyerlshell.otp.kernel.code_storage import EXTENSION
from pyerlshell.otp.native_calls import clause
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import from_list, is_proper, string_to_list, to_list
from pyerlshell.terms.types import Term

_BAD_DIRECTORY = (a.error, a.bad_directory)
_BAD_NAME = (a.error, a.bad_name)


@code.export("get_path/0", "() -> Path")
def get_path() -> Term:
    """The folders in which modules are looked for, in order."""
    return to_list([string_to_list(folder) for folder in server().path])


@code.export("set_path/1", "(Path) -> true | {error, What}")
@code.export("set_path/2")
def set_path(path: Term, cache: Term = a.nocache) -> Term:
    """Replace the whole path."""
    if not is_proper(path) or not _is_cache(cache):
        return tail(_NO_SET_PATH, path, cache)
    folders = [name_of(item) for item in from_list(path)]
    known = [_plain(folder) for folder in folders if folder is not None]
    if len(known) < len(folders) or not all(_is_folder(folder) for folder in known):
        return _BAD_DIRECTORY
    server().path = known
    for folder in server().path:
        server().keep(folder, cache)
    return a.true


def _is_cache(cache: Term) -> bool:
    return cache is a.cache or cache is a.nocache


def _is_folder(name: str) -> bool:
    return server().files.is_folder(name)


def _plain(name: str) -> str:
    """A name without slashes that say nothing."""
    return re.sub("/+", "/", name).rstrip("/") or name[:1]


def _add(name: str, first: bool, cache: Term) -> Term:
    folder = _plain(name)
    if not _is_folder(folder):
        return _BAD_DIRECTORY
    path = server().path
    if folder in path:
        path.remove(folder)
    path.insert(0 if first else len(path), folder)
    server().keep(folder, cache)
    return a.true


@code.export("add_patha/1", "(Dir) -> true | {error, bad_directory}")
def add_patha(folder: Term) -> Term:
    """Add a folder to the beginning of the path."""
    return _added(folder, True, a.nocache)


@code.export("add_patha/2")
def add_patha_2(folder: Term, cache: Term) -> Term:
    """Add a folder to the beginning of the path."""
    return _added(folder, True, cache)


@code.export("add_pathz/1", "(Dir) -> true | {error, bad_directory}")
def add_pathz(folder: Term) -> Term:
    """Add a folder to the end of the path."""
    return _added(folder, False, a.nocache)


@code.export("add_path/1", "(Dir) -> true | {error, bad_directory}")
def add_path(folder: Term) -> Term:
    """Add a folder to the end of the path."""
    return _added(folder, False, a.nocache, _NO_PATH)


@code.export("add_pathz/2")
def add_pathz_2(folder: Term, cache: Term) -> Term:
    """Add a folder to the end of the path."""
    return _added(folder, False, cache)


@code.export("add_path/2")
def add_path_2(folder: Term, cache: Term) -> Term:
    """Add a folder to the end of the path."""
    return _added(folder, False, cache, _NO_PATH)


def _added(folder: Term, first: bool, cache: Term, wrong: Callable[..., Any] | None = None) -> Term:
    name = string(folder)
    if name is None or not _is_cache(cache):
        return tail(wrong or (_NO_PATHA if first else _NO_PATHZ), folder, cache)
    return _add(name, first, cache)


_NO_PATH = clause("code", "add_path")
_NO_PATHA = clause("code", "add_patha")
_NO_PATHZ = clause("code", "add_pathz")
_NO_SET_PATH = clause("code", "set_path")


@code.export("add_pathsa/1", "(Dirs) -> ok")
@code.export("add_pathsa/2")
def add_pathsa(folders: Term, cache: Term = a.nocache) -> Term:
    """Add folders to the beginning of the path; those that are none are left out."""
    return _add_all(folders, True, cache)


@code.export("add_pathsz/1", "(Dirs) -> ok")
@code.export("add_pathsz/2")
@code.export("add_paths/1", "(Dirs) -> ok")
@code.export("add_paths/2")
def add_pathsz(folders: Term, cache: Term = a.nocache) -> Term:
    """Add folders to the end of the path; those that are none are left out."""
    return _add_all(folders, False, cache)


def _add_all(folders: Term, first: bool, cache: Term) -> Term:
    if not is_proper(folders) or not _is_cache(cache):
        raise function_clause(folders)
    for item in from_list(folders):
        name = string(item)
        if name is not None:
            _add(name, first, cache)
    return a.ok


@code.export("del_path/1", "(NameOrDir) -> boolean() | {error, bad_name}")
def del_path(name: Term) -> Term:
    """Take a folder out of the path."""
    text = name_of(name)
    if text is None:
        raise function_clause(name)
    text = _plain(text)
    path = server().path
    for folder in path:
        if folder == text or _is_of(text, folder):
            path.remove(folder)
            return a.true
    return a.false


@code.export("del_paths/1", "(NamesOrDirs) -> ok")
def del_paths(names: Term) -> Term:
    """Take folders out of the path."""
    if not is_proper(names):
        raise function_clause(names)
    for name in from_list(names):
        del_path(name)
    return a.ok


@code.export("replace_path/2", "(Name, Dir) -> true | {error, What}")
@code.export("replace_path/3")
def replace_path(name: Term, folder: Term, cache: Term = a.nocache) -> Term:
    """Replace the folder of an application, Name or Name-Vsn, with or without ebin, in the path."""
    text, new = name_of(name), string(folder)
    if text is None or new is None or not _is_cache(cache):
        raise function_clause(name, folder, cache)
    if not _is_of(text, new):
        return _BAD_NAME
    if not _is_folder(new):
        return _BAD_DIRECTORY
    path = server().path
    for i, old in enumerate(path):
        if _is_of(text, old):
            path[i] = new
            server().keep(new, cache)
            return a.true
    return _add(new, False, cache)


def _is_of(app: str, folder: str) -> bool:
    """Whether the folder is one of the application, by its name."""
    base = os.path.basename(_above_ebin(folder))
    return base == app or base.startswith(app + "-")


def _above_ebin(folder: str) -> str:
    """The folder of an application; that of one in an archive is named as the archive is."""
    above, last = os.path.split(folder)
    if last != "ebin":
        return folder
    archive = os.path.dirname(above)
    return archive.removesuffix(ARCHIVE) if archive.endswith(ARCHIVE) else above


@code.export("clear_cache/0", "() -> ok")
def clear_cache() -> Term:
    """Forget what was seen in the folders that were added to the path with `cache`."""
    listings = server().listings
    listings.update(dict.fromkeys(listings))
    return a.ok


@code.export("where_is_file/1", "(Filename) -> non_existing | Absname")
def where_is_file(name: Term) -> Term:
    """The file of this name in the first folder of the path that has one."""
    text = string(name)
    if text is None:
        raise function_clause(name)
    return where(text)


@code.export("where_is_file/2", internal=True)
def where_is_file_2(path: Term, name: Term) -> Term:
    """The file of this name in the first of these folders that has one."""
    text = string(name)
    if text is None or not is_proper(path):
        raise function_clause(path, name)
    return _where([string(item) or "" for item in from_list(path)], text)


def where(name: str) -> Term:
    """The file of this name on the path, as a term."""
    module = name[: -len(EXTENSION)] if name.endswith(EXTENSION) else ""
    shipped = library.shipped_modules().get(module)
    if shipped is not None and isinstance(server().find(module), library.Shipped):
        return library.file_term(shipped)
    return _where(server().path, name)


def _where(path: list[str], name: str) -> Term:
    for folder in path:
        if server().has(folder, name):
            return string_to_list(os.path.join(folder, name))
    return a.non_existing


# Libraries


@code.export("root_dir/0", "() -> file:filename()")
def root_dir() -> Term:
    """The folder in which pyerlshell is installed."""
    return string_to_list(os.path.dirname(library.ROOT))


@code.export("lib_dir/0", "() -> file:filename()")
def lib_dir() -> Term:
    """The folder of the library."""
    return string_to_list(library.ROOT)


@code.export("lib_dir/1", "(Name) -> file:filename() | {error, bad_name}")
def lib_dir_1(name: Term) -> Term:
    """The folder of an application."""
    text = name_of(name)
    if text is None:
        raise function_clause(name)
    folder = _app(text)
    return _BAD_NAME if folder is None else string_to_list(folder)


@code.export("lib_dir/2", "(Name, SubDir) -> file:filename() | {error, bad_name}")
def lib_dir_2(name: Term, sub: Term) -> Term:
    """A folder in the folder of an application."""
    if type(name) is not Atom or type(sub) is not Atom:
        raise function_clause(name, sub)
    return _below(name.name, sub.name)


def _below(name: str, sub: str) -> Term:
    """A folder of an application; in an archive if it is there."""
    folder = _app(name)
    if folder is None:
        return _BAD_NAME
    inside = os.path.join(folder + ARCHIVE, os.path.basename(folder), sub)
    return string_to_list(inside if _is_folder(inside) else os.path.join(folder, sub))


@code.export("priv_dir/1", "(Name) -> file:filename() | {error, bad_name}")
def priv_dir(name: Term) -> Term:
    """The private folder of an application."""
    text = name_of(name)
    if text is None:
        raise function_clause(name)
    return _below(text, "priv")


def _app(name: str) -> str | None:
    if name == "erts":  # which is not in the code path
        return os.path.join(library.ROOT, "preloaded")
    for folder in server().path:
        above = _above_ebin(folder)
        base = os.path.basename(above)
        if base == name or base.rpartition("-")[0] == name:
            return above
    return library.app_folder(name)


@code.export("compiler_dir/0", "() -> file:filename()")
def compiler_dir() -> Term:
    """The folder of the compiler."""
    return lib_dir_1(a.compiler)
