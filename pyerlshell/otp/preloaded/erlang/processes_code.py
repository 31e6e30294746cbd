"""Loaded modules: which there are, what they export; funs.

OTP: beam_bif_load.c, erl_bif_info.c
"""

from __future__ import annotations

from types import FunctionType

from pyerlshell.compiler import builtins
from pyerlshell.erts import module_info
from pyerlshell.erts.errors import ErlError, badarg
from pyerlshell.erts.lost_funs import is_lost
from pyerlshell.erts.machine import P
from pyerlshell.erts.module_instance import ModuleInstance
from pyerlshell.erts.node import Node
from pyerlshell.otp.preloaded.erlang.module import erlang
from pyerlshell.otp.typed_funs import check_sum, free_values
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.funs import (
    environment,
    external_mfa,
    local_name,
    module_index_uniq,
)
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.types import Term


def _boolean(value: bool) -> Term:
    return a.true if value else a.false


# -- what is loaded


@erlang.export("module_loaded/1", "(Module) -> boolean() when Module :: module()")
def module_loaded(module: Term) -> Term:
    """True if the module is loaded."""
    if type(module) is not Atom:
        raise badarg(module)
    return _boolean(P.cur.node.code.present(module) is not None)


@erlang.export("loaded/0", "() -> [Module] when Module :: module()")
def loaded() -> Term:
    """All modules with current or old code."""
    code = P.cur.node.code
    names: list[Term] = list(dict.fromkeys((*code.current, *code.old, *code.standing)))
    return to_list(names)


@erlang.export("pre_loaded/0", "() -> [module()]")
def pre_loaded() -> Term:
    """The modules that are there before anything is loaded from a file."""
    return to_list([atom(name) for name in PRELOADED])


PRELOADED = (
    "persistent_term",
    "counters",
    "atomics",
    "erts_dirty_process_signal_handler",
    "erts_trace_cleaner",
    "erts_literal_area_collector",
    "erl_tracer",
    "erts_internal",
    "erlang",
    "erl_prim_loader",
    "prim_zip",
    "prim_net",
    "prim_socket",
    "socket_registry",
    "zlib",
    "prim_file",
    "prim_inet",
    "prim_eval",
    "prim_buffer",
    "init",
    "erl_init",
    "erts_code_purger",
)


@erlang.export(
    "function_exported/3",
    "(Module, Function, Arity) -> boolean() "
    "when Module :: module(), Function :: atom(), Arity :: arity()",
)
def function_exported(module: Term, function: Term, arity: Term) -> Term:
    """True if the module is loaded and exports the function."""
    if type(module) is not Atom or type(function) is not Atom or type(arity) is not int:
        raise badarg(module, function, arity)
    instance = P.cur.node.code.present(module)
    return _boolean(instance is not None and (function, arity) in instance.exports)


@erlang.export("is_builtin/3", "(Module, Function, Arity) -> boolean()")
def is_builtin(module: Term, function: Term, arity: Term) -> Term:
    """True if the function is part of the runtime system."""
    if type(module) is not Atom or type(function) is not Atom or type(arity) is not int:
        raise badarg(module, function, arity)
    if not builtins.is_builtin(module.name, function.name, arity):
        return a.false
    if module is not a.erlang:
        return a.true
    instance = P.cur.node.code.present(module)
    return _boolean(instance is not None and (function, arity) in instance.exports)


def all_builtins(node: Node) -> Term:
    """system_info(snifs): the functions that are part of the runtime system."""
    instance = node.code.present(a.erlang)
    found: list[Term] = []
    for function, arity in instance.exports if instance is not None else ():
        if builtins.is_builtin("erlang", function.name, arity):
            found.append((a.erlang, function, arity))
    for module, keys in builtins.ELSEWHERE.items():
        for key in sorted(keys):
            name, _, count = key.rpartition("/")
            found.append((atom(module), atom(name), int(count)))
    return to_list(found)


@erlang.export("get_module_info/1", internal=True)
def get_module_info_1(module: Term) -> Term:
    """What Module:module_info/0 returns."""
    return module_info.all_items(P.cur.node, _instance(module, (module,)))


@erlang.export("get_module_info/2", internal=True)
def get_module_info_2(module: Term, item: Term) -> Term:
    """What Module:module_info/1 returns."""
    instance = _instance(module, (module, item))
    if type(item) is not Atom:
        raise badarg(module, item)
    try:
        return module_info.item(P.cur.node, instance, item)
    except ErlError:
        raise badarg(module, item) from None


def _instance(module: Term, given: tuple[Term, ...]) -> ModuleInstance:
    found = P.cur.node.code.present(module) if type(module) is Atom else None
    if found is None:
        raise badarg(*given)
    return found


# -- funs


@erlang.export(
    "make_fun/3",
    "(Module, Function, Arity) -> function() "
    "when Module :: module(), Function :: atom(), Arity :: arity()",
)
def make_fun(module: Term, function: Term, arity: Term) -> Term:
    """`fun Module:Function/Arity`."""
    if type(module) is not Atom or type(function) is not Atom or type(arity) is not int:
        raise badarg(module, function, arity)
    if not 0 <= arity <= 255:
        raise badarg(module, function, arity)
    return P.cur.node.code.external_fun(module, function, arity)


@erlang.export("fun_info/1", "(Fun) -> [{Item, Info}] when Fun :: function()")
def fun_info_1(fun: Term) -> Term:
    """What is known of a fun."""
    if type(fun) is not FunctionType:
        raise badarg(fun)
    return to_list(list(_fun_items(fun).items()))


@erlang.export("fun_info/2", "(Fun, Item) -> {Item, Info} when Fun :: function(), Item :: atom()")
def fun_info_2(fun: Term, item: Term) -> Term:
    """One thing that is known of a fun."""
    if type(fun) is not FunctionType or type(item) is not Atom:
        raise badarg(fun, item)
    items = _fun_items(fun)
    if item in items:
        return (item, items[item])
    if item in _LOCAL_ONLY:
        return (item, a.undefined)
    if item is a.refc:
        return (item, 1 + len(environment(fun)) if external_mfa(fun) is None else a.undefined)
    raise badarg(fun, item)


@erlang.export("fun_info_mfa/1", internal=True)
def fun_info_mfa(fun: Term) -> Term:
    """{Module, Name, Arity} of a fun."""
    if type(fun) is not FunctionType:
        raise badarg(fun)
    items = _fun_items(fun)
    return (items[a.module], items[a.name], items[a.arity])


_LOCAL_ONLY = (a.pid, a.index, a.uniq, a.new_index, a.new_uniq)


def _fun_items(fun: FunctionType) -> dict[Atom, Term]:
    mfa = external_mfa(fun)
    if mfa is not None:
        return {
            a.module: mfa[0],
            a.name: mfa[1],
            a.arity: mfa[2],
            a.env: None,
            a.type: a.external,
        }
    module, index, uniq = module_index_uniq(fun)
    return {
        a.pid: P.cur.node.init_pid(),
        a.module: module,
        a.new_index: index,
        a.new_uniq: check_sum(fun),
        a.index: index,
        a.uniq: uniq,
        a.name: None if is_lost(fun) else atom(local_name(fun)),
        a.arity: fun.__code__.co_argcount,
        a.env: to_list(list(free_values(fun))),
        a.type: a.local,
    }
