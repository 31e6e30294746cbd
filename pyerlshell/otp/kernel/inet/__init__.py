"""The network: `module` holds the tables of inet, gen_tcp and gen_udp; `options` reads and sets
options; `names` knows addresses and hosts, `interfaces` those of this machine; `tcp`, `udp` and
`sockets` are the functions, `watching` shows sockets and watches them.
"""

from pyerlshell.otp.kernel.inet import interfaces, names, sockets, watching
from pyerlshell.otp.kernel.inet.module import inet

__all__ = ["inet", "interfaces", "names", "sockets", "watching"]
