"""What a call of a local function at the prompt finds when nobody else has it: the commands of
module c.

OTP: shell_default
"""

from __future__ import annotations

from typing import Final

from pyerlshell.erts.native import NativeFunction, NativeModule
from pyerlshell.otp.stdlib.c import c

shell_default: Final = NativeModule("shell_default", "The commands that the shell finds by itself.")

_COMMANDS: Final = (
    "help/0 bt/1 c/1 c/2 c/3 cd/1 flush/0 h/1 h/2 h/3 ht/1 ht/2 ht/3 hcb/1 hcb/2 hcb/3 i/0 i/3 "
    "pi/3 pi/1 l/1 lc/1 ls/0 ls/1 m/0 m/1 lm/0 mm/0 memory/0 memory/1 nc/1 ni/0 nl/1 nregs/0 pid/3 "
    "pwd/0 q/0 regs/0 uptime/0 xm/1 y/1 y/2"
)


def _take(name: str, arity: int) -> None:
    found = c.functions.get((name, arity))
    if found is not None:
        entry = NativeFunction("shell_default", name, arity, found.fn, found.specs)
        shell_default.functions[name, arity] = entry


for _command in _COMMANDS.split():
    _name, _, _arity = _command.partition("/")
    _take(_name, int(_arity))
