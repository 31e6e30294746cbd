"""Where a construction that was typed at the prompt fails: the frames of the reference's evaluator.

The shell of the reference evaluates bit syntax in `eval_bits`: its frames show in the message. The
line depends on the type of the segment.

OTP: eval_bits
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import string_to_list, to_list
from pyerlshell.terms.types import Term

FIELD_LINES: Final = {
    a.integer: 148,
    a.utf8: 150,
    a.utf16: 152,
    a.utf32: 158,
    a.float: 168,
    a.binary: 177,
}
UNIT_LINE: Final = 174


def eval_bits_entries(info: dict[Any, Term], segment: Any, skipped: int = 0) -> list[Term]:
    """The stack trace entries of a failed construction; `info` is what compiled code would show.

    `segment` is the (number, kind, unit, ...) that failed, if it is known; `skipped` the number of
    segments before those of the expression itself.
    """
    cause: Any = info[a.cause]
    position, kind, what, value = cause[0] - skipped, cause[1], cause[2], cause[3]
    unit = segment[2] if segment is not None else 1
    if what is a.type and segment is not None and segment[1] == "all":
        first = _called(a.bit_size, value)
    elif what is a.size and type(value) is not int:
        first = _called(atom("*"), value, unit)
    elif what is a.unit:
        first = [_entry(a.eval_exp_field, 6, UNIT_LINE)]
    else:
        if what is a.size:
            value = value * unit
        cause = (position, kind, what, value)
        shown = {**info, a.cause: cause, a.override_segment_position: position}
        first = [_entry(a.eval_exp_field, 6, FIELD_LINES.get(kind, 0), [(a.error_info, shown)])]
    return [*first, _entry(a.create_binary, 2, 82), _entry(a.expr_grp, 5, 73)]


def _called(function: Atom, *args: Term) -> list[Term]:
    """A function of `erlang` that eval_bits itself calls with the value."""
    info = [(a.error_info, {a.module: a.erl_erts_errors}), None]
    return [(a.erlang, function, to_list(args), info), _entry(a.eval_exp_field1, 9, 119)]


def _entry(name: Atom, arity: int, line: int, more: list[Term] | None = None) -> Term:
    place: list[Term] = [(a.file, string_to_list("eval_bits.erl")), (a.line, line), *(more or [])]
    return (a.eval_bits, name, arity, to_list(place))
