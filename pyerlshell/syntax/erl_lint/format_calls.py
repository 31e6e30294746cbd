"""Calls of io:format and its like: do the format and the arguments fit?

`format_needs` reads the control sequences of a format text; the check compares with the arguments.

OTP: erl_lint (check_format_1/1, check_format_string/2)
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from pyerlshell.syntax.erl_lint.state import Lint, items
from pyerlshell.syntax.erl_parse.annos import first_anno
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import string_to_list, to_list
from pyerlshell.terms.types import Term

_MODULES: Final = frozenset((a.io, a.io_lib))
_NAMES: Final = frozenset((a.format, a.fwrite))
_NUMBERS: Final = re.compile(r"(-?\d+|-?\*)?(?:\.(\d+|\*)?)?(\.(?:\*|.)?)?", re.S)
_NEEDS: Final[dict[str, tuple[str, ...]]] = {
    **dict.fromkeys("cbB", ("int",)),
    **dict.fromkeys("feg", ("float",)),
    **dict.fromkeys("wp+#i", ("term",)),
    **dict.fromkeys("WP", ("term", "int")),
    **dict.fromkeys("xX", ("int", "string")),
    **dict.fromkeys("~n", ()),
    "s": ("string",),
}
_MODIFIERS: Final = (("l", "Pp"), ("lt", "cPpsWw"), ("Kk", "PpWw"))
"""Which modifiers exclude each other, and the controls that take them."""


class BadFormat(Exception):
    """`args[0]` says what is wrong with the format."""


def format_needs(text: str, strict: bool = True) -> list[str]:
    """The kinds of arguments that a format needs. Raises BadFormat."""
    needs: list[str] = []
    at = text.find("~")
    while at >= 0:
        at = text.find("~", _sequence(text, at + 1, needs, strict))
    return needs


def _sequence(text: str, at: int, needs: list[str], strict: bool) -> int:
    found = _NUMBERS.match(text, at)
    assert found is not None
    needs.extend(["int" for part in found.groups() if part is not None and part.endswith("*")])
    at = found.end()
    modifiers: set[str] = set()
    while at < len(text) and text[at] in "kKlt":
        if strict and text[at] in modifiers:
            raise BadFormat("repeated modifier " + text[at])
        if text[at] == "K":
            needs.append("fun")
        modifiers.add(text[at])
        at += 1
    if at == len(text):
        raise BadFormat("truncated")
    control = text[at]
    if strict:
        _check_modifiers(control, modifiers)
    if control not in _NEEDS:
        raise BadFormat("invalid control ~" + control)
    needs.extend(_NEEDS[control])
    return at + 1


def _check_modifiers(control: str, modifiers: set[str]) -> None:
    for group, controls in _MODIFIERS:
        both = "".join([modifier for modifier in sorted(group) if modifier in modifiers])
        if len(both) == 2:
            raise BadFormat(f"conflicting modifiers ~{both}{control}")
        if both and control not in controls:
            raise BadFormat(f"invalid modifier/control combination ~{both}{control}")


def check_format(c: Lint, anno: Term, module: Any, name: Atom, args: Sequence[Any]) -> None:
    """Warn of a call that will fail."""
    if module not in _MODULES or name not in _NAMES:
        return
    if len(args) == 3:
        args = args[1:]
    if len(args) not in (1, 2):
        _warn(c, 1, anno, "format call with wrong number of arguments")
        return
    text = _constant_text(args[0])
    if text is None:
        _warn(c, 2, first_anno(args[0]), "format string not a textual constant")
        return
    given = _Arguments(args[1]) if len(args) == 2 else None
    if given is not None and given.problem(c):
        return
    try:
        needed = len(format_needs(text))
    except BadFormat as e:
        _warn(c, 1, args[0][1], "format string invalid (~ts)", e.args[0])
        return
    if given is not None:
        _compare(c, given, needed)
    elif needed:
        message = (
            "the format string requires an argument list with ~s, but no argument list is given"
        )
        _warn(c, 1, args[0][1], message, _count(needed))


def _constant_text(n: Any) -> str | None:
    if n[0] is a.atom:
        return str(n[2].name)
    if n[0] is a.string:
        return "".join([chr(char) for char in items(n[2])])
    return None


class _Arguments:
    """The argument list as it is written."""

    def __init__(self, n: Any) -> None:
        self.node = n
        self.count = 0
        if n[0] is a.string:
            self.count, self.tail = len(items(n[2])), a.nil
            return
        while n[0] is a.cons:
            self.count += 1
            n = n[3]
        self.tail = n[0]

    def problem(self, c: Lint) -> bool:
        """True if it is no list, or may be none."""
        if self.tail in (a.atom, a.integer, a.float):
            _warn(c, 1, self.node[1], "format arguments not a list")
        elif self.tail is not a.nil:
            _warn(c, 2, first_anno(self.node), "format arguments perhaps not a list")
        return self.tail is not a.nil


def _compare(c: Lint, given: _Arguments, needed: int) -> None:
    if given.count == needed:
        return
    if needed == 0:
        text = (
            "the format string requires an empty argument list, but the argument list contains ~s"
        )
        _warn(c, 1, given.node[1], text, _count(given.count))
        return
    text = "the format string requires an argument list with ~s, but the argument list "
    if given.count == 0:
        _warn(c, 1, given.node[1], text + "is empty", _count(needed))
        return
    only = "only " if given.count < needed else ""
    text += f"contains {only}~s"
    _warn(c, 1, given.node[1], text, _count(needed), _count(given.count))


def _count(n: int) -> Term:
    """As the reference: one text for 1, else the number and the word in a list."""
    if n == 1:
        return string_to_list("1 argument")
    return to_list([string_to_list(str(n)), string_to_list(" arguments")])


def _warn(c: Lint, level: int, anno: Term, text: str, *args: Term) -> None:
    if level <= c.format_level:
        shown = [string_to_list(arg) if type(arg) is str else arg for arg in args]
        c.warning(anno, (a.format_error, (string_to_list(text), to_list(shown))))
