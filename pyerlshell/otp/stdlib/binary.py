"""Binaries: parts, searching, numbers, hexadecimal.

A compiled pattern is {bm, Binaries} or {ac, Binaries}: Python's own search needs no more than the
binaries.

OTP: binary, erl_bif_binary.c
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import FunctionType
from typing import Any, Final

from pyerlshell.erts.amounts import check_bytes
from pyerlshell.erts.errors import badarg
from pyerlshell.erts.machine import TAIL, run
from pyerlshell.erts.native import NativeModule
from pyerlshell.otp.iodata import NotIodata, iodata_bytes
from pyerlshell.otp.preloaded.erlang.binaries import sub_bits
from pyerlshell.terms.atoms import a
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.lists import ImproperList, from_list, to_list
from pyerlshell.terms.types import BitString, Term

__preempt__ = True

binary: Final = NativeModule("binary", "Functions on binaries.")


def _bytes(b: Term, *args: Term) -> bytes:
    data = to_bytes(b)
    if data is None:
        raise badarg(*args)
    return data


@binary.export(
    "at/2",
    "(Subject, Pos) -> byte() when Subject :: binary(), Pos :: non_neg_integer()",
)
def at(b: Term, n: Term) -> Term:
    """The byte at Pos, counted from 0."""
    data = _bytes(b, b, n)
    if type(n) is not int or not 0 <= n < len(data):
        raise badarg(b, n)
    return data[n]


@binary.export(
    "first/1",
    "(Subject) -> byte() when Subject :: binary()",
)
def first(b: Term) -> Term:
    """The first byte of Subject."""
    data = _bytes(b, b)
    if not data:
        raise badarg(b)
    return data[0]


@binary.export(
    "last/1",
    "(Subject) -> byte() when Subject :: binary()",
)
def last(b: Term) -> Term:
    """The last byte of Subject."""
    data = _bytes(b, b)
    if not data:
        raise badarg(b)
    return data[-1]


def _range(data: bytes, start: Term, size: Term, *args: Term) -> tuple[int, int]:
    """Start and end of a part; a negative length goes backwards."""
    if type(start) is not int or type(size) is not int:
        raise badarg(*args)
    begin, end = (start, start + size) if size >= 0 else (start + size, start)
    if start < 0 or begin < 0 or end > len(data):
        raise badarg(*args)
    return begin, end


def _pair(place: Term, *args: Term) -> tuple[Term, Term]:
    if type(place) is not tuple or len(place) != 2:
        raise badarg(*args)
    return place[0], place[1]


@binary.export(
    "part/2",
    "(Subject, PosLen) -> binary() when Subject :: binary(), PosLen :: part()",
)
def part_at(b: Term, place: Term) -> Term:
    """The part of Subject that PosLen names."""
    data = _bytes(b, b, place)
    begin, end = _range(data, *_pair(place, b, place), b, place)
    return sub_bits(b, begin << 3, (end - begin) << 3)


@binary.export(
    "part/3",
    "(Subject, Pos, Len) -> binary() when Subject :: binary(), Pos :: non_neg_integer(), "
    "Len :: integer()",
)
def part(b: Term, start: Term, size: Term) -> Term:
    """The part of Subject of Len bytes from Pos on; a negative Len goes backwards."""
    begin, end = _range(_bytes(b, b, start, size), start, size, b, start, size)
    return sub_bits(b, begin << 3, (end - begin) << 3)


@binary.export(
    "bin_to_list/1",
    "(Subject) -> [byte()] when Subject :: binary()",
)
def bin_to_list(b: Term) -> Term:
    """The bytes of Subject as a list."""
    return to_list(list(_bytes(b, b)))


@binary.export(
    "bin_to_list/2",
    "(Subject, PosLen) -> [byte()] when Subject :: binary(), PosLen :: part()",
)
def bin_to_list_at(b: Term, place: Term) -> Term:
    """The bytes of the part of Subject that PosLen names."""
    data = _bytes(b, b, place)
    begin, end = _range(data, *_pair(place, b, place), b, place)
    return to_list(list(data[begin:end]))


@binary.export(
    "bin_to_list/3",
    "(Subject, Pos, Len) -> [byte()] when Subject :: binary(), Pos :: non_neg_integer(), "
    "Len :: integer()",
)
def bin_to_list_part(b: Term, start: Term, size: Term) -> Term:
    """The bytes of Len bytes of Subject from Pos on."""
    data = _bytes(b, b, start, size)
    begin, end = _range(data, start, size, b, start, size)
    return to_list(list(data[begin:end]))


@binary.export(
    "list_to_bin/1",
    "(ByteList) -> binary() when ByteList :: iolist()",
)
def list_to_bin(l: Term) -> Term:
    """The bytes of an iolist in one binary."""
    if l is None or type(l) is list:
        try:
            return iodata_bytes(l)
        except NotIodata:
            pass
    raise badarg(l)


@binary.export(
    "copy/1",
    "(Subject) -> binary() when Subject :: binary()",
)
def copy(b: Term) -> Term:
    """Subject in memory of its own."""
    return _bytes(b, b)


@binary.export(
    "copy/2",
    "(Subject, N) -> binary() when Subject :: binary(), N :: non_neg_integer()",
)
def copies(b: Term, n: Term) -> Term:
    """N times Subject."""
    data = _bytes(b, b, n)
    if type(n) is not int or n < 0:
        raise badarg(b, n)
    if n >= _TOO_MANY:
        raise badarg(b, n)
    check_bytes(len(data) * n)
    return data * n


_TOO_MANY = 1 << 64


@binary.export(
    "referenced_byte_size/1",
    "(Binary) -> non_neg_integer() when Binary :: binary()",
)
def referenced_byte_size(b: Term) -> Term:
    """How many bytes of memory the binary keeps alive."""
    data = _bytes(b, b)
    return len(b.buf) if type(b) is BitString else len(data)


def _order(endian: Term, *args: Term) -> Any:
    if endian is not a.big and endian is not a.little:
        raise badarg(*args)
    return "big" if endian is a.big else "little"


@binary.export(
    "decode_unsigned/1",
    "(Subject) -> Unsigned when Subject :: binary(), Unsigned :: non_neg_integer()",
)
def decode_unsigned(b: Term) -> Term:
    """The number whose bytes are Subject, most significant first."""
    return int.from_bytes(_bytes(b, b), "big")


@binary.export(
    "decode_unsigned/2",
    "(Subject, Endianness) -> Unsigned when Subject :: binary(), Endianness :: big | "
    "little, Unsigned :: non_neg_integer()",
)
def decode_unsigned_in(b: Term, endian: Term) -> Term:
    """The number whose bytes are Subject."""
    return int.from_bytes(_bytes(b, b, endian), _order(endian, b, endian))


@binary.export(
    "encode_unsigned/1",
    "(Unsigned) -> binary() when Unsigned :: non_neg_integer()",
)
def encode_unsigned(n: Term) -> Term:
    """The bytes of Unsigned, most significant first, as few as possible."""
    if type(n) is not int or n < 0:
        raise badarg(n)
    return n.to_bytes(max(1, (n.bit_length() + 7) >> 3), "big")


@binary.export(
    "encode_unsigned/2",
    "(Unsigned, Endianness) -> binary() when Unsigned :: non_neg_integer(), Endianness :: "
    "big | little",
)
def encode_unsigned_in(n: Term, endian: Term) -> Term:
    """The bytes of Unsigned, as few as possible."""
    if type(n) is not int or n < 0:
        raise badarg(n, endian)
    return n.to_bytes(max(1, (n.bit_length() + 7) >> 3), _order(endian, n, endian))


@binary.export(
    "encode_hex/1",
    "(Bin) -> Bin2 when Bin :: binary(), Bin2 :: <<_:_*16>>",
)
def encode_hex(b: Term) -> Term:
    """The bytes of Bin in hexadecimal, in capital letters."""
    return _bytes(b, b).hex().upper().encode()


@binary.export(
    "encode_hex/2",
    "(Bin, Case) -> Bin2 when Bin :: binary(), Case :: lowercase | uppercase, Bin2 :: <<_:_*16>>",
)
def encode_hex_in(b: Term, case: Term) -> Term:
    """The bytes of Bin in hexadecimal."""
    text = _bytes(b, b, case).hex()
    if case is not a.uppercase and case is not a.lowercase:
        raise badarg(b, case)
    return (text.upper() if case is a.uppercase else text).encode()


_HEX: Final = re.compile(rb"(?:[0-9A-Fa-f]{2})*\Z")


@binary.export(
    "decode_hex/1",
    "(Bin) -> Bin2 when Bin :: <<_:_*16>>, Bin2 :: binary()",
)
def decode_hex(b: Term) -> Term:
    """The bytes that Bin spells in hexadecimal."""
    data = _bytes(b, b)
    if not _HEX.match(data):
        raise badarg(b)
    return bytes.fromhex(data.decode())


@binary.export(
    "join/2",
    "([binary()], binary()) -> binary()",
)
def join(l: Term, separator: Term) -> Term:
    """The binaries of a list with Separator between each two."""
    return _bytes(separator, l, separator).join(_binaries(l, l, separator))


def _binaries(l: Term, *args: Term) -> list[bytes]:
    try:
        return [_bytes(b, *args) for b in from_list(l)]
    except ImproperList:
        raise badarg(*args) from None


@binary.export(
    "longest_common_prefix/1",
    "(Binaries) -> non_neg_integer() when Binaries :: [binary(), ...]",
)
def longest_common_prefix(l: Term) -> Term:
    """How many bytes all the binaries begin with."""
    parts = _binaries(l, l)
    if not parts:
        raise badarg(l)
    return _common(parts)


@binary.export(
    "longest_common_suffix/1",
    "(Binaries) -> non_neg_integer() when Binaries :: [binary(), ...]",
)
def longest_common_suffix(l: Term) -> Term:
    """How many bytes all the binaries end with."""
    parts = _binaries(l, l)
    if not parts:
        raise badarg(l)
    return _common([p[::-1] for p in parts])


def _common(parts: list[bytes]) -> int:
    """How many bytes the smallest and the largest, and so all, begin with."""
    low, high = min(parts), max(parts)
    n = 0
    while n < len(low) and low[n] == high[n]:
        n += 1
    return n


def _pattern(p: Term, *args: Term) -> list[bytes]:
    """The binaries to look for."""
    if type(p) is tuple and len(p) == 2 and (p[0] is a.bm or p[0] is a.ac):
        return _binaries(p[1], *args)
    found = _binaries(p, *args) if type(p) is list else [_bytes(p, *args)]
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
    found = _pattern(p, p)
    return (a.bm if len(found) == 1 else a.ac, to_list(found))


def _places(data: bytes, patterns: list[bytes], start: int, end: int) -> Iterator[tuple[int, int]]:
    """(position, length) of each match; of those that begin at one place the longest."""
    wanted = sorted(set(patterns), key=len, reverse=True)
    search = re.compile(b"|".join([re.escape(p) for p in wanted]))
    for found in search.finditer(data, start, end):
        yield found.start(), found.end() - found.start()


def _scope(data: bytes, options: Term, *args: Term) -> tuple[int, int]:
    begin, end = 0, len(data)
    rest = options
    while type(rest) is list:
        option, rest = rest
        if type(option) is not tuple or len(option) != 2 or option[0] is not a.scope:
            raise badarg(*args)
        begin, end = _range(data, *_pair(option[1], *args), *args)
    if rest is not None:
        raise badarg(*args)
    return begin, end


@binary.export(
    "match/2",
    "(Subject, Pattern) -> Found | nomatch when Subject :: binary(), Pattern :: "
    "PatternBinary | [PatternBinary, ...] | cp(), PatternBinary :: nonempty_binary(), "
    "Found :: part()",
)
def match(b: Term, p: Term) -> Term:
    """{Pos, Length} of the first match of Pattern, else nomatch."""
    data = _bytes(b, b, p)
    return next(_places(data, _pattern(p, b, p), 0, len(data)), a.nomatch)


@binary.export(
    "match/3",
    "(Subject, Pattern, Options) -> Found | nomatch when Subject :: binary(), Pattern :: "
    "PatternBinary | [PatternBinary, ...] | cp(), PatternBinary :: nonempty_binary(), "
    "Found :: part(), Options :: [Option], Option :: {scope, part()}",
)
def match_in(b: Term, p: Term, options: Term) -> Term:
    """As match/2, within the part that {scope, PosLen} names."""
    data = _bytes(b, b, p, options)
    patterns = _pattern(p, b, p, options)
    return next(_places(data, patterns, *_scope(data, options, b, p, options)), a.nomatch)


@binary.export(
    "matches/2",
    "(Subject, Pattern) -> Found when Subject :: binary(), Pattern :: PatternBinary | "
    "[PatternBinary, ...] | cp(), PatternBinary :: nonempty_binary(), Found :: [part()]",
)
def matches(b: Term, p: Term) -> Term:
    """{Pos, Length} of every match of Pattern."""
    data = _bytes(b, b, p)
    return to_list(list(_places(data, _pattern(p, b, p), 0, len(data))))


@binary.export(
    "matches/3",
    "(Subject, Pattern, Options) -> Found when Subject :: binary(), Pattern :: "
    "PatternBinary | [PatternBinary, ...] | cp(), PatternBinary :: nonempty_binary(), "
    "Found :: [part()], Options :: [Option], Option :: {scope, part()}",
)
def matches_in(b: Term, p: Term, options: Term) -> Term:
    """As matches/2, within the part that {scope, PosLen} names."""
    data = _bytes(b, b, p, options)
    patterns = _pattern(p, b, p, options)
    return to_list(list(_places(data, patterns, *_scope(data, options, b, p, options))))


def _split_options(data: bytes, options: Term, *args: Term) -> tuple[set[Any], Term]:
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
    data = _bytes(b, *args)
    patterns = _pattern(p, *args)
    flags, scope = _split_options(data, options, *args)
    found = list(_places(data, patterns, *_scope(data, scope, *args)))
    if _GLOBAL not in flags:
        del found[1:]
    parts = []
    begin = 0
    for place, size in found:
        parts.append((begin, place))
        begin = place + size
    parts.append((begin, len(data)))
    if a.trim_all in flags:
        parts = [part for part in parts if part[0] < part[1]]
    elif a.trim in flags:
        while parts and parts[-1][0] >= parts[-1][1]:
            parts.pop()
    return to_list([sub_bits(b, x << 3, (y - x) << 3) for x, y in parts])


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
    data = _bytes(b, *args)
    patterns = _pattern(p, *args)
    called = type(new) is FunctionType and new.__code__.co_argcount == 1
    if not called:
        _bytes(new, *args)
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
    if inserts and not called and inserts[0] > len(_bytes(new, *args)):
        raise badarg(*args)
    found = list(_places(data, patterns, *_scope(data, scope, *args)))
    out = []
    begin = 0
    for place, size in found if every else found[:1]:
        out.append(data[begin:place])
        out.append(_replacement(new, data[place : place + size], inserts, args))
        begin = place + size
    return b"".join([*out, data[begin:]])


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
        return _bytes(run() if r is TAIL else r, *args)
    made = _bytes(new, *args)
    for n in inserts:
        if n > len(made):
            raise badarg(*args)
        made = made[:n] + old + made[n:]
    return made
