"""What our own modules need of the runtime and nobody else.

OTP: erts_internal
"""

from __future__ import annotations

import sys
from types import FrameType, FunctionType
from typing import Any, Final

from pyerlshell.erts.errors import badarg
from pyerlshell.erts.export_cells import STUB_CODE
from pyerlshell.erts.frames import HIDDEN
from pyerlshell.erts.machine import TAIL, P, run
from pyerlshell.erts.native import NativeModule
from pyerlshell.erts.process import Floor
from pyerlshell.erts.reasons import caught
from pyerlshell.erts.scheduler import BASE_CODE
from pyerlshell.erts.stacktrace import stacktrace
from pyerlshell.otp.preloaded.erlang import system_watch
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.display import display_text
from pyerlshell.terms.funs import external_mfa
from pyerlshell.terms.lists import from_list, is_proper, string_to_list
from pyerlshell.terms.maps import is_map, items
from pyerlshell.terms.order import compare_keys
from pyerlshell.terms.types import BitString, Pid, Port, Ref, Term

erts_internal: Final = NativeModule("erts_internal", "Entrances into the runtime system.")


@erts_internal.export("apply_above/5", internal=True)
def apply_above(module: Term, function: Term, args: Term, handler: Any, entry: Term) -> Any:
    """`try apply(M, F, A) catch C:R:S -> Handler(C, R, S) end` for the bottom of a process.

    Nothing stays on the stack, so that a server loop above it waits without one; stack traces
    show Entry there.
    """
    if type(module) is not Atom or type(function) is not Atom or not is_proper(args):
        raise badarg(module, function, args, handler, entry)
    if type(handler) is not FunctionType:
        raise badarg(module, function, args, handler, entry)
    values = tuple(from_list(args))
    P.f = P.cur.node.code.cell(module, function, len(values)).fn
    P.a = values
    return _above(handler, entry, _at_base(sys._getframe(1)))


@erts_internal.export("apply_above/3", internal=True)
def apply_fun_above(fun: Any, handler: Any, entry: Term) -> Any:
    """The same with a fun of no arguments."""
    if type(fun) is not FunctionType or type(handler) is not FunctionType:
        raise badarg(fun, handler, entry)
    P.f = fun
    P.a = ()
    return _above(handler, entry, _at_base(sys._getframe(1)))


def _at_base(caller: FrameType | None) -> bool:
    """The tail call came from the bottom of the process; the first call comes through a stub."""
    while caller is not None and caller.f_code is STUB_CODE:
        caller = caller.f_back
    return caller is not None and caller.f_code is BASE_CODE


def _above(handler: FunctionType, entry: Term, at_base: bool) -> Any:
    if at_base:
        P.cur.more().floor = Floor(handler, entry)
        return TAIL
    try:
        return run()
    except Exception as e:
        cls, reason = caught(e)
        P.a = (cls, reason, stacktrace(e))
    P.f = handler
    return TAIL


HIDDEN.update((apply_above.__code__, apply_fun_above.__code__))


_MAX_SMALL_DIGITS: Final = 18
"""Numbers of more digits are answered with `big`: the caller converts them itself."""


@erts_internal.export("list_to_integer/2", internal=True)
def list_to_integer(chars: Term, base: Term) -> Term:
    """{Integer, Rest} from the digits that Chars starts with, or what is wrong: no_integer, big,
    not_a_list, badarg."""
    if type(base) is not int or not 2 <= base <= 36:
        return a.badarg
    if chars is not None and type(chars) is not list:
        return a.not_a_list
    sign, digits, rest = 1, [], chars
    if type(rest) is list and rest[0] in (43, 45):  # + and -
        sign = 44 - rest[0]
        rest = rest[1]
    while type(rest) is list and (digit := _digit(rest[0])) is not None and digit < base:
        digits.append(digit)
        rest = rest[1]
    if not digits:
        return a.no_integer
    if len(digits) > _MAX_SMALL_DIGITS:
        return a.big
    value = 0
    for digit in digits:
        value = value * base + digit
    return (sign * value, rest)


def _digit(char: Term) -> int | None:
    if type(char) is not int or not 48 <= char <= 122 or not chr(char).isalnum():
        return None
    return int(chr(char), 36)


@erts_internal.export("processes_next/1", internal=True)
def processes_next(index: Term) -> Term:
    """{Next, Pids} from an index of the process table on, or none at its end."""
    if type(index) is not int:
        raise badarg(index)
    node = P.cur.node
    end, pids = system_watch.chunk(node, index, (index,))
    return a.none if index == end else (end, pids)


@erts_internal.export("cmp_term/2", internal=True)
def cmp_term(x: Term, y: Term) -> Term:
    """-1, 0 or 1 in the order of map keys: integers stand before floats, whatever their values."""
    found = compare_keys(x, y)
    return (found > 0) - (found < 0)


@erts_internal.export("map_to_tuple_keys/1", internal=True)
def map_to_tuple_keys(m: Any) -> Term:
    """The keys of a small map."""
    if not is_map(m):
        raise badarg(m)
    return tuple([k for k, _ in items(m)])


@erts_internal.export("term_type/1", internal=True)
def term_type(x: Any) -> Term:
    """How the reference represents a term."""
    kind = type(x)
    if kind is int:
        return a.fixnum if -SMALL <= x < SMALL else a.bignum
    if kind is bytes:
        return a.heap_binary if len(x) <= ON_HEAP else a.sub_binary
    if kind is BitString:
        return a.heap_binary if x.size <= 8 * ON_HEAP else a.sub_binary
    if is_map(x):
        return a.flatmap if len(x) <= FLAT else a.hashmap
    if kind is FunctionType and external_mfa(x) is not None:
        return a.export
    return _TYPES.get(kind, a.bad_term)


SMALL: Final = 1 << 59
ON_HEAP: Final = 64
FLAT: Final = 32
_TYPES: Final[dict[type, Atom]] = {
    float: a.hfloat,
    Atom: a.atom,
    tuple: a.tuple,
    type(None): a.nil,
    list: a.list,
    Pid: a.pid,
    Port: a.port,
    Ref: a.reference,
    FunctionType: a.__getattr__("fun"),
}


@erts_internal.export("term_to_string/1", internal=True)
def term_to_string(term: Term) -> Term:
    """The characters that erlang:display/1 prints, on one line."""
    return string_to_list(display_text(term))
