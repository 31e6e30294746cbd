"""Formatted text: `io_lib:format/2` and its relatives, on the terms' own formatter.

What they return is a list with one list of characters for every `~p ~w ~s` and the other characters
in between, as in the reference.

OTP: io_lib_format
"""

from __future__ import annotations

from typing import Any, Final, get_args

import immutables

from pyerlshell.erts.errors import badarg, function_clause
from pyerlshell.erts.machine import TAIL, P, run
from pyerlshell.erts.native import NativeModule
from pyerlshell.otp.stdlib.io_lib_chars import LONGEST, chars_of
from pyerlshell.terms import floats, lists, maps, unicode
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.chars import Range
from pyerlshell.terms.format import Options, build, format_parts, indentation, spec_doc
from pyerlshell.terms.format_plain import Part
from pyerlshell.terms.format_scan import FormatError, Item, Spec, scan
from pyerlshell.terms.map_order import Ordering
from pyerlshell.terms.maps import ErlMap
from pyerlshell.terms.pretty import one_line
from pyerlshell.terms.records import Record
from pyerlshell.terms.types import BitString, Term

__preempt__ = True

io_lib_format: Final = NativeModule("io_lib_format", "Formatted text: format strings and terms.")

_true: Final = a.true


def compare_ordering(fun: Any) -> Ordering:
    """The order of a `~K` fun: fun(K1, K2) says whether K1 may stand before K2."""

    def ordering(m: ErlMap) -> list[tuple[Term, Term]]:
        ordered: list[tuple[Term, Term]] = []
        for pair in maps.items(m):
            low, high = 0, len(ordered)
            while low < high:
                middle = (low + high) // 2
                before = fun(ordered[middle][0], pair[0])
                if before is TAIL:
                    before = run()
                if before is _true:
                    low = middle + 1
                else:
                    high = middle
            ordered.insert(low, pair)
        return ordered

    return ordering


def printable_characters() -> Range:
    """What the node takes for printable; Latin-1 where nothing runs."""
    node = getattr(getattr(P, "cur", None), "node", None)
    return "latin1" if node is None else node.printable


_NO_OPTIONS: Final = {
    characters: Options(ordering=compare_ordering, printable=characters)
    for characters in get_args(Range)
}


def options_of(options: Term) -> Options:
    """The Options of an option list. Raises FormatError."""
    if options is None:
        return _NO_OPTIONS[printable_characters()]
    made = Options(ordering=compare_ordering, printable=printable_characters())
    try:
        for option in lists.iter_list(options):
            if type(option) is tuple and len(option) == 2 and option[0] is a.chars_limit:
                if type(option[1]) is not int:
                    raise FormatError
                made.chars_limit = option[1]
    except lists.ImproperList:
        raise FormatError from None
    return made


def as_chars(parts: list[Part]) -> Term:
    """What io_lib:format returns: characters, and a list for every part that is one."""
    result: Term = None
    for part in reversed(parts):
        if part.spec is not None:
            result = [_inner(part, part.spec), result]
        else:
            result = lists.string_to_list(part.text, result)
    return result


def _inner(part: Part, spec: Spec) -> Term:
    """The list of one control sequence: nested as the term is, while it is short."""
    text = part.text
    nested = spec.args and type(spec.args[0]) in _NESTED
    if nested and len(text) <= LONGEST and spec.control in "wpWP":
        if part.doc is not None:
            return chars_of(part.doc)
        if _depth_allows(spec):
            doc = spec_doc(spec, options_of(None))
            if one_line(doc) == text:
                return chars_of(doc)
    return lists.string_to_list(text)


def _depth_allows(spec: Spec) -> bool:
    return len(spec.args) == 1 or spec.args[1] != 0


_NESTED: Final = frozenset((list, tuple, Record, dict, bytes, BitString, immutables.Map))


def as_binary(parts: list[Part]) -> bytes:
    """The same as UTF-8."""
    return "".join([part.text for part in parts]).encode("utf-8", "surrogatepass")


@io_lib_format.export("fwrite/2")
def fwrite(fmt: Term, args: Term) -> Term:
    """The text of Format with Data."""
    try:
        return as_chars(format_parts(fmt, args, options_of(None)))
    except FormatError:
        raise badarg(fmt, args) from None


@io_lib_format.export("fwrite/3")
def fwrite3(fmt: Term, args: Term, options: Term) -> Term:
    """The text of Format with Data; the option is {chars_limit, Limit}."""
    try:
        return as_chars(format_parts(fmt, args, options_of(options)))
    except FormatError:
        raise badarg(fmt, args, options) from None


@io_lib_format.export("fwrite_bin/2")
def fwrite_bin(fmt: Term, args: Term) -> Term:
    """The text of Format with Data as a UTF-8 binary."""
    try:
        return as_binary(format_parts(fmt, args, options_of(None)))
    except FormatError:
        raise badarg(fmt, args) from None


