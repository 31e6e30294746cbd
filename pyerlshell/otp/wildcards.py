"""Wildcards of file names: `*` `?` `[a-z]` `{one,two}`, `\\x` for x, `**` for folders below.

Each part between slashes becomes a regular expression for the names in one folder.

OTP: filelib:wildcard/1
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Folders:
    """How names are looked up: all names in a folder (OSError if it cannot be read), and whether
    a path is there."""

    names: Callable[[str], list[str]] = os.listdir
    is_there: Callable[[str], bool] = os.path.lexists


class BadPattern(Exception):
    """A brace that is not closed."""


def matching(pattern: str, base: str, folders: Folders) -> list[str]:
    """The names below `base` that match, sorted; absolute ones for an absolute pattern."""
    parts = [part for part in pattern.split("/") if part]
    prefix = "/" if pattern.startswith("/") else ""
    if not prefix:
        while len(parts) > 1 and parts[0] == ".":
            del parts[0]
    if "{" in pattern:
        parts = _split(pattern)
    found: set[str] = set()
    if not _is_magic(pattern):
        return _existing(parts, prefix, base, pattern, folders)
    _match(parts, prefix or base, prefix, folders, found)
    return sorted(found)


def _is_magic(pattern: str) -> bool:
    return re.search(r"[*?\[{\\]", pattern) is not None


def _existing(
    parts: list[str], prefix: str, base: str, pattern: str, folders: Folders
) -> list[str]:
    name = prefix + "/".join(parts) or pattern
    return [name] if folders.is_there(os.path.join(base, name)) else []


def _split(pattern: str) -> list[str]:
    """The parts; a slash within braces splits nothing."""
    parts, start, depth = [], 0, 0
    escaped = False
    for i, char in enumerate(pattern):
        escaped, plain = char == "\\" and not escaped, escaped
        if plain:
            continue
        depth += (char == "{") - (char == "}" and depth > 0)
        if char == "/" and not depth:
            parts.append(pattern[start:i])
            start = i + 1
    if depth:
        raise BadPattern
    parts.append(pattern[start:])
    return [part for part in parts if part]


def _match(parts: list[str], folder: str, prefix: str, folders: Folders, found: set[str]) -> None:
    part, rest = parts[0], parts[1:]
    if part == "**":
        _below(rest, folder, prefix, folders, found)
        return
    for name in _names(part, folder, folders):
        path = os.path.join(folder, name)
        if not rest:
            found.add(prefix + name)
        elif os.path.isdir(path):
            _match(rest, path, prefix + name + "/", folders, found)


def _below(rest: list[str], folder: str, prefix: str, folders: Folders, found: set[str]) -> None:
    if rest:
        _match(rest, folder, prefix, folders, found)
    for name in _names("*", folder, folders):
        path = os.path.join(folder, name)
        if not rest:
            found.add(prefix + name)
        if os.path.isdir(path):
            _below(rest, path, prefix + name + "/", folders, found)


def _names(part: str, folder: str, folders: Folders) -> list[str]:
    if not _is_magic(part):
        return [part] if folders.is_there(os.path.join(folder, part)) else []
    wanted = re.compile(expression(part), re.S)
    try:
        names = folders.names(folder)
    except OSError:
        return []
    return [name for name in names if wanted.fullmatch(name)]


def expression(part: str) -> str:
    """A pattern part as a regular expression. Raises BadPattern."""
    out: list[str] = []
    i = 0
    while i < len(part):
        text, i = _item(part, i)
        out.append(text)
    return "".join(out)


def _item(part: str, i: int) -> tuple[str, int]:
    char = part[i]
    if char == "*":
        return ".*", i + 1
    if char == "?":
        return ".", i + 1
    if char == "[" and (closing := _class_end(part, i)) > 0:
        inner = re.sub(r"\\(.)|([\\^\[&~|])", _class_item, part[i + 1 : closing])
        return f"[{inner}]", closing + 1
    if char == "\\" and i + 1 < len(part):
        return re.escape(part[i + 1]), i + 2
    if char == "{":
        closing = _closing(part, i)
        inside = "|".join([expression(choice) for choice in _choices(part[i + 1 : closing])])
        return f"(?:{inside})", closing + 1
    return re.escape(char), i + 1


def _class_end(part: str, i: int) -> int:
    """Where the bracket that stands at i is closed; -1 if nowhere."""
    j = i + 1
    while j < len(part):
        if part[j] == "]" and j > i + 1:
            return j
        j += 2 if part[j] == "\\" else 1
    return -1


def _class_item(found: re.Match[str]) -> str:
    return re.escape(found[1] or found[2])


def _closing(part: str, i: int) -> int:
    depth = 0
    escaped = False
    for j in range(i, len(part)):
        escaped, plain = part[j] == "\\" and not escaped, escaped
        if plain:
            continue
        depth += (part[j] == "{") - (part[j] == "}")
        if not depth:
            return j
    raise BadPattern


def _choices(inside: str) -> list[str]:
    choices, start, depth = [], 0, 0
    escaped = False
    for i, char in enumerate(inside):
        escaped, plain = char == "\\" and not escaped, escaped
        if plain:
            continue
        depth += (char == "{") - (char == "}")
        if char == "," and not depth:
            choices.append(inside[start:i])
            start = i + 1
    return [*choices, inside[start:]]
