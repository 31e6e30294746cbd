"""What a fun is made of: its module, index and uniq, or its `m:f/a`; and its environment.

A local fun is a Python function whose namespace names the module (`__erl_module__`) and the
module's fun table (`__funs__`, by code name); its environment is its closure. `fun m:f/a` has `mfa`
in its `__dict__`.

OTP: erl_fun.c
"""

from __future__ import annotations

from types import CodeType, FunctionType
from typing import Final

from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Term

# The funs that erl_eval makes: their index goes down as the arity goes up, from these two.
SHELL_UNIQ: Final = 130099583
SHELL_MD5: Final = bytes.fromhex("f8252ff67bf4d3067e8a9a41cd3dcf26")
SHELL_NAMED_INDEX: Final = 19  # of a named fun of arity 1
_SHELL_INDEX: Final = 42  # of another fun of arity 1


def external_mfa(fn: FunctionType) -> tuple[Atom, Atom, int] | None:
    """(Module, Name, Arity) of `fun m:f/a`, None for a local fun."""
    found: tuple[Atom, Atom, int] | None = fn.__dict__.get("mfa")
    return found


def environment(fn: FunctionType) -> tuple[Term, ...]:
    """The values a local fun closes over; not itself, which a named fun knows as well."""
    cells = fn.__closure__
    if not cells or "mfa" in fn.__dict__:  # what `fun m:f/a` closes over is no term
        return ()
    return tuple([x for x in [c.cell_contents for c in cells] if x is not fn])


def same_fun(x: FunctionType, y: FunctionType) -> bool:
    """Made by the same expression (or the same `fun m:f/a`), whatever they close over."""
    if x is y:
        return True
    mx, my = x.__dict__.get("mfa"), y.__dict__.get("mfa")
    if mx is not None or my is not None:
        return mx is not None and my is not None and bool(mx == my)
    return x.__code__ is y.__code__ or _same_typed(x, y) or _same_entry(x, y)


def _same_entry(x: FunctionType, y: FunctionType) -> bool:
    """A fun is known by its module, number and check sum, whichever loaded version it is of."""
    entry = _entry(x)
    return entry is not None and entry == _entry(y)


def _entry(fn: FunctionType) -> tuple[Atom, int, int] | None:
    namespace, name = fn.__globals__, fn.__code__.co_name
    found = namespace.get("__funs__", {}).get(name)
    module = namespace.get("__erl_module__")
    if found is None or type(module) is not Atom or "__shell__" in namespace:
        return None
    return (module, *found)


def _same_typed(x: FunctionType, y: FunctionType) -> bool:
    """Funs typed at the prompt are the same when their abstract forms are, as in erl_eval."""
    fx, fy = _typed_form(x), _typed_form(y)
    if fx is None or fy is None:
        return False
    from pyerlshell.terms.order import exact_equal  # which imports this module

    return exact_equal(fx, fy)


def _typed_form(fn: FunctionType) -> Term:
    return fn.__globals__.get("__fun_forms__", {}).get(fn.__code__.co_name)


def identity(fn: FunctionType) -> CodeType | tuple[Atom, Atom | int, int]:
    """Something that is the same object, or equal, exactly when `same_fun` holds."""
    if "__shell__" in fn.__globals__:
        return (a.erl_eval, a.__getattr__("fun"), fn.__code__.co_argcount)
    return fn.__dict__.get("mfa") or _entry(fn) or fn.__code__


def module_index_uniq(fn: FunctionType) -> tuple[Atom, int, int]:
    """What a local fun prints: module, index, uniq."""
    namespace = fn.__globals__
    if namespace.get("__shell__"):
        return a.erl_eval, _shell_index(fn), SHELL_UNIQ
    module = namespace.get("__erl_module__")
    index, uniq = namespace.get("__funs__", {}).get(fn.__code__.co_name, (0, 0))
    return (module if type(module) is Atom else a.erl_eval), index, uniq


def _shell_index(fn: FunctionType) -> int:
    """`__funs__` of a shell namespace lists the named funs."""
    named = fn.__code__.co_name in fn.__globals__.get("__funs__", {})
    return (SHELL_NAMED_INDEX if named else _SHELL_INDEX) + 1 - fn.__code__.co_argcount


def local_name(fn: FunctionType) -> str:
    """The name of the function that a local fun is: `-f/1-fun-0-`, or one of erl_eval's."""
    code = fn.__code__
    if fn.__globals__.get("__shell__"):
        count = code.co_argcount
        if code.co_name in fn.__globals__.get("__funs__", {}):
            return f"-expr/6-RF/{count}-{count + 4}-"
        return f"-expr/6-fun-{count + 7}-"
    return code.co_name.rpartition("/")[0] or code.co_name


def order_key(fn: FunctionType) -> tuple[object, ...]:
    """Sorts funs: local before external, then by module, index and uniq or by name and arity."""
    mfa = external_mfa(fn)
    if mfa is not None:
        return (1, mfa[0].name, mfa[1].name, mfa[2])
    module, index, uniq = module_index_uniq(fn)
    return (0, module.name, index, uniq)
