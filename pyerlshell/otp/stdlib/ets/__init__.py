"""The module `ets`: `module` holds the table; the other files, one a theme, fill it."""

from pyerlshell.otp.stdlib.ets import (
    continuing,
    creation,
    folding,
    information,
    matching,
    objects,
    translating,
    updates,
    walking,
)
from pyerlshell.otp.stdlib.ets.module import ets

__all__ = [
    "continuing",
    "creation",
    "ets",
    "folding",
    "information",
    "matching",
    "objects",
    "translating",
    "updates",
    "walking",
]
