"""`normalize/1,2` and `resolve/2,3`.

OTP: uri_string
"""

from __future__ import annotations

import re
from typing import Any, Final

from pyerlshell.erts.errors import ErlError, badarg, error, function_clause
from pyerlshell.otp.iodata import NotIodata, iodata_bytes
from pyerlshell.otp.native_calls import clause
from pyerlshell.otp.preloaded.erlang.lists import append_operator
from pyerlshell.otp.stdlib.unicode import characters_to_binary
from pyerlshell.otp.stdlib.uri_string.composing import recompose
from pyerlshell.otp.stdlib.uri_string.escaping import UNRESERVED, checked
from pyerlshell.otp.stdlib.uri_string.module import (
    as_list,
    is_list,
    refused,
    thrown,
    to_binary,
    to_chars,
    uri_string,
)
from pyerlshell.otp.stdlib.uri_string.parsing import parse
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.maps import get, has, is_map, put, remove
from pyerlshell.terms.order import sorted_keys
from pyerlshell.terms.types import Term

__preempt__ = True

_PORTS: Final = {b"http": 80, b"https": 443, b"ftp": 21, b"ssh": 22, b"sftp": 22, b"tftp": 69}
_FIELDS: Final = (a.userinfo, a.host, a.path, a.query, a.fragment)
_ESCAPE: Final = re.compile(rb"%(..)", re.S)
_HEX: Final = re.compile(rb"[0-9A-Fa-f]{2}")
_to_lower = clause("uri_string", "to_lower")
_decode = clause("uri_string", "decode")
_remove_dot_segments = clause("uri_string", "remove_dot_segments")
_resolve_map = clause("uri_string", "resolve_map")
_merge_paths = clause("uri_string", "merge_paths")


@uri_string.export("normalize/1")
def normalize(uri: Term) -> Term:
    """The URI in its normal form: cases, escapes, dot segments, port and path as RFC 3986 says."""
    return normalize_to(uri, None)


@uri_string.export("normalize/2")
def normalize_to(uri: Term, options: Any) -> Term:
    """As `normalize/1`; with the option return_map, its parts in a map."""
    as_map = type(options) is list and options[0] is a.return_map and options[1] is None
    if options is not None and not as_map:
        raise function_clause(uri, options)
    parts: Any = uri if is_map(uri) else parse(uri)
    if not is_map(parts):
        return parts
    try:
        made = _normal(parts)
        return made if as_map else recompose(made)
    except ErlError as e:
        return thrown(e)


def _normal(parts: Any) -> Term:
    for name in (a.scheme, a.host):
        if has(parts, name):
            parts = put(parts, name, _lower(get(parts, name)))
    for name in sorted_keys(parts):
        if name in _FIELDS:
            parts = put(parts, name, _normal_escapes(get(parts, name)))
    if get(parts, a.port) is a.undefined:
        parts = remove(parts, a.port)
    return without_dots(_by_scheme(parts))


def _lower(text: Term) -> Term:
    if is_list(text):
        return to_chars(to_binary(text, a.utf8, a.utf8).lower(), a.utf8)
    raw = to_bytes(text)
    if raw is None:
        _to_lower(text)
    return (raw or b"").lower()


def _normal_escapes(text: Term) -> Term:
    """Escapes of unreserved characters are undone, the others get capital letters."""
    if is_list(text):
        made: Any = characters_to_binary(text)
        if to_bytes(made) is None:
            _decode(made, b"")
        return as_list(_normal_escapes(made))
    raw = to_bytes(text)
    if raw is None:
        _decode(text, b"")
    return checked(_ESCAPE.sub(_normal_escape, raw or b""))


def _normal_escape(m: re.Match[bytes]) -> bytes:
    if not _HEX.fullmatch(m[1]):
        raise refused(a.invalid_percent_encoding, m[0])
    byte = int(m[1], 16)
    return bytes((byte,)) if chr(byte) in UNRESERVED else m[0].upper()


