"""Expressions that are one Python expression: data, calls, funs.

    m:f(X)    (run() if (r := c_m:f/1.fn(X)) is TAIL else r)
    [X | T]   [X, T]
    fun/1     mk-f/1-fun-0-(Captured), or the global itself if it captures nothing

The local `r` is shared by all checks: its value is used up before the next check stores it.
"""

from __future__ import annotations

import ast
from typing import Any, Final

from pyerlshell.compiler import bifs as known
from pyerlshell.compiler import core
from pyerlshell.compiler.builtins import is_builtin
from pyerlshell.compiler.to_python import bits_context, nodes
from pyerlshell.compiler.to_python.generator import (
    DROP,
    EXPR,
    INTO,
    RETURN,
    SIMPLE,
    TAIL_COLUMN,
    Dest,
    FunctionGen,
)
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Term

LONG_LIST: Final = 8


def literal(g: FunctionGen, value: Term) -> ast.expr:
    """A constant term."""
    kind = type(value)
    if kind is Atom:
        return g.module.atom(value.name)  # type: ignore[attr-defined]
    if value is None:
        return nodes.NONE
    if kind is int or kind is float or kind is bytes or _plain(value, 3):
        return nodes.const(value)
    return g.module.literal(value)


def _plain(value: Term, depth: int) -> bool:
    """Whether Python can keep the value as a constant of its own."""
    if type(value) is tuple:
        return depth > 0 and all(_plain(v, depth - 1) for v in value)
    return type(value) in (int, float, bytes)


def _lit(g: FunctionGen, e: core.Lit) -> ast.expr:
    return literal(g, e.value)


def _var(g: FunctionGen, e: core.Var) -> ast.expr:
    for context in g.contexts.values():
        if e.name in context.tails:
            return bits_context.rest(context, e.name)
    return g.var(e.name)


def _tuple(g: FunctionGen, e: core.Tuple) -> ast.expr:
    return nodes.tuple_(g.exprs(e.items))


def _cons(g: FunctionGen, e: core.Cons) -> ast.expr:
    *heads, tail = g.exprs((*e.items, e.tail))
    if len(heads) >= LONG_LIST:
        return nodes.call("make_list", nodes.tuple_(heads), tail)
    for head in reversed(heads):
        tail = nodes.cell(head, tail)
    return tail


def _plain_key(e: core.Expr) -> bool:
    """Whether the key is stored in maps as it is."""
    return type(e) is core.Lit and type(e.value) in (int, Atom, bytes)


def _map_new(g: FunctionGen, e: core.MapNew) -> ast.expr:
    keys = [k for k, _ in e.pairs]
    flat = g.exprs([x for pair in e.pairs for x in pair])
    if len(flat) <= 64 and all(_plain_key(k) for k in keys):
        return nodes.dict_(flat[0::2], flat[1::2])
    return nodes.call("map_new", nodes.tuple_(flat))


def _map_update(g: FunctionGen, e: core.MapUpdate) -> ast.expr:
    flat = g.exprs([e.map, *[x for _, k, v in e.pairs for x in (k, v)]])
    pos = g.pos(e.line)
    if len(e.pairs) == 1:
        fn = "map_update_one" if e.pairs[0][0] else "map_put_one"
        return nodes.call(fn, *flat, **pos)
    exact = nodes.const(tuple([exact for exact, _, _ in e.pairs]))
    fn = "map_change_typed" if g.module.shell else "map_change"
    return nodes.call(fn, flat[0], nodes.tuple_(flat[1:]), exact, **pos)


def _bin(g: FunctionGen, e: core.Bin) -> ast.expr:
    from pyerlshell.compiler.to_python import bits

    return bits.construct(g, e)


def checked(value: ast.expr, pos: dict[str, int]) -> ast.expr:
    """The value of a call that may have returned TAIL."""

    def make(name: str, inner: ast.expr) -> tuple[ast.expr, ast.expr]:
        return nodes.is_(nodes.walrus(name, inner), nodes.name("TAIL")), nodes.call("run", **pos)

    test, otherwise = make("r", value)
    made = nodes.if_else(test, otherwise, nodes.name("r"))
    made.checked = (value, make, ())  # type: ignore[attr-defined]
    return made


