"""Erlang modules whose functions are Python: one declaration a function, everything else derived.

    lists = NativeModule("lists")

    @lists.export("seq/2", refuses=FUNCTION_CLAUSE)
    @lists.export("seq/3", "a.error")
    def seq(first: Term, last: Term, step: Term = 1) -> Term:
        '''The integers from First to Last, Incr apart.'''

The decorator returns the function itself: calls from Python cost nothing extra. `NATIVE_CODE` tells
stack traces which Python frames are Erlang functions. A module's docstring is what `h(Module)`
shows, a function's docstring what `h(Module, Function)` shows.

OTP: the NIF and BIF tables (bif.tab)
"""

from __future__ import annotations

import re
from collections.abc import Callable
from types import CodeType
from typing import Any, Final, TypeVar

from pyerlshell.terms.patterns import pattern
from pyerlshell.terms.structs import field, structure

F = TypeVar("F", bound=Callable[..., Any])

NAME_ARITY: Final = pattern(r"(.+)/(\d+)\Z", re.S)


@structure(frozen=True)
class NativeFunction:
    """One exported function. `specs` are texts in Erlang's -spec notation, for help and
    completion."""

    module: str
    name: str
    arity: int
    fn: Callable[..., Any]
    specs: tuple[str, ...] = ()
    since: str = ""
    internal: bool = False


@structure()
class NativeModule:
    """A module made of Python functions, filled at import by its `export` decorator."""

    name: str
    doc: str = ""
    functions: dict[tuple[str, int], NativeFunction] = field(default_factory=dict)

    def export(self, name_arity: str, *specs: str, internal: bool = False) -> Callable[[F], F]:
        """Declare the function below as `name/arity`. `internal` hides it from help and
        completion."""
        name, _, digits = name_arity.rpartition("/")
        arity = int(digits)

        def declare(fn: F) -> F:
            entry = NativeFunction(self.name, name, arity, fn, specs, internal=internal)
            self.functions[name, arity] = entry
            NATIVE_CODE.setdefault(fn.__code__, (self.name, name))
            return fn

        return declare


NATIVE_CODE: Final[dict[CodeType, tuple[str, str]]] = {}
"""code object -> (module, function) of every native Erlang function; the arity is that of the
call."""

NATIVE_LINES: Final[dict[tuple[str, str, int], tuple[int, int]]] = {}
"""(module, function, arity) -> the lines that the reference shows in stack traces: that of a
failing clause and that of a call in the function; 0 where it shows none."""
