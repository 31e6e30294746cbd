"""`parse/1`: a URI or a relative reference, taken apart.

One pattern for each part of RFC 3986, Appendix A; where a part cannot go on, the character there is
the error. Whatever starts with a scheme is an absolute URI, and its errors count; everything else
is read as a relative reference.

OTP: uri_string
"""

from __future__ import annotations

import re
from typing import Any, Final, NoReturn

from pyerlshell.erts.errors import ErlError, function_clause
from pyerlshell.otp.kernel.inet.names import parse_ipv6strict_address
from pyerlshell.otp.native_calls import clause
from pyerlshell.otp.stdlib.unicode import characters_to_binary
from pyerlshell.otp.stdlib.uri_string.escaping import (
    IPV6,
    NO_COLON,
    PCHAR,
    QUERY,
    REG_NAME,
    USERINFO,
)
from pyerlshell.otp.stdlib.uri_string.module import (
    as_list,
    is_list,
    refused,
    thrown,
    uri_string,
)
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.lists import string_to_list
from pyerlshell.terms.maps import map_new
from pyerlshell.terms.types import Term

__preempt__ = True

Found = dict[Atom, Any]


def _run(chars: frozenset[str]) -> re.Pattern[bytes]:
    return re.compile(b"[" + re.escape("".join(sorted(chars))).encode() + b"]*")


_SCHEME: Final = re.compile(rb"[A-Za-z][A-Za-z0-9+.-]*")
_USERINFO: Final = _run(USERINFO)
_REG_NAME: Final = _run(REG_NAME)
_DOTTED: Final = re.compile(rb"[0-9.]*")
_IPV6: Final = _run(IPV6)
_FIRST_SEGMENT: Final = _run(NO_COLON)
_PATH: Final = _run(PCHAR | frozenset("/"))
_QUERY: Final = _run(QUERY)
_DIGITS: Final = re.compile(rb"[0-9]*")


@uri_string.export("parse/1")
def parse(uri: Term) -> Term:
    """A map of the parts that a URI has; {error, invalid_uri, Where} if it is none."""
    if is_list(uri):
        made: Any = characters_to_binary(uri)
        raw = to_bytes(made)
        if raw is None:
            _clause("parse_scheme_start", made)
    else:
        raw = to_bytes(uri)
        if raw is None:
            raise function_clause(uri)
    try:
        found = _reference(raw or b"")
    except ErlError as e:
        return thrown(e)
    if is_list(uri):
        found = {k: as_list(v) if type(v) is bytes else v for k, v in found.items()}
    return map_new(found.items())


def _clause(name: str, *args: Term) -> NoReturn:
    clause("uri_string", name)(*args, {})


def _stop(raw: bytes, at: int, name: str, *more: Term) -> NoReturn:
    """What stands at `at` cannot be here."""
    if at >= len(raw):
        raise refused(a.invalid_uri, b"")
    length = 1 + sum([raw[at] >= bound for bound in (0xC0, 0xE0, 0xF0)])
    try:
        char = raw[at : at + length].decode()
    except UnicodeDecodeError:
        _clause(name, raw[at:], *more)
    raise refused(a.invalid_uri, string_to_list(char))


def _reference(raw: bytes) -> Found:
    if not raw:
        return {a.path: b""}
    found: Found = {}
    m = _SCHEME.match(raw)
    end = m.end() if m is not None else 0
    if m is not None and raw[end : end + 1] == b":":
        found[a.scheme] = m[0]
        _hierarchy(raw, end + 1, found, _PATH, "parse_hier")
    else:
        _check_start(raw, end)
        _hierarchy(raw, 0, found, _FIRST_SEGMENT, "parse_relative_part")
    found.setdefault(a.path, b"")
    return found


def _check_start(raw: bytes, at: int) -> None:
    """It is no scheme: a reference then, unless it is no UTF-8 here."""
    if at < len(raw) and raw[at] > 127:
        try:
            _stop(raw, at, "parse_scheme" if at else "parse_scheme_start")
        except ErlError as e:
            if e.cls is not a.throw:
                raise


def _hierarchy(raw: bytes, at: int, found: Found, first: re.Pattern[bytes], name: str) -> None:
    """hier-part, or relative-part: `first` is what a path without a slash may begin with."""
    if raw.startswith(b"//", at):
        _authority(raw, at + 2, found)
        return
    if at >= len(raw):
        return
    if raw[at] not in b"/?#" and not first.match(raw, at, at + 1)[0]:  # type: ignore[index]
        _stop(raw, at, name)
    _path(raw, at, found, first)