def _call(g: FunctionGen, e: core.Call) -> ast.expr:
    key = f"{e.name}/{len(e.args)}"
    if key not in g.module.defined:
        return _undefined_call(g, e)
    args = g.exprs(e.args)
    pos = g.pos(e.line, TAIL_COLUMN if key in g.module.never and not g.trying else 0)
    value = nodes.apply(nodes.name(key), args, pos)
    return checked(value, pos) if key in g.module.tails.may_tail else value


def _undefined_call(g: FunctionGen, e: core.Call) -> ast.expr:
    """In the shell: a command or a user's function, found when it is called."""
    args = g.exprs(e.args)
    pos = g.pos(e.line)
    return checked(nodes.call("__local__", g.atom(e.name), nodes.tuple_(args), **pos), pos)


def call_target(g: FunctionGen, e: core.Remote) -> tuple[ast.expr, list[ast.expr]]:
    """The Python function that the remote call means, and its arguments."""
    if is_fixed(e):
        cell = g.module.cell(e.module.value.name, e.name.value.name, len(e.args))  # type: ignore[union-attr]
        return nodes.attr_at(cell, "fn", g.pos(e.line)), g.exprs(e.args)
    values = g.exprs((e.module, e.name, *e.args))
    module, name = values[0], values[1]
    if any(type(v) not in SIMPLE for v in values):
        values = [g.simple(v) for v in values]
        module, name = values[0], values[1]
    args = nodes.tuple_(values[2:])
    finder = "typed_function" if g.module.shell else "remote_function"
    return nodes.call(finder, module, name, args, **g.pos(e.line)), values[2:]


def is_fixed(e: core.Remote) -> bool:
    return (
        type(e.module) is core.Lit
        and type(e.module.value) is Atom
        and type(e.name) is core.Lit
        and type(e.name.value) is Atom
    )


def never_tail(e: core.Remote) -> bool:
    return (
        type(e.module) is core.Lit
        and e.module.value is a.erlang
        and type(e.name) is core.Lit
        and type(e.name.value) is Atom
        and known.never_tail(e.name.value.name, len(e.args))
    )


def _remote(g: FunctionGen, e: core.Remote) -> ast.expr:
    fn, args = call_target(g, e)
    value = nodes.apply(fn, args, g.pos(e.line))
    return value if never_tail(e) else checked(value, g.pos(e.line))


def is_own_name(g: FunctionGen, e: core.Apply) -> bool:
    """Whether a named fun calls itself."""
    return type(e.fun) is core.Var and f"{e.fun.name}/{len(e.args)}" == g.self_key


def _apply(g: FunctionGen, e: core.Apply) -> ast.expr:
    if is_own_name(g, e):
        value = nodes.apply(nodes.name(g.label), g.exprs(e.args), g.pos(e.line))
        return checked(value, g.pos(e.line)) if g.self_may_tail else value
    fun, *args = g.names((e.fun, *e.args))
    if type(fun) is ast.Constant:
        return nodes.call("bad_call", fun, nodes.tuple_(list(args)), **g.pos(e.line))
    pos = g.pos(e.line, g.module.operation("fun", fun, args))
    return checked(nodes.apply(fun, list(args), pos), g.pos(e.line))


def _fun(g: FunctionGen, e: core.Fun) -> ast.expr:
    g.module.add_fun(e)
    if not e.free:
        return nodes.name(e.label)
    return nodes.call("mk" + e.label, *[g.var(v) for v in e.free])


def _fun_local(g: FunctionGen, e: core.FunLocal) -> ast.expr:
    key = f"{e.name}/{e.arity}"
    if key not in g.module.defined:
        return nodes.call("__local_fun__", g.atom(e.name), nodes.const(e.arity))
    return nodes.name(g.module.local_fun(e))


def _fun_remote(g: FunctionGen, e: core.FunRemote) -> ast.expr:
    return nodes.call("external_fun", *g.exprs((e.module, e.name, e.arity)), **g.pos(e.line))


EXPR.update(
    {
        core.Lit: _lit,
        core.Var: _var,
        core.Tuple: _tuple,
        core.Cons: _cons,
        core.MapNew: _map_new,
        core.MapUpdate: _map_update,
        core.Bin: _bin,
        core.Call: _call,
        core.Remote: _remote,
        core.Apply: _apply,
        core.Fun: _fun,
        core.FunLocal: _fun_local,
        core.FunRemote: _fun_remote,
    }
)


