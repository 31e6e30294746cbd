"""Making processes and sending to them: self, spawn and its sisters, send, hibernate, halt.

OTP: erl_process.c, erlang
"""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType
from typing import Any, Final, NoReturn, TypeVar

from pyerlshell.erts.errors import ErlError, badarg
from pyerlshell.erts.export_cells import ExportCell
from pyerlshell.erts.frames import HIDDEN
from pyerlshell.erts.machine import TAIL, P
from pyerlshell.erts.mailbox import send
from pyerlshell.erts.native import NATIVE_CODE
from pyerlshell.erts.node import start_cell
from pyerlshell.erts.priority import set_by_link
from pyerlshell.erts.process import Process
from pyerlshell.erts.scheduler import check
from pyerlshell.erts.signals import add_monitor, exit_signal, send_to, send_to_alias, set_link
from pyerlshell.otp.preloaded.erlang.module import erlang
from pyerlshell.otp.preloaded.erlang.process_options import (
    SpawnOptions,
    are_spawn_options,
    set_options,
    spawn_options,
)
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import from_list, is_proper, to_list
from pyerlshell.terms.types import Pid, Ref, Term

F = TypeVar("F", bound=Callable[..., Any])

send_2: Final = FunctionType(
    send.__code__.replace(co_firstlineno=100_000 + send.__code__.co_firstlineno),
    send.__globals__,
    "send",
)
"""erlang:send/2 itself: what `!` does, under a code object of its own."""
erlang.export("send/2", "(Dest, Msg) -> Msg when Dest :: send_destination(), Msg :: term()")(send_2)


@erlang.export("self/0", "() -> pid()")
def self_() -> Term:
    """The pid of the process that asks."""
    return P.cur.pid


_SEND_OPTIONS: Final = (a.noconnect, a.nosuspend, a.priority)


@erlang.export("send/3", "(Dest, Msg, Options) -> ok | nosuspend | noconnect")
def send_with_options(to: Term, message: Term, options: Term) -> Term:
    """Like Dest ! Msg; with `priority`, a priority message if Dest is a priority alias."""
    chosen = _send_options((to, message, options), _SEND_OPTIONS)
    if _is_elsewhere(to) and a.noconnect in chosen:
        return a.noconnect
    if a.priority in chosen and type(to) is Ref:
        send_to_alias(P.cur.node, to, message, True)
    elif not send_to(P.cur.node, to, message):
        raise badarg(to, message, options)
    if P.pending:
        check()
    return a.ok


def _send_options(given: tuple[Term, ...], allowed: tuple[Atom, ...]) -> list[Term]:
    chosen: list[Term] = from_list(given[-1]) if is_proper(given[-1]) else [None]
    if not all(type(option) is Atom and option in allowed for option in chosen):
        raise ErlError(a.error, a.badarg, given, info=a.badopt)
    return chosen


def _is_elsewhere(to: Any) -> bool:
    """{Name, Node} of another node, to which there is no connection."""
    there = type(to) is tuple and len(to) == 2 and type(to[0]) is Atom and type(to[1]) is Atom
    return there and to[1] is not P.cur.node.name


@erlang.export("send_nosuspend/2", "(Dest, Msg) -> boolean()")
def send_nosuspend(to: Term, message: Term) -> Term:
    """Send unless that would suspend the caller."""
    if not send_to(P.cur.node, to, message):
        raise badarg(to, message)
    return a.true


@erlang.export("send_nosuspend/3", "(Dest, Msg, Options) -> boolean()")
def send_nosuspend_3(to: Term, message: Term, options: Term) -> Term:
    """Send unless that would suspend the caller."""
    chosen = _send_options((to, message, options), (a.noconnect, a.nosuspend))
    if _is_elsewhere(to) and a.noconnect in chosen:
        return a.false
    if not send_to(P.cur.node, to, message):
        raise badarg(to, message, options)
    return a.true


# -- spawn

