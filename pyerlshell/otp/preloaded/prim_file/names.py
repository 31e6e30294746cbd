"""Files and folders by name: removing, renaming, linking, listing, and the current folder.

OTP: prim_file
"""

from __future__ import annotations

import errno
import os

from pyerlshell.erts.errors import badarg
from pyerlshell.otp.preloaded.prim_file.module import (
    ERROR,
    OK,
    BadNameError,
    attempt,
    name_of,
    name_term,
    outside,
    prim_file,
    reach,
    text_of,
)
from pyerlshell.terms.atoms import a
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.lists import string_to_list, to_list
from pyerlshell.terms.types import Term


@prim_file.export("delete/1", internal=True)
def delete(name: Term) -> Term:
    """Remove a file; a folder is not one."""

    def action() -> Term:
        path = reach("remove", name)
        try:
            os.unlink(path)
        except IsADirectoryError:
            raise OSError(errno.EPERM, path) from None
        return OK

    return attempt(action)


@prim_file.export("make_dir/1", internal=True)
def make_dir(name: Term) -> Term:
    """Make a folder."""

    def action() -> Term:
        os.mkdir(reach("write", name))
        return OK

    return attempt(action)


def _holds_us(path: str) -> bool:
    """The working folder is this one, or below it."""
    here, there = os.path.realpath(outside().reach("read", ".")), os.path.realpath(path)
    return os.path.commonpath([here, there]) == there


@prim_file.export("del_dir/1", internal=True)
def del_dir(name: Term) -> Term:
    """Remove an empty folder."""

    def action() -> Term:
        path = reach("remove", name)
        try:
            os.rmdir(path)
        except OSError as e:
            if e.errno == errno.ENOTEMPTY:
                taken = errno.EINVAL if _holds_us(path) else errno.EEXIST
                raise OSError(taken, path) from None
            raise
        return OK

    return attempt(action)


@prim_file.export("rename/2", internal=True)
def rename(source: Term, target: Term) -> Term:
    """Give a file or a folder another name."""

    def action() -> Term:
        found = reach("remove", source), reach("write", target)
        try:
            os.rename(*found)
        except OSError as e:
            if e.errno == errno.ENOTEMPTY:
                raise OSError(errno.EEXIST, found[1]) from None
            if os.path.abspath(found[0]) == "/":
                raise OSError(errno.EINVAL, found[0]) from None
            raise
        return OK

    return attempt(action)


@prim_file.export("make_link/2", internal=True)
def make_link(existing: Term, name: Term) -> Term:
    """Another name for a file."""

    def action() -> Term:
        os.link(reach("read", existing), reach("write", name), follow_symlinks=False)
        return OK

    return attempt(action)


@prim_file.export("make_symlink/2", internal=True)
def make_symlink(target: Term, name: Term) -> Term:
    """Make Name a symbolic link to Target."""

    def action() -> Term:
        os.symlink(name_of(target), reach("write", name))
        return OK

    return attempt(action)


@prim_file.export("read_link/1", internal=True)
def read_link(name: Term) -> Term:
    """{ok, Target} of a symbolic link."""

    def action() -> Term:
        target = name_term(os.readlink(reach("read", name)))
        return (ERROR, a.einval) if type(target) is bytes else (OK, target)

    return attempt(action)


@prim_file.export("read_link_all/1", internal=True)
def read_link_all(name: Term) -> Term:
    """{ok, Target}, a binary if it is no text."""
    return attempt(lambda: (OK, name_term(os.readlink(reach("read", name)))))


@prim_file.export("list_dir/1", internal=True)
def list_dir(name: Term) -> Term:
    """{ok, Names} of a folder, those that are text, and {Names, NoText} if there are others."""

    def action() -> Term:
        found = [name_term(text) for text in _listed(name)]
        strange = [x for x in found if type(x) is bytes]
        if not strange:
            return (OK, to_list(found))
        names = [x for x in found if type(x) is not bytes]
        return (OK, (to_list(names), to_list(strange)))

    return attempt(action)


@prim_file.export("list_dir_all/1", internal=True)
def list_dir_all(name: Term) -> Term:
    """{ok, Names} of a folder; binaries are those that are no text."""
    return attempt(lambda: (OK, to_list([name_term(text) for text in _listed(name)])))


def _listed(name: Term) -> list[str]:
    return os.listdir(reach("list", name))


@prim_file.export("get_cwd/0", internal=True)
def get_cwd() -> Term:
    """{ok, Folder}, the node's own."""
    return (OK, name_term(outside().cwd))


@prim_file.export("get_cwd/1", internal=True)
def get_cwd_1(drive: Term) -> Term:
    """The current folder of a drive: there are drives on Windows only."""

    def action() -> Term:
        text = name_of(drive)
        good = len(text) == 2 and text[0].isascii() and text[0].isalpha() and text[1] == ":"
        return (ERROR, a.enotsup if good else a.einval)

    return attempt(action)


@prim_file.export("set_cwd/1", internal=True)
def set_cwd(name: Term) -> Term:
    """Change the node's current folder."""

    def action() -> Term:
        path = reach("list", name)
        os.scandir(path).close()  # fails as chdir(2) does
        outside().cwd = os.path.realpath(path)
        return OK

    return attempt(action)


@prim_file.export("wildcard/2", internal=True)
def wildcard(pattern: Term, folder: Term) -> Term:
    """{ok, Names} that match a pattern with * ? ** [...] and {a,b}; `error` if it is none."""
    from pyerlshell.otp import wildcards

    try:
        door = wildcards.Folders(_names_in, _is_there)
        found = wildcards.matching(name_of(pattern), reach("list", folder), door)
    except wildcards.BadPattern:
        return ERROR
    except (OSError, BadNameError):
        return (OK, None)
    return (OK, to_list([string_to_list(x) for x in found]))


def _names_in(path: str) -> list[str]:
    return os.listdir(outside().reach("list", path))


def _is_there(path: str) -> bool:
    try:
        return os.path.lexists(outside().reach("read", path))
    except PermissionError:
        return False


@prim_file.export("names/1", internal=True)
def names(term: Term) -> Term:
    """{ok, Name} of a name of any kind: a flat string, or the binary that it is."""

    def action() -> Term:
        raw = to_bytes(term)
        return (OK, raw if raw is not None else string_to_list(text_of(term)))

    try:
        return action()
    except BadNameError:
        return (ERROR, a.badarg)


@prim_file.export("altname/1", internal=True)
def altname(_name: Term) -> Term:
    """Short names of files are Windows' own."""
    return (ERROR, a.enotsup)


@prim_file.export("internal_normalize_utf8/1", internal=True)
def normalized(name: Term) -> Term:
    """A name in UTF-8 as a string, letters and their accents in one character each.

    A character that stands for another (the sign of the angstrom) stays what it is.
    """
    import unicodedata

    data = to_bytes(name)
    try:
        text = None if data is None else data.decode()
    except UnicodeDecodeError:
        text = None
    if text is None:
        raise badarg(name)
    kept: list[str] = []
    for character in text:
        if kept and unicodedata.combining(character):
            one = unicodedata.normalize("NFC", kept[-1] + character)
            if len(one) == 1:
                kept[-1] = one
                continue
        kept.append(character)
    return string_to_list("".join(kept))
