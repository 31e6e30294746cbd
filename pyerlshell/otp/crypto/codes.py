"""Message authentication codes, and keys made of passwords.

OTP: mac.c, pbkdf2_hmac.c
"""

from __future__ import annotations

import hashlib
import hmac as python_hmac
from typing import Any

from pyerlshell.erts.errors import badarg, function_clause
from pyerlshell.erts.magic import magic_of
from pyerlshell.otp.crypto.crypto import (
    State,
    crypto,
    data_of,
    digest_name,
    fault,
    kept,
    state_of,
)
from pyerlshell.terms.atoms import a
from pyerlshell.terms.types import Term


def _mac(args: tuple[Any, ...]) -> Any:
    kind, sub, key = args[:3]
    secret = data_of(key)
    if kind is not a.hmac:
        return _cmac(args, secret)
    name = digest_name(sub)
    if name is None:
        raise fault(a.badarg, "mac.c", 281, "Bad digest algorithm for HMAC", args, 2)
    return python_hmac.new(secret, digestmod=name)


def _cmac(args: tuple[Any, ...], secret: bytes) -> Any:
    if args[0] is not a.cmac:
        raise fault(a.badarg, "mac.c", 251, "Unknown mac algorithm", args, 1)
    from pyerlshell.otp.crypto import ciphers

    return ciphers.cmac(args, secret)


@crypto.export("mac/3", "(poly1305, Key :: iodata(), Data :: iodata()) -> Mac :: binary()")
def mac_3(kind: Term, key: Term, data: Term) -> Term:
    """The poly1305 code of Data."""
    from pyerlshell.otp.crypto import ciphers

    if kind is not a.poly1305:
        raise fault(a.badarg, "mac.c", 251, "Unknown mac algorithm", (kind, key, data), 1)
    return ciphers.poly1305((kind, key, data), data_of(key), data_of(data))


@crypto.export("mac/4", "(hmac | cmac, SubType, Key :: iodata(), Data :: iodata()) -> binary()")
def mac(kind: Term, sub: Term, key: Term, data: Term) -> Term:
    """The authentication code of Data."""
    engine = _mac((kind, sub, key, data))
    engine.update(data_of(data))
    return bytes(engine.digest())


@crypto.export("macN/5", "(Type, SubType, Key, Data, Length :: pos_integer()) -> binary()")
def mac_n(kind: Term, sub: Term, key: Term, data: Term, length: Any) -> Term:
    """The first Length bytes of a code."""
    code: Any = mac(kind, sub, key, data)
    if type(length) is not int or length < 0:
        raise badarg(kind, sub, key, data, length)
    return code[:length]


@crypto.export("macN/4", "(poly1305, Key, Data, Length :: pos_integer()) -> binary()")
def mac_n_4(kind: Term, key: Term, data: Term, length: Any) -> Term:
    """The first Length bytes of a poly1305 code."""
    code: Any = mac_3(kind, key, data)
    if type(length) is not int or length < 0:
        raise badarg(kind, key, data, length)
    return code[:length]


@crypto.export("mac_init/2", "(poly1305, Key :: iodata()) -> State")
def mac_init_2(kind: Term, key: Term) -> Term:
    """A poly1305 code that will be made of several pieces."""
    from pyerlshell.otp.crypto import ciphers

    if kind is not a.poly1305:
        raise function_clause(kind, key)
    return kept(ciphers.poly1305_state((kind, a.undefined, key), data_of(key)))


@crypto.export("mac_init/3", "(Type, SubType, Key :: iodata()) -> State")
def mac_init(kind: Term, sub: Term, key: Term) -> Term:
    """A code that will be made of several pieces."""
    return kept(_mac((kind, sub, key)))


@crypto.export("mac_update/2", "(State, Data :: iodata()) -> State")
def mac_update(state: Term, data: Term) -> Term:
    """Another piece."""
    state_of(state, data).update(data_of(data))
    return state


@crypto.export("mac_final/1", "(State) -> Mac :: binary()")
def mac_final(state: Term) -> Term:
    """The code of all pieces."""
    return bytes(_mac_state(state).digest())


def _mac_state(state: Term) -> Any:
    found = magic_of(state)
    if type(found) is not State:
        raise fault(a.badarg, "mac.c", 860, "Bad ref", (state,), 1)
    return found.engine


@crypto.export("mac_finalN/2", "(State, Length :: pos_integer()) -> Mac :: binary()")
def mac_final_n(state: Term, length: Any) -> Term:
    """The first Length bytes of the code of all pieces."""
    code = bytes(_mac_state(state).digest())
    if type(length) is not int or not 0 <= length <= len(code):
        raise badarg(state, length)
    return code[:length]


@crypto.export(
    "pbkdf2_hmac/5", "(Digest, Password, Salt, Iterations, KeyLength) -> Key :: binary()"
)
def pbkdf2_hmac(kind: Any, password: Term, salt: Term, rounds: Any, length: Any) -> Term:
    """A key made of a password (RFC 2898)."""
    args = (kind, password, salt, rounds, length)
    name = digest_name(kind)
    if name is None:
        raise fault(a.badarg, "pbkdf2_hmac.c", 62, "Bad digest type", args, 1)
    if type(rounds) is not int or type(length) is not int or rounds < 1 or length < 1:
        raise badarg(*args)
    return hashlib.pbkdf2_hmac(name, data_of(password), data_of(salt), rounds, length)