_NO_OPTIONS: Final = SpawnOptions()
_LINK: Final = SpawnOptions(link=True)
_MONITOR: Final = SpawnOptions(monitor=True)


def start_fun(f: Any, args: Term) -> Any:
    """The first step of `spawn(Fun)`."""
    if f.__code__.co_argcount != 0:
        raise ErlError(a.error, (a.badarity, (f, None)))
    P.f = f
    P.a = ()
    return TAIL


NATIVE_CODE[start_fun.__code__] = ("erlang", "apply")


def spawn_fun(fun: Term, options: SpawnOptions) -> Term:
    """Spawn a fun; the pid, or {Pid, Ref}; None if there are too many processes."""
    parent = P.cur
    node = parent.node
    if len(node.processes) >= node.limits.processes and node.limits.too_many_processes():
        return None
    if type(fun) is FunctionType and fun.__code__.co_argcount == 0:
        return _set_up(parent, parent.node.spawn(fun, (), parent), options)
    return _set_up(parent, parent.node.spawn(start_fun, (fun, None), parent), options)


def spawn_cell(cell: ExportCell, args: tuple[Term, ...], options: SpawnOptions) -> Term:
    """Spawn module:function(args...); the pid, or {Pid, Ref}; None if there are too many."""
    parent = P.cur
    node = parent.node
    if len(node.processes) >= node.limits.processes and node.limits.too_many_processes():
        return None
    return _set_up(parent, parent.node.spawn(start_cell, (cell, args), parent, cell), options)


def elsewhere(name: Term, mfa: tuple[Term, ...], options: SpawnOptions, given: Term = None) -> Term:
    """What a spawn on a node that cannot be reached gives: a process that is gone. `given`: the
    options as the caller wrote them."""
    parent = P.cur
    node = parent.node
    chosen = to_list([o for o in (a.monitor, a.link) if getattr(options, o.name)])
    shown = [x for x in (given or chosen,) if x is not None]
    text = "** Can not start ~w:~w,~w " + ("(~w) " if shown else "") + "on ~w **~n"
    node.log(a.warning, text, [*mfa, *shown, name], parent)
    pid = node.fresh_pid()
    if options.link:
        exit_signal_lost(parent, pid)
    if not options.monitor:
        return pid
    ref = node.make_ref()
    send_to(node, parent.pid, (options.tag, ref, a.process, pid, a.noconnection))
    return (pid, ref)


def exit_signal_lost(p: Process, pid: Pid) -> None:
    """A link to a process of a node that cannot be reached breaks at once."""
    if p.links is None:
        p.links = {}
    p.links[pid] = p
    exit_signal(p, pid, a.noconnection, True)


def _set_up(parent: Process, child: Process, options: SpawnOptions) -> Term:
    if options is _NO_OPTIONS:
        if P.pending:
            check()
        return child.pid
    if options.link:
        link_child(parent, child, options)
    result: Term = child.pid
    if options.monitor:
        ref = monitor_ref(parent, child, options)
        result = (child.pid, ref)
    if options.settings:
        set_options(child, options.settings)
    check()
    return result


def link_child(parent: Process, child: Process, options: SpawnOptions) -> None:
    """Link a new process as the {link, Opts} option says."""
    set_link(parent, child, new=True)
    if options.urgent_link:
        set_by_link(parent, child.pid, True)


def monitor_ref(parent: Process, child: Process, options: SpawnOptions) -> Ref:
    """Monitor a new process as the {monitor, Opts} option says."""
    node = parent.node
    ref = node.make_ref() if options.alias is None else node.make_alias_ref(parent)
    monitor_child(parent, child, options, ref)
    return ref


def monitor_child(parent: Process, child: Process, options: SpawnOptions, ref: Ref) -> None:
    """The same with a given reference."""
    monitor = add_monitor(parent, child, ref, child.pid)
    monitor.tag = options.tag
    monitor.urgent = options.urgent
    if options.alias is not None:
        monitor.alias = options.alias
        parent.node.add_alias(parent, ref, options.alias, monitor)


