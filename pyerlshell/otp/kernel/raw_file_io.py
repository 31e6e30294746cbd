"""Opening files that have no process.

OTP: raw_file_io
"""

from pyerlshell.otp.preloaded.prim_file.handles import raw_file_io

__all__ = ["raw_file_io"]
