"""The module `beam_lib`: what is in an object file.

Chunks are asked for by name (`abstract_code`) or by id ("Dbgi"); what is wrong with a file is
{error, beam_lib, Reason}, and Reason names the file.

OTP: beam_lib
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from typing import Any, Final

from pyerlshell.compiler.object import container, object_code
from pyerlshell.erts.errors import function_clause
from pyerlshell.erts.machine import P
from pyerlshell.erts.native import NativeModule
from pyerlshell.otp import procs
from pyerlshell.otp.compiler.compile_job import posix
from pyerlshell.otp.kernel.code_module import name_of, string
from pyerlshell.otp.stdlib import beam_lib_crypto
from pyerlshell.otp.stdlib.beam_lib_errors import reason_text
from pyerlshell.otp.stdlib.beam_lib_read import (
    NAMED,
    Beam,
    BeamError,
    attributes,
    decoded,
    open_beam,
)
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.lists import from_list, is_proper, string_to_list, to_list
from pyerlshell.terms.pretty import pretty
from pyerlshell.terms.types import Term

beam_lib: Final = NativeModule("beam_lib", "Object files: chunks, attributes, abstract code.")

ESSENTIAL: Final = ("AtU8", "Code", "StrT", "ImpT", "ExpT", "FunT", "LitT", "Meta")
HASHED: Final = ("AtU8", "Code", "StrT", "ImpT", "ExpT", "FunT", "LitT")
KEPT: Final = ("Line", "Type", *ESSENTIAL, object_code.OWN_CHUNK)
NOT_COMPARED: Final = ("CInf", "Dbgi", "Docs")


def _answered(work: Callable[[], Term]) -> Term:
    try:
        return work()
    except BeamError as e:
        return (a.error, a.beam_lib, e.reason)


@beam_lib.export("chunks/2", "(Beam, ChunkRefs) -> {ok, {module(), [chunkdata()]}} | Error")
def chunks(given: Term, refs: Term) -> Term:
    """The contents of some chunks."""
    return chunks_3(given, refs, None)


@beam_lib.export("chunks/3", "(Beam, ChunkRefs, Options) -> {ok, {module(), Result}} | Error")
def chunks_3(given: Term, refs: Term, options: Term) -> Term:
    """The contents of some chunks; `allow_missing_chunks` answers for those that are not there."""
    if not is_proper(refs):
        raise function_clause(given, refs)
    lenient = any(option is a.allow_missing_chunks for option in from_list(options))

    def work() -> Term:
        asked = [_asked(given, ref) for ref in from_list(refs)]
        beam = open_beam(given, {id_ for _, id_, _ in asked}, (given, refs))
        module = beam.module()
        return (a.ok, (module, to_list([_answer(beam, *one, lenient) for one in asked])))

    return _answered(work)


def _asked(given: Term, ref: Term) -> tuple[Term, str, Callable[[Beam, bytes], Term]]:
    if type(ref) is Atom:
        if ref not in NAMED:
            raise BeamError((a.unknown_chunk, _shown(given), ref))
        id_, read = NAMED[ref]
        return ref, id_, read
    id_text = string(ref)
    if id_text is None:
        raise BeamError((a.unknown_chunk, _shown(given), ref))
    return ref, id_text, lambda beam, data: data


def _shown(given: Term) -> Term:
    name = name_of(given)
    if name is None:
        return given
    return string_to_list(name if name.endswith(".beam") else name + ".beam")


def _answer(
    beam: Beam, ref: Term, id_: str, read: Callable[[Beam, bytes], Term], lenient: bool
) -> Term:
    data = beam.found.get(id_)
    if data is not None:
        return (ref, read(beam, data))
    if lenient:
        return (ref, a.missing_chunk)
    if ref is a.abstract_code:
        return (ref, a.no_abstract_code)
    raise BeamError((a.missing_chunk, beam.given, string_to_list(id_)))


@beam_lib.export("all_chunks/1", "(Beam) -> {ok, module(), [{chunkid(), dataB()}]} | Error")
def all_chunks(given: Term) -> Term:
    """Every chunk as it is."""

    def work() -> Term:
        beam = open_beam(given, None, (given,))
        return (a.ok, beam.module(), _pairs([(i, beam.found[i]) for i, _, _ in beam.positions]))

    return _answered(work)


def _pairs(items: list[tuple[str, bytes]]) -> Term:
    return to_list([(string_to_list(id_), data) for id_, data in items])


@beam_lib.export("build_module/1", "(Chunks) -> {ok, Binary}")
def build_module(given: Term) -> Term:
    """An object file of these chunks."""
    if not is_proper(given):
        raise function_clause(given)
    pairs: list[Any] = from_list(given)
    items = [(string(id_) or "", to_bytes(data) or b"") for id_, data in pairs]
    return (a.ok, container.build(items))


# About a file


@beam_lib.export("info/1", "(Beam) -> [InfoPair] | Error")
def info(given: Term) -> Term:
    """The file, the module, and where its chunks are."""

    def work() -> Term:
        beam = open_beam(given, None, (given,))
        rows: list[Term] = [(string_to_list(i), pos, size) for i, pos, size in beam.positions]
        source = a.binary if type(beam.given) is bytes else a.file
        return to_list([(source, beam.given), (a.module, beam.module()), (a.chunks, to_list(rows))])

    return _answered(work)


@beam_lib.export("version/1", "(Beam) -> {ok, {module(), [Version]}} | Error")
def version(given: Term) -> Term:
    """The values of the attribute vsn."""

    def work() -> Term:
        beam = open_beam(given, {"Attr"}, (given,))
        module = beam.module()
        data = beam.found.get("Attr")
        if data is None:
            raise BeamError((a.missing_chunk, beam.given, string_to_list("Attr")))
        pairs: list[Any] = from_list(attributes(beam, data))
        for pair in pairs:
            if pair[0] is a.vsn:
                return (a.ok, (module, pair[1]))
        return (a.ok, (module, None))

    return _answered(work)


@beam_lib.export("md5/1", "(Beam) -> {ok, {module(), MD5}} | Error")
def md5(given: Term) -> Term:
    """The check sum of the code, without debug information and compile time."""

    def work() -> Term:
        beam = open_beam(given, None, (given,))
        return (a.ok, (beam.module(), md5_of(beam)))

    return _answered(work)


def md5_of(beam: Beam) -> bytes:
    """Our files name it; of others it is worked out."""
    own = beam.found.get(object_code.OWN_CHUNK)
    if own is not None:
        noted: Any = decoded(beam, object_code.OWN_CHUNK, own)
        if type(noted) is tuple and len(noted) == 4 and type(noted[2]) is bytes:
            return noted[2]
    return hashlib.md5(b"".join([beam.found.get(id_, b"") for id_ in HASHED])).digest()


@beam_lib.export("significant_chunks/0", "() -> [chunkid()]")
def significant_chunks() -> Term:
    """The chunks that strip/1 leaves."""
    return to_list([string_to_list(id_) for id_ in KEPT])


# Comparing


@beam_lib.export("cmp/2", "(Beam1, Beam2) -> ok | Error")
def cmp(first: Term, second: Term) -> Term:
    """Whether two files are the same but for debug information and compile time."""

    def work() -> Term:
        one, two = open_beam(first, None, (first,)), open_beam(second, None, (second,))
        if one.module() is not two.module():
            raise BeamError((a.modules_different, one.module(), two.module()))
        left, right = _significant(one), _significant(two)
        if sorted(left) != sorted(right):
            raise BeamError(a.different_chunks)
        for id_, data in left.items():
            if data != right[id_]:
                raise BeamError((a.chunks_different, string_to_list(id_)))
        return a.ok

    return _answered(work)


def _significant(beam: Beam) -> dict[str, bytes]:
    return {i: d for i, d in beam.found.items() if i not in NOT_COMPARED}


@beam_lib.export("cmp_dirs/2", "(Dir1, Dir2) -> {Only1, Only2, Different} | Error")
def cmp_dirs(first: Term, second: Term) -> Term:
    """The object files that two folders do not have in common, and those that differ."""

    def work() -> Term:
        one, two = _folder(first), _folder(second)
        left = [_path(first, n) for n in one if n not in two]
        right = [_path(second, n) for n in two if n not in one]
        differ: list[Term] = []
        for name in one:
            if name in two:
                here, there = _path(first, name), _path(second, name)
                if cmp(here, there) is not a.ok:
                    differ.append((here, there))
        return (to_list(left), to_list(right), to_list(differ))

    return _answered(work)


@beam_lib.export("diff_dirs/2", "(Dir1, Dir2) -> ok | Error")
def diff_dirs(first: Term, second: Term) -> Term:
    """Print what cmp_dirs/2 finds."""
    found: Any = cmp_dirs(first, second)
    if found[0] is a.error:
        return found
    for folder, names in ((first, found[0]), (second, found[1])):
        if names is not None:
            procs.put_chars(f"Only in {pretty(folder)}: {pretty(names)}\n")
    for pair in from_list(found[2]):
        procs.put_chars(f"** different: {pretty(pair)}\n")
    return a.ok


def _folder(given: Term) -> list[str]:
    outside = P.cur.node.outside
    name = name_of(given) or ""
    try:
        return sorted(n for n in outside.list(name) if n.endswith(".beam"))
    except OSError:
        raise BeamError((a.not_a_directory, given)) from None


def _path(folder: Term, name: str) -> Term:
    return string_to_list(os.path.join(name_of(folder) or "", name))


# Stripping


@beam_lib.export("strip/1", "(Beam) -> {ok, {module(), StrippedBeam}} | Error")
@beam_lib.export("strip/2")
def strip(given: Term, more: Term = None) -> Term:
    """Leave out what is not needed to load the file; a file is changed in place."""
    return _answered(lambda: (a.ok, _stripped(given, more)))


def _stripped(given: Term, more: Term) -> Term:
    beam = open_beam(given, None, (given,))
    also = {string(item) for item in from_list(more)}
    kept: list[str] = [i for i in KEPT if i in beam.found]
    kept += [i for i, _, _ in beam.positions if i in also and i not in kept]
    if _needs_debug_info(beam) and "Dbgi" in beam.found and "Dbgi" not in kept:
        kept.append("Dbgi")
    data = container.build([(i, beam.found[i]) for i in kept])
    if type(given) is bytes:
        return (beam.module(), data)
    outside = P.cur.node.outside
    name = string(beam.given) or ""
    try:
        outside.write(name, data)
    except OSError as e:
        raise BeamError((a.file_error, beam.given, posix(e))) from None
    return (beam.module(), beam.given)


def _needs_debug_info(beam: Beam) -> bool:
    """Our files keep their code in the abstract code, so that it is not to be left out."""
    own = beam.found.get(object_code.OWN_CHUNK)
    noted: Any = decoded(beam, object_code.OWN_CHUNK, own) if own is not None else None
    return type(noted) is tuple and noted[-1] is a.debug_info


@beam_lib.export("strip_files/1", "(Files) -> {ok, [{module(), Beam}]} | Error")
@beam_lib.export("strip_files/2")
def strip_files(files: Term, more: Term = None) -> Term:
    """strip/1 for several files."""
    if not is_proper(files):
        raise function_clause(files)
    return _answered(lambda: (a.ok, to_list([_stripped(f, more) for f in from_list(files)])))


@beam_lib.export("strip_release/1", "(Dir) -> {ok, [{module(), file:filename()}]} | Error")
@beam_lib.export("strip_release/2")
def strip_release(folder: Term, more: Term = None) -> Term:
    """strip/1 for the object files of a release: those in lib/*/ebin."""
    name = name_of(folder)
    if name is None:
        raise function_clause(folder)
    pattern = string_to_list(os.path.join(name, "lib", "*", "ebin", "*.beam"))
    return strip_files(procs.apply(a.filelib, a.wildcard, (pattern,)), more)


# Encrypted debug information


@beam_lib.export("crypto_key_fun/1", "(CryptoKeyFun) -> ok | {error, Reason}")
def crypto_key_fun(fun: Term) -> Term:
    """Name the fun that knows the keys of encrypted debug information."""
    return beam_lib_crypto.install(fun)


@beam_lib.export("clear_crypto_key_fun/0", "() -> undefined | {ok, Result}")
def clear_crypto_key_fun() -> Term:
    """Forget the fun, after telling it so."""
    return beam_lib_crypto.clear()


@beam_lib.export("make_crypto_key/2", internal=True)
def make_crypto_key(mode: Term, text: Term) -> Term:
    """The keys that a text stands for."""
    shown = string(text)
    if mode is not beam_lib_crypto.MODE or shown is None:
        raise function_clause(mode, text)
    keys, vector = beam_lib_crypto.make_key(shown)
    return (mode, to_list(list(keys)), vector, 8)


# Errors


@beam_lib.export("format_error/1", "(Reason) -> io_lib:chars()")
def format_error(reason: Any) -> Term:
    """The text of a reason."""
    if type(reason) is tuple and len(reason) == 3 and reason[:2] == (a.error, a.beam_lib):
        reason = reason[2]
    return string_to_list(reason_text(reason))
