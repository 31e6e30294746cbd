"""The module `string`: the table that the files of this package fill.

OTP: string
"""

from __future__ import annotations

from typing import Final

from pyerlshell.erts.native import NativeModule

string: Final = NativeModule("string", "Functions on strings: character data of any shape.")
