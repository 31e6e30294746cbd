"""The tokens being parsed, and the one place where a syntax error is made.

An error names the first token that no correct text could have there, as an LALR parser does;
so every parsing function takes a token only when it has looked at its category.

OTP: yeccpre.hrl
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NoReturn, TypeAlias

from pyerlshell.syntax.erl_parse.annos import anno_field, end_location, first_anno, location
from pyerlshell.syntax.texts import chars, write, write_atom, write_char, write_string
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import from_list
from pyerlshell.terms.lists import string_to_list as string
from pyerlshell.terms.pretty import pretty
from pyerlshell.terms.types import Term

Token: TypeAlias = tuple[Any, ...]
Node: TypeAlias = tuple[Any, ...]  # abstract format; the shape depends on the tag

END = atom("$end")


class ParseError(Exception):
    """Wrong input. `info` is `{Location, erl_parse, Descriptor}`."""

    def __init__(self, loc: Term, descriptor: Term) -> None:
        self.info = (loc, a.erl_parse, descriptor)


def nodes(elements: Term) -> list[Node]:
    """The nodes of an Erlang list."""
    return from_list(elements)  # type: ignore[return-value]


def message(*parts: str | list[str]) -> Term:
    """A descriptor as io_lib:format/2 gives it: what ~w wrote, here `[text]`, is a list."""
    result: Term = None
    for part in reversed(parts):
        result = string(part, result) if type(part) is str else [string(part[0]), result]
    return result


def error_at(anno: Term, descriptor: Term) -> ParseError:
    """An error reported at an annotation."""
    return ParseError(location(anno), descriptor)


def error_in(node: Node, text: str) -> ParseError:
    """An error reported at the leftmost token of a node."""
    return ParseError(location(first_anno(node)), string(text))


def bad_declaration(node: Node, kind: str) -> ParseError:
    """`bad export declaration` and its like."""
    return ParseError(location(first_anno(node)), message("bad ", [kind], " declaration"))


class Tokens:
    """`toks[i]` is the next token, `cats[i]` its category; the last one is `$end`."""

    __slots__ = ("bin_end", "bin_start", "cats", "i", "toks")

    def __init__(self, toks: Sequence[Token]) -> None:
        end = 999999 if not toks else _end_of(toks[-1])
        self.toks: list[Token] = [*toks, (END, end)]
        self.cats: list[Term] = [t[0] for t in self.toks] + [END]  # one more, to look ahead
        self.i = 0
        self.bin_start = self.bin_end = -1

    def fail(self) -> NoReturn:
        """The next token cannot stand here."""
        token = self.toks[self.i]
        anno = token[1]
        raise error_at(anno, [string("syntax error before: "), [_text(token), None]])

    def expect(self, category: Atom) -> Term:
        """Take a token of this category; its annotation."""
        i = self.i
        if self.cats[i] is not category:
            self.fail()
        self.i = i + 1
        return self.toks[i][1]

    def take(self, category: Atom) -> Node:
        """Take a token of this category."""
        i = self.i
        if self.cats[i] is not category:
            self.fail()
        self.i = i + 1
        return self.toks[i]

    def skip(self, category: Atom) -> bool:
        """Take the next token if it is of this category."""
        if self.cats[self.i] is category:
            self.i += 1
            return True
        return False


def _end_of(token: Token) -> Term:
    end = end_location(token[1])
    return location(token[1]) if end is None else end


def _text(token: Token) -> Term:
    """What stands behind `syntax error before: `."""
    kept = anno_field(token[1], a.text)
    if kept is not None and token[0] is not END:
        return kept
    category = token[0]
    if category is END:
        return None
    if category is a.dot:
        return string("'.'")
    if len(token) == 2:
        assert type(category) is Atom
        return string(write_atom(category.name))
    return _value_text(category, token[2])


def _value_text(category: Term, value: Term) -> Term:
    if category is a.string:
        return string(write_string(chars(value)))
    if category is a.var and type(value) is Atom:
        return string(value.name)
    if category in _WRITTEN:
        return string(
            write_char(value) if type(value) is int and category is a.char else write(value)
        )
    return [string(pretty(value)), None]


_WRITTEN = frozenset({a.atom, a.integer, a.float, a.char})
