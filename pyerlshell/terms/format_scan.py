"""Format strings to characters and control sequences with their arguments.

OTP: io_lib_format:scan/2
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from types import FunctionType
from typing import Any, Final, TypeVar

from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.lists import ImproperList, from_list, list_to_string
from pyerlshell.terms.types import Term


class FormatError(Exception):
    """The format string or its arguments are wrong: badarg."""


@dataclass(slots=True)
class Spec:
    """One control sequence. `maps_order` is the atom undefined, ordered or reversed, or a fun."""

    control: str
    args: list[Term] = field(default_factory=list)
    width: int | None = None
    left: bool = False
    precision: int | None = None
    pad: int = 32
    encoding: str = "latin1"
    strings: bool = True
    maps_order: Term = a.undefined


Item = int | str | Spec


class _Scanner:
    def __init__(self, codes: list[Any], args: list[Term]) -> None:
        self.codes = codes
        self.args = args
        self.i = 0
        self.next_arg = 0

    def arg(self) -> Term:
        if self.next_arg >= len(self.args):
            raise FormatError
        self.next_arg += 1
        return self.args[self.next_arg - 1]

    def peek(self) -> int:
        return self.codes[self.i] if self.i < len(self.codes) else -1

    def take(self, char: str) -> bool:
        if self.peek() == ord(char):
            self.i += 1
            return True
        return False

    def number(self) -> int | None:
        if self.peek() == 42:
            self.i += 1
            value = self.arg()
            if type(value) is not int:
                raise FormatError
            return value
        digits = ""
        while 48 <= self.peek() <= 57:
            digits += chr(self.peek())
            self.i += 1
        return int(digits) if digits else None

    def spec(self) -> Spec:
        spec = Spec("")
        spec.left = self.take("-")
        spec.width = self.number()
        if spec.left and spec.width is None:
            raise FormatError
        if spec.width is not None and spec.width < 0:
            spec.width, spec.left = -spec.width, not spec.left
        spec.left = spec.left and bool(spec.width)
        if self.take("."):
            spec.precision = self.number()
        self.pad(spec)
        self.modifiers(spec)
        spec.control = chr(self.peek()) if self.peek() >= 0 else ""
        self.i += 1
        count = _ARGUMENTS.get(spec.control)
        if count is None:
            raise FormatError
        spec.args = self.taken(count)
        return spec

    def taken(self, count: int) -> list[Term]:
        """The arguments that a control sequence shows."""
        return [self.arg() for _ in range(count)]

    def pad(self, spec: Spec) -> None:
        if not self.take("."):
            return
        if self.take("*"):
            pad = self.arg()
            if type(pad) is not int:
                raise FormatError
            spec.pad = pad
        else:
            spec.pad = self.peek()
            self.i += 1

    def modifiers(self, spec: Spec) -> None:
        while True:
            if self.take("t"):
                spec.encoding = "unicode"
            elif self.take("l"):
                spec.strings = False
            elif self.take("k"):
                spec.maps_order = a.ordered
            elif self.take("K"):
                spec.maps_order = self.arg()
            else:
                break
        if not is_order(spec.maps_order):
            raise FormatError


_ARGUMENTS: Final = {
    **dict.fromkeys("wpsefgbB+#ci", 1),
    **dict.fromkeys("WPxX", 2),
    **dict.fromkeys("~n", 0),
}


def format_codes(fmt: Term) -> list[Any]:
    """The characters of a format, which may be a list, a binary (Latin-1) or an atom."""
    if type(fmt) is Atom:
        return [ord(c) for c in fmt.name]
    data = to_bytes(fmt)
    if data is not None:
        return list(data)
    try:
        return from_list(fmt)
    except ImproperList:
        raise FormatError from None


_ORDERS: Final = frozenset((a.undefined, a.ordered, a.reversed))


def is_order(x: Term) -> bool:
    """Does ~K take this?"""
    if type(x) is FunctionType:
        return x.__code__.co_argcount == 2
    return type(x) is Atom and x in _ORDERS


def scan(fmt: Term, args: Term) -> tuple[list[Item], list[Term]]:
    """The characters and Specs of a format, and the arguments that are left over."""
    try:
        scanner = _Scanner(format_codes(fmt), from_list(args))
    except ImproperList:
        raise FormatError from None
    items: list[Item] = []
    codes = scanner.codes
    while scanner.i < len(codes):
        code = codes[scanner.i]
        scanner.i += 1
        if type(code) is int and code != 126:
            items.append(code)
        elif code == 126:
            items.append(scanner.spec())
        else:
            items.append(code)
    return items, scanner.args[scanner.next_arg :]


class _NotFixed(Exception):
    """The arguments decide what a control sequence means: `~*s`, `~Kp`."""


class _Template(_Scanner):
    """Reads a format without arguments, of which it counts those to be shown."""

    def arg(self) -> Term:
        raise _NotFixed

    def taken(self, count: int) -> list[Term]:
        self.next_arg += count
        return []


_FIXED: Final = {"~n": "\n", "~~": "~"}


@lru_cache(maxsize=1024)
def _template(text: str) -> tuple[list[str | Spec], int] | None:
    """Texts and Specs without arguments, and how many these take; None if it is not fixed."""
    scanner = _Template([ord(c) for c in text], [])
    items: list[str | Spec] = []
    start = 0
    try:
        while True:
            tilde = text.find("~", start)
            if tilde < 0:
                break
            if tilde > start:
                items.append(text[start:tilde])
            scanner.i = tilde + 1
            spec = scanner.spec()
            fixed = _FIXED.get(text[tilde : scanner.i])
            items.append(spec if fixed is None else fixed)
            start = scanner.i
    except (FormatError, _NotFixed):
        return None
    if start < len(text):
        items.append(text[start:])
    return items, scanner.next_arg


def _format_text(fmt: Term) -> str | None:
    if type(fmt) is Atom:
        return fmt.name
    if type(fmt) is bytes:
        return fmt.decode("latin-1")
    return list_to_string(fmt)


T = TypeVar("T")


def scan_all(
    fmt: Term, args: Term, at_once: Callable[[Spec, Term], T | None] | None = None
) -> list[Item | T]:
    """As scan, with characters as strings. Raises FormatError, also if an argument is left over.

    What a format says is found once and kept. `at_once` is given sequences of one argument; what
    it makes of them stands for them, unless it is None.
    """
    text = _format_text(fmt)
    template = None if text is None else _template(text)
    if template is None:
        items, rest = scan(fmt, args)
        if rest:
            raise FormatError
        return list(items)
    try:
        given = from_list(args)
    except ImproperList:
        raise FormatError from None
    if len(given) != template[1]:
        raise FormatError
    filled: list[Item | T] = []
    used = 0
    for item in template[0]:
        if type(item) is Spec:
            end = used + _ARGUMENTS[item.control]
            if at_once is not None and end == used + 1:
                made = at_once(item, given[used])
                if made is not None:
                    filled.append(made)
                    used = end
                    continue
            spec = Spec(
                item.control,
                given[used:end],
                item.width,
                item.left,
                item.precision,
                item.pad,
                item.encoding,
                item.strings,
                item.maps_order,
            )
            filled.append(spec)
            used = end
        else:
            filled.append(item)
    return filled
