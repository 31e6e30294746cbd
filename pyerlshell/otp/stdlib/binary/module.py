"""The table of `binary`."""

from __future__ import annotations

from typing import Final

from pyerlshell.erts.native import NativeModule

binary: Final = NativeModule("binary", "Functions on binaries.")
