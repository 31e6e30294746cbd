"""Expressions, one function for each kind of abstract node.

    {op, L, '+', {var,_,'X'}, {integer,_,1}}   ->   Bif("+", (Var("X"), Lit(1)), L)

OTP: v3_core
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from pyerlshell.compiler import bifs, core
from pyerlshell.compiler.core import Expr
from pyerlshell.compiler.to_core import tuple_calls
from pyerlshell.compiler.to_core.scope import Scope, cannot, line_of
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Term

ExprFn = Callable[[Scope, Any], Expr]
EXPR: Final[dict[Atom, ExprFn]] = {}

TRUE: Final = core.Lit(a.true)
FALSE: Final = core.Lit(a.false)
NIL: Final = core.Lit(None)


def node(*kinds: str) -> Callable[[ExprFn], ExprFn]:
    """Enter the function into EXPR under these kinds."""

    def enter(fn: ExprFn) -> ExprFn:
        for kind in kinds:
            EXPR[a.__getattr__(kind)] = fn
        return fn

    return enter


def expr(s: Scope, n: Any) -> Expr:
    fn = EXPR.get(n[0])
    if fn is None:
        cannot(n)
    return fn(s, n)


def items(term: Term) -> list[Any]:
    """The elements of a list of the abstract format."""
    out = []
    while type(term) is list:
        out.append(term[0])
        term = term[1]
    return out


def exprs(s: Scope, term: Term) -> tuple[Expr, ...]:
    """Operands, in order."""
    return tuple([expr(s, n) for n in s.operands(items(term))])


def body(s: Scope, term: Term) -> Expr:
    """A body: a sequence of expressions."""
    nodes = items(term)
    if len(nodes) == 1:
        return expr(s, nodes[0])
    return core.Seq(tuple([expr(s, n) for n in nodes]))


@node("integer", "float", "atom", "char")
def _literal(s: Scope, n: Any) -> Expr:
    return core.Lit(n[2])


@node("string")
def _string(s: Scope, n: Any) -> Expr:
    return core.Lit(n[2])


@node("nil")
def _nil(s: Scope, n: Any) -> Expr:
    return NIL


@node("var")
def _var(s: Scope, n: Any) -> Expr:
    variable = n[2].name
    if variable == "_":
        s.module.error(n[1], (a.unbound_var, n[2]))
        return NIL
    return core.Var(s.read(variable, n[1]))


@node("cons")
def _cons(s: Scope, n: Any) -> Expr:
    nodes = []
    while n[0] is a.cons:
        nodes.append(n[2])
        n = n[3]
    *heads, tail = [expr(s, node) for node in s.operands([*nodes, n])]
    return cons(heads, tail)


def cons(heads: list[Expr], tail: Expr) -> Expr:
    """`[Heads | Tail]`; a constant if all of it is."""
    if type(tail) is core.Lit and all(type(h) is core.Lit for h in heads):
        value = tail.value
        for h in reversed(heads):
            value = [h.value, value]  # type: ignore[union-attr]
        return core.Lit(value)
    return core.Cons(tuple(heads), tail)


@node("tuple")
def _tuple(s: Scope, n: Any) -> Expr:
    return make_tuple(exprs(s, n[2]))


def make_tuple(elements: tuple[Expr, ...]) -> Expr:
    if all(type(e) is core.Lit for e in elements):
        return core.Lit(tuple([e.value for e in elements]))  # type: ignore[union-attr]
    return core.Tuple(elements)


@node("map")
def _map(s: Scope, n: Any) -> Expr:
    line = line_of(n[1])
    if len(n) == 3:
        return core.MapNew(tuple([(expr(s, f[2]), expr(s, f[3])) for f in items(n[2])]), line)
    subject = expr(s, n[2])
    pairs = [(f[0] is a.map_field_exact, expr(s, f[2]), expr(s, f[3])) for f in items(n[3])]
    return core.MapUpdate(subject, tuple(pairs), line)


@node("match")
def _match(s: Scope, n: Any) -> Expr:
    from pyerlshell.compiler.to_core.patterns import pattern

    value = expr(s, n[3])
    return core.Match(pattern(s, n[2]), value, line_of(n[1]))


@node("op")
def _op(s: Scope, n: Any) -> Expr:
    name = n[2].name
    if len(n) == 4:
        operand = expr(s, n[3])
        folded = _folded(name, operand)
        return folded or core.Bif(name, (operand,), line_of(n[1]))
    if name in ("andalso", "orelse"):
        return _short_circuit(s, n, name)
    left, right = [expr(s, operand) for operand in s.operands((n[3], n[4]))]
    if name == "++" and n[3][0] is a.lc and not s.module.shell:
        return _onto(s, left, right, line_of(n[1]))
    return core.Bif(name, (left, right), line_of(n[1]))


def _onto(s: Scope, made: Expr, rest: Expr, line: int) -> Expr:
    """`[...||...] ++ Rest`: the compiler makes the list onto Rest, which is evaluated before it."""
    if type(rest) is core.Lit or type(rest) is core.Var:
        return core.Bif("++", (made, rest), line)
    name = s.fresh("rest")
    s.used.add(name)
    first = core.Match(core.PVar(name), rest, 0)
    return core.Seq((first, core.Bif("++", (made, core.Var(name)), line)))


def _folded(name: str, operand: Expr) -> Expr | None:
    """-1 is a literal, so that it can be compared and matched as one."""
    if name in ("-", "+") and type(operand) is core.Lit and type(operand.value) in (int, float):
        value: Any = operand.value
        return core.Lit(-value if name == "-" else value)
    return None


def _short_circuit(s: Scope, n: Any, name: str) -> Expr:
    left = expr(s, n[3])
    before = s.env
    s.env = dict(before)
    right = expr(s, n[4])
    inside = s.env
    s.unsafe_after(before, [inside], n[2], n[1])
    kind = core.And if name == "andalso" else core.Or
    return kind(left, right, line_of(n[1]))


@node("block")
def _block(s: Scope, n: Any) -> Expr:
    return body(s, n[2])


@node("catch")
def _catch(s: Scope, n: Any) -> Expr:
    before = s.env
    s.env = dict(before)
    value = expr(s, n[2])
    s.unsafe_after(before, [s.env], a.catch, n[1])
    return core.Catch(value, line_of(n[1]))


@node("remote")
def _remote(s: Scope, n: Any) -> Expr:
    s.module.error(n[1], a.illegal_expr)
    return NIL


@node("call")
def _call(s: Scope, n: Any) -> Expr:
    target = n[2]
    line = line_of(n[1])
    if target[0] is a.remote:
        return _remote_call(s, n, line)
    if target[0] is a.atom:
        return _local_call(s, target[2].name, n, line)
    if target[0] is a.tuple and _names_is_record(items(target[2])):
        return _remote_call(s, (a.call, n[1], (a.remote, n[1], *items(target[2])), n[3]), line)
    if _is_block(target, n[3]) and not s.module.shell:
        return _applied_at_once(s, target, exprs(s, n[3]))
    fun = expr(s, target)
    args = exprs(s, n[3])
    if type(fun) is core.FunLocal and fun.arity == len(args):
        return core.Call(fun.name, args, line)
    if type(fun) is core.FunRemote and fun.arity == core.Lit(len(args)):
        return core.Remote(fun.module, fun.name, args, line)
    return core.Apply(fun, args, line)


def _names_is_record(parts: list[Any]) -> bool:
    """`{erlang, is_record}(X, r)`, the only tuple that is still called."""
    return len(parts) == 2 and (parts[0][-1], parts[1][-1]) == (a.erlang, a.is_record)


def _is_block(target: Any, args: Term) -> bool:
    """Whether `(fun(V, ...) -> ... end)(...)` is called: one clause that takes anything."""
    if target[0] is not a.fun or target[2][0] is not a.clauses:
        return False
    clauses = items(target[2][1])
    if len(clauses) != 1 or clauses[0][3] is not None:
        return False
    heads = [head[2] if head[0] is a.var else None for head in items(clauses[0][2])]
    named = [head for head in heads if head is not a._]
    return None not in heads and len(set(named)) == len(named) and len(heads) == len(items(args))


def _applied_at_once(s: Scope, target: Any, args: tuple[Expr, ...]) -> Expr:
    """The body with its variables bound. As in the reference no fun is made, nor seen in a trace,
    but it has had its number.
    """
    clause = items(target[2][1])[0]
    with s.inner():
        given = [
            core.Match(core.PAny() if head[2] is a._ else core.PVar(s.bind(head[2].name)), arg, 0)
            for head, arg in zip(items(clause[2]), args)
        ]
        made = body(s, clause[4])
    s.numbering.fun()
    return core.Seq((*given, made))


def _remote_call(s: Scope, n: Any, line: int) -> Expr:
    module = expr(s, n[2][2])
    name = expr(s, n[2][3])
    if n[2][2][-1] is a.erlang and n[2][3][-1] is a.is_record:
        from pyerlshell.compiler.to_core.records import is_record_call

        given = items(n[3])
        found = is_record_call(s, given, line) if len(given) in (2, 3) else None
        if found is not None:
            return found
    args = exprs(s, n[3])
    if s.module.tuple_calls and type(module) is not core.Lit:
        return tuple_calls.call(s, module, name, args, line)
    return remote(module, name, args, line, s.module.shell)


def remote(
    module: Expr, name: Expr, args: tuple[Expr, ...], line: int, shell: bool = False
) -> Expr:
    """m:f(Args): a BIF of erlang that the generator knows, or a call through an export cell."""
    if type(module) is core.Lit and type(name) is core.Lit and type(name.value) is Atom:
        if module.value is a.erlang:
            found = bifs.direct(name.value.name, args, line)
            if found is not None:
                return found
        if module.value is a.maps and not shell and len(args) == 2:
            if name.value.name in bifs.MAPS_AS_ERLANG:
                return core.Bif(bifs.MAPS_AS_ERLANG[name.value.name], args, line)
    return core.Remote(module, name, args, line)


_EVERYWHERE: Final = frozenset((("module_info", 0), ("module_info", 1)))
"""Functions that every module has without defining them."""


def _local_call(s: Scope, name: str, n: Any, line: int) -> Expr:
    arity = len(items(n[3]))
    key = (name, arity)
    if key in s.module.local:
        return core.Call(name, exprs(s, n[3]), line)
    if (name == "is_record" and arity in (2, 3)) or (key == ("record", 2) and s.in_guard):
        from pyerlshell.compiler.to_core.records import is_record_call

        found = is_record_call(s, items(n[3]), line)
        if found is not None:
            return found
    if name == "record_info" and arity == 2:
        from pyerlshell.compiler.to_core.records import record_info

        return record_info(s, items(n[3]), n[1])
    args = exprs(s, n[3])
    if key in s.module.imported:
        module = core.Lit(a.__getattr__(s.module.imported[key]))
        return core.Remote(module, core.Lit(n[2][2]), args, line)
    if s.in_guard and arity == 1:
        name = bifs.OLD_TYPE_TESTS.get(name, name)
    if bifs.is_auto_imported(name, arity):
        return remote(core.Lit(a.erlang), core.Lit(a.__getattr__(name)), args, line)
    if key in _EVERYWHERE and not s.module.shell:
        return core.Remote(core.Lit(s.module.name), core.Lit(n[2][2]), args, line)
    if not s.module.shell:
        s.module.error(n[1], (a.undefined_function, (n[2][2], arity)))
    return core.Call(name, args, line)


@node("fun")
def _fun(s: Scope, n: Any) -> Expr:
    what = n[2]
    if what[0] is a.clauses:
        from pyerlshell.compiler.to_core.clauses import fun

        return fun(s, n, "", what[1])
    if len(what) == 3:
        return _fun_local(s, n, what[1].name, what[2])
    module, name, arity = (_name_or_expr(s, part) for part in what[1:4])
    return core.FunRemote(module, name, arity, line_of(n[1]))


def _name_or_expr(s: Scope, part: Any) -> Expr:
    return expr(s, part) if type(part) is tuple else core.Lit(part)


def _fun_local(s: Scope, n: Any, name: str, arity: int) -> Expr:
    line = line_of(n[1])
    key = (name, arity)
    if key not in s.module.local:
        if key in s.module.imported:
            module = core.Lit(a.__getattr__(s.module.imported[key]))
            return core.FunRemote(module, core.Lit(n[2][1]), core.Lit(arity), line)
        if bifs.is_auto_imported(name, arity):
            return core.FunRemote(core.Lit(a.erlang), core.Lit(n[2][1]), core.Lit(arity), line)
        if key in _EVERYWHERE and not s.module.shell:
            return core.FunRemote(core.Lit(s.module.name), core.Lit(n[2][1]), core.Lit(arity), line)
        if not s.module.shell:
            s.module.error(n[1], (a.undefined_function, (n[2][1], arity)))
    return core.FunLocal(name, arity, line)


@node("named_fun")
def _named_fun(s: Scope, n: Any) -> Expr:
    from pyerlshell.compiler.to_core.clauses import fun

    return fun(s, n, n[2].name, n[3])
