"""The term that the abstract form of a specification means, where variables have values.

OTP: ms_transform (normalise/1, fixup_environment/2)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from pyerlshell.otp.stdlib.ms_transform import messages
from pyerlshell.otp.stdlib.ms_transform.messages import Refused
from pyerlshell.syntax import erl_parse
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import append, from_list, string_to_list
from pyerlshell.terms.maps import map_new
from pyerlshell.terms.types import Term

Environment = Mapping[Atom, Term]


def value_of(x: Any, env: Environment) -> Any:
    """The value of a literal. Raises Refused for a variable that is not bound."""
    rule = _RULES.get(x[0])
    return rule(x, env) if rule is not None else x[2]


def _variable(x: Any, env: Environment) -> Term:
    if x[2] not in env:
        raise Refused(x[1], (messages.UNBOUND, string_to_list(x[2].name)))
    return env[x[2]]


def _cons(x: Any, env: Environment) -> Term:
    heads = []
    while x[0] is a.cons:
        heads.append(value_of(x[2], env))
        x = x[3]
    made = value_of(x, env)
    for head in reversed(heads):
        made = [head, made]
    return made


def _tuple(x: Any, env: Environment) -> Term:
    return tuple([value_of(item, env) for item in from_list(x[2])])


def _map(x: Any, env: Environment) -> Term:
    pairs: list[Any] = from_list(x[2])
    return map_new([(value_of(k, env), value_of(v, env)) for _, _, k, v in pairs])


def _operation(x: Any, env: Environment) -> Term:
    if len(x) == 5 and x[2].name == "++":
        return append(value_of(x[3], env), value_of(x[4], env))
    return erl_parse.normalise(x)


_RULES: Final[dict[Atom, Callable[[Any, Environment], Any]]] = {
    a.var: _variable,
    a.nil: lambda x, env: None,
    a.cons: _cons,
    a.tuple: _tuple,
    a.map: _map,
    a.op: _operation,
    a.bin: lambda x, env: erl_parse.normalise(x),
}
