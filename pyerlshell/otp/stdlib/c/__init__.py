"""The commands of the shell that anybody may call: compile, load, list, look at the system.

    module.py     the table
    compiling.py  c, l, lc, nc, nl, y
    files.py      cd, pwd, ls
    processes.py  i, regs, pi, pid, bt, flush
    modules.py    m, memory, uptime, xm
    helping.py    help, h

OTP: c
"""

from pyerlshell.otp.stdlib.c import compiling, files, helping, modules, processes
from pyerlshell.otp.stdlib.c.module import c

__all__ = ["c", "compiling", "files", "helping", "modules", "processes"]