def _store_call(g: FunctionGen, fn: ast.expr, args: list[ast.expr]) -> None:
    """P.a = args; P.f = fn; return TAIL."""
    registers = nodes.name("P")
    g.emit(nodes.assign_to([nodes.store_attr(registers, "a")], nodes.tuple_(args)))
    g.emit(nodes.assign_to([nodes.store_attr(registers, "f")], fn))
    g.emit(nodes.return_(nodes.name("TAIL")))


def tail_call(g: FunctionGen, fn: ast.expr, args: list[ast.expr], line: int) -> None:
    """A call through the registers. Where a list is being built this is only a tail call while it
    is empty.
    """
    if not g.modulo_cons:
        _store_call(g, fn, args)
        return
    fn = g.simple(fn) if type(fn) is not ast.Attribute else fn
    args = [g.simple(v) for v in args]
    empty: list[ast.stmt] = []
    with g.into_block(empty):
        _store_call(g, fn, args)
    g.emit(nodes.if_(nodes.is_(nodes.name("last"), nodes.name("first")), empty))
    g.return_value(checked(nodes.apply(fn, args, g.pos(line)), g.pos(line)))


def _into_call(g: FunctionGen, e: core.Call, dest: Dest) -> None:
    key = f"{e.name}/{len(e.args)}"
    if dest is not RETURN:
        g.put(_call(g, e), dest)
    elif key == g.self_call:
        self_tail_call(g, e.args)
    elif key not in g.module.defined:
        g.put(_undefined_call(g, e), dest)
    elif g.module.tails.same_cycle(g.key, key):
        tail_call(g, nodes.name(key), g.exprs(e.args), e.line)
    elif g.modulo_cons and key in g.module.tails.may_tail:
        tail_call(g, nodes.name(key), g.exprs(e.args), e.line)
    else:
        args = g.exprs(e.args)
        g.put(nodes.apply(nodes.name(key), args, g.pos(e.line, TAIL_COLUMN)), dest)


def self_tail_call(g: FunctionGen, args: tuple[core.Expr, ...]) -> None:
    """params = args; continue."""
    g.looped = True
    moved = [(c, e) for p, e in zip(g.params, args) if (c := g.contexts.get(p)) is not None]
    values = g.exprs(args)
    changed = [
        (p, v, e)
        for p, v, e in zip(g.params, values, args)
        if not ((type(v) is ast.Name and v.id == p) or _is_position(g, p, e))
    ]
    if len(changed) == 1 or _in_sequence(changed):
        for p, v, _ in changed:
            g.emit(nodes.store(p, v))
    elif changed:
        names = [p for p, _, _ in changed]
        g.emit(nodes.unpack(names, nodes.tuple_([v for _, v, _ in changed])))
    for context, e in moved:
        _move_context(context, e, g)
    g.block.extend(g.restart)
    g.emit(nodes.CONTINUE)


def _is_position(g: FunctionGen, param: str, e: core.Expr) -> bool:
    """A tail of this parameter's binary that is no more than a position in it."""
    context = g.contexts.get(param)
    return context is not None and type(e) is core.Var and e.name in context.tails


def _move_context(context: Any, e: core.Expr, g: FunctionGen) -> None:
    """The next turn goes on in the same buffer, or opens what was passed."""
    if type(e) is core.Var and e.name in context.tails:
        start = context.names[1]
        g.put(context.tails[e.name], start)
    elif not (type(e) is core.Var and e.name == context.param):
        g.emit(bits_context.opening(context))


def _in_sequence(changed: list[tuple[str, ast.expr, core.Expr]]) -> bool:
    """Whether no value reads a parameter that is assigned before it."""
    assigned: set[str] = set()
    for p, v, e in changed:
        if assigned and not (type(v) in SIMPLE and getattr(v, "id", "") not in assigned):
            reads = _reads(e)
            if reads is None or reads & assigned:
                return False
        assigned.add(p)
    return True


