"""Loading, purging and deleting modules.

OTP: code, code_server, erts_code_purger
"""

from __future__ import annotations

import os

from pyerlshell.erts import purge as old_code
from pyerlshell.erts.errors import ErlError, function_clause
from pyerlshell.erts.machine import P
from pyerlshell.erts.scheduler import check, give_way
from pyerlshell.otp import library
from pyerlshell.otp.kernel import code_storage
from pyerlshell.otp.kernel.code_module import boolean, code, name_of, server
from pyerlshell.otp.kernel.code_on_load import await_turn
from pyerlshell.otp.kernel.code_reports import report_sticky
from pyerlshell.otp.kernel.code_storage import EXTENSION
from pyerlshell.otp.preloaded.erlang.loading import delete_module
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.types import BitString, Term


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
        report_sticky(module)
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
    data = to_bytes(binary) if type(binary) is bytes or type(binary) is BitString else None
    if type(module) is not Atom or name_of(file) is None or data is None:
        raise function_clause(module, file, binary)
    return code_storage.load_data(P.cur.node, module, data, file, purge=True)


@code.export("ensure_loaded/1", "(Module) -> {module, Module} | {error, What}")
def ensure_loaded(module: Term) -> Term:
    """Load the module if it is not loaded."""
    if type(module) is not Atom:
        raise function_clause(module)
    return ensured(module)


def ensured(module: Atom) -> Term:
    """The module is loaded, or why it cannot be."""
    if P.cur.node.code.present(module) is not None:
        return (a.module, module)
    if not await_turn(server().on_loads, module):
        return (a.error, a.deadlock)
    if P.cur.node.code.present(module) is not None:
        return (a.module, module)
    return _load_file(module)


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