@io_lib_format.export("fwrite_bin/3")
def fwrite_bin3(fmt: Term, args: Term, options: Term) -> Term:
    """The text of Format with Data as a UTF-8 binary."""
    try:
        return as_binary(format_parts(fmt, args, options_of(options)))
    except FormatError:
        raise badarg(fmt, args, options) from None


# Format lists, as scan_format/2 returns and build_text/1 takes them


def spec_map(spec: Spec) -> Term:
    """A control sequence as a map."""
    return maps.map_new(
        [
            (a.control_char, ord(spec.control)),
            (a.args, lists.to_list(spec.args)),
            (a.width, a.none if spec.width is None else spec.width),
            (a.adjust, a.left if spec.left else a.right),
            (a.precision, a.none if spec.precision is None else spec.precision),
            (a.pad_char, spec.pad),
            (a.encoding, a.__getattr__(spec.encoding)),
            (a.strings, a.true if spec.strings else a.false),
            (a.maps_order, spec.maps_order),
        ]
    )


def _number_or_none(value: Any) -> int | None:
    return value if type(value) is int else None


def map_spec(m: Any) -> Spec:
    """The control sequence of a map. Raises FormatError."""
    if not maps.is_map(m):
        raise FormatError
    control, args = maps.get(m, a.control_char), maps.get(m, a.args)
    encoding, pad = maps.get(m, a.encoding), maps.get(m, a.pad_char)
    if type(control) is not int or type(encoding) is not Atom or type(pad) is not int:
        raise FormatError
    return Spec(
        chr(control),
        lists.from_list(args),
        _number_or_none(maps.get(m, a.width)),
        maps.get(m, a.adjust) is a.left,
        _number_or_none(maps.get(m, a.precision)),
        pad,
        encoding.name,
        maps.get(m, a.strings) is a.true,
        maps.get(m, a.maps_order, a.undefined),
    )


def _items(format_list: Term) -> list[Item]:
    return [item if type(item) is int else map_spec(item) for item in lists.iter_list(format_list)]


@io_lib_format.export("scan/2")
def scan2(fmt: Term, args: Term) -> Term:
    """{FormatList, Rest}: the characters and control sequences, and the arguments left over."""
    try:
        items, rest = scan(fmt, args)
    except FormatError:
        raise badarg(fmt, args) from None
    shown = [spec_map(item) if type(item) is Spec else item for item in items]
    return (lists.to_list(shown), lists.to_list(rest))


def built(format_list: Term, options: Term = None) -> Term:
    """The text of a format list. Raises FormatError."""
    try:
        return as_chars(build(_items(format_list), options_of(options)))
    except lists.ImproperList:
        raise FormatError from None


@io_lib_format.export("build/1")
def build1(format_list: Term) -> Term:
    """The text of a format list."""
    try:
        return built(format_list)
    except FormatError:
        raise badarg(format_list) from None


@io_lib_format.export("build/2")
def build2(format_list: Term, options: Term) -> Term:
    """The text of a format list; the option is {chars_limit, Limit}."""
    try:
        return built(format_list, options)
    except FormatError:
        raise badarg(format_list, options) from None


def _unscanned(spec: Spec) -> str:
    width = "" if spec.width is None else str(-spec.width if spec.left else spec.width)
    precision = "" if spec.precision is None else f".{spec.precision}"
    if spec.pad != 32:
        precision = (precision or ".") + "." + chr(spec.pad)
    order = {a.undefined: "", a.ordered: "k"}.get(spec.maps_order, "K")  # type: ignore[call-overload]
    modifiers = ("t" if spec.encoding == "unicode" else "") + ("" if spec.strings else "l")
    return f"~{width}{precision}{modifiers}{order}{spec.control}"


@io_lib_format.export("unscan/1")
def unscan(format_list: Term) -> Term:
    """{Format, Data}: the format string and arguments of a format list."""
    try:
        items = _items(format_list)
    except (FormatError, lists.ImproperList):
        raise badarg(format_list) from None
    text = "".join([_unscanned(item) if type(item) is Spec else chr(item) for item in items])  # type: ignore[arg-type]
    args: list[Term] = []
    for item in items:
        if type(item) is Spec:
            if item.maps_order not in (a.undefined, a.ordered):
                args.append(item.maps_order)
            args.extend(item.args)
    return (lists.string_to_list(text), lists.to_list(args))


def column_after(text: Term, start: Term) -> int | None:
    """The column after a text from a column on; None if they are none."""
    try:
        found = unicode.characters(text)
    except unicode.NotCharacterData:
        return None
    return None if found.failed or type(start) is not int else indentation(found.text, start)


@io_lib_format.export("indentation/2")
def indentation2(text: Term, start: Term) -> Term:
    """The column after Text, if it is printed from column Start on."""
    column = column_after(text, start)
    if column is None:
        raise function_clause(text, start)
    return column


@io_lib_format.export("fwrite_g/1")
def fwrite_g(x: Term) -> Term:
    """The text of a float in the fewest digits that give it back."""
    if type(x) is not float:
        raise function_clause(x)
    return lists.string_to_list(floats.short(x))
