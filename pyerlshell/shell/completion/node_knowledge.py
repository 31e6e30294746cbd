"""What a running node knows: its loaded modules, those it could load, and one shell's definitions.

Nothing is loaded into the node for it: of modules that are not loaded the exports are read from
the object file, from our own sources, or from the Python module.
"""

from __future__ import annotations

import importlib
import os
import stat
from collections.abc import Iterable
from typing import Any, Final

from pyerlshell.compiler.object import object_code
from pyerlshell.compiler.object.container import ContainerError
from pyerlshell.erts.native import NAME_ARITY, NativeModule
from pyerlshell.erts.node import Node
from pyerlshell.otp import library, specs
from pyerlshell.otp.kernel.code_storage import EXTENSION, server_of
from pyerlshell.otp.specs import ModuleSpecs, NameArity
from pyerlshell.shell import commands
from pyerlshell.shell.completion import docs
from pyerlshell.shell.completion.knowledge import FileName, Typed
from pyerlshell.shell.session import Session, Shells
from pyerlshell.syntax.erl_internal import BIFS
from pyerlshell.syntax.erl_pp.boxes import finished
from pyerlshell.syntax.erl_pp.forms import attribute
from pyerlshell.terms import lists
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.patterns import pattern
from pyerlshell.terms.types import Pid, Term

_EXPORT: Final = pattern(r"^-export\(\s*\[([^\]]*)\]", 8)  # re.MULTILINE
_CALLBACK: Final = pattern(r"^-callback\s+", 8)
_UNEVALUATED: Final[tuple[NameArity, ...]] = tuple(
    specs.name_arity(name)
    for name in "catch_exception/1 f/1 fd/3 ff/0 ff/2 history/1 rd/2 results/1 save_module/1 tf/0 "
    "tf/1 ft/1 td/1".split()
)
"""Commands that look at their arguments unevaluated."""
_NO_COMMANDS: Final = frozenset(("record", "record_info"))


class Library:
    """The names of the library's Erlang modules; one for each node (`Node.part`)."""

    def __init__(self, _node: Node) -> None:
        self._names: list[str] = []

    def names(self) -> list[str]:
        """Python files that only help others are left out."""
        if not self._names:
            shipped = library.shipped_modules().values()
            self._names = [s.name for s in shipped if s.erlang or _is_native(s)]
        return self._names


def _is_native(shipped: library.Shipped) -> bool:
    folder = os.path.dirname(shipped.path)
    files = [shipped.path]
    if os.path.basename(shipped.path) == "__init__.py":
        files += [os.path.join(folder, name) for name in os.listdir(folder) if name[-3:] == ".py"]
    wanted = f'NativeModule("{shipped.name}"'
    for path in files:
        with open(path, encoding="utf-8") as file:
            text = file.read()
        if wanted in text or f'NativeModule(\n    "{shipped.name}"' in text:
            return True
    return False


class NodeKnowledge:
    """Knowledge of a node, at the prompt of one of its shells."""

    def __init__(self, node: Node, session: Session | None = None) -> None:
        self.node = node
        self.session = session

    # Modules

    def modules(self) -> Iterable[str]:
        """Loaded, in the library, or an object file on the path."""
        found = {name.name for name in self.node.code.current}
        found.update(self.node.part(Library).names())
        for folder in server_of(self.node).path:
            if not folder.startswith(library.ROOT):
                names = (f.name for f in self.files(folder + "/"))
                found.update(n[: -len(EXTENSION)] for n in names if n.endswith(EXTENSION))
        return found

    def exports(self, module: str) -> Iterable[NameArity]:
        """Those of the loaded version, else of the one that would be loaded."""
        instance = self.node.code.current.get(atom(module))
        if instance is not None and type(instance.code) is not NativeModule:
            loaded = {(name.name, arity) for name, arity in instance.exports}
            return loaded | {("module_info", 0), ("module_info", 1)}
        found = server_of(self.node).find(module)
        if isinstance(found, library.Shipped):
            return _source_exports(found.path) if found.erlang else _native_exports(found)
        code = self._object(found)
        return list(code.exports) if code is not None else ()

    def is_documented(self, module: str) -> bool:
        """The library's modules are."""
        return isinstance(server_of(self.node).find(module), library.Shipped)

    def specs(self, module: str) -> ModuleSpecs:
        """The library's table, or what the object file's forms say."""
        found = server_of(self.node).find(module)
        if isinstance(found, library.Shipped):
            return specs.of_library(module) or _native_specs(found)
        code = self._object(found)
        if code is None and found is None:
            return specs.of_library(module) or ModuleSpecs()
        return _form_specs(code.forms) if code is not None else ModuleSpecs()

    def _object(self, name: str | None) -> object_code.ObjectCode | None:
        if name is None:
            return None
        try:
            return object_code.read(self.node.outside.read(name))
        except (OSError, object_code.ObjectError, ContainerError):
            return None

    def callbacks(self, module: str) -> Iterable[NameArity]:
        """Read from the source of a behaviour of ours, or from the forms of another."""
        found = server_of(self.node).find(module)
        if isinstance(found, library.Shipped):
            return _source_callbacks(found.path) if found.erlang else ()
        code = self._object(found)
        forms = lists.iter_list(code.forms) if code is not None else ()
        return [
            (form[3][0][0].name, form[3][0][1])
            for form in forms
            if type(form) is tuple and form[0] is a.attribute and form[2] is a.callback
        ]

    # Documentation

    def function_doc(self, module: str, name: str, arity: int) -> str:
        """What is said of a function, paragraphs parted by empty lines; "" if nothing is."""
        shipped = self._shipped(module)
        if shipped is None:
            return ""
        if shipped.erlang:
            return docs.of_source(_source(shipped.path), name)
        native = _native(shipped)
        return docs.of_native(native.functions, name, arity) if native is not None else ""

    def module_doc(self, module: str) -> str:
        """What is said of a module."""
        shipped = self._shipped(module)
        if shipped is None:
            return ""
        if shipped.erlang:
            return docs.of_file(_source(shipped.path))
        native = _native(shipped)
        return native.doc if native is not None else ""

    def _shipped(self, module: str) -> library.Shipped | None:
        found = server_of(self.node).find(module)
        return found if isinstance(found, library.Shipped) else None

    # The prompt

    def commands(self) -> Iterable[NameArity]:
        """The shell's own, and those of user_default and shell_default."""
        found = {item for item in commands.TABLE if item[0] not in _NO_COMMANDS}
        found.update(_UNEVALUATED)
        for module in ("shell_default", "user_default"):
            found.update(item for item in self.exports(module) if item[0] != "module_info")
        return found

    def bifs(self) -> Iterable[NameArity]:
        """erlang's automatically imported functions."""
        there = set(self.exports("erlang"))
        return [(name.name, n) for name, n in BIFS if (name.name, n) in there]

    def typed(self) -> Typed:
        """The bindings, records and functions of the shell."""
        session = self.session
        if session is None:
            return Typed()
        return Typed(
            {name.name: value for name, value in session.bindings.items()},
            {name.name: form for name, form in session.records.items()},
            [(name.name, arity) for name, arity in session.functions],
            {(name.name, arity): text for (name, arity), text in session.specs.items()},
        )

    def files(self, folder: str) -> Iterable[FileName]:
        """The names in a folder, seen from the node's current one."""
        outside = self.node.outside
        if folder.startswith("~/"):
            folder = os.path.join(outside.env.get("HOME", "~"), folder[2:])
        try:
            names = outside.list(folder or ".")
        except (OSError, ValueError):
            return []
        return [FileName(name, self._is_folder(os.path.join(folder, name))) for name in names]

    def _is_folder(self, name: str) -> bool:
        try:
            return stat.S_ISDIR(self.node.outside.stat(name).st_mode)
        except (OSError, ValueError):
            return False


