"""gen_tcp: see `inet`.

OTP: gen_tcp
"""

from pyerlshell.otp.kernel.inet import tcp
from pyerlshell.otp.kernel.inet.module import gen_tcp

__all__ = ["gen_tcp", "tcp"]
