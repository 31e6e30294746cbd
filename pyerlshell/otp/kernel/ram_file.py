"""Files in memory.

OTP: ram_file
"""

from pyerlshell.otp.preloaded.prim_file import reading, writing
from pyerlshell.otp.preloaded.prim_file.handles import ram_file

__all__ = ["ram_file", "reading", "writing"]
