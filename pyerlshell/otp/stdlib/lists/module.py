"""The module `lists`: the table that the files of this package fill.

OTP: lists
"""

from __future__ import annotations

from typing import Final

from pyerlshell.erts.native import NativeModule

lists: Final = NativeModule("lists", "Functions on lists.")
