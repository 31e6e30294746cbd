"""spawn_request: a process is asked for, the answer is a message.

OTP: bif.c, erlang:spawn_request/1..5
"""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType
from typing import Any

from pyerlshell.erts.errors import badarg
from pyerlshell.erts.machine import P
from pyerlshell.erts.node import start_cell
from pyerlshell.erts.process import Process
from pyerlshell.erts.scheduler import check
from pyerlshell.erts.signals import send_to
from pyerlshell.otp.preloaded.erlang.module import erlang
from pyerlshell.otp.preloaded.erlang.process_options import request_options, set_options
from pyerlshell.otp.preloaded.erlang.processes import link_child, monitor_child
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import from_list, is_proper
from pyerlshell.terms.types import Ref, Term


def _request(start: Callable[[], Process] | None, options: Term, given: tuple[Term, ...]) -> Term:
    """`start` makes the process; None if its node cannot be reached."""
    parent = P.cur
    node = parent.node
    chosen, good = request_options(options, given)
    ref = node.make_ref()
    if chosen.monitor and chosen.alias is not None:
        ref = node.make_alias_ref(parent)
    problem: Atom | None = None
    if start is None:
        problem = a.noconnection
    elif not good:
        problem = a.badopt
    elif len(node.processes) >= node.limits.processes and node.limits.too_many_processes():
        problem = a.system_limit
    if problem is not None or start is None:
        if chosen.reply is a.yes or chosen.reply is a.error_only:
            send_to(node, parent.pid, (chosen.reply_tag, ref, a.error, problem))
        return ref
    child = start()
    if chosen.link:
        link_child(parent, child, chosen)
    if chosen.monitor:
        monitor_child(parent, child, chosen, ref)
    if chosen.settings:
        set_options(child, chosen.settings)
    if chosen.reply is a.yes or chosen.reply is a.success_only:
        send_to(node, parent.pid, (chosen.reply_tag, ref, a.ok, child.pid))
    check()
    return ref


def _request_fun(fun: Term, options: Term, given: tuple[Term, ...], at: Term = None) -> Term:
    parent = P.cur
    good_node = at is None or (type(at) is Atom and is_proper(options))
    if type(fun) is not FunctionType or fun.__code__.co_argcount or not good_node:
        raise badarg(*given)
    here = at is None or at is parent.node.name
    return _request((lambda: parent.node.spawn(fun, (), parent)) if here else None, options, given)


def _request_mfa(mfa: Any, options: Term, given: tuple[Term, ...], at: Term) -> Term:
    node = P.cur.node
    module, name, arguments = mfa
    if type(arguments) is Atom and type(module) is type(name) is Atom and at is node.name:
        return _request(None, options, given)  # the reference fails late, and says no more
    if any(type(x) is not Atom for x in (at, module, name)) or not is_proper(arguments):
        raise badarg(*given)
    if at is not node.name:
        if not is_proper(options):
            raise badarg(*given)
        return _request(None, options, given)
    values = tuple(from_list(arguments))
    cell = node.code.cell(module, name, len(values))
    parent = P.cur
    return _request(lambda: node.spawn(start_cell, (cell, values), parent, cell), options, given)


@erlang.export("spawn_request/1", "(Fun) -> ReqId when Fun :: function(), ReqId :: reference()")
def spawn_request_1(fun: Term) -> Term:
    """Ask for a new process; the answer comes as a message."""
    return _request_fun(fun, None, (fun,))


@erlang.export("spawn_request/2", "(FunOrNode, OptionsOrFun) -> ReqId when ReqId :: reference()")
def spawn_request_2(first: Term, second: Term) -> Term:
    """Ask for a new process; the answer comes as a message."""
    if type(first) is Atom:
        return _request_fun(second, None, (first, second), first)
    return _request_fun(first, second, (first, second))


@erlang.export("spawn_request/3", "(A, B, C) -> ReqId when ReqId :: reference()")
def spawn_request_3(first: Term, second: Term, third: Term) -> Term:
    """Ask for a new process; the answer comes as a message."""
    given = (first, second, third)
    if type(second) is FunctionType:
        return _request_fun(second, third, given, first)
    return _request_mfa(given, None, given, P.cur.node.name)


@erlang.export("spawn_request/4", "(A, B, C, D) -> ReqId when ReqId :: reference()")
def spawn_request_4(first: Term, second: Term, third: Term, fourth: Term) -> Term:
    """Ask for a new process; the answer comes as a message."""
    given = (first, second, third, fourth)
    if type(third) is Atom:
        return _request_mfa(given[1:], None, given, first)
    return _request_mfa(given[:3], fourth, given, P.cur.node.name)


@erlang.export(
    "spawn_request/5", "(Node, Module, Function, Args, Options) -> ReqId when ReqId :: reference()"
)
def spawn_request_5(node: Term, module: Term, function: Term, args: Term, options: Term) -> Term:
    """Ask for a new process; the answer comes as a message."""
    given = (node, module, function, args, options)
    return _request_mfa((module, function, args), options, given, node)


@erlang.export("spawn_request_abandon/1", "(ReqId) -> boolean() when ReqId :: reference()")
def spawn_request_abandon(ref: Term) -> Term:
    """Give up a request; here it has always been answered already."""
    if type(ref) is not Ref:
        raise badarg(ref)
    return a.false
