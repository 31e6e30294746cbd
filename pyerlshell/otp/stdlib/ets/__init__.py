"""The module `ets`: `module` holds the table; the other files, one a theme, fill it.

`planning` says which objects a match specification has to look at.
"""

from pyerlshell.otp.stdlib.ets import (
    browsing,
    continuing,
    creation,
    files,
    folding,
    information,
    matching,
    objects,
    on_disk,
    querying,
    translating,
    updates,
    walking,
)
from pyerlshell.otp.stdlib.ets.module import ets

__all__ = [
    "browsing",
    "continuing",
    "creation",
    "ets",
    "files",
    "folding",
    "information",
    "matching",
    "objects",
    "on_disk",
    "querying",
    "translating",
    "updates",
    "walking",
]
