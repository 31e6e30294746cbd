"""Terms to bytes and back: `term_to_binary/1,2`, `binary_to_term/1,2`, `external_size/1,2`.

OTP: external.c
"""

from __future__ import annotations

from types import FunctionType
from typing import Any

from pyerlshell.erts.errors import ErlError, badarg, error
from pyerlshell.erts.lost_funs import found, lost
from pyerlshell.erts.machine import P
from pyerlshell.otp.preloaded.erlang.module import erlang
from pyerlshell.otp.typed_funs import TypedFuns, check_sum, free_values
from pyerlshell.terms import etf, funs
from pyerlshell.terms.atoms import a
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.lists import ImproperList, from_list
from pyerlshell.terms.types import NONODE, Pid, Term

__preempt__ = True


def _fun_parts(fn: FunctionType) -> etf.FunParts:
    module, index, uniq = funs.module_index_uniq(fn)
    cur = getattr(P, "cur", None)
    pid = cur.node.init_pid() if cur is not None else Pid(NONODE, 0)
    arity = fn.__code__.co_argcount
    return etf.FunParts(arity, check_sum(fn), index, module, index, uniq, pid, free_values(fn))


def term_options() -> etf.EncodeOptions:
    """What term_to_binary/1 encodes with: funs as well."""
    return etf.EncodeOptions(fun_parts=_fun_parts)


def _options(options: Term) -> etf.EncodeOptions | None:
    """The options of term_to_binary/2, None if one is wrong."""
    found = etf.EncodeOptions(fun_parts=_fun_parts)
    try:
        items: list[Any] = from_list(options)
    except ImproperList:
        return None
    for option in items:
        name, value = option if type(option) is tuple and len(option) == 2 else (option, None)
        if option is a.compressed:
            found.compressed = 6
        elif name is a.compressed and type(value) is int and 0 <= value <= 9:
            found.compressed = value
        elif name is a.minor_version and type(value) is int and 0 <= value <= 2:
            found.minor_version = value
        elif option is a.deterministic:
            found.deterministic = True
        elif option is not a.local:
            return None
    return found


def _encoded(term: Term, options: Term, failed: ErlError) -> bytes:
    chosen = _options(options)
    if chosen is None:
        raise failed
    try:
        return etf.encode(term, chosen)
    except etf.NotEncodable:
        raise failed from None


_T2B_OPTIONS = (
    "Options :: [compressed | {compressed, Level :: 0..9} | deterministic "
    "| {minor_version, Version :: 0..2} | local]"
)


@erlang.export("term_to_binary/1", "(Term) -> ext_binary() when Term :: term()")
def term_to_binary(term: Term) -> Term:
    """Term in the external term format."""
    return _encoded(term, None, badarg(term))


@erlang.export(
    "term_to_binary/2", f"(Term, Options) -> ext_binary() when Term :: term(), {_T2B_OPTIONS}"
)
def term_to_binary_with(term: Term, options: Term) -> Term:
    """Term in the external term format, compressed or in an older version if Options say so."""
    return _encoded(term, options, badarg(term, options))


@erlang.export("term_to_iovec/1", "(Term) -> ext_iovec() when Term :: term()")
def term_to_iovec(term: Term) -> Term:
    """As term_to_binary/1, but a list of binaries."""
    return [_encoded(term, None, badarg(term)), None]


@erlang.export(
    "term_to_iovec/2", f"(Term, Options) -> ext_iovec() when Term :: term(), {_T2B_OPTIONS}"
)
def term_to_iovec_with(term: Term, options: Term) -> Term:
    """As term_to_binary/2, but a list of binaries."""
    return [_encoded(term, options, badarg(term, options)), None]


@erlang.export("external_size/1", "(Term) -> non_neg_integer() when Term :: term()")
def external_size(term: Term) -> Term:
    """At most how many bytes term_to_binary/1 gives."""
    return _external_size(term, None, badarg(term))


@erlang.export(
    "external_size/2",
    "(Term, Options) -> non_neg_integer() when Term :: term(), "
    "Options :: [compressed | {compressed, Level :: 0..9} | deterministic "
    "| {minor_version, Version :: 0..2} | local]",
)
def external_size_with(term: Term, options: Term) -> Term:
    """At most how many bytes term_to_binary/2 gives, before compression."""
    return _external_size(term, options, badarg(term, options))


def _external_size(term: Term, options: Term, failed: ErlError) -> int:
    chosen = _options(options)
    if chosen is None:
        raise failed
    chosen.compressed = 0
    try:
        return etf.encoded_size(term, chosen)
    except etf.NotEncodable:
        raise failed from None


def decode_options(safe: bool) -> etf.DecodeOptions:
    """What binary_to_term decodes with: funs as well."""
    return etf.DecodeOptions(safe=safe, make_external=_make_external, make_fun=_make_fun)


def _make_fun(parts: etf.FunParts, env: tuple[Term, ...]) -> FunctionType:
    """A fun of a version that is loaded, from its number and what it closes over; if there is no
    such version, a fun that looks for it when it is called.
    """
    node = P.cur.node
    typed = node.part(TypedFuns).decoded(parts, env)
    if typed is not None:
        return typed
    made: FunctionType | None = found(node, parts.module, parts.old_index, parts.old_uniq, env)
    return made or lost(parts.module, (parts.old_index, parts.old_uniq), parts.arity, env)


def _make_external(module: Any, name: Any, arity: int) -> FunctionType:
    return P.cur.node.code.external_fun(module, name, arity)


def _decoded(data: Term, safe: bool, *args: Term) -> tuple[Term, int]:
    raw = to_bytes(data)
    if raw is None:
        raise badarg(*args)
    try:
        return etf.decode_used(raw, decode_options(safe))
    except etf.DecodeError:
        raise badarg(*args) from None
    except etf.SystemLimit:
        raise error(a.system_limit, *args) from None


@erlang.export("binary_to_term/1", "(Binary) -> term() when Binary :: ext_binary()")
def binary_to_term(data: Term) -> Term:
    """The term whose external format is Binary."""
    return _decoded(data, False, data)[0]


@erlang.export(
    "binary_to_term/2",
    "(Binary, Opts) -> term() | {term(), Used} "
    "when Binary :: ext_binary(), Opt :: safe | used, Opts :: [Opt], Used :: pos_integer()",
)
def binary_to_term_with(data: Term, options: Term) -> Term:
    """As binary_to_term/1; `safe` makes no new atoms, `used` tells how many bytes the term took."""
    safe = used = False
    rest = options
    while type(rest) is list:
        option, rest = rest
        if option is a.safe:
            safe = True
        elif option is a.used:
            used = True
        else:
            raise _bad_option(data, options)
    if rest is not None:
        raise _bad_option(data, options)
    term, size = _decoded(data, safe, data, options)
    return (term, size) if used else term


def _bad_option(data: Term, options: Term) -> ErlError:
    failed = badarg(data, options)
    failed.info = a.badopt
    return failed
