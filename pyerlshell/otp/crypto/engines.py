"""Engines: there is one, `dynamic`, and it loads nothing.

OTP: engine.c
"""

from __future__ import annotations

from typing import Final

from pyerlshell.erts.errors import ErlError
from pyerlshell.erts.machine import tail
from pyerlshell.otp import procs
from pyerlshell.otp.crypto.crypto import crypto
from pyerlshell.otp.native_calls import failure
from pyerlshell.terms.atoms import a, atom
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.types import Term

_BAD_ID: Final = (a.error, a.bad_engine_id)
_METHODS: Final = "rsa dsa dh rand ciphers digests pkey_meths pkey_asn1_meths ec"
_nifs: Final = {
    name: failure("crypto", f"engine_{name}_nif", 1)
    for name in ("free", "add", "remove", "get_id", "get_name")
}
_commands: Final = failure("crypto", "engine_ctrl_cmd_strings_nif", 3)


def _no_engine(name: str, engine: Term) -> Term:
    return tail(_nifs[name], ErlError(a.error, a.badarg, (engine,)))


@crypto.export("engine_get_all_methods/0", "() -> [engine_method_type()]")
def engine_get_all_methods() -> Term:
    """What an engine may do."""
    return to_list([atom(f"engine_method_{name}") for name in _METHODS.split()])


@crypto.export("engine_list/0", "() -> [EngineId :: binary()]")
def engine_list() -> Term:
    """The names of the engines."""
    return [b"dynamic", None]


@crypto.export("engine_by_id/1", "(EngineId :: unicode:chardata()) -> {error, Reason}")
def engine_by_id(_name: Term) -> Term:
    """An engine, by its name."""
    return _BAD_ID


@crypto.export("engine_load/3", "(EngineId, PreCmds, PostCmds) -> {error, Reason}")
def engine_load(name: Term, _before: Term, _after: Term) -> Term:
    """Load an engine from a library."""
    if to_bytes(name) is None:
        procs.apply(a.unicode, a.characters_to_binary, (name,))
    return _BAD_ID


@crypto.export("ensure_engine_loaded/2", "(EngineId, LibPath) -> {error, Reason}")
def ensure_engine_loaded(_name: Term, _path: Term) -> Term:
    """Load an engine, if that has not been done."""
    return (a.error, a.ctrl_cmd_failed)


@crypto.export("engine_unload/1", "(Engine) -> ok | {error, Reason}")
def engine_unload(engine: Term) -> Term:
    """Unload an engine."""
    return _no_engine("free", engine)


@crypto.export("engine_add/1", "(Engine) -> ok | {error, Reason}")
def engine_add(engine: Term) -> Term:
    """Put an engine on the list."""
    return _no_engine("add", engine)


@crypto.export("engine_remove/1", "(Engine) -> ok | {error, Reason}")
def engine_remove(engine: Term) -> Term:
    """Take an engine off the list."""
    return _no_engine("remove", engine)


@crypto.export("engine_register/2", "(Engine, Methods) -> ok | {error, Reason}")
def engine_register(_engine: Term, _methods: Term) -> Term:
    """Let an engine do some of the work."""
    return a.ok


@crypto.export("engine_unregister/2", "(Engine, Methods) -> ok | {error, Reason}")
def engine_unregister(_engine: Term, _methods: Term) -> Term:
    """Take back engine_register/2."""
    return a.ok


@crypto.export("engine_get_id/1", "(Engine) -> EngineId :: binary()")
def engine_get_id(engine: Term) -> Term:
    """The name of an engine."""
    return _no_engine("get_id", engine)


@crypto.export("engine_get_name/1", "(Engine) -> Description :: binary()")
def engine_get_name(engine: Term) -> Term:
    """What an engine is called in words."""
    return _no_engine("get_name", engine)


@crypto.export("engine_ctrl_cmd_string/3", "(Engine, Name, Arg) -> ok | {error, Reason}")
def engine_ctrl_cmd_string(engine: Term, name: Term, arg: Term) -> Term:
    """Tell an engine something."""
    return tail(engine_ctrl_cmd_string_4, engine, name, arg, a.false)


@crypto.export("engine_ctrl_cmd_string/4", "(Engine, Name, Arg, Optional) -> ok | {error, Reason}")
def engine_ctrl_cmd_string_4(engine: Term, name: Term, arg: Term, optional: Term) -> Term:
    """Tell an engine something, which it may not know."""
    shown = (engine, [(name, arg), None], int(optional is a.true))
    return _commands(ErlError(a.error, a.badarg, shown))
