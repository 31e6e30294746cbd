"""One module as a .beam file: write/1 and read/1.

There are no BEAM instructions in our files. What is run is generated from the abstract code. It is
in `Dbgi` where the user asked for debug_info, so that every tool finds it, and otherwise in our own
chunk `PyEs`. A file made by `erlc +debug_info` is read by the same function.

OTP: beam_asm, beam_abst; beam_load for the texts of what is wrong with a file
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from pyerlshell.compiler.object import chunks, container, docs_chunk
from pyerlshell.terms import etf
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.etf import EncodeOptions
from pyerlshell.terms.lists import from_list, to_list
from pyerlshell.terms.types import Term

OWN_CHUNK: Final = "PyEs"
DOCS_CHUNK: Final = "Docs"
META_CHUNK: Final = "Meta"
FORMAT: Final = 1
COMPRESSED: Final = EncodeOptions(compressed=6)


@dataclass(frozen=True, slots=True)
class ObjectCode:
    """What a .beam says. `forms` is the abstract code as a list, None if there is none.

    features  those that were on
    extra     chunks that somebody wants to be there, too
    backend   {Module, Data} if the debug information is somebody else's
    encrypt   what becomes of the debug information
    slim      nothing but what is needed to run
    """

    module: str
    exports: tuple[chunks.Function, ...]
    imports: tuple[chunks.Import, ...]
    locals: tuple[chunks.Function, ...]
    attributes: Term
    compile_info: Term
    forms: Term
    options: Term
    debug_info: bool
    md5: bytes
    features: tuple[Atom, ...] = (a.maybe_expr,)
    extra: tuple[tuple[str, bytes], ...] = ()
    backend: tuple[Term, Term] | None = None
    encrypt: Callable[[bytes], bytes] | None = None
    slim: bool = False


_MODULE_INFO: Final = (("erlang", "get_module_info", 1), ("erlang", "get_module_info", 2))
"""What every module calls in its module_info/0,1."""


class ObjectError(Exception):
    """A file that cannot be loaded. The text is the reference's where it has one."""


def write(code: ObjectCode) -> bytes:
    """The file."""
    atoms = chunks.AtomTable(code.module)
    imports = chunks.write_imports(dict.fromkeys((*code.imports, *_MODULE_INFO)), atoms)
    exports = chunks.write_functions(_labeled(code.exports, 2), atoms)
    own_functions = _labeled(code.locals, 2 + 2 * len(code.exports))
    local_functions = chunks.write_functions(own_functions, atoms)
    needed = [("AtU8", atoms.chunk()), ("StrT", b""), ("ImpT", imports), ("ExpT", exports)]
    attributes = ("Attr", etf.encode(code.attributes))
    own = (OWN_CHUNK, etf.encode(_own(code), COMPRESSED))
    if code.slim:
        return container.build([*needed, attributes, own])
    return container.build(
        [
            *needed,
            *_meta(code),
            ("LocT", local_functions),
            attributes,
            ("CInf", etf.encode(code.compile_info)),
            ("Dbgi", _debug_info(code)),
            own,
            *_documentation(code),
            *[(id_, data) for id_, data in code.extra if id_ != META_CHUNK],
        ]
    )


def _debug_info(code: ObjectCode) -> bytes:
    shown = code.forms if code.debug_info else a.none
    info: Term = (a.debug_info_v1, a.erl_abstract_code, (shown, code.options))
    if code.backend is not None:
        info = (a.debug_info_v1, *code.backend)
    data = etf.encode(info, COMPRESSED)
    return data if code.encrypt is None else code.encrypt(data)


def _meta(code: ObjectCode) -> list[tuple[str, bytes]]:
    """The features that were on, and what else somebody put there."""
    rows: list[Term] = []
    for id_, data in code.extra:
        if id_ == META_CHUNK:
            found: Any = etf.decode(data)
            rows = [row for row in from_list(found) if row[0] is not a.enabled_features]  # type: ignore[index]
    if code.features:
        rows.insert(0, (a.enabled_features, to_list(list(code.features))))
    return [(META_CHUNK, etf.encode(to_list(rows)))] if rows else []


