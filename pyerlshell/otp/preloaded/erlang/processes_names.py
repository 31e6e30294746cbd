"""Registered names and the process dictionary.

OTP: register.c, erl_process_dict.c
"""

from __future__ import annotations

from typing import Any

from pyerlshell.erts.errors import ErlError, badarg
from pyerlshell.erts.machine import P
from pyerlshell.otp.preloaded.erlang.module import erlang
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.maps import key, unkey
from pyerlshell.terms.order import exact_equal
from pyerlshell.terms.types import Pid, Port, Term


@erlang.export(
    "register/2", "(RegName, PidOrPort) -> true when RegName :: atom(), PidOrPort :: pid() | port()"
)
def register(name: Term, pid: Term) -> Term:
    """Give a process a name."""
    node = P.cur.node
    good_name = type(name) is Atom and name is not a.undefined
    if not good_name or (type(pid) is not Pid and type(pid) is not Port):
        raise ErlError(a.error, a.badarg, (name, pid), info=a.none)
    p: Any = node.lookup(pid) if type(pid) is Pid else None
    if type(pid) is Port and node.ports is not None:
        p = node.ports.find(pid)
    if p is None:
        cause = a.notalive if type(pid) is Pid else a.none
        raise ErlError(a.error, a.badarg, (name, pid), info=cause)
    if p.name is not None:
        raise ErlError(a.error, a.badarg, (name, pid), info=a.registered_name)
    assert type(name) is Atom
    if name in node.registry:
        raise ErlError(a.error, a.badarg, (name, pid), info=a.none)
    node.registry[name] = p
    p.name = name
    if node.on_name is not None:
        node.on_name(p, name, a.register)
    return a.true


@erlang.export("unregister/1", "(RegName) -> true when RegName :: atom()")
def unregister(name: Term) -> Term:
    """Take the name from the process that has it."""
    p = P.cur.node.registry.pop(name, None) if type(name) is Atom else None
    if p is None:
        raise badarg(name)
    p.name = None
    if p.node.on_name is not None:
        p.node.on_name(p, name, a.unregister)
    return a.true


@erlang.export("whereis/1", "(RegName) -> pid() | port() | undefined when RegName :: atom()")
def whereis(name: Term) -> Term:
    """The process with this name."""
    if type(name) is not Atom:
        raise badarg(name)
    p = P.cur.node.registry.get(name)
    return p.pid if p is not None else a.undefined


@erlang.export("registered/0", "() -> [RegName] when RegName :: atom()")
def registered() -> Term:
    """All registered names."""
    return to_list(list(P.cur.node.registry))


@erlang.export("put/2", "(Key, Val) -> term() when Key :: term(), Val :: term()")
def put(name: Term, value: Term) -> Term:
    """Store in the process dictionary; what was there before, or undefined."""
    p = P.cur
    if p.dictionary is None:
        p.dictionary = {}
    stored = key(name)
    old = p.dictionary.get(stored, a.undefined)
    p.dictionary[stored] = value
    return old


@erlang.export("get/1", "(Key) -> Val | undefined when Key :: term(), Val :: term()")
def get_1(name: Term) -> Term:
    """Look up in the process dictionary."""
    dictionary = P.cur.dictionary
    return a.undefined if dictionary is None else dictionary.get(key(name), a.undefined)


@erlang.export("get/0", "() -> [{Key, Val}] when Key :: term(), Val :: term()")
def get_0() -> Term:
    """The process dictionary."""
    return dictionary_list(P.cur.dictionary)


def dictionary_list(dictionary: dict[object, Term] | None) -> Term:
    """A process dictionary as a list of pairs."""
    return to_list([(unkey(k), v) for k, v in (dictionary or {}).items()])


@erlang.export("get_keys/0", "() -> [Key] when Key :: term()")
def get_keys_0() -> Term:
    """The keys of the process dictionary."""
    return to_list([unkey(k) for k in P.cur.dictionary or {}])


@erlang.export("get_keys/1", "(Val) -> [Key] when Val :: term(), Key :: term()")
def get_keys_1(value: Term) -> Term:
    """The keys under which this value is in the process dictionary."""
    items = (P.cur.dictionary or {}).items()
    return to_list([unkey(k) for k, v in items if exact_equal(v, value)])


@erlang.export("erase/0", "() -> [{Key, Val}] when Key :: term(), Val :: term()")
def erase_0() -> Term:
    """Empty the process dictionary; what was in it."""
    p = P.cur
    old, p.dictionary = p.dictionary, None
    return dictionary_list(old)


@erlang.export("erase/1", "(Key) -> Val | undefined when Key :: term(), Val :: term()")
def erase_1(name: Term) -> Term:
    """Take a key out of the process dictionary; its value."""
    dictionary = P.cur.dictionary
    return a.undefined if dictionary is None else dictionary.pop(key(name), a.undefined)
