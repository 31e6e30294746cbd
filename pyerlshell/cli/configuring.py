"""`pyerlshell config`: the settings in force, and the file they are in."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Mapping
from typing import Final

from pyerlshell.shell import user_settings

_USAGE: Final = "usage: pyerlshell config [--path | --edit | --example]"


def config(arguments: list[str]) -> int:
    """Show the settings; 1 if something is wrong with them, 2 for wrong usage."""
    env = os.environ
    if not arguments:
        return _show(env)
    if arguments == ["--path"]:
        print(user_settings.path(env))
        return 0
    if arguments == ["--example"]:
        print(user_settings.example(), end="")
        return 0
    if arguments == ["--edit"]:
        return _edit(env)
    wanted = arguments in (["--help"], ["-h"])
    print(_USAGE, file=sys.stdout if wanted else sys.stderr)
    return 0 if wanted else 2


def _show(env: Mapping[str, str]) -> int:
    found = user_settings.in_force(env, {})
    rows = [
        (name, user_settings.toml(getattr(found.settings, name)), origin)
        for name, origin in found.origins.items()
    ]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    where = user_settings.path(env)
    print(f"# {where}{'' if where.exists() else ' (not there)'}")
    for name, value, origin in rows:
        print(f"{name:<{widths[0]}} = {value:<{widths[1]}}  # {origin}")
    for problem in found.problems:
        print(f"pyerlshell: {problem}", file=sys.stderr)
    return 1 if found.problems else 0


def _edit(env: Mapping[str, str]) -> int:
    """Open the file in the user's editor; a new one begins with all settings as comments."""
    where = user_settings.path(env)
    editor = env.get("VISUAL") or env.get("EDITOR") or "vi"
    try:
        if not where.exists():
            where.parent.mkdir(parents=True, exist_ok=True)
            where.write_text(user_settings.example(), encoding="utf-8")
        return subprocess.call([*shlex.split(editor), str(where)])
    except OSError as problem:
        print(f"pyerlshell: {problem.filename}: {problem.strerror}", file=sys.stderr)
        return 1
