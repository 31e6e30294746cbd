"""The names that error texts are made of: functions, operators, funs, frames and their locations.

A frame is {Module, Function, Arity or Arguments, Info}; a function of `erlang` that needs no
prefix in source has none here either, and an operator reads as one.

OTP: erl_error, erl_internal
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import FunctionType
from typing import Final, TypeAlias

from pyerlshell.erts.errors import badarg
from pyerlshell.erts.lost_funs import is_lost
from pyerlshell.erts.machine import TAIL, P, run
from pyerlshell.terms import chars, funs, lists, maps
from pyerlshell.terms import pretty as printer
from pyerlshell.terms import write as writer
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.types import Term

Frame: TypeAlias = tuple[Atom, Atom, Term, Term]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_OPERATORS: Final = {
    1: _words("+ - bnot not"),
    2: _words("+ - * / div rem band bor bxor bsl bsr and or xor == /= =< < >= > =:= =/= ++ -- !"),
}


def frames(trace: Term) -> list[Frame] | None:
    """The frames of a stack trace, or None when the term is none."""
    found: list[Frame] = []
    while type(trace) is list:
        frame = trace[0]
        if not _is_frame(frame):
            return None
        found.append(frame)
        trace = trace[1]
    return found if trace is None else None


def _is_frame(term: Term) -> bool:
    if type(term) is not tuple or len(term) != 4:
        return False
    module, function, args, info = term
    return (
        type(module) is Atom
        and type(function) is Atom
        and (type(args) is int or lists.is_proper(args))
        and (info is None or type(info) is list)
    )


def arity(args: Term) -> int:
    """The arity, given as it is or by the arguments."""
    return args if type(args) is int else lists.length(args)


def operator(what: Term, count: int) -> str | None:
    """The operator that {erlang, Name} with so many operands is, else None."""
    if type(what) is tuple and len(what) == 2 and what[0] is a.erlang and type(what[1]) is Atom:
        name = what[1].name
        return name if name in _OPERATORS.get(count, ()) else None
    return None


def callee(what: Term, count: int) -> str:
    """How a call of {Module, Function}, of a fun or of a local name begins."""
    if type(what) is FunctionType:
        return fun_text(what)
    if type(what) is not tuple:
        return write(what)
    module, function = what
    if module is a.erlang:
        if is_bif(function, count):
            return write(function)
        op = operator(what, count)
        if op is not None:
            return write(function) if op == "/" else op
    return f"{write(module)}:{write(function)}"


def mfa(module: Atom, function: Atom, args: Term) -> str:
    """`lists:map/2`, `hd/1`, `'/'/2`."""
    count = arity(args)
    return f"{callee((module, function), count)}/{count}"


def fun_text(fun: Term) -> str:
    """How a fun is named in an error text."""
    assert type(fun) is FunctionType
    external = funs.external_mfa(fun)
    if external is not None:
        return mfa(*external)
    count = fun.__code__.co_argcount
    if fun.__globals__.get("__shell__"):
        return f"interpreted function with arity {count}"
    if is_lost(fun):
        return write(fun)
    module = funs.module_index_uniq(fun)[0]
    name = fun.__code__.co_name.rsplit("/", 1)[0]
    return f"{write(module)}:{write(atom(name))}/{count}"


def location(info: Term) -> str:
    """`(lists.erl:12)`, or nothing."""
    file, line = value(info, a.file), value(info, a.line)
    if file is None or line is None:
        return ""
    text = lists.list_to_string(file) if type(file) is list else write(file)
    return f"({text}:{line})"


def value(info: Term, key: Atom) -> Term:
    """The value of a key in a property list, else None."""
    while type(info) is list:
        item = info[0]
        if type(item) is tuple and len(item) == 2 and item[0] is key:
            return item[1]
        info = info[1]
    return None


def printable(term: Term) -> bool:
    """A list that would be printed as a string."""
    text = lists.list_to_string(term)
    return text is not None and chars.is_printable(text, "latin1")


def write(term: Term) -> str:
    """`~tw`."""
    return writer.write(term)


def pretty(term: Term, column: int, line_length: int, depth: int) -> str:
    """`io_lib:print/4`."""
    return printer.pretty(term, column, line_length, depth)


def is_bif(name: Atom, count: int) -> bool:
    """An auto-imported function of `erlang`."""
    from pyerlshell.compiler.bifs import AUTO_IMPORTED

    return f"{name.name}/{count}" in AUTO_IMPORTED


def is_bif_name(name: Atom) -> bool:
    """The name of an auto-imported function, of whatever arity."""
    from pyerlshell.compiler.bifs import AUTO_IMPORTED

    return any(entry.rpartition("/")[0] == name.name for entry in AUTO_IMPORTED)


def is_fun(term: Term) -> bool:
    """`is_function/1`."""
    return type(term) is FunctionType


def length(term: Term) -> int | None:
    """The length of a proper list, else None."""
    return lists.length(term) if lists.is_proper(term) else None


def elements(term: Term) -> Iterable[Term]:
    """The elements of a proper list."""
    return lists.iter_list(term)


def apply(module: Term, function: Term, args: tuple[Term, ...]) -> Term:
    """`apply/3`, from native code of a running process."""
    if type(module) is not Atom or type(function) is not Atom:
        raise badarg(module, function, lists.to_list(args))
    result = P.cur.node.code.cell(module, function, len(args)).fn(*args)
    return run() if result is TAIL else result


def is_map(term: Term) -> bool:
    """`is_map/1`."""
    return maps.is_map(term)


def get(term: Term, key: Term, default: Term) -> Term:
    """The value of a key in a map."""
    found: Term = maps.get(term, key, default)  # type: ignore[arg-type]
    return found


def items(term: Term) -> Iterator[tuple[Term, Term]]:
    """The pairs of a map; none if it is no map."""
    return maps.items(term) if maps.is_map(term) else iter(())  # type: ignore[arg-type]
