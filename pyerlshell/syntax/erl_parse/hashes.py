"""What is written with `#`: maps, map comprehensions, records.

OTP: erl_parse.yrl
"""

from __future__ import annotations

from pyerlshell.syntax.erl_parse.operators import (
    ANY_KIND,
    ASSOC,
    BARS,
    COLON,
    COMMA,
    EXACT,
    HASH,
    HASH_ANY,
    LBRACE,
    MAP_KIND,
    MATCH,
    POINT,
    RBRACE,
    RECORD_KIND,
    RECORD_NAMES,
)
from pyerlshell.syntax.erl_parse.tokens import Node, Tokens
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.types import Term


class Hashes(Tokens):
    """map_expr, record_expr and map_comprehension; expr is to come."""

    __slots__ = ()

    def expr(self, least: int = 0) -> Node:
        """An expression whose operators bind at least as strongly as `least`."""
        raise NotImplementedError

    def lc_exprs(self) -> Term:
        """Generators and filters."""
        raise NotImplementedError

    # map_expr -> '#' map_tuple
    # record_expr -> '#' atom '.' atom | '#' record_name record_tuple
    #              | '#' atom ':' record_name record_tuple
    def hash_expr(self, anno: Term) -> Node:
        """What starts with `#`, with the updates behind it."""
        if self.cats[self.i + 1] is LBRACE:
            node = self.hash_brace(anno)
            return self.hash_suffixes(node, ANY_KIND if node[0] is a.mc else MAP_KIND)
        return self.hash_suffixes(self.hash_record(anno), RECORD_KIND)

    def hash_record(self, anno: Term) -> Node:
        """`#r.field`, `#r{...}`, `#m:r{...}`."""
        self.i += 1
        plain = self.cats[self.i] is a.atom
        name: Term = self.record_name()
        if plain and self.skip(POINT):
            return (a.record_index, anno, name, self.take(a.atom))
        if plain and self.skip(COLON):
            name = (name, self.record_name())
        return (a.record, anno, name, self.record_tuple())

    # map_comprehension -> '#' '{' map_field '||' lc_exprs '}'
    #                    | '#' '{' map_field ',' map_fields '||' lc_exprs '}'
    def hash_brace(self, anno: Term) -> Node:
        """A map or a map comprehension."""
        self.i += 2
        if self.skip(RBRACE):
            return (a.map, anno, None)
        fields = self.map_fields()
        if self.skip(RBRACE):
            return (a.map, anno, to_list(fields))
        return self.map_comprehension(anno, fields)

    def map_comprehension(self, anno: Term, fields: list[Term]) -> Node:
        """The rest of a map comprehension."""
        self.expect(BARS)
        generators = self.lc_exprs()
        self.expect(RBRACE)
        body: Term = fields[0] if len(fields) == 1 else to_list(fields)
        return (a.mc, anno, body, generators)

    # map_expr -> expr_max '#' map_tuple | map_expr '#' map_tuple
    # record_expr -> (expr_max | record_expr) '#' record_name ('.' atom | record_tuple) | ...
    def hash_suffixes(self, node: Node, kind: int) -> Node:
        """The updates and field accesses behind an operand."""
        while True:
            cat, anno = self.cats[self.i], self.toks[self.i][1]
            if cat is HASH_ANY and kind == ANY_KIND:
                self.i += 1
                node = self.record_access(anno, node, None)
            elif cat is not HASH:
                return node
            elif self.cats[self.i + 1] is LBRACE:
                self.i += 1
                if kind == RECORD_KIND:
                    self.fail()
                node = (a.map, anno, node, self.map_tuple())
                kind = MAP_KIND
                continue
            else:
                self.i += 1
                if kind == MAP_KIND:
                    self.fail()
                remote = kind == ANY_KIND and self.cats[self.i] is a.atom
                name: Term = self.record_name()
                if remote and self.skip(COLON):
                    name = (name, self.record_name())
                node = self.record_access(anno, node, name)
            kind = RECORD_KIND

    def record_access(self, anno: Term, node: Node, name: Term) -> Node:
        """`.field` or `{field = ...}` behind the name of a record."""
        if self.skip(POINT):
            return (a.record_field, anno, node, name, self.take(a.atom))
        return (a.record, anno, node, name, self.record_tuple())

    # record_name -> atom | var | reserved_word
    def record_name(self) -> Term:
        """The name of a record, which may be any word."""
        token = self.toks[self.i]
        if token[0] not in RECORD_NAMES:
            self.fail()
        self.i += 1
        return token[2] if len(token) > 2 else token[0]

    # record_tuple -> '{' '}' | '{' record_fields '}'
    # record_field -> var '=' expr | atom '=' expr
    def record_tuple(self) -> Term:
        """The fields of a record."""
        self.expect(LBRACE)
        if self.skip(RBRACE):
            return None
        fields: list[Term] = []
        while True:
            name = self.toks[self.i]
            if name[0] is not a.atom and name[0] is not a.var:
                self.fail()
            self.i += 1
            self.expect(MATCH)
            fields.append((a.record_field, name[1], name, self.expr()))
            if not self.skip(COMMA):
                self.expect(RBRACE)
                return to_list(fields)

    # map_tuple -> '{' '}' | '{' map_fields '}'
    def map_tuple(self) -> Term:
        """The fields of a map update."""
        self.expect(LBRACE)
        if self.skip(RBRACE):
            return None
        fields = self.map_fields()
        self.expect(RBRACE)
        return to_list(fields)

    # map_fields -> map_field | map_field ',' map_fields
    # map_field -> expr '=>' expr | expr ':=' expr
    def map_fields(self) -> list[Term]:
        """Associations with commas between them."""
        fields: list[Term] = []
        while True:
            key = self.expr()
            cat, anno = self.cats[self.i], self.toks[self.i][1]
            if cat is ASSOC:
                tag = a.map_field_assoc
            elif cat is EXACT:
                tag = a.map_field_exact
            else:
                self.fail()
            self.i += 1
            fields.append((tag, anno, key, self.expr()))
            if not self.skip(COMMA):
                return fields
