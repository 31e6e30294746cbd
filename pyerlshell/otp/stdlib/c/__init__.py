"""The commands of the shell that anybody may call: compile, load, list, look at the system.

    module.py     the table
    compiling.py  c, l, lc, nc, nl, y
    files.py      cd, pwd, ls
    processes.py  i, regs, pi, pid, bt, flush
    modules.py    m, memory, uptime, xm
    reloading.py  c(M, [check]); cross_reference.py: xm
    helping.py    help, ih
    docs.py       h, ht, hcb
    paging.py     output page by page

OTP: c
"""

from pyerlshell.otp.stdlib.c import compiling, docs, files, helping, modules, processes
from pyerlshell.otp.stdlib.c.module import c

__all__ = ["c", "compiling", "docs", "files", "helping", "modules", "processes"]
