"""erlang:match_spec_test/3.

OTP: erl_db_util.c (match_spec_test)
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.errors import badarg
from pyerlshell.erts.machine import P
from pyerlshell.erts.match_spec.spec import NO_MATCH, TABLE, TRACE, SpecErrors, compile_spec
from pyerlshell.otp.preloaded.erlang.module import erlang
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import string_to_list, to_list
from pyerlshell.terms.types import Term

_DIALECTS: Final = {a.table: TABLE, a.trace: TRACE}
_FLAGS: Final = (a.return_trace, a.exception_trace)
_VALUES: Final[dict[str, Term]] = {
    "caller": a.undefined,
    "caller_line": a.undefined,
    "current_stacktrace": None,
    "get_seq_token": None,
    "get_tcw": 0,
    "set_tcw": 0,
    "is_seq_trace": a.false,
}


class _Test:
    """Notes what the special forms of tracing would do."""

    def __init__(self) -> None:
        self.flags: dict[Atom, None] = {}
        self.message: Term = a.true

    def act(self, name: str, args: list[Term]) -> Term:
        """The value of a special form."""
        if name == "message":
            self.message = args[0]
        elif name in ("return_trace", "exception_trace"):
            self.flags[a.__getattr__(name)] = None
        return _VALUES.get(name, a.true)


@erlang.export(
    "match_spec_test/3",
    "(MatchAgainst, MatchSpec, Type) -> TestResult when MatchAgainst :: [term()] | tuple(), "
    "MatchSpec :: term(), Type :: table | trace, TestResult :: term()",
)
def match_spec_test(term: Any, spec: Term, dialect: Any) -> Term:
    """What MatchSpec makes of a tuple (table) or of the arguments of a call (trace)."""
    if type(dialect) is not Atom or dialect not in _DIALECTS:
        raise badarg(term, spec, dialect)
    if dialect is a.trace and term is not None and type(term) is not list:
        raise badarg(term, spec, dialect)
    try:
        found = compile_spec(P.cur.node, spec, _DIALECTS[dialect])
    except SpecErrors as e:
        texts: list[str] = e.args[0]
        return a.error, to_list([(a.error, string_to_list(text)) for text in texts])
    test = _Test()
    value = found.run(term, test)
    if value is NO_MATCH:
        value = a.false
    elif dialect is a.trace:
        value = test.message
    return a.ok, value, to_list([flag for flag in _FLAGS if flag in test.flags]), None