def session_of(node: Node, leader: Pid | None) -> Session | None:
    """The shell behind a group leader; the newest if that cannot be told."""
    sessions = node.part(Shells).sessions
    process = node.lookup(leader) if leader is not None else None
    shell = (process.dictionary or {}).get(a.shell) if process is not None else None
    for session in reversed(sessions):
        if session.server == shell:
            return session
    return sessions[-1] if sessions else None


# Reading what is not loaded


def _source(path: str) -> str:
    with open(path, encoding="utf-8") as file:
        return file.read()


def _source_exports(path: str) -> list[NameArity]:
    """The exports of an Erlang source of ours, which has no macros in them."""
    found: list[NameArity] = [("module_info", 0), ("module_info", 1)]
    for block in _EXPORT.finditer(_source(path)):
        for item in block[1].split(","):
            name = NAME_ARITY.match(item.strip())
            if name is not None:
                found.append((name[1].strip("'"), int(name[2])))
    return found


def _source_callbacks(path: str) -> list[NameArity]:
    text = _source(path)
    found = []
    for start in _CALLBACK.finditer(text):
        rest = text[start.end() :]
        name = rest[: rest.find("(")]
        found.append((name.strip("'"), specs.arity_of(rest)))
    return found


def _native(shipped: library.Shipped) -> NativeModule | None:
    python = importlib.import_module(f"pyerlshell.otp.{shipped.app}.{shipped.name}")
    for value in vars(python).values():
        if type(value) is NativeModule and value.name == shipped.name:
            return value
    return None


def _native_exports(shipped: library.Shipped) -> list[NameArity]:
    native = _native(shipped)
    if native is None:
        return []
    found = [key for key, function in native.functions.items() if not function.internal]
    return [*found, ("module_info", 0), ("module_info", 1)]


def _native_specs(shipped: library.Shipped) -> ModuleSpecs:
    """Of a module that the library's table does not have."""
    native = None if shipped.erlang else _native(shipped)
    if native is None:
        return ModuleSpecs()
    texts = {
        key: f"{key[0]}{'; '.join(function.specs)}."
        for key, function in native.functions.items()
        if function.specs and function.specs[0].startswith("(") and "->" in function.specs[0]
    }
    return ModuleSpecs(texts)


def _form_specs(forms: Term) -> ModuleSpecs:
    """The specs and types among a module's forms."""
    found = ModuleSpecs()
    for form in lists.iter_list(forms):
        if type(form) is not tuple or len(form) != 4 or form[0] is not a.attribute:
            continue
        kind, value = form[2], _tuple(form[3])
        if kind is a.spec and value and type(value[0]) is tuple:
            name, arity = value[0][-2:]
            found.functions[_name(name), arity] = _text(form)
        elif kind in (a.type, a.opaque, a.nominal) and len(value) == 3:
            found.types[_name(value[0]), len(lists.from_list(value[2]))] = _text(form)
    return found


def _tuple(value: Any) -> Any:
    return value if type(value) is tuple else ()


def _name(value: Term) -> str:
    assert type(value) is Atom
    return value.name


def _text(form: tuple[Term, ...]) -> str:
    return " ".join(line.strip() for line in finished(attribute(form)))
