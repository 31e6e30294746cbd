"""Everything that begins with a parenthesis: groups, assertions, conditions, calls, options.

A call of a group (`(?1)`, `(?R)`) is written out: the group's own text again. One that calls itself
is written out as often as `_DEEPEST` says.

OTP: the PCRE2 library (pcre2_compile.c)
"""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import import_module
from typing import Final

from pyerlshell.otp.stdlib.re.state import BadPattern, Span
from pyerlshell.otp.stdlib.re.translate import NEVER, Translator

_NOT_CLOSED: Final = "missing closing parenthesis"
_NO_GROUP: Final = "reference to non-existent subpattern"
_OPTIONS: Final = re.compile(r"(\^?[imsxnJU]*)(?:-([imsxnJU]*))?([):])")
_FLAG: Final = {
    "i": "caseless",
    "m": "multiline",
    "s": "dotall",
    "x": "extended",
    "n": "explicit",
    "U": "ungreedy",
}
_DEEPEST: Final = 30
_DEEPEST_MANY: Final = 5


def group(t: Translator) -> str:
    """From an opening parenthesis to behind the closing one."""
    start = t.pos
    t.pos += 1
    if t.pattern.startswith("*", t.pos):
        return _verb(t)
    if not t.pattern.startswith("?", t.pos):
        return _plain(t) if t.flags.explicit else _capture(t, None)
    t.pos += 1
    if t.pos >= t.end:
        raise BadPattern("missing closing parenthesis", t.pos)
    for opening, read in _KINDS:
        if t.pattern.startswith(opening, t.pos):
            t.pos += len(opening)
            return read(t)
    if re.compile(r"[+-]?\d|R").match(t.pattern, t.pos):
        return call(t, ")")
    if t.pattern[t.pos] == "(":
        return _condition(t, start)
    return _options(t)


def _close(t: Translator) -> None:
    if t.pos >= t.end or t.pattern[t.pos] != ")":
        raise BadPattern(_NOT_CLOSED, t.pos)
    t.pos += 1


def _inside(t: Translator) -> list[str]:
    """The alternatives of a group. Its flags end with it."""
    flags, depth = t.flags, t.groups.depth
    depth.now += 1
    depth.most = max(depth.most, depth.now)
    found = t.alternatives()
    depth.now -= 1
    t.flags = flags
    _close(t)
    t.repeatable = True
    return found


def _deeper(t: Translator) -> None:
    """One more group whose options end with it."""
    t.groups.depth.plain += 1
    if t.groups.depth.plain > _PLAIN_LEVELS:
        raise BadPattern(
            "(?| and/or (?J: or (?x: parentheses are too deeply nested",
            t.pattern.rindex("(?", 0, t.pos) + 2,
        )


_PLAIN_LEVELS: Final = 375


def _plain(t: Translator) -> str:
    _deeper(t)
    found = _inside(t)
    t.groups.depth.plain -= 1
    return f"(?:{'|'.join(found)})"


def _capture(t: Translator, name: str | None) -> str:
    groups = t.groups
    if t.inside:
        return _plain(t)
    groups.count += 1
    number = groups.count
    if name is not None:
        _name(t, name, number)
    groups.made += 1
    made = groups.made
    start, flags = t.pos, t.flags
    groups.depth.capturing += 1
    groups.depth.most_capturing = max(groups.depth.most_capturing, groups.depth.capturing)
    body = "|".join(_inside(t))
    groups.depth.capturing -= 1
    groups.spans.setdefault(number, Span(start, t.pos - 1, flags))
    groups.python.setdefault(number, []).append(made)
    return f"({body})"


def _name(t: Translator, name: str, number: int) -> None:
    numbers = t.groups.names.setdefault(name, [])
    if numbers and number not in numbers and not t.settings.dupnames:
        text = "two named subpatterns have the same name (PCRE2_DUPNAMES not set)"
        raise BadPattern(text, t.pos)
    if number not in numbers:
        numbers.append(number)


def _named(closing: str) -> Callable[[Translator], str]:
    return lambda t: _capture(t, t.until(closing))


def _atomic(t: Translator) -> str:
    return f"(?>{'|'.join(_inside(t))})"


def _ahead(sign: str) -> Callable[[Translator], str]:
    return lambda t: f"(?{sign}{'|'.join(_inside(t))})"


def _behind(sign: str) -> Callable[[Translator], str]:
    """Python wants one length: each alternative is an assertion of its own."""

    def read(t: Translator) -> str:
        start, before = t.pos, (t.pos, t.groups.made, t.groups.count)
        found = _inside(t)
        widths = [_widths(text, start - 4) for text in found]
        if all(least == most for least, most in widths):
            each = [f"(?<{sign}{text})" for text in found]
            return "".join(each) if sign == "!" else f"(?:{'|'.join(each)})"
        t.groups.made = before[1]
        for number in range(before[2] + 1, t.groups.count + 1):
            t.groups.python.pop(number, None)
        return _behind_by_rest(t, sign, before, widths)

    return read


