"""Where the arguments of a macro call end: brackets, and the words that an `end` closes.

OTP: epp
"""

from __future__ import annotations

from typing import Final

from pyerlshell.syntax.erl_parse.tokens import Token
from pyerlshell.terms.atoms import Atom, a, atom

LPAR, RPAR, COMMA, ARROW = atom("("), atom(")"), atom(","), atom("->")
FUN, END, WHEN = atom("fun"), a.end, a.when
_FUN_END: Final = atom("fun_end")  # a fun, or the type `fun(...)`, which has no end
_CLOSING: Final[dict[object, Atom]] = {
    LPAR: RPAR,
    atom("<<"): atom(">>"),
    atom("["): atom("]"),
    atom("{"): atom("}"),
    **{atom(w): END for w in ("begin", "if", "case", "maybe", "receive", "try", "cond")},
}


def argument_end(toks: list[Token], i: int) -> int:
    """The index of the comma or parenthesis that ends the argument at `i`, else the length."""
    expected: list[Atom] = []
    size = len(toks)
    while i < size:
        token = toks[i]
        category = token[0]
        if not expected and (category is COMMA or category is RPAR):
            return i
        closing = _CLOSING.get(category)
        if closing is not None and len(token) == 2:
            expected.append(closing)
        elif category is FUN:
            i += _enter_fun(toks, i, expected)
        elif expected and expected[-1] is _FUN_END:
            if category is WHEN or category is ARROW:
                expected[-1] = END
                continue
            if category is COMMA or category is RPAR:
                expected.pop()
                continue
        elif expected and category is expected[-1] and len(token) == 2:
            expected.pop()
        i += 1
    return size


def _enter_fun(toks: list[Token], i: int, expected: list[Atom]) -> int:
    """`fun (` may be a fun or a type, `fun Name (` is a fun. How many more tokens were read."""
    following = toks[i + 1][0] if i + 1 < len(toks) else None
    if following is LPAR:
        expected.append(_FUN_END)
    elif following is a.var and i + 2 < len(toks) and toks[i + 2][0] is LPAR:
        expected.append(END)
        return 1
    return 0


def argument_count(toks: list[Token], i: int) -> int | None:
    """How many arguments follow at `i`: None without a parenthesis, -1 if they are badly formed."""
    size = len(toks)
    if i >= size or toks[i][0] is not LPAR:
        return None
    if i + 1 < size and toks[i + 1][0] is RPAR:
        return 0
    if i + 1 < size and toks[i + 1][0] is COMMA:
        return -1
    count = 1
    i = argument_end(toks, i + 1)
    while i < size:
        if toks[i][0] is RPAR:
            return count
        if i + 1 < size and toks[i + 1][0] is RPAR:
            return -1
        i = argument_end(toks, i + 1)
        count += 1
    return -1


def arguments_of(toks: list[Token], i: int) -> tuple[list[list[Token]], int]:
    """The arguments that start at the parenthesis at `i`, and the index behind them."""
    if toks[i + 1][0] is RPAR:
        return [], i + 2
    found: list[list[Token]] = []
    while True:
        end = argument_end(toks, i + 1)
        found.append(toks[i + 1 : end])
        i = end
        if toks[i][0] is RPAR:
            return found, i + 1
