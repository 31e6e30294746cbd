"""What natives need to call funs, and to fail in the name of a helper.

A function of the reference often hands its work to a local helper by a tail call, so that a
failure is the helper's: `lists:nth(3, [])` fails in `lists:nth_1/2`. Where we have no such
helper, `clause` makes a function that only fails, under the helper's name; `return tail(it, ...)`
replaces the caller's frame.

OTP: the function_clause of local functions
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from types import FunctionType
from typing import Any, Final, NoReturn, TypeVar

from pyerlshell.erts.errors import ErlError, error, function_clause
from pyerlshell.erts.machine import TAIL, run
from pyerlshell.erts.native import NATIVE_CODE
from pyerlshell.otp import native_lines as native_lines
from pyerlshell.terms.atoms import a, atom
from pyerlshell.terms.types import Term

__preempt__ = True

F = TypeVar("F", bound=Callable[..., Any])

# Code objects are equal by value: a first line of its own keeps each one apart in NATIVE_CODE.
_line: Final = itertools.count(1_000_001)


def _fails(*args: Term) -> NoReturn:
    raise function_clause(*args)


def clause(module: str, name: str) -> Callable[..., NoReturn]:
    """A function that fails with function_clause as the local function `name` of `module`."""
    code = _fails.__code__.replace(co_name=name, co_firstlineno=next(_line))
    NATIVE_CODE[code] = (module, name)
    return FunctionType(code, globals(), name)


def _raises(
    e: Any, b: Any, c: Any, d: Any, f: Any, g: Any, h: Any, i: Any, j: Any, k: Any
) -> NoReturn:
    raise e


def failure(module: str, name: str, arity: int) -> Callable[[ErlError], NoReturn]:
    """A function that raises what it is given as the local function `name` of `module`, which has
    up to ten arguments that nobody sees.
    """
    first = next(_line)
    code = _raises.__code__.replace(co_name=name, co_firstlineno=first, co_argcount=arity)
    NATIVE_CODE[code] = (module, name)
    return FunctionType(code, globals(), name, (None,) * (arity - 1))


def local(module: str, name: str) -> Callable[[F], F]:
    """Declare the function below as the local function `name` of `module`: stack traces show it
    so.
    """

    def declare(fn: F) -> F:
        fn.__code__ = fn.__code__.replace(co_name=name, co_firstlineno=next(_line))
        NATIVE_CODE[fn.__code__] = (module, name)
        return fn

    return declare


def is_fun(f: Term, arity: int) -> bool:
    """`is_function(F, Arity)`."""
    return type(f) is FunctionType and f.__code__.co_argcount == arity


def callable_fun(f: Term, *args: Term) -> Any:
    """The fun, once it is sure that it can be called with these arguments (badfun, badarity)."""
    if type(f) is not FunctionType:
        raise error((a.badfun, f))
    if f.__code__.co_argcount != len(args):
        given: Term = None
        for x in reversed(args):
            given = [x, given]
        raise error((a.badarity, (f, given)))
    return f


def call(f: Any, *args: Term) -> Term:
    """The value of a fun call, finished. For places where speed does not matter."""
    callable_fun(f, *args)
    r = f(args[0]) if len(args) == 1 else f(args[0], args[1]) if len(args) == 2 else f(*args)
    return run() if r is TAIL else r


def _shown_fun(*args: Term) -> NoReturn:
    raise error((a.undef, None))


def shown_fun(module: str, number: int, uniq: int, arity: int) -> FunctionType:
    """A fun that only stands in the arguments of a failing call, as `#Fun<Module.Number.Uniq>`."""
    name = f"-{number}-/{arity}"
    namespace = {"__erl_module__": atom(module), "__funs__": {name: (number, uniq)}}
    return FunctionType(_shown_fun.__code__.replace(co_name=name), namespace, name)
