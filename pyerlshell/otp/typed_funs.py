"""Funs that were typed at the prompt or made by erl_eval, as terms and back.

To programs such a fun is one of erl_eval's, and its environment is what an evaluator needs: where
it stands, its bindings, what calls of local functions mean, and its clauses. So it can be written
out like any other fun, and be made again from what was written.

OTP: the funs of erl_eval (expr/6), shell (its handlers of calls)
"""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType
from typing import TYPE_CHECKING, Any, Final

from pyerlshell.erts.errors import error
from pyerlshell.erts.machine import TAIL, P, run
from pyerlshell.terms import funs
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import from_list, to_list
from pyerlshell.terms.types import Term

if TYPE_CHECKING:
    from pyerlshell.erts.node import Node
    from pyerlshell.terms.etf import FunParts

LocalCall = Callable[[Atom, tuple[Term, ...]], Any]
_UNIQ: Final = 54690634  # of the module shell
_MD5: Final = b"\0" * 12 + _UNIQ.to_bytes(4, "big")
_INDEXES: Final = {23: "-eval-/3", 5: "-value-/3"}


class TypedFuns:
    """What a node's shell does with calls of local functions: the newest evaluator's way."""

    __slots__ = ("local",)

    def __init__(self, _node: Node) -> None:
        self.local: LocalCall | None = None

    def decoded(self, parts: FunParts, env: tuple[Term, ...]) -> FunctionType | None:
        """The fun that was written out with this environment; None if it is none of these."""
        if parts.module is a.shell and parts.old_uniq == _UNIQ and parts.old_index in _INDEXES:
            return _HANDLERS[parts.old_index]
        if parts.module is not a.erl_eval or len(env) != 1 or type(env[0]) is not tuple:
            return None
        made = _from_environment(env[0])
        return made if type(made) is FunctionType else None


def shell_handlers() -> tuple[Term, Term]:
    """What the environment of a fun typed at the prompt says of local and remote calls."""
    return (a.eval, _HANDLERS[23]), (a.value, _HANDLERS[5])


def is_shell_handler(fun: Term) -> bool:
    """It is the fun by which the shell calls its local functions."""
    return type(fun) is FunctionType and fun.__globals__ is _NAMESPACE


def named_entries(forms: dict[str, Any]) -> dict[str, tuple[int, int]]:
    """The fun table of an expression: its named funs, which have an index of their own."""
    entry = (funs.SHELL_NAMED_INDEX, funs.SHELL_UNIQ)
    named = [x for x, form in forms.items() if type(form) is tuple and form[0] is a.named_fun]
    return dict.fromkeys(named, entry)


def check_sum(fun: FunctionType) -> bytes:
    """The 16 bytes by which the module of a local fun is known."""
    namespace = fun.__globals__
    if "__shell__" in namespace:
        return funs.SHELL_MD5
    if namespace is _NAMESPACE:
        return _MD5
    version = namespace.get("__version__")
    found: bytes = getattr(getattr(version, "code", None), "md5", b"\0" * 16)
    return found


def free_values(fun: FunctionType) -> tuple[Term, ...]:
    """The environment of a local fun as programs see it."""
    namespace = fun.__globals__
    form: Any = namespace.get("__fun_forms__", {}).get(fun.__code__.co_name)
    if form is None:
        return funs.environment(fun)
    local, remote = namespace.get("__handlers__", (a.none, a.none))
    named = form[0] is a.named_fun
    clauses = form[3] if named else form[2][1]
    env: tuple[Term, ...] = (form[1], _bindings(fun, form), local, remote, {}, clauses)
    return ((*env, form[2]) if named else env,)


def _bindings(fun: FunctionType, form: Term) -> Term:
    """The compiler calls some variables `Name@7`: those that Python has another meaning for."""
    own = _variables(form)
    pairs: list[tuple[Atom, Term]] = []
    for name, cell in zip(fun.__code__.co_freevars, fun.__closure__ or ()):
        if cell.cell_contents is fun:
            continue
        plain, _, number = name.rpartition("@")
        renamed = name not in own and plain and number.isdigit()
        pairs.append((atom(plain if renamed else name), cell.cell_contents))
    pairs.sort(key=lambda pair: pair[0].name)
    return to_list([*pairs])


def _variables(form: Term) -> set[str]:
    names: set[str] = set()
    todo: list[Any] = [form]
    while todo:
        node = todo.pop()
        if type(node) is tuple:
            if len(node) == 3 and node[0] is a.var and type(node[2]) is Atom:
                names.add(node[2].name)
            todo.extend(node)
        elif type(node) is list:
            todo.extend(node)
    return names


def _from_environment(env: tuple[Any, ...]) -> Term:
    """The fun, made by the evaluator from its clauses."""
    if len(env) == 7:
        location, bindings, local, remote, _, clauses, name = env
        form: Term = (a.named_fun, location, name, clauses)
    elif len(env) == 6:
        location, bindings, local, remote, _, clauses = env
        form = (a.fun, location, (a.clauses, clauses))
    else:
        return None
    evaluate = P.cur.node.code.cell(a.erl_eval, a.expr, 4).fn
    result: Any = evaluate(form, bindings, local, remote)
    if result is TAIL:
        result = run()
    value: Term = result[1]
    return value


def _called(name: Any, args: Term, bindings: Term) -> Any:
    """A local function, called by who took the handler out of an environment."""
    result: Any = P.cur.node.code.cell(a.erl_eval, a.expr_list, 2).fn(args, bindings)
    if result is TAIL:
        result = run()
    local = P.cur.node.part(TypedFuns).local
    if local is None:
        raise error(a.undef)
    value = local(name, tuple(from_list(result[0])))
    if value is TAIL:
        value = run()
    return (a.value, value, bindings)


def _applied(_place: Term, fun: Any, args: Term) -> Any:
    return P.cur.node.code.cell(a.erlang, a.apply, 2).fn(fun, args)


_NAMESPACE: Final[dict[str, Any]] = {
    **{
        name: globals()[name]
        for name in ("P", "TAIL", "TypedFuns", "a", "error", "from_list", "run")
    },
    "__erl_module__": a.shell,
    "__funs__": {label: (index, _UNIQ) for index, label in _INDEXES.items()},
}


def _handler(f: FunctionType, label: str) -> FunctionType:
    code = f.__code__.replace(co_name=label, co_qualname=label)
    return FunctionType(code, _NAMESPACE, label)


_HANDLERS: Final = {
    23: _handler(_called, _INDEXES[23]),  # type: ignore[arg-type]
    5: _handler(_applied, _INDEXES[5]),  # type: ignore[arg-type]
}
