"""Stack frames that Erlang has and Python has not.

A comprehension is a loop inside its function here, a body-recursive function of its own in the
reference; a function that builds a list by recursion in the tail of its result is a loop too. The
compiler marks such code: the width of an instruction's position is a region, and
`ModuleCode.ops[-region]` tells what the reference would show.

    ("name", ("v", ""), (label,))          code with another name: no clause of a fun matches
    ("cons", ("v", first), (line,))
                 the list built so far; the line of the recursive call, or the local that has it
    ("lc", ("v", first), (label, pending, pending_line, outer, line))
                 the generator's function; the function and line of frames that wait for the
                 rest of the list; the surrounding region; the line of the call, 0 for a tail call

OTP: v3_core, v3_kernel
"""

from __future__ import annotations

from types import FrameType
from typing import Any

from pyerlshell.erts.code_positions import place_of

Shown = tuple[str, int]
"""(name/arity, line)"""


def position(frame: FrameType, instruction: int) -> tuple[int, int]:
    """(column, region) of an instruction; zeros if Python keeps none."""
    found = place_of(frame.f_code, instruction)
    if found is None or found[2] is None or found[3] is None:
        return 0, 0
    return found[2], found[3] - found[2]


def shown(frame: FrameType, line: int, region: int) -> list[Shown]:
    """The frames to show for one Python frame of compiled code, innermost first."""
    ops = getattr(getattr(frame.f_globals.get("__version__"), "code", None), "ops", None) or {}
    name = frame.f_code.co_name
    out: list[Shown] = []
    while region:
        kind, (_, variable), details = ops[-region]
        built = frame.f_locals.get(variable)
        if kind == "name":
            return [(details[0], line)]
        if kind == "cons":
            out.append((name, line))
            if _has_items(built):
                site = details[0]
                out.append((name, frame.f_locals[site] if type(site) is str else site))
            return out
        label, pending, pending_line, region, end = details
        out.append((label, line))
        if _has_items(built):
            out.append((pending, pending_line))
        line = end
        if not line:
            return out
    out.append((name, line))
    return out


def _has_items(built: Any) -> bool:
    """Whether anything was collected: in a list under its first cell, or in pairs for a map."""
    if type(built) is not list:
        return False
    return bool(built) and (len(built) != 2 or type(built[0]) is tuple or built[1] is not None)
