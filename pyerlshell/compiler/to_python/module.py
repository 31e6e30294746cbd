"""The Python module around the functions: names of atoms, literals and cells, funs and their
factories.

    def f/1(X): ...
    def mk-f/1-fun-0-/1(K):
        def -f/1-fun-0-/1(Y): ...
        return -f/1-fun-0-/1

A fun that captures nothing is defined once at module level; others come from a factory, so that
their
environment is in cells that no loop changes.

OTP: v3_kernel, beam_asm
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final

from pyerlshell.compiler import core
from pyerlshell.compiler.analysis import ints, never, tails
from pyerlshell.compiler.core import Function
from pyerlshell.compiler.to_python import (
    bifs,
    bits_context,
    comprehensions,
    control,
    expr,
    native_records,
    nodes,
    receive,
)
from pyerlshell.compiler.to_python.generator import RETURN, FunctionGen
from pyerlshell.terms.types import Term

TABLES: Final = (bifs, comprehensions, control, expr, native_records, receive)
"""Imported for the entries that they make in EXPR, INTO and COND."""

FIRST_OPERATION: Final = 2


@dataclass(slots=True)
class ModuleGen:
    """One module under construction."""

    name: str
    tails: tails.Tails
    defined: frozenset[str]
    ints: set[str]
    never: set[str]
    shell: bool = False
    loops: bool = True
    body: list[ast.stmt] = field(default_factory=list)
    atoms: dict[str, str] = field(default_factory=dict)
    literals: list[tuple[str, Term]] = field(default_factory=list)
    cells: dict[str, tuple[str, str, str, int]] = field(default_factory=dict)
    funs: dict[str, int] = field(default_factory=dict)
    ops: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    operations: int = 0
    regions: int = 0
    numbers: Any = field(default_factory=count)

    def atom(self, text: str) -> ast.expr:
        global_name = "a_" + text
        self.atoms[global_name] = text
        return nodes.name(global_name)

    def literal(self, value: Term) -> ast.expr:
        global_name = f"l_{len(self.literals)}"
        self.literals.append((global_name, value))
        return nodes.name(global_name)

    def cell(self, module: str, function: str, arity: int) -> ast.expr:
        global_name = f"c_{module}:{function}/{arity}"
        self.cells[global_name] = (global_name, module, function, arity)
        return nodes.name(global_name)

    def operation(self, name: str, left: ast.expr, right: Any) -> int:
        """Remember the operands; the number is the column of the operation."""
        self.operations += 1
        number = self.operations + FIRST_OPERATION
        second = (
            ("t", tuple([_operand(x) for x in right])) if type(right) is list else _operand(right)
        )
        self.ops[number] = (name, _operand(left), second)
        return number

    def _know_itself(self, gen: FunctionGen, e: core.Fun) -> None:
        """A named fun calls itself without a look at what its name holds."""
        gen.int_functions = self.ints
        if not e.self_name:
            return
        gen.self_key = f"{e.self_name}/{len(e.function.params)}"
        ends = list(tails.tail_ends(e.function))
        calls = {f"{c.name}/{len(c.args)}" for c in ends if type(c) is core.Call}
        others = [c for c in ends if not is_self_apply(gen, c)]
        gen.self_may_tail = any(tails.stores_registers(c) for c in others) or bool(
            calls & self.tails.may_tail or calls - self.defined
        )
        if ints.returns_int(e.function, gen.self_key, self.ints):
            gen.int_functions = self.ints | {gen.self_key}

    def add_region(self, kind: str, variable: str, *details: object) -> int:
        """Code that the reference has as a function of its own; `variable` holds what it has
        built so far.
        """
        self.regions += 1
        self.ops[-self.regions] = (kind, ("v", variable), details)
        return self.regions

    def resume_name(self, label: str) -> str:
        return f"rcv{next(self.numbers)}-{label}"

    def outline_name(self, label: str) -> str:
        return f"out{next(self.numbers)}-{label}"

    def define_as(
        self, global_name: str, label: str, params: tuple[str, ...], body: list[ast.stmt], line: int
    ) -> None:
        """A function that stack traces call `label` and the module calls `global_name`."""
        self.body.append(nodes.define(label, params, body, line))
        self.body.append(nodes.assign(global_name, nodes.name(label)))

    def local_fun(self, e: core.FunLocal) -> str:
        """`fun f/1` is the function itself."""
        key = f"{e.name}/{e.arity}"
        self.funs.setdefault(key, len(self.funs))
        return key

    def add_fun(self, e: core.Fun) -> None:
        """Define the fun, or its factory."""
        if e.label in self.funs:
            return
        self.funs[e.label] = len(self.funs)
        f = e.function
        gen = FunctionGen(self, e.label, e.label, f.params, f.used, e.self_name, e.free)
        self._know_itself(gen, e)
        body = function_body(gen, f)
        define = nodes.define(e.label, f.params, body, f.line)
        if not e.free:
            self.body.append(define)
            return
        factory = [define, nodes.return_(nodes.name(e.label))]
        self.body.append(nodes.define("mk" + e.label, e.free, factory, f.line))


def is_self_apply(gen: FunctionGen, e: core.Expr) -> bool:
    """A call of the named fun that this is."""
    return type(e) is core.Apply and expr.is_own_name(gen, e)


def _operand(x: ast.expr) -> tuple[str, object]:
    if type(x) is ast.Name:
        return ("v", x.id)
    assert type(x) is ast.Constant
    return ("c", x.value)


def function_body(gen: FunctionGen, f: Function) -> list[ast.stmt]:
    """The clauses; a loop around them if the function calls itself last."""
    lines = _list_calls(gen, f)
    gen.modulo_cons = bool(lines)
    gen.sites = len(lines) > 1
    if gen.modulo_cons:
        site = "site" if gen.sites else min(lines)
        gen.region = gen.module.add_region("cons", "first", site)
    gen.whole_body = _single_body(gen, f)
    with gen.into_block([]) as body:
        gen.contexts = bits_context.contexts(gen, f) if gen.self_call == gen.key else {}
        subjects = [nodes.name(p) for p in f.params]
        control.clauses(gen, subjects, f.clauses, RETURN, lambda: _no_clause(gen, f))
    if gen.looped:
        body = [nodes.forever(body)]
    body[:0] = [bits_context.opening(c) for c in gen.contexts.values()]
    if gen.modulo_cons:
        targets: list[ast.expr] = [nodes.target("first"), nodes.target("last")]
        body.insert(0, nodes.assign_to(targets, nodes.cell(nodes.NONE, nodes.NONE)))
    return body


def _single_body(gen: FunctionGen, f: Function) -> core.Expr | None:
    """The body of a function that has one clause, which always matches."""
    only = f.clauses[0]
    plain = all(type(p) is core.PAny for p in only.patterns)
    return only.body if plain and len(f.clauses) == 1 and not only.guard and not gen.free else None


def _no_clause(gen: FunctionGen, f: Function) -> None:
    args = [
        bits_context.left(gen.contexts[v]) if v in gen.contexts else nodes.name(v) for v in f.params
    ]
    with gen.in_region(_failing_name(gen, f) if gen.free else gen.region):
        gen.throw("function_clause", *args, line=f.line)


def _failing_name(gen: FunctionGen, f: Function) -> int:
    """The name under which the reference raises function_clause for a fun with an environment."""
    label, _, number = gen.label.rpartition("-/")[0].rpartition("-")
    head = label.rpartition("-")[0]
    shown = int(number) + (1 if gen.self_key else 0)
    return gen.module.add_region("name", "", f"{head}-inlined-{shown}-/{len(f.params)}")


def _list_calls(gen: FunctionGen, f: Function) -> set[int]:
    """Tail recursion modulo cons: some clause ends in [X | f(...)], and none waits. The lines of
    those calls; with more than one, the local `site` remembers which was made last.
    """
    ends = list(tails.tail_ends(f))
    if any(type(e) is core.Receive for e in ends):
        return set()
    return {
        e.tail.line or 1  # type: ignore[union-attr]
        for e in ends
        if type(e) is core.Cons and expr.is_self_call(gen, e.tail)
    }


def function(module: ModuleGen, f: Function) -> None:
    """One function of the module."""
    key = f"{f.name}/{len(f.params)}"
    own = key if module.loops else ""
    gen = FunctionGen(module, key, key, f.params, f.used, own, int_functions=module.ints)
    body = function_body(gen, f)
    module.body.append(nodes.define(key, f.params, body, f.line))


def generate(
    functions: tuple[Function, ...], name: str, shell: bool = False, loops: bool = True
) -> ModuleGen:
    """All functions of a module, or what was typed at the prompt.

    Without `loops` a function that calls itself does so by its name, as tracing wants it.
    """
    found = tails.analyse(functions, loops)
    defined = frozenset([f"{f.name}/{len(f.params)}" for f in functions])
    module = ModuleGen(
        name,
        found,
        defined,
        ints.integer_functions(functions),
        never.functions_that_never_return(functions),
        shell,
        loops,
    )
    for f in functions:
        function(module, f)
    return module
