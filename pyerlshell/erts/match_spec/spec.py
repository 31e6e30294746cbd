"""A match specification, checked and compiled once.

    spec = compile_spec(node, term)           # for tables; raises SpecErrors
    value = spec.run(obj)                     # NO_MATCH if no clause fits
    spec = compile_spec(node, term, TRACE)    # for tracing: heads match lists of arguments
    value = spec.run_call(args, context)

Each clause is a head, guards that must all be true, and a body whose last expression is the value.
A guard that fails is false; a body expression that fails gives 'EXIT'.

OTP: erl_db_util.c (db_match_compile, db_prog_match)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, Protocol

from pyerlshell.erts.errors import ErlError
from pyerlshell.erts.match_spec.expressions import EXCESSIVE, Expr, Scope, compile_expression
from pyerlshell.erts.match_spec.patterns import (
    Match,
    SpecError,
    Variables,
    compile_pattern,
)
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import ImproperList, from_list
from pyerlshell.terms.types import Term

if TYPE_CHECKING:
    from pyerlshell.erts.node import Node

__preempt__ = True

TABLE: Final = "table"
TRACE: Final = "trace"
NO_MATCH: Final = object()
_true: Final = a.true


class Context(Protocol):
    """What the special forms of tracing do: `act("message", [Term])` and so on."""

    def act(self, name: str, args: list[Term]) -> Term:
        """Do what the form says."""


class SpecErrors(Exception):
    """`args[0]`: the texts of all that is wrong."""


class TooDeepError(SpecErrors):
    """It would be right if it were not so deep: system_limit."""


class Clause:
    """One compiled clause."""

    __slots__ = ("body", "empty", "guards", "match", "places")

    def __init__(
        self, places: int, match: Match | None, guards: tuple[Expr, ...], body: tuple[Expr, ...]
    ) -> None:
        self.places = places
        self.match = match
        self.guards = guards
        self.body = body
        self.empty: list[Any] = [None] * (places + 2)


class MatchSpec:
    """A compiled specification. `source` is the term that it was made of."""

    __slots__ = ("__weakref__", "clauses", "dialect", "source")

    def __init__(self, clauses: list[Clause], dialect: str, source: Term) -> None:
        self.clauses = clauses
        self.dialect = dialect
        self.source = source

    def run(self, x: Term, context: Context | None = None) -> Any:
        """The value for an object, or NO_MATCH."""
        for clause in self.clauses:
            b = clause.empty.copy()
            b[0] = x
            if clause.match is None or clause.match(x, b):
                b[-1] = context
                if not clause.guards or _holds(clause.guards, b):
                    return _value(clause.body, b)
        return NO_MATCH


def _holds(guards: tuple[Expr, ...], b: list[Any]) -> bool:
    try:
        for guard in guards:
            if guard(b) is not _true:
                return False
    except ErlError:
        return False
    return True


def _value(body: tuple[Expr, ...], b: list[Any]) -> Any:
    value: Any = _true
    for expression in body:
        value = expression(b)
    return value


Finder = Callable[[Atom, int], Callable[..., Any]]


def compile_spec(node: Node, term: Term, dialect: str = TABLE) -> MatchSpec:
    """Compile a specification. Raises SpecErrors."""

    def find(name: Atom, arity: int) -> Callable[..., Any]:
        cell = node.code.cell(a.erlang, name, arity)
        node.code.autoload(cell)
        return cell.fn

    clauses = []
    for part in _parts(term):
        errors: list[str] = []
        clauses.append(_clause(part, find, dialect, errors))
        if errors:
            raise (TooDeepError if errors[0].startswith(EXCESSIVE) else SpecErrors)(errors)
    return MatchSpec(clauses, dialect, term)


def _parts(term: Term) -> list[Any]:
    if type(term) is not list:
        raise SpecErrors(["Match programs are not in a list."])
    try:
        return from_list(term)
    except ImproperList:
        raise SpecErrors(["Match programs are not in a proper list."]) from None


def _clause(part: Any, find: Finder, dialect: str, errors: list[str]) -> Clause:
    if type(part) is not tuple or len(part) != 3:
        raise SpecErrors(["Match program part is not a tuple of arity 3."])
    head, guards, body = part
    variables = Variables()
    try:
        match = compile_pattern(head, variables)
    except SpecError as e:
        raise SpecErrors([str(e)]) from None
    scope = Scope(variables, find, dialect is TRACE)
    scope.errors = errors
    scope.guard = True
    tests = _expressions(guards, scope, errors)
    scope.guard = False
    if type(body) is not list and (dialect is TABLE or body is not None):
        errors.append("Body clause does not return anything.")
    actions = _expressions(body if type(body) is list else None, scope, errors)
    return Clause(len(variables.places), match, tests, actions)


def _expressions(terms: Term, scope: Scope, errors: list[str]) -> tuple[Expr, ...]:
    try:
        items = from_list(terms)
    except ImproperList:
        proper = "proper " if type(terms) is list else ""
        errors.append(f"Match expression is not a {proper}list.")
        return ()
    try:
        return tuple([compile_expression(item, scope) for item in items])
    except SpecError as e:
        errors.append(str(e))
        return ()
