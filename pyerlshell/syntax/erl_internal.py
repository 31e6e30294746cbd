"""Tables of the language: built-in types.

OTP: erl_internal
"""

from __future__ import annotations

from typing import Final

from pyerlshell.terms.atoms import Atom, atom

_TYPES: Final = frozenset(
    (atom(name), arity)
    for arity, names in (
        (
            0,
            "any arity atom binary bitstring bool boolean byte char dynamic float function "
            "identifier integer iodata iolist list map maybe_improper_list mfa module neg_integer "
            "nil no_return node non_neg_integer none nonempty_binary nonempty_bitstring "
            "nonempty_list nonempty_maybe_improper_list nonempty_string number pid port "
            "pos_integer record reference string term timeout tuple",
        ),
        (1, "list nonempty_list"),
        (2, "maybe_improper_list nonempty_improper_list nonempty_maybe_improper_list"),
    )
    for name in names.split()
)


def is_type(name: Atom, arity: int) -> bool:
    """Is it the name of a built-in type?"""
    return (name, arity) in _TYPES
