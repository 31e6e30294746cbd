"""`scan/1`: the names of the sequences in a text.

OTP: io_ansi
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final

from pyerlshell.otp.stdlib.io_ansi import terminfo
from pyerlshell.otp.stdlib.io_ansi.module import io_ansi
from pyerlshell.otp.stdlib.io_ansi.sequences import SEQUENCES
from pyerlshell.otp.stdlib.unicode import characters_to_binary
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.types import Term

__preempt__ = True

# Of names that share a sequence these are told; the reference's choice hangs on its atom table.
_FIRST: Final = ("kcursor_home", "bold_off", "cursor_up", "default_color")
_PARAMETER: Final = "[-a-zA-Z0-9/#&.:=?%@~_]"
# What a terminal takes for a sequence, whether it has a name or not.
_ANY: Final = re.compile(
    r"[\x1b\x9b][\[\]()#;?]*"
    rf"(?:(?:(?:(?:;{_PARAMETER}+)*|[a-zA-Z0-9]+(?:;{_PARAMETER}*)*)?\x07)"
    r"|(?:(?:[0-9]{1,4}(?:;[0-9]{0,4})*)?[0-9A-PR-TZcf-nq-uy=><~]))"
)


@lru_cache(1)
def _named() -> dict[bytes, Atom]:
    """The names by their sequences."""
    named: dict[bytes, Atom] = {}
    for s in sorted(SEQUENCES, key=lambda s: s.name in _FIRST):
        if s.arity == 0:
            own = None if s.cap is None else terminfo.string(s.cap)
            found = [] if own is None else [terminfo.filled(own, s.fixed)]
            for text in (*found, s.text.encode()):
                if text.startswith(b"\x1b"):
                    named[text] = atom(s.name)
    return named


@lru_cache(1)
def _longest_first() -> list[bytes]:
    return sorted(_named(), key=len, reverse=True)


@io_ansi.export("scan/1")
def scan(data: Term) -> Term:
    """The text in pieces: binaries, names of sequences, {csi, Sequence} for those without."""
    raw: Any = to_bytes(characters_to_binary(data))
    text = raw.decode()
    out: list[Term] = []
    start = i = 0
    while i < len(text):
        if text[i] not in "\x1b\x9b":
            i += 1
            continue
        found = _at(text, i)
        if found is None:
            i += 1
            continue
        if i > start:
            out.append(text[start:i].encode())
        out.append(found[0])
        start = i = i + found[1]
    if start < len(text):
        out.append(text[start:].encode())
    return to_list(out)


def _at(text: str, i: int) -> tuple[Term, int] | None:
    """(the sequence that begins here, its length)."""
    raw = text[i : i + 64].encode()
    for known in _longest_first():
        if raw.startswith(known):
            return _named()[known], len(known.decode())
    m = _ANY.match(text, i)
    return None if m is None else ((a.csi, m[0].encode()), m.end() - i)
