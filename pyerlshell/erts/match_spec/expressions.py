"""Guards and bodies as Python functions `expr(b)`, where `b` is what the head has bound.

`b[0]` is the whole object, the last of `b` the context (tracing), what lies between the variables.
A function that fails raises ErlError.

OTP: erl_db_util.c (dmc_expr)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from pyerlshell.erts.errors import ErlError, badarg
from pyerlshell.erts.machine import P
from pyerlshell.erts.match_spec import forms
from pyerlshell.erts.match_spec.patterns import SpecError, Variables, variable
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.maps import from_stored, is_map, key
from pyerlshell.terms.order import compare, equal, exact_equal
from pyerlshell.terms.records import Record
from pyerlshell.terms.types import Term

__preempt__ = True

_DEEPEST: Final = 4000
EXCESSIVE: Final = "Excessive nesting; system limit reached near: "
_LONG: Final = 60
"""Characters of a term that an error text shows."""


Expr = Callable[[list[Any]], Any]
Function = Callable[..., Any]

_EXIT: Final = a.EXIT
_true: Final = a.true
_false: Final = a.false
_WHOLE: Final = a.__getattr__("$_")
_ALL: Final = a.__getattr__("$$")


class Scope:
    """What an expression is compiled with: its variables, and where functions come from.

    `function(name, arity)` gives the Python function of an Erlang function of `erlang`.
    """

    def __init__(
        self, variables: Variables, function: Callable[[Atom, int], Function], tracing: bool
    ) -> None:
        self.variables = variables
        self.function = function
        self.tracing = tracing
        self.guard = False
        self.depth = 0
        self.errors: list[str] = []


class TooDeepSpecError(SpecError):
    """An expression is nested too deep to be compiled at all."""


def compile_expression(x: Any, scope: Scope) -> Expr:
    """The function of an expression. What is wrong is added to the scope's errors, and does not
    keep from looking at what stands beside it. Raises TooDeepSpecError."""
    try:
        return _compiled(x, scope)
    except TooDeepSpecError:
        raise
    except SpecError as e:
        scope.errors.append(str(e))
        return _constant(None)


def _compiled(x: Any, scope: Scope) -> Expr:
    t = type(x)
    if t is Atom:
        return _atom(x, scope)
    if t is tuple or t is list or is_map(x):
        scope.depth += 1
        if scope.depth > _DEEPEST:
            raise TooDeepSpecError(EXCESSIVE + _shown(x)[:_LONG])
        try:
            return (_tuple if t is tuple else _list if t is list else _map)(x, scope)
        finally:
            scope.depth -= 1
    return _constant(x)


def _from_last(items: Sequence[Any], scope: Scope) -> list[Expr]:
    """Expressions side by side: the last one is compiled first, which the order of errors shows."""
    return [compile_expression(item, scope) for item in reversed(items)][::-1]


def _constant(value: Any) -> Expr:
    return lambda b: value


def _atom(x: Atom, scope: Scope) -> Expr:
    if x is _WHOLE:
        return lambda b: b[0]
    if x is _ALL:
        places = scope.variables.in_order()
        if scope.tracing and not places:
            return lambda b: None
        return lambda b: to_list([b[i] for i in places])
    n = variable(x)
    if n is None:
        return _constant(x)
    place = scope.variables.places.get(n)
    if place is None:
        raise SpecError(f"Variable ${n} is unbound.")
    return lambda b: b[place]


def _list(x: Any, scope: Scope) -> Expr:
    items: list[Expr] = []
    while type(x) is list:
        items.append(compile_expression(x[0], scope))
        x = x[1]
    end = compile_expression(x, scope) if x is not None else None
    return lambda b: to_list([item(b) for item in items], end(b) if end is not None else None)


def _map(x: Any, scope: Scope) -> Expr:
    pairs = [_from_last((getattr(k, "term", k), v), scope) for k, v in x.items()]
    return lambda b: from_stored({key(k(b)): v(b) for k, v in pairs})


def _tuple(x: tuple[Any, ...], scope: Scope) -> Expr:
    if len(x) == 1 and type(x[0]) is tuple:
        parts = _from_last(x[0], scope)
        return lambda b: tuple([part(b) for part in parts])
    if not x or type(x[0]) is not Atom:
        raise SpecError(f"{_shown(x)} is neither a function call, nor a tuple "
                        "(tuples are written {{ ... }}).")  # fmt: skip
    name = x[0].name
    form = _FORMS.get(name)
    if form is not None:
        return form(x, scope)
    if name in forms.TRACE_FORMS:
        return _trace_form(x, scope)
    return _call(x, scope)


def _shown(x: Term) -> str:
    from pyerlshell.terms.display import display_text  # few specifications are wrong

    return display_text(x)


def _name(x: Atom) -> str:
    """The runtime quotes no reserved words."""
    return x.name if x.name.isascii() and x.name.isalpha() and x.name.islower() else _shown(x)


# Functions


def _call(x: tuple[Any, ...], scope: Scope) -> Expr:
    name, arity = x[0], len(x) - 1
    tracing = (name.name, arity) in forms.TRACE_FUNCTIONS
    if tracing and not scope.tracing:
        raise SpecError(f"Function {name.name}/{arity} cannot be called in this context.")
    if not tracing and (name.name, arity) not in forms.FUNCTIONS:
        raise SpecError(f"Function {_name(name)}/{arity} does_not_exist.")
    args = _from_last(x[1:], scope)
    if tracing:
        return _act(name.name, args)
    if arity == 2 and name.name in _COMPARISONS:
        return _comparison(_COMPARISONS[name.name], args[0], args[1])
    if name.name == "is_record":
        return _may_fail(_is_record(args), scope)
    return _may_fail(_apply(scope.function(name, arity), args), scope)


def _may_fail(expression: Expr, scope: Scope) -> Expr:
    """In a guard a failure ends the clause; in a body it is the value 'EXIT'."""
    if scope.guard:
        return expression

    def safe(b: list[Any]) -> Any:
        try:
            return expression(b)
        except ErlError:
            return _EXIT

    return safe


def _apply(f: Function, args: list[Expr]) -> Expr:
    if len(args) == 1:
        first = args[0]
        return lambda b: f(first(b))
    if len(args) == 2:
        first, second = args
        return lambda b: f(first(b), second(b))
    return lambda b: f(*[arg(b) for arg in args])


def _comparison(test: Callable[[Any, Any], bool], left: Expr, right: Expr) -> Expr:
    return lambda b: _true if test(left(b), right(b)) else _false


_COMPARISONS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "=:=": exact_equal,
    "=/=": lambda x, y: not exact_equal(x, y),
    "==": equal,
    "/=": lambda x, y: not equal(x, y),
    "<": lambda x, y: compare(x, y) < 0,
    ">": lambda x, y: compare(x, y) > 0,
    "=<": lambda x, y: compare(x, y) <= 0,
    ">=": lambda x, y: compare(x, y) >= 0,
}


def _is_record(args: list[Expr]) -> Expr:
    def is_record(b: list[Any]) -> Term:
        x, tag, size = [arg(b) for arg in args]
        if type(tag) is not Atom or type(size) not in (int, Atom):
            raise badarg(x, tag, size)
        if type(size) is Atom:
            return _true if type(x) is Record and x[0].words()[:2] == (tag, size) else _false
        return _true if type(x) is tuple and len(x) == size and x and x[0] is tag else _false

    return is_record


# Special forms


def _const(x: tuple[Any, ...], scope: Scope) -> Expr:
    if len(x) != 2:
        raise SpecError(f"Special form 'const' called with more than one argument in {_shown(x)}.")
    return _constant(x[1])


def _self(x: tuple[Any, ...], scope: Scope) -> Expr:
    if len(x) != 1:
        raise SpecError(f"Special form 'self' called with arguments in {_shown(x)}.")
    return lambda b: P.cur.pid


def _lazy(stop: Atom) -> Callable[[tuple[Any, ...], Scope], Expr]:
    """andalso and orelse, of one argument and more: the value of the last that was asked."""

    def form(x: tuple[Any, ...], scope: Scope) -> Expr:
        *before, last = [compile_expression(arg, scope) for arg in _parts(x)]

        def lazy(b: list[Any]) -> Term:
            for part in before:
                value = part(b)
                if value is stop:
                    return stop
                if value is not _true and value is not _false:
                    raise badarg()
            return last(b)

        return _may_fail(lazy, scope)

    return form


def _eager(stop: Atom) -> Callable[[tuple[Any, ...], Scope], Expr]:
    """and and or, of one argument and more: all are asked, and must be true or false."""
    other = _false if stop is _true else _true

    def form(x: tuple[Any, ...], scope: Scope) -> Expr:
        parts = _from_last(_parts(x), scope)

        def eager(b: list[Any]) -> Term:
            result = other
            for part in parts:
                value = part(b)
                if value is stop:
                    result = stop
                elif value is not other:
                    raise badarg()
            return result

        return _may_fail(eager, scope)

    return form


def _parts(x: tuple[Any, ...]) -> tuple[Any, ...]:
    if len(x) == 1:
        name = _name(x[0])
        raise SpecError(f"Special form '{name}' called without arguments in {{{name}}}.")
    return x[1:]


def _trace_form(x: tuple[Any, ...], scope: Scope) -> Expr:
    name = x[0].name
    if not scope.tracing:
        said = "set_seq_trace" if name == "set_seq_token" else name
        raise SpecError(f"Special form '{said}' used in wrong dialect.")
    if scope.guard and name in forms.BODY_ONLY:
        raise SpecError(f"Special form '{name}' called in guard context.")
    arities = forms.TRACE_FORMS[name]
    if len(x) - 1 not in arities:
        what = "arguments" if arities == (0,) else "wrong number of arguments"
        raise SpecError(f"Special form '{name}' called with {what} in {_shown(x)}.")
    if name == "current_stacktrace" and len(x) == 2 and not (type(x[1]) is int and x[1] >= 0):
        raise SpecError(f"Special form '{name}' called with wrong argument in {_shown(x)}.")
    return _act(name, _from_last(x[1:], scope))


def _act(name: str, args: list[Expr]) -> Expr:
    return lambda b: b[-1].act(name, [arg(b) for arg in args])


_FORMS: Final[dict[str, Callable[[tuple[Any, ...], Scope], Expr]]] = {
    "const": _const,
    "self": _self,
    "and": _eager(_false),
    "or": _eager(_true),
    "andalso": _lazy(_false),
    "orelse": _lazy(_true),
}
