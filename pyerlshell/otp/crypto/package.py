"""The package `cryptography`, an extra that is imported when it is needed."""

from __future__ import annotations

import importlib
from typing import Any


def package(name: str) -> Any:
    """One of its modules."""
    return importlib.import_module(f"cryptography.{name}")
