"""Queues: `module` holds the table, `ends`, `funs`, `deleting` and `okasaki` fill it."""

from pyerlshell.otp.stdlib.queue import deleting, ends, funs, okasaki
from pyerlshell.otp.stdlib.queue.module import queue

__all__ = ["deleting", "ends", "funs", "okasaki", "queue"]
