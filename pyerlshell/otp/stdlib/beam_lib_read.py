"""Object files for `beam_lib`: reading them, and the chunks that have names.

OTP: beam_lib
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from pyerlshell.compiler.object import chunks as contents
from pyerlshell.compiler.object import container
from pyerlshell.compiler.object.container import ContainerError
from pyerlshell.erts.errors import function_clause
from pyerlshell.erts.machine import P
from pyerlshell.otp import procs
from pyerlshell.otp.compiler.compile_job import posix
from pyerlshell.otp.kernel.code_module import name_of
from pyerlshell.otp.stdlib import beam_lib_crypto
from pyerlshell.terms import etf
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.lists import from_list, string_to_list, to_list
from pyerlshell.terms.types import BitString, Term


class BeamError(Exception):
    """{error, beam_lib, Reason}."""

    def __init__(self, reason: Term) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(slots=True)
class Beam:
    """An object file that was read: `given` is how errors name it."""

    given: Term
    data: bytes
    found: dict[str, bytes]
    positions: list[tuple[str, int, int]]

    def atoms(self) -> list[str]:
        """The atom table."""
        data = self.found.get("AtU8")
        if data is None:
            raise BeamError((a.missing_chunk, self.given, string_to_list("Atom")))
        try:
            return contents.read_atoms(data)
        except contents.ChunkError:
            raise self.invalid("AtU8") from None

    def module(self) -> Atom:
        """The module's name."""
        atoms = self.atoms()
        if not atoms:
            raise self.invalid("AtU8")
        return atom(atoms[0])

    def invalid(self, id_: str) -> BeamError:
        return BeamError((a.invalid_chunk, self.given, string_to_list(id_)))


def open_beam(given: Term, wanted: set[str] | None, args: tuple[Term, ...]) -> Beam:
    """Read a file or binary, as far as the wanted chunks need it (None: all of it)."""
    if type(given) is bytes or type(given) is BitString:
        shown: Term = given
        data = to_bytes(given) or b""
    else:
        shown, data = _read(given, args)
    beam = Beam(shown, data, {}, [])
    missing = None if wanted is None else {"AtU8", *wanted}
    try:
        for chunk in container.scan(data):
            beam.found[chunk.id] = chunk.data
            beam.positions.append((chunk.id, chunk.pos, len(chunk.data)))
            if missing is not None:
                missing.discard(chunk.id)
                if not missing:
                    break
    except ContainerError as e:
        details = [string_to_list(d) if type(d) is str else d for d in e.details]
        raise BeamError((atom(e.kind), shown, *details)) from None
    return beam


def _read(given: Term, args: tuple[Term, ...]) -> tuple[Term, bytes]:
    name = name_of(given)
    if name is None:
        raise function_clause(*args)
    if not name.endswith(".beam"):
        name += ".beam"
    shown = string_to_list(name)
    try:
        return shown, P.cur.node.outside.read(name)
    except OSError as e:
        raise BeamError((a.file_error, shown, posix(e))) from None


# Chunks by name


def attributes(beam: Beam, data: bytes) -> Term:
    return _sorted_pairs(decoded(beam, "Attr", data))


def _sorted_pairs(term: Term) -> Term:
    """[{Key, Values}] with the values of a key together, keys in order."""
    gathered: dict[Any, list[Term]] = {}
    pairs: list[Any] = from_list(term)
    for key, values in pairs:
        gathered.setdefault(key, []).extend(from_list(values))
    return to_list([(k, to_list(gathered[k])) for k in sorted(gathered, key=lambda k: k.name)])


def decoded(beam: Beam, id_: str, data: bytes) -> Term:
    try:
        return etf.decode(data)
    except Exception:
        raise beam.invalid(id_) from None


def _debug_info(beam: Beam, data: bytes, wanted: Atom) -> Any:
    if beam_lib_crypto.is_encrypted(data):
        clear = beam_lib_crypto.decrypted(data, beam.module(), beam.given)
        if clear is None:
            raise BeamError((a.key_missing_or_invalid, beam.given, wanted))
        data = clear
    info: Any = decoded(beam, "Dbgi", data)
    return info if type(info) is tuple and len(info) == 3 else None


def _abstract_code(beam: Beam, data: bytes) -> Term:
    info = _debug_info(beam, data, a.abstract_code)
    if info is None:
        return a.no_abstract_code
    if info[1] is a.erl_abstract_code and type(info[2]) is tuple:
        forms = info[2][0]
        return a.no_abstract_code if type(forms) is Atom else (a.raw_abstract_v1, forms)
    return _of_backend(beam, info[1], info[2])


def _of_backend(beam: Beam, backend: Term, data: Term) -> Term:
    """What another module makes of its debug information."""
    if type(backend) is not Atom or not procs.exported(backend, a.debug_info, 4):
        raise BeamError((a.missing_backend, beam.given, backend))
    args = (a.erlang_v1, beam.module(), data, None)
    found: Any = procs.apply(backend, a.debug_info, args)
    if type(found) is tuple and len(found) == 2 and found[0] is a.ok:
        return (a.raw_abstract_v1, found[1])
    return a.no_abstract_code


def _debug_info_chunk(beam: Beam, data: bytes) -> Term:
    return _debug_info(beam, data, a.debug_info) or a.no_debug_info


def _name_and_arity(row: Any) -> tuple[str, int]:
    return row[0].name, row[1]


def _functions(id_: str, labeled: bool) -> Callable[[Beam, bytes], Term]:
    def read(beam: Beam, data: bytes) -> Term:
        try:
            rows = contents.read_functions(id_, data, beam.atoms())
        except contents.ChunkError:
            raise beam.invalid(id_) from None
        shown: list[Any] = [
            (atom(f), n, label) if labeled else (atom(f), n) for f, n, label in rows
        ]
        return to_list(sorted(shown, key=_name_and_arity))

    return read


def _imports(indexed: bool) -> Callable[[Beam, bytes], Term]:
    def read(beam: Beam, data: bytes) -> Term:
        try:
            rows = contents.read_imports(data, beam.atoms())
        except contents.ChunkError:
            raise beam.invalid("ImpT") from None
        if indexed:
            return to_list([(i, atom(m), atom(f), n) for i, (m, f, n) in enumerate(rows, 1)])
        return to_list([(atom(m), atom(f), n) for m, f, n in sorted(rows)])

    return read


def _atoms(beam: Beam, data: bytes) -> Term:
    return to_list([(i, atom(name)) for i, name in enumerate(beam.atoms(), 1)])


def _term(id_: str) -> Callable[[Beam, bytes], Term]:
    return lambda beam, data: decoded(beam, id_, data)


NAMED: Final[dict[Atom, tuple[str, Callable[[Beam, bytes], Term]]]] = {
    a.atoms: ("AtU8", _atoms),
    a.imports: ("ImpT", _imports(False)),
    a.indexed_imports: ("ImpT", _imports(True)),
    a.exports: ("ExpT", _functions("ExpT", False)),
    a.labeled_exports: ("ExpT", _functions("ExpT", True)),
    a.locals: ("LocT", _functions("LocT", False)),
    a.labeled_locals: ("LocT", _functions("LocT", True)),
    a.attributes: ("Attr", attributes),
    a.compile_info: ("CInf", _term("CInf")),
    a.abstract_code: ("Dbgi", _abstract_code),
    a.debug_info: ("Dbgi", _debug_info_chunk),
    a.documentation: ("Docs", _term("Docs")),
}
