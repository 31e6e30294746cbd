"""Expressions: precedence climbing over the operators, one function a nonterminal for the rest.

OTP: erl_parse.yrl (the grammar is the Reference Manual's)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pyerlshell.syntax.erl_parse.annos import first_anno
from pyerlshell.syntax.erl_parse.hashes import Hashes
from pyerlshell.syntax.erl_parse.operators import (
    ANY_KIND,
    BAR,
    BARS,
    BINARY_GENERATORS,
    CATCH,
    COLON,
    COMMA,
    EXACT,
    GENERATORS,
    HASH,
    HASH_ANY,
    INFIX,
    IS_CALL,
    IS_MATCH,
    LBIN,
    LBRACE,
    LBRACKET,
    LEAVES,
    LPAR,
    MINUS,
    NONASSOC,
    OP,
    PREFIX,
    PREFIX_LEAST,
    RBIN,
    RBRACE,
    RBRACKET,
    RECORD_KIND,
    RPAR,
    SLASH,
    ZIP,
)
from pyerlshell.syntax.erl_parse.tokens import Node, error_at
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import from_list, to_list
from pyerlshell.terms.lists import string_to_list as string
from pyerlshell.terms.types import Term


class Expressions(Hashes):
    """expr and all below it."""

    __slots__ = ()

    # expr -> 'catch' expr | prefix_op expr | expr infix_op expr | expr argument_list
    #       | expr ':' expr | map_expr | record_expr | expr_max
    def expr(self, least: int = 0) -> Node:
        """An expression whose operators bind at least as strongly as `least`."""
        cats = self.cats
        cat = cats[self.i]
        if cat in LEAVES:
            left = self.toks[self.i]
            self.i += 1
        elif (read := EXPR_MAX.get(cat)) is not None:
            left = read(self)
        else:
            return self.infix(self.prefixed(cat), least)
        cat = cats[self.i]
        if cat is HASH or cat is HASH_ANY:
            left = self.hash_suffixes(left, ANY_KIND)
        elif cat not in INFIX:
            return left
        return self.infix(left, least)

    def prefixed(self, cat: Term) -> Node:
        """`catch E`, `-E`, `#{...}`, `#r{...}`."""
        anno = self.toks[self.i][1]
        if cat in PREFIX:
            self.i += 1
            return (a.op, anno, cat, self.expr(PREFIX_LEAST))
        if cat is CATCH:
            self.i += 1
            return (CATCH, anno, self.expr())
        if cat is HASH:
            return self.hash_expr(anno)
        if cat is HASH_ANY:
            self.i += 1
            node = (a.record, anno, None, self.record_tuple())
            return self.hash_suffixes(node, RECORD_KIND)
        self.fail()

    def infix(self, left: Node, least: int) -> Node:
        """The operators behind an operand, as long as they bind at least as `least`."""
        cats, toks = self.cats, self.toks
        while True:
            op = cats[self.i]
            info = INFIX.get(op)
            if info is None or info[0] < least:
                return left
            precedence, right, kind = info
            anno = toks[self.i][1]
            if kind == IS_CALL:
                left = (a.call, first_anno(left), left, self.argument_list())
                continue
            self.i += 1
            operand = self.expr(right)
            if kind == OP:
                left = (a.op, anno, op, left, operand)
            elif kind == IS_MATCH:
                left = (a.match, first_anno(left), left, operand)
            else:
                left = (a.remote, anno, left, operand)
            if precedence in NONASSOC:
                following = INFIX.get(cats[self.i])
                if following is not None and following[0] == precedence:
                    self.fail()

    # exprs -> expr | expr ',' exprs
    def exprs(self) -> list[Term]:
        """Expressions with commas between them."""
        found: list[Term] = [self.expr()]
        while self.cats[self.i] is COMMA:
            self.i += 1
            found.append(self.expr())
        return found

    # argument_list -> '(' ')' | '(' exprs ')'
    def argument_list(self) -> Term:
        """The arguments of a call."""
        self.expect(LPAR)
        if self.skip(RPAR):
            return None
        arguments = self.exprs()
        self.expect(RPAR)
        return to_list(arguments)

    # expr_max -> var | atomic | list | binary | sigil | comprehensions | tuple | '(' expr ')'
    #           | 'begin' exprs 'end' | if | case | receive | fun | try | maybe
    def expr_max(self) -> Node:
        """An operand without operators, as in a bit segment."""
        cat = self.cats[self.i]
        if cat in LEAVES:
            self.i += 1
            return self.toks[self.i - 1]
        read = EXPR_MAX.get(cat)
        if read is not None:
            return read(self)
        if cat is HASH:
            anno = self.expect(HASH)
            self.expect(LBRACE)
            return self.map_comprehension(anno, self.map_fields())
        self.fail()

    # '(' expr ')'
    def parenthesis(self) -> Node:
        """An expression in parentheses; they leave no trace."""
        self.i += 1
        inner = self.expr()
        self.expect(RPAR)
        return inner

    # tuple -> '{' '}' | '{' exprs '}'
    def tuple_(self) -> Node:
        """A tuple."""
        anno = self.toks[self.i][1]
        self.i += 1
        if self.skip(RBRACE):
            return (a.tuple, anno, None)
        elements = self.exprs()
        self.expect(RBRACE)
        return (a.tuple, anno, to_list(elements))

    # list -> '[' ']' | '[' expr tail
    # list_comprehension -> '[' expr '||' lc_exprs ']' | '[' expr ',' exprs '||' lc_exprs ']'
    def list_(self, comprehension: bool = True) -> Node:
        """A list or a list comprehension (which a pattern may not be)."""
        toks, cats = self.toks, self.cats
        anno = toks[self.i][1]
        self.i += 1
        if cats[self.i] is RBRACKET:
            self.i += 1
            return (a.nil, anno)
        items = [self.expr()]
        while cats[self.i] is COMMA:
            self.i += 1
            items.append(self.expr())
        cat = cats[self.i]
        if cat is BARS and comprehension:
            self.i += 1
            generators = self.lc_exprs()
            self.expect(RBRACKET)
            body: Term = items[0] if len(items) == 1 else to_list(items)
            return (a.lc, anno, body, generators)
        if cat is BAR:
            self.i += 1
            node = self.expr()
            self.expect(RBRACKET)
        else:
            node = (a.nil, self.expect(RBRACKET))
        for index in range(len(items) - 1, 0, -1):
            item = items[index]
            node = (a.cons, first_anno(item), item, node)
        return (a.cons, anno, items[0], node)

    # lc_exprs -> lc_expr | lc_expr ',' lc_exprs | zc_exprs | zc_exprs ',' lc_exprs
    def lc_exprs(self) -> Term:
        """Generators and filters."""
        found: list[Term] = []
        while True:
            qualifier = self.lc_expr()
            if self.cats[self.i] is not ZIP:
                found.append(qualifier)
                if not self.skip(COMMA):
                    return to_list(found)
                continue
            zipped: list[Node] = [qualifier]
            while self.skip(ZIP):
                zipped.append(self.lc_expr())
            # A zip stands where the comma behind it is, if there is one.
            comma = self.toks[self.i][1]
            more = self.skip(COMMA)
            found.append((a.zip, comma if more else qualifier[1], to_list(zipped)))
            if not more:
                return to_list(found)

    # lc_expr -> expr | (expr | map_field_exact) ('<-' | '<:-') expr | binary ('<=' | '<:=') expr
    def lc_expr(self) -> Node:
        """One generator or filter."""
        start = self.i
        left = self.expr()
        cat, anno = self.cats[self.i], self.toks[self.i][1]
        if cat in GENERATORS:
            self.i += 1
            return (GENERATORS[cat][0], anno, left, self.expr())
        if cat is EXACT:
            self.i += 1
            pair = (a.map_field_exact, anno, left, self.expr())
            cat, anno = self.cats[self.i], self.toks[self.i][1]
            if cat not in GENERATORS:
                self.fail()
            self.i += 1
            return (GENERATORS[cat][1], anno, pair, self.expr())
        if cat in BINARY_GENERATORS:
            if self.bin_start != start or self.bin_end != self.i:
                self.fail()
            self.i += 1
            return (BINARY_GENERATORS[cat], anno, left, self.expr())
        return left

    # binary -> '<<' '>>' | '<<' bin_elements '>>'
    # binary_comprehension -> '<<' expr_max '||' lc_exprs '>>'
    def binary(self, comprehension: bool = True) -> Node:
        """A binary or a binary comprehension."""
        start = self.i
        anno = self.toks[start][1]
        self.i += 1
        elements: list[Term] = []
        if self.cats[self.i] is not RBIN:
            plain = self.cats[self.i] not in PREFIX
            value = self.bit_expr()
            if comprehension and plain and self.skip(BARS):
                generators = self.lc_exprs()
                self.expect(RBIN)
                return (a.bc, anno, value, generators)
            elements.append(self.bin_element(value))
            while self.skip(COMMA):
                elements.append(self.bin_element(self.bit_expr()))
        self.expect(RBIN)
        self.bin_start, self.bin_end = start, self.i
        return (a.bin, anno, to_list(elements))

    # bit_expr -> prefix_op expr_max | expr_max
    def bit_expr(self) -> Node:
        """The value of a segment."""
        cat = self.cats[self.i]
        if cat in PREFIX:
            anno = self.toks[self.i][1]
            self.i += 1
            return (a.op, anno, cat, self.expr_max())
        return self.expr_max()

    # bin_element -> bit_expr opt_bit_size_expr opt_bit_type_list
    def bin_element(self, value: Node) -> Node:
        """A segment whose value has been read."""
        size: Term = self.expr_max() if self.skip(COLON) else a.default
        types: Term = self.bit_type_list() if self.skip(SLASH) else a.default
        return (a.bin_element, first_anno(value), value, size, types)

    # bit_type_list -> bit_type '-' bit_type_list | bit_type
    # bit_type -> atom | atom ':' integer
    def bit_type_list(self) -> Term:
        """What stands behind the slash of a segment."""
        found: list[Term] = []
        while True:
            kind = self.take(a.atom)[2]
            if self.skip(COLON):
                kind = (kind, self.take(a.integer)[2])
            found.append(kind)
            if not self.skip(MINUS):
                return to_list(found)

    # strings -> string | string strings
    def strings(self) -> Node:
        """A string; adjacent ones are one."""
        node = self.toks[self.i]
        self.i += 1
        if self.cats[self.i] is not a.string:
            return node
        chars = from_list(node[2])
        while self.cats[self.i] is a.string:
            chars += from_list(self.toks[self.i][2])
            self.i += 1
        return (a.string, node[1], to_list(chars))

    # sigil -> sigil_prefix string sigil_suffix
    def sigil(self) -> Node:
        """`~s"..."` is a string, `~b"..."` and `~"..."` a binary. EEP 66."""
        prefix = self.toks[self.i]
        self.i += 1
        text = self.take(a.string)
        suffix = self.take(a.sigil_suffix)
        kind = prefix[2]
        assert type(kind) is Atom
        if kind.name not in ("", "s", "S", "b", "B"):
            raise error_at(prefix[1], string("illegal sigil prefix"))
        if suffix[2] is not None:
            raise error_at(suffix[1], string("illegal sigil suffix"))
        if kind.name in ("s", "S"):
            return text
        element = (a.bin_element, text[1], text, a.default, [a.utf8, None])
        return (a.bin, prefix[1], [element, None])


EXPR_MAX: Final[dict[Term, Callable[[Expressions], Node]]] = {
    LPAR: Expressions.parenthesis,
    LBRACE: Expressions.tuple_,
    LBRACKET: Expressions.list_,
    LBIN: Expressions.binary,
    a.string: Expressions.strings,
    a.sigil_prefix: Expressions.sigil,
}


def starts_expr(category: Term) -> bool:
    """May an expression begin with such a token?"""
    return (
        category in LEAVES
        or category in EXPR_MAX
        or category in PREFIX
        or category in (CATCH, HASH, HASH_ANY)
    )
