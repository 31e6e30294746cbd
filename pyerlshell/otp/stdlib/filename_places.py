"""Where applications keep their files, on the systems that there are.

OTP: filename:basedir/3
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.otp.preloaded.prim_file.module import text_of
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Term


class Unknown(Exception):
    """No such kind of place."""


_LINUX: Final[dict[Atom, tuple[str, str]]] = {
    a.user_data: ("XDG_DATA_HOME", ".local/share"),
    a.user_config: ("XDG_CONFIG_HOME", ".config"),
    a.user_cache: ("XDG_CACHE_HOME", ".cache"),
    a.user_log: ("XDG_CACHE_HOME", ".cache"),
}
_LINUX_SITE: Final[dict[Atom, tuple[str, str]]] = {
    a.site_data: ("XDG_DATA_DIRS", "/usr/local/share/:/usr/share/"),
    a.site_config: ("XDG_CONFIG_DIRS", "/etc/xdg/"),
}
_DARWIN: Final[dict[Atom, str]] = {
    a.user_data: "Library/Application Support",
    a.user_config: "Library/Application Support",
    a.user_cache: "Library/Caches",
    a.user_log: "Library/Logs",
}
_WINDOWS: Final[dict[Atom, tuple[str, str]]] = {
    a.user_data: ("LOCALAPPDATA", "Local"),
    a.user_config: ("APPDATA", "Roaming"),
    a.user_cache: ("LOCALAPPDATA", "Local"),
    a.user_log: ("LOCALAPPDATA", "Local"),
}
_BELOW: Final = {
    a.linux: {a.user_log: "log"},
    a.darwin: {},
    a.windows: {a.user_log: "Logs", a.user_cache: "Cache"},
}


def place(env: dict[str, str], kind: Atom, application: str, options: Any) -> str | list[str]:
    """The folder of a kind; several for those of the whole site."""
    system = options.get(a.os, a.linux)
    system = system if system in _BELOW else a.linux
    name = _name(application, options, system)
    if kind in (a.site_data, a.site_config):
        return [_below(base, name) for base in _site(env, kind, system)]
    if kind not in _LINUX:
        raise Unknown
    home = env.get("HOME", "/")
    if system is a.darwin:
        base = f"{home}/{_DARWIN[kind]}"
    else:
        variable, default = (_LINUX if system is a.linux else _WINDOWS)[kind]
        base = env.get(variable) or f"{home}/{default}"
    return _below(base, name, _BELOW[system].get(kind, ""))


def _name(application: str, options: Any, system: Term) -> str:
    """Author (on Windows only), application and version."""
    author = options.get(a.author) if system is a.windows else None
    parts = [
        None if author is None else text_of(author),
        application,
        None if options.get(a.version) is None else text_of(options.get(a.version)),
    ]
    return "/".join([part for part in parts if part])


def _site(env: dict[str, str], kind: Atom, system: Term) -> list[str]:
    if system is a.darwin:
        return ["/Library/Application Support"]
    if system is a.windows:
        return []
    variable, default = _LINUX_SITE[kind]
    return (env.get(variable) or default).split(":")


def _below(*parts: str) -> str:
    return "/".join([part.rstrip("/") for part in parts if part])
