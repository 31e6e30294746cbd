"""Diagnostics as text: the message, and the line of the source with a mark under the place.

    bad.erl:6:12: syntax error before: '.'
    %    6| h() -> foo(.
    %     |            ^

OTP: sys_messages
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cmp_to_key
from typing import Any, Final

from pyerlshell.compiler import doc_findings, foresee
from pyerlshell.erts.machine import P
from pyerlshell.otp import procs
from pyerlshell.otp.chardata import NotText, to_str
from pyerlshell.syntax import epp, erl_lint, erl_parse, erl_scan
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import string_to_list, to_list
from pyerlshell.terms.order import compare
from pyerlshell.terms.types import Term
from pyerlshell.terms.write import write

ErrorInfo = tuple[Term, Atom, Term]

_POSIX: Final = {
    a.enoent: "no such file or directory",
    a.eacces: "permission denied",
    a.eisdir: "illegal operation on a directory",
    a.enotdir: "not a directory",
    a.enospc: "no space left on device",
}
_OWN: Final[dict[Atom, Callable[[Term], str]]] = {
    a.erl_lint: erl_lint.format_error,
    a.erl_scan: erl_scan.format_error,
    a.erl_parse: erl_parse.format_error,
    a.epp: epp.format_error,
}


_CRYPTO: Final = {
    a.no_crypto: "this system is not configured with crypto support.",
    a.bad_crypto_key: "invalid crypto key.",
    a.no_crypto_key: "no crypto key supplied.",
}


@dataclass(slots=True)
class Diagnostics:
    """(file, {Location, Module, Descriptor}) in the order in which they were found."""

    errors: list[tuple[str, ErrorInfo]] = field(default_factory=list)
    warnings: list[tuple[str, ErrorInfo]] = field(default_factory=list)


def posix_text(reason: Term) -> str:
    """The text of a POSIX error, as file:format_error/1 has it."""
    if type(reason) is Atom:
        return _POSIX.get(reason, "unknown POSIX error: " + reason.name)
    return write(reason)


def own_text(descriptor: Any) -> str | None:
    """The texts of `compile` itself; None if it is not one of its descriptors."""
    if type(descriptor) is Atom and descriptor in _CRYPTO:
        return _CRYPTO[descriptor]
    if type(descriptor) is not tuple or not descriptor:
        return None
    tag, rest = descriptor[0], descriptor[1:]
    if tag is a.epp and len(rest) == 1:
        return posix_text(rest[0]) if type(rest[0]) is Atom else epp.format_error(rest[0])
    if tag is a.open and len(rest) == 1:
        return f"open error '{posix_text(rest[0])}'"
    if tag is a.write_error and len(rest) == 1:
        return f"error writing file: {posix_text(rest[0])}"
    if tag is a.obsolete_option and len(rest) == 1:
        return f"the {rest[0].name} option is no longer supported"
    if tag is a.module_name and len(rest) == 2:
        return f"Module name '{write_name(rest[0])}' does not match file name '{to_str(rest[1])}'"
    from pyerlshell.otp.compiler import parse_transforms  # which imports this module

    return parse_transforms.text(descriptor)


def write_name(name: Term) -> str:
    return name.name if type(name) is Atom else write(name)


def message(module: Atom, descriptor: Term) -> str:
    """Module:format_error(Descriptor)."""
    if module is a.compile:
        return own_text(descriptor) or write(descriptor)
    if module is doc_findings.BEAM_DOC:
        return doc_findings.format_error(descriptor)
    if module in foresee.FINDERS:
        return foresee.format_error(module, descriptor)
    own = _OWN.get(module)
    if own is not None:
        return own(descriptor)
    if procs.exported(module, a.format_error, 1):
        try:
            return to_str(procs.apply(module, a.format_error, (descriptor,)))
        except NotText:
            return write(descriptor)
    return write(descriptor)


_FIRST: Final = (a.erl_scan, a.epp, a.erl_parse)
"""What these find comes before what others find."""


def sorted_by_file(
    errors: list[tuple[str, ErrorInfo]], warnings: list[tuple[str, ErrorInfo]]
) -> Diagnostics:
    """The order in which the compiler returns them and prints errors."""
    return Diagnostics(_sorted(errors), _sorted(warnings))


def _sorted(found: list[tuple[str, ErrorInfo]]) -> list[tuple[str, ErrorInfo]]:
    ordered = sorted(found, key=cmp_to_key(_compare))
    first = [entry for module in _FIRST for entry in ordered if entry[1][1] is module]
    return _by_place(first) + [entry for entry in ordered if entry[1][1] not in _FIRST]


def _compare(one: tuple[str, ErrorInfo], other: tuple[str, ErrorInfo]) -> int:
    if one[0] != other[0]:
        return -1 if one[0] < other[0] else 1
    return compare(one[1], other[1])


def sorted_within_files(found: list[tuple[str, ErrorInfo]]) -> list[tuple[str, ErrorInfo]]:
    """Sorted as terms, as the linter returns its warnings."""
    return sorted(found, key=cmp_to_key(_compare))


def printed_order(found: list[tuple[str, ErrorInfo]]) -> list[tuple[str, ErrorInfo]]:
    """The order in which warnings are printed: by place, then by text.

    `lists:sort` compares the lists that `io_lib:format` made, in which a text that begins with an
    argument (the name of a function, say) stands behind those that begin with a character.
    """

    def text(entry: tuple[str, ErrorInfo]) -> tuple[bool, str]:
        _, finder, descriptor = entry[1]
        obsolete = type(descriptor) is tuple and descriptor[0] in _OBSOLETE
        return obsolete and finder is a.erl_lint, message(finder, descriptor)

    return _by_place(sorted(found, key=text))


_OBSOLETE: Final = (a.deprecated, a.unsafe, a.removed)


def _by_place(found: list[tuple[str, ErrorInfo]]) -> list[tuple[str, ErrorInfo]]:
    def order(one: tuple[str, ErrorInfo], other: tuple[str, ErrorInfo]) -> int:
        if one[0] != other[0]:
            return -1 if one[0] < other[0] else 1
        return compare(one[1][0], other[1][0])

    return sorted(found, key=cmp_to_key(order))


def report(found: list[tuple[str, ErrorInfo]], prefix: str, brief: bool, sources: Sources) -> None:
    """Print the diagnostics to the group leader of the running process."""
    for file, info in found:
        procs.put_chars(text_of(file, info, prefix, brief, sources))


def text_of(file: str, info: ErrorInfo, prefix: str, brief: bool, sources: Sources) -> str:
    """One diagnostic."""
    location, module, descriptor = info
    text = f"{file}:{_place(location)} {prefix}{message(module, descriptor)}\n"
    return text if brief else text + sources.excerpt(file, location)


def _place(location: Term) -> str:
    if type(location) is tuple and len(location) == 2:
        return f"{location[0]}:{location[1]}:"
    return f"{location}:" if type(location) is int else ""


class Sources:
    """The lines of the files that diagnostics are about, each file read once."""

    def __init__(self) -> None:
        self._lines: dict[str, list[str]] = {}

    def excerpt(self, file: str, location: Term) -> str:
        """The line, its mark if the column is known, and an empty line; nothing without line."""
        line: Term
        column: Term
        marked = type(location) is tuple and len(location) == 2
        line, column = location if type(location) is tuple and marked else (location, 1)
        lines = self._read(file)
        if type(line) is not int or type(column) is not int or not 1 <= line <= len(lines):
            return ""
        text = lines[line - 1]
        label = f"{line:4}"
        if not marked:
            return f"% {label}| {text}\n\n"
        before = text[: column - 1]
        mark = "".join(["\t" if c == "\t" else " " for c in before]).ljust(column - 1)
        return f"% {label}| {text}\n% {' ' * len(label)}| {mark}^\n\n"

    def _read(self, file: str) -> list[str]:
        lines = self._lines.get(file)
        if lines is None:
            try:
                data = P.cur.node.outside.read(file)
            except (OSError, ValueError):  # a name that no file can have
                data = b""
            data = data.replace(b"\r\n", b"\n")
            encoding = epp.read_encoding(data) or "utf-8"
            try:
                lines = data.decode(encoding).split("\n")
            except UnicodeDecodeError as e:
                lines = [*data[: e.start].decode(encoding).split("\n"), ""]
            if not lines[-1]:
                lines.pop()
            self._lines[file] = lines
        return lines


def as_term(found: list[tuple[str, ErrorInfo]]) -> Term:
    """[{File, [ErrorInfo]}]: neighbours of one file together, those of the parser on their own."""
    groups: list[tuple[str, bool, list[Term]]] = []
    for file, info in found:
        parsing = info[1] in _FIRST
        if not groups or groups[-1][:2] != (file, parsing):
            groups.append((file, parsing, []))
        groups[-1][2].append(info)
    return to_list([(string_to_list(file), to_list(infos)) for file, _, infos in groups])
