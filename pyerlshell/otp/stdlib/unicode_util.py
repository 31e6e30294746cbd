"""Taking character data apart from its front: codepoints, grapheme clusters, normal forms, case.

Each step gives `[What | Rest]`, with a rest that is still character data of any shape. In front of
what a list begins with, a few codepoints of the lists after it are pulled up, so that stepping
through a deep list does not descend into it anew for each codepoint.

OTP: unicode_util
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.errors import error, function_clause
from pyerlshell.erts.native import NativeModule
from pyerlshell.otp.native_calls import clause
from pyerlshell.otp.stdlib.unicode import CATEGORIES, WHITESPACE
from pyerlshell.terms import unicode_tables
from pyerlshell.terms.atoms import a, atom
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.lists import string_to_list, to_list
from pyerlshell.terms.maps import map_new
from pyerlshell.terms.types import Term
from pyerlshell.terms.unicode_tables import in_case, is_grapheme

__preempt__ = True

unicode_util: Final = NativeModule(
    "unicode_util", "Steps through character data: codepoints, grapheme clusters, case."
)

_LEAST: Final = 3  # how many codepoints are pulled up behind the first one of a nested list
_cp_clause = clause("unicode_util", "cp")
_true = a.true
_false = a.false


class _Absent:
    """Nothing follows the list that is being read, not even the empty list."""


_ABSENT: Final = _Absent()


def _is_cp(x: Any) -> bool:
    return type(x) is int and 0 <= x <= 0x10FFFF


def _first_size(data: bytes) -> int:
    """How many bytes the first character of UTF-8 takes, 0 if there is none."""
    head = data[0]
    size = 1 if head < 0x80 else 2 if head < 0xE0 else 3 if head < 0xF0 else 4
    try:
        return size if len(data[:size].decode()) == 1 else 0
    except UnicodeDecodeError:
        return 0


def step(data: Any) -> Any:
    """`[Codepoint, Rest]` of character data, None at its end, {error, Rest} before wrong bytes."""
    x = data
    rest: Any = _ABSENT
    while True:
        if type(x) is list:
            head, behind = x
            if _is_cp(head):
                return x if rest is _ABSENT else [head, _pulled_up(behind, rest)]
            if behind is not None:
                rest = behind if rest is _ABSENT else [behind, rest]
            x = head
            continue
        data = b"" if x is None else to_bytes(x)
        if data is None:
            _cp_clause(x) if rest is _ABSENT else clause("unicode_util", "cpl")(x, rest)
        if not data:
            if rest is _ABSENT:
                return None
            x, rest = rest, _ABSENT
            continue
        size = _first_size(data)
        if not size:
            return (a.error, x if rest is _ABSENT else [x, rest])
        left = data[size:]
        return [ord(data[:size].decode()), left if rest is _ABSENT else [left, rest]]


def _pulled_up(x: Any, rest: Any) -> Any:
    """The rest behind a codepoint: the next ones, as far as they are in lists, stand in front."""
    ahead: list[int] = []
    alone = False  # is x all there is, without `rest` behind it?
    while True:
        if x is None and not alone:
            x, alone = rest, True
        if type(x) is not list:
            break
        head, behind = x
        if type(head) is int:
            if len(ahead) == _LEAST - 1:
                break
            ahead.append(head)
            x = behind
        elif behind is None:
            x = head
        else:
            x, rest, alone = head, (behind if alone else [behind, rest]), False
    if not alone:
        pulled = type(x) is list
        x = [x[0], rest if x[1] is None else [x[1], rest]] if pulled else [x, rest]
    for c in reversed(ahead):
        x = [c, x]
    return x


@unicode_util.export(
    "cp/1",
    "(String :: unicode:chardata()) -> maybe_improper_list() | {error, unicode:chardata()}",
)
def cp(s: Term) -> Term:
    """[Codepoint | Rest] of String, [] at its end, {error, Rest} where it is not UTF-8."""
    return step(s)


def cluster(data: Term) -> Any:
    """`[codepoints of a grapheme cluster, Rest]`, and else what `step` gives."""
    first = step(data)
    if type(first) is not list:
        return first
    codes, rest = [first[0]], first[1]
    while True:
        after = step(rest)
        if type(after) is not list:
            return [codes, rest if after is None else after[1]] if after else [codes, rest]
        text = "".join([chr(code) for code in (*codes, after[0])])
        if (text.isascii() and text[-2:] != "\r\n") or not is_grapheme(text):
            return [codes, rest]
        codes.append(after[0])
        rest = after[1]


def _short(codes: list[int]) -> Term:
    return codes[0] if len(codes) == 1 else to_list(codes)


@unicode_util.export(
    "gc/1",
    "(String :: unicode:chardata()) -> maybe_improper_list() | {error, unicode:chardata()}",
)
def gc(s: Term) -> Term:
    """[Cluster | Rest]: a grapheme cluster, as a codepoint or as a list of several."""
    found = cluster(s)
    return [_short(found[0]), found[1]] if type(found) is list else found


def _declare_form(form: str) -> None:
    name = form.lower()

    def normal(s: Term) -> Term:
        found = cluster(s)
        if type(found) is not list:
            return found
        codes, rest = found
        text = "".join(map(chr, codes))
        made = [ord(c) for c in unicode_tables.normalize(form, text)]
        # The reference leaves what it took apart to compose it a list, in this form only.
        taken_apart = form == "NFKC" and len(unicode_tables.normalize("NFKD", text)) > 1
        return [to_list(made) if taken_apart else _short(made), rest]

    normal.__code__ = normal.__code__.replace(co_name=name)
    normal.__doc__ = f"[Cluster | Rest]: the first grapheme cluster in the normal form {form}."
    unicode_util.export(
        f"{name}/1",
        "(unicode:chardata()) -> maybe_improper_list() | {error, unicode:chardata()}",
    )(normal)


for _form in ("NFC", "NFD", "NFKC", "NFKD"):
    _declare_form(_form)


_CASES: Final = {
    "uppercase": "upper",
    "lowercase": "lower",
    "titlecase": "title",
    "casefold": "fold",
}


def _in_case(name: str, c: int) -> Term:
    if 0xD800 <= c <= 0xDFFF:
        return c
    text = in_case(_CASES[name], chr(c))
    return ord(text) if len(text) == 1 else string_to_list(text)


def _declare_case(name: str) -> None:
    def changed(s: Term) -> Term:
        found = step(s)
        if type(found) is list:
            return [_in_case(name, found[0]), found[1]]
        if found is None:
            return None
        raise error((a.badarg, found[1]))

    changed.__code__ = changed.__code__.replace(co_name=name)
    changed.__doc__ = f"[Codepoint or list of such | Rest]: the first codepoint in {name}."
    unicode_util.export(f"{name}/1", "(unicode:chardata()) -> maybe_improper_list()")(changed)


for _name in _CASES:
    _declare_case(_name)


@unicode_util.export("spec_version/0", "() -> {non_neg_integer(), non_neg_integer()}")
def spec_version() -> Term:
    """The version of Unicode whose tables are in use."""
    return unicode_tables.version()


@unicode_util.export("pattern_whitespace/0", "() -> [gc()]")
def pattern_whitespace() -> Term:
    """The white space that `string:trim/1` takes off."""
    crlf = to_list([13, 10])
    return to_list([crlf, 9, 10, 11, 12, 13, 32, 133, 8206, 8207, 8232, 8233])


@unicode_util.export("is_whitespace/1", "(gc()) -> boolean()")
def is_whitespace(c: Term) -> Term:
    """True for a character, or the pair of carriage return and line feed, that is white space."""
    if type(c) is list:
        return _true if c[0] == 13 and type(c[1]) is list and c[1] == [10, None] else _false
    return _true if type(c) is int and c in WHITESPACE else _false


def _char(c: Any) -> str:
    if not _is_cp(c):
        raise function_clause(c)
    return chr(c)


@unicode_util.export("category/1", "(char()) -> {atom(), atom()}")
def category(c: Term) -> Term:
    """{Class, Kind}: the general category of a character."""
    return CATEGORIES[unicode_tables.category(_char(c))]


def _pieces(parts: str) -> Term:
    """The parts of a character: {combining class, codepoint} of each."""
    return to_list([(unicode_tables.combining(p), ord(p)) for p in parts])


@unicode_util.export("lookup/1", "(char()) -> map()")
def lookup(c: Term) -> Term:
    """Category, combining class and decompositions of a character."""
    char = _char(c)
    tag, parts = unicode_tables.decomposition(char) or ("", "")
    compat = (atom(tag), _pieces(parts)) if tag else None
    canon = None if tag else _pieces(parts)
    return map_new(
        {a.canon: canon, a.ccc: unicode_tables.combining(char), a.compat: compat,
         a.category: category(c)}.items()
    )  # fmt: skip


@unicode_util.export("get_case/1", "(char()) -> map()")
def get_case(c: Term) -> Term:
    """A character in upper, lower and title case, and folded."""
    code = ord(_char(c))
    return map_new(
        {a.upper: _in_case("uppercase", code), a.lower: _in_case("lowercase", code),
         a.title: _in_case("titlecase", code), a.fold: _in_case("casefold", code)}.items()
    )  # fmt: skip


@unicode_util.export("is_wide/1", "(gc()) -> boolean()")
def is_wide(c: Term) -> Term:
    """True for a character, or a cluster with one, that takes two columns."""
    x: Any = c
    while type(x) is list:
        if unicode_tables.is_wide(_char(x[0])):
            return _true
        x = x[1]
    if x is None and type(c) is list:
        return _false
    return _true if unicode_tables.is_wide(_char(x)) else _false


_ID_START: Final = frozenset((0x1885, 0x1886, 0x2118, 0x212E, 0x309B, 0x309C))
_ID_CONTINUE: Final = frozenset(
    (0xB7, 0x387, *range(0x1369, 0x1372), 0x19DA, 0x200C, 0x200D, 0x30FB, 0xFF65)
)
_SYNTAX_LETTERS: Final = frozenset((0x2E2F,))


@unicode_util.export("is_other_id_start/1", "(char()) -> boolean()")
def is_other_id_start(c: Term) -> Term:
    """True for the few characters that may begin an identifier although no letters."""
    return _true if type(c) is int and c in _ID_START else _false


@unicode_util.export("is_other_id_continue/1", "(char()) -> boolean()")
def is_other_id_continue(c: Term) -> Term:
    """True for the few characters that may stand in an identifier although no letters."""
    return _true if type(c) is int and c in _ID_CONTINUE else _false


@unicode_util.export("is_letter_not_pattern_syntax/1", "(char()) -> boolean()")
def is_letter_not_pattern_syntax(c: Term) -> Term:
    """False for a letter that is reserved for the syntax of patterns."""
    return _false if type(c) is int and c in _SYNTAX_LETTERS else _true
