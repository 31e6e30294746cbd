"""The names of OTP's modules (`otp_modules.txt`), whether or not they are here."""

from __future__ import annotations

from functools import cache
from pathlib import Path


def is_otp_module(name: str) -> bool:
    """OTP 29 has a module of this name."""
    return name in _names()


@cache
def _names() -> frozenset[str]:
    text = Path(__file__).with_suffix(".txt").read_text(encoding="ascii")
    return frozenset(text.split())
