"""Loading several modules at once, all of them or none.

`prepare_loading/1` answers with `{'$prepared$', [{Module, {PreparedCode, File}}]}`, where
PreparedCode is what `erlang:prepare_loading/2` returns.

OTP: code
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

from pyerlshell.erts import loading
from pyerlshell.erts.errors import ErlError, error, function_clause
from pyerlshell.erts.loading import PreparedCode
from pyerlshell.erts.machine import P
from pyerlshell.erts.magic import magic_of, make_magic
from pyerlshell.otp import library
from pyerlshell.otp.code_cache import cache_of
from pyerlshell.otp.kernel import code_storage
from pyerlshell.otp.kernel.code_loading import ensured
from pyerlshell.otp.kernel.code_module import code, server
from pyerlshell.otp.native_calls import clause, local
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import from_list, is_proper, string_to_list, to_list
from pyerlshell.terms.types import Term

_PREPARED: Final = atom("$prepared$")

_NO_LIST: Final = clause("code", "partition_load")

Row = tuple[Atom, tuple[PreparedCode, Term]]
"""A module, its code, and the file that it came from."""

Failed = list[Term]
"""{Module, Reason} of those that cannot be loaded."""


@code.export("ensure_modules_loaded/1", "([Module]) -> ok | {error, [{Module, What}]}")
def ensure_modules_loaded(modules: Term) -> Term:
    """Load those modules that are not loaded."""
    if not is_proper(modules):
        raise function_clause(modules)
    if any(type(m) is not Atom for m in from_list(modules)):
        raise error(a.function_clause, modules)
    failed: Failed = []
    for name in sorted({m.name for m in from_list(modules) if type(m) is Atom}, reverse=True):
        result: Any = ensured(atom(name))
        if result[0] is a.error:
            failed.append((atom(name), result[1]))
    return _answer(failed)


def _answer(failed: Failed) -> Term:
    return (a.error, to_list(failed)) if failed else a.ok


@code.export("atomic_load/1", "(Modules) -> ok | {error, [{Module, What}]}")
def atomic_load(modules: Term) -> Term:
    """Load several modules at once, or none of them."""
    made = _prepare(modules)
    if made is None:
        raise error(a.function_clause, modules)
    rows, failed = made
    return _answer(failed) if failed else _finish(rows)


@code.export("prepare_loading/1", "(Modules) -> {ok, Prepared} | {error, [{Module, What}]}")
def prepare_loading(modules: Term) -> Term:
    """Read several modules, to be put into service by finish_loading/1."""
    made = _prepare(modules)
    if made is None:
        raise error(a.function_clause, modules)
    rows, failed = made
    if failed:
        return _answer(failed)
    items: list[Term] = [(module, (make_magic(one), file)) for module, (one, file) in rows]
    return (a.ok, (_PREPARED, to_list(items)))


@code.export("finish_loading/1", "(Prepared) -> ok | {error, [{Module, What}]}")
def finish_loading(prepared: Term) -> Term:
    """Put prepared modules into service, all or none."""
    if type(prepared) is not tuple or len(prepared) != 2 or prepared[0] is not _PREPARED:
        raise function_clause(prepared)
    if not is_proper(prepared[1]):
        raise function_clause(prepared)
    rows = [_row(item) for item in from_list(prepared[1])]
    whole = [row for row in rows if row is not None]
    if len(whole) < len(rows):
        raise error(a.function_clause, prepared)
    return _finish(whole)


def _row(item: Any) -> Row | None:
    """{Module, {PreparedCode, File}}."""
    if type(item) is not tuple or len(item) != 2 or type(item[0]) is not Atom:
        return None
    if type(item[1]) is not tuple or len(item[1]) != 2:
        return None
    made, file = magic_of(item[1][0]), item[1][1]
    if type(made) is not PreparedCode or made.on_load or type(file) not in (list, type(None)):
        return None
    return item[0], (made, file)


def _finish(rows: Sequence[Row]) -> Term:
    """What the code server looks at before, and the step itself."""
    for reason, concerns in (
        (a.pending_on_load, server().on_loads.__contains__),
        (a.sticky_directory, server().is_sticky),
    ):
        failed: Failed = [(module, reason) for module, _ in rows if concerns(module)]
        if failed:
            return _answer(failed)
    made = [one for _, (one, _) in rows]
    if any(one.used for one in made):
        raise ErlError(a.error, a.badarg, (None,))
    refused = loading.finish(P.cur.node.code, made, [file for _, (_, file) in rows])
    if refused is None:
        return a.ok
    return _answer([(module, refused[0]) for module in refused[1]])


# Preparing


@local("code", "do_prepare_loading")
def _prepare(modules: Term) -> tuple[list[Row], Failed] | None:
    """What is given as binaries first, then what is looked for; on_load only if all can be read.
    None if one is neither.
    """
    parted = _parted(modules)
    if parted is None:
        return None
    triples, names = parted
    twice = _duplicates([*[triple[0] for triple in triples], *names])
    if twice:
        return [], [(module, a.duplicated) for module in twice]
    rows: list[Row] = []
    failed: Failed = []
    made = [(t[0], _of_binary(*t)) for t in triples] + [(m, _of_path(m)) for m in names]
    for module, found in made:
        if type(found) is Atom:
            failed.append((module, found))
        else:
            rows.append((module, found))  # type: ignore[arg-type]
    if not failed:
        failed = [(m, a.on_load_not_allowed) for m, (one, _) in rows if one.on_load]
    return rows, failed


def _parted(modules: Term) -> tuple[list[Any], list[Atom]] | None:
    """The triples {Module, File, Binary}, and the names; None if something is neither."""
    triples: list[Any] = []
    names: list[Atom] = []
    rest: Any = modules
    while type(rest) is list:
        item, rest = rest
        if type(item) is Atom:
            names.insert(0, item)
        elif _is_triple(item):
            triples.insert(0, item)
        else:
            return None
    if rest is not None:
        _NO_LIST(rest, to_list(triples), to_list(list[Term](names)))
    return triples, names


def _is_triple(item: Any) -> bool:
    if type(item) is not tuple or len(item) != 3:
        return False
    named = type(item[0]) is Atom and type(item[1]) in (list, type(None))
    return named and type(item[2]) is bytes


def _duplicates(modules: list[Atom]) -> list[Atom]:
    names = sorted(module.name for module in modules)
    return [atom(name) for name, after in pairwise(names) if name == after][::-1]


def _of_binary(module: Atom, file: Term, data: bytes) -> tuple[PreparedCode, Term] | Atom:
    made = code_storage.code_of(P.cur.node, module, data)
    return a.badfile if made is None else (PreparedCode(made, data), file)


def _of_path(module: Atom) -> tuple[PreparedCode, Term] | Atom:
    """What is first on the code path, or why it cannot be loaded."""
    node = P.cur.node
    found = server().find(module.name)
    if isinstance(found, library.Shipped):
        shipped: Any = library.load(found, cache_of(node))
        return (
            a.nofile if shipped is None else (PreparedCode(shipped, None), library.file_term(found))
        )
    if found is None:
        return a.nofile
    try:
        data = server().files.read(found)
    except OSError:
        return a.nofile
    return _of_binary(module, string_to_list(server().absolute(found)), data)
