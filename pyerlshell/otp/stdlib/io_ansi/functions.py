"""One function for each sequence.

OTP: io_ansi
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.errors import ErlError, badarg, function_clause, throw
from pyerlshell.otp.chardata import NotText, to_str
from pyerlshell.otp.native_calls import failure
from pyerlshell.otp.procs import apply as call
from pyerlshell.otp.stdlib.io_ansi import terminfo
from pyerlshell.otp.stdlib.io_ansi.module import io_ansi
from pyerlshell.otp.stdlib.io_ansi.sequences import BY_NAME, COLOURS, SEQUENCES, Sequence
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import from_list, split_tail, string_to_list, to_list
from pyerlshell.terms.types import Term

__preempt__ = True

_lookup_failed = failure("io_ansi", "lookup", 3)
_format_failed = failure("io_lib", "format", 2)
_MODIFY: Final = "\x1b]4;~.16b;rgb:~.16b/~.16b/~.16b\x1b\\"
_HYPERLINKS: Final = ("hyperlink_start", "hyperlink_reset")


def sequence(name: Atom, args: list[Any]) -> bytes:
    """The sequence of this name with these arguments; throws {invalid_code, Name, Args}."""
    if name.name in _HYPERLINKS:
        return _hyperlink(name, args)
    found = BY_NAME.get(name.name, {}).get(len(args))
    if found is None:
        _lookup_failed(throw((a.invalid_code, name, to_list(args))))
        raise AssertionError
    own = None if found.cap is None else terminfo.string(found.cap)
    if own is not None:
        return terminfo.put(own, [*found.fixed, *args])
    return _common(found, args)


def _common(found: Sequence, args: list[Any]) -> bytes:
    """The sequence that most terminals understand."""
    text = found.text
    for i, x in enumerate(args):
        if type(x) is not int:
            if found.name == "modify_color":
                _format_failed(badarg(string_to_list(_MODIFY), to_list(args)))
            raise badarg(x)
        text = text.replace(f"{{{i}}}", str(x)).replace(f"{{{i}+}}", str(x + 1))
        text = text.replace(f"{{{i}x}}", f"{x:x}")
    return text.encode()


def _hyperlink(name: Atom, args: list[Any]) -> bytes:
    start = name.name == "hyperlink_start"
    if len(args) not in ((1, 2) if start else (0,)):
        _lookup_failed(throw((a.invalid_code, name, to_list(args))))
    url = args[0] if args else None
    pairs = split_tail(args[1])[0] if len(args) == 2 else []
    try:
        parts = []
        for pair in pairs:
            if type(pair) is tuple and len(pair) == 2:
                parts.append(f"{to_str(pair[0], 'latin-1')}={to_str(pair[1], 'latin-1')}")
        address = url.name if type(url) is Atom else to_str(url, "latin-1")
    except NotText:
        _format_failed(badarg(string_to_list("\x1b]8;~s;~s\x1b\\"), [url, [None, None]]))
    return f"\x1b]8;{address};{':'.join(parts)}\x1b\\".encode()


def _doc(name: str) -> str:
    words = name.replace("_", " ")
    if name.endswith("_off"):
        return f"The sequence that ends what `{name[:-4]}` began."
    if name.endswith("_background"):
        return f"The sequence for a background: {words.removesuffix(' background')}."
    if name.endswith("_underline") and name.split("_")[-2] in COLOURS:
        return f"The sequence for underlines of a colour: {words.removesuffix(' underline')}."
    if name in COLOURS:
        return f"The sequence for text of a colour: {words}."
    if name.startswith("kcursor"):
        return f"The sequence that the key sends: {words[1:]}."
    return f"The sequence for: {words}."


def _declare(name: str, arity: int) -> None:
    key = atom(name)

    def none() -> Term:
        return sequence(key, [])

    def one(x: Term) -> Term:
        return sequence(key, [x])

    def two(x: Term, y: Term) -> Term:
        return sequence(key, [x, y])

    def three(x: Term, y: Term, z: Term) -> Term:
        return sequence(key, [x, y, z])

    def four(x: Term, y: Term, z: Term, u: Term) -> Term:
        return sequence(key, [x, y, z, u])

    made: Any = (none, one, two, three, four)[arity]
    made.__doc__ = _doc(name)
    made.__code__ = made.__code__.replace(co_name=name)
    io_ansi.export(f"{name}/{arity}")(made)


_SPECIAL: Final = (("color", 1), ("background", 1), ("underline_color", 1))
for _each in SEQUENCES:
    if (_each.name, _each.arity) not in _SPECIAL and not _each.name.startswith("kcursor"):
        _declare(_each.name, _each.arity)
for _name, _arity in (("hyperlink_start", 1), ("hyperlink_start", 2), ("hyperlink_reset", 0)):
    _declare(_name, _arity)


@io_ansi.export("color_name_to_index/1", "(Name :: atom()) -> 0..15")
def color_name_to_index(name: Term) -> Term:
    """The number of a colour, 0 to 15."""
    if type(name) is not Atom or name.name not in COLOURS:
        raise function_clause(name)
    return COLOURS.index(name.name)


@io_ansi.export("color/1")
def color(value: Term) -> Term:
    """The sequence for text of a colour, by its name or number."""
    return sequence(value, []) if type(value) is Atom else sequence(a.color, [value])


@io_ansi.export("background/1")
def background(value: Term) -> Term:
    """The sequence for a background, by the colour's name or number."""
    return sequence(a.background, [_index(value)])


@io_ansi.export("underline_color/1")
def underline_color(value: Term) -> Term:
    """The sequence for the colour of underlines, by its name or number."""
    return sequence(a.underline_color, [_index(value)])


def _index(value: Term) -> Term:
    return color_name_to_index(value) if type(value) is Atom else value


@io_ansi.export("cursor_move/2")
def cursor_move(lines: Any, columns: Any) -> Term:
    """The sequence that moves the cursor so many lines down and columns to the right; up and to the
    left for numbers below 0."""
    made = b""
    for n, more, less in (
        (lines, a.cursor_down, a.cursor_up),
        (columns, a.cursor_forward, a.cursor_backward),
    ):
        if type(n) in (int, float) and n < 0:
            made += sequence(less, [-n])
        elif type(n) is not int or n != 0:
            made += sequence(more, [n])
    return made


@io_ansi.export("cursor_get_position/0")
def cursor_get_position() -> Term:
    """{line, column} of the cursor, as the terminal says when it is asked."""
    from pyerlshell.otp.stdlib.io_ansi.rendering import fwrite

    fwrite([a.cursor_report_position, None])
    answer: Any = call(a.io, a.get_chars, (None, 20))
    try:
        text = "".join(map(chr, from_list(answer)))  # type: ignore[arg-type]
        row, column = text.removeprefix("\x1b[").split(";", 1)
        return int(row), int(column[:-1])
    except (ValueError, TypeError, ErlError):
        return (a.error, string_to_list("Not a cursor position response"))
