"""The symbols of expressions as constants, the operators' precedences, the words of records.

OTP: erl_parse.yrl
"""

from __future__ import annotations

from typing import Final

from pyerlshell.syntax.erl_scan.tables import DEFAULT_RESERVED
from pyerlshell.terms.atoms import a, atom
from pyerlshell.terms.types import Term

COMMA, SEMI, ARROW, BAR = atom(","), atom(";"), atom("->"), atom("|")
LPAR, RPAR, LBRACE, RBRACE = atom("("), atom(")"), atom("{"), atom("}")
LBRACKET, RBRACKET, LBIN, RBIN = atom("["), atom("]"), atom("<<"), atom(">>")
HASH, HASH_ANY, POINT, COLON, SLASH = atom("#"), atom("#_"), atom("."), atom(":"), atom("/")
MATCH, BARS, ZIP = atom("="), atom("||"), atom("&&")
ASSOC, EXACT, MINUS, STAR = atom("=>"), atom(":="), atom("-"), atom("*")
CATCH, END_, OF, WHEN, AFTER = a.catch, a.end, a.of, a.when, a.after
ELSE, FUN, IF, TRY = (atom(w) for w in ("else", "fun", "if", "try"))

LEAVES: Final = frozenset({a.var, a.atom, a.integer, a.float, a.char})
PREFIX: Final = frozenset(atom(op) for op in ("+", "-", "bnot", "not"))
PREFIX_LEAST: Final = 600
MATCH_PRECEDENCE, COMPARE, CALL, REMOTE = 100, 200, 750, 800

# operator -> (precedence, least precedence of the right operand, kind)
OP, IS_MATCH, IS_REMOTE, IS_CALL = range(4)
PATTERN_INFIX: Final[dict[Term, tuple[int, int, int]]] = {
    MATCH: (MATCH_PRECEDENCE, MATCH_PRECEDENCE, IS_MATCH),
    **{atom(op): (COMPARE, 201, OP) for op in ["==", "/=", "=<", "<", ">=", ">", "=:=", "=/="]},
    **{atom(op): (300, 300, OP) for op in ["++", "--"]},
    **{atom(op): (400, 401, OP) for op in ["+", "-", "bor", "bxor", "bsl", "bsr", "or", "xor"]},
    **{atom(op): (500, 501, OP) for op in ["/", "*", "div", "rem", "band", "and"]},
}
INFIX: Final[dict[Term, tuple[int, int, int]]] = {
    **PATTERN_INFIX,
    atom("!"): (100, 100, OP),
    a.orelse: (150, 150, OP),
    a.andalso: (160, 160, OP),
    LPAR: (CALL, 0, IS_CALL),
    COLON: (REMOTE, REMOTE + 1, IS_REMOTE),
}
NONASSOC: Final = (COMPARE, REMOTE)

RECORD_NAMES: Final = frozenset(atom(word) for word in DEFAULT_RESERVED) | {a.atom, a.var}
GENERATORS: Final = {
    atom("<-"): (a.generate, a.m_generate),
    atom("<:-"): (a.generate_strict, a.m_generate_strict),
}
BINARY_GENERATORS: Final = {atom("<="): a.b_generate, atom("<:="): a.b_generate_strict}
ANY_KIND, MAP_KIND, RECORD_KIND = range(3)
