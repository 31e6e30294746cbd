"""Several binaries at a time, and parts of files.

OTP: socket (sendv, rest_iov, sendfile)
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.errors import badarg, error
from pyerlshell.erts.machine import tail
from pyerlshell.otp import procs
from pyerlshell.otp.kernel.socket.data import checked, push
from pyerlshell.otp.kernel.socket.module import OK, Open, open_of, socket
from pyerlshell.otp.native_calls import clause
from pyerlshell.terms.atoms import a
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.lists import from_list, is_proper, to_list
from pyerlshell.terms.types import Term

_INFINITY: Final = a.infinity
_rest_clause: Final = clause("prim_socket", "rest_iov")


@socket.export("sendv/2", "(Socket, IOV :: [binary()]) -> ok | {ok, Rest} | {error, Reason}")
def sendv(term: Term, parts: Term) -> Term:
    """Send binaries on a connected socket."""
    return tail(sendv_3, term, parts, _INFINITY)


@socket.export("sendv/3", "(Socket, IOV, Timeout | nowait | Handle) -> ok | {error, Reason}")
def sendv_3(term: Term, parts: Any, timeout: Any) -> Term:
    """Send binaries, within so many milliseconds."""
    args = (term, parts, timeout)
    found = checked(open_of(term), args, None, timeout)
    data = [to_bytes(part) for part in from_list(parts)] if is_proper(parts) else [None]
    if any(part is None for part in data):
        raise error((a.case_clause, (a.invalid, a.iov)))
    if not data:
        return OK
    answer: Any = push(found, b"".join(data), timeout, lambda sock, left: sock.send(left))  # type: ignore[arg-type]
    if type(answer) is tuple and type(answer[1]) is tuple:
        return (a.error, (answer[1][0], [answer[1][1], None]))
    return answer


@socket.export("sendv/4", "(Socket, IOV, SelectInfo, Timeout) -> ok | {error, Reason}")
def sendv_4(term: Term, parts: Any, _info: Term, timeout: Any) -> Term:
    """Go on with sending binaries, after a select message."""
    return tail(sendv_3, term, parts, timeout)


@socket.export("rest_iov/2", "(Written :: non_neg_integer(), IOV) -> RestIOV")
def rest_iov(written: Any, parts: Any) -> Term:
    """What is left of binaries of which so many bytes have been sent."""
    if type(written) is not int or not is_proper(parts):
        return tail(_rest_clause, written, parts)
    rest: list[Any] = from_list(parts)
    while rest and written >= len(rest[0]):
        written -= len(rest[0])
        rest = rest[1:]
    if written and not rest:
        return tail(_rest_clause, written, None)
    return to_list([rest[0][written:], *rest[1:]] if rest else [])


# -- files


@socket.export("sendfile/2", "(Socket, FileHandle) -> {ok, BytesSent} | {error, Reason}")
def sendfile(term: Term, file: Any) -> Term:
    """Send what is left of a raw file."""
    return tail(sendfile_5, term, file, 0, 0, _INFINITY)


@socket.export("sendfile/3", "(Socket, FileHandle, Timeout) -> {ok, BytesSent} | {error, Reason}")
def sendfile_3(term: Term, file: Any, timeout: Any) -> Term:
    """Send what is left of a raw file, within so many milliseconds."""
    return tail(sendfile_5, term, file, 0, 0, timeout)


@socket.export(
    "sendfile/4", "(Socket, FileHandle, Offset, Count) -> {ok, BytesSent} | {error, Reason}"
)
def sendfile_4(term: Term, file: Any, offset: Any, count: Any) -> Term:
    """Send a part of a raw file; Count 0: to its end."""
    return tail(sendfile_5, term, file, offset, count, _INFINITY)


@socket.export(
    "sendfile/5",
    "(Socket, FileHandle, Offset, Count, Timeout) -> {ok, BytesSent} | {error, Reason}",
)
def sendfile_5(term: Term, file: Any, offset: Any, count: Any, timeout: Any) -> Term:
    """Send a part of a raw file, within so many milliseconds."""
    args = (term, file, offset, count, timeout)
    is_file = type(file) is tuple and len(file) == 3 and file[0] is a.file_descriptor
    good = type(offset) is int and type(count) is int and count >= 0
    found = checked(open_of(term), args, None, timeout)
    if not is_file or not good:
        raise badarg(*args)
    answer = _read(file, offset, count)
    if type(answer) is not bytes:
        return answer
    return _sent(found, answer, timeout)


def _read(file: Any, offset: int, count: int) -> Any:
    """The bytes of a part of a file, or an error."""
    if offset < 0:
        return (a.error, a.einval)
    made = bytearray()
    while not count or len(made) < count:
        size = min(count - len(made), 65536) if count else 65536
        answer: Any = procs.apply(a.file, a.pread, (file, offset + len(made), size))
        if answer is a.eof:
            break
        if answer[0] is not a.ok:
            return answer
        data = to_bytes(answer[1])
        listed: list[Any] = from_list(answer[1]) if data is None else []
        made += bytes(listed) if data is None else data
    return bytes(made)


def _sent(found: Open, data: bytes, timeout: Any) -> Term:
    if not data:
        return (OK, 0)
    answer: Any = push(found, data, timeout, lambda sock, left: sock.send(left))
    if answer is OK:
        return (OK, len(data))
    if type(answer[1]) is tuple:
        return (a.error, (answer[1][0], len(data) - len(answer[1][1])))
    return answer
