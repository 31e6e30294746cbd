"""The operator, or the call of a fun, that failed in generated code, with its operands.

The compiler gives every instruction that may fail a column of its own, and the module a table from
columns to operators and the places of their operands.
"""

from __future__ import annotations

from opcode import opmap
from types import CodeType, FrameType
from typing import Any, Final

from pyerlshell.erts.frames import column
from pyerlshell.terms.types import Term


def operator_at(frame: FrameType, instruction: int) -> tuple[str, list[Term]] | None:
    """The operator whose id is the column of the instruction, and its operands."""
    ops = getattr(getattr(frame.f_globals.get("__version__"), "code", None), "ops", None)
    at = column(frame.f_code, instruction) if ops else None
    if not ops or at not in ops:
        return None
    operator, left, right = ops[at]
    operands = [_operand(frame, left)]
    if right[0] == "t":
        operands += [_operand(frame, side) for side in right[1]]
    elif right != _NO_OPERAND or not _is_unary(frame.f_code, instruction):
        operands.append(_operand(frame, right))
    return operator, operands


_NO_OPERAND: Final = ("c", None)


def _is_unary(code: CodeType, instruction: int) -> bool:
    """`- X` and `X - []` have the same operands; the instruction tells them apart."""
    return code.co_code[instruction] != opmap["BINARY_OP"]


def _operand(frame: FrameType, side: Any) -> Term:
    kind, value = side
    if kind != "v":
        return value
    return frame.f_locals[value] if value in frame.f_locals else frame.f_globals.get(value)
