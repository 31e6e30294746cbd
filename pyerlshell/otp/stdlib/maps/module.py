"""The module `maps`: the table that the files of this package fill.

OTP: maps
"""

from __future__ import annotations

from typing import Final

from pyerlshell.erts.native import NativeModule

maps: Final = NativeModule("maps", "Functions on maps.")
