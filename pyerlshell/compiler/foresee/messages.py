"""The texts of these warnings, under the names of the passes that find them in the reference.

OTP: format_error/1 of sys_core_fold, v3_core, beam_core_to_ssa
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.syntax import erl_internal
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.pretty import pretty
from pyerlshell.terms.types import Term
from pyerlshell.terms.write import write

CORE: Final = a.v3_core
FOLD: Final = a.sys_core_fold
SSA: Final = a.beam_core_to_ssa
FINDERS: Final = (CORE, FOLD, SSA)

_BADARG: Final = "binary construction will fail with a 'badarg' exception "
_NOT_MATCH: Final = "this clause cannot match because "
_PLAIN: Final[dict[tuple[Term, Term], str]] = {
    (a.nomatch, a.pattern): "pattern cannot possibly match",
    (a.failed, a.bad_call): "invalid function call",
    (a.failed, a.bad_binary): "binary construction will fail because of a type mismatch",
    (a.failed, a.embedded_binary_size): (
        _BADARG + "(field size for binary/bitstring greater than actual size)"
    ),
    (a.failed, a.bad_unicode): (
        _BADARG + "(invalid Unicode code point in a utf8/utf16/utf32 segment)"
    ),
    (a.failed, a.bad_float_size): _BADARG + "(invalid size for a float segment)",
    (a.failed, a.bad_map_update): "map update will fail with a 'badmap' exception",
    (a.failed, a.bad_record_update): "record update will fail with a 'badrecord' exception",
    (a.nomatch, a.shadow): _NOT_MATCH + "a previous clause always matches",
    (a.nomatch, a.guard): _NOT_MATCH + "its guard evaluates to 'false'",
    (a.nomatch, a.no_clause): "no clause will ever match",
    (a.nomatch, a.clause_type): _NOT_MATCH + "of different types/sizes",
    (a.ignored, a.useless_building): "a term is constructed, but never used",
}
_SIGNS: Final = {a.signed: "a 'signed'", a.unsigned: "an 'unsigned'"}


def format_error(finder: Atom, descriptor: Any) -> str:
    """The text of a descriptor."""
    category, what = descriptor
    plain = _PLAIN.get((category, what)) if type(what) is Atom else None
    if finder is SSA:
        return _of_ssa(what)
    if plain is not None:
        return plain
    if category is a.map_key_repeated:
        key = write(what) if type(what) is Atom else pretty(what)
        quoted = f"'{key}'" if type(what) is Atom and not key.startswith("'") else key
        return f"key {quoted} will be overridden in expression"
    return str(_TEXTS[what[0]](*what[1:]))


def _of_ssa(what: Any) -> str:
    if what is a.bad_call:
        return "invalid module and/or function name; this call will always fail"
    if what is a.bad_segment_size:
        return "binary construction will fail because the size of a segment is invalid"
    line = what[1]
    return f"{_NOT_MATCH}a previous clause at line {line} matches the same pattern as this clause"


def _shadow(line: int, function: Any = None) -> str:
    clause = "this clause"
    if function is not None:
        clause += f" for {function[0].name}/{function[1]}"
    return f"{clause} cannot match because a previous clause at line {line} always matches"


def _call(mfa: Any, noun: tuple[str, str]) -> str:
    module, name, arity = mfa
    if mfa == (a.erlang, a.make_fun, 3):
        return "fun construction"
    key = (name, arity)
    shown = f"{write(name)}/{arity}"
    if module is a.erlang and (key in _OPERATORS):
        return f"{noun[0]} operator {shown}"
    if module is a.erlang and key in erl_internal.BIFS:
        return f"{noun[1]} {shown}"
    return f"{noun[1]} {write(module)}:{shown}"


_OPERATORS: Final = erl_internal.GUARD_OPS | {
    (a.__getattr__("++"), 2),
    (a.__getattr__("--"), 2),
    (a.__getattr__("!"), 2),
}


def _eval_failure(mfa: Any, reason: Term) -> str:
    called = _call(mfa, ("evaluation of", "the call to"))
    return f"{called} will fail with a '{pretty(reason)}' exception"


def _result(mfa: Any) -> str:
    called = _call(mfa, ("evaluating", "calling"))
    return (
        f"the result of {called} is ignored "
        "(suppress the warning by assigning the expression to the _ variable)"
    )


def _no_effect(mfa: Any) -> str:
    _, name, arity = mfa
    shown = write(name)
    if (name, arity) in erl_internal.COMP_OPS:
        return f"use of operator {shown} has no effect"
    prefix = "" if (name, arity) in erl_internal.BIFS else "erlang:"
    return f"the call to {prefix}{shown}/{arity} has no effect"


def _truncated(sign: Atom, value: Term, size: Term) -> str:
    return (
        f"{_NOT_MATCH}the value {write(value)} will not fit in {_SIGNS[sign]} "
        f"binary segment of size {write(size)}"
    )


_TEXTS: Final[dict[Term, Any]] = {
    a.shadow: _shadow,
    a.eval_failure: _eval_failure,
    a.result: _result,
    a.no_effect: _no_effect,
    a.embedded_unit: lambda unit, size: (
        f"{_BADARG}(size {size} cannot be evenly divided by unit {unit})"
    ),
    a.bit_syntax_truncated: _truncated,
    a.bit_syntax_unsigned: lambda value: (
        f"{_NOT_MATCH}the negative value {write(value)} will never match the value of "
        "an 'unsigned' binary segment"
    ),
    a.bit_syntax_size: lambda size: (
        f"{_NOT_MATCH}'{write(size)}' is not a valid size for a binary segment"
    ),
    a.bit_syntax_type: lambda value, kind: (
        f"{_NOT_MATCH}'{write(value)}' is not of the expected type '{pretty(kind)}'"
    ),
    a.bit_syntax_unicode: lambda value: (
        f"{_NOT_MATCH}the value {write(value)} is not a valid Unicode code point"
    ),
}
