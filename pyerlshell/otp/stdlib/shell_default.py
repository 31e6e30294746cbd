"""What a call of a local function at the prompt finds when nobody else has it: the commands of
module c.

OTP: shell_default
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.errors import ErlError
from pyerlshell.erts.frames import DEPTH, HIDDEN
from pyerlshell.erts.machine import P, tail
from pyerlshell.erts.native import NativeFunction, NativeModule
from pyerlshell.erts.stacktrace import trace_here
from pyerlshell.otp.stdlib.c import c
from pyerlshell.otp.typed_functions import TypedFunctions
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import from_list, to_list
from pyerlshell.terms.types import Term

shell_default: Final = NativeModule("shell_default", "The commands that the shell finds by itself.")

_COMMANDS: Final = (
    "help/0 ih/0 bt/1 c/1 c/2 c/3 cd/1 flush/0 h/1 h/2 h/3 ht/1 ht/2 ht/3 hcb/1 hcb/2 hcb/3 "
    "i/0 i/3 pi/3 pi/1 l/1 lc/1 ls/0 ls/1 m/0 m/1 lm/0 mm/0 memory/0 memory/1 nc/1 ni/0 nl/1 "
    "nregs/0 pid/3 pwd/0 q/0 regs/0 uptime/0 xm/1 y/1 y/2"
)


def _take(name: str, arity: int) -> None:
    found = c.functions.get((name, arity))
    if found is not None:
        entry = NativeFunction("shell_default", name, arity, found.fn, found.specs)
        shell_default.functions[name, arity] = entry


@shell_default.export("$handle_undefined_function/2", internal=True)
def handle_undefined_function(name: Term, args: Term) -> Any:
    """A function that was defined at the prompt: `fun fact/1` and spawn/3 get here."""
    given = from_list(args)
    if type(name) is Atom:
        fun = P.cur.node.part(TypedFunctions).find(name, len(given))
        if fun is not None:
            return tail(fun, *given)
    raise ErlError(a.error, a.undef, trace=_undefined(name, args))


HIDDEN.add(handle_undefined_function.__code__)


def _undefined(name: Term, args: Term) -> Term:
    """The stack trace of a call of what is not there."""
    here = from_list(trace_here())
    return to_list([(a.shell_default, name, args, None), *here][:DEPTH])


for _command in _COMMANDS.split():
    _name, _, _arity = _command.partition("/")
    _take(_name, int(_arity))