def _documentation(code: ObjectCode) -> list[tuple[str, bytes]]:
    if not docs_chunk.has_docs(code.forms):
        return []
    return [(DOCS_CHUNK, etf.encode(docs_chunk.docs_of(code.forms), COMPRESSED))]


def _labeled(functions: tuple[chunks.Function, ...], first: int) -> list[chunks.Labeled]:
    return [(name, arity, first + 2 * i) for i, (name, arity) in enumerate(functions)]


def _own(code: ObjectCode) -> Term:
    """{pyerlshell, Format, Md5, Forms}; Forms is `debug_info` when they are in Dbgi."""
    elsewhere = code.slim or code.backend is not None or code.encrypt is not None
    there = code.debug_info and not elsewhere
    forms = a.debug_info if there else code.forms
    return (a.pyerlshell, FORMAT, code.md5, forms)


def check(data: bytes) -> dict[str, bytes]:
    """The chunks of a file that is whole. Raises ObjectError."""
    data = container.uncompressed(data)
    if len(data) < 12 or data[:4] != b"FOR1" or data[8:12] != b"BEAM":
        raise ObjectError("corrupt file header")
    if int.from_bytes(data[4:8], "big") > len(data) - 8:
        raise ObjectError("corrupt file header")
    try:
        return container.read_all(data)
    except container.ContainerError:
        raise ObjectError("corrupt file header") from None


def module_name(found: dict[str, bytes]) -> str:
    """The first atom: the name of the module."""
    try:
        return chunks.read_atoms(found["AtU8"])[0]
    except (KeyError, IndexError, chunks.ChunkError):
        raise ObjectError("missing or invalid atom table") from None


def read(data: bytes) -> ObjectCode:
    """What the file says. Raises ObjectError."""
    found = check(data)
    name = module_name(found)
    try:
        atoms = chunks.read_atoms(found["AtU8"])
        exports = chunks.read_functions("ExpT", found.get("ExpT", bytes(4)), atoms)
        local = chunks.read_functions("LocT", found.get("LocT", bytes(4)), atoms)
        imports = chunks.read_imports(found.get("ImpT", bytes(4)), atoms)
    except chunks.ChunkError as e:
        tables = {"ExpT": "export", "LocT": "local function", "ImpT": "import"}
        raise ObjectError(f"corrupt {tables.get(str(e), 'atom')} table") from None
    forms, options, debug_info = _abstract_code(found)
    own = _term(found, OWN_CHUNK)
    md5 = b""
    if type(own) is tuple and len(own) == 4 and type(own[2]) is bytes:
        md5 = own[2]
        if not debug_info:
            forms = own[3]
    return ObjectCode(
        name,
        tuple([(f, n) for f, n, _ in exports]),
        tuple(imports),
        tuple([(f, n) for f, n, _ in local]),
        _term(found, "Attr"),
        _term(found, "CInf"),
        forms,
        options,
        debug_info,
        md5,
    )


def _abstract_code(found: dict[str, bytes]) -> tuple[Term, Term, bool]:
    """(forms, options, whether the forms are there) from the debug information."""
    info: Any = _term(found, "Dbgi")
    if (
        type(info) is tuple
        and len(info) == 3
        and info[:2] == (a.debug_info_v1, a.erl_abstract_code)
    ):
        if type(info[2]) is tuple and len(info[2]) == 2:
            forms, options = info[2]
            return (None, options, False) if type(forms) is Atom else (forms, options, True)
    return None, None, False


def _term(found: dict[str, bytes], id_: str) -> Term:
    data = found.get(id_)
    if data is None:
        return None
    try:
        return etf.decode(data)
    except Exception:
        return None


def compile_info(version: str, options: Term, source: str) -> Term:
    """The contents of CInf, which `module_info(compile)` shows."""
    from pyerlshell.terms.lists import string_to_list

    return to_list(
        [
            (a.version, string_to_list(version)),
            (a.options, options),
            (a.source, string_to_list(source)),
        ]
    )
