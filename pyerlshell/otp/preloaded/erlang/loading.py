"""Loading, unloading and purging modules, and whether processes run old code.

OTP: beam_bif_load.c
"""

from __future__ import annotations

from pyerlshell.erts import loading, purge
from pyerlshell.erts.code_table import NotPurgedError
from pyerlshell.erts.errors import ErlError, badarg
from pyerlshell.erts.loading import PreparedCode
from pyerlshell.erts.machine import P
from pyerlshell.erts.magic import magic_of, make_magic
from pyerlshell.erts.scheduler import check
from pyerlshell.otp.preloaded.erlang.module import erlang
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.lists import from_list, is_proper, to_list
from pyerlshell.terms.types import BitString, Pid, Term


def _boolean(value: bool) -> Term:
    return a.true if value else a.false


# -- loading


@erlang.export("prepare_loading/2", "(Module, Code) -> PreparedCode | {error, badfile}")
def prepare_loading(module: Term, binary: Term) -> Term:
    """Read object code; `finish_loading/1` puts what this returns into service."""
    code = _prepared(module, binary)
    return (a.error, a.badfile) if code is None else make_magic(code)


def _prepared(module: Term, binary: Term) -> PreparedCode | None:
    data = to_bytes(binary) if type(binary) in (bytes, BitString) else None
    if type(module) is not Atom or data is None:
        raise badarg(module, binary)
    decode = P.cur.node.decode_object
    code = decode(module, data) if decode is not None else None
    return None if code is None else PreparedCode(code, data)


@erlang.export("finish_loading/1", "([PreparedCode]) -> ok | {Error, [Module]}")
def finish_loading(prepared: Term) -> Term:
    """Put prepared modules into service, all of them or none."""
    if not is_proper(prepared):
        raise badarg(prepared)
    found = [magic_of(ref) for ref in from_list(prepared)]
    if any(type(one) is not PreparedCode or one.used for one in found):
        raise badarg(prepared)
    refused = loading.finish(P.cur.node.code, found)
    return a.ok if refused is None else (refused[0], to_list(list[Term](refused[1])))


@erlang.export("has_prepared_code_on_load/1", internal=True)
def has_prepared_code_on_load(prepared: Term) -> Term:
    """True if prepared code has an -on_load function."""
    found = magic_of(prepared)
    if type(found) is not PreparedCode:
        raise badarg(prepared)
    return _boolean(found.on_load and not found.used)


@erlang.export("call_on_load_function/1", internal=True)
def call_on_load_function(module: Term) -> Term:
    """Call the -on_load function of a module that waits for it."""
    if type(module) is not Atom or module not in P.cur.node.code.pending:
        raise badarg(module)
    return P.cur.node.code.run_on_load(module)


@erlang.export("finish_after_on_load/2", internal=True)
def finish_after_on_load(module: Term, keep: Term) -> Term:
    """Make a module that waits for its -on_load function current, or forget it."""
    waits = type(module) is Atom and module in P.cur.node.code.pending
    if not waits or keep not in (a.true, a.false):
        raise badarg(module, keep)
    loading.finish_after_on_load(P.cur.node, module, keep is a.true)  # type: ignore[arg-type]
    check()
    return a.true


@erlang.export("load_module/2", "(Module, Binary) -> {module, Module} | {error, Reason}")
def load_module(module: Term, binary: Term) -> Term:
    """Load object code; what was current becomes old. An -on_load function is not called."""
    prepared = _prepared(module, binary)
    if prepared is None:
        return (a.error, a.badfile)
    refused = loading.finish(P.cur.node.code, [prepared])
    return (a.module, module) if refused is None else (a.error, refused[0])


# -- unloading


@erlang.export("delete_module/1", "(Module) -> true | undefined when Module :: module()")
def delete_module(module: Term) -> Term:
    """Make the current code of the module old; there must be no old code."""
    if type(module) is not Atom:
        raise badarg(module)
    try:
        return a.true if P.cur.node.code.delete(module) else a.undefined
    except NotPurgedError:
        P.cur.node.log(a.error, "Module ~w must be purged before deleting\n\n", [module], P.cur)
        raise badarg(module) from None


@erlang.export("check_old_code/1", "(Module) -> boolean() when Module :: module()")
def check_old_code(module: Term) -> Term:
    """True if there is old code of the module."""
    if type(module) is not Atom:
        raise badarg(module)
    return _boolean(module in P.cur.node.code.old)


@erlang.export("check_process_code/2", "(Pid, Module) -> boolean() when Pid :: pid()")
def check_process_code(pid: Term, module: Term) -> Term:
    """True if the process runs old code of the module."""
    if type(pid) is not Pid or type(module) is not Atom:
        raise badarg(pid, module)
    return _check(pid, module)


@erlang.export("check_process_code/3", "(Pid, Module, Options) -> boolean() | async")
def check_process_code_3(pid: Term, module: Term, options: Term) -> Term:
    """True if the process runs old code of the module; `{async, Id}` sends the answer."""
    wants: dict[Term, Term] = {}
    for option in from_list(options) if is_proper(options) else [None]:
        pair = option if type(option) is tuple and len(option) == 2 else (None, None)
        known = pair[0] is _ASYNC or (pair[0] is a.allow_gc and pair[1] in (a.true, a.false))
        if not known:
            raise ErlError(a.error, a.badarg, (pid, module, options), info=a.bad_option)
        wants[pair[0]] = pair[1]
    if type(pid) is not Pid or type(module) is not Atom:
        raise badarg(pid, module, options)
    if _ASYNC not in wants:
        return _check(pid, module)
    p = P.cur
    p.node.send(p.pid, (a.check_process_code, wants[_ASYNC], _check(pid, module)))
    return _ASYNC


_ASYNC = atom("async")


def _check(pid: Pid, module: Atom) -> Term:
    node = P.cur.node
    p, old = node.lookup(pid), node.code.old.get(module)
    return _boolean(p is not None and old is not None and purge.runs_in(p, old))


@erlang.export("purge_module/1", "(Module) -> true when Module :: module()")
def purge_module(module: Term) -> Term:
    """Throw the old code of the module away; processes that run it are killed."""
    if type(module) is not Atom or module not in P.cur.node.code.old:
        raise badarg(module)
    purge.purge(P.cur.node, module)
    check()
    return a.true
