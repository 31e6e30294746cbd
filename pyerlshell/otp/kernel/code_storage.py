"""The code path of a node: where modules are found, and how they get into the code table.

Nothing here is a process: whoever needs a module loads it. The folders of our own library are part
of the path like any other, found through `otp.library`; an object file is turned into Python by
what is in the code cache, or by compiling the abstract code that it carries.

OTP: code_server
"""

from __future__ import annotations

import os
from typing import Any, Final

from pyerlshell.erts import loading
from pyerlshell.erts import purge as old_code
from pyerlshell.erts.loading import PreparedCode
from pyerlshell.erts.machine import P
from pyerlshell.erts.module_instance import ModuleInstance
from pyerlshell.erts.node import Node
from pyerlshell.otp import library
from pyerlshell.otp.code_cache import cache_of
from pyerlshell.otp.kernel.code_archives import CodeFiles
from pyerlshell.otp.kernel.code_on_load import OnLoad, await_turn, run_on_load
from pyerlshell.otp.kernel.code_reports import report, report_load_error, report_sticky
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import from_list, list_to_string, string_to_list
from pyerlshell.terms.module_code import ModuleCode
from pyerlshell.terms.structs import field, structure
from pyerlshell.terms.types import Term

EXTENSION: Final = ".beam"
STANDING: Final = """
application application_controller application_master atomics beam_lib binary c code code_server
counters edlin edlin_key epp erl_abstract_code erl_anno erl_distribution erl_eval erl_features
erl_internal erl_lint erl_parse erl_scan erl_signal_handler erlang erpc error_handler error_logger
ets file file_io_server file_server filename gb_sets gb_trees gen gen_event gen_server gen_statem
global global_group group heart inet inet_db inet_parse init io io_lib io_lib_format kernel lists
logger logger_backend logger_config logger_filters logger_formatter logger_handler_watcher
logger_olp logger_proxy logger_server logger_std_h maps net_kernel orddict ordsets os otp_internal
peer persistent_term proc_lib proplists queue rand rpc sets shell standard_error string supervisor
supervisor_bridge unicode unicode_util user_drv user_sup zlib
"""
"""What the reference has loaded when its shell begins."""
STICKY: Final = ("preloaded", "kernel", "stdlib", "compiler")
"""The applications whose modules may not be replaced."""
_PLACES: Final = {
    "corrupt file header": 146,
    "missing code chunk": 154,
    "corrupt export table": 160,
    "corrupt import table": 160,
}
NAME_PLACE: Final = 186


@structure()
class CodeServer:
    """What one node knows of code that is not loaded."""

    node: Node
    path: list[str] = field(default_factory=list)
    sticky: set[Atom] = field(default_factory=set)
    """Modules that may not be replaced once they are loaded."""
    on_loads: dict[Atom, OnLoad] = field(default_factory=dict)
    listings: dict[str, frozenset[str] | None] = field(default_factory=dict)
    """Folders that were added with `cache`, and what was in them when it was first asked."""

    def __post_init__(self) -> None:
        own = [f for app in library.APPLICATIONS[1:] if (f := library.app_folder(app))]
        self.path = [*own, "."]
        for app in STICKY:
            self.sticky |= shipped_in(app)

    @property
    def files(self) -> CodeFiles:
        """Files, those in archives included."""
        return self.node.part(CodeFiles)

    def absolute(self, name: str) -> str:
        """The absolute path of a file."""
        return self.node.outside.path(name)

    def keep(self, folder: str, cache: Term) -> None:
        """Remember what is in a folder of the path, or look each time."""
        self.listings.pop(folder, None)
        if cache is a.cache:
            self.listings[folder] = None

    def has(self, folder: str, name: str) -> bool:
        """The file is there, as far as is known."""
        if folder in self.listings:
            known = self.listings[folder]
            if known is None:
                known = self.listings[folder] = self._listed(folder)
            if name not in known:
                return False
        return self.files.is_file(os.path.join(folder, name))

    def _listed(self, folder: str) -> frozenset[str]:
        try:
            return frozenset(self.files.list(folder))
        except OSError:
            return frozenset()

    def beam_in(self, folder: str, module: str) -> str | None:
        """The object file of a module in a folder, as a path that may be relative."""
        name = module + EXTENSION
        return os.path.join(folder, name) if self.has(folder, name) else None

    def find(self, module: str) -> str | library.Shipped | None:
        """The first place on the path where the module is."""
        shipped = library.shipped_modules().get(module)
        if shipped is not None and shipped.app == "preloaded":
            return shipped
        for folder in self.path:
            if shipped is not None and folder == os.path.join(library.ROOT, shipped.app):
                return shipped
            found = self.beam_in(folder, module)
            if found is not None:
                return found
        return None

    def is_sticky(self, module: Atom) -> bool:
        """The module is loaded and may not be replaced."""
        return module in self.sticky and self.node.code.present(module) is not None


def shipped_in(app: str) -> set[Atom]:
    """The modules of an application of ours."""
    return {atom(name) for name, one in library.shipped_modules().items() if one.app == app}


def server_of(node: Node) -> CodeServer:
    """The one code server of a node."""
    return node.part(CodeServer)


