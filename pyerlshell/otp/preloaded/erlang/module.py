"""The module `erlang`: the table that the files of this package fill.

OTP: erlang
"""

from __future__ import annotations

from typing import Final

from pyerlshell.erts.native import NativeModule

erlang: Final = NativeModule(
    "erlang",
    "The built-in functions. Those that are also guards or are used all the time can be called "
    "without the module name.",
)
