"""The registry of Windows, which no other system has: `open/1` says so, and nothing else works
without a handle but `expand/1` and `format_error/1`.

OTP: win32reg
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from pyerlshell.erts.errors import function_clause
from pyerlshell.erts.native import NativeModule
from pyerlshell.otp.kernel.os import os
from pyerlshell.otp.native_calls import clause
from pyerlshell.otp.stdlib.erl_posix_msg import erl_posix_msg
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import reverse, split_tail, to_list
from pyerlshell.terms.types import Term

__preempt__ = True

win32reg: Final = NativeModule("win32reg", "The registry of Windows.")

_PERCENT: Final = 37
_expand = clause("win32reg", "expand")

_ON_A_HANDLE: Final = (
    ("close/1", "Close the registry."),
    ("current_key/1", "{ok, the path of the current key}."),
    ("change_key/2", "Make another key the current one."),
    ("change_key_create/2", "Make another key the current one; it is made if it is not there."),
    ("sub_keys/1", "{ok, the names of the keys in the current one}."),
    ("delete_key/1", "Delete the current key, if it is empty, and go to its parent."),
    ("set_value/3", "Set the value of this name."),
    ("value/2", "{ok, the value of this name}."),
    ("values/1", "{ok, the names and values in the current key}."),
    ("delete_value/2", "Delete the value of this name."),
)  # fmt: skip


@win32reg.export("open/1")
def open_(modes: Term) -> Term:
    """A handle of the registry on Windows; {error, enotsup} elsewhere."""
    return (a.error, a.enotsup)


def _without_handle(arity: int, doc: str) -> Callable[..., Term]:
    def one(handle: Term) -> Term:
        raise function_clause(handle)

    def two(handle: Term, x: Term) -> Term:
        raise function_clause(handle, x)

    def three(handle: Term, x: Term, y: Term) -> Term:
        raise function_clause(handle, x, y)

    made: Any = (one, two, three)[arity - 1]
    made.__doc__ = doc
    return made  # type: ignore[no-any-return]


def _declare(name_arity: str, doc: str) -> None:
    name, _, arity = name_arity.partition("/")
    fn: Any = _without_handle(int(arity), doc)
    fn.__code__ = fn.__code__.replace(co_name=name)
    win32reg.export(name_arity)(fn)


for _name_arity, _doc in _ON_A_HANDLE:
    _declare(_name_arity, _doc)


@win32reg.export("expand/1")
def expand(text: Term) -> Term:
    """The text with the values of environment variables for %NAME%, and % for %%."""
    items, rest = split_tail(text)
    if rest is not None:
        _expand(rest, None, reverse(to_list(items)))
    out: list[Any] = []
    get: Any = os.functions["getenv", 2].fn
    i = 0
    while i < len(items):
        c = items[i]
        i += 1
        if c != _PERCENT or type(c) is not int or i == len(items):
            out.append(c)
        elif items[i] == _PERCENT:
            out.append(c)
            i += 1
        else:
            end = next((j for j in range(i + 1, len(items)) if items[j] == _PERCENT), None)
            if end is None:
                _expand(None, reverse(to_list(items[i:])), reverse(to_list(out)))
            out += split_tail(get(to_list(items[i:end]), None))[0]
            i = (end or 0) + 1
    return to_list(out)


@win32reg.export("format_error/1")
def format_error(reason: Term) -> Term:
    """The text of an error's reason."""
    fn: Any = erl_posix_msg.functions["message", 1].fn
    return fn(reason)
