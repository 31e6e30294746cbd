"""What an argument should have been: one function a kind, which gives the text of the fault or
None.

OTP: the must_be_* functions of erl_erts_errors and erl_stdlib_errors
"""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType
from typing import Any, Final

from pyerlshell.erts.machine import P
from pyerlshell.erts.magic import magic_of
from pyerlshell.otp.iodata import NotIodata, iodata_bytes, joined_bits
from pyerlshell.terms.atoms import Atom, a, existing_atom
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.lists import is_proper, list_to_string
from pyerlshell.terms.map_iterators import remaining
from pyerlshell.terms.maps import is_map
from pyerlshell.terms.types import BitString, Pid, Port, Ref
from pyerlshell.terms.unicode import NotCharacterData
from pyerlshell.terms.unicode import characters as characters_of

Kind = Callable[[Any], "str | None"]

INTEGER: Final = "not an integer"
RANGE: Final = "out of range"
LIST: Final = "not a list"
PROPER: Final = "not a proper list"
OPTION: Final = "invalid option in list"


def must(test: Callable[[Any], bool], text: str) -> Kind:
    """The kind of what passes a test."""

    def kind(x: Any) -> str | None:
        return None if test(x) else text

    return kind


def of_type(text: str, *types: type) -> Kind:
    """The kind of values of these Python types."""
    return must(lambda x: type(x) in types, text)


def always(text: str) -> Kind:
    """The argument is at fault whatever it is."""
    return lambda x: text


def integer_in(low: int, high: int | None = None) -> Kind:
    """Integers of a range."""

    def kind(x: Any) -> str | None:
        if type(x) is not int:
            return INTEGER
        return None if x >= low and (high is None or x <= high) else RANGE

    return kind


def fun_of(arity: int, words: str) -> Kind:
    """Funs of an arity."""
    return must(
        lambda x: type(x) is FunctionType and x.__code__.co_argcount == arity,
        f"not a fun that takes {words}",
    )


def proper(x: Any) -> str | None:
    """A proper list."""
    if x is not None and type(x) is not list:
        return LIST
    return None if is_proper(x) else PROPER


def options(x: Any) -> str | None:
    """A list of options one of which is wrong."""
    return proper(x) or OPTION


def _is_iodata(x: Any) -> bool:
    try:
        iodata_bytes(x)
    except NotIodata:
        return False
    return True


def _is_bit_list(x: Any) -> bool:
    try:
        joined_bits(x)
    except NotIodata:
        return False
    return x is None or type(x) is list


def characters(x: Any) -> str | None:
    """A proper list of characters."""
    return proper(x) or (None if list_to_string(x) is not None else "not a list of characters")


def existing_characters(x: Any) -> str | None:
    """The name of an atom that exists, as a list."""
    fault = characters(x)
    if fault is None and existing_atom(list_to_string(x) or "") is None:
        return "not an already existing atom"
    return fault


def _utf8(x: Any) -> str | None:
    data = to_bytes(x)
    try:
        return None if data is None else data.decode()
    except UnicodeDecodeError:
        return None


def utf8(x: Any) -> str | None:
    """A binary in UTF-8."""
    if to_bytes(x) is None:
        return "not a binary"
    return None if _utf8(x) is not None else "invalid UTF8 encoding"


def existing_utf8(x: Any) -> str | None:
    """The name of an atom that exists, as a binary."""
    fault = utf8(x)
    if fault is None and existing_atom(_utf8(x) or "") is None:
        return "not an already existing atom"
    return fault


def spelling(what: str, base: Kind) -> Kind:
    """A text that spells something; called when it does not."""

    def kind(x: Any) -> str | None:
        return base(x) or f"not a textual representation of {what}"

    return kind


def whole_binary(x: Any) -> str | None:
    """A binary, for functions that tell bit strings apart."""
    if to_bytes(x) is not None:
        return None
    return "is a bitstring (expected a binary)" if type(x) is BitString else "not a binary"


def pos_length(x: Any) -> str | None:
    """{Pos, Length}."""
    good = type(x) is tuple and len(x) == 2 and type(x[0]) is int and type(x[1]) is int
    return None if good else "not a valid {Pos,Length} tuple"


def linkable(x: Any) -> str | None:
    """What link/1 takes and found nothing at."""
    if type(x) is Pid:
        return "the pid does not refer to an existing process"
    if type(x) is Port:
        return "the port identifier does not refer to an existing port"
    return "not a pid or a port"


def time_unit(x: Any) -> str | None:
    """A unit of time: an atom of a few, or parts of a second."""
    known = ("second", "millisecond", "microsecond", "nanosecond", "native", "perf_counter")
    old = ("seconds", "milli_seconds", "micro_seconds", "nano_seconds")
    good = (type(x) is int and x > 0) or (type(x) is Atom and x.name in known + old)
    return None if good else "invalid time unit"


def _is_list(x: Any) -> bool:
    return x is None or type(x) is list