def _by_scheme(parts: Any) -> Any:
    """No port that is the scheme's; the path of a web page is at least a slash."""
    scheme = _flat(get(parts, a.scheme))
    port = _PORTS.get(scheme)
    if port is not None and get(parts, a.port) == port and type(get(parts, a.port)) is int:
        parts = remove(parts, a.port)
    if scheme in (b"http", b"https") and has(parts, a.path):
        path = get(parts, a.path)
        if path is None:
            return put(parts, a.path, [47, None])
        if to_bytes(path) == b"":
            return put(parts, a.path, b"/")
    return parts


def _flat(text: Any) -> bytes:
    """A scheme as bytes; what is none is no known scheme."""
    try:
        return iodata_bytes(text)
    except NotIodata:
        return b""


def without_dots(parts: Any) -> Term:
    """The parts with a path that has no `.` and `..` segments."""
    path = get(parts, a.path, b"")
    if is_list(path):
        raw = _dotless(to_binary(path, a.utf8, a.utf8))
        return put(parts, a.path, to_chars(raw, a.utf8))
    flat = to_bytes(path)
    if flat is None:
        _remove_dot_segments(path)
    return put(parts, a.path, _dotless(flat or b""))


def _dotless(path: bytes) -> bytes:
    """RFC 3986, 5.2.4: segments go to a stack, `..` takes one off."""
    done: list[bytes] = []
    at = 0
    while path.startswith((b"../", b"./"), at):
        at = path.index(b"/", at) + 1
    if path[at:] in (b".", b".."):
        return b""
    end = path.find(b"/", at)
    if end < 0:
        return path[at:]
    if end > at:
        done.append(path[at:end])
    segments = path[end + 1 :].split(b"/")
    for i, segment in enumerate(segments):
        last = i == len(segments) - 1
        if segment == b".." and done:
            done.pop()
        if segment in (b".", b".."):
            if last:
                done.append(b"/")
        else:
            done.append(b"/" + segment)
    return b"".join(done)


@uri_string.export("resolve/2")
def resolve(reference: Term, base: Term) -> Term:
    """The URI that a reference means where the URI Base is."""
    return resolve_to(reference, base, None)


@uri_string.export("resolve/3")
def resolve_to(reference: Term, base: Term, options: Any) -> Term:
    """As `resolve/2`; with the option return_map, its parts in a map."""
    parts: Any = reference if is_map(reference) else parse(reference)
    if not is_map(parts):
        return parts
    target: Any = _target(parts, base)
    if not is_map(target):
        return target
    if options is None:
        return recompose(target)
    if type(options) is list and options[0] is a.return_map and options[1] is None:
        return target
    raise error((a.case_clause, options))


def _target(parts: Any, base: Any) -> Term:
    if has(parts, a.scheme):
        return without_dots(parts)
    if not is_map(base):
        base = parse(base)
        if not is_map(base):
            return base
    if not has(base, a.scheme):
        return (a.error, a.invalid_scheme, None)
    path = _path_bytes(parts)
    if has(parts, a.host):
        return without_dots(put(parts, a.scheme, get(base, a.scheme)))
    authority = (a.scheme, a.userinfo, a.host, a.port)
    if not path:
        more = (a.path,) if has(parts, a.query) else (a.path, a.query)
        return _with(parts, base, (*authority, *more))
    if not path.startswith(b"/"):
        parts = put(parts, a.path, _merged(get(parts, a.path), base))
    return without_dots(_with(parts, base, authority))


def _path_bytes(parts: Any) -> bytes:
    path = get(parts, a.path, b"")
    try:
        return iodata_bytes(path)
    except NotIodata:
        raise badarg(path) from None


def _with(parts: Any, base: Any, names: tuple[Atom, ...]) -> Any:
    for name in names:
        if has(base, name):
            parts = put(parts, name, get(base, name))
    return parts


def _merged(path: Term, base: Any) -> Term:
    """RFC 3986, 5.2.3: the path behind the last slash of the base."""
    if not has(base, a.path):
        _merge_paths(path, base)
    old = _path_bytes(base)
    slash = old.rfind(b"/")
    if not old and has(base, a.host):
        front = b"/"
    else:
        front = old[: slash + 1]
    if is_list(path):
        text: Any = as_list(front) if front else None
        return append_operator(text, as_list(path)) if front else path
    return front + (to_bytes(path) or b"") if front else path
