"""What is known of modules, loaded or not.

OTP: code
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from pyerlshell.compiler.object import container, object_code
from pyerlshell.erts.errors import badarg, function_clause
from pyerlshell.erts.loading import UNKNOWN_FILE
from pyerlshell.erts.machine import P
from pyerlshell.erts.native import NativeModule
from pyerlshell.otp import library, procs
from pyerlshell.otp.kernel.code_module import code, server, string
from pyerlshell.otp.kernel.code_path import where
from pyerlshell.otp.kernel.code_storage import EXTENSION
from pyerlshell.otp.preloaded.erlang.processes_code import PRELOADED
from pyerlshell.otp.preloaded.init import CommandLine
from pyerlshell.terms import etf
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.etf_decode import DecodeError
from pyerlshell.terms.lists import from_list, is_proper, string_to_list, to_list
from pyerlshell.terms.order import exact_equal
from pyerlshell.terms.types import Term


@code.export("get_mode/0", "() -> embedded | interactive")
def get_mode() -> Term:
    """What -mode says. (Modules are loaded when they are first called, in either mode.)"""
    mode = P.cur.node.part(CommandLine).arguments.last("mode")
    return a.embedded if mode == "embedded" else a.interactive


@code.export("objfile_extension/0", "() -> nonempty_string()")
def objfile_extension() -> Term:
    """The extension of object files."""
    return string_to_list(EXTENSION)


@code.export("is_loaded/1", "(Module) -> {file, Loaded} | false")
def is_loaded(module: Term) -> Term:
    """The file that the module was loaded from."""
    if type(module) is not Atom:
        raise function_clause(module)
    found = _file(module)
    return a.false if found is None else (a.file, found[0])


def _file(module: Atom) -> tuple[Term] | None:
    """The file of a loaded module, if the code server knows of it."""
    instance = P.cur.node.code.present(module)
    if instance is None or instance.file is UNKNOWN_FILE:
        return None
    return (instance.file,)


@code.export("which/1", "(Module) -> Which")
def which(module: Term) -> Term:
    """The file that the module was loaded from, or would be."""
    if type(module) is not Atom:
        raise function_clause(module)
    found = _file(module)
    return where(module.name + EXTENSION) if found is None else found[0]


@code.export("all_loaded/0", "() -> [{Module, Loaded}]")
def all_loaded() -> Term:
    """Every loaded module with its file."""
    return to_list([(module, file) for module, file in _loaded().items()])


def _loaded() -> dict[Atom, Term]:
    """The file of each module that is loaded, or would be in the reference."""
    table, shipped = P.cur.node.code, library.shipped_modules()
    found = {m: library.file_term(shipped[m.name]) for m in table.standing if m.name in shipped}
    found |= {atom(name): a.preloaded for name in PRELOADED}
    found |= {m: i.file for m, i in table.current.items() if i.file is not UNKNOWN_FILE}
    return found


@code.export("all_available/0", "() -> [{Module, Filename, Loaded}]")
def all_available() -> Term:
    """Every module that is loaded or on the path."""
    loaded = {module.name: file for module, file in _loaded().items()}
    found = {name: library.file_term(one) for name, one in library.shipped_modules().items()}
    for folder, name in _object_files():
        found.setdefault(name, string_to_list(os.path.join(folder, name + EXTENSION)))
    rows: list[Term] = [
        (string_to_list(name), file, a.false) for name, file in found.items() if name not in loaded
    ]
    rows += [(string_to_list(name), file, a.true) for name, file in loaded.items()]
    return to_list(rows)


def _object_files() -> Iterator[tuple[str, str]]:
    """(folder, module) of every object file on the path."""
    for folder in server().path:
        try:
            names = server().files.list(folder)
        except OSError:
            continue
        for name in sorted(names):
            if name.endswith(EXTENSION):
                yield folder, name[: -len(EXTENSION)]


@code.export("clash/0", "() -> ok")
def clash() -> Term:
    """Print the modules that are in more than one place on the path."""
    places: dict[str, list[str]] = {n: [s.path] for n, s in library.shipped_modules().items()}
    for folder, name in _object_files():
        places.setdefault(name, []).append(os.path.join(folder, name + EXTENSION))
    for folder in server().path:
        if not server().files.is_folder(folder):
            procs.put_chars(f"** Bad path can't read {folder}\n")
    clashes = [pair for files in places.values() for pair in pairwise(files)]
    for hides, hidden in clashes:
        procs.put_chars(f"** {hides} hides {hidden}\n")
    procs.put_chars(f"** Found {len(clashes)} name clashes in code paths \n")
    return a.ok


# Object code


@code.export("get_object_code/1", "(Module) -> {Module, Binary, Filename} | error")
def get_object_code(module: Term) -> Term:
    """The object code of the module, as it is on the path."""
    if type(module) is not Atom:
        raise function_clause(module)
    found = server().find(module.name)
    if not isinstance(found, str):
        return a.error
    try:
        data = server().files.read(found)
    except OSError:
        return a.error
    return (module, data, string_to_list(server().absolute(found)))


@code.export("module_md5/1", "(Binary) -> binary() | undefined")
def module_md5(binary: Term) -> Term:
    """The check sum of the code in object code."""
    data = to_bytes(binary)
    if data is None:
        raise badarg(binary)
    return md5_of(data) or a.undefined


def md5_of(data: bytes) -> bytes | None:
    """The check sum of the code in a file: our own, or what the reference computes."""
    try:
        found = object_code.check(data)
        own = object_code.read(data).md5
    except object_code.ObjectError:
        return None
    if own:
        return own
    essential = ("AtU8", "Code", "StrT", "ImpT", "ExpT", "FunT", "LitT")
    return hashlib.md5(b"".join([found.get(id_, b"") for id_ in essential])).digest()


_ID_LENGTH: Final = 4


@code.export("get_chunk/2", internal=True)
def get_chunk(binary: Term, id_: Term) -> Term:
    """One chunk of object code."""
    data, name = to_bytes(binary), string(id_)
    if data is None or name is None or len(name) != _ID_LENGTH:
        raise badarg(binary, id_)
    try:
        return container.read_all(data).get(name, a.undefined)
    except container.ContainerError:
        return a.undefined


# Modified modules


@code.export("module_status/0", "() -> [{module(), module_status()}]")
def module_status() -> Term:
    """The status of every loaded module."""
    return to_list([(m, _status(m)) for m in _loaded()])


@code.export("module_status/1", "(Module | [Module]) -> module_status()")
def module_status_1(module: Term) -> Term:
    """Whether a module is loaded, and whether its file has changed since."""
    if type(module) is Atom:
        return _status(module)
    if not is_proper(module):
        raise function_clause(module)
    rows: list[Term] = []
    for one in from_list(module):
        if type(one) is not Atom:
            raise function_clause(one)
        rows.append((one, _status(one)))
    return to_list(rows)


def _status(module: Atom) -> Atom:
    if module in _loaded() and module not in P.cur.node.code.current:
        return a.loaded  # as it would be in the reference
    loaded = _file(module)
    if loaded is None:
        return a.not_loaded
    if loaded[0] is a.preloaded or loaded[0] is None:
        return a.loaded
    found = server().find(module.name)
    if found is None:
        return a.removed
    instance = P.cur.node.code.current[module]
    if isinstance(found, library.Shipped):
        same = exact_equal(loaded[0], library.file_term(found))
    else:
        same = md5_of(server().files.read(found)) == getattr(instance.code, "md5", None)
    return a.loaded if same else a.modified


@code.export("modified_modules/0", "() -> [module()]")
def modified_modules() -> Term:
    """The loaded modules whose file has changed."""
    return to_list([m for m in _loaded() if _status(m) is a.modified])


# What is not there


@code.export("get_doc/1", "(Module) -> {ok, Docs} | {error, Reason}")
@code.export("get_doc/2")
def get_doc(module: Term, options: Term = None) -> Term:
    """The documentation chunk of a module."""
    if type(module) is not Atom:
        raise function_clause(module)
    table = P.cur.node.code
    if not table.ensure_loaded(module):
        return (a.error, a.non_existing)
    instance = table.current[module]
    if type(instance.code) is NativeModule:
        from pyerlshell.otp.documentation import natives

        return (a.ok, natives.docs_of(instance.code))
    shipped = library.shipped_modules().get(module.name)
    if shipped is not None and exact_equal(instance.file, library.file_term(shipped)):
        found = library.docs_of(shipped)
    else:
        found = docs_in(object_file(module))
    return (a.error, a.missing) if found is None else (a.ok, found)


def object_file(module: Atom) -> bytes | None:
    """The object code of a module, if it is in a file."""
    place = server().find(module.name)
    if type(place) is not str:
        return None
    try:
        return server().files.read(place)
    except OSError:
        return None


def docs_in(data: bytes | None) -> Term:
    """The documentation in object code, None if there is none."""
    from pyerlshell.compiler.object.object_code import DOCS_CHUNK, ObjectError, check

    try:
        chunk = None if data is None else check(data).get(DOCS_CHUNK)
        return None if chunk is None else etf.decode(chunk)
    except (ObjectError, DecodeError):
        return None