def _target(
    args: tuple[Term, ...], given: tuple[Term, ...] | None = None
) -> tuple[ExportCell, tuple[Term, ...]]:
    """Module, function and arguments; `given` is what the failing function was called with."""
    module, name, arguments = args[:3]
    if type(module) is not Atom or type(name) is not Atom or not is_proper(arguments):
        raise badarg(*(given or args))
    values = tuple(from_list(arguments))
    return P.cur.node.code.cell(module, name, len(values)), values


def _is_cut(module: Term, function: Term, args: Term) -> bool:
    """Only the end of the argument list is wrong: the reference finds that later."""
    return type(module) is type(function) is Atom and type(args) is list and not is_proper(args)


def _own_code(name: str) -> Callable[[F], F]:
    """Functions made by one factory share a code object; stack traces need one each."""

    def declare(fn: F) -> F:
        line = fn.__code__.co_firstlineno + 10_000 * len(name)
        fn.__code__ = fn.__code__.replace(co_name=name, co_firstlineno=line)
        return fn

    return declare


def _full(*args: Term) -> ErlError:
    return ErlError(a.error, a.system_limit, args)


def _refuser(name: str) -> Callable[..., NoReturn]:
    """Fails as the function that does the work of its sisters in the reference."""

    @_own_code(f"{name} refused")
    def refuse(*args: Term, reason: Atom = a.system_limit) -> NoReturn:
        raise ErlError(a.error, reason, args)

    NATIVE_CODE[refuse.__code__] = ("erlang", name)
    return refuse


def _spawner(name: str, options: SpawnOptions) -> None:
    result = "{pid(), reference()}" if options.monitor else "pid()"
    more = ([a.monitor, None],) if options.monitor else ()
    own = _refuser(name)
    refuse = _refuser("spawn_opt") if more else own

    def is_start(fun: Term) -> bool:
        """A fun that can be called; who waits for what becomes of it wants to know beforehand."""
        return type(fun) is FunctionType and not (
            options is not _NO_OPTIONS and fun.__code__.co_argcount
        )

    @erlang.export(f"{name}/1", f"(Fun) -> {result} when Fun :: function()")
    @_own_code(name)
    def of_fun(fun: Term) -> Term:
        """A new process that calls Fun()."""
        if not is_start(fun):
            raise badarg(fun)
        made = spawn_fun(fun, options)
        return refuse(a.erlang, a.apply, [fun, [None, None]], *more) if made is None else made

    @erlang.export(f"{name}/2", f"(Node, Fun) -> {result} when Node :: node(), Fun :: function()")
    @_own_code(name)
    def of_fun_at(node: Term, fun: Term) -> Term:
        """A new process on Node that calls Fun()."""
        here = node is P.cur.node.name
        if more and not (is_start(fun) and type(node) is Atom):
            return own(node, fun, reason=a.badarg)
        if not is_start(fun):
            return own(*((fun,) if here else (node, fun)), reason=a.badarg)
        if type(node) is not Atom:
            return own(node, a.erlang, a.apply, [fun, [None, None]], reason=a.badarg)
        if not here:
            return elsewhere(node, (a.erlang, a.apply, [fun, [None, None]]), options)
        made = spawn_fun(fun, options)
        return refuse(a.erlang, a.apply, [fun, [None, None]], *more) if made is None else made

    HIDDEN.add(of_fun_at.__code__)  # its failures are those of its sisters

    @erlang.export(
        f"{name}/3",
        f"(Module, Function, Args) -> {result} "
        "when Module :: module(), Function :: atom(), Args :: [term()]",
    )
    @_own_code(name)
    def of_mfa(module: Term, function: Term, args: Term) -> Term:
        """A new process that calls Module:Function with the arguments Args."""
        if more and _is_cut(module, function, args):
            return refuse(module, function, args, *more, reason=a.badarg)
        cell, values = _target((module, function, args))
        made = spawn_cell(cell, values, options)
        if made is None:
            if more:
                refuse(module, function, args, *more)
            raise _full(module, function, args)
        return made

    @erlang.export(
        f"{name}/4",
        f"(Node, Module, Function, Args) -> {result} "
        "when Node :: node(), Module :: module(), Function :: atom(), Args :: [term()]",
    )
    @_own_code(name)
    def of_mfa_at(node: Term, module: Term, function: Term, args: Term) -> Term:
        """A new process on Node that calls Module:Function with the arguments Args."""
        given = (node, module, function, args)
        if type(node) is not Atom:
            raise badarg(*given)
        here = node is P.cur.node.name
        if here and _is_cut(module, function, args):
            return refuse(module, function, args, *more, reason=a.badarg)
        cell, values = _target(given[1:], given)
        if not here:
            return elsewhere(node, given[1:], options)
        made = spawn_cell(cell, values, options)
        return refuse(module, function, args, *more) if made is None else made


