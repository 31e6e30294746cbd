"""Which functions and expressions always give an integer, if they give anything.

Sums of integers need no look at the result and cannot fail, so neither operand has to be kept for
`called as`. That is what makes `fib(N-1) + fib(N-2)` as quick as Python's own.

    fib(0) -> 0; fib(1) -> 1; fib(N) -> fib(N-1) + fib(N-2).     ->     {fib/1}

The greatest set is taken that agrees with itself: all functions, less those that some tail
position speaks against.

OTP: beam_types (much reduced)
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from pyerlshell.compiler import core
from pyerlshell.compiler.analysis.tails import tail_ends
from pyerlshell.compiler.bifs import words
from pyerlshell.compiler.core import Expr, Function

CLOSED: Final = frozenset(["+/2", "-/2", "*/2", "-/1", "+/1", "abs/1"])
"""Integers to an integer."""

ALWAYS: Final = words(
    """div/2 rem/2 band/2 bor/2 bxor/2 bsl/2 bsr/2 bnot/1 length/1 tuple_size/1 map_size/1
    byte_size/1
    bit_size/1 size/1 trunc/1 round/1 ceil/1 floor/1"""
)


DEPTH: Final = 40
"""How far is looked down: every operator asks for its operands, and chains of them may be long."""


def is_int(
    e: Expr, functions: Collection[str], variables: Collection[str] = (), depth: int = DEPTH
) -> bool:
    """Whether the value is an integer for sure, given the functions and variables that are."""
    if type(e) is core.Lit:
        return type(e.value) is int
    if type(e) is core.Var:
        return e.name in variables
    if type(e) is core.Call:
        return f"{e.name}/{len(e.args)}" in functions
    if type(e) is core.Apply:
        return type(e.fun) is core.Var and f"{e.fun.name}/{len(e.args)}" in functions
    if type(e) is not core.Bif:
        return False
    key = f"{e.name}/{len(e.args)}"
    if key in ALWAYS:
        return True
    if key not in CLOSED or depth == 0:
        return False
    return all(is_int(x, functions, variables, depth - 1) for x in e.args)


def integer_functions(functions: Iterable[Function]) -> set[str]:
    """The keys of the functions that only return integers."""
    ends = {f"{f.name}/{len(f.params)}": list(tail_ends(f)) for f in functions}
    found = {key for key, exprs in ends.items() if exprs}
    while True:
        wrong = {key for key in found if not all(is_int(e, found) for e in ends[key])}
        if not wrong:
            return found
        found -= wrong


def returns_int(f: Function, key: str, functions: Collection[str]) -> bool:
    """The same for a fun that calls itself as `key`."""
    known = {*functions, key}
    return all(is_int(e, known) for e in tail_ends(f))


def unpacked(patterns: Iterable[core.Pattern]) -> tuple[set[str], set[str]]:
    """The variables that are integers because a binary pattern binds them; of these, the ones of
    at most 64 bits.
    """
    every: set[str] = set()
    small: set[str] = set()
    todo = list(patterns)
    while todo:
        p = todo.pop()
        if type(p) is core.PBin:
            for segment in p.segments:
                if type(segment.value) is core.PVar and segment.type in _INTEGERS:
                    every.add(segment.value.name)
                    if _is_small(segment):
                        small.add(segment.value.name)
        elif type(p) is core.PTuple:
            todo += p.items
        elif type(p) is core.PCons:
            todo += [*p.items, p.tail]
        elif type(p) is core.PAlias:
            todo += [p.left, p.right]
    return every, small


_INTEGERS: Final = ("integer", "utf8", "utf16", "utf32")


def _is_small(segment: core.Segment) -> bool:
    size = segment.size
    if size is None:
        return True
    return type(size) is core.Lit and type(size.value) is int and size.value * segment.unit <= 64


def proven(guard: tuple[tuple[Expr, ...], ...]) -> set[str]:
    """The variables that a guard says are integers."""
    if len(guard) != 1:
        return set()
    out: set[str] = set()
    todo = list(guard[0])
    while todo:
        test = todo.pop()
        if type(test) is core.And:
            todo += [test.left, test.right]
        elif (
            type(test) is core.Bif and test.name == "is_integer" and type(test.args[0]) is core.Var
        ):
            out.add(test.args[0].name)
    return out
