"""The module `erlang`: `module` holds the table; the other files, one a theme, fill it."""

from pyerlshell.otp.preloaded.erlang import (
    arithmetic,
    binaries,
    checksums,
    compare,
    conversions,
    display,
    external,
    floats,
    identifiers,
    lists,
    maps,
    tuples,
    types,
)
from pyerlshell.otp.preloaded.erlang.module import erlang

__all__ = [
    "arithmetic",
    "binaries",
    "checksums",
    "compare",
    "conversions",
    "display",
    "erlang",
    "external",
    "floats",
    "identifiers",
    "lists",
    "maps",
    "tuples",
    "types",
]
