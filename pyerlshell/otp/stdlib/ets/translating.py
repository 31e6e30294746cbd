"""ets:fun2ms/1 at the prompt. In a module the call is replaced when it is compiled (ms_transform).

OTP: ets
"""

from __future__ import annotations

from types import FunctionType
from typing import Any, Final

from pyerlshell.erts.errors import exit_, function_clause
from pyerlshell.otp.stdlib.ets.module import ets
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.types import Term

_SAID: Final = (
    "function called with real fun should be transformed with parse_transform or called with a "
    "fun generated in the shell"
)


@ets.export(
    "fun2ms/1",
    "(LiteralFun) -> MatchSpec when LiteralFun :: function(), MatchSpec :: match_spec()",
)
def fun2ms(fun: Any) -> Term:
    """The match specification that a fun means, which must be written down right here."""
    from pyerlshell.otp.stdlib.ms_transform.module import translated_fun

    if type(fun) is not FunctionType:
        raise function_clause(fun)
    made = translated_fun(a.ets, fun)
    if made is None:
        said = to_list([a.__getattr__(word) for word in _SAID.split()])
        raise exit_((a.badarg, (a.ets, a.fun2ms, said)))
    if type(made) is tuple and len(made) == 3 and made[0] is a.error and made[1] is not None:
        return a.error, a.transform_error
    return made
