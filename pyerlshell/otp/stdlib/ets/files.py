"""ets: tables written to files and read again.

The file is a log as disk_log has them: a header of eight bytes, then items of four bytes length,
four bytes mark, and a term in the external format. The first item tells about the table, the others
are its objects; a last item `['$end_of_table', Checks]` follows if extended_info was asked for.

OTP: ets, disk_log
"""

from __future__ import annotations

import errno
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from pyerlshell.erts.errors import ErlError
from pyerlshell.erts.machine import P
from pyerlshell.otp.chardata import NotText, to_str
from pyerlshell.otp.preloaded.erlang.external import decode_options, term_options
from pyerlshell.otp.stdlib.ets.creation import delete, new
from pyerlshell.otp.stdlib.ets.information import info
from pyerlshell.otp.stdlib.ets.module import END, ets, readable, tables
from pyerlshell.otp.stdlib.ets.objects import insert
from pyerlshell.terms import etf
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import ImproperList, from_list, to_list
from pyerlshell.terms.types import Term

_OPENING: Final = bytes.fromhex("0102030463584d0b")
_MAGIC: Final = _OPENING[:4]
_MARK: Final = b"bWLA"
_EXTENDED: Final = (a.object_count, a.md5sum)
_MANDATORY: Final = (a.name, a.type, a.protection, a.named_table, a.keypos, a.size)
_VERSION: Final = 1


class _Failed(Exception):
    """`args[0]`: the reason of {error, Reason}."""


def _failure(e: _Failed) -> Term:
    return a.error, e.args[0]


def _items(given: Term) -> list[Any]:
    try:
        return from_list(given)
    except ImproperList:
        raise _Failed((a.malformed_option, given)) from None


def _name_of(file: Term) -> str:
    if type(file) is Atom:
        return file.name
    try:
        return to_str(file)
    except NotText:
        raise _Failed((a.badarg, (a.file, file))) from None


# Writing


@ets.export(
    "tab2file/2",
    "(Table, Filename) -> ok | {error, Reason} when Table :: table(), "
    "Filename :: file:name(), Reason :: term()",
)
def tab2file(tab: Term, file: Term) -> Term:
    """Write the table to a file."""
    return tab2file_as(tab, file, None)


@ets.export(
    "tab2file/3",
    "(Table, Filename, Options) -> ok | {error, Reason} when Table :: table(), "
    "Filename :: file:name(), Options :: [Option], "
    "Option :: {extended_info, [md5sum | object_count]} | {sync, boolean()}, Reason :: term()",
)
def tab2file_as(tab: Term, file: Term, options: Term) -> Term:
    """Write the table to a file, with what is needed to check it when it is read."""
    try:
        _write(tab, file, options)
    except _Failed as e:
        return _failure(e)
    return a.ok


def _extended_info(options: Term) -> list[Atom]:
    found: list[Atom] = []
    for option in _items(options):
        if type(option) is tuple and len(option) == 2 and option[0] is a.extended_info:
            for part in _items(option[1]):
                if part not in _EXTENDED:
                    wrong = (a.extended_info, [part, None])
                    raise _Failed((a.unknown_option, [wrong, None]))
                found.append(part)
        elif option not in ((a.sync, a.true), (a.sync, a.false)):
            raise _Failed((a.unknown_option, option))
    return [part for part in _EXTENDED if part in found]


def _write(tab: Term, file: Term, options: Term) -> None:
    table = tables().find(tab)
    if table is None:
        raise _Failed(a.badtab)
    extended = _extended_info(options)
    try:
        readable(tab)
    except ErlError:
        raise _Failed(a.badtab) from None
    about: list[Any] = from_list(info(tab))
    about += [(a.major_version, 1), (a.minor_version, 0), (a.extended_info, to_list(extended))]
    parts = [etf.encode(tuple(about))]
    encoding = term_options()
    parts += [etf.encode(obj, encoding) for obj in table.results(table.walk())]
    checks: list[Term] = []
    if a.object_count in extended:
        checks.append((a.count, len(parts) - 1))
    if a.md5sum in extended:
        checks.append((a.md5, _checksum(parts)))
    if checks:
        parts.append(etf.encode([END, [to_list(checks), None]]))
    data = [len(part).to_bytes(4, "big") + _MARK + part for part in parts]
    name = _name_of(file)
    try:
        P.cur.node.outside.write(name, _OPENING + b"".join(data))
    except OSError as e:
        raise _Failed((a.file_error, file, _posix(e))) from None


def _checksum(parts: Iterable[bytes]) -> bytes:
    sum_ = hashlib.md5(usedforsecurity=False)
    for part in parts:
        sum_.update(part)
    return sum_.digest()


def _posix(e: OSError) -> Atom:
    return atom(errno.errorcode.get(e.errno or 0, "EIO").lower())


# Reading


