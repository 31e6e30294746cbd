"""placeholder"""

from __future__ import annotations

from pyerlshell.transcript.formats.blocks import Block
from pyerlshell.transcript.reading.machine import Machine


def read_unprompted(blocks: list[Block]) -> Machine | None:
    return None
