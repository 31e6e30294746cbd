"""dbg:fun2ms/1 at the prompt, for dbg.erl.

OTP: dbg (fun2ms)
"""

from __future__ import annotations

from types import FunctionType
from typing import Final

from pyerlshell.erts.errors import exit_, function_clause
from pyerlshell.erts.native import NativeModule
from pyerlshell.terms.atoms import a, atom
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.types import Term

dbg_funs: Final = NativeModule("dbg_funs", "What dbg needs to look into funs.")

_SAID: Final = (
    "function called with real fun should be transformed with parse_transform or called with a "
    "fun generated in the shell"
)


@dbg_funs.export("translated/1", internal=True)
def translated(fun: Term) -> Term:
    """The match specification that a fun means, which must be written down at the prompt."""
    from pyerlshell.otp.stdlib.ms_transform.module import translated_fun

    if type(fun) is not FunctionType:
        raise function_clause(fun)
    made = translated_fun(a.dbg, fun)
    if made is None:
        said = to_list([atom(word) for word in _SAID.split()])
        raise exit_((a.badarg, (a.dbg, a.fun2ms, said)))
    if type(made) is tuple and len(made) == 3 and made[0] is a.error and made[1] is not None:
        return a.error, a.transform_error
    return made
