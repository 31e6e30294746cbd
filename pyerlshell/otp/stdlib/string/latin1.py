"""The old functions on flat lists of characters, kept for old code.

OTP: string
"""

from __future__ import annotations

from typing import Any

from pyerlshell.erts.amounts import CELL_BYTES, check_bytes
from pyerlshell.erts.errors import function_clause
from pyerlshell.erts.machine import tail
from pyerlshell.otp.native_calls import clause
from pyerlshell.otp.preloaded.erlang.lists import append_operator
from pyerlshell.otp.preloaded.erlang.lists import length as list_length
from pyerlshell.otp.stdlib.string.module import string
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import ImproperList, from_list, to_list
from pyerlshell.terms.types import Term

__preempt__ = True


def _items(l: Term, *args: Term) -> list[Any]:
    try:
        return from_list(l)
    except ImproperList:
        raise function_clause(*args) from None


def _index_of(xs: list[Any], part: list[Any], back: bool) -> int:
    places = range(len(xs) - len(part) + 1)
    for i in reversed(places) if back else places:
        if xs[i : i + len(part)] == part:
            return i + 1
    return 0


@string.export(
    "len/1",
    "(String) -> Length when String :: string(), Length :: non_neg_integer()",
)
def len_(s: Term) -> Term:
    """How many characters String has."""
    return list_length(s)


@string.export(
    "concat/2",
    "(String1, String2) -> String3 when String1 :: string(), String2 :: string(), String3 "
    ":: string()",
)
def concat(x: Term, y: Term) -> Term:
    """String1 followed by String2."""
    return append_operator(x, y)


_chr = clause("string", "chr")
_rchr = clause("string", "rchr")


def _place_of(s: Term, char: Term, back: bool) -> Term:
    if type(char) is not int:
        raise function_clause(s, char)
    rest: Any = s
    place = found = 0
    while type(rest) is list:
        place += 1
        if type(rest[0]) is int and rest[0] == char:
            found = place
            if not back:
                return found
        rest = rest[1]
    if rest is None:
        return found
    return tail(_rchr, rest, char, place + 1, found) if back else tail(_chr, rest, char, place + 1)


@string.export(
    "chr/2",
    "(String, Character) -> Index when String :: string(), Character :: char(), Index :: "
    "non_neg_integer()",
)
def chr_(s: Term, char: Term) -> Term:
    """Where Character first stands in String, counted from 1; 0 if nowhere."""
    return _place_of(s, char, False)


@string.export(
    "rchr/2",
    "(String, Character) -> Index when String :: string(), Character :: char(), Index :: "
    "non_neg_integer()",
)
def rchr(s: Term, char: Term) -> Term:
    """Where Character last stands in String, counted from 1; 0 if nowhere."""
    return _place_of(s, char, True)


@string.export(
    "str/2",
    "(String, SubString) -> Index when String :: string(), SubString :: string(), Index :: "
    "non_neg_integer()",
)
def str_(s: Term, part: Term) -> Term:
    """Where SubString first begins in String, counted from 1; 0 if nowhere."""
    wanted = _items(part, s, part)
    return _index_of(_items(s, s, part), wanted, False) if wanted else 0


@string.export(
    "rstr/2",
    "(String, SubString) -> Index when String :: string(), SubString :: string(), Index :: "
    "non_neg_integer()",
)
def rstr(s: Term, part: Term) -> Term:
    """Where SubString last begins in String, counted from 1; 0 if nowhere."""
    wanted = _items(part, s, part)
    return _index_of(_items(s, s, part), wanted, True) if wanted else 0


def _span(xs: list[Any], chars: list[Any], inside: bool) -> int:
    n = 0
    while n < len(xs) and (xs[n] in chars) is inside:
        n += 1
    return n


@string.export(
    "span/2",
    "(String, Chars) -> Length when String :: string(), Chars :: string(), Length :: "
    "non_neg_integer()",
)
def span(s: Term, chars: Term) -> Term:
    """How many characters String begins with that are among Chars."""
    return _span(_items(s, s, chars), _items(chars, s, chars), True)