_spawner("spawn", _NO_OPTIONS)
_spawner("spawn_link", _LINK)
_spawner("spawn_monitor", _MONITOR)


@erlang.export("spawn_opt/2", "(Fun, Options) -> pid() | {pid(), reference()}")
def spawn_opt_2(fun: Term, options: Term) -> Term:
    """A new process that calls Fun(), with options."""
    if type(fun) is not FunctionType:
        raise badarg(fun, options)
    made = spawn_fun(fun, spawn_options(options, (fun, options)))
    if made is None:
        raise _full(fun, options)
    return made


@erlang.export("spawn_opt/3", "(Node, Fun, Options) -> pid() | {pid(), reference()}")
def spawn_opt_3(node: Term, fun: Term, options: Term) -> Term:
    """A new process on Node that calls Fun(), with options."""
    here = node is P.cur.node.name
    if type(fun) is not FunctionType or type(node) is not Atom:
        raise badarg(node, fun, options)
    if not here and (fun.__code__.co_argcount or not are_spawn_options(options)):
        raise badarg(node, fun, options)
    chosen = spawn_options(options, (node, fun, options))
    if node is not P.cur.node.name:
        return elsewhere(node, (a.erlang, a.apply, [fun, [None, None]]), chosen, options)
    made = spawn_fun(fun, chosen)
    if made is None:
        raise _full(node, fun, options)
    return made


@erlang.export("spawn_opt/4", "(Module, Function, Args, Options) -> pid() | {pid(), reference()}")
def spawn_opt_4(module: Term, function: Term, args: Term, options: Term) -> Term:
    """A new process that calls Module:Function with the arguments Args, with options."""
    given = (module, function, args, options)
    chosen = spawn_options(options, given)
    cell, values = _target(given)
    made = spawn_cell(cell, values, chosen)
    if made is None:
        raise _full(module, function, args, options)
    return made


@erlang.export(
    "spawn_opt/5", "(Node, Module, Function, Args, Options) -> pid() | {pid(), reference()}"
)
def spawn_opt_5(node: Term, module: Term, function: Term, args: Term, options: Term) -> Term:
    """A new process on Node that calls Module:Function with the arguments Args, with options."""
    given = (node, module, function, args, options)
    if type(node) is not Atom or type(module) is not Atom or type(function) is not Atom:
        raise badarg(*given)
    here = node is P.cur.node.name and (options is None or type(options) is list)
    if not here and not (is_proper(args) and are_spawn_options(options)):
        raise badarg(*given)
    if args is not None and type(args) is not list:
        raise badarg(*given)
    chosen = spawn_options(options, given)
    cell, values = _target((module, function, args), given)
    if node is not P.cur.node.name:
        return elsewhere(node, given[1:4], chosen, options)
    made = spawn_cell(cell, values, chosen)
    if made is None:
        raise _full(*given)
    return made


@erlang.export("is_process_alive/1", "(Pid) -> boolean() when Pid :: pid()")
def is_process_alive(pid: Term) -> Term:
    """True if the process has not ended."""
    if type(pid) is not Pid:
        raise badarg(pid)
    return a.true if P.cur.node.lookup(pid) is not None else a.false
