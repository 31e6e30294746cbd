"""Patterns that are stored or sent: `{re_exported_pattern, Header, Source, Options, Encoded}`.

Header is "re-PCRE2", the checksum of Encoded, the version of its format, and 1 for `unicode`.
Encoded begins as PCRE2's own does, with the version of that library; behind it we have the source
and the options again. What another version has encoded is compiled from Source.

OTP: re (import), erl_bif_re.c
"""

from __future__ import annotations

import struct
from typing import Any, Final
from zlib import crc32

from pyerlshell.otp.stdlib.re.pattern import subject_text
from pyerlshell.terms.atoms import a
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.etf import DecodeError, decode, encode
from pyerlshell.terms.lists import is_proper, iter_list
from pyerlshell.terms.types import Term

_TITLE: Final = b"re-PCRE2"
_FORMAT: Final = 1
_VERSION: Final = b"S2RP" + struct.pack("<HH", 10, 47) + bytes((1, 8, 8, 0))
_HEADER: Final = struct.Struct(">8sIBB")


class NotExported(Exception):
    """No term that `re:compile` with the option `export` gave."""


def exported(pattern: Term, options: Term) -> Term:
    """The term for a pattern that is right."""
    unicode = a.unicode in iter_list(options)
    text = subject_text(pattern, unicode)
    source = text.encode() if isinstance(text, str) else text
    encoded = _VERSION + encode((source, options))
    header = _HEADER.pack(_TITLE, crc32(encoded), _FORMAT, unicode)
    return (a.re_exported_pattern, header, source, options, encoded)


def imported(term: Any) -> tuple[Term, Term]:
    """The pattern and the options to compile. Raises NotExported."""
    if type(term) is not tuple or len(term) != 5 or term[0] is not a.re_exported_pattern:
        raise NotExported
    _, header, source, options, encoded = term
    header, source, encoded = to_bytes(header), to_bytes(source), to_bytes(encoded)
    if header is None or source is None or encoded is None or not is_proper(options):
        raise NotExported
    if len(header) != _HEADER.size:
        raise NotExported
    title, checksum, form, _ = _HEADER.unpack(header)
    if title != _TITLE or checksum != crc32(encoded):
        raise NotExported
    if form != _FORMAT or not encoded.startswith(_VERSION):
        return source, options
    try:
        found: Any = decode(encoded[len(_VERSION) :])
    except DecodeError:
        raise NotExported from None
    if type(found) is not tuple or len(found) != 2:
        raise NotExported
    return found
