"""Raising, applying, giving way, hibernating, halting; process flags.

OTP: bif.c
"""

from __future__ import annotations

from types import FunctionType
from typing import Any, Final

from pyerlshell.erts.errors import ErlError, badarg
from pyerlshell.erts.frames import HIDDEN, QUIET
from pyerlshell.erts.machine import TAIL, P
from pyerlshell.erts.process import WAITING, Process
from pyerlshell.erts.scheduler import Hibernate, check, give_way, switch_out
from pyerlshell.erts.stacktrace import ErrorInfo
from pyerlshell.otp.preloaded.erlang.module import erlang
from pyerlshell.otp.preloaded.erlang.process_options import SETTINGS, set_option
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import from_list, is_proper, list_to_string, to_list
from pyerlshell.terms.maps import is_map
from pyerlshell.terms.types import Pid, Term

MOST_ARGUMENTS: Final = 1023
"""What a call that finds its function when it runs may have."""

# -- raising


@erlang.export("error/1", "(Reason) -> no_return() when Reason :: term()")
def error_1(reason: Term) -> Term:
    """Raise an exception of class error."""
    raise ErlError(a.error, reason)


@erlang.export("error/2", "(Reason, Args) -> no_return() when Reason :: term(), Args :: [term()]")
def error_2(reason: Term, args: Term) -> Term:
    """Raise an exception of class error in the name of a function called with Args."""
    raise ErlError(a.error, reason, _arguments(args))


@erlang.export("error/3", "(Reason, Args, Options) -> no_return() when Reason :: term()")
def error_3(reason: Term, args: Term, options: Term) -> Term:
    """Raise an exception of class error, with more information about it."""
    info = None
    if is_proper(options):
        for option in from_list(options):
            if type(option) is tuple and option[:1] == (a.error_info,) and is_map(option[-1]):
                info = ErrorInfo(option[1])
    raise ErlError(a.error, reason, _arguments(args), info=info)


def _arguments(args: Term) -> tuple[Term, ...] | None:
    if args is a.none or not is_proper(args):
        return None
    return tuple(from_list(args))


@erlang.export("exit/1", "(Reason) -> no_return() when Reason :: term()")
def exit_1(reason: Term) -> Term:
    """Raise an exception of class exit."""
    raise ErlError(a.exit, reason)


@erlang.export("throw/1", "(Any) -> no_return() when Any :: term()")
def throw_1(value: Term) -> Term:
    """Raise an exception of class throw."""
    raise ErlError(a.throw, value)


@erlang.export("nif_error/1", "(Reason) -> no_return() when Reason :: term()")
def nif_error_1(reason: Term) -> Term:
    """Like error/1, for functions that a library replaces."""
    raise ErlError(a.error, reason, (reason,))


@erlang.export("nif_error/2", "(Reason, Args) -> no_return() when Reason :: term()")
def nif_error_2(reason: Term, args: Term) -> Term:
    """Like error/2, for functions that a library replaces."""
    raise ErlError(a.error, reason, (reason, args))


_CLASSES: Final = (a.error, a.exit, a.throw)


@erlang.export("raise/3", "(Class, Reason, Stacktrace) -> badarg")
def raise_3(cls: Term, reason: Term, trace: Term) -> Term:
    """Raise an exception with a given stack trace."""
    if type(cls) is not Atom or cls not in _CLASSES or not is_proper(trace):
        return a.badarg
    given = from_list(trace)
    entries = [_entry(e) for e in given]
    if None in entries:
        return a.badarg
    if any(made is not e for made, e in zip(entries, given)):
        trace = to_list(entries)
    raise ErlError(cls, reason, None, () if trace is None else trace)


def _entry(e: Any) -> Term | None:
    """{M, F, ArityOrArgs, Info} or {Fun, Args, Info}; Info may be left out. None if it is none."""
    if type(e) is not tuple or len(e) < 2:
        return None
    size = 2 if type(e[0]) is FunctionType else 3
    info = e[size:]
    named = size == 2 or type(e[0]) is type(e[1]) is Atom
    good = all(x is None or type(x) is list for x in info)
    if not named or not good or not size <= len(e) <= size + 1:
        return None
    return e if info else (*e, None)


# -- applying


@erlang.export("apply/2", "(Fun, Args) -> term() when Fun :: function(), Args :: [term()]")
def apply_2(fun: Any, args: Term) -> Any:
    """Call a fun."""
    if not is_proper(args):
        raise badarg(fun, args)
    if type(fun) is not FunctionType:
        raise ErlError(a.error, (a.badfun, fun))
    values = tuple(from_list(args))
    if fun.__code__.co_argcount != len(values):
        raise ErlError(a.error, (a.badarity, (fun, args)))
    P.f = fun
    P.a = values
    return TAIL


@erlang.export(
    "apply/3",
    "(Module, Function, Args) -> term() "
    "when Module :: module(), Function :: atom(), Args :: [term()]",
)
def apply_3(module: Term, function: Term, args: Term) -> Any:
    """Call Module:Function with the arguments Args."""
    if type(module) is not Atom or type(function) is not Atom or not is_proper(args):
        raise badarg(module, function, args)
    values = tuple(from_list(args))
    if len(values) > MOST_ARGUMENTS:
        raise ErlError(a.error, a.system_limit)
    P.f = P.cur.node.code.cell(module, function, len(values)).fn
    P.a = values
    return TAIL


# -- giving way


@erlang.export("yield/0", "() -> true")
def yield_0() -> Term:
    """Let other processes run."""
    p = P.cur
    reductions = p.reductions + 1
    give_way()
    p.reductions = reductions  # it has not used up its time
    return a.true


