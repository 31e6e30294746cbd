"""The module `io_ansi`: the table that the files of this package fill.

OTP: io_ansi
"""

from __future__ import annotations

from typing import Final

from pyerlshell.erts.native import NativeModule

io_ansi: Final = NativeModule(
    "io_ansi",
    "Colours, styles and cursor movements, as the sequences that terminals understand.\n\n"
    "What the terminal's description (terminfo) has is used; else the common sequence.",
)
