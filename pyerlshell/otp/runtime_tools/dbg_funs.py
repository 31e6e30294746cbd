"""dbg:fun2ms/1 at the prompt, for dbg.erl.

OTP: dbg (fun2ms)
"""

from __future__ import annotations

from types import FunctionType
from typing import Final

from pyerlshell.erts.errors import function_clause
from pyerlshell.erts.native import NativeModule
from pyerlshell.terms.atoms import a
from pyerlshell.terms.types import Term

dbg_funs: Final = NativeModule("dbg_funs", "What dbg needs to look into funs.")


@dbg_funs.export("translated/1", internal=True)
def translated(fun: Term) -> Term:
    """The match specification that a fun means, which must be written down at the prompt; what
    ms_transform says against it; `none` for another fun."""
    from pyerlshell.otp.stdlib.ms_transform.module import translated_fun

    if type(fun) is not FunctionType:
        raise function_clause(fun)
    made = translated_fun(a.dbg, fun)
    return a.none if made is None else made
