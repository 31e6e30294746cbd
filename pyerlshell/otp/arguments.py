"""What the command line says, in `erl`'s own notation.

    -flag value ... -flag ...      flags, which init keeps in order
    -- value ...                   plain arguments
    -extra ...                     plain arguments to the end
    -S M F ...                     as -run, with one list of all words to the end

OTP: init (parse_boot_args)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pyerlshell.terms.structs import field, structure

BOOT_FLAGS: Final = ("eval", "s", "run")


@structure()
class Arguments:
    """`flags` with their values, `plain` arguments, and `boot`: what -eval, -s and -run start."""

    flags: list[tuple[str, list[str]]] = field(default_factory=list)
    plain: list[str] = field(default_factory=list)
    boot: list[tuple[str, list[str]]] = field(default_factory=list)

    def has(self, name: str) -> bool:
        """The flag was given."""
        return any(flag == name for flag, _ in self.flags)

    def values(self, name: str) -> list[str]:
        """All values of a flag, wherever it was given."""
        return [value for flag, values in self.flags if flag == name for value in values]

    def last(self, name: str) -> str | None:
        """The last value of a flag."""
        values = self.values(name)
        return values[-1] if values else None


def parse(argv: Sequence[str]) -> Arguments:
    """Read a command line (without the program's name)."""
    found = Arguments()
    current: list[str] = found.plain
    for position, word in enumerate(argv):
        if word == "-extra":
            found.plain += argv[position + 1 :]
            break
        if word == "-S":
            found.boot.append(("S", list(argv[position + 1 :])))
            break
        if word == "--":
            current = found.plain
        elif word.startswith("-") and len(word) > 1:
            current = []
            name = word[1:]
            target = found.boot if name in BOOT_FLAGS else found.flags
            target.append((name, current))
        elif word.startswith("+") and len(word) > 1:
            current = []
        else:
            current.append(word)
    return found
