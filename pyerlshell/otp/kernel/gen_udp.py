"""gen_udp: see `inet`.

OTP: gen_udp
"""

from pyerlshell.otp.kernel.inet import udp
from pyerlshell.otp.kernel.inet.module import gen_udp

__all__ = ["gen_udp", "udp"]
