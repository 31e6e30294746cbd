"""`transcode/2`: a URI from one encoding to another.

OTP: uri_string
"""

from __future__ import annotations

from typing import Any

from pyerlshell.erts.errors import ErlError, function_clause
from pyerlshell.otp.native_calls import clause, failure
from pyerlshell.otp.preloaded.erlang.lists import append_operator
from pyerlshell.otp.stdlib.proplists import proplists
from pyerlshell.otp.stdlib.uri_string.escaping import HEX
from pyerlshell.otp.stdlib.uri_string.module import (
    is_list,
    refused,
    thrown,
    to_binary,
    to_chars,
    uri_string,
)
from pyerlshell.terms.atoms import a
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.lists import from_list, to_list
from pyerlshell.terms.types import Term

__preempt__ = True

_transcode = clause("uri_string", "transcode")
_flatten_failed = failure("uri_string", "flatten_list", 3)


@uri_string.export("transcode/2")
def transcode(uri: Term, options: Term) -> Term:
    """The URI, its escapes too, from the encoding in_encoding to out_encoding (utf8 by default)."""
    raw = to_bytes(uri)
    if raw is None and not is_list(uri):
        raise function_clause(uri, options)
    get_value: Any = proplists.functions["get_value", 3].fn
    inside = get_value(a.in_encoding, options, a.utf8)
    outside = get_value(a.out_encoding, options, a.utf8)
    if raw is None:
        # as in the reference: what is thrown while the list is flattened is not caught
        flat = _flattened(uri, inside)
        try:
            return to_list(_transcoded(flat, inside, outside))
        except ErlError as e:
            return thrown(e)
    try:
        chars = from_list(to_chars(raw, inside))
        return to_binary(to_list(_transcoded(chars, inside, outside)), a.utf8, outside)
    except ErlError as e:
        return thrown(e)


def _flattened(text: Any, inside: Term) -> list[Any]:
    chars: list[Any] = []
    while type(text) is list:
        head, text = text
        if is_list(head):
            text = append_operator(head, text)
        elif to_bytes(head) is not None:
            chars += from_list(to_chars(head, inside))
        else:
            chars.append(head)
    if text is not None:
        _flatten_failed(refused(a.invalid_input, text))
    return chars


def _transcoded(chars: list[Any], inside: Term, outside: Term) -> list[Any]:
    if not chars:
        _transcode(None, None, inside, outside)
    out: list[Any] = []
    run = bytearray()
    i = 0
    while i < len(chars):
        if chars[i] == 37 and i + 2 < len(chars):
            run.append(_byte(chars, i))
            i += 3
            continue
        out += _escaped(run, inside, outside)
        out.append(chars[i])
        i += 1
    return out + _escaped(run, inside, outside)


def _byte(chars: list[Any], i: int) -> int:
    digits = chars[i + 1 : i + 3]
    if not all(type(c) is int and 0 <= c < 128 and chr(c) in HEX for c in digits):
        raise refused(a.invalid_percent_encoding, to_list(chars[i:]))
    return int("".join([chr(c) for c in digits]), 16)


def _escaped(run: bytearray, inside: Term, outside: Term) -> list[int]:
    """The escapes that stood one behind another, in the new encoding."""
    if not run:
        return []
    raw = to_binary(bytes(run), inside, outside)
    run.clear()
    return list("".join([f"%{byte:02X}" for byte in raw]).encode())
