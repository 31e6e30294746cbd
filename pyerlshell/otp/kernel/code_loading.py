"""Loading, purging and deleting modules.

OTP: code, code_server, erts_code_purger
"""

from __future__ import annotations

import os
from typing import Any, Final

from pyerlshell.erts import purge as old_code
from pyerlshell.erts.errors import ErlError, function_clause
from pyerlshell.erts.machine import P
from pyerlshell.erts.scheduler import check, give_way
from pyerlshell.otp import library
from pyerlshell.otp.kernel import code_storage
from pyerlshell.otp.kernel.code_module import boolean, code, name_of, server, string
from pyerlshell.otp.kernel.code_storage import EXTENSION, Prepared
from pyerlshell.otp.preloaded.erlang.processes_code import delete_module
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import from_list, is_proper, string_to_list, to_list
from pyerlshell.terms.types import BitString, Term

_PREPARED: Final = atom("$prepared$")


@code.export("load_file/1", "(Module) -> load_ret()")
def load_file(module: Term) -> Term:
    """Load the module from the first place on the code path where it is."""
    if type(module) is not Atom:
        raise function_clause(module)
    let_others_run()
    return _load_file(module)


def let_others_run() -> None:
    """A call of the code server in the reference: processes that were just started get a turn."""
    if P.sched is not None and not P.guard and P.sched.normal:
        give_way()


def _load_file(module: Atom) -> Term:
    found = server().find(module.name)
    if found is None:
        return (a.error, a.nofile)
    if isinstance(found, library.Shipped):
        return _load_shipped(module, found)
    return code_storage.load_file(P.cur.node, module, found)


def _load_shipped(module: Atom, found: library.Shipped) -> Term:
    if P.cur.node.code.present(module) is not None and server().is_sticky(module):
        code_storage.report_sticky(module)
        return (a.error, a.sticky_directory)
    loaded = code_storage.load_shipped(P.cur.node, found)
    return (a.module, module) if loaded else (a.error, a.nofile)


@code.export("load_abs/1", "(Filename) -> load_ret()")
def load_abs(file: Term) -> Term:
    """Load File.beam."""
    name = name_of(file)
    if name is None:
        raise function_clause(file)
    return _load_abs(name, atom(os.path.basename(name)))


@code.export("load_abs/2", internal=True)
def load_abs_2(file: Term, module: Term) -> Term:
    """Load File.beam, which must be of the module."""
    name = name_of(file)
    if name is None or type(module) is not Atom:
        raise function_clause(file, module)
    return _load_abs(name, module)


def _load_abs(name: str, module: Atom) -> Term:
    return code_storage.load_file(P.cur.node, module, name + EXTENSION)


@code.export("load_binary/3", "(Module, Filename, Binary) -> load_ret()")
def load_binary(module: Term, file: Term, binary: Term) -> Term:
    """Load object code; Filename is only remembered."""
    known = type(binary) is bytes or type(binary) is BitString
    if type(module) is not Atom or name_of(file) is None or not known:
        raise function_clause(module, file, binary)
    from pyerlshell.terms.bits import to_bytes

    data = to_bytes(binary) or b""
    return code_storage.load_data(P.cur.node, module, data, file, purge=True)


@code.export("ensure_loaded/1", "(Module) -> {module, Module} | {error, What}")
def ensure_loaded(module: Term) -> Term:
    """Load the module if it is not loaded."""
    if type(module) is not Atom:
        raise function_clause(module)
    if P.cur.node.code.present(module) is not None:
        return (a.module, module)
    return _load_file(module)


@code.export("ensure_modules_loaded/1", "([Module]) -> ok | {error, [{Module, What}]}")
def ensure_modules_loaded(modules: Term) -> Term:
    """Load those modules that are not loaded."""
    if not is_proper(modules) or any(type(m) is not Atom for m in from_list(modules)):
        raise function_clause(modules)
    failed: list[Term] = []
    for module in from_list(modules):
        result: Any = ensure_loaded(module)
        if result[0] is a.error:
            failed.append((module, result[1]))
    return (a.error, to_list(failed)) if failed else a.ok


@code.export("purge/1", "(Module) -> boolean() when Module :: module()")
def purge(module: Term) -> Term:
    """Throw the old code away. True if processes had to be killed for it."""
    if type(module) is not Atom:
        raise function_clause(module)
    let_others_run()
    killed = old_code.purge(P.cur.node, module)
    check()
    return boolean(bool(killed))


