"""The network: `module` holds the tables of inet, gen_tcp and gen_udp; `options` reads and sets
options; `names` knows addresses and hosts; `tcp`, `udp` and `sockets` are the functions.
"""

from pyerlshell.otp.kernel.inet import names, sockets
from pyerlshell.otp.kernel.inet.module import inet

__all__ = ["inet", "names", "sockets"]
