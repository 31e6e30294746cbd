"""Whole forms: functions and attributes.

OTP: erl_parse.yrl
"""

from __future__ import annotations

from pyerlshell.syntax.erl_parse.annos import location
from pyerlshell.syntax.erl_parse.attributes import (
    arity_of_spec,
    build_attribute,
    build_typed_attribute,
    record_tuple,
)
from pyerlshell.syntax.erl_parse.compound import Compound, check_clauses
from pyerlshell.syntax.erl_parse.expressions import starts_expr
from pyerlshell.syntax.erl_parse.operators import (
    COLON,
    COMMA,
    HASH,
    LBRACE,
    LPAR,
    MINUS,
    RBRACE,
    RPAR,
    SEMI,
)
from pyerlshell.syntax.erl_parse.tokens import END, Node, bad_declaration
from pyerlshell.syntax.erl_parse.types import DOUBLE_COLON, Types
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import from_list, to_list
from pyerlshell.terms.types import Term


class Forms(Compound, Types):
    """form and what is only found there."""

    __slots__ = ()

    # form -> attribute dot | function dot
    def form(self) -> Node:
        """A form, up to its dot, which is the last token."""
        if self.cats[self.i] is MINUS:
            return self.attribute()
        if self.cats[self.i] is not a.atom:
            self.fail()
        clauses = self.function_clauses()
        head = clauses[0]
        arity = len(from_list(head[3]))
        return self.end((a.function, head[1], head[2], arity, check_clauses(clauses)))

    def end(self, node: Node) -> Node:
        """The form, with its dot taken. (What is wrong inside has been told before.)"""
        self.expect(a.dot)
        if self.cats[self.i] is not END:
            self.fail()
        return node

    # function_clauses -> function_clause | function_clause ';' function_clauses
    # function_clause -> atom clause_args clause_guard clause_body
    def function_clauses(self) -> list[Node]:
        """The clauses of a function, each with its name."""
        clauses: list[Node] = []
        while True:
            name = self.take(a.atom)
            patterns, _ = self.pat_argument_list()
            guard = self.clause_guard()
            body = self.clause_body()
            clauses.append((a.clause, name[1], name[2], to_list(patterns), guard, body))
            if not self.skip(SEMI):
                return clauses

    # attribute -> '-' atom attr_val | '-' atom typed_attr_val | '-' atom '(' typed_attr_val ')'
    #            | '-' 'record' ... | '-' 'spec' type_spec | '-' 'callback' type_spec
    def attribute(self) -> Node:
        """An attribute, with its dot."""
        self.i += 1
        name = self.take(a.atom)
        if name[2] is a.spec or name[2] is a.callback:
            node = self.type_spec(name)
        elif name[2] is a.record:
            node = self.record_attribute(name)
        elif self.cats[self.i] is LPAR:
            return self.bracketed_attribute(name)
        else:
            return self.open_attribute(name, self.expr())
        return self.end(node)

    def bracketed_attribute(self, name: Node) -> Node:
        """`-name(...)`, which may also begin an expression as in `-name (a) + 1.`"""
        start = self.i
        self.i += 1
        first = self.expr()
        cat = self.cats[self.i]
        if cat is DOUBLE_COLON:
            self.i += 1
            definition = self.top_type()
            self.expect(RPAR)
            return self.end(build_typed_attribute(name, first, definition))
        if cat is COMMA:
            self.i += 1
            typed, rest = self.typed_or_exprs()
            self.expect(RPAR)
            if typed is not None:
                return self.end(build_typed_attribute(name, first, typed))
            return self.end(build_attribute(name, [first, *rest]))
        self.i = start
        return self.open_attribute(name, self.expr())

    # attr_val -> expr | expr ',' exprs
    # typed_attr_val -> expr ',' typed_record_fields | expr '::' top_type
    def open_attribute(self, name: Node, first: Node) -> Node:
        """The rest of an attribute without parentheses around all of it."""
        if self.skip(DOUBLE_COLON):
            definition = self.top_type()
            return self.end(build_typed_attribute(name, first, definition))
        rest: list[Node] = []
        if self.skip(COMMA):
            typed, rest = self.typed_or_exprs()
            if typed is not None:
                return self.end(build_typed_attribute(name, first, typed))
        return self.end(build_attribute(name, [first, *rest]))

    def typed_or_exprs(self) -> tuple[Node | None, list[Node]]:
        """typed_record_fields, or exprs."""
        first: Node | None = None
        if self.cats[self.i] is LBRACE:
            fields, typed = self.typed_record_fields()
            if typed:
                return fields, []
            first = self.hash_suffixes(fields, 0)
            first = self.infix(first, 0)
        found = [self.expr() if first is None else first]
        while self.skip(COMMA):
            found.append(self.expr())
        return None, found

    # typed_record_fields -> '{' typed_exprs '}'
    # typed_expr -> expr '::' top_type
    def typed_record_fields(self) -> tuple[Node, bool]:
        """A tuple of fields, and whether any of them has a type."""
        anno = self.expect(LBRACE)
        fields: list[Term] = []
        typed = False
        if not self.skip(RBRACE):
            while True:
                field = self.expr()
                if self.skip(DOUBLE_COLON):
                    typed = True
                    field = (a.typed, field, self.top_type())
                fields.append(field)
                if not self.skip(COMMA):
                    break
            self.expect(RBRACE)
        return (a.tuple, anno, to_list(fields)), typed

    # record_spec -> atom | atom ',' exprs | '(' atom ',' exprs ')'
    #              | '#' record_name | '#' record_name exprs | '(' '#' record_name exprs ')'
    # typed_record_spec -> atom ',' typed_record_fields | '#' record_name typed_record_fields
    def record_attribute(self, name: Node) -> Node:
        """`-record(r, {...})`, and `-record #r{...}` of EEP 79."""
        start = self.i
        bracketed = self.skip(LPAR)
        native = self.skip(HASH)
        at = self.toks[self.i][1]
        own: Node = (a.atom, at, self.record_name()) if native else self.take(a.atom)
        following = self.cats[self.i]
        if not native and (following is LPAR or following is COLON):
            # The grammar has a -record with function types, but no meaning for it.
            self.i = start
            self.type_spec(name)
            self.fail()
        if not bracketed and (not starts_expr(following) if native else following is not COMMA):
            raise bad_declaration(self.toks[start] if native else own, "record")
        if not native:
            self.expect(COMMA)
        typed, rest = self.typed_or_exprs()
        if bracketed:
            self.expect(RPAR)
        if typed is None and len(rest) > 1:
            raise bad_declaration(rest[1], "record")
        fields = record_tuple(rest[0] if typed is None else typed)
        return (a.attribute, name[1], a.native_record if native else a.record, (own[2], fields))

    # type_spec -> spec_fun type_sigs | '(' spec_fun type_sigs ')'
    # spec_fun -> atom | atom ':' atom
    def type_spec(self, name: Node) -> Node:
        """-spec and -callback."""
        bracketed = self.skip(LPAR)
        function = self.take(a.atom)[2]
        module: Term = None
        if self.skip(COLON):
            module, function = function, self.take(a.atom)[2]
        signatures = [self.type_sig()]
        while self.skip(SEMI):
            signatures.append(self.type_sig())
        if bracketed:
            self.expect(RPAR)
        arity = arity_of_spec(signatures[0], location(name[1]))
        key = (function, arity) if module is None else (module, function, arity)
        return (a.attribute, name[1], name[2], (key, to_list(signatures)))

    # exprs dot
    def expressions(self) -> Term:
        """What may be typed at the prompt: expressions and a dot."""
        found = self.exprs()
        if self.cats[self.i] is SEMI:
            # The reference reads the input as a function's body: its next clause might follow.
            self.i += 1
            self.function_clauses()
        self.expect(a.dot)
        if self.cats[self.i] is not END:
            self.fail()
        return to_list(found)