def _is_boolean(x: Any) -> bool:
    return x is a.true or x is a.false


def node_types(x: Any) -> str | None:
    """What nodes/1 takes."""
    if type(x) is Atom:
        return "not a valid node type"
    if _is_list(x):
        return "not a list of valid node types"
    return "not a valid node type or list of valid node types"


def memory_types(x: Any) -> str | None:
    """What memory/1 takes."""
    if type(x) is Atom:
        return "invalid memory type option"
    return OPTION if _is_list(x) and is_proper(x) else "not an atom or a list of atoms"


def encoding(text: str) -> Kind:
    """latin1, utf8 or unicode."""
    return must(lambda x: x in (a.latin1, a.utf8, a.unicode) if type(x) is Atom else False, text)


def port_or_name(x: Any) -> str | None:
    """A port of this node, or a name."""
    if type(x) is Port:
        return None if x.node is P.cur.node.name else "not a local port"
    return None if type(x) is Atom else "not a port"


def pid_or_port(x: Any) -> str | None:
    """A pid, or a port of this node."""
    if type(x) is Port:
        return port_or_name(x)
    return None if type(x) is Pid else "not a pid or port"


def register_name(x: Any) -> str | None:
    """A name for register/2."""
    if type(x) is not Atom:
        return "not an atom"
    return "'undefined' is not a valid name" if x is a.undefined else None


_list: Final = must(_is_list, LIST)
_binary: Final = must(lambda x: to_bytes(x) is not None, "not a binary")

KINDS: Final[dict[str, Kind]] = {
    "-": lambda x: None,
    "atom": of_type("not an atom", Atom),
    "number": of_type("not a number", int, float),
    "integer": of_type(INTEGER, int),
    "float": of_type("not a float", float),
    "tuple": of_type("not a tuple", tuple),
    "map": must(is_map, "not a map"),
    "pid": of_type("not a pid", Pid),
    "port": of_type("not a port", Port),
    "port_or_name": port_or_name,
    "ref": of_type("not a reference", Ref),
    "fun": of_type("not a fun", FunctionType),
    "fun_or_atom": of_type("not a fun or an atom", FunctionType, Atom),
    "pid_or_port": pid_or_port,
    "pid_or_all": must(lambda x: type(x) is Pid or x is a.all, "not a pid or 'all'"),
    "pid_or_atom": of_type("not a pid or an atom", Pid, Atom),
    "boolean": must(_is_boolean, "not a boolean ('true' or 'false')"),
    "list": proper,
    "any_list": _list,
    "proper": must(is_proper, LIST),
    "cell": of_type("not a nonempty list", list),
    "bitstring": of_type("not a bitstring", bytes, BitString),
    "binary": _binary,
    "whole_binary": whole_binary,
    "tuple_or_binary": must(
        lambda x: type(x) is tuple or to_bytes(x) is not None, "not tuple or binary"
    ),
    "iodata": must(_is_iodata, "not an iodata term"),
    "iodata_list": must(lambda x: _is_list(x) and _is_iodata(x), "not an iodata term"),
    "iolist": must(lambda x: _is_list(x) and _is_iodata(x), "not an iolist term"),
    "bit_list": must(_is_bit_list, "not a bitstring list"),
    "natural": integer_in(0),
    "positive": integer_in(1),
    "byte": integer_in(0, 255),
    "word": integer_in(0, (1 << 32) - 1),
    "base": must(
        lambda x: type(x) is int and 2 <= x <= 36, "not an integer in the range 2 through 36"
    ),
    "options": options,
    "encoding": encoding("is an invalid encoding option"),
    "one_encoding": encoding("not one of the atoms: latin1, utf8, or unicode"),
    "chars": characters,
    "existing_chars": existing_characters,
    "utf8": utf8,
    "existing_utf8": existing_utf8,
    "integer_text": spelling("an integer", _list),
    "proper_integer_text": spelling("an integer", must(is_proper, LIST)),
    "integer_binary": spelling("an integer", _binary),
    "float_text": spelling("a float", must(is_proper, LIST)),
    "float_binary": spelling("a float", _binary),
    "pid_text": spelling("a pid", must(is_proper, LIST)),
    "port_text": spelling("a port", must(is_proper, LIST)),
    "ref_text": spelling("a reference", must(is_proper, LIST)),
    "pos_length": pos_length,
    "linkable": linkable,
    "time_unit": time_unit,
    "node_types": node_types,
    "memory_types": memory_types,
    "register_name": register_name,
    "fun1": fun_of(1, "one argument"),
    "fun2": fun_of(2, "two arguments"),
    "fun3": fun_of(3, "three arguments"),
    "endian": must(lambda x: x is a.big or x is a.little, "must be 'big' or 'little'"),
    "case": must(lambda x: x is a.uppercase or x is a.lowercase, "not 'uppercase' or 'lowercase'"),
    "dst": must(
        lambda x: x in (a.true, a.false, a.undefined) if type(x) is Atom else False,
        "not 'true', 'false', or 'undefined'",
    ),
    "binaries": always("not a flat list of binaries"),
    "out_of_range": always(RANGE),
    "bad_integer": always(INTEGER),
    "bad_list": always(LIST),
    "iterator": always("invalid processes iterator"),
    "destination": always("invalid destination"),
    "status": always("invalid status"),
    "unit": always("invalid time unit"),
    "atom_wrong": always("not an atom"),
    "pid_wrong": always("not a pid"),
    "fun_wrong": always("not a fun"),
    "device": always("not a valid device type"),
    "chars_wrong": always("not a list of characters"),
    "path": always("not a valid path name"),
    "local_time": always("not a valid local time"),
    "universal_time": always("not a valid universal time"),
    "statistics_item": always("invalid statistics item"),
    "info_item": always("invalid system info item"),
    "flag_value": always("invalid value for this process flag"),
    "flag": always("invalid process flag"),
    "system_flag": always("invalid value for this system flag"),
    "monitor_item": always("invalid system monitor item"),
    "mfa": always("invalid MFA specification"),
    "spec_type": always("invalid type for match spec"),
    "modifiers": lambda x: proper(x) or "invalid modifier",
    "trace_item": always("invalid trace item"),
    "iterator_wrong": always("not a valid iterator"),
    "missing_term": always("no persistent term stored with this key"),
}


