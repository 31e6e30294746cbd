"""Exceptions and refused inputs as every release words them, brought to one form.

    ** exception error: bad argument in an arithmetic expression      badarith    (to R14)
    ** exited: {badarith,[{erl_eval,...}]} **                         badarith    (to R11)
    ** exception error: an error occurred when evaluating ...         badarith    (since)

The stack is compared by function, and only where the functions are not OTP's own.

OTP: erl_error
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pyerlshell.transcript.judging.match import INTERNAL, match_all
from pyerlshell.transcript.judging.printed import Tree, read_printed
from pyerlshell.transcript.judging.trial import ANOTHER_RELEASE, Trial

TO_11: Final = "OTP R11 or older"
TO_14: Final = "OTP R14 or older"
TO_23: Final = "OTP 23 or older"
TO_27: Final = "OTP 27 or older"

START: Final = re.compile(r"\*{1,3} (?:exception |exited: |\d+(?::\d+)?: |terminated|error in )")
_NEW: Final = re.compile(r"\*{1,2} exception (error|exit|throw): ?(.*)", re.S)
_OLD: Final = re.compile(r"\*{2} exited: (.*?)(?:\s*\*\*)?\s*\Z", re.S)
_REFUSED: Final = re.compile(r"(\*{1,2}) (\d+)(:\d+)?: (.*?)(\s*\*\*)?\s*\Z", re.S)
_STACK: Final = re.compile(
    r"\s+in (?P<what>function|call from|operator)\s+(?P<name>\S.*?)"
    r"(?:\s+\((?P<file>[^()]*?)(?P<line>, line \d+|:\d+)?\))?\s*\Z"
)
_ADDED: Final = re.compile(r"\s+(?:called as |\*\*\* )")
_EXTRA: Final = re.compile(
    r"\s+(?:called as|\*\*\* |in (?:function|call from|operator))|\s+\.\.\.\s*\Z"
)

_WORDINGS: Final = tuple(
    (re.compile(pattern, re.S), form, release)
    for pattern, form, release in (
        (r"an error occurred when evaluating an arithmetic expression", "badarith", ""),
        (r"bad argument in an arithmetic expression", "badarith", TO_14),
        (r"bad argument in call to .*", "badarg", TO_14),
        (r"bad argument", "badarg", ""),
        (r"undefined function (.*)", r"undef \1", ""),
        (r"undefined shell command (.*)", r"undef shell_default:\1", ""),
        (r"no match of right[ -]hand side value (.*)", r"badmatch \1", ""),
        (r"no case clause matching (.*)", r"case_clause \1", ""),
        (r"no try clause matching (.*)", r"try_clause \1", ""),
        (r"no else clause matching (.*)", r"else_clause \1", ""),
        (r"no true branch found when evaluating an if expression", "if_clause", ""),
        (r"no function clause matching (.*?)(?: \([^()]*\))?", r"function_clause \1", ""),
        (r"bad function (.*)", r"badfun \1", ""),
        (r"bad generator (.*)", r"bad_generator \1", ""),
        (r"bad filter (.*)", r"bad_filter \1", ""),
        (r"bad key: (.*)", r"badkey \1", ""),
        (r"bad map: (.*)", r"badmap \1", ""),
    )
)
_TERMS: Final = frozenset(
    "badmatch case_clause try_clause else_clause badfun bad_generator bad_filter badkey"
    " badmap".split()
)
_PLAIN: Final = frozenset(("badarith", "badarg", "if_clause"))


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a stack: the function, its file, its line as it is written."""

    name: str
    file: str = ""
    line: str = ""

    @property
    def module(self) -> str:
        """The module, "" for an operator."""
        return self.name.partition(":")[0] if ":" in self.name else ""


@dataclass(frozen=True, slots=True)
class Fault:
    """An exception (or a refused input, class "refused") as it was printed."""

    cls: str
    reason: str
    form: str
    stack: tuple[Entry, ...] = ()
    added: int = 0
    """Lines of `called as ...` and `*** argument ...`."""
    release: str = ""
    place: str = ""


