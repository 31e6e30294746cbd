"""Types, as they stand in -type, -spec and typed record fields.

OTP: erl_parse.yrl
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.syntax.erl_internal import is_type
from pyerlshell.syntax.erl_parse.annos import first_anno, location
from pyerlshell.syntax.erl_parse.expressions import Expressions
from pyerlshell.syntax.erl_parse.operators import (
    ARROW,
    ASSOC,
    BAR,
    COLON,
    COMMA,
    EXACT,
    FUN,
    HASH,
    LBIN,
    LBRACE,
    LBRACKET,
    LPAR,
    PREFIX,
    PREFIX_LEAST,
    RBIN,
    RBRACE,
    RBRACKET,
    RPAR,
    STAR,
    WHEN,
)
from pyerlshell.syntax.erl_parse.tokens import Node, error_at, error_in, message
from pyerlshell.syntax.texts import write_atom
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import string_to_list as string
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.types import Term

DOUBLE_COLON, DOTS, ELLIPSIS = atom("::"), atom(".."), atom("...")
_RANGE: Final = 200
_INFIX: Final[dict[Term, tuple[int, int]]] = {
    DOTS: (_RANGE, 201),
    **{atom(op): (400, 401) for op in ["+", "-", "bor", "bxor", "bsl", "bsr", "or", "xor"]},
    **{atom(op): (500, 501) for op in ["/", "*", "div", "rem", "band", "and"]},
}
_AS_THEY_ARE: Final = frozenset({a.var, a.integer, a.char})


class Types(Expressions):
    """top_type and below."""

    __slots__ = ()

    # top_types -> top_type | top_type ',' top_types
    def top_types(self) -> Term:
        """Types with commas between them."""
        found: list[Term] = [self.top_type()]
        while self.skip(COMMA):
            found.append(self.top_type())
        return to_list(found)

    # top_type -> var '::' top_type | type '|' top_type | type
    def top_type(self) -> Node:
        """A type, maybe a union or annotated with a variable."""
        alternatives: list[Node] = []
        while True:
            token = self.toks[self.i]
            if token[0] is a.var and self.cats[self.i + 1] is DOUBLE_COLON:
                self.i += 2
                last: Node = (a.ann_type, token[1], [token, [self.top_type(), None]])
                break
            last = self.type()
            if not self.skip(BAR):
                break
            alternatives.append(last)
        if alternatives and last[0] is a.type and last[2] is a.union:
            first = alternatives.pop()
            last = (a.type, first_anno(first), a.union, [first, last[3]])
        if not alternatives:
            return last
        members: Term = last[3] if last[0] is a.type and last[2] is a.union else [last, None]
        for item in reversed(alternatives):
            members = [item, members]
        return (a.type, first_anno(alternatives[0]), a.union, members)

    # type -> type '..' type | type add_op type | type mult_op type | prefix_op type | ...
    def type(self, least: int = 0) -> Node:
        """A type whose operators bind at least as strongly as `least`."""
        cats = self.cats
        cat = cats[self.i]
        if cat in PREFIX:
            anno = self.toks[self.i][1]
            self.i += 1
            left: Node = (a.op, anno, cat, self.type(PREFIX_LEAST))
        else:
            left = self.type_max(cat)
        while True:
            op = cats[self.i]
            info = _INFIX.get(op)
            if info is None or info[0] < least:
                return left
            anno = self.toks[self.i][1]
            self.i += 1
            right = self.type(info[1])
            if op is not DOTS:
                left = (a.op, anno, op, left, right)
                continue
            left = (a.type, left[1], a.range, [left, [right, None]])
            if cats[self.i] is DOTS:
                self.fail()

    # type -> '(' top_type ')' | var | atom | atom '(' ... | '[' ... | '#' ... | '{' ... | '<<' ...
    #       | integer | char | 'fun' '(' ... ')'
    def type_max(self, cat: Term) -> Node:
        """A type without operators."""
        anno = self.toks[self.i][1]
        self.i += 1
        if cat is a.atom:
            return self.named_type(self.toks[self.i - 1])
        if cat in _AS_THEY_ARE:
            return self.toks[self.i - 1]
        if cat is LPAR:
            inner = self.top_type()
            self.expect(RPAR)
            return inner
        if cat is LBRACKET:
            return self.list_type(anno)
        if cat is LBRACE:
            elements = None if self.skip(RBRACE) else self.closed(self.top_types(), RBRACE)
            return (a.type, anno, a.tuple, elements)
        if cat is HASH:
            return self.hash_type(anno)
        if cat is LBIN:
            return self.binary_type(anno)
        if cat is FUN:
            self.expect(LPAR)
            if self.skip(RPAR):
                return (a.type, anno, FUN, None)
            signature = self.fun_type()
            self.expect(RPAR)
            return signature
        self.i -= 1
        self.fail()

    def closed(self, value: Any, bracket: Atom) -> Any:
        """The value, with its closing bracket taken."""
        self.expect(bracket)
        return value

    # type -> atom | atom '(' ')' | atom '(' top_types ')' | atom ':' atom '(' [top_types] ')'
    def named_type(self, name: Node) -> Node:
        """An atom, or a type that is called."""
        if self.skip(COLON):
            own = self.take(a.atom)
            self.expect(LPAR)
            arguments = None if self.skip(RPAR) else self.closed(self.top_types(), RPAR)
            return (a.remote_type, name[1], [name, [own, [arguments, None]]])
        if not self.skip(LPAR):
            return name
        if self.skip(RPAR):
            if name[2] is a.tuple or name[2] is a.map:
                return (a.type, name[1], name[2], a.any)
            arguments, arity = None, 0
        else:
            arguments = self.closed(self.top_types(), RPAR)
            arity, rest = 0, arguments
            while type(rest) is list:
                arity, rest = arity + 1, rest[1]
        assert type(name[2]) is Atom
        tag = a.type if is_type(name[2], arity) else a.user_type
        return (tag, name[1], name[2], arguments)

    # type -> '[' ']' | '[' top_type ']' | '[' top_type ',' '...' ']'
    def list_type(self, anno: Term) -> Node:
        """A list type."""
        if self.skip(RBRACKET):
            return (a.type, anno, a.nil, None)
        element = self.top_type()
        kind = a.list
        if self.skip(COMMA):
            self.expect(ELLIPSIS)
            kind = a.nonempty_list
        self.expect(RBRACKET)
        return (a.type, anno, kind, [element, None])

    # type -> '#' '{' [map_pair_types] '}' | '#' atom '{' [field_types] '}'
    #       | '#' atom ':' record_name '{' [field_types] '}'
    def hash_type(self, anno: Term) -> Node:
        """A map type or a record type."""
        if self.skip(LBRACE):
            pairs = None if self.skip(RBRACE) else self.map_pair_types()
            return (a.type, anno, a.map, pairs)
        name: Node = self.take(a.atom)
        if self.skip(COLON):
            at = self.toks[self.i][1]
            own = (a.atom, at, self.record_name())
            name = (a.tuple, anno, [name, [own, None]])
        self.expect(LBRACE)
        fields = None if self.skip(RBRACE) else self.field_types()
        return (a.type, anno, a.record, [name, fields])

    # map_pair_type -> top_type '=>' top_type | top_type ':=' top_type
    def map_pair_types(self) -> Term:
        """The associations of a map type, with the closing brace."""
        pairs: list[Term] = []
        while True:
            key = self.top_type()
            cat, anno = self.cats[self.i], self.toks[self.i][1]
            if cat is ASSOC:
                tag = a.map_field_assoc
            elif cat is EXACT:
                tag = a.map_field_exact
            else:
                self.fail()
            self.i += 1
            pairs.append((a.type, anno, tag, [key, [self.top_type(), None]]))
            if not self.skip(COMMA):
                return self.closed(to_list(pairs), RBRACE)

    # field_type -> atom '::' top_type
    def field_types(self) -> Term:
        """The fields of a record type, with the closing brace."""
        fields: list[Term] = []
        while True:
            name = self.take(a.atom)
            self.expect(DOUBLE_COLON)
            fields.append((a.type, name[1], a.field_type, [name, [self.top_type(), None]]))
            if not self.skip(COMMA):
                return self.closed(to_list(fields), RBRACE)

    # binary_type -> '<<' '>>' | '<<' bin_base_type '>>' | '<<' bin_unit_type '>>'
    #              | '<<' bin_base_type ',' bin_unit_type '>>'
    # bin_base_type -> var ':' type
    # bin_unit_type -> var ':' var '*' type
    def binary_type(self, anno: Term) -> Node:
        """`<<_:Base, _:_*Unit>>`."""
        base: Term = (a.integer, _line(anno), 0)
        unit: Term = base
        if not self.skip(RBIN):
            first = self.take(a.var)
            self.expect(COLON)
            if self.is_unit():
                unit = self.bin_unit(first)
            else:
                base = self.type()
                _check_underscore(first)
                if self.skip(COMMA):
                    second = self.take(a.var)
                    self.expect(COLON)
                    if self.cats[self.i] is not a.var:
                        self.fail()
                    unit = self.bin_unit(second)
            self.expect(RBIN)
        return (a.type, anno, a.binary, [base, [unit, None]])

    def is_unit(self) -> bool:
        """Does `var '*'` come next?"""
        return self.cats[self.i] is a.var and self.cats[self.i + 1] is STAR

    def bin_unit(self, first: Node) -> Node:
        """The rest of bin_unit_type."""
        second = self.take(a.var)
        self.expect(STAR)
        unit = self.type()
        _check_underscore(first)
        _check_underscore(second)
        return unit

    # fun_type -> '(' '...' ')' '->' top_type | '(' [top_types] ')' '->' top_type
    def fun_type(self) -> Node:
        """A function type."""
        anno = self.expect(LPAR)
        if self.skip(ELLIPSIS):
            self.expect(RPAR)
            arguments: Term = (a.type, anno, a.any)
        else:
            types = None if self.skip(RPAR) else self.closed(self.top_types(), RPAR)
            arguments = (a.type, anno, a.product, types)
        self.expect(ARROW)
        return (a.type, anno, FUN, [arguments, [self.top_type(), None]])

    # type_sig -> fun_type | fun_type 'when' type_guards
    def type_sig(self) -> Node:
        """One clause of a specification."""
        sig = self.fun_type()
        if not self.skip(WHEN):
            return sig
        guards: list[Term] = [self.type_guard()]
        while self.skip(COMMA):
            guards.append(self.type_guard())
        return (a.type, sig[1], a.bounded_fun, [sig, [to_list(guards), None]])

    # type_guard -> atom '(' top_types ')' | var '::' top_type
    def type_guard(self) -> Node:
        """`Var :: Type`, or the old `is_subtype(Var, Type)`."""
        token = self.toks[self.i]
        if token[0] is a.var:
            self.i += 1
            self.expect(DOUBLE_COLON)
            return _constraint(token, self.top_type())
        name = self.take(a.atom)
        self.expect(LPAR)
        types = self.closed(self.top_types(), RPAR)
        match types:
            case [var, [bound, None]] if name[2] is a.is_subtype:
                if var[0] is not a.var:
                    raise error_in(var, "bad type variable")
                return _constraint(var, bound)
        assert type(name[2]) is Atom
        raise error_at(name[1], message("unsupported constraint ", [write_atom(name[2].name)]))


def _constraint(var: Node, bound: Term) -> Node:
    if var[2] is a._:
        raise error_at(var[1], string("bad type variable"))
    is_subtype = (a.atom, var[1], a.is_subtype)
    return (a.type, var[1], a.constraint, [is_subtype, [[var, [bound, None]], None]])


def _check_underscore(var: Node) -> None:
    if var[2] is not a._:
        raise error_at(var[1], string("Bad binary type"))


def _line(anno: Term) -> Term:
    loc = location(anno)
    return loc[0] if type(loc) is tuple else loc
