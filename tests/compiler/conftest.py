"""The node that the compiler's tests run on."""

from __future__ import annotations

import pytest
from compiling import new_node

from pyerlshell.erts.node import Node


@pytest.fixture
def node() -> Node:
    return new_node()
