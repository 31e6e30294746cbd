"""Macro definitions and their expansion, over lists of tokens.

    -define(SQUARE(X), (X) * (X)).      ?SQUARE(a + 1)  ->  (a + 1) * (a + 1)

An expanded token takes the annotation of the macro's name where it is used.

OTP: epp
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeAlias

from pyerlshell.syntax.epp.arguments import argument_count, arguments_of
from pyerlshell.syntax.erl_parse.annos import anno_field, location
from pyerlshell.syntax.erl_parse.tokens import Token
from pyerlshell.syntax.texts import chars, write, write_atom, write_char, write_string
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import string_to_list as string
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.pretty import pretty
from pyerlshell.terms.types import Term

QUESTION: Final = atom("?")
LPAR, RPAR, COMMA = atom("("), atom(")"), atom(",")
FUNCTION_NAME, FUNCTION_ARITY, LINE = a.FUNCTION_NAME, a.FUNCTION_ARITY, a.LINE
_LEFT: Final = frozenset(atom(x) for x in ("(", "{", "[", "<<"))
_RIGHT: Final = frozenset(atom(x) for x in (")", "}", "]", ">>"))
_NO_NAME: Final = (a._, 0)


class Macro(NamedTuple):
    """`args` is None for a macro without parentheses."""

    args: tuple[Atom, ...] | None
    tokens: list[Token]


# A predefined macro is a Macro, or None while it has no value; a user's is one Macro an arity.
Definition: TypeAlias = Macro | dict[int | None, Macro] | None
Use: TypeAlias = tuple[Atom, int | None]
FunctionName: TypeAlias = list[Token] | tuple[Term, int] | None


class MacroError(Exception):
    """An error of the preprocessor: `{Location, epp, Descriptor}`."""

    def __init__(self, loc: Term, descriptor: Term) -> None:
        self.loc = loc
        self.descriptor = descriptor


def loc(token: Token) -> Term:
    """The location of a token."""
    return location(token[1])


@dataclass(slots=True)
class Macros:
    """The definitions in force, and which macros each of them uses (to find circles)."""

    defined: dict[Atom, Definition] = field(default_factory=dict)
    uses: dict[Atom, dict[int | None, list[Use]]] = field(default_factory=dict)

    def is_defined(self, name: Atom) -> bool:
        """As -ifdef sees it."""
        return self.defined.get(name) is not None

    def define(self, name: Atom, macro: Macro) -> None:
        """Add a user's macro, which may overload others. Raises MacroError."""
        arity = None if macro.args is None else len(macro.args)
        uses = sorted(set(_references(macro.tokens)), key=_use_key)
        known = self.defined.get(name)
        overloads = dict(known) if type(known) is dict else {}
        overloads[arity] = macro
        self.defined[name] = overloads
        self.uses[name] = self.uses.get(name, {}) | {arity: uses}

    def undefine(self, name: Atom) -> None:
        """Forget a macro."""
        self.defined.pop(name, None)
        self.uses.pop(name, None)

    def check_circles(self, name: Atom, arity: int | None, at: Term) -> None:
        """Raises MacroError if the macro needs itself."""
        if self._used_by(name, arity):
            self._check([(name, arity)], (), at, set())

    def _check(self, uses: list[Use], above: tuple[Use, ...], at: Term, good: set[Use]) -> None:
        for use in uses:
            if use in above:
                raise MacroError(at, (a.circular, use[0], _arity_term(use[1])))
            if use not in good:
                self._check(self._used_by(*use), (use, *above), at, good)
                good.add(use)

    def _used_by(self, name: Atom, arity: int | None) -> list[Use]:
        known = self.uses.get(name)
        if not known:
            return []
        found = known.get(arity)
        return known.get(None, []) if found is None else found


def _use_key(use: Use) -> tuple[str, bool, int]:
    return use[0].name, use[1] is None, use[1] or 0


def _references(tokens: list[Token]) -> list[Use]:
    """The macros that a body uses."""
    found: list[Use] = []
    i, size = 0, len(tokens)
    while i < size - 1:
        if tokens[i][0] is not QUESTION:
            i += 1
        elif tokens[i + 1][0] is QUESTION:
            i += 2
        elif tokens[i + 1][0] in (a.atom, a.var):
            name = tokens[i + 1]
            assert type(name[2]) is Atom
            found.append((name[2], _count(tokens, i + 2, name)))
            i += 2
        else:
            i += 1
    return found


def _count(tokens: list[Token], i: int, name: Token) -> int | None:
    count = argument_count(tokens, i)
    if count == -1:
        raise MacroError(loc(name), (a.arg_error, name[2]))
    return count


def _arity_term(arity: int | None) -> Term:
    return a.none if arity is None else arity


