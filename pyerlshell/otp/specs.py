"""The specs and types of the library's documented modules, for help and completion.

`specs.txt` has a section for each module, made by scripts/record-specs.escript from a real OTP: the
interface as facts, also of modules that are Python here. A section is parsed when somebody asks
for it.

    @lists
    %Heading: name/arity ...         functions that the documentation groups
    -type name(Vars) :: Type.
    --type name(Vars) :: Type.       one that is not exported
    seq(From, To) -> Seq when ...    a spec, several clauses with `;`

OTP: the documentation and debug chunks
"""

from __future__ import annotations

import os
from typing import Final

from pyerlshell.terms.patterns import pattern
from pyerlshell.terms.structs import field, structure

_FILE: Final = "specs.txt"
_QUOTED: Final = pattern(r"'(?:\\.|[^'\\])*'")
_NAME: Final = pattern(r"(?:-?-\w+ )?('(?:\\.|[^'\\])*'|\w+)")
NameArity = tuple[str, int]


@structure()
class ModuleSpecs:
    """What is known of one module. Texts end with a full stop; names are without quotes."""

    functions: dict[NameArity, str] = field(default_factory=dict)
    types: dict[NameArity, str] = field(default_factory=dict)
    groups: list[tuple[str, list[NameArity]]] = field(default_factory=list)
    private: set[NameArity] = field(default_factory=set)


def of_library(module: str) -> ModuleSpecs | None:
    """The section of a module; None if it is none of the library's documented ones."""
    path = os.path.join(os.path.dirname(__file__), _FILE)
    with open(path, encoding="utf-8") as file:
        text = "\n" + file.read()
    start = text.find(f"\n@{module}\n") + 1
    if not start:
        return None
    end = text.find("\n@", start)
    return parse(text[start : end if end >= 0 else len(text)].splitlines()[1:])


def parse(lines: list[str]) -> ModuleSpecs:
    """The lines of a section."""
    found = ModuleSpecs()
    for line in lines:
        if line.startswith("%"):
            title, _, names = line[1:].rpartition(": ")
            found.groups.append((title, [name_arity(name) for name in names.split()]))
        elif line:
            name = _NAME.match(line)
            if name is None:
                continue
            key = (_plain(name[1]), arity_of(line[name.end() :]))
            if line.startswith("--"):
                found.private.add(key)
            table = found.types if line.startswith("-") else found.functions
            table[key] = line[1:] if line.startswith("--") else line
    return found


def name_arity(text: str) -> NameArity:
    """("seq", 2) of seq/2."""
    name, _, arity = text.rpartition("/")
    return _plain(name), int(arity)


def _plain(name: str) -> str:
    return name[1:-1] if name.startswith("'") else name


_OPENS: Final = frozenset("([{")
_CLOSES: Final = frozenset(")]}")


def arity_of(text: str) -> int:
    """How many arguments stand between the first bracket and the one that closes it."""
    text = _QUOTED.sub("q", text)
    depth = commas = 0
    filled = False
    for char in text:
        if char in _OPENS:
            filled = filled or depth > 0
            depth += 1
        elif char in _CLOSES:
            depth -= 1
            if depth == 0:
                break
        elif depth == 0:
            continue
        elif char == "," and depth == 1:
            commas += 1
        elif not char.isspace():
            filled = True
    return commas + 1 if filled else 0