def _behind_by_rest(
    t: Translator, sign: str, before: tuple[int, int, int], widths: list[tuple[int, int]]
) -> str:
    """What is left of the subject is remembered, and must follow the text that is looked for: so
    that ends here, wherever it begins. The text is read again for each length."""
    t.groups.made += 1
    rest = t.groups.made
    each = []
    for width in range(max([most for _, most in widths]), min(widths)[0] - 1, -1):
        t.pos, _, t.groups.count = before
        text = "|".join(_inside(t))
        each.append(f"(?<{sign}(?=(?:{text})\\{rest}\\Z)(?s:.){{{width}}})")
    tried = "".join(each) if sign == "!" else f"(?:{'|'.join(each)})"
    return f"(?=((?s:.*))){tried}"


_FARTHEST: Final = 255


def _widths(text: str, start: int) -> tuple[int, int]:
    """How many characters a text in Python's notation matches, at least and at most."""
    parser = import_module("re._parser")  # Python's own, which knows
    try:
        least, most = parser.parse(text).getwidth()
    except re.error:
        return 0, 0
    if most > 65535:
        raise BadPattern("length of lookbehind assertion is not limited", start)
    if most > _FARTHEST and most != least:
        raise BadPattern("branch too long in variable-length lookbehind assertion", start)
    return least, most


def _reset(t: Translator) -> str:
    """`(?|a(b)|c(d))`: the groups of each alternative have the same numbers."""
    _deeper(t)
    groups, flags = t.groups, t.flags
    first = most = groups.count
    found = []
    while True:
        groups.count = first
        found.append(t.sequence())
        most = max(most, groups.count)
        if t.pattern[t.pos : t.pos + 1] != "|":
            break
        t.pos += 1
    groups.count = most
    groups.depth.plain -= 1
    t.flags = flags
    _close(t)
    return f"(?:{'|'.join(found)})"


def _python_reference(t: Translator) -> str:
    return t.reference(t.named(t.until(")")))


def _call_named(t: Translator) -> str:
    numbers = t.named(t.until(")"))
    return _written_out(t, numbers[0] if numbers else 0) if t.known is not None else ""


def call(t: Translator, closing: str) -> str:
    """`(?1)`, `(?-1)`, `(?R)`: match what a group would, without its captures."""
    found = re.compile(r"([+-]?)(\d+)|R").match(t.pattern, t.pos, t.end)
    if found is not None and found[0] != "R" and found.end() >= t.end:
        raise BadPattern(_NOT_CLOSED, t.end)
    if found is None:
        numbers = t.named(t.until(closing))
        return _written_out(t, numbers[0]) if numbers else ""
    t.pos = found.end()
    number = 0 if found[0] == "R" else int(found[2])
    if found[1] == "-":
        number = t.groups.count + 1 - number
        if number <= 0:
            raise BadPattern(_NO_GROUP, t.pos)
    elif found[1] == "+":
        number += t.groups.count
    if not t.pattern.startswith(closing, t.pos):
        text = "(?R (recursive pattern call) must be followed by a closing parenthesis"
        raise BadPattern(text, t.pos)
    if t.known is not None and not 0 <= number <= t.known.count:
        raise BadPattern(_NO_GROUP, t.pos)
    t.pos += 1
    return _written_out(t, number)


def _written_out(t: Translator, number: int) -> str:
    known = t.known
    if known is None:
        return ""
    whole = Span(0, len(t.pattern), t.settings.flags)
    span = known.spans.get(number, whole) if number else whole
    calls = len(re.findall(r"\(\?(?:R|[+-]?\d|&|P>)|\\g[<']", t.pattern[span.start : span.end]))
    if t.inside >= (_DEEPEST if calls < 2 else _DEEPEST_MANY):
        return NEVER
    before = t.pos, t.end, t.flags
    t.pos, t.end, t.flags = span.start, span.end, span.flags
    t.inside += 1
    body = "|".join(t.alternatives())
    t.inside -= 1
    t.pos, t.end, t.flags = before
    return f"(?:{body})"


