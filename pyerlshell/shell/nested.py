"""Commands of the shell inside of larger expressions.

Most commands look at their arguments unevaluated. Where such a command is not a whole expression,
its arguments become data, and the call is like any other:

    lists:append(begin rd(r, {a}) end, [])    ... rd({atom,1,r}, {tuple,1,[{atom,1,a}]}) ...

`f()` and `f(X)` change bindings, which compiled code cannot. So a block that forgets is run as the
sequence that it is, and `P = f(X)` as f(X) and P = ok; elsewhere forgetting has no effect, as what
else the expression binds is given back at its end.

OTP: shell (local_func), which gets every call of a local function unevaluated
"""

from __future__ import annotations

import operator
from collections.abc import Container, Sequence
from typing import Any, Final, TypeAlias

from pyerlshell.syntax.erl_parse.literals import abstract, normalise
from pyerlshell.terms import lists
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Term

Names: TypeAlias = Container[tuple[str, int]]

_LEAVES: Final = frozenset((a.atom, a.integer, a.float, a.char, a.string, a.var, a.nil))


def called(expr: Any) -> tuple[str, int] | None:
    """Name and arity of the local function that the expression calls."""
    if type(expr) is not tuple or len(expr) != 4 or expr[0] is not a.call:
        return None
    target = expr[2]
    if type(target) is not tuple or target[0] is not a.atom or type(target[2]) is not Atom:
        return None
    return target[2].name, lists.length(expr[3])


def quoted(expr: Any, commands: Names) -> Term:
    """The expression with the arguments of these commands made data."""
    if type(expr) is list:
        items, tail = lists.split_tail(expr)
        made = [quoted(item, commands) for item in items]
        return expr if _are_same(made, items) else lists.to_list(made, tail)
    if type(expr) is not tuple or not expr or expr[0] in _LEAVES:
        return expr
    if called(expr) in commands:
        data = [abstract(form, expr[1]) for form in lists.iter_list(expr[3])]
        return (*expr[:3], lists.to_list(data))
    parts = [quoted(part, commands) for part in expr]
    return expr if _are_same(parts, expr) else tuple(parts)


def unquoted(expr: Any, commands: Names) -> Term:
    """The expression as it was typed: what `quoted` made data is forms again."""
    if type(expr) is list:
        items, tail = lists.split_tail(expr)
        return lists.to_list([unquoted(item, commands) for item in items], tail)
    if type(expr) is not tuple or not expr or expr[0] in _LEAVES:
        return expr
    if called(expr) in commands:
        return (*expr[:3], lists.to_list([normalise(x) for x in lists.iter_list(expr[3])]))
    return tuple([unquoted(part, commands) for part in expr])


def _are_same(made: list[Term], parts: Sequence[Term]) -> bool:
    return all(map(operator.is_, made, parts))


def steps(expr: Any) -> list[Term] | None:
    """The sequence that an expression which forgets bindings is run as; None for any other."""
    if type(expr) is not tuple:
        return None
    if expr[0] is a.block and _forgets_inside(expr):
        found: list[Term] = []
        for inner in lists.iter_list(expr[2]):
            found += steps(inner) or [inner]
        return found
    if expr[0] is a.match and called(expr[3]) in _FORGETTING:
        return [expr[3], (*expr[:3], (a.atom, expr[1], a.ok))]
    return None


_FORGETTING: Final = (("f", 0), ("f", 1))


def _forgets_inside(block: Any) -> bool:
    todo = [block]
    while todo:
        for inner in lists.iter_list(todo.pop()[2]):
            expr: Any = inner
            if called(expr) in _FORGETTING or steps(expr) is not None:
                return True
    return False
