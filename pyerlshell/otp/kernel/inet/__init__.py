"""The network: `module` holds the tables of inet, gen_tcp and gen_udp.

`option_table` has the options one by one, `options` reads those of a new socket and sets them,
`choosing` says for which of inet's modules a socket is, `making` makes it; `names` knows addresses
and hosts, `interfaces` those of this machine; `tcp`, `tcp_connect`, `udp` and `sockets` are the
functions, `watching` shows sockets and watches them.
"""

from pyerlshell.otp.kernel.inet import interfaces, names, sockets, watching
from pyerlshell.otp.kernel.inet.module import inet

__all__ = ["inet", "interfaces", "names", "sockets", "watching"]