@erlang.export("bump_reductions/1", "(Reductions) -> true when Reductions :: pos_integer()")
def bump_reductions(count: Term) -> Term:
    """Count reductions to the caller."""
    if type(count) is not int or count < 0:
        raise badarg(count)
    P.cur.reductions += count
    check()
    return a.true


@erlang.export(
    "hibernate/3",
    "(Module, Function, Args) -> no_return() "
    "when Module :: module(), Function :: atom(), Args :: [term()]",
)
def hibernate_3(module: Term, function: Term, args: Term) -> Any:
    """Forget the stack, wait for a message, then call Module:Function with the arguments Args."""
    if type(module) is not Atom or type(function) is not Atom or not is_proper(args):
        raise badarg(module, function, args)
    values = tuple(from_list(args))
    if len(values) >= MOST_ARGUMENTS:
        raise ErlError(a.error, a.system_limit, (module, function, args))
    raise Hibernate(P.cur.node.code.cell(module, function, len(values)), values)


@erlang.export("hibernate/0", "() -> ok")
def hibernate_0() -> Term:
    """Wait for a message, with as little memory as possible."""
    p = P.cur
    p.save = 0
    p.more().swept = p.reductions
    while not p.saved and not p.inbox:
        p.state = WAITING
        switch_out(p)
    return a.ok


@erlang.export("halt/0", "() -> no_return()")
def halt_0() -> Term:
    """Stop the node with status 0."""
    return _halt(P.cur, 0, None)


@erlang.export(
    "halt/1", "(Status) -> no_return() when Status :: non_neg_integer() | abort | string()"
)
def halt_1(status: Term) -> Term:
    """Stop the node with a status, or with a text and status 1."""
    code, text = _status(status, (status,))
    return _halt(P.cur, code, text)


@erlang.export("halt/2", "(Status, Options) -> no_return()")
def halt_2(status: Term, options: Term) -> Term:
    """Stop the node with a status; `{flush, boolean()}` says whether output is written first."""
    given = (status, options)
    if not is_proper(options) or not all(_is_halt_option(o) for o in from_list(options)):
        raise ErlError(a.error, a.badarg, given, info=a.badopt)
    code, text = _status(status, given)
    return _halt(P.cur, code, text)


def _is_halt_option(option: Any) -> bool:
    """{flush, Boolean}, {flush_timeout, Milliseconds}."""
    if type(option) is not tuple or len(option) != 2:
        return False
    name, value = option
    if name is a.flush:
        return value is a.true or value is a.false
    return name is a.flush_timeout and (
        value is a.infinity or (type(value) is int and 0 <= value < 1 << 32)
    )


def _status(status: Term, given: tuple[Term, ...]) -> tuple[int, str | None]:
    if type(status) is int and status >= 0:
        return status & 0xFF, None
    if status is a.abort:
        return 134, None
    text = list_to_string(status)
    if text is None:
        raise badarg(*given)
    return 1, text


def _halt(p: Process, code: int, text: str | None) -> Term:
    p.node.halt(code, text)
    while True:
        give_way()


# -- process flags


@erlang.export("process_flag/2", "(Flag, Value) -> OldValue")
def process_flag(flag: Term, value: Term) -> Term:
    """Set a flag of the calling process; the old value."""
    p = P.cur
    if flag is a.trap_exit:
        if value is not a.true and value is not a.false:
            raise badarg(flag, value)
        old = p.trap_exit
        p.trap_exit = value is a.true
        return a.true if old else a.false
    return _set_flag(p, flag, value, (flag, value))


@erlang.export("process_flag/3", "(Pid, Flag, Value) -> OldValue when Pid :: pid()")
def process_flag_3(pid: Term, flag: Term, value: Term) -> Term:
    """Set a flag of another process; only `save_calls` can be."""
    p = P.cur.node.lookup(pid) if type(pid) is Pid else None
    if p is None:
        raise ErlError(a.error, a.badarg, (pid, flag, value), info=a.badtype)
    if flag is not a.save_calls or not SETTINGS[a.save_calls](value):
        raise badarg(pid, flag, value)
    return set_option(p, a.save_calls, value)


def _set_flag(p: Process, flag: Term, value: Term, given: tuple[Term, ...]) -> Term:
    if _is_monitor_nodes(flag):
        return _monitor_nodes(p, flag, value, given)
    fits = SETTINGS.get(flag) if type(flag) is Atom else None
    if fits is None:
        raise ErlError(a.error, a.badarg, given, info=a.badopt)
    if not fits(value):
        raise badarg(*given)
    assert type(flag) is Atom
    return set_option(p, flag, value)


def _is_monitor_nodes(flag: Any) -> bool:
    """`monitor_nodes`, or with options."""
    return flag is a.monitor_nodes or (
        type(flag) is tuple and len(flag) == 2 and flag[0] is a.monitor_nodes
    )


def _monitor_nodes(p: Process, flag: Any, value: Term, given: tuple[Term, ...]) -> Term:
    """How many times it was asked for: so many times {nodeup, N} would come."""
    options = flag[1] if type(flag) is tuple else None
    if (value is not a.true and value is not a.false) or options is not None:
        raise badarg(*given)
    flags = p.more().flags
    old = flags.get(a.monitor_nodes, 0)
    assert type(old) is int
    flags[a.monitor_nodes] = old + 1 if value is a.true else 0
    return old


@erlang.export("set_process_label/1", internal=True)
def set_process_label(label: Term) -> Term:
    """What proc_lib:set_label/1 stores."""
    P.cur.more().label = label
    return a.ok


HIDDEN.update(fn.__code__ for fn in (error_1, error_2, error_3, exit_1, throw_1, raise_3))
QUIET.add(apply_2.__code__)