def install(node: Node) -> None:
    """Let a node load modules: when they are first called, and from object code."""
    node.loaders.append(autoload)
    node.decode_object = decode_object
    node.without_loops = without_loops
    shipped = library.shipped_modules()
    node.code.standing |= {atom(name) for name in STANDING.split() if name in shipped}


def autoload(node: Node, module: Atom) -> bool:
    """Load a module that is called and not there. This is the node's loader."""
    found = server_of(node).find(module.name)
    if found is None:
        return False
    if isinstance(found, library.Shipped):
        return load_shipped(node, found)
    if not await_turn(server_of(node).on_loads, module):
        return False
    return module in node.code.current or load_file(node, module, found) == (a.module, module)


def load_shipped(node: Node, shipped: library.Shipped) -> bool:
    """Load a module of ours. No timer runs out meanwhile: the reference has it in no time."""
    started = node.clock.monotonic()
    code = library.load(shipped, cache_of(node))
    if code is not None:
        node.code.load(code, library.file_term(shipped))
    node.clock.hold(started)
    return code is not None


# Object code


def decode_object(module: Atom, data: Any) -> ModuleCode | None:
    """The code of an object file of the module, or None with a report in the log."""
    return code_of(P.cur.node, module, data if type(data) is bytes else b"")


def code_of(node: Node, module: Atom | None, data: bytes) -> ModuleCode | None:
    """The code of an object file that should be of this module; None when it cannot be loaded."""
    from pyerlshell.compiler.object import object_code

    try:
        name = object_code.module_name(object_code.check(data))
        if module is not None and name != module.name:
            text = f"module name in object code is {name}"
            report_load_error(module, NAME_PLACE, text)
            return None
        return _cached_code(node, data)
    except object_code.ObjectError as e:
        text = str(e)
        report_load_error(module or a.undefined, _PLACES.get(text, 146), text)
        return None


def _cached_code(node: Node, data: bytes) -> ModuleCode:
    cache = cache_of(node)
    key = cache.key(data)
    code = cache.load(key)
    if code is None:
        code = _compiled(data)
        cache.store(key, code)
    return code


def without_loops(instance: ModuleInstance) -> ModuleCode | None:
    """The code of a version compiled for tracing; None if its source is not known."""
    if instance.object is not None:
        return _compiled(instance.object, loops=False)
    shipped = library.shipped_modules().get(instance.name.name)
    same = shipped is not None and getattr(instance.code, "source", "") == shipped.path
    return library.without_loops(shipped) if same and shipped is not None else None


def _compiled(data: bytes, loops: bool = True) -> ModuleCode:
    """Compile the abstract code in a file."""
    from pyerlshell.compiler import compile as passes
    from pyerlshell.compiler.object import object_code

    found = object_code.read(data)
    if found.forms is None or type(found.forms) is Atom:
        raise object_code.ObjectError(
            "no abstract code in the file: compile it with debug_info to load it here"
        )
    options = passes.Options(
        source=_source(found.compile_info),
        options=_item(found.compile_info, a.options),
        export_all=_has_export_all(found.options),
        loops=loops,
    )
    try:
        return passes.compile_forms(from_list(found.forms), options)
    except passes.CompileErrors as e:
        raise object_code.ObjectError(f"the abstract code does not compile ({e})") from None


def _has_export_all(options: Term) -> bool:
    return type(options) is list and a.export_all in from_list(options)


def _item(info: Term, key: Atom) -> Term:
    if type(info) is list:
        for pair in from_list(info):
            if type(pair) is tuple and len(pair) == 2 and pair[0] is key:
                return pair[1]
    return None


def _source(info: Term) -> str:
    source = _item(info, a.source)
    return (list_to_string(source) or "") if type(source) is list else ""


# Loading


def load_file(node: Node, module: Atom, name: str) -> Term:
    """Load a module from an object file."""
    try:
        data = server_of(node).files.read(name)
    except OSError:
        return (a.error, a.nofile)
    return load_data(node, module, data, string_to_list(server_of(node).absolute(name)))


def load_data(node: Node, module: Atom, data: bytes, file: Term, purge: bool = False) -> Term:
    """Load a module from object code: {module, M} or {error, Reason}, with what is to be logged.

    With `purge` old code goes, and the processes that run it.
    """
    code = code_of(node, module, data)
    if code is None:
        return (a.error, a.badfile)
    server = server_of(node)
    if not await_turn(server.on_loads, module):
        return (a.error, a.deadlock)
    if server.is_sticky(module):
        report_sticky(module)
        return (a.error, a.sticky_directory)
    if purge:
        old_code.purge(node, module)
    return _load_code(server, PreparedCode(code, data), file)


def _load_code(server: CodeServer, prepared: PreparedCode, file: Term) -> Term:
    """Put code into service, and run its -on_load function."""
    module = prepared.module
    refused = loading.finish(server.node.code, [prepared], [file])
    if refused is None:
        return (a.module, module)
    if refused[0] is a.on_load:
        return run_on_load(server.node, server.on_loads, module)
    report("Loading of ~ts failed: ~p\n", file, refused[0])
    return (a.error, refused[0])