@string.export(
    "cspan/2",
    "(String, Chars) -> Length when String :: string(), Chars :: string(), Length :: "
    "non_neg_integer()",
)
def cspan(s: Term, chars: Term) -> Term:
    """How many characters String begins with that are not among Chars."""
    return _span(_items(s, s, chars), _items(chars, s, chars), False)


@string.export(
    "substr/2",
    "(String, Start) -> SubString when String :: string(), SubString :: string(), Start :: "
    "pos_integer()",
)
def substr(s: Term, start: Term) -> Term:
    """String from Start on, counted from 1."""
    if type(start) is not int or start < 1:
        raise function_clause(s, start)
    items = _items(s, s, start)
    if start > len(items) + 1:
        return tail(_substr2, None, start - len(items))
    return to_list(items[start - 1 :])


_substr2 = clause("string", "substr2")
_s_word = clause("string", "s_word")
_strip_left = clause("string", "strip_left")
_strip_right = clause("string", "strip_right")


@string.export(
    "substr/3",
    "(String, Start, Length) -> SubString when String :: string(), SubString :: string(), "
    "Start :: pos_integer(), Length :: non_neg_integer()",
)
def substr_of(s: Term, start: Term, size: Term) -> Term:
    """At most Length characters of String from Start on, counted from 1."""
    if type(start) is not int or start < 1 or type(size) is not int or size < 0:
        raise function_clause(s, start, size)
    items = _items(s, s, start, size)
    if start > len(items) + 1:
        _substr2(None, start - len(items))
    return to_list(items[start - 1 : start - 1 + size])


@string.export(
    "sub_string/2",
    "(String, Start) -> SubString when String :: string(), SubString :: string(), Start :: "
    "pos_integer()",
)
def sub_string(s: Term, start: Term) -> Term:
    """String from Start on, counted from 1."""
    return tail(substr, s, start)


@string.export(
    "sub_string/3",
    "(String, Start, Stop) -> SubString when String :: string(), SubString :: string(), "
    "Start :: pos_integer(), Stop :: pos_integer()",
)
def sub_string_to(s: Term, start: Term, stop: Term) -> Term:
    """The characters Start to Stop of String, counted from 1."""
    if type(start) is not int or type(stop) is not int:
        raise function_clause(s, start, stop)
    return tail(substr_of, s, start, stop - start + 1)


def _cut(xs: list[Any], separators: list[Any]) -> list[Term]:
    found: list[Term] = []
    token: list[Any] = []
    for x in xs:
        if x not in separators:
            token.append(x)
        elif token:
            found.append(to_list(token))
            token = []
    return [*found, to_list(token)] if token else found


@string.export(
    "tokens/2",
    "(String, SeparatorList) -> Tokens when String :: string(), SeparatorList :: string(), "
    "Tokens :: [Token :: nonempty_string()]",
)
def tokens(s: Term, separators: Term) -> Term:
    """The parts of String between runs of the characters in SeparatorList."""
    return to_list(_cut(_items(s, s, separators), _items(separators, s, separators)))


@string.export(
    "chars/2",
    "(Character, Number) -> String when Character :: char(), Number :: non_neg_integer(), "
    "String :: string()",
)
def chars(char: Term, n: Term) -> Term:
    """A string of Number times Character."""
    return tail(chars_before, char, n, None)


@string.export(
    "chars/3",
    "(Character, Number, Tail) -> String when Character :: char(), Number :: "
    "non_neg_integer(), Tail :: string(), String :: string()",
)
def chars_before(char: Term, n: Term, end: Term) -> Term:
    """Number times Character before Tail."""
    if type(n) is not int or n < 0:
        raise function_clause(char, n, end)
    made = to_list([char] * n, end)
    if type(char) is not int:
        raise function_clause(char, 0, made)
    return made


