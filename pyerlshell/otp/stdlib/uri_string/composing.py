"""`recompose/1`: a URI of its parts.

OTP: uri_string
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.errors import ErlError
from pyerlshell.otp.native_calls import clause
from pyerlshell.otp.preloaded.erlang.lists import append_operator
from pyerlshell.otp.stdlib.uri_string.escaping import (
    PATH,
    QUERY,
    REG_NAME,
    SCHEME,
    USERINFO,
    encode,
)
from pyerlshell.otp.stdlib.uri_string.module import (
    as_list,
    is_list,
    refused,
    thrown,
    uri_string,
)
from pyerlshell.otp.stdlib.uri_string.parsing import is_ipv6
from pyerlshell.terms.atoms import a
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.lists import split_tail, string_to_list
from pyerlshell.terms.maps import get, has, is_map, keys
from pyerlshell.terms.types import Term

__preempt__ = True

_NAMES: Final = (a.scheme, a.userinfo, a.host, a.port, a.path, a.query, a.fragment)
_validate_scheme = clause("uri_string", "validate_scheme")
_is_valid_map = clause("uri_string", "is_valid_map")
_concat = clause("uri_string", "concat")


@uri_string.export("recompose/1")
def recompose(parts: Term) -> Term:
    """The URI of the parts in a map as `parse/1` gives it; what must be is percent-encoded."""
    if not is_map(parts):
        _is_valid_map(parts)
    m: Any = parts
    if not _is_whole(m):
        return (a.error, a.invalid_map, parts)
    try:
        return _composed(m)
    except ErlError as e:
        return thrown(e)


def _is_whole(m: Any) -> bool:
    """There is a path, and nothing that is no part."""
    return has(m, a.path) and all(k in _NAMES for k in keys(m))


class _Text:
    """A URI that grows: a list as soon as a part is one."""

    def __init__(self) -> None:
        self.parts: list[Term] = []

    def add(self, before: str, part: Term, after: str = "") -> None:
        if is_list(part):
            part = append_operator(part, string_to_list(after)) if after else part
            part = string_to_list(before, part)
        else:
            part = before.encode() + (to_bytes(part) or b"") + after.encode()
        self.parts.append(part)

    def value(self) -> Term:
        if not self.parts:
            return None
        if all(not is_list(p) for p in self.parts):
            return b"".join([p for p in self.parts if type(p) is bytes])
        whole: Term = None
        for p in reversed(self.parts):
            whole = append_operator(p if is_list(p) else as_list(p), whole)
        return whole


def _composed(m: Any) -> Term:
    text = _Text()
    if has(m, a.scheme):
        text.add("", _scheme(get(m, a.scheme)), ":")
    if has(m, a.userinfo):
        text.add("//", encode(get(m, a.userinfo), USERINFO, 1))
    if has(m, a.host):
        text.add("@" if has(m, a.userinfo) else "//", _host(get(m, a.host)))
    if has(m, a.port):
        if not text.parts:
            _concat(a.empty, b":" + _port(get(m, a.port)))
        text.add(":", _port(get(m, a.port)))
    path = get(m, a.path)
    if has(m, a.host):
        path = _absolute(path if to_bytes(path) is not None else as_list(path))
    text.add("", encode(path, PATH, 6))
    if has(m, a.query):
        text.add("?", encode(get(m, a.query), QUERY, 7))
    if has(m, a.fragment):
        text.add("#", encode(get(m, a.fragment), QUERY, 8))
    return text.value()


def _scheme(scheme: Any) -> Term:
    raw = to_bytes(scheme)
    if scheme is None or raw == b"":
        raise refused(a.invalid_scheme, scheme)
    if raw is not None:
        chars: list[Any] = list(raw)
    elif type(scheme) is list:
        chars, rest = split_tail(scheme)
        if rest is not None:
            _validate_scheme(rest)
    else:
        _validate_scheme(scheme)
    if not all(type(c) is int and 0 <= c < 128 and chr(c) in SCHEME for c in chars):
        raise refused(a.invalid_scheme, scheme)
    return scheme


def _host(host: Any) -> Term:
    """An IPv6 address in brackets; a name as it is, or escaped."""
    chars = host if is_list(host) else as_list(host)
    if chars is not None and is_ipv6(chars):
        return b"[" + (to_bytes(host) or b"") + b"]" if not is_list(host) else _bracketed(host)
    return encode(host, REG_NAME, 3)


def _bracketed(host: Term) -> Term:
    return [91, append_operator(host, [93, None])]


def _port(port: Any) -> bytes:
    if port is a.undefined:
        return b""
    from pyerlshell.otp.preloaded.erlang import erlang

    fn: Any = erlang.functions["integer_to_binary", 1].fn
    made: bytes = fn(port)
    return made


def _absolute(path: Any) -> Term:
    """A path behind an authority begins with a slash, or is empty."""
    if is_list(path):
        return path if path is None or path[0] == 47 else [47, path]
    raw = to_bytes(path) or b""
    return raw if not raw or raw.startswith(b"/") else b"/" + raw
