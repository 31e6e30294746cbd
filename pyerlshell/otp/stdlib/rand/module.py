"""The module `rand`: the table that the files of this package fill.

OTP: rand
"""

from __future__ import annotations

from typing import Final

from pyerlshell.erts.native import NativeModule

rand: Final = NativeModule("rand", "Pseudo-random numbers.")
