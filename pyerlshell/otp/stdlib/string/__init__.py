"""Strings: `characters`, `trimming`, `numbers` and `searching` have the functions on any character
data, `latin1` the old ones on lists.
"""

from pyerlshell.otp.stdlib.string import characters, latin1, numbers, searching, trimming
from pyerlshell.otp.stdlib.string.module import string

__all__ = ["characters", "latin1", "numbers", "searching", "string", "trimming"]
