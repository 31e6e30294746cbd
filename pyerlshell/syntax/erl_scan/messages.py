"""The reference's words for a scanner's error.

OTP: erl_scan:format_error/1
"""

from __future__ import annotations

from pyerlshell.syntax.texts import chars, write, write_string
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Term

_PLAIN = {
    a.indentation: "bad indentation in triple-quoted string",
    a.white_space: "not white space after start of triple-quoted string",
    a.string_concat: "adjacent string literals without intervening white space",
}


def format_error(descriptor: Term) -> str:
    """The text of an error descriptor."""
    match descriptor:
        case Atom():
            return _PLAIN.get(descriptor, descriptor.name)
        case (kind, what) if kind is a.unterminated and what is a.char:
            return "unterminated character"
        case (kind, what, start) if kind is a.unterminated:
            quote = "'" if what is a.atom else '"'
            shown = write_string(chars(start), quote)
            return f"unterminated {_thing(what)} starting with {shown}"
        case (kind, what) if kind is a.illegal:
            return f"illegal {write(what)}"
        case (kind, base) if kind is a.base:
            return f"illegal base '{base}'"
    return write(descriptor)


def _thing(what: Term) -> str:
    match what:
        case Atom():
            return what.name
        case (kind, _) if kind is a.string:
            return "triple-quoted string"
        case (_, Atom(name=name), int(left), int(right)):
            return f"~{name}{chr(left)}{chr(right)} sigil string"
        case (_, Atom(name=name), _):
            return f"triple-quoted ~{name} sigil string"
    return write(what)
