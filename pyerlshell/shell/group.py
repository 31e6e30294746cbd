"""The group leader: the process that serves the I/O protocol between programs and the console.

Output goes to the console at once, so what processes print arrives in the order in which they
asked.
A request for input becomes the active one and is fed one line after the other (each with the prompt
again, as from a pipe the reference does) until it has enough; the rest of the line stays in the
buffer. A request that arrives meanwhile is served first.

OTP: group
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Protocol

from pyerlshell.erts.errors import ErlError
from pyerlshell.erts.machine import P
from pyerlshell.otp import procs
from pyerlshell.otp.chardata import NotText, to_str
from pyerlshell.shell.group_input import Step, collect_chars, collect_line, collect_until
from pyerlshell.shell.recorder import Kind, Recorder
from pyerlshell.terms import lists
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.structs import field, structure
from pyerlshell.terms.types import Pid, Term

_ok: Final = a.ok
_eof: Final = a.eof
_unicode: Final = a.unicode
_latin1: Final = a.latin1


class Console(Protocol):
    """What a group leader needs of the outside world."""

    unicode: bool

    def write(self, text: str) -> None:
        """Print at once."""

    def want_line(self, reader: Pid, prompt: str, text: str, shell: bool) -> None:
        """Ask for a line: `reader` will get {console_line, Binary | eof}.

        `text` is what is left of the line before; `shell` says that an expression is read.
        """

    def remember(self, line: str) -> None:
        """Keep an answer to a program in the history, where there is one."""

    def size(self) -> tuple[int, int] | None:
        """Columns and rows, if there is a terminal."""

    def options(self) -> dict[str, bool]:
        """Which of stdin, stdout and stderr are terminals."""


@structure()
class _Input:
    """One request for input. `collect/2` gets the state and a line (or eof)."""

    sender: Pid
    reply_as: Term
    prompt: str
    collect: Callable[[Term, str | None], Step]
    state: Term = None
    shell: bool = False
    is_text: bool = True


@structure()
class Group:
    """The state of one group leader."""

    console: Console
    buffer: str = ""
    at_eof: bool = False
    binary: bool = False
    echo: bool = False
    line_history: bool = False
    log: Atom = a.none
    active: _Input | None = None
    suspended: list[_Input] = field(default_factory=list)
    asked: bool = False
    recorder: Recorder = field(default_factory=lambda: P.cur.node.part(Recorder))


def serve(console: Console, shell: Pid | None) -> Term:
    """The body of the process. `shell`: whose death ends the group."""
    procs.trap_exit(True)
    group = Group(console)
    if shell is not None:
        procs.put_dict(a.shell, shell)
    while True:
        message = procs.receive()
        if type(message) is not tuple or not message:
            continue
        tag = message[0]
        if tag is a.io_request and len(message) == 4 and type(message[1]) is Pid:
            _request(group, message[1], message[2], message[3])
        elif tag is a.console_line and len(message) == 2:
            _line(group, message[1])
        elif tag is a.EXIT and len(message) == 3:
            if message[1] == shell:
                procs.shell_ended(message[2])
                return _ok
            if message[2] is a.interrupt or message[2] is a.die:
                if not _told(group, shell, message[2]):
                    return _ok


def _told(group: Group, shell: Pid | None, reason: Atom) -> bool:
    """The switch command interrupts or kills the job; False if this process is to end."""
    active = group.active
    if reason is a.die:
        if shell is not None:
            procs.exit_signal(shell, a.kill)
        return False
    if active is None:
        if shell is not None:
            procs.exit_signal(shell, a.interrupt)
        return True
    procs.send(active.sender, (a.io_reply, active.reply_as, (a.error, a.interrupted)))
    group.asked = False
    group.buffer = ""
    group.active = group.suspended.pop() if group.suspended else None
    _read(group)
    return True


def _request(group: Group, sender: Pid, reply_as: Term, request: Term) -> None:
    reader = _input_request(group, sender, reply_as, request)
    if reader is not None:
        if group.active is not None:
            group.suspended.append(group.active)
        group.active = reader
        _read(group)
        return
    procs.send(sender, (a.io_reply, reply_as, _answer(group, request)))


def _answer(group: Group, request: Term) -> Term:
    """The reply to a request that needs no input."""
    if request is a.getopts:
        return _getopts(group)
    if type(request) is tuple and request:
        handler = _HANDLERS.get((request[0], len(request)))
        if handler is not None:
            return handler(group, request)
    return (a.error, a.request)


# Output


def _print(group: Group, text: str) -> None:
    group.recorder.see(Kind.OUTPUT, text)
    group.console.write(text)


def _put_chars(group: Group, request: tuple[Term, ...]) -> Term:
    encoding, chars = request[1], request[2]
    try:
        _print(group, to_str(chars, "utf-8" if encoding is _unicode else "latin-1"))
    except NotText:
        return (a.error, (a.put_chars, encoding, chars))
    return _ok


def _put_chars_mfa(group: Group, request: tuple[Term, ...]) -> Term:
    encoding, module, function, args = request[1:]
    try:
        chars = procs.apply(module, function, tuple(lists.from_list(args)))
        _print(group, to_str(chars, "utf-8" if encoding is _unicode else "latin-1"))
    except (ErlError, NotText, lists.ImproperList):
        return (a.error, function)
    return _ok


def _requests(group: Group, request: tuple[Term, ...]) -> Term:
    reply: Term = _ok
    items = request[1]
    while type(items) is list and reply is _ok:
        reply = _answer(group, items[0])
        items = items[1]
    return reply


def _old_put_chars(group: Group, request: tuple[Term, ...]) -> Term:
    return _put_chars(group, (a.put_chars, _latin1, request[1]))


def _put_ansi(group: Group, request: tuple[Term, ...]) -> Term:
    options, name = request[1], request[2]
    try:
        made = procs.apply(a.io_ansi, a.format, ([name, None], None, [(a.reset, a.false), options]))
        _print(group, to_str(made))
    except (ErlError, NotText):
        return (a.error, (a.put_ansi, a.unicode, name))
    return _ok


# Options


def _getopts(group: Group) -> Term:
    options = group.console.options()
    pairs: list[Term] = [
        (a.expand_fun, procs.dictionary().get(a.expand_fun, a.false)),
        (a.echo, _bool(group.echo)),
        (a.line_history, _bool(group.line_history)),
        (a.log, group.log),
        (a.binary, _bool(group.binary)),
        (a.encoding, _unicode if group.console.unicode else _latin1),
        (a.terminal, _bool(options.get("stdout", False))),
        (a.stdout, _bool(options.get("stdout", False))),
        (a.stderr, _bool(options.get("stderr", False))),
        (a.stdin, _bool(options.get("stdin", False))),
    ]
    return lists.to_list(pairs)


def _bool(value: bool) -> Atom:
    return a.true if value else a.false


_SHORT_OPTIONS: Final = {
    a.binary: (a.binary, a.true),
    a.list: (a.binary, a.false),
    a.unicode: (a.encoding, a.unicode),
    a.latin1: (a.encoding, a.latin1),
    a.echo: (a.echo, a.true),
    a.noecho: (a.echo, a.false),
}


def _setopts(group: Group, request: tuple[Term, ...]) -> Term:
    if not lists.is_proper(request[1]):
        return (a.error, a.request)
    options: list[tuple[Atom, Term]] = []
    for item in lists.iter_list(request[1]):
        pair = _SHORT_OPTIONS.get(item, item) if type(item) is Atom else item
        if not (type(pair) is tuple and len(pair) == 2 and _valid_option(pair[0], pair[1])):
            return (a.error, a.enotsup)
        options.append(pair)
    for name, value in options:
        _set_option(group, name, value)
    return _ok


def _valid_option(name: Term, value: Term) -> bool:
    if name is a.encoding:
        return value in (a.unicode, a.utf8, a.latin1)
    if name is a.log:
        return value in (a.none, a.output, a.input, a.all)
    if name is a.expand_fun:
        return callable(value)
    return name in (a.binary, a.echo, a.line_history) and value in (a.true, a.false)


def _set_option(group: Group, name: Atom, value: Term) -> None:
    if name is a.encoding:
        group.console.unicode = value is not a.latin1
    elif name is a.log:
        group.log = value if type(value) is Atom else a.none
    elif name is a.binary:
        group.binary = value is a.true
    elif name is a.echo:
        group.echo = value is a.true
    elif name is a.line_history:
        group.line_history = value is a.true
    elif name is a.expand_fun:
        procs.put_dict(a.expand_fun, value)  # where the line editor looks for it


def _geometry(group: Group, request: tuple[Term, ...]) -> Term:
    size = group.console.size()
    if size is None or request[1] not in (a.columns, a.rows):
        return (a.error, a.enotsup)
    return size[0] if request[1] is a.columns else size[1]


def _no_password(_group: Group, _request: tuple[Term, ...]) -> Term:
    return (a.error, a.enotsup)


_HANDLERS: Final[dict[tuple[Term, int], Callable[[Group, tuple[Term, ...]], Term]]] = {
    (a.put_chars, 3): _put_chars,
    (a.put_chars, 5): _put_chars_mfa,
    (a.put_chars, 2): _old_put_chars,
    (a.put_chars, 4): lambda group, r: _put_chars_mfa(group, (r[0], _latin1, *r[1:])),
    (a.put_ansi, 3): _put_ansi,
    (a.requests, 2): _requests,
    (a.setopts, 2): _setopts,
    (a.get_geometry, 2): _geometry,
    (a.get_password, 2): _no_password,
}


# Input


def _input_request(group: Group, sender: Pid, reply_as: Term, request: Term) -> _Input | None:
    """The request as something to be fed with lines, or None if it wants no input."""
    if type(request) is not tuple or not request:
        return None
    name, size = request[0], len(request)
    if name is a.get_line and size == 3:
        return _Input(sender, reply_as, prompt_text(request[2]), collect_line)
    if name is a.get_line and size == 2:
        return _Input(sender, reply_as, prompt_text(request[1]), collect_line)
    if name is a.get_chars and size == 4 and type(request[3]) is int:
        collect = collect_chars(request[3])
        return _Input(sender, reply_as, prompt_text(request[2]), collect)
    if name is a.get_until and size == 6:
        collect = collect_until(request[3], request[4], request[5])
        shell = request[3] is a.erl_scan and request[4] is a.tokens
        return _Input(sender, reply_as, prompt_text(request[2]), collect, None, shell, False)
    return None


def prompt_text(prompt: Term) -> str:
    """A prompt is an atom, a `{format, F, A}` or character data."""
    if type(prompt) is Atom:
        return prompt.name
    if type(prompt) is tuple and len(prompt) == 3 and prompt[0] is a.format:
        try:
            prompt = procs.apply(a.io_lib, a.format, (prompt[1], prompt[2]))
        except ErlError:
            return "???"
    try:
        return to_str(prompt)
    except NotText:
        return procs.printed(prompt)


def _read(group: Group) -> None:
    """Ask for a line for the active request, unless one is on its way."""
    if group.active is not None and not group.asked:
        _ask(group, group.active)


def _ask(group: Group, request: _Input) -> None:
    group.asked = True
    if group.at_eof:
        group.console.write(request.prompt)
        procs.send(procs.self_(), (a.console_line, _eof))
        return
    text, group.buffer = group.buffer, ""
    if not request.shell:
        kind = Kind.ASKED
    else:
        kind = Kind.PROMPT if request.state is None else Kind.MORE
    prompt = request.prompt
    if kind is Kind.MORE and group.console.options().get("stdin"):
        prompt = ".. ".rjust(len(prompt))  # a pipe gets the whole prompt again
    group.recorder.see(kind, request.prompt)
    group.console.want_line(procs.self_(), prompt, text, request.shell)


def _line(group: Group, data: Term) -> None:
    """A line has come: give it to the active request."""
    group.asked = False
    line = None if data is _eof else to_str(data)
    request = group.active
    if request is None:
        if line is None:
            group.at_eof = True
        else:
            group.buffer += line
        return
    if line is not None and request.is_text:  # an expression may have several lines
        cut = line.find("\n") + 1
        if cut and cut < len(line):
            group.buffer = line[cut:] + group.buffer
            line = line[:cut]
    if line is not None:
        group.recorder.see(Kind.INPUT if request.shell else Kind.ANSWER, line)
        if group.line_history and not request.shell:
            group.console.remember(line.rstrip("\n"))
    step = request.collect(request.state, line)
    if not step.done:
        request.state = step.state
    else:
        _finish(group, request, step)
    _read(group)


def _finish(group: Group, request: _Input, step: Step) -> None:
    if step.rest is None:
        group.at_eof = True
    else:
        group.buffer = step.rest + group.buffer
    procs.send(request.sender, (a.io_reply, request.reply_as, _typed(group, request, step.reply)))
    group.active = group.suspended.pop() if group.suspended else None


def _typed(group: Group, request: _Input, reply: Term) -> Term:
    """Lines are binaries if the option says so."""
    if group.binary and request.is_text and type(reply) is list:
        text = lists.list_to_string(reply)
        return reply if text is None else text.encode()
    return reply