def _condition(t: Translator, start: int) -> str:
    """`(?(1)yes|no)`, `(?(<n>)..)`, `(?(?=a)..)`, `(?(DEFINE)..)`"""
    if t.pattern.startswith("(?", t.pos):
        if not re.compile(r"\(\?(?:[=!]|<[=!])").match(t.pattern, t.pos):
            raise BadPattern("atomic assertion expected after (?( or (?(?C)", t.pos + 1)
        assertion = group(t)
        yes, no = _branches(t, start)
        return f"(?:{assertion}{yes}|(?!{assertion}){no})"
    t.pos += 1
    closing = t.pattern.find(")", t.pos, t.end)
    if closing < 0:
        raise BadPattern("missing closing parenthesis for condition", t.end)
    name = t.pattern[t.pos : closing]
    made = _condition_groups(t, name, closing)
    t.pos = closing + 1
    yes, no = _branches(t, start)
    if name == "DEFINE":
        return f"(?:{NEVER}{yes}|)"
    if not made:
        return f"(?:{no})"
    return f"(?({made[0]}){yes}|{no})"


def _condition_groups(t: Translator, name: str, closing: int) -> list[int]:
    if name == "DEFINE" or re.fullmatch(r"R(\d+|&\w+)?", name):
        return []
    if re.fullmatch(r"[+-]?\d+", name):
        number = int(name)
        if name[0] == "-":
            number += t.groups.count + 1
        elif name[0] == "+":
            number += t.groups.count
        if t.known is not None and not 0 < number <= t.known.count:
            raise BadPattern(_NO_GROUP, t.pos - 1)
        if t.known is None or number in t.groups.python:
            return t.groups.python.get(number, [])
        return [made + t.shift for made in t.known.python.get(number, ())]  # it is still to come
    if t.known is None:
        return []
    numbers = t.known.names.get(name.strip("<>'"))
    if numbers is None:
        raise BadPattern(_NO_GROUP, t.pos + (name[0] in "<'"))
    return [n for number in numbers for n in t.groups.python.get(number, ())]


def _branches(t: Translator, start: int) -> tuple[str, str]:
    found = _inside(t)
    if len(found) > 2:
        raise BadPattern("conditional subpattern contains more than two branches", start)
    return found[0], found[1] if len(found) > 1 else ""


def _options(t: Translator) -> str:
    """`(?i)` to the end of the group, `(?i:...)`"""
    found = _OPTIONS.match(t.pattern, t.pos, t.end)
    if found is None:
        return _bad_options(t)
    flags = t.flags
    if found[1].startswith("^"):
        for name in ("caseless", "multiline", "dotall", "extended", "explicit"):
            flags = flags.changed(name, False)
    for letters, value in ((found[1], True), (found[2] or "", False)):
        for letter in letters:
            if letter in _FLAG:
                flags = flags.changed(_FLAG[letter], value)
    t.pos = found.end()
    if flags.caseless != t.flags.caseless:
        t.groups.inline_case = True
    if found[3] == ")":
        t.flags = flags
        return ""
    before, t.flags = t.flags, flags
    inside = _plain(t)
    t.flags = before
    return inside


def _bad_options(t: Translator) -> str:
    if t.pattern[t.pos] == "P":
        if t.pos + 1 >= t.end:
            raise BadPattern(_NOT_CLOSED, t.end)
        raise BadPattern("unrecognized character after (?P", t.pos + 2)
    if t.pattern[t.pos] == "C":
        closing = t.pattern.find(")", t.pos, t.end)
        if closing > 0:
            t.pos = closing + 1
            return ""
    while t.pos < t.end and t.pattern[t.pos] in "imsxnJU-^":
        t.pos += 1
    if t.pos >= t.end:
        raise BadPattern(_NOT_CLOSED, t.pos)
    raise BadPattern("unrecognized character after (? or (?-", t.pos + 1)


_IGNORED_VERBS: Final = ("COMMIT", "PRUNE", "SKIP", "THEN", "MARK", "")


def _verb(t: Translator) -> str:
    """`(*FAIL)`. Those that only cut the search short are not looked at."""
    if t.pos + 1 >= t.end:
        raise BadPattern("quantifier does not follow a repeatable item", t.end)
    found = re.compile(r"\*([A-Z0-9_]*)(?::[^)]*)?").match(t.pattern, t.pos, t.end)
    assert found is not None
    t.pos = found.end()
    if t.pattern[t.pos : t.pos + 1] == ")":
        if found[1] in ("F", "FAIL"):
            t.pos += 1
            return NEVER
        if found[1] in _IGNORED_VERBS:
            t.pos += 1
            return ""
    raise BadPattern("(*VERB) not recognized or malformed", found.end(1))


_KINDS: Final[tuple[tuple[str, Callable[[Translator], str]], ...]] = (
    ("P<", _named(">")),
    ("P=", _python_reference),
    ("P>", _call_named),
    ("<=", _behind("=")),
    ("<!", _behind("!")),
    ("<", _named(">")),
    ("'", _named("'")),
    ("&", _call_named),
    ("=", _ahead("=")),
    ("!", _ahead("!")),
    (">", _atomic),
    (":", _plain),
    ("|", _reset),
)
