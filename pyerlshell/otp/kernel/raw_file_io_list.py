"""Open files that are read as lists.

OTP: raw_file_io_list
"""

from pyerlshell.otp.preloaded.prim_file import reading, writing
from pyerlshell.otp.preloaded.prim_file.handles import raw_file_io_list

__all__ = ["raw_file_io_list", "reading", "writing"]
