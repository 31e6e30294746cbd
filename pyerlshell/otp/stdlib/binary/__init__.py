"""Binaries: `parts` takes them apart and makes numbers and text of them, `searching` finds, splits
and replaces; `module` holds the table.
"""

from pyerlshell.otp.stdlib.binary import parts, searching
from pyerlshell.otp.stdlib.binary.module import binary

__all__ = ["binary", "parts", "searching"]
