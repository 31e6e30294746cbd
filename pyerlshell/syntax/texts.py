"""How a token is written inside a message, under the names that io_lib has for it.

OTP: io_lib
"""

from __future__ import annotations

from pyerlshell.terms.chars import atom_text as write_atom
from pyerlshell.terms.chars import char_text as write_char
from pyerlshell.terms.chars import escape
from pyerlshell.terms.floats import short as write_float
from pyerlshell.terms.lists import ImproperList, from_list
from pyerlshell.terms.types import Term
from pyerlshell.terms.write import write

__all__ = ["chars", "write", "write_atom", "write_char", "write_float", "write_string"]


def chars(term: Term) -> str:
    """The text of an Erlang string; what is no character becomes U+FFFD."""
    try:
        codes = from_list(term)
    except ImproperList:
        return "\ufffd"
    return "".join([chr(c) if type(c) is int and 0 <= c <= 0x10FFFF else "\ufffd" for c in codes])


def write_string(text: str, quote: str = '"') -> str:
    """A string with quotes and escapes."""
    return quote + escape(text, quote) + quote
