"""The module `erlang`: `module` holds the table; the other files, one a theme, fill it."""

from pyerlshell.otp.preloaded.erlang import (
    arithmetic,
    binaries,
    compare,
    conversions,
    floats,
    lists,
    maps,
    tuples,
    types,
)
from pyerlshell.otp.preloaded.erlang.module import erlang

__all__ = [
    "arithmetic",
    "binaries",
    "compare",
    "conversions",
    "erlang",
    "floats",
    "lists",
    "maps",
    "tuples",
    "types",
]