@dataclass(slots=True)
class _File:
    """What is in a file: the facts about the table, its objects, and the checks."""

    about: dict[Atom, Any]
    parts: list[bytes]
    objects: list[Any]
    checks: dict[Atom, Any] | None


def _read(file: Term, name: str) -> _File:
    try:
        data = P.cur.node.outside.read(name)
    except OSError as e:
        raise _Failed((a.read_error, (a.file_error, file, _posix(e)))) from None
    if data[:4] != _MAGIC:
        raise _Failed((a.read_error, (a.not_a_log_file, file)))
    parts = list(_parts(data))
    decoding = decode_options(False)
    try:
        terms: list[Any] = [etf.decode(part, decoding) for part in parts]
    except etf.DecodeError:  # a fun of a module that is not there, or no term at all
        raise _Failed(a.badfile) from None
    head = terms[0] if terms else None
    if type(head) is not tuple:
        raise _Failed(a.badfile)
    about = {item[0]: item[1] for item in head if type(item) is tuple and len(item) == 2}
    if not all(item in about for item in _MANDATORY):
        raise _Failed(a.badfile)
    objects = terms[1:]
    checks = None
    if objects and type(objects[-1]) is list and objects[-1][0] is END:
        pairs: list[Any] = from_list(objects.pop()[1][0])
        checks = dict(pairs)
        parts.pop()
    return _File(about, parts, objects, checks)


def _parts(data: bytes) -> Iterator[bytes]:
    at = len(_OPENING)
    while at + 8 <= len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        if data[at + 4 : at + 8] != _MARK or at + 8 + size > len(data):
            raise _Failed(a.badfile)
        yield data[at + 8 : at + 8 + size]
        at += 8 + size


@ets.export(
    "file2tab/1",
    "(Filename) -> {ok, Table} | {error, Reason} when Filename :: file:name(), "
    "Table :: table(), Reason :: term()",
)
def file2tab(file: Term) -> Term:
    """Make the table that a file was written from."""
    return file2tab_as(file, None)


@ets.export(
    "file2tab/2",
    "(Filename, Options) -> {ok, Table} | {error, Reason} when Filename :: file:name(), "
    "Table :: table(), Options :: [Option], Option :: {verify, boolean()}, Reason :: term()",
)
def file2tab_as(file: Term, options: Term) -> Term:
    """Make the table that a file was written from; check the file if Options has {verify, true}."""
    try:
        verify = False
        for option in _items(options):
            if option not in ((a.verify, a.true), (a.verify, a.false)):
                raise _Failed((a.unknown_option, option))
            verify = option[1] is a.true
        found = _read(file, _name_of(file))
        if verify:
            _check(found)
        return a.ok, _make(found)
    except _Failed as e:
        return _failure(e)


def _check(found: _File) -> None:
    extended = from_list(found.about.get(a.extended_info))
    checks = found.checks
    if extended and checks is None:
        raise _Failed(a.badfile)
    if a.md5sum in extended and checks and checks.get(a.md5) != _checksum(found.parts):
        raise _Failed(a.checksum_error)
    count = found.about[a.size]
    if a.object_count in extended and checks:
        count = checks.get(a.count)
    elif a.md5sum in extended:
        return
    if count != len(found.objects):
        raise _Failed(a.invalid_object_count)


def _make(found: _File) -> Term:
    about = found.about
    if about.get(a.major_version, 0) > _VERSION:
        version = (about[a.major_version], about.get(a.minor_version, 0))
        raise _Failed((a.unsupported_file_version, version))
    options: list[Term] = [about[a.type], about[a.protection], (a.keypos, about[a.keypos])]
    options += [flag for flag in (a.named_table, a.compressed) if about.get(flag) is a.true]
    for tuning in (a.write_concurrency, a.read_concurrency):
        if tuning in about:
            options.append((tuning, about[tuning]))
    try:
        tab = new(about[a.name], to_list(options))
    except ErlError:
        raise _Failed(a.cannot_create_table) from None
    try:
        insert(tab, to_list(found.objects))
    except ErlError:
        delete(tab)
        raise _Failed(a.badfile) from None
    return tab


@ets.export(
    "tabfile_info/1",
    "(Filename) -> {ok, TableInfo} | {error, Reason} when Filename :: file:name(), "
    "TableInfo :: [{atom(), term()}], Reason :: term()",
)
def tabfile_info(file: Term) -> Term:
    """What a file tells about the table that it was written from."""
    try:
        about = _read(file, _name_of(file)).about
    except _Failed as e:
        return _failure(e)
    items: list[Term] = [(item, about[item]) for item in _MANDATORY]
    items.append((a.extended_info, about.get(a.extended_info)))
    items.append((a.version, (about.get(a.major_version, 0), about.get(a.minor_version, 0))))
    return a.ok, to_list(items)
