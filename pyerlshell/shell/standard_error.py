"""The process `standard_error`: output only, and few options.

OTP: standard_error
"""

from __future__ import annotations

from collections.abc import Callable

from pyerlshell.erts.errors import ErlError
from pyerlshell.otp import procs
from pyerlshell.otp.chardata import NotText, to_str
from pyerlshell.terms import lists
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Pid, Term


class _State:
    __slots__ = ("encoding", "log", "write")

    def __init__(self, write: Callable[[str], None]) -> None:
        self.write = write
        self.encoding: Atom = a.unicode
        self.log: Atom = a.none


def serve(write: Callable[[str], None]) -> Term:
    """The body of the process; `write` prints."""
    state = _State(write)
    while True:
        message = procs.receive()
        if type(message) is tuple and len(message) == 4 and message[0] is a.io_request:
            sender, reply_as, request = message[1:]
            if type(sender) is Pid:
                procs.send(sender, (a.io_reply, reply_as, _answer(state, request)))


def _answer(state: _State, request: Term) -> Term:
    if request is a.getopts:
        return _options(state)
    name = request[0] if type(request) is tuple and request else None
    size = len(request) if type(request) is tuple else 0
    if type(request) is tuple:
        if name is a.put_chars and size in (2, 3, 4, 5):
            return _put_chars(state, request)
        if name is a.requests and size == 2:
            return _requests(state, request[1])
        if name is a.setopts and size == 2:
            return _set_options(state, request[1])
        if name is a.get_geometry:
            return (a.error, a.enotsup)
    return (a.error, (a.request, request))


def _put_chars(state: _State, request: tuple[Term, ...]) -> Term:
    with_encoding = request if len(request) in (3, 5) else (request[0], a.latin1, *request[1:])
    encoding, rest = with_encoding[1], with_encoding[2:]
    chars = rest[0]
    try:
        if len(rest) == 3:
            chars = procs.apply(rest[0], rest[1], tuple(lists.from_list(rest[2])))
        text = to_str(chars, "utf-8" if encoding is a.unicode else "latin-1")
    except (ErlError, NotText, lists.ImproperList):
        return (a.error, (a.put_chars, encoding, *rest))
    if state.encoding is a.latin1:
        text = "".join([c if c < "\u0100" else f"\\x{{{ord(c):X}}}" for c in text])
    state.write(text)
    return a.ok


def _requests(state: _State, requests: Term) -> Term:
    reply: Term = a.ok
    for request in lists.iter_list(requests):
        reply = _answer(state, request)
        if reply is not a.ok:
            break
    return reply


def _options(state: _State) -> Term:
    pairs: list[Term] = [
        (a.encoding, state.encoding),
        (a.onlcr, a.false),
        (a.log, state.log),
        (a.terminal, a.false),
    ]
    return lists.to_list(pairs)


def _set_options(state: _State, options: Term) -> Term:
    if not lists.is_proper(options):
        return (a.error, a.enotsup)
    wanted: dict[Term, Term] = {}
    for option in lists.from_list(options):
        pair = (a.encoding, option) if option in (a.unicode, a.latin1) else option
        if type(pair) is not tuple or len(pair) != 2 or not _is_valid(pair[0], pair[1]):
            return (a.error, a.enotsup)
        wanted[pair[0]] = pair[1]
    encoding, log = wanted.get(a.encoding, state.encoding), wanted.get(a.log, state.log)
    assert type(encoding) is Atom and type(log) is Atom
    state.encoding = a.latin1 if encoding is a.latin1 else a.unicode
    state.log = log
    return a.ok


def _is_valid(name: Term, value: Term) -> bool:
    if name is a.encoding:
        return value in (a.unicode, a.utf8, a.latin1)
    if name is a.log:
        return value in (a.none, a.output, a.input, a.all)
    return name is a.onlcr and value in (a.true, a.false)
