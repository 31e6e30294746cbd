"""Put this folder's helpers on the path."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from hand import System


@pytest.fixture
def system() -> System:
    return System()
