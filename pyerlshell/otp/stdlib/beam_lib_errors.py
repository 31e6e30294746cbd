"""The reasons of beam_lib's errors as text.

OTP: beam_lib:format_error/1
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from pyerlshell.otp.compiler.compile_report import posix_text
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.pretty import pretty


def reason_text(reason: Any) -> str:
    """The text of a reason."""
    if reason is a.different_chunks:
        return "The two files have different chunks\n"
    if reason is a.badfun:
        return "not a fun or the fun has the wrong arity"
    if type(reason) is tuple and (reason[0], len(reason)) in _TEXTS:
        return _TEXTS[reason[0], len(reason)](*reason[1:])
    return pretty(reason) + "\n"


_TEXTS: Final[dict[tuple[Atom, int], Callable[..., str]]] = {
    (a.not_a_beam_file, 2): lambda f: f"{pretty(f)}: Not a BEAM file\n",
    (a.file_error, 3): lambda f, r: f'{pretty(f)}: "{posix_text(r)}"\n',
    (a.missing_chunk, 3): lambda f, i: f"{pretty(f)}: Not a BEAM file: no IFF {pretty(i)} chunk\n",
    (a.invalid_chunk, 3): lambda f, i: f"{pretty(f)}: Invalid contents of chunk {pretty(i)}\n",
    (a.invalid_beam_file, 3): lambda f, pos: (
        f"{pretty(f)}: Invalid format of BEAM file near byte number {pretty(pos)}\n"
    ),
    (a.chunk_too_big, 5): lambda f, i, size, have: (
        f"{pretty(f)}: Size of chunk {pretty(i)} is {pretty(size)} bytes, "
        f"but only {pretty(have)} bytes could be read\n"
    ),
    (a.unknown_chunk, 3): lambda f, i: f"{pretty(f)}: Cannot find chunk {pretty(i)}\n",
    (a.chunks_different, 2): lambda i: f"Chunk {pretty(i)} differs in the two files\n",
    (a.modules_different, 3): lambda m, n: (
        f"Module names {pretty(m)} and {pretty(n)} differ in the two files\n"
    ),
    (a.not_a_directory, 2): lambda n: f"{pretty(n)}: Not a directory\n",
    (a.missing_backend, 3): lambda f, m: (
        f"{pretty(f)}: Cannot retrieve abstract code because the backend {pretty(m)} "
        "is not available\n"
    ),
    (a.key_missing_or_invalid, 3): lambda f, what: (
        f"{pretty(f)}: Cannot decrypt {pretty(what)} because key is missing or invalid"
    ),
}
