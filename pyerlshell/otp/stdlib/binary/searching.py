"""Finding, splitting and replacing: `match/2,3`, `matches/2,3`, `split/2,3`, `replace/3,4`.

A compiled pattern is {bm, Ref} or {ac, Ref}, and the reference stands for the binaries: Python's
own search needs no more. A part of a binary is searched where it is, so that a loop that splits off
line after line copies nothing.

OTP: binary, erl_bif_binary.c
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from types import FunctionType
from typing import Any, Final, NamedTuple

from pyerlshell.erts.errors import badarg
from pyerlshell.erts.machine import TAIL, run
from pyerlshell.erts.magic import magic_of, make_magic
from pyerlshell.otp.preloaded.erlang.binaries import sub_bits
from pyerlshell.otp.stdlib.binary.module import binary
from pyerlshell.otp.stdlib.binary.parts import (
    binaries_of,
    bytes_of,
    pair_of,
    range_of,
    window_of,
)
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import ImproperList, from_list, to_list
from pyerlshell.terms.types import Term

__preempt__ = True


class Compiled:
    """What the reference of a compiled pattern stands for."""

    __slots__ = ("__weakref__", "patterns")

    def __init__(self, patterns: list[bytes]) -> None:
        self.patterns = patterns

    @property
    def kind(self) -> Atom:
        """The reference searches for one binary by Boyer-Moore, for more by Aho-Corasick."""
        return a.bm if len(self.patterns) == 1 else a.ac


def _pattern(p: Term, *args: Term) -> list[bytes]:
    """The binaries to look for."""
    if type(p) is tuple and len(p) == 2 and (p[0] is a.bm or p[0] is a.ac):
        compiled = magic_of(p[1])
        if type(compiled) is not Compiled or p[0] is not compiled.kind:
            raise badarg(*args)
        return compiled.patterns
    found = binaries_of(p, *args) if type(p) is list else [bytes_of(p, *args)]
    if not all(found):
        raise badarg(*args)
    return found


@binary.export(
    "compile_pattern/1",
    "(Pattern) -> cp() when Pattern :: PatternBinary | [PatternBinary, ...], PatternBinary "
    ":: nonempty_binary()",
)
def compile_pattern(p: Term) -> Term:
    """A pattern for match/2 and its sisters, prepared for repeated use."""
    compiled = Compiled(_pattern(p, p))
    return (compiled.kind, make_magic(compiled))


@lru_cache(maxsize=64)
def _search(patterns: tuple[bytes, ...]) -> re.Pattern[bytes]:
    """Of the patterns that match at one place it takes the longest."""
    wanted = sorted(set(patterns), key=len, reverse=True)
    return re.compile(b"|".join([re.escape(p) for p in wanted]))


def _places(data: bytes, patterns: list[bytes], start: int, end: int) -> Iterator[tuple[int, int]]:
    """(position, length) of each match."""
    if len(patterns) == 1:
        wanted = patterns[0]
        size = len(wanted)
        place = data.find(wanted, start, end)
        while place >= 0:
            yield place, size
            place = data.find(wanted, place + size, end)
        return
    for found in _search(tuple(patterns)).finditer(data, start, end):
        place, stop = found.span()
        yield place, stop - place


class _Scope(NamedTuple):
    """The bytes to search, where the binary begins in them, and the part that is searched."""

    data: bytes
    origin: int
    begin: int
    end: int


def _scope(b: Term, options: Term, *args: Term) -> _Scope:
    data, origin, limit = window_of(b, *args)
    begin, end = 0, limit - origin
    rest = options
    while type(rest) is list:
        option, rest = rest
        if type(option) is not tuple or len(option) != 2 or option[0] is not a.scope:
            raise badarg(*args)
        begin, end = range_of(limit - origin, *pair_of(option[1], *args), *args)
    if rest is not None:
        raise badarg(*args)
    return _Scope(data, origin, begin + origin, end + origin)


def _matches(b: Term, p: Term, options: Term, *args: Term) -> Iterator[tuple[int, int]]:
    """(Pos, Length), counted from where the binary begins."""
    patterns = _pattern(p, *args)
    data, origin, begin, end = _scope(b, options, *args)
    return ((place - origin, size) for place, size in _places(data, patterns, begin, end))


@binary.export(
    "match/2",
    "(Subject, Pattern) -> Found | nomatch when Subject :: binary(), Pattern :: "
    "PatternBinary | [PatternBinary, ...] | cp(), PatternBinary :: nonempty_binary(), "
    "Found :: part()",
)
def match(b: Term, p: Term) -> Term:
    """{Pos, Length} of the first match of Pattern, else nomatch."""
    return next(_matches(b, p, None, b, p), a.nomatch)


@binary.export(
    "match/3",
    "(Subject, Pattern, Options) -> Found | nomatch when Subject :: binary(), Pattern :: "
    "PatternBinary | [PatternBinary, ...] | cp(), PatternBinary :: nonempty_binary(), "
    "Found :: part(), Options :: [Option], Option :: {scope, part()}",
)
def match_in(b: Term, p: Term, options: Term) -> Term:
    """As match/2, within the part that {scope, PosLen} names."""
    return next(_matches(b, p, options, b, p, options), a.nomatch)


@binary.export(
    "matches/2",
    "(Subject, Pattern) -> Found when Subject :: binary(), Pattern :: PatternBinary | "
    "[PatternBinary, ...] | cp(), PatternBinary :: nonempty_binary(), Found :: [part()]",
)
def matches(b: Term, p: Term) -> Term:
    """{Pos, Length} of every match of Pattern."""
    return to_list(list(_matches(b, p, None, b, p)))


@binary.export(
    "matches/3",
    "(Subject, Pattern, Options) -> Found when Subject :: binary(), Pattern :: "
    "PatternBinary | [PatternBinary, ...] | cp(), PatternBinary :: nonempty_binary(), "
    "Found :: [part()], Options :: [Option], Option :: {scope, part()}",
)
def matches_in(b: Term, p: Term, options: Term) -> Term:
    """As matches/2, within the part that {scope, PosLen} names."""
    return to_list(list(_matches(b, p, options, b, p, options)))


def _split_options(options: Term, *args: Term) -> tuple[set[Any], Term]:
    """The atoms among the options, and the scope as a list of options."""
    flags: set[Any] = set()
    scope: Term = None
    rest = options
    while type(rest) is list:
        option, rest = rest
        if option is _GLOBAL or option is a.trim or option is a.trim_all:
            flags.add(option)
        else:
            scope = [option, scope]
    if rest is not None:
        raise badarg(*args)
    return flags, scope


_GLOBAL: Final = getattr(a, "global")


@binary.export(
    "split/2",
    "(Subject, Pattern) -> Parts when Subject :: binary(), Pattern :: PatternBinary | "
    "[PatternBinary, ...] | cp(), PatternBinary :: nonempty_binary(), Parts :: [binary()]",
)
def split(b: Term, p: Term) -> Term:
    """Subject cut at the first match of Pattern."""
    return _split(b, p, None, b, p)


@binary.export(
    "split/3",
    "(Subject, Pattern, Options) -> Parts when Subject :: binary(), Pattern :: "
    "PatternBinary | [PatternBinary, ...] | cp(), PatternBinary :: nonempty_binary(), "
    "Options :: [Option], Option :: {scope, part()} | trim | global | trim_all, Parts :: "
    "[binary()]",
)
def split_with(b: Term, p: Term, options: Term) -> Term:
    """Subject cut at the first match of Pattern, or, with `global`, at every one."""
    return _split(b, p, options, b, p, options)


def _split(b: Term, p: Term, options: Term, *args: Term) -> Term:
    patterns = _pattern(p, *args)
    flags, scope = _split_options(options, *args)
    data, origin, begin, end = _scope(b, scope, *args)
    whole = type(b) is bytes and begin == 0 and end == len(data)
    if whole and len(patterns) == 1 and _GLOBAL in flags and len(flags) == 1:
        return to_list(data.split(patterns[0]))
    found = _places(data, patterns, begin, end)
    parts = []
    start = 0
    for place, size in found if _GLOBAL in flags else islice(found, 1):
        parts.append((start, place - origin))
        start = place - origin + size
    parts.append((start, _size(b)))
    if a.trim_all in flags:
        parts = [part for part in parts if part[0] < part[1]]
    elif a.trim in flags:
        while parts and parts[-1][0] >= parts[-1][1]:
            parts.pop()
    return to_list([sub_bits(b, x << 3, (y - x) << 3) for x, y in parts])


def _size(b: Any) -> int:
    return len(b) if type(b) is bytes else b.size >> 3


@binary.export(
    "replace/3",
    "(Subject, Pattern, Replacement) -> Result when Subject :: binary(), Pattern :: "
    "PatternBinary | [PatternBinary, ...] | cp(), PatternBinary :: nonempty_binary(), "
    "Replacement :: binary() | fun((binary()) -> binary()), Result :: binary()",
)
def replace(b: Term, p: Term, new: Term) -> Term:
    """Subject with Replacement for the first match of Pattern."""
    return _replaced(b, p, new, None, b, p, new)


@binary.export(
    "replace/4",
    "(Subject, Pattern, Replacement, Options) -> Result when Subject :: binary(), Pattern "
    ":: PatternBinary | [PatternBinary, ...] | cp(), PatternBinary :: nonempty_binary(), "
    "Replacement :: binary() | fun((binary()) -> binary()), Options :: [Option], Option :: "
    "global | {scope, part()} | {insert_replaced, InsPos}, InsPos :: OnePos | [OnePos], "
    "OnePos :: non_neg_integer(), Result :: binary()",
)
def replace_with(b: Term, p: Term, new: Term, options: Term) -> Term:
    """Subject with Replacement for the first match of Pattern, or, with `global`, for every one."""
    return _replaced(b, p, new, options, b, p, new, options)


def _replaced(b: Term, p: Term, new: Term, options: Term, *args: Term) -> Term:
    patterns = _pattern(p, *args)
    called = type(new) is FunctionType and new.__code__.co_argcount == 1
    if not called:
        bytes_of(new, *args)
    every, inserts, scope = False, [], None
    rest = options
    while type(rest) is list:
        option, rest = rest
        if option is _GLOBAL:
            every = True
        elif type(option) is tuple and len(option) == 2 and option[0] is a.insert_replaced:
            inserts = _inserts(option[1], *args)
        else:
            scope = [option, scope]
    if rest is not None:
        raise badarg(*args)
    if inserts and not called and inserts[0] > len(bytes_of(new, *args)):
        raise badarg(*args)
    data, start, begin, end = _scope(b, scope, *args)
    found = list(islice(_places(data, patterns, begin, end), None if every else 1))
    out = []
    for place, size in found:
        out.append(data[start:place])
        out.append(_replacement(new, data[place : place + size], inserts, args))
        start = place + size
    return b"".join([*out, data[start : window_of(b)[2]]])


def _inserts(x: Term, *args: Term) -> list[int]:
    places = [x] if type(x) is int else _list_of(x, *args)
    if not all(type(n) is int and n >= 0 for n in places):
        raise badarg(*args)
    return sorted(places, reverse=True)


def _list_of(x: Term, *args: Term) -> list[Any]:
    try:
        return from_list(x)
    except ImproperList:
        raise badarg(*args) from None


def _replacement(new: Any, old: bytes, inserts: list[int], args: tuple[Term, ...]) -> bytes:
    if type(new) is FunctionType:
        r = new(old)
        return bytes_of(run() if r is TAIL else r, *args)
    made = bytes_of(new, *args)
    for n in inserts:
        if n > len(made):
            raise badarg(*args)
        made = made[:n] + old + made[n:]
    return made
