"""What is known while a pattern is translated, and what comes out.

OTP: the PCRE2 library
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace


class BadPattern(Exception):
    """What PCRE2 would say of a pattern, and where."""

    def __init__(self, text: str, position: int) -> None:
        super().__init__(text)
        self.text = text
        self.position = position


@dataclass(frozen=True, slots=True)
class Settings:
    """The options of a compilation, and of a run where they change what a pattern means."""

    unicode: bool = False
    ucp: bool = False
    anchored: bool = False
    dollar_endonly: bool = False
    firstline: bool = False
    dupnames: bool = False
    newline: str = "lf"
    bsr_anycrlf: bool = False
    never_utf: bool = False
    notbol: bool = False
    noteol: bool = False
    flags: Flags = field(default_factory=lambda: Flags())

    def __hash__(self) -> int:
        """Of what mostly differs: every search with a pattern that is not compiled needs it."""
        return hash((self.unicode, self.anchored, self.newline, self.flags.caseless))


@dataclass(frozen=True, slots=True)
class Flags:
    """What `(?imsxnU)` changes from here to the end of the group."""

    caseless: bool = False
    multiline: bool = False
    dotall: bool = False
    extended: bool = False
    explicit: bool = False
    ungreedy: bool = False

    def changed(self, name: str, value: bool) -> Flags:
        """With one of them set or cleared."""
        return replace(self, **{name: value})


@dataclass(frozen=True, slots=True)
class Span:
    """Where the inside of a group is in the pattern, and with which flags it begins."""

    start: int
    end: int
    flags: Flags


@dataclass(slots=True)
class Depth:
    """How deep parentheses are nested. `plain`: those whose options are kept, the deepest yet of
    `capturing` ones and of all.
    """

    plain: int = 0
    capturing: int = 0
    now: int = 0
    most_capturing: int = 0
    most: int = 0

    def check(self) -> None:
        """Raise BadPattern if a pattern is too deep for PCRE2."""
        if self.most_capturing > 1179:
            raise BadPattern("regular expression is too complicated", 0)
        if self.most > 1789:
            raise BadPattern("parentheses are too deeply nested (stack check)", 0)


@dataclass(slots=True)
class Groups:
    """The groups of a pattern. `python`: the numbers of Python's groups that stand for each."""

    count: int = 0
    names: dict[str, list[int]] = field(default_factory=dict)
    spans: dict[int, Span] = field(default_factory=dict)
    python: dict[int, list[int]] = field(default_factory=dict)
    made: int = 0
    keep: list[int] = field(default_factory=list)
    at_offset: bool = False
    depth: Depth = field(default_factory=lambda: Depth())
    inline_case: bool = False

    def same_as_python(self) -> bool:
        """Is every group one of Python's, with the same number?"""
        alike = {number: [number] for number in range(1, self.count + 1)}
        return not self.keep and self.python == alike and self.made == self.count


@dataclass(frozen=True, slots=True)
class Translation:
    """A pattern in Python's notation."""

    text: str
    groups: Groups
    ignore_case: bool
