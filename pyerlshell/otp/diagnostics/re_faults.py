"""Why a function of re failed: from its arguments, tried one by one.

OTP: erl_stdlib_errors (format_re_error)
"""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType
from typing import Any, Final

from pyerlshell.otp.diagnostics.kinds import KINDS
from pyerlshell.otp.stdlib.re.matching import source_of
from pyerlshell.otp.stdlib.re.pattern import NotSubject, compiled, from_term
from pyerlshell.otp.stdlib.re.state import BadPattern, Settings
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Term

_NOT_IODATA: Final = "not an iodata term"


def _iodata(x: Any) -> str | None:
    return KINDS["iodata"](x)


def _parses(x: Any, otherwise: str) -> str | None:
    try:
        compiled(source_of(x, Settings()), Settings())
    except BadPattern as e:
        return f"could not parse regular expression\n{e.text} on character {e.position}"
    except NotSubject:
        return otherwise
    return None


def _regexp(x: Any) -> str | None:
    if from_term(x) is not None:
        return None
    return _parses(x, "neither an iodata term nor a compiled regular expression")


def _pattern(x: Any) -> str | None:
    return _parses(x, _NOT_IODATA)


def _replacement(x: Any) -> str | None:
    if type(x) is FunctionType and x.__code__.co_argcount == 1:
        return None
    return None if _iodata(x) is None else "not a valid replacement"


_WANTED: Final[dict[str, tuple[Callable[[Any], str | None], ...]]] = {
    "compile": (_pattern,),
    "replace": (_iodata, _regexp, _replacement),
    "run": (_iodata, _regexp),
    "split": (_iodata, _regexp),
}


def re_faults(name: str, args: list[Any], cause: Term) -> dict[int, str]:
    """Argument number -> text."""
    if name == "inspect":
        return _inspect(args)
    if name == "import":
        return {1: "not an exported regular expression"}
    if name == "compile" and len(args) == 1:
        return {1: _NOT_IODATA}
    tests = zip(_WANTED.get(name, ()), args)
    found = {n: text for n, (test, x) in enumerate(tests, 1) if (text := test(x)) is not None}
    if cause is a.badopt:
        found[len(args)] = "invalid options"
    return found


def _inspect(args: list[Any]) -> dict[int, str]:
    found = {} if from_term(args[0]) is not None else {1: "not a compiled regular expression"}
    if not found or type(args[1]) is not Atom:
        found[2] = "not a valid item"
    return found
