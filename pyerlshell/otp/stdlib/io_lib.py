"""Text of terms and questions about text: `io_lib`.

The work is done in `terms` (write, pretty, format, chars); this is its Erlang face. What is for
printing returns character lists, as in the reference.

OTP: io_lib
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.errors import badarg, error, function_clause
from pyerlshell.erts.machine import tail
from pyerlshell.erts.native import NativeModule
from pyerlshell.otp.native_calls import clause, failure
from pyerlshell.otp.preloaded.erlang.conversions import atom_to_list
from pyerlshell.otp.stdlib import io_lib_format as formatting
from pyerlshell.otp.stdlib import io_lib_fread, io_lib_limit, io_lib_pretty
from pyerlshell.terms import chars, lists, unicode
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.format import format_parts
from pyerlshell.terms.format_scan import FormatError
from pyerlshell.terms.pretty import limited_write
from pyerlshell.terms.types import Term
from pyerlshell.terms.write import write

__preempt__ = True

io_lib: Final = NativeModule("io_lib", "Text of terms, formatted text, and reading it back.")

_true: Final = a.true
_false: Final = a.false
_list: Final = lists.string_to_list


# Formatting


@io_lib.export("format/2", "format(Format, Data) -> chars()")
def format2(fmt: Term, args: Term) -> Term:
    """The text of Format with the terms of Data in it."""
    try:
        return formatting.as_chars(format_parts(fmt, args, formatting.options_of(None)))
    except FormatError:
        raise badarg(fmt, args) from None


@io_lib.export("format/3", "format(Format, Data, Options) -> chars()")
def format3(fmt: Term, args: Term, options: Term) -> Term:
    """As format/2; the option {chars_limit, N} says about how long the text may get."""
    try:
        return formatting.as_chars(format_parts(fmt, args, formatting.options_of(options)))
    except FormatError:
        raise badarg(fmt, args) from None


@io_lib.export("fwrite/2", "fwrite(Format, Data) -> chars()")
def fwrite2(fmt: Term, args: Term) -> Term:
    """The text of Format with the terms of Data in it."""
    return tail(format2, fmt, args)


@io_lib.export("fwrite/3", "fwrite(Format, Data, Options) -> chars()")
def fwrite3(fmt: Term, args: Term, options: Term) -> Term:
    """As fwrite/2; the option {chars_limit, N} says about how long the text may get."""
    return tail(format3, fmt, args, options)


@io_lib.export("bfwrite/2", "bfwrite(Format, Data) -> unicode:unicode_binary()")
@io_lib.export("bformat/2", "bformat(Format, Data) -> unicode:unicode_binary()")
def bformat2(fmt: Term, args: Term) -> Term:
    """As format/2, as a UTF-8 binary."""
    try:
        return formatting.as_binary(format_parts(fmt, args, formatting.options_of(None)))
    except FormatError:
        raise badarg(fmt, args) from None


@io_lib.export("bfwrite/3", "bfwrite(Format, Data, Options) -> unicode:unicode_binary()")
@io_lib.export("bformat/3", "bformat(Format, Data, Options) -> unicode:unicode_binary()")
def bformat3(fmt: Term, args: Term, options: Term) -> Term:
    """As format/3, as a UTF-8 binary."""
    try:
        return formatting.as_binary(format_parts(fmt, args, formatting.options_of(options)))
    except FormatError:
        raise badarg(fmt, args) from None


@io_lib.export("scan_format/2", "scan_format(Format, Data) -> FormatList")
def scan_format(fmt: Term, args: Term) -> Term:
    """The characters and control sequences of Format, the terms of Data in them."""
    try:
        scanned: Any = formatting.scan2(fmt, args)
    except Exception as wrong:
        raise badarg(fmt, args) from wrong
    if scanned[1] is not None:
        raise badarg(fmt, args)
    return scanned[0]


@io_lib.export("unscan_format/1", "unscan_format(FormatList) -> {Format, Data}")
def unscan_format(format_list: Term) -> Term:
    """The format string and the arguments of a format list."""
    return formatting.unscan(format_list)


@io_lib.export("build_text/1", "build_text(FormatList) -> chars()")
def build_text1(format_list: Term) -> Term:
    """The text of a format list."""
    try:
        return formatting.built(format_list)
    except FormatError:
        raise badarg(format_list) from None


@io_lib.export("build_text/2", internal=True)
def build_text2(format_list: Term, options: Term) -> Term:
    """The text of a format list; the option is {chars_limit, N}."""
    try:
        return formatting.built(format_list, options)
    except FormatError:
        raise badarg(format_list, options) from None


@io_lib.export("fread/2", "fread(Format, String) -> Result")
def fread2(fmt: Term, text: Term) -> Term:
    """The terms that Format finds in String."""
    return io_lib_fread.fread2(fmt, text)


@io_lib.export("fread/3", "fread(Continuation, CharSpec, Format) -> Return")
def fread3(continuation: Term, text: Term, fmt: Term) -> Term:
    """As fread/2, when the text comes piece by piece. [] is the first continuation."""
    return io_lib_fread.fread3(continuation, text, fmt)


@io_lib.export("format_prompt/1", internal=True)
def format_prompt1(prompt: Term) -> Term:
    """The text of a prompt."""
    return format_prompt2(prompt, a.latin1)


@io_lib.export("format_prompt/2", internal=True)
def format_prompt2(prompt: Term, encoding: Term) -> Term:
    """The text of a prompt: {format, Format, Data}, text, or any term."""
    modifier = "" if encoding is a.latin1 else "t"
    if type(prompt) is tuple and len(prompt) == 3 and prompt[0] is a.format:
        fmt, args = prompt[1], prompt[2]
    else:
        text = prompt is None or type(prompt) in (list, Atom) or to_bytes(prompt) is not None
        fmt, args = _list(f"~{modifier}{'s' if text else 'p'}"), [prompt, None]
    try:
        return formatting.as_chars(format_parts(fmt, args, formatting.options_of(None)))
    except FormatError:
        return _list("???")


@io_lib.export("indentation/2", "indentation(String, StartIndent) -> integer()")
def indentation2(text: Term, start: Term) -> Term:
    """The column after String, if it is printed from column StartIndent on."""
    column = formatting.column_after(text, start)
    if column is None:
        raise function_clause(text, start)
    return column


@io_lib.export("nl/0", "nl() -> string()")
def nl() -> Term:
    """A new line."""
    return [10, None]


# Terms as text


@io_lib.export("print/1", "print(Term) -> chars()")
def print1(term: Term) -> Term:
    """Term broken into lines, as ~p prints it."""
    return _formatted("~p", [term, None])


@io_lib.export("print/4", "print(Term, Column, LineLength, Depth) -> chars()")
def print4(term: Term, column: Term, line_length: Term, depth: Term) -> Term:
    """As print/1, from Column on, on lines of LineLength characters, Depth deep."""
    return io_lib_pretty.print4(term, column, line_length, depth)


@io_lib.export("write/1", "write(Term) -> chars()")
def write1(term: Term) -> Term:
    """Term on one line, as ~w writes it."""
    return _formatted("~w", [term, None])


def _formatted(control: str, args: Term) -> Term:
    """What a control sequence makes of its arguments, in the shape that the reference gives it."""
    made: Any = formatting.as_chars(format_parts(_list(control), args, formatting.options_of(None)))
    return made[0]


@io_lib.export("write/2", "write(Term, Depth | Options) -> chars()")
def write2(term: Term, options: Term) -> Term:
    """As write/1, Depth deep; or with the options depth, encoding, chars_limit and maps_order."""
    if type(options) is int:
        if options < 0:
            return write1(term)
        return _formatted("~W", [term, [options, None]])
    try:
        return _list(_written(term, options))
    except lists.ImproperList:
        return tail(_write_fails, error(a.if_clause))


_write_fails = failure("io_lib", "write", 5)


@io_lib.export("bwrite/2", "bwrite(Term, Options) -> unicode:unicode_binary()")
def bwrite(term: Term, options: Term) -> Term:
    """As write/2, as a UTF-8 binary."""
    try:
        return _written(term, options).encode("utf-8", "surrogatepass")
    except lists.ImproperList:
        raise function_clause(term, options) from None


def _written(term: Term, options: Term) -> str:
    given = io_lib_pretty.option_dict(options)
    encoding = "latin1" if given.get("encoding") is a.latin1 else "unicode"
    order = io_lib_pretty.map_ordering(given.get("maps_order", a.undefined))
    depth, limit = given.get("depth", -1), given.get("chars_limit", -1)
    if limit < 0:
        return write(term, depth, encoding, order)
    return limited_write(term, depth, encoding, limit, order)


@io_lib.export("write/3", internal=True)
def write3(term: Term, depth: Term, lines: Term) -> Term:
    """write/2, or print/4 if the last argument is true."""
    if type(depth) is not int:
        raise function_clause(term, depth, lines)
    if lines is _true:
        return io_lib_pretty.print4(term, 1, 80, depth)
    return _list(write(term, depth, "latin1"))


@io_lib.export("write_atom/1", "write_atom(Atom) -> chars()")
def write_atom(term: Term) -> Term:
    """The text of an atom, between quotes if it needs them."""
    if type(term) is not Atom:
        return atom_to_list(term)
    return _list(chars.atom_text(term.name))


@io_lib.export("write_atom_as_latin1/1", "write_atom_as_latin1(Atom) -> latin1_string()")
def write_atom_as_latin1(term: Term) -> Term:
    """As write_atom/1, characters above Latin-1 written as \\x{...}."""
    if type(term) is not Atom:
        return atom_to_list(term)
    return _list(chars.atom_text(term.name, "latin1"))


def _text(term: Term, *args: Term) -> str:
    text = lists.list_to_string(term)
    if text is None:
        raise function_clause(term, *args)
    return text


_write_string_fails = clause("io_lib", "write_string1")


def _between(term: Term, kind: Atom, encoding: str = "unicode") -> Term:
    """A string between double quotes; `kind` is what the reference calls the encoding."""
    text = lists.list_to_string(term)
    if text is None:
        rest: Any = term
        while type(rest) is list and type(rest[0]) is int:
            rest = rest[1]
        return tail(_write_string_fails, kind, rest, 34)
    return _list(chars.quote_string(text, encoding))


@io_lib.export("write_latin1_string/1", "write_latin1_string(String) -> latin1_string()")
def write_latin1_string(term: Term) -> Term:
    """A string of Latin-1 characters between double quotes, escaped as it would be typed."""
    return _between(term, a.latin1)


@io_lib.export("write_unicode_string/1", internal=True)
@io_lib.export("write_string/1", "write_string(String) -> chars()")
def write_string(term: Term) -> Term:
    """A string between double quotes, escaped as it would be typed."""
    return _between(term, a.unicode_as_unicode)


@io_lib.export("write_latin1_string/2", internal=True)
@io_lib.export("write_string/2", internal=True)
def write_string2(term: Term, quote: Term) -> Term:
    """As write_string/1, between these quotes."""
    return _quoted(term, quote, "unicode")


@io_lib.export("write_string_as_latin1/1", "write_string_as_latin1(String) -> latin1_string()")
def write_string_as_latin1(term: Term) -> Term:
    """As write_string/1, characters above Latin-1 written as \\x{...}."""
    return _between(term, a.unicode_as_latin1, "latin1")


@io_lib.export("write_string_as_latin1/2", internal=True)
def write_string_as_latin12(term: Term, quote: Term) -> Term:
    """As write_string_as_latin1/1, between these quotes."""
    return _quoted(term, quote, "latin1")


def _quoted(term: Term, quote: Term, encoding: str) -> Term:
    text = _text(term, quote)
    if quote is not None and type(quote) is not int:
        raise function_clause(term, quote)
    made = _marked(text, quote, encoding)
    return _list(made) if quote is not None else [None, _list(made, [None, None])]


def _marked(text: str, quote: int | None, encoding: str) -> str:
    if quote is None:
        return chars.escape(text, "", encoding)
    mark = chr(quote)
    return mark + chars.escape(text, mark if mark in "\"'" else "", encoding) + mark


_write_string_bin_fails = clause("io_lib", "write_string_bin")
_cp_fails = clause("unicode_util", "cp")


@io_lib.export(
    "bwrite_string/3",
    "(String, Quote, InEnc) -> unicode:unicode_binary() when String :: string() | binary(), "
    "Quote :: integer() | [], InEnc :: unicode | latin1",
)
def bwrite_string(string: Term, quote: Term, encoding: Term) -> Term:
    """String, escaped as it would be typed, between quotes, as UTF-8.

    InEnc is the encoding of a String that is a binary.
    """
    if string is None or type(string) is list:
        text = lists.list_to_string(string)
        if text is None:
            return write_string(string)
    elif type(string) is not bytes or (encoding is not a.unicode and encoding is not a.latin1):
        _write_string_bin_fails(string, quote, encoding)
    else:
        try:
            text = string.decode("utf-8" if encoding is a.unicode else "latin-1")
        except UnicodeDecodeError as wrong:
            good, rest = string[: wrong.start].decode(), string[wrong.start :]
            mark = None if quote is None else lists.to_list([quote])
            made = _marked(good, quote, "unicode").encode()[: -1 if mark else None]  # type: ignore[arg-type]
            _cp_fails((a.error, made, lists.to_list([rest, mark])))
    if quote is not None and type(quote) is not int:
        raise badarg(string, quote, encoding)
    try:
        return _marked(text, quote, "unicode").encode()
    except UnicodeEncodeError:
        raise error((a.badmatch, a.false)) from None


@io_lib.export("write_latin1_char/1", "write_latin1_char(Char) -> latin1_string()")
def write_latin1_char(term: Term) -> Term:
    """A character of Latin-1 as it would be typed."""
    if type(term) is not int or not 0 <= term <= 255:
        raise function_clause(term)
    return _list(chars.char_text(term))


@io_lib.export("write_unicode_char/1", internal=True)
@io_lib.export("write_char/1", "write_char(Char) -> chars()")
def write_char(term: Term) -> Term:
    """A character as it would be typed: $a, $\\n."""
    if type(term) is not int or not 0 <= term <= 0x10FFFF:
        raise function_clause(term)
    return _list(chars.char_text(term))


@io_lib.export("write_char_as_latin1/1", "write_char_as_latin1(Char) -> latin1_string()")
def write_char_as_latin1(term: Term) -> Term:
    """As write_char/1, a character above Latin-1 written as \\x{...}."""
    if type(term) is not int or not 0 <= term <= 0x10FFFF:
        raise function_clause(term)
    return _list(chars.char_text(term, "latin1"))


@io_lib.export("quote_atom/2", internal=True)
def quote_atom(term: Term, text: Term) -> Term:
    """Must this atom be written between quotes?"""
    return _true if chars.needs_quotes(_text(text, term)) else _false


# Questions about text


def _flat(term: Any, allowed: Any) -> Term:
    while type(term) is list:
        head, term = term
        if type(head) is not int or not allowed(head):
            return _false
    return _true if term is None else _false


def _deep(term: Any, allowed: Any) -> Term:
    stack: list[Any] = [term]
    if term is not None and type(term) is not list:
        return _false
    while stack:
        x = stack.pop()
        while type(x) is list:
            head, x = x
            if type(head) is list:
                stack.append(x)
                x = head
            elif head is not None and (type(head) is not int or not allowed(head)):
                return _false
        if x is not None:
            return _false
    return _true


def _is_latin1(code: int) -> bool:
    return 0 <= code <= 255


def _is_char(code: int) -> bool:
    return 0 <= code < 0xD800 or 0xDFFF < code < 0xFFFE or 0xFFFF < code <= 0x10FFFF


@io_lib.export("char_list/1", "char_list(Term) -> boolean()")
def char_list(term: Term) -> Term:
    """Is it a flat list of characters?"""
    return _flat(term, _is_char)


@io_lib.export("latin1_char_list/1", "latin1_char_list(Term) -> boolean()")
def latin1_char_list(term: Term) -> Term:
    """Is it a flat list of Latin-1 characters?"""
    return _flat(term, _is_latin1)


@io_lib.export("deep_unicode_char_list/1", internal=True)
@io_lib.export("deep_char_list/1", "deep_char_list(Term) -> boolean()")
def deep_char_list(term: Term) -> Term:
    """Is it a list of characters and of such lists?"""
    return _deep(term, _is_char)


@io_lib.export("deep_latin1_char_list/1", "deep_latin1_char_list(Term) -> boolean()")
def deep_latin1_char_list(term: Term) -> Term:
    """Is it a list of Latin-1 characters and of such lists?"""
    return _deep(term, _is_latin1)


@io_lib.export("printable_latin1_list/1", "printable_latin1_list(Term) -> boolean()")
def printable_latin1_list(term: Term) -> Term:
    """Is it a flat list of printable Latin-1 characters?"""
    text = lists.list_to_string(term)
    return _true if text is not None and chars.is_printable(text, "latin1") else _false


@io_lib.export("printable_list/1", "printable_list(Term) -> boolean()")
def printable_list(term: Term) -> Term:
    """Is it a flat list of printable characters (Latin-1 unless started with +pc unicode)?"""
    text = lists.list_to_string(term)
    printable = text is not None and chars.is_printable(text, formatting.printable_characters())
    return _true if printable else _false


@io_lib.export("printable_unicode_list/1", "printable_unicode_list(Term) -> boolean()")
def printable_unicode_list(term: Term) -> Term:
    """Is it a flat list of printable Unicode characters?"""
    text = lists.list_to_string(term)
    return _true if text is not None and chars.is_printable(text, "unicode") else _false


@io_lib.export("chars_length/1", internal=True)
def chars_length(term: Term) -> Term:
    """How many characters the text has."""
    try:
        return chars.width(unicode.characters(term).text)
    except unicode.NotCharacterData:
        raise badarg(term) from None


@io_lib.export("limit_term/2", "limit_term(Term, Depth) -> term()")
def limit_term(term: Term, depth: Term) -> Term:
    """Term with '...' in place of what lies deeper than Depth; lists of characters stay whole."""
    if type(depth) is not int:
        raise function_clause(term, depth)
    return io_lib_limit.limit(term, depth)
