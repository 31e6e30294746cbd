"""Calls whose module is only known at run time, under the option `tuple_calls`.

    M:f(X)  ->  case M of
                    _ when is_tuple(M) -> (element(1, M)):f(X, M);
                    _ -> M:f(X)
                end

OTP: sys_core_fold, beam_ssa_pre_codegen (tuple_calls)
"""

from __future__ import annotations

from pyerlshell.compiler import core
from pyerlshell.compiler.core import Expr
from pyerlshell.compiler.to_core.scope import Scope

_ANY = core.PAny()


def call(s: Scope, module: Expr, name: Expr, args: tuple[Expr, ...], line: int) -> Expr:
    """The call of a function of `module`, which may be a tuple."""
    made: list[Expr] = []

    def once(e: Expr) -> Expr:
        if type(e) is core.Lit or type(e) is core.Var:
            return e
        variable = s.fresh("Call")
        s.used.add(variable)
        made.append(core.Match(core.PVar(variable), e, 0))
        return core.Var(variable)

    module, name, *args_ = [once(e) for e in (module, name, *args)]
    owner = core.Bif("element", (core.Lit(1), module), line)
    of_tuple = core.Remote(owner, name, (*args_, module), line)
    is_tuple = core.Bif("is_tuple", (module,), line)
    clauses = (
        core.Clause((_ANY,), ((is_tuple,),), of_tuple, line),
        core.Clause((_ANY,), (), core.Remote(module, name, tuple(args_), line), line),
    )
    return core.Seq((*made, core.Case(module, clauses, "case_clause", line)))
