"""The preprocessor's entrances.

OTP: epp:parse_file/2
"""

from __future__ import annotations

from dataclasses import dataclass

from pyerlshell.syntax.epp.options import BadMacro, Options
from pyerlshell.syntax.epp.preprocessor import Preprocessor
from pyerlshell.terms.atoms import Atom
from pyerlshell.terms.types import Term


class EppError(Exception):
    """A macro option is wrong; `reason` is the term that epp:parse_file/2 returns with `error`."""

    def __init__(self, reason: Term) -> None:
        self.reason = reason


@dataclass(slots=True)
class Parsed:
    """The forms, the encoding that the file names or None, and the features on at the end."""

    forms: list[Term]
    encoding: str | None
    features: list[Atom]


def parse_file(path: str, options: Options) -> Parsed:
    """The forms of a file. Raises OSError if it cannot be read, EppError for a wrong option."""
    return parse_text(path, options.read_file(path), options)


def parse_text(name: str, data: bytes, options: Options) -> Parsed:
    """The forms of a text, as if it had been read from the file `name`."""
    try:
        run = Preprocessor(name, data, options)
    except BadMacro as e:
        raise EppError(e.args[0]) from None
    return Parsed(run.run(), run.encoding, run.features)