def read_fault(lines: Sequence[str]) -> Fault | None:
    """The fault that these lines tell of; None if they do not."""
    head = [lines[0]]
    rest = list(lines[1:])
    while rest and _EXTRA.match(rest[0]) is None:
        head.append(rest.pop(0))
    text = "\n".join(head).rstrip()
    stack = tuple(_entry(found) for found in map(_STACK.match, _joined(rest)) if found)
    if found := _NEW.match(text):
        reason = " ".join(found[2].split())
        form, release = _form(reason)
        added = sum(_ADDED.match(line) is not None for line in rest)
        return Fault(found[1], reason, form, stack, added, release)
    if found := _OLD.match(text):
        reason = " ".join(found[1].split())
        return Fault("", reason, _old_form(reason), (), 0, TO_11)
    if found := _REFUSED.match(text):
        release = TO_11 if found[1] == "**" or found[5] else "" if found[3] else TO_23
        reason = found[4].strip()
        return Fault("refused", reason, reason, (), 0, release, f"{found[2]}{found[3] or ''}")
    return None


def _joined(lines: Sequence[str]) -> list[str]:
    """Lines of a stack; what was wrapped goes with the line it continues."""
    out: list[str] = []
    for line in lines:
        if out and _EXTRA.match(line) is None:
            out[-1] = f"{out[-1].rstrip()} {line.strip()}"
        else:
            out.append(line)
    return out


def _entry(found: re.Match[str]) -> Entry:
    name = found["name"] if found["what"] != "operator" else f"operator {found['name']}"
    return Entry(name, found["file"] or "", found["line"] or "")


def _form(reason: str) -> tuple[str, str]:
    for pattern, form, release in _WORDINGS:
        found = pattern.fullmatch(reason)
        if found is not None:
            return found.expand(form), release
    return reason, ""


def _old_form(reason: str) -> str:
    """The one form of `{Reason,Stack}` or of an exit reason."""
    trees = read_printed(reason)
    if len(trees) != 1 or trees[0].kind != "tuple" or len(trees[0].items) != 2:
        return reason
    what, stack = trees[0].items
    if stack.kind != "list":
        return reason
    if what.kind == "tuple" and len(what.items) == 2 and what.items[0].value in _TERMS:
        value = what.items[1]
        return f"{what.items[0].value} {reason[value.start : value.end]}"
    if what.kind == "atom" and what.value in _PLAIN:
        return str(what.value)
    if what.value in ("undef", "function_clause") and stack.items:
        called = _called(stack.items[0])
        return f"{what.value} {called}" if called else reason
    return reason[what.start : what.end]


def _called(tree: Tree) -> str:
    if tree.kind != "tuple" or len(tree.items) < 3:
        return ""
    module, name, args = tree.items[:3]
    count = args.value if args.kind == "int" else len(args.items or str(args.value or ""))
    return f"{module.value}:{name.value}/{count}"


def match_faults(e: Fault, s: Fault, trial: Trial) -> bool:
    """Both tell of the same, in whatever words."""
    if e.cls and s.cls and e.cls != s.cls:
        return False
    fork = trial.fork()
    if not match_all(read_printed(e.form), read_printed(s.form), fork) and not _same_function(e, s):
        return False
    trial.adopt(fork)
    if e.release != s.release:
        trial.took.add(e.release or s.release)
    if e.place != s.place:
        trial.took.add(ANOTHER_RELEASE)
    return _match_stacks(e, s, trial)


def _same_function(e: Fault, s: Fault) -> bool:
    """Which function had no clause is told with its arguments now, with its arity once."""
    forms = (e.form, s.form)
    return all(f.startswith("function_clause") for f in forms) and TO_11 in (e.release, s.release)


def _match_stacks(e: Fault, s: Fault, trial: Trial) -> bool:
    if e.added < s.added:
        trial.took.add(TO_23)
    elif e.added > s.added:
        trial.took.add(ANOTHER_RELEASE)
    if e.stack == s.stack:
        return True
    mine, other = ([n for n in f.stack if _is_own(n)] for f in (e, s))
    if not e.stack:
        trial.took.add(e.release or ANOTHER_RELEASE)  # the author left it out, or never saw it
        return True
    names = [entry.name for entry in mine]
    if names != [entry.name for entry in other][: len(names)]:
        return False
    trial.took.add(_style(e.stack))
    return True


def _is_own(entry: Entry) -> bool:
    return bool(entry.module) and entry.module not in INTERNAL


def _style(stack: Sequence[Entry]) -> str:
    if any(entry.line.startswith(",") for entry in stack):
        return TO_27
    if not any(entry.file for entry in stack):
        return TO_14
    return ANOTHER_RELEASE
