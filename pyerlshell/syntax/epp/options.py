"""What a run of the preprocessor is told, and the macros that exist before the first line.

OTP: epp
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from pyerlshell.syntax.epp.macros import Definition, Macro
from pyerlshell.syntax.erl_features import ENABLED, FEATURES
from pyerlshell.syntax.erl_parse.literals import abstract
from pyerlshell.syntax.erl_parse.tokens import Token
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import from_list
from pyerlshell.terms.lists import string_to_list as string
from pyerlshell.terms.types import Term

OTP_RELEASE: Final = 29
_VALUELESS: Final = (
    "FUNCTION_NAME FUNCTION_ARITY MODULE MODULE_STRING BASE_MODULE BASE_MODULE_STRING"
)
FEATURE_ENABLED: Final = a.FEATURE_ENABLED


@dataclass(slots=True)
class Options:
    """The options of epp:parse_file/2 and the doors to the outside.

    read_file    path -> bytes; raises OSError
    lib_dir      application name -> its folder, or None: for -include_lib
    getenv       name -> value or None: for -include("$VAR/...")
    macros       (name, value) or (name, value, redefine)
    features     the features that are on, for ?FEATURE_ENABLED
    words        the features whose words are reserved, if these are others
    """

    read_file: Callable[[str], bytes]
    lib_dir: Callable[[str], str | None] = lambda app: None
    getenv: Callable[[str], str | None] = lambda name: None
    includes: Sequence[str] = ()
    macros: Sequence[tuple[Term, ...]] = ()
    source_name: str | None = None
    default_encoding: str = "utf-8"
    location: Term = 1
    features: Sequence[Atom] = ()
    deterministic: bool = False
    words: Sequence[Atom] = ENABLED


class BadMacro(Exception):
    """A macro given as an option redefines another, or is none. `args[0]` is the reason, a term."""


def predefined(options: Options, source: str) -> dict[Atom, Definition]:
    """The macros before the first line. Raises BadMacro."""
    machine = atom("BEAM")
    macros: dict[Atom, Definition] = {
        a.FILE: Macro(None, [(a.string, 1, string(source))]),
        a.LINE: Macro(None, [(a.integer, 1, 1)]),
        a.MACHINE: Macro(None, [(a.atom, 1, machine)]),
        machine: Macro(None, [(a.atom, 1, a.true)]),
        a.OTP_RELEASE: Macro(None, [(a.integer, 1, OTP_RELEASE)]),
        a.FEATURE_AVAILABLE: feature_macro(FEATURES),
        FEATURE_ENABLED: feature_macro(options.features),
    }
    for name in _VALUELESS.split():
        macros[atom(name)] = None
    for item in options.macros:
        _add_macro(macros, item)
    return macros


def _add_macro(macros: dict[Atom, Definition], item: tuple[Term, ...]) -> None:
    name = item[0] if item else None
    if type(name) is not Atom or len(item) > 3:
        raise BadMacro((a.bad, item))
    value = item[1] if len(item) > 1 else a.true
    macro = Macro(None, tokens(abstract(value)))
    if len(item) == 3:
        macros[name] = macro
    elif name in macros:
        kind = a.redefine if type(macros[name]) is dict else a.redefine_predef
        raise BadMacro((kind, name))
    else:
        macros[name] = {None: macro}


def feature_macro(features: Sequence[Atom]) -> Definition:
    """`FEATURE_ENABLED(X)`: is X one of these?"""
    x = a.X
    if not features:
        return {1: Macro((x,), [(a.atom, 1, a.false)])}
    body: list[Token] = [(atom("("), 1)]
    for index, feature in enumerate(reversed(features)):
        if index:
            body.append((a.orelse, 1))
        body += [(atom("("), 1), (a.var, 1, x), (atom(")"), 1), (atom("=="), 1)]
        body.append((a.atom, 1, feature))
    return {1: Macro((x,), [*body, (atom(")"), 1)])}


def tokens(node: Term, more: list[Token] | None = None) -> list[Token]:
    """The tokens of an abstract literal. OTP: erl_parse:tokens/2"""
    out: list[Token] = []
    stack: list[Term] = [node]
    while stack:
        item = stack.pop()
        assert type(item) is tuple
        pieces = _pieces(item)
        if pieces is None:
            out.append(item)
        else:
            stack.extend(reversed(pieces))
    return out + (more or [])


_LEAVES: Final = frozenset({a.char, a.integer, a.float, a.atom, a.var, a.string})


def _pieces(node: Token) -> list[Term] | None:
    """The parts of a node, or None if it is a token itself."""
    tag, anno = node[0], node[1]
    if tag in _LEAVES or (len(node) == 2 and tag is not a.nil):
        return None
    if tag is a.nil:
        return [(atom("["), anno), (atom("]"), anno)]
    if tag is a.map_field_assoc:
        return [node[2], (atom("=>"), anno), node[3]]
    if tag is a.cons:
        return _cons_pieces(node)
    opening = [(atom("{"), anno)] if tag is a.tuple else [(atom("#"), anno), (atom("{"), anno)]
    parts: list[Term] = [*opening]
    last = anno
    for index, element in enumerate(from_list(node[2])):
        if index:
            parts.append((atom(","), last))
        parts.append(element)
        last = element[1]  # type: ignore[index]
    return [*parts, (atom("}"), last)]


def _cons_pieces(node: Token) -> list[Term]:
    parts: list[Term] = [(atom("["), node[1]), node[2]]
    rest = node[3]
    while type(rest) is tuple and rest[0] is a.cons:
        parts += [(atom(","), rest[1]), rest[2]]
        rest = rest[3]
    assert type(rest) is tuple
    if rest[0] is not a.nil:
        parts += [(atom("|"), rest[1]), rest]
    return [*parts, (atom("]"), rest[1])]
