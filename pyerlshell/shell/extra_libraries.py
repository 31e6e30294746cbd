"""ERL_LIBS: folders with more applications for the code path, of each the newest version.

OTP: code_server (add_erl_libs)
"""

from __future__ import annotations

import os
import re
from typing import Final

from pyerlshell.erts.outside import Outside

_VERSIONED: Final = re.compile(r"(.+?)-(\d+(?:\.\d+)*)\Z")


def ebin_folders(outside: Outside) -> list[str]:
    """The ebin folders of the applications, in the order of the folders named."""
    found: list[str] = []
    for folder in outside.env.get("ERL_LIBS", "").split(os.pathsep):
        if folder:
            found += _applications(outside.path(folder))
    return found


def _applications(folder: str) -> list[str]:
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return []
    newest: dict[str, tuple[list[int], str]] = {}
    for name in names:
        if os.path.isdir(os.path.join(folder, name, "ebin")):
            app, version = _parts(name)
            if app not in newest or newest[app][0] < version:
                newest[app] = (version, name)
    return [os.path.join(folder, name, "ebin") for _, name in reversed(newest.values())]


def _parts(name: str) -> tuple[str, list[int]]:
    matched = _VERSIONED.match(name)
    if matched is None:
        return name, []
    return matched[1], [int(part) for part in matched[2].split(".")]