def _authority(raw: bytes, at: int, found: Found) -> None:
    """What may be user information is tried as such first."""
    end = _USERINFO.match(raw, at).end()  # type: ignore[union-attr]
    if raw[end : end + 1] == b"@":
        try:
            inner: Found = {a.userinfo: raw[at:end], a.host: b""}
            _host(raw, end + 1, inner)
            found.update(inner)
            return
        except ErlError as e:
            if e.cls is not a.throw:
                raise
    elif end < len(raw) and raw[end] > 127:
        try:
            _stop(raw, end, "parse_userinfo")
        except ErlError as e:
            if e.cls is not a.throw:
                raise
    _host(raw, at, found)


def _host(raw: bytes, at: int, found: Found) -> None:
    if raw[at : at + 1] == b"[":
        end = _literal(raw, at)
    else:
        end = _REG_NAME.match(raw, at).end()  # type: ignore[union-attr]
        if end < len(raw) and raw[end] not in b":/?#":
            _not_a_name(raw, at, end)
    host = raw[at:end]
    if host.startswith(b"["):
        host = host[1:-1] if host.endswith(b"]") else host[1:]
    found[a.host] = host
    if raw[end : end + 1] == b":":
        _port(raw, end + 1, found)
    else:
        _path(raw, end, found, _PATH)


def _not_a_name(raw: bytes, at: int, end: int) -> NoReturn:
    digits = _DOTTED.match(raw, at).end()  # type: ignore[union-attr]
    if digits == end and raw[at : at + 1].isdigit():
        backwards: Term = None
        for c in raw[at:end]:
            backwards = [c, backwards]
        _stop(raw, end, "parse_ipv4_bin", backwards)
    _stop(raw, end, "parse_reg_name" if end > at else "parse_host")


def _literal(raw: bytes, at: int) -> int:
    """[IPv6 address]; where it ends, with what the reference takes behind the bracket."""
    end = _IPV6.match(raw, at + 1).end()  # type: ignore[union-attr]
    address = string_to_list(raw[at + 1 : end].decode())
    if raw[end : end + 1] != b"]":
        backwards: Term = None
        for c in raw[at + 1 : end]:
            backwards = [c, backwards]
        _stop(raw, end, "parse_ipv6_bin", backwards)
    if not is_ipv6(address):
        raise refused(a.invalid_uri, address)
    rest = re.compile(rb"[0-9A-Fa-f.]*")
    end = rest.match(raw, end + 1).end()  # type: ignore[union-attr]
    if end < len(raw) and raw[end] not in b":/?#":
        _stop(raw, end, "parse_ipv6_bin_end")
    return end


def is_ipv6(address: Term) -> bool:
    """Is it the text of an IPv6 address?"""
    found: Any = parse_ipv6strict_address(address)
    return found[0] is a.ok


def _port(raw: bytes, at: int, found: Found) -> None:
    end = _DIGITS.match(raw, at).end()  # type: ignore[union-attr]
    if end < len(raw) and raw[end] not in b"/?#":
        _stop(raw, end, "parse_port")
    _path(raw, end, found, _PATH)
    if end - at > 5:
        raise refused(a.invalid_uri, raw[at:end])
    found[a.port] = int(raw[at:end]) if end > at else a.undefined


def _path(raw: bytes, at: int, found: Found, first: re.Pattern[bytes]) -> None:
    """A path, then a query and a fragment."""
    end = at
    if raw[at : at + 1] != b"/":
        end = first.match(raw, at).end()  # type: ignore[union-attr]
    if raw[end : end + 1] == b"/":
        end = _PATH.match(raw, end).end()  # type: ignore[union-attr]
    name = "parse_segment" if first is _PATH or b"/" in raw[at:end] else "parse_segment_nz_nc"
    if end < len(raw) and raw[end] not in b"?#":
        _stop(raw, end, name)
    found[a.path] = raw[at:end]
    if raw[end : end + 1] == b"?":
        start = end + 1
        end = _QUERY.match(raw, start).end()  # type: ignore[union-attr]
        if end < len(raw) and raw[end] != 35:
            _stop(raw, end, "parse_query")
        found[a.query] = raw[start:end]
    if raw[end : end + 1] == b"#":
        last = _QUERY.match(raw, end + 1).end()  # type: ignore[union-attr]
        if last < len(raw):
            _stop(raw, last, "parse_fragment")
        found[a.fragment] = raw[end + 1 : last]
