"""Two leaves of printed text: numbers, strings, words, names. Which of them may differ, and why."""

from __future__ import annotations

from typing import Final

from pyerlshell.transcript.judging.printed import Tree
from pyerlshell.transcript.judging.trial import NAMES_DIFFER, OLD_FLOATS, TERMS_DIFFER, Trial

_TYPED: Final = frozenset(("erl_eval", "shell"))
_NO_NODE: Final = "nonode@nohost"
_HASH_DIGITS: Final = 30


def match_name(e: Tree, s: Tree, trial: Trial) -> bool:
    """A pid, reference or port: bound one to one."""
    if e.kind != s.kind:
        return False
    if e.value != s.value:
        trial.took.add(NAMES_DIFFER)
    return trial.names.bind(e.value, s.value)


def match_fun(e: Tree, s: Tree, trial: Trial) -> bool:
    """A fun: of the same module, bound one to one unless typed at a prompt."""
    mine, other = (str(t.value)[5:-1].split(".") for t in (e, s))
    if mine[0] != other[0]:
        return False
    if e.value != s.value:
        trial.took.add(NAMES_DIFFER)
    if mine[0] in _TYPED:  # numbered by arity; all have the same number in old releases
        return True
    return trial.names.bind(e.value, s.value)


def match_time(e: Tree, s: Tree, trial: Trial) -> bool:
    """Any two times."""
    if e.value != s.value:
        trial.took.add(NAMES_DIFFER)
    return True


def match_int(e: Tree, s: Tree, trial: Trial) -> bool:
    """Integers; those of a clock, and hashes, are names."""
    if e.value == s.value:
        return True
    if trial.names.seen.get(("value", e.value)) == s.value:
        trial.took.add(NAMES_DIFFER)
        return True
    big = len(str(e.value)) > _HASH_DIGITS and len(str(s.value)) > _HASH_DIGITS
    if trial.volatile or big:
        trial.took.add(NAMES_DIFFER)
        trial.names.seen[("value", e.value)] = s.value
        return True
    return False


def match_float(e: Tree, s: Tree, trial: Trial) -> bool:
    """Floats; old releases printed six digits."""
    if e.value == s.value:
        return True
    try:
        x, y = float(str(e.value)), float(str(s.value))
    except (ValueError, OverflowError):
        return False
    if x == y:
        trial.took.add(TERMS_DIFFER)
        return True
    digits = len(str(e.value).split("e")[0].replace(".", "").lstrip("-0"))
    if 5 <= digits <= 6 and float(f"{y:.{digits}g}") == x:
        trial.took.add(OLD_FLOATS)
        return True
    if trial.volatile:
        trial.took.add(NAMES_DIFFER)
        return True
    return False


def match_string(e: Tree, s: Tree, trial: Trial) -> bool:
    """Strings; paths are names, an author may have cut one."""
    if e.value == s.value:
        return True
    x, y = str(e.value), str(s.value)
    if x.endswith(("...", "…")) and y.startswith(x.rstrip(".…")):
        trial.took.add(TERMS_DIFFER)
        return True
    paths = x.startswith("/") and y.startswith("/")
    if paths and x.rpartition("/")[2] == y.rpartition("/")[2] and trial.names.bind(x, y):
        trial.took.add(NAMES_DIFFER)
        return True
    if trial.volatile:
        trial.took.add(NAMES_DIFFER)
        return True
    return False


def match_atom(e: Tree, s: Tree, trial: Trial) -> bool:
    """Atoms; the name of the document's node is a name for this one, which has none."""
    if e.value == s.value:
        return True
    if s.value == _NO_NODE and "@" in str(e.value) and trial.names.bind(e.value, s.value):
        trial.took.add(NAMES_DIFFER)
        return True
    return False


def match_word(e: Tree, s: Tree, trial: Trial) -> bool:
    """Words; MD5 sums are names."""
    if e.value == s.value:
        return True
    x, y = str(e.value), str(s.value)
    if len(x) == len(y) == 32 and _is_hex(x) and _is_hex(y):
        trial.took.add(NAMES_DIFFER)
        return trial.names.bind(x, y)
    return False


def _is_hex(text: str) -> bool:
    return all(c in "0123456789abcdefABCDEF" for c in text)
