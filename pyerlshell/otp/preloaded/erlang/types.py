"""Type tests: `is_atom/1` and its sisters.

A test never fails on its first argument; the ones with a second argument refuse a wrong one.

OTP: erl_bif_op.c
"""

from __future__ import annotations

from types import FunctionType

from immutables import Map

from pyerlshell.erts.errors import badarg
from pyerlshell.otp.preloaded.erlang.module import erlang
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.records import Record
from pyerlshell.terms.types import BitString, Pid, Port, Ref, Term

__preempt__ = True

_true = a.true
_false = a.false


@erlang.export("is_atom/1", "(Term) -> boolean() when Term :: term()")
def is_atom(x: Term) -> Term:
    """True for an atom."""
    return _true if type(x) is Atom else _false


@erlang.export("is_boolean/1", "(Term) -> boolean() when Term :: term()")
def is_boolean(x: Term) -> Term:
    """True for the atoms `true` and `false`."""
    return _true if x is _true or x is _false else _false


@erlang.export("is_integer/1", "(Term) -> boolean() when Term :: term()")
def is_integer(x: Term) -> Term:
    """True for an integer."""
    return _true if type(x) is int else _false


@erlang.export(
    "is_integer/3",
    "(Term, LowerBound, UpperBound) -> boolean() "
    "when Term :: term(), LowerBound :: integer(), UpperBound :: integer()",
)
def is_integer_between(x: Term, low: Term, high: Term) -> Term:
    """True for an integer that is neither below LowerBound nor above UpperBound."""
    if type(low) is not int or type(high) is not int:
        raise badarg(x, low, high)
    return _true if type(x) is int and low <= x <= high else _false


@erlang.export("is_float/1", "(Term) -> boolean() when Term :: term()")
def is_float(x: Term) -> Term:
    """True for a floating point number."""
    return _true if type(x) is float else _false


@erlang.export("is_number/1", "(Term) -> boolean() when Term :: term()")
def is_number(x: Term) -> Term:
    """True for an integer or a float."""
    return _true if type(x) is int or type(x) is float else _false


@erlang.export("is_list/1", "(Term) -> boolean() when Term :: term()")
def is_list(x: Term) -> Term:
    """True for the empty list and for a list cell, whatever its tail."""
    return _true if x is None or type(x) is list else _false


@erlang.export("is_tuple/1", "(Term) -> boolean() when Term :: term()")
def is_tuple(x: Term) -> Term:
    """True for a tuple."""
    return _true if type(x) is tuple else _false


@erlang.export("is_map/1", "(Term) -> boolean() when Term :: term()")
def is_map(x: Term) -> Term:
    """True for a map."""
    return _true if type(x) is dict or type(x) is Map else _false


@erlang.export("is_binary/1", "(Term) -> boolean() when Term :: term()")
def is_binary(x: Term) -> Term:
    """True for a bit string that is a whole number of bytes."""
    if type(x) is bytes:
        return _true
    return _true if type(x) is BitString and not x.size & 7 else _false


@erlang.export("is_bitstring/1", "(Term) -> boolean() when Term :: term()")
def is_bitstring(x: Term) -> Term:
    """True for a bit string, binaries included."""
    return _true if type(x) is bytes or type(x) is BitString else _false


@erlang.export("is_pid/1", "(Term) -> boolean() when Term :: term()")
def is_pid(x: Term) -> Term:
    """True for a process identifier."""
    return _true if type(x) is Pid else _false


@erlang.export("is_port/1", "(Term) -> boolean() when Term :: term()")
def is_port(x: Term) -> Term:
    """True for a port identifier."""
    return _true if type(x) is Port else _false


@erlang.export("is_reference/1", "(Term) -> boolean() when Term :: term()")
def is_reference(x: Term) -> Term:
    """True for a reference."""
    return _true if type(x) is Ref else _false


@erlang.export("is_function/1", "(Term) -> boolean() when Term :: term()")
def is_function(x: Term) -> Term:
    """True for a fun."""
    return _true if type(x) is FunctionType else _false


@erlang.export("is_function/2", "(Term, Arity) -> boolean() when Term :: term(), Arity :: arity()")
def is_function_of(x: Term, arity: Term) -> Term:
    """True for a fun that takes Arity arguments."""
    if type(arity) is not int or arity < 0:
        raise badarg(x, arity)
    return _true if type(x) is FunctionType and x.__code__.co_argcount == arity else _false


@erlang.export("is_record/1", "(Term) -> boolean() when Term :: term()")
def is_record_1(x: Term) -> Term:
    """True for a native record; false for a tuple, whatever is in it."""
    return _true if type(x) is Record else _false


@erlang.export(
    "is_record/2", "(Term, RecordTag) -> boolean() when Term :: term(), RecordTag :: atom()"
)
def is_record(x: Term, tag: Term) -> Term:
    """True for a tuple whose first element is RecordTag, and for a native record of that name."""
    if type(tag) is not Atom:
        raise badarg(x, tag)
    if type(x) is Record:
        return _true if x[0].name is tag else _false
    return _true if type(x) is tuple and x and x[0] is tag else _false


@erlang.export(
    "is_record/3",
    "(Term, RecordTag, Size) -> boolean() "
    "when Term :: term(), RecordTag :: atom(), Size :: non_neg_integer()",
)
def is_record_of(x: Term, tag: Term, size: Term) -> Term:
    """True for a tuple of Size elements whose first is RecordTag.

    If the third argument is an atom: true for the native record of that name which the module
    RecordTag defines.
    """
    if type(tag) is not Atom or (type(size) is not int and type(size) is not Atom):
        raise badarg(x, tag, size)
    if type(size) is Atom:
        return _true if type(x) is Record and x[0].words()[:2] == (tag, size) else _false
    return _true if type(x) is tuple and len(x) == size and x and x[0] is tag else _false
