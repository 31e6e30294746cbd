"""Characters of open files, for the process that serves io requests.

A file has an encoding: `latin1`, `unicode` (UTF-8), or `{utf16 | utf32, big | little}`. What is
asked for has one too, latin1 or unicode: what it cannot express is an error that ends the server,
`{stop, Reason, Reply}`.

OTP: file_io_server
"""

from __future__ import annotations

import codecs
from typing import Any, Final

from pyerlshell.erts.native import NativeModule
from pyerlshell.otp.preloaded.prim_file.handles import OpenFile
from pyerlshell.otp.preloaded.prim_file.module import OK, reason
from pyerlshell.otp.preloaded.prim_file.reading import readable, take, take_line
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import string_to_list, to_list
from pyerlshell.terms.types import Term

file_text: Final = NativeModule("file_text", "Characters of open files.")

_CODECS: Final[dict[Any, str]] = {
    a.latin1: "latin-1",
    a.unicode: "utf-8",
    (a.utf16, a.big): "utf-16-be",
    (a.utf16, a.little): "utf-16-le",
    (a.utf32, a.big): "utf-32-be",
    (a.utf32, a.little): "utf-32-le",
}
_AHEAD: Final = 8192


@file_text.export("line/4", internal=True)
def line(descriptor: Term, mode: Term, encoding: Any, wanted: Any) -> Term:
    """{reply, Line | eof} or {stop, Reason, Reply}. CR LF is one line feed."""
    try:
        data = _line_bytes(readable(descriptor), encoding)
    except OSError as e:
        return _failed(e)
    if not data:
        return (a.reply, a.eof)
    try:
        text = data.decode(_CODECS[encoding])
        if text.endswith("\r\n"):
            text = text[:-2] + "\n"
        return (a.reply, _as_wanted(text, mode, wanted))
    except UnicodeError:
        return _stop((a.no_translation, encoding, wanted))


def _failed(e: OSError) -> Term:
    why = reason(e)
    return (a.stop, why, (a.error, why))


def _stop(why: Term) -> Term:
    return (a.stop, why, (a.error, why))


def _as_wanted(text: str, mode: Term, wanted: Any) -> Term:
    if mode is a.list:
        if wanted is a.latin1:
            return to_list(text.encode("latin-1"))
        return string_to_list(text)
    return text.encode(_CODECS[wanted])


def _line_bytes(file: OpenFile, encoding: Any) -> bytes:
    if type(encoding) is not tuple:
        return take_line(file, _AHEAD)
    step = 2 if encoding[0] is a.utf16 else 4
    end = "\n".encode(_CODECS[encoding])
    parts: list[bytes] = []
    while unit := take(file, step):
        parts.append(unit)
        if unit == end:
            break
        if not file.buffer:
            file.buffer = file.storage.read(_AHEAD)
    return b"".join(parts)


@file_text.export("chars/5", internal=True)
def chars(descriptor: Term, count: Any, mode: Term, encoding: Any, wanted: Any) -> Term:
    """{reply, Chars | eof} of at most `count` characters, or {stop, Reason, Reply}."""
    try:
        file = readable(descriptor)
        if encoding is a.latin1:
            text = _ahead(file, count).decode("latin-1")
        else:
            text = _characters(file, count, encoding)
    except OSError as e:
        return _failed(e)
    except UnicodeError:
        return _stop(a.invalid_unicode)
    if not text and count:
        return (a.reply, a.eof)
    try:
        return (a.reply, _as_wanted(text, mode, wanted))
    except UnicodeError:
        return _stop((a.no_translation, encoding, wanted))


def _ahead(file: OpenFile, count: int) -> bytes:
    """Bytes, and some more into the buffer."""
    if len(file.buffer) < count:
        file.buffer += file.storage.read(max(count - len(file.buffer), _AHEAD))
    return take(file, min(count, len(file.buffer)))


def _characters(file: OpenFile, count: int, encoding: Any) -> str:
    codec = _CODECS[encoding]
    text = _decoded(file.buffer, codec)
    if len(text) < count:
        file.buffer += file.storage.read(max(4 * (count - len(text)), _AHEAD))
        text = _decoded(file.buffer, codec)
    text = text[:count]
    file.buffer = file.buffer[len(text.encode(codec)) :]
    return text


def _decoded(data: bytes, codec: str) -> str:
    """All but an unfinished character at the end. Raises UnicodeError."""
    return codecs.getincrementaldecoder(codec)().decode(data)


@file_text.export("some/2", internal=True)
def some(descriptor: Term, encoding: Any) -> Term:
    """{ok, Characters} up to the end of the line for who reads terms, eof, or {stop, Reason}."""
    try:
        file = readable(descriptor)
        data = _line_bytes(file, encoding)
    except OSError as e:
        return (a.stop, reason(e))
    if not data:
        return a.eof
    try:
        text = data.decode(_CODECS[encoding])
    except UnicodeDecodeError as e:
        text = data[: e.start].decode(_CODECS[encoding])
        if not text:
            return (a.stop, a.invalid_unicode)
        file.buffer = data[e.start :] + file.buffer
    return (OK, string_to_list(text))


@file_text.export("put_back/3", internal=True)
def put_back(descriptor: Term, rest: Any, encoding: Any) -> Term:
    """These characters were not used: they come again."""
    file = readable(descriptor)
    text = []
    while type(rest) is list:
        text.append(chr(rest[0]))
        rest = rest[1]
    file.buffer = "".join(text).encode(_CODECS[encoding]) + file.buffer
    return OK