def _reads(e: core.Expr) -> set[str] | None:
    """The variables that a small expression reads; None if it is not small."""
    if type(e) is core.Var:
        return {e.name}
    if type(e) is core.Lit:
        return set()
    if type(e) is core.Bif:
        out: set[str] = set()
        for arg in e.args:
            found = _reads(arg)
            if found is None:
                return None
            out |= found
        return out
    if type(e) is core.Cons and len(e.items) < 4:
        return _reads(core.Bif("", (*e.items, e.tail), 0))
    return None


def _into_remote(g: FunctionGen, e: core.Remote, dest: Dest) -> None:
    if dest is RETURN and is_fixed(e):
        _last_call(g, e)
    elif dest is RETURN:
        fn, args = call_target(g, e)
        tail_call(g, fn, args, e.line)
    else:
        g.put(_remote(g, e), dest)


def _last_call(g: FunctionGen, e: core.Remote) -> None:
    """A remote call in tail position. A BIF is called, so that its failure shows this function."""
    module, name = e.module.value.name, e.name.value.name  # type: ignore[union-attr]
    fn, args = call_target(g, e)
    if is_builtin(module, name, len(args)):
        value = nodes.apply(fn, args, g.pos(e.line))
        if module != "erlang" or (g.modulo_cons and not never_tail(e)):
            value = checked(value, g.pos(e.line))
        g.return_value(value)
    elif never_tail(e):
        g.return_value(nodes.apply(fn, args, g.pos(e.line, TAIL_COLUMN)))
    else:
        tail_call(g, fn, args, e.line)


def _into_apply(g: FunctionGen, e: core.Apply, dest: Dest) -> None:
    if dest is not RETURN:
        g.put(_apply(g, e), dest)
        return
    if is_own_name(g, e) and e.fun.name == g.self_call:  # type: ignore[union-attr]
        self_tail_call(g, e.args)
        return
    fun, *args = g.exprs((e.fun, *e.args))
    if type(fun) not in SIMPLE or g.modulo_cons:
        fun, *args = [g.simple(v) for v in (fun, *args)]
    tail_call(g, _callable(g, fun, args, e.line), args, e.line)


def _callable(g: FunctionGen, fun: ast.expr, args: list[ast.expr], line: int) -> ast.expr:
    """The fun if it can be called so. The trampoline that calls it is too late to say where."""
    pos = g.pos(line)
    wrong = nodes.apply(nodes.name("bad_call"), [fun, nodes.tuple_(args)], pos)
    if type(fun) is ast.Constant:
        return wrong
    if all(type(v) in SIMPLE for v in args):
        given = nodes.tuple_(args)
    else:
        given = nodes.attr(nodes.name("P"), "a")
    count = nodes.attr(nodes.attr(fun, "__code__"), "co_argcount")
    right = nodes.compare(count, nodes.EQ, nodes.const(len(args)))
    wrong = nodes.apply(nodes.name("bad_call"), [fun, given], pos)
    return nodes.if_else(nodes.both(nodes.type_is(fun, "Fun"), right), fun, wrong)


def _into_cons(g: FunctionGen, e: core.Cons, dest: Dest) -> None:
    if dest is RETURN and g.modulo_cons and is_self_call(g, e.tail):
        last = nodes.name("last")
        for head in e.items:
            targets = [nodes.store_index(last, 1), nodes.target("last")]
            g.emit(nodes.assign_to(targets, nodes.cell(g.expr(head), nodes.NONE)))
        assert type(e.tail) is core.Call
        if g.sites:
            g.emit(nodes.assign("site", nodes.const(e.tail.line)))
        self_tail_call(g, e.tail.args)
    else:
        g.put(_cons(g, e), dest)


def is_self_call(g: FunctionGen, e: core.Expr) -> bool:
    return type(e) is core.Call and f"{e.name}/{len(e.args)}" == g.self_call


def _into_constant(g: FunctionGen, e: core.Lit | core.Var, dest: Dest) -> None:
    if dest is not DROP:
        g.put(g.expr(e), dest)


INTO.update(
    {
        core.Call: _into_call,
        core.Remote: _into_remote,
        core.Apply: _into_apply,
        core.Cons: _into_cons,
        core.Lit: _into_constant,
        core.Var: _into_constant,
    }
)