def _domain(test: Callable[[Any], bool]) -> Kind:
    def kind(x: Any) -> str | None:
        if type(x) is not int and type(x) is not float:
            return "not a number"
        return None if test(x) else "is outside the domain for this function"

    return kind


KINDS["unit_interval"] = _domain(lambda x: -1 <= x <= 1)
KINDS["open_interval"] = _domain(lambda x: -1 < x < 1)
KINDS["at_least_one"] = _domain(lambda x: x >= 1)
KINDS["above_zero"] = _domain(lambda x: x > 0)
KINDS["not_negative"] = _domain(lambda x: x >= 0)
KINDS["not_zero"] = _domain(lambda x: x != 0)


def _is_chardata(x: Any) -> bool:
    try:
        return not characters_of(x).failed
    except NotCharacterData:
        return False


KINDS["chardata"] = must(_is_chardata, "not valid character data (an iodata term)")
KINDS["hex"] = lambda x: (
    whole_binary(x)
    or (
        "must contain an even number of bytes"
        if len(to_bytes(x) or b"") % 2
        else "must only contain hex digits 0-9, A-F, and a-f"
    )
)
KINDS["nonempty_binary"] = lambda x: whole_binary(x) or "a zero-sized binary is not allowed"
KINDS["character"] = always("not a valid character")
KINDS["iterator_order"] = must(
    lambda x: (
        x in (a.undefined, a.ordered)  # the reference forgets `reversed` too
        if type(x) is Atom
        else type(x) is FunctionType and x.__code__.co_argcount == 2
    ),
    "not 'undefined', 'ordered', 'reversed', or a fun that takes two arguments",
)


def is_iterator(x: Any) -> bool:
    """Is this an iterator of maps:iterator/1,2?"""
    while type(x) is tuple and len(x) == 3:
        x = x[2]
    if type(x) is list:
        return remaining(x[0], x[1]) is not None
    return x is a.none


KINDS["map_or_iterator"] = must(lambda x: is_map(x) or is_iterator(x), "not a map or an iterator")


def _is_pattern(x: Any) -> bool:
    if type(x) is list:
        while type(x) is list and to_bytes(x[0]):
            x = x[1]
        return x is None
    compiled = type(x) is tuple and len(x) == 2 and x[0] in (a.bm, a.ac)
    return bool(to_bytes(x)) or (compiled and magic_of(x[1]) is not None)


_GLOBAL: Final = getattr(a, "global")


def _is_replace_option(x: Any) -> bool:
    if type(x) is not tuple or len(x) != 2:
        return x is _GLOBAL
    if x[0] is a.scope:
        return type(x[1]) is tuple and len(x[1]) == 2
    return x[0] is a.insert_replaced and (type(x[1]) is int or x[1] is None or type(x[1]) is list)


def _are_replace_options(x: Any) -> bool:
    while type(x) is list and _is_replace_option(x[0]):
        x = x[1]
    return x is None


KINDS["replace_options"] = must(_are_replace_options, "invalid options")
KINDS["pattern"] = must(_is_pattern, "not a valid pattern")
KINDS["replacement"] = must(
    lambda x: to_bytes(x) is not None or (type(x) is FunctionType and x.__code__.co_argcount == 1),
    "not a valid replacement",
)


def _is_unicode_encoding(x: Any) -> bool:
    if type(x) is tuple and len(x) == 2:
        return x[0] in (a.utf16, a.utf32) and x[1] in (a.big, a.little)
    return type(x) is Atom and x in (a.latin1, a.unicode, a.utf8, a.utf16, a.utf32)


KINDS["unicode_encoding"] = must(_is_unicode_encoding, "not a valid encoding")
