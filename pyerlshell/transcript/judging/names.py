"""Names that change from run to run, matched one to one, and calls whose results change.

The first pair met binds two names; from then on the same name must always mean the same thing, in
both directions. What a call of the clock or of a random generator gave is a name as well: shown
again, it must be the same again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from pyerlshell.transcript.judging.otp_modules import is_otp_module

NAMES: Final = re.compile(
    r"(?P<pid><\d+\.\d+\.\d+>)"
    r"|(?P<ref>#Ref<\d+(?:\.\d+)+>)"
    r"|(?P<port>#Port<\d+\.\d+>)"
    r"|(?P<fun>#Fun<[^<>]*>)"
    r"|(?P<count>(?<=heap_size: )\d+|(?<=stack_size: )\d+|(?<=reductions: )\d+)"
    r"|(?P<time>\d{1,2}-[A-Z][a-z]{2}-\d{4}::\d\d:\d\d:\d\d(?:\.\d+)?)"
)
"""Volatile parts of a printed line; those of FREE match each other, the rest is bound."""

TYPED_FUN: Final = "#Fun<erl_eval."
"""A fun typed at the prompt; it is numbered by its arity, in old releases not even that."""

FREE: Final = frozenset({"time", "count"})

_UNIQUE: Final = re.compile(
    r"#Ref<[\d.]+>|(?<=#Fun<erl_eval\.)[^<>]*"
    r"|(?<=heap_size: )\d+|(?<=stack_size: )\d+|(?<=reductions: )\d+"
    r"|\d{1,2}-[A-Z][a-z]{2}-\d{4}::\d\d:\d\d:\d\d(?:\.\d+)?"
)

_VOLATILE: Final = re.compile(
    r"(?:\b([a-z]\w*):)?\b(?:now|date|time|localtime|universaltime|memory|statistics|timestamp|monotonic_time"
    r"|system_time|perf_counter|os_system_time|time_offset|unique_integer|local_time|universal_time"
    r"|local_time_to_universal_time_dst|now_to_\w+|uniform|uniform_s|uniform_real|normal|seed|seed_s"
    r"|rand_bytes|strong_rand_bytes|getpid|uptime|tc|process_info|system_info|which|pwd|get_cwd"
    r"|gethostname|getenv|file_info|read_file_info|get_status|heap_size|i|pi|m|memory|ls"
    r"|garbage_collect|info|port_info|cpu_util|processes|ports|registered|regs|loaded|all_loaded"
    r"|module_info|get_object_code|node_info|make_ref|phash|system_flag|bt|process_display)\("
)
"""Calls whose numbers are another machine's, or another moment's."""

_INPUT_PID: Final = re.compile(
    r"(?P<text><0\.\d+\.\d+>)|\b(?P<call>c:pid|pid|c:i|i|c:pi|pi)\(\s*0\s*,\s*(?P<n>\d+)\s*,\s*0\s*\)"
)


def is_volatile(text: str) -> bool:
    """The input asks for what is never the same twice."""
    return any(not found[1] or is_otp_module(found[1]) for found in _VOLATILE.finditer(text))


@dataclass(slots=True)
class Names:
    """Which printed name of the document stands for which of this run, one to one."""

    seen: dict[object, object] = field(default_factory=dict)
    used: dict[object, object] = field(default_factory=dict)

    def bind(self, expected: object, actual: object) -> bool:
        """Whether the two may mean the same; binds them if both are new."""
        if expected not in self.seen and actual not in self.used:
            self.seen[expected] = actual
            self.used[actual] = expected
        return self.seen.get(expected) == actual

    def copy(self) -> Names:
        """To try something with."""
        return Names(dict(self.seen), dict(self.used))

    def adopt(self, other: Names) -> None:
        """What was tried holds."""
        self.seen, self.used = other.seen, other.used

    def told(self, text: str, other: Callable[[str], str]) -> str:
        """A text of this run in the document's names; `other` for those that it has not."""
        return NAMES.sub(lambda found: str(self.used.get(found[0]) or other(found[0])), text)

    def typed(self, text: str) -> str:
        """An input with the document's pids replaced by those of this run."""

        def pid(found: re.Match[str]) -> str:
            if found["text"]:
                return str(self.seen.get(found["text"], found["text"]))
            bound = self.seen.get(f"<0.{found['n']}.0>")
            if bound is None:
                return found[0]
            return f"{found['call']}({str(bound)[1:-1].replace('.', ',')})"

        return _INPUT_PID.sub(pid, text) if self.seen else text


def same_letters(expected: Sequence[str], actual: Sequence[str]) -> bool:
    """The same to the letter, but for what no release prints twice: times, references, sizes."""
    if len(expected) != len(actual):
        return False
    pairs = zip(expected, actual, strict=True)
    return all(e == s or _UNIQUE.sub("#", e) == _UNIQUE.sub("#", s) for e, s in pairs)


def same_lines(expected: Sequence[str], actual: Sequence[str], names: Names) -> bool:
    """The lines are the same but for names. Binds names only when they are."""
    if len(expected) != len(actual):
        return False
    trial = names.copy()
    if not all(_same_line(e, s, trial) for e, s in zip(expected, actual, strict=True)):
        return False
    names.adopt(trial)
    return True


def _same_line(expected: str, actual: str, names: Names) -> bool:
    if expected == actual and NAMES.search(expected) is None:
        return True
    if NAMES.sub(_skeleton, expected) != NAMES.sub(_skeleton, actual):
        return False
    pairs = zip(NAMES.finditer(expected), NAMES.finditer(actual), strict=True)
    return all(_same_name(e, s, names) for e, s in pairs)


def _same_name(e: re.Match[str], s: re.Match[str], names: Names) -> bool:
    if e.lastgroup == "fun":
        if e[0].split(".")[0] != s[0].split(".")[0]:
            return False
        if e[0].startswith(TYPED_FUN):
            return True
    return e.lastgroup in FREE or names.bind(e[0], s[0])


def _skeleton(match: re.Match[str]) -> str:
    return f"\0{match.lastgroup}\0"
