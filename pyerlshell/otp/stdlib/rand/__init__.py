"""Pseudo-random numbers: `module` holds the table, `generators` the algorithms, `states` what they
go on from; `seeding`, `numbers`, `normal`, `shuffling`, `lower` (single steps) fill the table.
"""

from pyerlshell.otp.stdlib.rand import lower, normal, numbers, seeding, shuffling
from pyerlshell.otp.stdlib.rand.module import rand

__all__ = ["lower", "normal", "numbers", "rand", "seeding", "shuffling"]