@dataclass(slots=True)
class Expander:
    """The expansion of one form. `function` is the form until ?FUNCTION_NAME is asked for."""

    macros: Macros
    function: FunctionName

    def expand(self, toks: list[Token]) -> list[Token]:
        """All macro calls replaced. Raises MacroError."""
        out: list[Token] = []
        i = 0
        while i < len(toks):
            token = toks[i]
            if token[0] is not QUESTION or i + 1 == len(toks):
                out.append(token)
                i += 1
                continue
            name = toks[i + 1]
            special = _SPECIAL.get(name[2]) if name[0] is a.var else None
            if special is not None:
                out += special(self, token, name)
                i += 2
            elif name[0] is a.atom or name[0] is a.var:
                toks, i = self._call(name, toks, i + 2, out)
            else:
                raise MacroError(loc(name), (a.call, [ord("?"), _call_text(name)]))
        return out

    def _call(
        self, name: Token, toks: list[Token], i: int, out: list[Token]
    ) -> tuple[list[Token], int]:
        """Expand the call whose arguments, if any, start at `i`. What to go on with."""
        key = name[2]
        assert type(key) is Atom
        macro = self._lookup(key, name, toks, i)
        at = loc(name)
        if macro.args is None:
            self.macros.check_circles(key, None, at)
            body = self.expand(_substitute(macro.tokens, name[1], {}))
            if self.function is not None and QUESTION in [t[0] for t in body]:
                return body + toks[i:], 0
            out += body
            return toks, i
        self.macros.check_circles(key, len(macro.args), at)
        found, end = arguments_of(toks, i)
        if [] in found or len(found) != len(macro.args):
            raise MacroError(at, (a.mismatch, key))
        bindings = dict(zip(macro.args, found))
        return _substitute(macro.tokens, name[1], bindings) + toks[end:], 0

    def _lookup(self, key: Atom, name: Token, toks: list[Token], i: int) -> Macro:
        arity = _count(toks, i, name)
        known = self.macros.defined.get(key)
        if known is None:
            raise MacroError(loc(name), (a.undefined, key, _arity_term(arity)))
        if type(known) is not dict:
            assert type(known) is Macro
            return known
        if len(known) == 1 and None in known:
            return known[None]
        macro = known.get(arity)
        if macro is None:
            raise MacroError(loc(name), (a.mismatch, key))
        return macro

    def _line(self, mark: Token, name: Token) -> list[Token]:
        at = loc(name)
        return [(a.integer, name[1], at[0] if type(at) is tuple else at)]

    def _function_name(self, mark: Token, name: Token) -> list[Token]:
        self._find_function(name)
        if self.function is None:
            return [mark, name]
        return [(a.atom, name[1], self.function[0])]

    def _function_arity(self, mark: Token, name: Token) -> list[Token]:
        self._find_function(name)
        if self.function is None:
            return [mark, name]
        return [(a.integer, name[1], self.function[1])]

    def _find_function(self, name: Token) -> None:
        """Read the name and arity off the head of the form, expanded but for these two macros."""
        if type(self.function) is not list:
            return
        try:
            toks = Expander(self.macros, None).expand(self.function)
        except MacroError:
            self.function = _NO_NAME
            return
        if len(toks) > 1 and toks[0][0] is a.atom and toks[1][0] is LPAR:
            self.function = (toks[0][2], _head_arity(toks))
            return
        kind = a.illegal_function
        if toks and toks[0][0] is QUESTION:
            kind = a.illegal_function_usage
        raise MacroError(loc(name), (kind, name[2]))


_SPECIAL: Final = {
    LINE: Expander._line,
    FUNCTION_NAME: Expander._function_name,
    FUNCTION_ARITY: Expander._function_arity,
}


def _head_arity(toks: list[Token]) -> int:
    """The arguments between the parentheses that open at the second token."""
    arity, depth = 0, 1
    for token in toks[2:]:
        category = token[0] if len(token) == 2 else None
        if category in _RIGHT:
            depth -= 1
            if not depth:
                break
        elif category is COMMA:
            arity += depth == 1
        else:
            arity = arity or 1
            depth += category in _LEFT
    return arity


def _substitute(body: list[Token], anno: Term, bindings: dict[Atom, list[Token]]) -> list[Token]:
    """The body with its arguments put in. Tokens behind an argument take its annotation."""
    out: list[Token] = []
    i, size = 0, len(body)
    while i < size:
        token = body[i]
        kind = token[0]
        stringify = (
            kind is QUESTION
            and i + 2 < size
            and body[i + 1][0] is QUESTION
            and body[i + 2][0] is a.var
        )
        if stringify:
            token = body[i + 2]
            i += 2
        i += 1
        if kind is a.var or stringify:
            value = bindings.get(token[2])
            if value is not None:
                if stringify:
                    value = [(a.string, anno, string(" ".join([_source(t) for t in value])))]
                out += value
                anno = value[-1][1]
                continue
        out.append((token[0], anno, *token[2:]))
    return out


def _source(token: Token) -> str:
    """A token as ??Arg shows it."""
    category = token[0]
    if category is a.dot:
        return "."
    if len(token) == 2:
        assert type(category) is Atom
        return category.name
    value = token[2]
    if type(value) is Atom:
        return value.name if category is a.var else write_atom(value.name)
    if category is a.char:
        assert type(value) is int
        return write_char(value)
    if category is a.string:
        return write_string(chars(value))
    return write(value)


def _call_text(token: Token) -> Term:
    text = anno_field(token[1], a.text)
    if text is not None:
        return text
    symbol = token[-1] if len(token) > 2 else token[0]
    shown = pretty(symbol)
    if type(symbol) is not list or not shown.startswith("["):
        return [string(shown), None]
    parts = [part for item in shown[1:-1].split(",") for part in (ord(","), string(item))]
    return [to_list([ord("["), to_list(parts[1:]), ord("]")]), None]
