"""The precedences of the operators as the reference gives them to pretty printers.

    infix:  {of the left operand, its own, of the right operand}
    prefix: {its own, of the operand}

OTP: erl_parse:inop_prec/1
"""

from __future__ import annotations

from typing import Final

from pyerlshell.terms.atoms import Atom, atom

MAX: Final = 900
FUNCTION: Final = (800, 700)


def _table(*rows: tuple[str, tuple[int, ...]]) -> dict[Atom, tuple[int, ...]]:
    return {atom(op): precedence for ops, precedence in rows for op in ops.split()}


_ADD: Final = ("+ - bor bxor bsl bsr", (400, 400, 500))
_MULTIPLY: Final = ("* / div rem band", (500, 500, 600))

INFIX: Final = _table(
    ("= !", (150, 100, 100)),
    ("orelse", (160, 150, 150)),
    ("andalso", (200, 160, 160)),
    ("== /= =< < >= > =:= =/=", (300, 200, 300)),
    ("++ --", (400, 300, 300)),
    _ADD,
    ("or xor", (400, 400, 500)),
    _MULTIPLY,
    ("and", (500, 500, 600)),
    ("#", (750, 700, 750)),
    ("(", (750, 750, 800)),
    (":", (900, 800, 900)),
    (".", (900, 900, 1000)),
)
PREFIX: Final = _table(("catch", (0, 100)), ("+ - bnot not", (600, 700)), ("#", (700, 800)))
TYPE_INFIX: Final = _table(
    ("=", (150, 100, 100)),
    ("::", (150, 150, 160)),
    ("|", (180, 170, 170)),
    ("..", (300, 200, 300)),
    _ADD,
    _MULTIPLY,
    ("#", (800, 700, 800)),
)
TYPE_PREFIX: Final = _table(("+ - bnot", (600, 700)), ("#", (700, 800)))
