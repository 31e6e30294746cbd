"""What the command line (and the pytest plugin) can ask of a replay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pyerlshell.transcript.opening import Opening
from pyerlshell.transcript.profiles import OTP29, Profile
from pyerlshell.transcript.session import Limits

ALL: Final = "all"
INTERACTIVE: Final = "interactive"


@dataclass(frozen=True, slots=True)
class Options:
    """One replay. Plain data, so that other processes can be given it."""

    profile: Profile = OTP29
    exact: bool = False
    seconds: float = 10.0
    allow: frozenset[str] = frozenset()
    real_time: bool = False
    format: str | None = None
    """The document's format, None to tell by name and content."""
    update: str = ""
    """"", ALL or INTERACTIVE."""
    until: int | None = None
    then_shell: bool = False
    step: bool = False
    erl: str = ""
    """A real `erl` that runs the same document as well."""

    def opening(self) -> Opening:
        """How sessions are opened."""
        limits = Limits(seconds=self.seconds)
        return Opening(limits, self.allow, self.real_time)
