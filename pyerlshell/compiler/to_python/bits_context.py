"""Match contexts kept across self tail calls: a walk over a binary makes no object for a step.

    w(<<H, T/binary>>, N) -> w(T, N + H);   if type(B) is bytes: b = B; o = 0; e = len(B)
    w(<<>>, N) -> N.                        else: b, o, e = bits_bytes(B)
                                        ->  while True:
                                                if e - o >= 1:
                                                    H = b[o]; N = N + H; o = o + 1; continue
                                                if e == o: return N
                                                raise function_clause(bits_left(...), N)

A parameter has a context if every clause has a binary pattern or `_` for it. A tail that goes
nowhere but into the same parameter of a self call is never made: the call only moves the position.

OTP: beam_ssa_bsm
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any

from pyerlshell.compiler import core
from pyerlshell.compiler.analysis import tails
from pyerlshell.compiler.to_python import nodes
from pyerlshell.compiler.to_python.bits_read import in_bytes, open_context
from pyerlshell.compiler.to_python.nodes import name


@dataclass(slots=True)
class Context:
    """The three locals of a parameter; the tails that are only positions, once they are known."""

    param: str
    whole: bool
    names: tuple[str, str, str]
    virtual: frozenset[str]
    tails: dict[str, ast.expr] = field(default_factory=dict)


def contexts(g: Any, f: core.Function) -> dict[str, Context]:
    """The parameters of a function that have a context."""
    found: dict[str, Context] = {}
    if not _has_self_call(f) or _receives(f):
        return found
    for i, param in enumerate(f.params):
        patterns = [clause.patterns[i] for clause in f.clauses]
        binaries = [p for p in patterns if type(p) is core.PBin]
        if not binaries or any(type(p) not in (core.PBin, core.PAny) for p in patterns):
            continue
        whole = all(in_bytes(p.segments) for p in binaries)
        names = (g.temp(), g.temp(), g.temp())
        found[param] = Context(param, whole, names, _virtual(f, i, binaries))
    return found


def opening(context: Context) -> ast.stmt:
    """The statement that opens a context from its parameter."""
    return open_context(name(context.param), context.whole, context.names)


def rest(context: Context, variable: str) -> ast.expr:
    """The value of a tail that is only a position."""
    function = "bits_byte_sub" if context.whole else "bits_bit_sub"
    buffer, _, end = (name(n) for n in context.names)
    return nodes.call(function, buffer, context.tails[variable], end)


def left(context: Context) -> ast.expr:
    """The value of the parameter as it stands, for a function_clause error."""
    buffer, start, end = (name(n) for n in context.names)
    function = "bits_left_bytes" if context.whole else "bits_left"
    return nodes.call(function, name(context.param), buffer, start, end)


def _has_self_call(f: core.Function) -> bool:
    return next(_self_calls(f), None) is not None


def _receives(f: core.Function) -> bool:
    """A receive goes on in another Python function, where the context is not."""
    return any(type(node) is core.Receive for node in _nodes(f.clauses))


def _self_calls(f: core.Function) -> Iterator[core.Call]:
    """The self calls that become a jump: in tail position, or the tail of a cons there."""
    for end in tails.tail_ends(f):
        if type(end) is core.Cons:
            end = end.tail
        if type(end) is core.Call and end.name == f.name and len(end.args) == len(f.params):
            yield end


def _virtual(f: core.Function, i: int, binaries: list[core.PBin]) -> frozenset[str]:
    """The tails of parameter i that are used as argument i of self calls and nowhere else."""
    rests = set()
    for pattern in binaries:
        last = pattern.segments[-1] if pattern.segments else None
        if last is not None and last.size is None and type(last.value) is core.PVar:
            if last.type == "binary":
                rests.add(last.value.name)
    if not rests:
        return frozenset()
    passed = Counter([arg.name for call in _self_calls(f) if type(arg := call.args[i]) is core.Var])
    used = Counter(
        [n.name for n in _nodes(f.clauses) if type(n) is core.Var or type(n) is core.PBound]
    )
    return frozenset({rest for rest in rests if used[rest] == passed[rest]})


def _nodes(tree: Any) -> Iterator[Any]:
    """Every node of a tree."""
    pending = [tree]
    while pending:
        node = pending.pop()
        if type(node) is tuple:
            pending.extend(node)
        elif is_dataclass(node):
            yield node
            if type(node) is not core.Lit and type(node) is not core.PLit:
                pending.extend([getattr(node, f.name) for f in fields(node)])
