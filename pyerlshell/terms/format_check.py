"""Why `io:format` refused its arguments: found out afterwards, so that formatting pays nothing.

    io:format("~p ~s ~d", [a, "2"])
        *** argument 1: format string invalid (invalid control ~d)

OTP: erl_stdlib_errors (format_io_error), erl_lint:check_format_string/2
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final

from pyerlshell.terms import unicode
from pyerlshell.terms.atoms import Atom
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.format_scan import FormatError, format_codes, is_order
from pyerlshell.terms.lists import ImproperList, from_list, list_to_string
from pyerlshell.terms.types import Pid, Term

_SEQUENCE: Final = re.compile(
    r"~(?P<width>-?\*|-?\d+)?(?:\.(?P<precision>\*|\d+)?)?(?P<pad>\.(?:\*|.)?)?"
    r"(?P<modifiers>[tlkK]*)(?P<control>.)?",
    re.S,
)
_TYPES: Final[dict[str, tuple[str, ...]]] = {
    **dict.fromkeys("fge", ("float",)),
    **dict.fromkeys("cbB", ("int",)),
    **dict.fromkeys("wpi+#", ("term",)),
    **dict.fromkeys("WP", ("term", "int")),
    **dict.fromkeys("xX", ("int", "string")),
    **dict.fromkeys("~n", ()),
    "s": ("string",),
}


class InvalidFormat(Exception):
    """`args[0]` says what is wrong: "truncated" or "invalid control ~q"."""


@dataclass(slots=True)
class Reasons:
    """What to say of argument 1 (the format), argument 2 (the data), and of the call as a whole."""

    format: str = ""
    data: list[str] = field(default_factory=list)
    general: str = ""


def argument_types(text: str) -> list[str]:
    """The types of the data a format needs: int, float, string, term, fun. Raises InvalidFormat."""
    types: list[str] = []
    at = text.find("~")
    while at >= 0:
        found = _SEQUENCE.match(text, at)
        assert found is not None
        types.extend(_sequence_types(found))
        at = text.find("~", found.end())
    return types


def _sequence_types(found: re.Match[str]) -> list[str]:
    stars = [found["width"], found["precision"], found["pad"]]
    types = ["int" for part in stars if part is not None and part.endswith("*")]
    types += ["fun" for modifier in found["modifiers"] if modifier == "K"]
    control = found["control"]
    if control is None:
        raise InvalidFormat("truncated")
    if control not in _TYPES:
        raise InvalidFormat("invalid control ~" + control)
    return [*types, *_TYPES[control]]


def _format_string(fmt: Term) -> str | None:
    try:
        codes = format_codes(fmt)
    except FormatError:
        return None
    if not all(type(code) is int and 0 <= code <= 0x10FFFF for code in codes):
        return None
    return "".join([chr(code) for code in codes])


def format_reasons(fmt: Term, args: Term) -> Reasons:
    """What is wrong with `io:format(Fmt, Args)`, which is known to have failed."""
    text = _format_string(fmt)
    not_list = [] if args is None or type(args) is list else ["not a list"]
    if text is None:
        missing = type(fmt) is Pid and _format_string(args) is not None
        return Reasons("not a valid format string", not_list, _MISSING if missing else "")
    if not_list:
        return Reasons(data=not_list)
    try:
        types, given = argument_types(text), from_list(args)
    except InvalidFormat as invalid:
        return Reasons(f"format string invalid ({invalid.args[0]})")
    except ImproperList:
        return Reasons(UNEXPLAINED)
    if len(types) != len(given):
        general = _MISSING if type(fmt) is Atom else ""
        return Reasons("wrong number of arguments", general=general)
    wrong = [
        f"element {i} must be {_WANTED[kind]}"
        for i, (kind, value) in enumerate(zip(types, given), 1)
        if not _fits(kind, value)
    ]
    return Reasons(data=wrong) if wrong else Reasons(UNEXPLAINED)


UNEXPLAINED: Final = "failed to format string"
_MISSING: Final = "possibly missing argument list"
_WANTED: Final = {
    "int": "of type integer",
    "float": "of type float",
    "string": "of type string",
    "fun": "'undefined', 'ordered', 'reversed', or a fun that takes two arguments",
}


def _fits(kind: str, value: Any) -> bool:
    if kind == "int":
        return type(value) is int
    if kind == "float":
        return type(value) is float
    if kind == "fun":
        return is_order(value)
    if kind == "string":
        return _is_string(value)
    return True


def _is_string(value: Any) -> bool:
    if type(value) is Atom or to_bytes(value) is not None or list_to_string(value) is not None:
        return True
    if type(value) is not list:
        return False
    try:
        unicode.characters(value)
    except unicode.NotCharacterData:
        return False
    return True
