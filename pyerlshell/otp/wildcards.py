"""Wildcards of file names: `*` `?` `[a-z]` `{one,two}`, and `**` for any folders below.

Names that begin with a dot match only a pattern part that begins with one.

OTP: filelib:wildcard/1
"""

from __future__ import annotations

import os
import re


def matching(pattern: str, base: str) -> list[str]:
    """The names below `base` that match, sorted; absolute ones for an absolute pattern."""
    absolute = pattern.startswith("/")
    parts = [part for part in pattern.split("/") if part]
    found: set[str] = set()
    for alternative in _alternatives("/".join(parts)):
        _match(alternative.split("/"), "/" if absolute else base, "", found)
    return sorted("/" + name if absolute else name for name in found)


def _alternatives(pattern: str) -> list[str]:
    """`a{b,c}d` is `abd` or `acd`."""
    opening = pattern.find("{")
    closing = pattern.find("}", opening)
    if opening < 0 or closing < 0:
        return [pattern]
    choices = pattern[opening + 1 : closing].split(",")
    before, after = pattern[:opening], pattern[closing + 1 :]
    return [x for choice in choices for x in _alternatives(before + choice + after)]


def _match(parts: list[str], folder: str, prefix: str, found: set[str]) -> None:
    part, rest = parts[0], parts[1:]
    if part == "**":
        _below(rest, folder, prefix, found)
        return
    for name in _names(part, folder):
        path = os.path.join(folder, name)
        if not rest:
            found.add(prefix + name)
        elif os.path.isdir(path):
            _match(rest, path, prefix + name + "/", found)


def _below(rest: list[str], folder: str, prefix: str, found: set[str]) -> None:
    if rest:
        _match(rest, folder, prefix, found)
    for name in _names("*", folder):
        path = os.path.join(folder, name)
        if not rest:
            found.add(prefix + name)
        if os.path.isdir(path):
            _below(rest, path, prefix + name + "/", found)


def _names(part: str, folder: str) -> list[str]:
    if not re.search(r"[*?\[]", part):
        return [part] if os.path.lexists(os.path.join(folder, part)) else []
    wanted = re.compile(_expression(part), re.S)
    try:
        names = os.listdir(folder)
    except OSError:
        return []
    hidden = part.startswith(".")
    return [n for n in names if (hidden or not n.startswith(".")) and wanted.fullmatch(n)]


def _expression(part: str) -> str:
    out: list[str] = []
    i = 0
    while i < len(part):
        char = part[i]
        closing = part.find("]", i + 2) if char == "[" else -1
        if char == "*":
            out.append(".*")
        elif char == "?":
            out.append(".")
        elif closing > 0:
            out.append("[" + part[i + 1 : closing].replace("\\", "\\\\").replace("^", "\\^") + "]")
            i = closing
        else:
            out.append(re.escape(char))
        i += 1
    return "".join(out)
