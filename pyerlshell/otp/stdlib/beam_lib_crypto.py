"""Debug information that is encrypted: the fun that knows the keys, and what to do with them.

The chunk is `<<0, Length, "des3_cbc", Cipher/binary>>`. A node keeps one fun, which is asked with
`{debug_info, Mode, Module, FileName}`; `init` and `clear` begin and end its time.

OTP: beam_lib (crypto_key_fun/1)
"""

from __future__ import annotations

import hashlib
from typing import Any, Final

from pyerlshell.erts.errors import ErlError
from pyerlshell.erts.machine import P
from pyerlshell.erts.node import Node
from pyerlshell.otp import procs
from pyerlshell.otp.native_calls import call, is_fun
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.lists import list_to_string, to_list
from pyerlshell.terms.types import Term

MODE: Final = a.des3_cbc
_BLOCK: Final = 8
_ARITY: Final = 1


class KeyFun:
    """The fun of one node, None if there is none."""

    def __init__(self, _node: Node) -> None:
        self.fun: Any = None


def make_key(text: str) -> tuple[list[bytes], bytes]:
    """Three keys and the initial vector of a text."""
    first = hashlib.md5(text.encode("latin-1")).digest()
    second = hashlib.md5(first + text[::-1].encode("latin-1")).digest()
    return [first[:8], first[8:], second[:8]], second[8:]


def _cipher(text: str, data: bytes, encrypt: bool) -> bytes:
    keys, vector = make_key(text)
    flag = a.true if encrypt else a.false
    args = (a.des_ede3_cbc, to_list(list(keys)), vector, data, flag)
    return to_bytes(procs.apply(a.crypto, a.crypto_one_time, args)) or b""


def encrypted(text: str, data: bytes) -> bytes:
    """The chunk. Raises ErlError if there is no such cipher."""
    name = MODE.name.encode()
    padded = data + bytes(-len(data) % _BLOCK)
    return bytes([0, len(name)]) + name + _cipher(text, padded, True)


def is_encrypted(data: bytes) -> bool:
    """Does the chunk begin as an encrypted one?"""
    return data[:1] == b"\0"


def decrypted(data: bytes, module: Atom, file: Term) -> bytes | None:
    """What was encrypted; None without the right key."""
    cipher = data[2 + data[1] :]
    fun = P.cur.node.part(KeyFun).fun
    if fun is None or data[2 : 2 + data[1]] != MODE.name.encode():
        return None
    try:
        key = call(fun, (a.debug_info, MODE, module, file))
        text = list_to_string(key)
        return None if text is None else _cipher(text, cipher, False)
    except ErlError:
        return None


def install(fun: Term) -> Term:
    """ok, or {error, Reason}."""
    keeper = P.cur.node.part(KeyFun)
    if keeper.fun is not None:
        return (a.error, a.exists)
    if not is_fun(fun, _ARITY):
        return (a.error, a.badfun)
    try:
        answer: Any = call(fun, a.init)
    except ErlError as e:
        return (a.error, (a.EXIT, e.reason)) if e.cls is not a.throw else (a.error, e.reason)
    if answer is a.ok:
        keeper.fun = fun
        return a.ok
    if type(answer) is tuple and len(answer) == 2 and answer[0] is a.ok:
        if not is_fun(answer[1], _ARITY):
            return (a.error, a.badfun)
        keeper.fun = answer[1]
        return a.ok
    return (a.error, answer)


def clear() -> Term:
    """undefined if there was no fun; {ok, What it said}."""
    keeper = P.cur.node.part(KeyFun)
    fun, keeper.fun = keeper.fun, None
    if fun is None:
        return a.undefined
    try:
        return (a.ok, call(fun, a.clear))
    except ErlError as e:
        return (a.ok, (a.EXIT, e.reason))