@string.export(
    "copies/2",
    "(String, Number) -> Copies when String :: string(), Copies :: string(), Number :: "
    "non_neg_integer()",
)
def copies(s: Term, n: Term) -> Term:
    """Number times String."""
    if type(n) is not int or n < 0:
        raise function_clause(s, n)
    items = _items(s, s, n)
    check_bytes(len(items) * n * CELL_BYTES)
    return to_list(items * n)


@string.export(
    "words/1",
    "(String) -> Count when String :: string(), Count :: pos_integer()",
)
def words(s: Term) -> Term:
    """How many words String has, between spaces."""
    return tail(words_by, s, 32)


@string.export(
    "words/2",
    "(String, Character) -> Count when String :: string(), Character :: char(), Count :: "
    "pos_integer()",
)
def words_by(s: Term, separator: Term) -> Term:
    """How many words String has, between Character."""
    if type(separator) is not int:
        raise function_clause(s, separator)
    if s is not None and type(s) is not list:
        return tail(_strip_left, s, separator)
    return max(1, len(_cut(_items(s, s, separator), [separator])))


def _sub_word(s: Term, n: Term, separator: Term, *args: Term) -> Term:
    if type(n) is not int or type(separator) is not int:
        raise function_clause(*args)
    if s is not None and type(s) is not list:
        return tail(_strip_left, s, separator)
    items = _items(s, *args)
    found = _cut(items, [separator])
    if n < 1 and found:
        while items[0] == separator:
            del items[0]
        return tail(_s_word, to_list(items), n, separator, 1, None)
    return found[n - 1] if 0 < n <= len(found) else None


@string.export(
    "sub_word/2",
    "(String, Number) -> Word when String :: string(), Word :: string(), Number :: integer()",
)
def sub_word(s: Term, n: Term) -> Term:
    """The word at Number in String, between spaces."""
    return tail(sub_word_by, s, n, 32)


@string.export(
    "sub_word/3",
    "(String, Number, Character) -> Word when String :: string(), Word :: string(), Number "
    ":: integer(), Character :: char()",
)
def sub_word_by(s: Term, n: Term, separator: Term) -> Term:
    """The word at Number in String, between Character."""
    return _sub_word(s, n, separator, s, n, separator)


def _last_behind(s: Any) -> Any:
    """What the end of a list is: where the reference sees first that a character is none."""
    while type(s) is list:
        s = s[1]
    return s


def _strip(s: Term, side: Term, char: Term, *args: Term) -> Term:
    if side not in (a.left, a.right, a.both):
        raise function_clause(*args)
    if type(char) is not int or (s is not None and type(s) is not list):
        wrong = s if side is not a.right or type(char) is int else _last_behind(s)
        return tail(_strip_right if side is a.right else _strip_left, wrong, char)
    xs = _items(s, *args)
    i, j = 0, len(xs)
    while side is not a.right and i < j and xs[i] == char:
        i += 1
    while side is not a.left and i < j and xs[j - 1] == char:
        j -= 1
    return to_list(xs[i:j])


@string.export(
    "strip/1",
    "(string()) -> string()",
)
def strip(s: Term) -> Term:
    """String without spaces at its ends."""
    return _strip(s, a.both, 32, s)


@string.export(
    "strip/2",
    "(String, Direction) -> Stripped when String :: string(), Stripped :: string(), "
    "Direction :: left | right | both",
)
def strip_side(s: Term, side: Term) -> Term:
    """String without spaces at its left end, its right end, or both."""
    return _strip(s, side, 32, s, side)


@string.export(
    "strip/3",
    "(String, Direction, Character) -> Stripped when String :: string(), Stripped :: "
    "string(), Direction :: left | right | both, Character :: char()",
)
def strip_char(s: Term, side: Term, char: Term) -> Term:
    """String without Character at its left end, its right end, or both."""
    return _strip(s, side, char, s, side, char)


