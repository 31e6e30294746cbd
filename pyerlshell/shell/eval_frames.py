"""The frames of the interpreter that the reference evaluates typed expressions with.

OTP: erl_eval, shell (the functions and lines that its stack traces show)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

from pyerlshell.erts.frames import DEPTH
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import string_to_list, to_list
from pyerlshell.terms.types import Term

Frames: TypeAlias = tuple[Term, ...]


def entry(name: str, arity: int, line: int, module: Atom = a.erl_eval) -> Term:
    place = [(a.file, string_to_list(f"{module.name}.erl")), (a.line, line)]
    return (module, atom(name), arity, to_list(place))


def in_expr(line: int) -> Frames:
    return (entry("expr", 6, line),)


SHELL: Final[Frames] = (
    entry("exprs", 7, 970, a.shell),
    entry("eval_exprs", 7, 926, a.shell),
    entry("eval_loop", 4, 911, a.shell),
)
IN_A_LIST: Final = (entry("expr_list", 7, 1664), entry("expr_list", 5, 1660))
IN_A_BODY: Final = (entry("exprs", 6, 276),)
LOCAL_CALL: Final = (entry("local_func", 8, 1552, a.shell), entry("local_func", 8, 949))
GENERATORS: Final[dict[Term, tuple[tuple[str, int, int], int]]] = {
    a.generate: (("eval_generate", 9, 1462), 1427),
    a.generate_strict: (("eval_generate", 9, 1462), 1427),
    a.b_generate: (("eval_b_generate", 9, 1481), 1433),
    a.b_generate_strict: (("eval_b_generate", 9, 1481), 1433),
    a.m_generate: (("eval_m_generate", 9, 1501), 1440),
    a.m_generate_strict: (("eval_m_generate", 9, 1501), 1440),
}
BINARY_TEMPLATE: Final = entry("eval_bc1", 7, 1367)
COMPREHENSIONS: Final[dict[Term, tuple[Frames, Frames]]] = {
    a.lc: (
        (entry("expr_list", 7, 1664), entry("eval_lc1", 7, 1078)),
        (entry("eval_lc", 7, 1061),),
    ),
    a.bc: ((BINARY_TEMPLATE,), (entry("eval_bc", 7, 1352),)),
    a.mc: ((*IN_A_LIST, entry("eval_mc2", 6, 1397)), (entry("eval_mc", 7, 1375),)),
}
SOURCES: Final[dict[Term, Term]] = {
    tag: entry("eval_generator", 7, line) for tag, (_, line) in GENERATORS.items()
}


@dataclass(frozen=True, slots=True)
class Context:
    """The frames around a node, innermost first; `tail`: there are none, and it is in a fun."""

    frames: Frames
    in_fun: bool
    tail: bool
    location: Term = None
    tag: Term = None

    def inside(self, frames: Frames) -> Context:
        return Context((*frames, *self.frames)[:DEPTH], self.in_fun, False)


AT_THE_PROMPT: Final = Context(SHELL, False, False)
IN_A_FUN: Final = Context((), True, True)
