"""Virtual terminal sequences: `module` holds the table, `sequences` the sequences by name,
`terminfo` what the terminal's own description says (`capabilities.txt`: the names of what it may
say), `functions` one function for each sequence, `rendering` text with sequences, `scanning` the
way back.
"""

from pyerlshell.otp.stdlib.io_ansi import functions, rendering, scanning
from pyerlshell.otp.stdlib.io_ansi.module import io_ansi

__all__ = ["functions", "io_ansi", "rendering", "scanning"]
