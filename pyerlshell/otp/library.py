"""The modules that come with pyerlshell: Python modules and Erlang sources under `otp`.

One folder an application, one file a module: `stdlib/lists` is Python, `stdlib/gen_server.erl` is
Erlang, compiled when it is first needed and kept in the code cache.

OTP: the ebin folders of the release
"""

from __future__ import annotations

import importlib
import os
from functools import lru_cache
from typing import Any, Final

from pyerlshell import otp
from pyerlshell.compiler.object.cache import CodeCache
from pyerlshell.erts.native import NativeModule
from pyerlshell.otp import library_lines
from pyerlshell.terms.lists import string_to_list, to_list
from pyerlshell.terms.module_code import ModuleCode
from pyerlshell.terms.structs import structure
from pyerlshell.terms.types import Term

ROOT: Final = os.path.dirname(os.path.abspath(otp.__file__))
APPLICATIONS: Final = (
    "preloaded",
    "kernel",
    "stdlib",
    "compiler",
    "runtime_tools",
    "sasl",
    "crypto",
    "eunit",
)


@structure(frozen=True)
class Shipped:
    """A module of ours: where it is, and whether it is Erlang source."""

    name: str
    app: str
    path: str
    erlang: bool


class BrokenModuleError(Exception):
    """A module of ours does not compile: a bug of ours."""


@lru_cache(1)
def shipped_modules() -> dict[str, Shipped]:
    """Every module that is there, by name. A Python file may turn out to be none."""
    found: dict[str, Shipped] = {}
    for app in APPLICATIONS:
        folder = os.path.join(ROOT, app)
        with os.scandir(folder) as entries:
            for entry in entries:
                module = _shipped(app, entry)
                if module is not None:
                    found[module.name] = module
    return found


def _shipped(app: str, entry: os.DirEntry[str]) -> Shipped | None:
    name, dot, extension = entry.name.rpartition(".")
    if name.startswith("_") or entry.name.startswith("_"):
        return None
    if not dot and entry.is_dir():
        init = os.path.join(entry.path, "__init__.py")
        return Shipped(entry.name, app, init, False) if os.path.exists(init) else None
    if extension in ("py", "erl"):
        return Shipped(name, app, entry.path, extension == "erl")
    return None


def app_folder(app: str) -> str | None:
    """The folder of an application of ours."""
    folder = os.path.join(ROOT, app)
    return folder if app in APPLICATIONS and os.path.isdir(folder) else None


def load(shipped: Shipped, cache: CodeCache) -> ModuleCode | NativeModule | None:
    """The module's code; None if the Python file is no Erlang module."""
    return _compiled(shipped, cache) if shipped.erlang else _native(shipped)


def _native(shipped: Shipped) -> NativeModule | None:
    python = importlib.import_module(f"pyerlshell.otp.{shipped.app}.{shipped.name}")
    for value in vars(python).values():
        if type(value) is NativeModule and value.name == shipped.name:
            return value
    return None


def _compiled(shipped: Shipped, cache: CodeCache) -> ModuleCode:
    with open(shipped.path, "rb") as file:
        source = file.read()
    key = cache.key(shipped.path.encode(), source, library_lines.rows(), *_headers(source))
    code = cache.load(key)
    if code is None:
        code = _compile(shipped, source)
        cache.store(key, code)
    return code


def _headers(source: bytes) -> list[bytes]:
    """What the source may include: every header of ours, if it includes any."""
    if b"-include" not in source:
        return []
    found: list[bytes] = []
    for folder in sorted(_include_folders()):
        for name in sorted(os.listdir(folder)):
            if name.endswith(".hrl"):
                with open(os.path.join(folder, name), "rb") as file:
                    found.append(file.read())
    return found


def _include_folders() -> list[str]:
    folders: list[str] = []
    for app in APPLICATIONS:
        folder = os.path.join(ROOT, app)
        here = (folder, os.path.join(folder, "include"), os.path.join(folder, "src"))
        folders.extend(f for f in here if os.path.isdir(f))
    return folders


def without_loops(shipped: Shipped) -> ModuleCode:
    """An Erlang module of ours, compiled for tracing."""
    with open(shipped.path, "rb") as file:
        return _compile(shipped, file.read(), loops=False)


def docs_of(shipped: Shipped) -> Term:
    """What -doc and -moduledoc say in the source of an Erlang module of ours, None if nothing."""
    from pyerlshell.compiler.object import docs_chunk

    forms = to_list(forms_of(shipped))
    return docs_chunk.docs_of(forms) if docs_chunk.has_docs(forms) else None


def forms_of(shipped: Shipped) -> list[Any]:
    """The abstract format of an Erlang module of ours."""
    with open(shipped.path, "rb") as file:
        return _forms(shipped, file.read())


def _forms(shipped: Shipped, source: bytes) -> list[Any]:
    from pyerlshell.syntax import epp

    options = epp.Options(
        read_file=_read,
        lib_dir=app_folder,
        includes=(os.path.dirname(shipped.path), *_include_folders()),
        source_name=shipped.name + ".erl",
        location=(1, 1),
    )
    return epp.parse_text(shipped.path, source, options).forms


def _compile(shipped: Shipped, source: bytes, loops: bool = True) -> ModuleCode:
    from pyerlshell.compiler import compile as passes

    forms = _forms(shipped, source)
    forms = library_lines.renumbered(forms, source, shipped.name)
    wrong = [form for form in forms if form[0].name == "error"]
    if wrong:
        raise BrokenModuleError(shipped.path, wrong)
    try:
        return passes.compile_forms(forms, passes.Options(source=shipped.path, loops=loops))
    except passes.CompileErrors as e:
        raise BrokenModuleError(shipped.path, e.errors) from None


def _read(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def file_term(shipped: Shipped) -> Term:
    """What `code:which/1` says of a module of ours."""
    from pyerlshell.terms.atoms import a

    path = shipped.path.removesuffix(os.sep + "__init__.py")  # a package counts as one file
    return a.preloaded if shipped.app == "preloaded" else string_to_list(path)
