"""The releases that a document can be matched to, or written as."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Profile:
    """A release's way of printing."""

    name: str


OTP29: Final = Profile("otp29")
PROFILES: Final = {
    p.name: p for p in (OTP29, Profile("otp27"), Profile("otp25"), Profile("classic"))
}
