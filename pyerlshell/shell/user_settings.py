"""The settings in force and where each comes from: default, file, environment or flag.

    --name VALUE   before   PYERLSHELL_NAME   before   config.toml   before   the default

The file is a TOML file where the platform keeps settings. A mistake in it costs only the setting it
is about and is told once.

OTP: none
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Final, TypeAlias

from pyerlshell.shell.settings import Settings

Value: TypeAlias = bool | str | dict[str, str]

CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "color": ("auto", "always", "never"),
    "paste": ("ask", "always", "never"),
}
_BOOLEANS: Final = {
    **dict.fromkeys(("true", "1", "yes", "on"), True),
    **dict.fromkeys(("false", "0", "no", "off"), False),
}
DEFAULT: Final = "default"


@dataclass(frozen=True, slots=True)
class InForce:
    """The settings, the origin of each (name -> text), and what is wrong, a line each."""

    settings: Settings
    origins: dict[str, str]
    problems: list[str] = field(default_factory=list)


def path(env: Mapping[str, str]) -> Path:
    """The settings' file: what PYERLSHELL_CONFIG says, or config.toml in the platform's place."""
    given = env.get("PYERLSHELL_CONFIG")
    if given:
        return Path(given)
    home = env.get("XDG_CONFIG_HOME")
    if home and os.path.isabs(home):
        return Path(home) / "pyerlshell" / "config.toml"
    import platformdirs

    return platformdirs.user_config_path("pyerlshell", appauthor=False) / "config.toml"


def in_force(env: Mapping[str, str], flags: Mapping[str, str]) -> InForce:
    """Read everything. `flags`: what `--name` said, as text."""
    found = InForce(Settings(), {f.name: DEFAULT for f in fields(Settings)})
    changed: dict[str, Value] = {}
    where = path(env)
    for name, value in _file(where, found.problems).items():
        problem = _wrong(name, value)
        if problem:
            found.problems.append(f"{where}: {problem}")
        else:
            changed[name] = value
            found.origins[name] = str(where)
    for name, text, origin in [*_variables(env), *_flags(flags)]:
        value = _from_text(name, text)
        problem = _wrong(name, value)
        if problem:
            found.problems.append(f"{origin}: {problem}")
        else:
            changed[name] = value
            found.origins[name] = origin
    changes: Any = changed
    return replace(found, settings=replace(found.settings, **changes))


def _file(where: Path, problems: list[str]) -> dict[str, Any]:
    try:
        data = where.read_bytes()
    except FileNotFoundError:
        return {}
    except OSError as problem:
        problems.append(f"{where}: {problem.strerror}")
        return {}
    import tomllib

    try:
        return tomllib.loads(data.decode())
    except UnicodeDecodeError:
        problems.append(f"{where}: not UTF-8")
    except tomllib.TOMLDecodeError as problem:
        problems.append(f"{where}: {problem}")
    return {}


def _variables(env: Mapping[str, str]) -> list[tuple[str, str, str]]:
    found: list[tuple[str, str, str]] = []
    if env.get("NO_COLOR"):
        found.append(("color", "never", "NO_COLOR"))
    elif env.get("FORCE_COLOR"):
        found.append(("color", "always", "FORCE_COLOR"))
    for item in fields(Settings):
        name = f"PYERLSHELL_{item.name.upper()}"
        if name in env:
            found.append((item.name, env[name], name))
    return found


def _flags(flags: Mapping[str, str]) -> list[tuple[str, str, str]]:
    return [(name, text, f"--{name.replace('_', '-')}") for name, text in flags.items()]


def _default(name: str) -> Value | None:
    return getattr(Settings(), name, None)


def _from_text(name: str, text: str) -> Value:
    if type(_default(name)) is bool:
        return _BOOLEANS.get(text.lower(), text)
    if type(_default(name)) is dict:
        pairs = [pair.partition("=") for pair in text.split(",") if pair]
        return {key.strip(): function.strip() for key, _, function in pairs}
    return text


def _wrong(name: str, value: object) -> str:
    """What is wrong with a value; an empty string if nothing is."""
    default = _default(name)
    if default is None:
        return f"there is no setting {name}"
    if type(default) is bool and type(value) is not bool:
        return f"{name}: true or false expected, not {value!r}"
    if type(default) is str and type(value) is not str:
        return f"{name}: a string expected, not {value!r}"
    if name in CHOICES and value not in CHOICES[name]:
        return f"{name}: one of {', '.join(CHOICES[name])} expected, not {value!r}"
    if type(default) is dict:
        if type(value) is not dict or not all(type(v) is str for v in value.values()):
            return f"{name}: a table of strings expected"
    return ""


# Showing them


def explanations() -> dict[str, str]:
    """What each setting does, from the documentation of Settings."""
    found: dict[str, str] = {}
    name = ""
    for line in (Settings.__doc__ or "").split("\n"):
        start, colon, rest = line.strip().partition(": ")
        if colon and start.isidentifier() and _default(start) is not None:
            name, found[start] = start, rest
        elif name and line.strip():
            found[name] += " " + line.strip()
    return found


def toml(value: Value) -> str:
    """A value as the file has it."""
    if type(value) is bool:
        return "true" if value else "false"
    if type(value) is dict:
        inside = ", ".join(f'"{key}" = "{text}"' for key, text in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def example() -> str:
    """A file with all settings as comments, each with its default."""
    lines = ["# Settings of pyerlshell. Take away the # before what you change."]
    for name, text in explanations().items():
        default = _default(name)
        assert default is not None
        lines += ["", f"# {text}", f"#{name} = {toml(default)}"]
    return "\n".join(lines) + "\n"