@code.export("soft_purge/1", "(Module) -> boolean() when Module :: module()")
def soft_purge(module: Term) -> Term:
    """Throw the old code away if no process runs it. False if one does."""
    if type(module) is not Atom:
        raise function_clause(module)
    let_others_run()
    node = P.cur.node
    instance = node.code.old.get(module)
    if instance is not None:
        if old_code.processes_in(node, instance):
            return a.false
        old_code.purge(node, module)
    return a.true


@code.export("delete/1", "(Module) -> boolean() when Module :: module()")
def delete(module: Term) -> Term:
    """Make the current code old; there must be no old code."""
    if type(module) is not Atom:
        raise function_clause(module)
    let_others_run()
    try:
        return boolean(delete_module(module) is a.true)
    except ErlError:
        return a.false


# Several modules at once


@code.export("atomic_load/1", "(Modules) -> ok | {error, [{Module, What}]}")
def atomic_load(modules: Term) -> Term:
    """Load several modules at once, or none of them."""
    prepared, failed = _prepare(modules)
    if failed:
        return (a.error, to_list(failed))
    return _finish(prepared)


@code.export("prepare_loading/1", "(Modules) -> {ok, Prepared} | {error, [{Module, What}]}")
def prepare_loading(modules: Term) -> Term:
    """Read several modules, to be put into service by finish_loading/1."""
    prepared, failed = _prepare(modules)
    if failed:
        return (a.error, to_list(failed))
    node = P.cur.node
    items: list[Term] = []
    for one in prepared:
        ref = node.make_ref()
        server().prepared[ref.ids] = one
        items.append((one.module, (ref, one.file)))
    return (a.ok, (_PREPARED, to_list(items)))


@code.export("finish_loading/1", "(Prepared) -> ok | {error, [{Module, What}]}")
def finish_loading(given: Term) -> Term:
    """Put prepared modules into service, all or none."""
    if type(given) is not tuple or len(given) != 2 or given[0] is not _PREPARED:
        raise function_clause(given)
    items: list[Any] = from_list(given[1])
    found = [server().prepared.get(item[1][0].ids) for item in items]
    return _finish([one for one in found if one is not None])


def _finish(prepared: list[Prepared]) -> Term:
    table = P.cur.node.code
    failed: list[Term] = []
    for one in prepared:
        if server().is_sticky(one.module):
            failed.append((one.module, a.sticky_directory))
        elif one.module in table.old and one.module in table.current:
            failed.append((one.module, a.not_purged))
    if failed:
        return (a.error, to_list(failed))
    for one in prepared:
        table.load(one.code, one.file).object = one.object
    return a.ok


def _prepare(modules: Term) -> tuple[list[Prepared], list[Term]]:
    if not is_proper(modules):
        raise function_clause(modules)
    prepared: list[Prepared] = []
    failed: list[Term] = []
    seen: set[Atom] = set()
    for item in from_list(modules):
        module: Any = item
        if _is_triple(item):
            module = module[0]
        if type(module) is not Atom:
            raise function_clause(modules)
        if module in seen:
            failed.append((module, a.duplicated))
            continue
        seen.add(module)
        made = _prepared(module, item)
        if isinstance(made, Prepared):
            prepared.append(made)
        else:
            failed.append((module, made))
    return prepared, failed


def _is_triple(item: Any) -> bool:
    """{Module, File, Binary}."""
    if type(item) is not tuple or len(item) != 3:
        return False
    return type(item[2]) is bytes or type(item[2]) is BitString


def _prepared(module: Atom, item: Any) -> Prepared | Atom:
    """One module, or why it cannot be loaded."""
    node = P.cur.node
    if server().is_sticky(module):
        return a.sticky_directory
    if type(item) is tuple:
        file, data = item[1], item[2]
    else:
        found = server().find(module.name)
        if not isinstance(found, str):
            return a.nofile
        file = string_to_list(server().absolute(found))
        try:
            data = node.outside.read(found)
        except OSError:
            return a.nofile
    if type(data) is not bytes or (string(file) is None):
        return a.badarg
    made = code_storage.code_of(node, module, data)
    if made is None:
        return a.badfile
    return a.on_load_not_allowed if made.on_load else Prepared(module, file, made, data)
