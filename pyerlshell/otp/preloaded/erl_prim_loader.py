"""Files as the loader of code reads them, those in archives (`app-1.0.ez/...`) included.

The loader has a path of its own, which the code server's does not change.

OTP: erl_prim_loader
"""

from __future__ import annotations

from typing import Any

from pyerlshell.erts.errors import function_clause
from pyerlshell.erts.machine import P
from pyerlshell.erts.native import NativeModule
from pyerlshell.erts.node import Node
from pyerlshell.otp import library
from pyerlshell.otp.chardata import NotText, to_str
from pyerlshell.otp.kernel import code_archives
from pyerlshell.otp.kernel.code_archives import CodeFiles
from pyerlshell.otp.kernel.code_storage import server_of
from pyerlshell.otp.preloaded.prim_file import names
from pyerlshell.otp.preloaded.prim_file.info import read_file_info_1, read_link_info_1
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import is_proper, string_to_list, to_list
from pyerlshell.terms.types import Term

erl_prim_loader = NativeModule("erl_prim_loader", "Reads files for the loading of code.")


class LoaderPath:
    """The folders in which the loader looks for a file that is named without one."""

    def __init__(self, node: Node) -> None:
        folders = [library.app_folder(app) or "" for app in ("kernel", "stdlib")]
        self.folders: Term = to_list([string_to_list(folder) for folder in folders])


def _files() -> CodeFiles:
    return server_of(P.cur.node).files


def _text(name: Term) -> str | None:
    """A string, else None."""
    if type(name) is not list and name is not None:
        return None
    try:
        return to_str(name)
    except NotText:
        return None


def _or_error(found: Any) -> Term:
    return found if type(found) is tuple and found[0] is a.ok else a.error


@erl_prim_loader.export(
    "get_file/1",
    "(Filename) -> {ok, Bin, FullName} | error "
    "when Filename :: atom() | string(), Bin :: binary(), FullName :: string()",
)
def get_file(name: Term) -> Term:
    """The content of a file: `{ok, Bin, FullName}` or `error`. A name without a folder is looked
    for along the loader's path."""
    text = name.name if type(name) is Atom else _text(name)
    if text is None:
        return a.error
    places = [text]
    if "/" not in text:
        path: Any = P.cur.node.part(LoaderPath).folders
        places = []
        while type(path) is list:
            places.append(f"{_text(path[0])}/{text}")
            path = path[1]
    for place in places:
        try:
            return (a.ok, _files().read(place), string_to_list(place))
        except (OSError, ValueError):
            continue
    return a.error


@erl_prim_loader.export(
    "read_file/1", "(Filename) -> {ok, Bin} | error when Filename :: string(), Bin :: binary()"
)
def read_file(name: Term) -> Term:
    """The content of a file: `{ok, Bin}` or `error`."""
    text = _text(name)
    try:
        return a.error if text is None else (a.ok, _files().read(text))
    except (OSError, ValueError):
        return a.error


@erl_prim_loader.export(
    "list_dir/1", "(Dir) -> {ok, Filenames} | error when Dir :: string(), Filenames :: [string()]"
)
def list_dir(name: Term) -> Term:
    """The names in a folder: `{ok, Names}` or `error`."""
    text = _text(name)
    if text is None or code_archives.split(P.cur.node.outside, text) is None:
        return _or_error(names.list_dir(name))
    try:
        return (a.ok, to_list([string_to_list(one) for one in _files().list(text)]))
    except OSError:
        return a.error


@erl_prim_loader.export(
    "read_file_info/1",
    "(Filename) -> {ok, FileInfo} | error when Filename :: string(), FileInfo :: file:file_info()",
)
def read_file_info(name: Term) -> Term:
    """What is known of a file: `{ok, FileInfo}` or `error`."""
    return _info(name, read_file_info_1)


@erl_prim_loader.export(
    "read_link_info/1",
    "(Filename) -> {ok, FileInfo} | error when Filename :: string(), FileInfo :: file:file_info()",
)
def read_link_info(name: Term) -> Term:
    """As read_file_info/1, of a link itself."""
    return _info(name, read_link_info_1)


def _info(name: Term, plain: Any) -> Term:
    """Of what is in an archive: the archive's, with the kind and the size of the entry."""
    text = _text(name)
    place = None if text is None else code_archives.split(P.cur.node.outside, text)
    if place is None:
        return _or_error(plain(name))
    found: Any = _or_error(plain(string_to_list(place[0])))
    size = _files().archives.size(*place)
    if found is a.error or (size is None and _files().archives.list(*place) is None):
        return a.error
    record = found[1]
    kind = a.directory if size is None else a.regular
    return (a.ok, (record[0], size or 0, kind, *record[3:]))


@erl_prim_loader.export("get_cwd/0", "() -> {ok, string()} | error")
def get_cwd() -> Term:
    """The current folder."""
    return _or_error(names.get_cwd())


@erl_prim_loader.export("get_cwd/1", "(string()) -> {ok, string()} | error")
def get_cwd_1(drive: Term) -> Term:
    """The current folder of a drive."""
    return _or_error(names.get_cwd_1(drive))


@erl_prim_loader.export("get_path/0", "() -> {ok, Path} when Path :: [Dir :: string()]")
def get_path() -> Term:
    """The folders in which the loader looks for files."""
    return (a.ok, P.cur.node.part(LoaderPath).folders)


@erl_prim_loader.export("set_path/1", "(Path) -> ok when Path :: [Dir :: string()]")
def set_path(path: Term) -> Term:
    """Set the folders in which the loader looks for files; none of them need be there."""
    if not is_proper(path):
        raise function_clause(path)
    P.cur.node.part(LoaderPath).folders = path
    return a.ok


@erl_prim_loader.export("is_basename/1", internal=True)
def is_basename(name: Term) -> Term:
    """True if the name has no folder."""
    text = _text(name)
    return a.true if text is not None and "/" not in text else a.false


@erl_prim_loader.export("purge_archive_cache/0", "() -> ok | {error, term()}")
def purge_archive_cache() -> Term:
    """Forget what was seen in archives."""
    _files().archives.known.clear()
    return a.ok
