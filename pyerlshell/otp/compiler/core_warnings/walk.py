"""Through the functions of a module: what is bound where, and which values are used.

OTP: sys_core_fold
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final, TypeAlias

from pyerlshell.otp.compiler.core_warnings import clauses, failing
from pyerlshell.syntax.erl_internal import BIFS
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import from_list, list_to_string
from pyerlshell.terms.types import Term

Found: TypeAlias = tuple[Term, Atom, Term]
_FOLD: Final = a.sys_core_fold


def module(forms: Iterable[Any], file: str) -> list[tuple[str, Found]]:
    """The warnings for a correct module, each with the file it is about."""
    all_forms = list(forms)
    own = {(f[2], f[3]) for f in all_forms if f[0] is a.function}
    out: list[tuple[str, Found]] = []
    for form in all_forms:
        if form[0] is a.attribute and form[2] is a.file:
            file = list_to_string(form[3][0]) or file
        elif form[0] is a.function:
            out += [(file, found) for found in _Function(own).run(form)]
    return out


class _Function:
    """The walk through one function."""

    __slots__ = ("bound", "found", "own")

    def __init__(self, own: set[tuple[Atom, int]]) -> None:
        self.own = own
        self.bound: set[Atom] = set()
        self.found: list[Found] = []

    def run(self, form: Any) -> list[Found]:
        bodies = from_list(form[4])
        self.found += clauses.useless(bodies, set(), (form[2], form[3]))
        for clause in bodies:
            self.clause(clause, set(), used=True)
        return self.found

    def clause(self, clause: Any, bound: set[Atom], used: bool) -> None:
        outer, self.bound = self.bound, set(bound)
        self.bind(clause[2])
        self.body(clause[4], used)
        self.bound = outer

    def bind(self, pattern: Term) -> None:
        """The variables of a pattern have values from here on."""
        todo = [pattern]
        while todo:
            part = todo.pop()
            if type(part) is tuple and part and part[0] is a.var:
                self.bound.add(part[2])
            elif type(part) is tuple or type(part) is list:
                todo.extend(part)

    def body(self, exprs: Term, used: bool) -> None:
        while type(exprs) is list:
            self.expr(exprs[0], used if exprs[1] is None else False)
            exprs = exprs[1]

    def branches(self, node: Any, given: Term, used: bool) -> None:
        """The clauses of a case, if, receive, try or fun."""
        bodies = from_list(given)
        found = clauses.useless(bodies, self.bound)
        if len(found) == len(bodies) and node[0] is a.__getattr__("if"):
            self.warn(node, (a.nomatch, a.no_clause))
        self.found += found
        for clause in bodies:
            self.clause(clause, self.bound, used)
        self.bind(given)

    def warn(self, node: Any, descriptor: Term) -> None:
        if type(node[1]) is tuple:
            self.found.append((node[1], _FOLD, descriptor))

    def expr(self, node: Any, used: bool = True) -> None:
        if type(node) is not tuple or not node or type(node[0]) is not Atom:
            return
        visit = _KINDS.get(node[0])
        if visit is not None:
            visit(self, node, used)
            return
        if not used and node[0] in _TERMS:
            self.warn(node, (a.ignored, a.useless_building))
        self.parts(node)

    def parts(self, node: Any) -> None:
        """The expressions in an expression, whose values are used."""
        for child in node[2:]:
            if type(child) is list:
                for item in from_list(child):
                    self.expr(item)
            else:
                self.expr(child)

    def operation(self, node: Any, used: bool) -> None:
        self.parts(node)
        called = failing.operation(node)
        if called is None or not self.is_bif(node, called[0]):
            return
        mfa, args = called
        if failing.is_pure(mfa):
            known = (a.erlang, a.map_get, 2) if mfa[0] is a.maps else mfa
            reason = failing.failure(known, args)
            if reason is not None:
                self.warn(node, (a.failed, (a.eval_failure, known, reason)))
                if not used and known is not mfa:
                    self.warn(node, (a.ignored, (a.result, known)))
            if not used:
                self.warn(node, (a.ignored, (a.result, mfa)))
        elif not used and failing.is_safe(mfa):
            self.warn(node, (a.ignored, (a.no_effect, mfa)))

    def is_bif(self, node: Any, mfa: failing.Mfa) -> bool:
        if node[0] is a.op or node[2][0] is not a.atom:
            return True
        return (mfa[1], mfa[2]) not in self.own and (mfa[1], mfa[2]) in BIFS


def _match(w: _Function, node: Any, used: bool) -> None:
    w.expr(node[3])
    if clauses.differ(node[2], node[3]):
        w.warn(node[2], (a.nomatch, a.no_clause))
    w.bind(node[2])


def _case(w: _Function, node: Any, used: bool) -> None:
    w.expr(node[2])
    w.branches(node, node[3], used)


def _if(w: _Function, node: Any, used: bool) -> None:
    w.branches(node, node[2], used)


def _receive(w: _Function, node: Any, used: bool) -> None:
    w.branches(node, node[2], used)
    if len(node) == 5:
        w.expr(node[3])
        w.body(node[4], used)


def _try(w: _Function, node: Any, used: bool) -> None:
    w.body(node[2], True)
    w.branches(node, node[3], True)
    for clause in from_list(node[4]):
        w.clause(clause, w.bound, True)
    w.body(node[5], True)


def _fun(w: _Function, node: Any, used: bool) -> None:
    if node[2][0] is a.function:
        if not used and len(node[2]) == 4:
            w.warn(node, (a.ignored, (a.result, (a.erlang, a.make_fun, 3))))
        return
    _closure(w, node, node[2][1], used)


def _named_fun(w: _Function, node: Any, used: bool) -> None:
    _closure(w, node, node[3], used)


def _closure(w: _Function, node: Any, given: Term, used: bool) -> None:
    if not used:
        w.warn(node, (a.ignored, a.useless_building))
    bodies = from_list(given)
    w.found += clauses.useless(bodies, set())
    for clause in bodies:
        w.clause(clause, w.bound, True)


def _comprehension(w: _Function, node: Any, used: bool) -> None:
    outer = set(w.bound)
    for qualifier in from_list(node[3]):
        w.expr(qualifier)
    w.expr(node[2], used or node[0] is not a.lc)
    w.bound = outer


def _generator(w: _Function, node: Any, used: bool) -> None:
    w.expr(node[3])
    w.bind(node[2])


def _string(w: _Function, node: Any, used: bool) -> None:
    if not used and node[2] is not None and node[2] != "":
        w.warn(node, (a.ignored, a.useless_building))


def _map(w: _Function, node: Any, used: bool) -> None:
    if not used:
        w.warn(node, (a.ignored, a.useless_building))
    w.parts(node)


def _block(w: _Function, node: Any, used: bool) -> None:
    w.body(node[2], used)


def _parts(w: _Function, node: Any, used: bool) -> None:
    w.parts(node)


_TERMS: Final = (a.tuple, a.cons, a.bin, a.integer, a.char, a.float)
_KINDS: Final[dict[Term, Callable[[_Function, Any, bool], None]]] = {
    a.op: _Function.operation,
    a.call: _Function.operation,
    a.match: _match,
    a.maybe_match: _match,
    a.case: _case,
    atom("if"): _if,
    a.receive: _receive,
    atom("try"): _try,
    a.fun: _fun,
    a.named_fun: _named_fun,
    a.lc: _comprehension,
    a.bc: _comprehension,
    a.mc: _comprehension,
    a.generate: _generator,
    a.generate_strict: _generator,
    a.b_generate: _generator,
    a.b_generate_strict: _generator,
    a.m_generate: _generator,
    a.m_generate_strict: _generator,
    a.string: _string,
    a.map: _map,
    a.block: _block,
    a.remote: _parts,
}