def _negative(s: Term, n: int, too_many: int, side: Term) -> Term:
    """As the reference fails to cut a string to fewer than no characters."""
    if side is a.right:
        return tail(_substr2, None, 1 - n)
    return tail(substr_of, s, 1 if side is a.left else too_many // 2 + 1, n)


def _aligned(s: Term, n: Term, char: Term, side: Term, *args: Term) -> Term:
    if type(n) is not int or type(char) is not int:
        raise function_clause(*args)
    xs = _items(s, *args)
    missing = n - len(xs)
    if n < 0:
        return _negative(s, n, -missing, side)
    if side is a.left:
        return to_list(xs[:n] if missing < 0 else xs + [char] * missing)
    if side is a.right:
        return to_list(xs[-missing:] if missing < 0 else [char] * missing + xs)
    if missing < 0:
        first = -missing // 2
        return to_list(xs[first : first + n])
    before = missing // 2
    return to_list([char] * before + xs + [char] * (missing - before))


@string.export(
    "left/2",
    "(String, Number) -> Left when String :: string(), Left :: string(), Number :: "
    "non_neg_integer()",
)
def left(s: Term, n: Term) -> Term:
    """String cut, or filled with spaces on the right, to Number characters."""
    return _aligned(s, n, 32, a.left, s, n)


@string.export(
    "left/3",
    "(String, Number, Character) -> Left when String :: string(), Left :: string(), Number "
    ":: non_neg_integer(), Character :: char()",
)
def left_char(s: Term, n: Term, char: Term) -> Term:
    """String cut, or filled with Character on the right, to Number characters."""
    return _aligned(s, n, char, a.left, s, n, char)


@string.export(
    "right/2",
    "(String, Number) -> Right when String :: string(), Right :: string(), Number :: "
    "non_neg_integer()",
)
def right(s: Term, n: Term) -> Term:
    """String cut, or filled with spaces on the left, to Number characters."""
    return _aligned(s, n, 32, a.right, s, n)


@string.export(
    "right/3",
    "(String, Number, Character) -> Right when String :: string(), Right :: string(), "
    "Number :: non_neg_integer(), Character :: char()",
)
def right_char(s: Term, n: Term, char: Term) -> Term:
    """String cut, or filled with Character on the left, to Number characters."""
    return _aligned(s, n, char, a.right, s, n, char)


@string.export(
    "centre/2",
    "(String, Number) -> Centered when String :: string(), Centered :: string(), Number :: "
    "non_neg_integer()",
)
def centre(s: Term, n: Term) -> Term:
    """String in the middle of Number characters."""
    return _aligned(s, n, 32, a.both, s, n)


@string.export(
    "centre/3",
    "(String, Number, Character) -> Centered when String :: string(), Centered :: "
    "string(), Number :: non_neg_integer(), Character :: char()",
)
def centre_char(s: Term, n: Term, char: Term) -> Term:
    """String in the middle of Number characters, filled with Character."""
    return _aligned(s, n, char, a.both, s, n, char)


def _latin1(x: Any, upper: bool) -> Any:
    """The other case of a Latin-1 letter; anything else stays as it is."""
    if type(x) is not int or not 0 <= x <= 255:
        return x
    other = ord(chr(x).upper()[0] if upper else chr(x).lower()[0])
    return other if other <= 255 and len(chr(x).upper()) == 1 and x != 0xB5 else x


@string.export(
    "to_lower/1",
    "(String) -> Result when String :: io_lib:latin1_string(), Result :: io_lib:latin1_string()",
    "(Char) -> CharResult when Char :: char(), CharResult :: char()",
)
def to_lower(s: Term) -> Term:
    """A Latin-1 string, or a character, in small letters."""
    if type(s) is int:
        return _latin1(s, False)
    return to_list([_latin1(x, False) for x in _items(s, s)])


@string.export(
    "to_upper/1",
    "(String) -> Result when String :: io_lib:latin1_string(), Result :: io_lib:latin1_string()",
    "(Char) -> CharResult when Char :: char(), CharResult :: char()",
)
def to_upper(s: Term) -> Term:
    """A Latin-1 string, or a character, in capital letters."""
    if type(s) is int:
        return _latin1(s, True)
    return to_list([_latin1(x, True) for x in _items(s, s)])
