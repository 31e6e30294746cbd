"""Patterns of heads, and the expressions with clauses: if, case, receive, fun, try, maybe.

OTP: erl_parse.yrl
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pyerlshell.syntax.erl_parse.annos import first_anno, last_anno
from pyerlshell.syntax.erl_parse.expressions import EXPR_MAX, Expressions
from pyerlshell.syntax.erl_parse.operators import (
    AFTER,
    ARROW,
    CATCH,
    COLON,
    COMMA,
    COMPARE,
    ELSE,
    END_,
    FUN,
    HASH,
    HASH_ANY,
    IF,
    LBIN,
    LBRACE,
    LBRACKET,
    LEAVES,
    LPAR,
    MATCH,
    OF,
    PATTERN_INFIX,
    PREFIX,
    PREFIX_LEAST,
    RPAR,
    SEMI,
    SLASH,
    TRY,
    WHEN,
)
from pyerlshell.syntax.erl_parse.tokens import Node, ParseError, error_at, message
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import from_list, to_list
from pyerlshell.terms.types import Term

MAYBE_MATCH = atom("?=")
ANY = atom("_")


class Compound(Expressions):
    """pat_expr and the expressions with clauses."""

    __slots__ = ()

    # pat_expr -> pat_expr infix_op pat_expr | prefix_op pat_expr | map_pat_expr | record_pat_expr
    #           | pat_expr_max
    def pat_expr(self, least: int = 0) -> Node:
        """A pattern in the head of a function, or behind catch."""
        toks, cats = self.toks, self.cats
        cat, anno = cats[self.i], toks[self.i][1]
        if cat in PREFIX:
            self.i += 1
            left: Node = (a.op, anno, cat, self.pat_expr(PREFIX_LEAST))
        elif cat is HASH or cat is HASH_ANY:
            left = self.hash_pattern(cat, anno)
        else:
            left = self.pat_expr_max(cat)
        while True:
            op = cats[self.i]
            info = PATTERN_INFIX.get(op)
            if info is None or info[0] < least:
                return left
            anno = toks[self.i][1]
            self.i += 1
            operand = self.pat_expr(info[1])
            if op is MATCH:
                left = (a.match, first_anno(left), left, operand)
            else:
                left = (a.op, anno, op, left, operand)
            following = PATTERN_INFIX.get(cats[self.i])
            if info[0] == COMPARE and following is not None and following[0] == COMPARE:
                self.fail()

    # pat_expr_max -> var | atomic | list | binary | sigil | tuple | '(' pat_expr ')'
    def pat_expr_max(self, cat: Term) -> Node:
        """A pattern without operators."""
        if cat in LEAVES:
            self.i += 1
            return self.toks[self.i - 1]
        if cat is LBRACE:
            return self.tuple_()
        if cat is LBRACKET:
            return self.list_(comprehension=False)
        if cat is LBIN:
            return self.binary(comprehension=False)
        if cat is a.string:
            return self.strings()
        if cat is a.sigil_prefix:
            return self.sigil()
        if cat is LPAR:
            self.i += 1
            inner = self.pat_expr()
            self.expect(RPAR)
            return inner
        self.fail()

    # map_pat_expr -> '#' map_tuple
    # record_pat_expr -> '#' atom '.' atom | '#' record_name record_tuple
    #                  | '#' atom ':' record_name record_tuple | '#_' record_tuple
    def hash_pattern(self, cat: Term, anno: Term) -> Node:
        """A pattern that starts with `#`."""
        if cat is HASH_ANY:
            self.i += 1
            return (a.record, anno, None, self.record_tuple())
        if self.cats[self.i + 1] is LBRACE:
            self.i += 1
            return (a.map, anno, self.map_tuple())
        return self.hash_record(anno)

    # pat_argument_list -> '(' ')' | '(' pat_exprs ')'
    def pat_argument_list(self) -> tuple[list[Term], Term]:
        """The patterns of a clause head, and the annotation of the parenthesis."""
        anno = self.expect(LPAR)
        if self.skip(RPAR):
            return [], anno
        patterns: list[Term] = [self.pat_expr()]
        while self.skip(COMMA):
            patterns.append(self.pat_expr())
        self.expect(RPAR)
        return patterns, anno

    # clause_guard -> 'when' guard | empty
    def clause_guard(self) -> Term:
        """A guard, if there is one."""
        return self.guard() if self.skip(WHEN) else None

    # guard -> exprs | exprs ';' guard
    def guard(self) -> Term:
        """Alternatives of tests."""
        alternatives = [to_list(self.exprs())]
        while self.skip(SEMI):
            alternatives.append(to_list(self.exprs()))
        return to_list(alternatives)

    # clause_body -> '->' exprs
    def clause_body(self) -> Term:
        """The body of a clause."""
        self.expect(ARROW)
        return to_list(self.exprs())

    # 'begin' exprs 'end'
    def begin_expr(self) -> Node:
        """A block."""
        anno = self.toks[self.i][1]
        self.i += 1
        body = self.exprs()
        self.expect(END_)
        return (a.block, anno, to_list(body))

    # if_expr -> 'if' if_clauses 'end'
    # if_clause -> guard clause_body
    def if_expr(self) -> Node:
        """An if."""
        anno = self.toks[self.i][1]
        self.i += 1
        clauses: list[Term] = []
        while True:
            guard = self.guard()
            first = guard[0][0]  # type: ignore[index]
            clauses.append((a.clause, first_anno(first), None, guard, self.clause_body()))
            if not self.skip(SEMI):
                self.expect(END_)
                return (IF, anno, to_list(clauses))

    # case_expr -> 'case' expr 'of' cr_clauses 'end'
    def case_expr(self) -> Node:
        """A case."""
        anno = self.toks[self.i][1]
        self.i += 1
        subject = self.expr()
        self.expect(OF)
        clauses = self.cr_clauses()
        self.expect(END_)
        return (a.case, anno, subject, clauses)

    # cr_clauses -> cr_clause | cr_clause ';' cr_clauses
    # cr_clause -> expr clause_guard clause_body
    def cr_clauses(self) -> Term:
        """The clauses of case, receive, try-of and else."""
        clauses: list[Term] = []
        while True:
            pattern = self.expr()
            guard = self.clause_guard()
            body = self.clause_body()
            clauses.append((a.clause, first_anno(pattern), [pattern, None], guard, body))
            if not self.skip(SEMI):
                return to_list(clauses)

    # receive_expr -> 'receive' cr_clauses 'end' | 'receive' 'after' expr clause_body 'end'
    #               | 'receive' cr_clauses 'after' expr clause_body 'end'
    def receive_expr(self) -> Node:
        """A receive."""
        anno = self.toks[self.i][1]
        self.i += 1
        clauses: Term = None
        if self.cats[self.i] is not AFTER:
            clauses = self.cr_clauses()
            if self.skip(END_):
                return (a.receive, anno, clauses)
        self.expect(AFTER)
        timeout = self.expr()
        body = self.clause_body()
        self.expect(END_)
        return (a.receive, anno, clauses, timeout, body)

    # fun_expr -> 'fun' atom '/' integer | 'fun' fun_clauses 'end'
    #           | 'fun' atom_or_var ':' atom_or_var '/' integer_or_var
    def fun_expr(self) -> Node:
        """A fun, of any of the four kinds."""
        anno = self.toks[self.i][1]
        self.i += 1
        word, following = self.toks[self.i], self.cats[self.i + 1]
        if word[0] is a.atom or (word[0] is a.var and following is COLON):
            self.i += 1
            if word[0] is a.atom and self.skip(SLASH):
                arity = self.take(a.integer)
                return (FUN, anno, (a.function, word[2], arity[2]))
            self.expect(COLON)
            name = self.atom_or_var()
            self.expect(SLASH)
            return (FUN, anno, (a.function, word, name, self.integer_or_var()))
        clauses = self.fun_clauses()
        self.expect(END_)
        name_of_fun = clauses[0][2]
        checked = check_clauses(clauses)
        if name_of_fun is FUN:
            return (FUN, anno, (a.clauses, checked))
        return (a.named_fun, anno, name_of_fun, checked)

    def atom_or_var(self) -> Node:
        """atom_or_var -> atom | var"""
        if self.cats[self.i] is not a.atom and self.cats[self.i] is not a.var:
            self.fail()
        self.i += 1
        return self.toks[self.i - 1]

    def integer_or_var(self) -> Node:
        """integer_or_var -> integer | var"""
        if self.cats[self.i] is not a.integer and self.cats[self.i] is not a.var:
            self.fail()
        self.i += 1
        return self.toks[self.i - 1]

    # fun_clauses -> fun_clause | fun_clause ';' fun_clauses
    # fun_clause -> pat_argument_list clause_guard clause_body
    #             | var pat_argument_list clause_guard clause_body
    def fun_clauses(self) -> list[Node]:
        """The clauses of a fun, each with its name (`fun` when it has none)."""
        clauses: list[Node] = []
        while True:
            name: Term = FUN
            anno: Term = None
            if self.cats[self.i] is a.var:
                anno, name = self.toks[self.i][1:]
                self.i += 1
            patterns, parenthesis = self.pat_argument_list()
            if name is FUN:
                anno = parenthesis
            guard = self.clause_guard()
            clauses.append((a.clause, anno, name, to_list(patterns), guard, self.clause_body()))
            if not self.skip(SEMI):
                return clauses

    # try_expr -> 'try' exprs ['of' cr_clauses] try_catch
    # try_catch -> 'catch' try_clauses 'end' | 'catch' try_clauses 'after' exprs 'end'
    #            | 'after' exprs 'end'
    def try_expr(self) -> Node:
        """A try."""
        anno = self.toks[self.i][1]
        self.i += 1
        body = to_list(self.exprs())
        clauses: Term = None
        if self.skip(OF):
            clauses = self.cr_clauses()
        handlers: Term = None
        after: Term = None
        if self.skip(CATCH):
            handlers = self.try_clauses()
            if self.skip(AFTER):
                after = to_list(self.exprs())
        else:
            self.expect(AFTER)
            after = to_list(self.exprs())
        self.expect(END_)
        return (TRY, anno, body, clauses, handlers, after)

    def try_clauses(self) -> Term:
        """try_clauses -> try_clause | try_clause ';' try_clauses"""
        clauses: list[Term] = [self.try_clause()]
        while self.skip(SEMI):
            clauses.append(self.try_clause())
        return to_list(clauses)

    # try_clause -> pat_expr clause_guard clause_body
    #             | (atom | var) ':' pat_expr [':' var] clause_guard clause_body
    def try_clause(self) -> Node:
        """A handler; its pattern becomes `{Class, Reason, Stacktrace}`."""
        word = self.toks[self.i]
        if (word[0] is a.atom or word[0] is a.var) and self.cats[self.i + 1] is COLON:
            self.i += 2
            pattern = self.pat_expr()
            anno = word[1]
            if self.skip(COLON):
                trace = self.take(a.var)
            else:
                trace = (a.var, last_anno(pattern), ANY)
        else:
            pattern = self.pat_expr()
            anno = first_anno(pattern)
            word = (a.atom, anno, a.throw)
            trace = (a.var, last_anno(pattern), ANY)
        head = (a.tuple, anno, [word, [pattern, [trace, None]]])
        guard = self.clause_guard()
        return (a.clause, anno, [head, None], guard, self.clause_body())

    # maybe_expr -> 'maybe' maybe_match_exprs 'end'
    #             | 'maybe' maybe_match_exprs 'else' cr_clauses 'end'
    # maybe_match -> expr '?=' expr
    def maybe_expr(self) -> Node:
        """A maybe. EEP 49."""
        anno = self.toks[self.i][1]
        self.i += 1
        steps: list[Term] = []
        while True:
            step = self.expr()
            if self.cats[self.i] is MAYBE_MATCH:
                match_anno = self.toks[self.i][1]
                self.i += 1
                step = (a.maybe_match, match_anno, step, self.expr())
            steps.append(step)
            if not self.skip(COMMA):
                break
        otherwise = self.toks[self.i]
        if not self.skip(ELSE):
            self.expect(END_)
            return (a.maybe, anno, to_list(steps))
        clauses = self.cr_clauses()
        self.expect(END_)
        return (a.maybe, anno, to_list(steps), (ELSE, otherwise[1], clauses))


_WITH_CLAUSES: dict[Term, Callable[[Any], Node]] = {
    a.begin: Compound.begin_expr,
    IF: Compound.if_expr,
    a.case: Compound.case_expr,
    a.receive: Compound.receive_expr,
    FUN: Compound.fun_expr,
    TRY: Compound.try_expr,
    a.maybe: Compound.maybe_expr,
}
EXPR_MAX.update(_WITH_CLAUSES)


def check_clauses(clauses: list[Node]) -> Term:
    """The clauses of a function or fun without their names; name and arity must be one."""
    name = clauses[0][2]
    arity = len(from_list(clauses[0][3]))
    assert type(name) is Atom
    checked: list[Term] = []
    for _, anno, own_name, patterns, guard, body in clauses:
        own_arity = len(from_list(patterns))
        assert type(own_name) is Atom
        if own_name is not name or own_arity != arity:
            raise _head_mismatch(anno, name.name, arity, own_name.name, own_arity)
        checked.append((a.clause, anno, patterns, guard, body))
    return to_list(checked)


def _head_mismatch(anno: Term, name: str, arity: int, own: str, own_arity: int) -> ParseError:
    first = [str(arity)]
    if own == name:
        text = message(
            f"head mismatch: function {name} with arities ", first, " and ", [str(own_arity)],
            " is regarded as two distinct functions. Is the number of arguments incorrect "
            f"or is the semicolon in {name}/", first, " unwanted?",
        )  # fmt: skip
    else:
        text = message(
            f"head mismatch: previous function {name}/", first, f" is distinct from {own}/",
            [str(own_arity)], f". Is the semicolon in {name}/", first, " unwanted?",
        )  # fmt: skip
    return error_at(anno, text)
