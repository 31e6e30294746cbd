"""What the shell's processes, which are Python, use of the runtime: mailbox, signals, I/O, calls.

Everything here is for the running process. A receive leaves messages that it does not want where
they are, as Erlang's does.

OTP: erlang, io
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from pyerlshell.erts import signals
from pyerlshell.erts.errors import badarg
from pyerlshell.erts.machine import TAIL, P, run
from pyerlshell.erts.mailbox import (
    end_timeout,
    long_mailbox,
    older_taken,
    park,
    start_timeout,
)
from pyerlshell.erts.node import Node
from pyerlshell.erts.priority import LONG
from pyerlshell.erts.reasons import caught as class_and_reason
from pyerlshell.erts.stacktrace import stacktrace
from pyerlshell.otp.chardata import to_str
from pyerlshell.otp.kernel.node_config import NodeConfig
from pyerlshell.terms import lists, maps
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import NONODE, Pid, Term

TIMEOUT: Final = object()


# Mailbox


def receive_if(wanted: Callable[[Term], bool], timeout: int | None = None) -> Term:
    """The first message that is wanted, or TIMEOUT after so many milliseconds."""
    process = P.cur
    if timeout is not None:
        start_timeout(timeout)
    saved, at = process.saved, process.save
    while True:
        if at < len(saved):
            message = saved[at]
        elif process.inbox:
            message = process.inbox.popleft()
            saved.append(message)
            if at == LONG:
                long_mailbox(process)
        elif process.timed_out:
            process.timed_out = False
            process.save = 0
            return TIMEOUT
        else:
            process.save = at
            park()
            at = process.save
            continue
        if wanted(message):
            del saved[at]
            process.save = 0
            if at < process.lmark:
                older_taken(process, at)
            if timeout is not None:
                end_timeout()
            return message
        at += 1


def wait_for_message() -> None:
    """Until there is a message, which stays."""
    process = P.cur
    while not process.saved and not process.inbox:
        process.save = 0
        park()


def receive(timeout: int | None = None) -> Term:
    """The next message, or TIMEOUT."""
    return receive_if(_any, timeout)


def _any(_message: Term) -> bool:
    return True


def receive_exit(sender: Pid) -> Term:
    """The exit signal of a process that is about to end."""

    def wanted(message: Term) -> bool:
        return (
            type(message) is tuple
            and len(message) == 3
            and message[0] is a.EXIT
            and message[1] == sender
        )

    return receive_if(wanted)


def send(to: Term, message: Term) -> None:
    """`To ! Message`."""
    signals.send_to(P.cur.node, to, message)


# Processes


def self_() -> Pid:
    """`self()`."""
    return P.cur.pid


def node_name() -> str:
    """`node()`, as it is written."""
    from pyerlshell.terms.write import write

    return write(P.cur.node.name)


def default_prompt(number: int) -> str:
    """`1> `, or `(a@host)1> ` on a node that is alive."""
    node = P.cur.node.name
    return f"{number}> " if node is NONODE else f"({node.name}){number}> "


def spawn_link(body: Callable[..., Any], args: tuple[Any, ...]) -> Pid:
    """A linked process whose body is a Python function; it gets our ancestors and ourselves."""
    parent = P.cur
    process = parent.node.spawn(
        body, args, parent, parent.node.code.external_fun(a.erlang, a.apply, 2)
    )
    parent.node.scheduler.favour(process)
    signals.set_link(parent, process)
    before = (parent.dictionary or {}).get(a.__getattr__("$ancestors"))
    process.dictionary = {a.__getattr__("$ancestors"): [parent.pid, before]}
    return process.pid


def link(pid: Pid) -> None:
    """`link/1`, with a process that lives."""
    other = P.cur.node.lookup(pid)
    if other is not None:
        signals.set_link(P.cur, other)


def links() -> list[Pid]:
    """The processes linked to this one."""
    return list(P.cur.links or ())


def trap_exit(flag: bool) -> None:
    """`process_flag(trap_exit, Flag)`."""
    P.cur.trap_exit = flag


def exit_signal(pid: Pid, reason: Term) -> None:
    """`exit(Pid, Reason)`."""
    other = P.cur.node.lookup(pid)
    if other is not None:
        signals.exit_signal(other, P.cur.pid, reason, False)


def halt(code: int) -> None:
    """`halt(Code)`, after what was printed."""
    P.cur.node.halt(code)
    park_for_ever()


def park_for_ever() -> None:
    """Wait for nothing (the node is about to stop)."""
    receive_if(lambda _message: False)


def shell_ended(reason: Term) -> None:
    """The shell of this group leader is gone, and with it what the console is for."""
    process = P.cur
    process.node.send(a.user_drv, (a.shell_ended, process.pid, reason))


def put_dict(key: Atom, value: Term) -> None:
    """`put/2`."""
    if P.cur.dictionary is None:
        P.cur.dictionary = {}
    P.cur.dictionary[key] = value


def dictionary() -> dict[Any, Term]:
    """A copy of the process dictionary."""
    return dict(P.cur.dictionary or {})


def restore_dict(saved: dict[Any, Term]) -> None:
    """Give a fresh process the dictionary of the one before it."""
    if saved:
        P.cur.dictionary = {**saved, **(P.cur.dictionary or {})}


# Calls


def apply(module: Term, name: Term, args: tuple[Term, ...]) -> Term:
    """The value of `apply(Module, Name, Args)`."""
    if type(module) is not Atom or type(name) is not Atom:
        raise badarg(module, name, lists.to_list(args))
    result = P.cur.node.code.cell(module, name, len(args)).fn(*args)
    return run() if result is TAIL else result


def tail_apply(module: Atom, name: Atom, args: tuple[Term, ...]) -> Any:
    """The same as a tail call."""
    P.f = P.cur.node.code.cell(module, name, len(args)).fn
    P.a = args
    return TAIL


def tail_call(fun: Term, args: tuple[Term, ...]) -> Any:
    """Call a fun as a tail call."""
    P.f = fun
    P.a = args
    return TAIL


def exported(module: Atom, name: Atom, arity: int) -> bool:
    """The module has such a function; it is loaded if need be."""
    return P.cur.node.code.find(module, name, arity) is not None


def exports_name(module: Atom, name: Atom) -> bool:
    """The module exports a function of this name."""
    table = P.cur.node.code
    if not table.ensure_loaded(module):
        return False
    return any(key[0] is name for key in table.current[module].exports)


def caught(e: Exception) -> tuple[Atom, Term, Term]:
    """Class, reason and stack trace of what came out of a call."""
    cls, reason = class_and_reason(e)
    return cls, reason, stacktrace(e)


# Settings


def env(key: Atom, default: Term) -> Term:
    """`application:get_env(stdlib, Key, Default)`."""
    return env_of(P.cur.node, key, default)


def env_of(node: Node, key: Atom, default: Term) -> Term:
    """The same of a node, outside of its processes."""
    found = node.part(NodeConfig).terms.get(maps.key(((a.env, a.stdlib), key)))
    return default if found is None else found[1]


def set_env(key: Atom, value: Term, default: Term) -> Term:
    """Set a setting; what it was."""
    before = env(key, default)
    name = ((a.env, a.stdlib), key)
    _settings()[maps.key(name)] = (name, value)
    return before


def unset_env(key: Atom) -> None:
    """Forget a setting."""
    _settings().pop(maps.key(((a.env, a.stdlib), key)), None)


def env_int(key: Atom, default: int) -> int:
    """A setting that is a number and not negative."""
    value = env(key, default)
    return value if type(value) is int and value >= 0 else default


def _settings() -> dict[Any, tuple[Term, Term]]:
    return P.cur.node.part(NodeConfig).terms


# Printing


def io_request(request: Term) -> Term:
    """Ask the group leader and wait for the reply."""
    process = P.cur
    leader = process.node.lookup(process.group_leader)
    if leader is None:
        return (a.error, a.terminated)
    if leader is process:
        return (a.error, a.calling_self)
    ref = process.node.make_ref()
    monitor = signals.add_monitor(process, leader, ref, leader.pid)
    send(leader.pid, (a.io_request, process.pid, ref, request))

    def wanted(message: Term) -> bool:
        return (
            type(message) is tuple
            and len(message) in (3, 5)
            and (message[0] is a.io_reply or message[0] is a.DOWN)
            and message[1] == ref
        )

    reply: Any = receive_if(wanted)
    if reply[0] is a.DOWN:
        return (a.error, a.terminated)
    signals.remove_monitor(monitor)
    return reply[2]


def put_chars(shown: str) -> None:
    """`io:put_chars/1`."""
    io_request((a.put_chars, a.unicode, shown.encode("utf-8", "surrogatepass")))


def printed(term: Term) -> str:
    """`~tp`."""
    from pyerlshell.terms.pretty import pretty

    return pretty(term, printable=P.cur.node.printable)


def text(data: Term) -> str:
    """Character data as text."""
    return to_str(data)


def form_text(form: Term) -> str:
    """`erl_pp:form/2`."""
    return text(apply(a.erl_pp, a.form, (form, None)))


def expr_text(expr: Term, indent: int = 0) -> str:
    """`erl_pp:expr/3`."""
    return text(apply(a.erl_pp, a.expr, (expr, indent, None)))


def exprs_text(exprs: Term, indent: int) -> str:
    """`erl_pp:exprs/2`."""
    return text(apply(a.erl_pp, a.exprs, (exprs, indent, None)))


def list_of(items: list[Term]) -> Term:
    """An Erlang list."""
    return lists.to_list(items)
