"""From PCRE's notation to Python's: alternatives, what may be repeated, quantifiers, escapes.

    (?<n>a|\\d)++  ->  (a|[0-9])++

Each function reads what its name says from `self.pos` on and gives Python's text for it. A pattern
is read twice: first to know its groups, then to write it.

OTP: the PCRE2 library (pcre2_compile.c)
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from pyerlshell.otp.stdlib.re import classes, escapes, sets
from pyerlshell.otp.stdlib.re.state import BadPattern, Flags, Groups, Settings

_QUANTIFIER: Final = re.compile(r"\{ *(\d*) *(,?) *(\d*) *\}")
_MOST: Final = 65535
_NOTHING_TO_REPEAT: Final = "quantifier does not follow a repeatable item"
_NO_GROUP: Final = "reference to non-existent subpattern"
NEVER: Final = "(?!)"

NEWLINES: Final = {
    "lf": "\\n",
    "cr": "\\r",
    "crlf": "\\r\\n",
    "anycrlf": "(?:\\r\\n|\\n|\\r)",
    "any": "(?:\\r\\n|[\\n-\\r\\x85{}])",
    "nul": "\\x00",
}
_NOT_NEWLINE: Final = {
    "lf": "[^\\n]",
    "cr": "[^\\r]",
    "crlf": "(?s:(?!\\r\\n).)",
    "anycrlf": "[^\\r\\n]",
    "any": "[^\\n-\\r\\x85{}]",
    "nul": "[^\\x00]",
}


class Translator:
    """Reads `pattern` from `pos` to `end`. `inside`: how many calls of groups we are in."""

    def __init__(
        self, pattern: str, settings: Settings, known: Groups | None, groups: Groups | None = None
    ) -> None:
        self.pattern = pattern
        self.settings = settings
        self.known = known
        self.groups = Groups() if groups is None else groups
        self.flags: Flags = settings.flags
        self.pos = 0
        self.end = len(pattern)
        self.inside = 0
        self.shift = self.groups.made
        self.repeatable = True
        self.last = sets.LAST if settings.unicode else 255
        more = "\\u2028\\u2029" if settings.unicode else ""
        self.newline = NEWLINES[settings.newline].format(more)
        self.not_newline = _NOT_NEWLINE[settings.newline].format(more)

    # pattern = alternatives, up to the end

    def whole(self) -> str:
        """All of the pattern."""
        found = self.alternatives()
        if self.pos < self.end:
            raise BadPattern("unmatched closing parenthesis", self.pos + 1)
        return "|".join(found)

    def alternatives(self) -> list[str]:
        """Up to a closing parenthesis, which is left."""
        found = [self.sequence()]
        while self.pos < self.end and self.pattern[self.pos] == "|":
            self.pos += 1
            found.append(self.sequence())
        return found

    def sequence(self) -> str:
        """Items one after the other."""
        out: list[str] = []
        while True:
            self.skip_ignored()
            if self.pos >= self.end or self.pattern[self.pos] in "|)":
                return "".join(out)
            if self.pattern.startswith("\\Q", self.pos):
                out += self.quoted()
            elif self.pattern.startswith("\\E", self.pos):
                self.pos += 2
            else:
                item = self.item()
                out.append(self.quantified(item))

    def skip_ignored(self) -> None:
        """Comments; with the flag x white space and more comments."""
        while True:
            if self.flags.extended:
                self._skip_space()
            if not self.pattern.startswith("(?#", self.pos) or self.pos >= self.end:
                return
            closing = self.pattern.find(")", self.pos, self.end)
            if closing < 0:
                raise BadPattern("missing ) after (?# comment", self.end)
            self.pos = closing + 1

    def _skip_space(self) -> None:
        while self.pos < self.end and self.pattern[self.pos] in " \t\n\v\f\r#":
            if self.pattern[self.pos] == "#":
                newline = self.pattern.find("\n", self.pos)
                self.pos = self.end if newline < 0 else newline + 1
            else:
                self.pos += 1

    def quoted(self) -> list[str]:
        """`\\Q...\\E`; a quantifier belongs to the last character."""
        closing = self.pattern.find("\\E", self.pos, self.end)
        stop = self.end if closing < 0 else closing
        text = self.pattern[self.pos + 2 : stop]
        self.pos = self.end if closing < 0 else closing + 2
        items = [self.literal(ord(char)) for char in text]
        if items:
            items[-1] = self.quantified(items[-1])
        return items

    # quantified = item [quantifier]

    def quantified(self, item: str) -> str:
        """An item with the quantifiers that follow it."""
        repeatable = self.repeatable
        self.skip_ignored()
        count = self.quantifier()
        if count is None:
            return item
        if not repeatable:
            raise BadPattern(_NOTHING_TO_REPEAT, self.pos)
        self.skip_ignored()
        mode = self.pattern[self.pos : self.pos + 1] if self.pos < self.end else ""
        if mode == "+":
            self.pos += 1
        else:
            lazy = mode == "?"
            self.pos += lazy
            mode = "?" if lazy != self.flags.ungreedy else ""
        self.skip_ignored()
        if self.quantifier() is not None:
            raise BadPattern(_NOTHING_TO_REPEAT, self.pos)
        if not item:
            return ""
        if count == "{1}":
            return f"(?>{item})" if mode == "+" else item
        return f"(?:{item}){count}{mode}"

    def quantifier(self) -> str | None:
        """`*`, `+`, `?`, `{n}`, `{n,}`, `{n,m}` or `{,m}`."""
        char = self.pattern[self.pos : self.pos + 1] if self.pos < self.end else ""
        if char and char in "*+?":
            self.pos += 1
            return char
        found = _QUANTIFIER.match(self.pattern, self.pos, self.end) if char == "{" else None
        if found is None or not (found[1] or (found[2] and found[3])):
            return None
        for group in (1, 3):
            if found[group] and int(found[group]) > _MOST:
                raise BadPattern("number too big in {} quantifier", found.end(group))
        if found[1] and found[3] and int(found[1]) > int(found[3]):
            raise BadPattern("numbers out of order in {} quantifier", found.end(3))
        if found[3] and not found[2]:
            return None
        self.pos = found.end()
        return f"{{{found[1] or '0'}{found[2]}{found[3]}}}"

    # item = literal | set | assertion | group

    def item(self) -> str:
        """What a quantifier may follow."""
        char = self.pattern[self.pos]
        self.repeatable = True
        if char == "(":
            from pyerlshell.otp.stdlib.re.grouping import group

            return group(self)
        self.pos += 1
        if char == "\\":
            return self.escape()
        if char == "[":
            return self.bracket()
        if char == ".":
            return "(?s:.)" if self.flags.dotall else self.not_newline
        self.repeatable = char not in "^$"
        if char == "^":
            return self.start_of_line()
        if char == "$":
            return self.end_of_line()
        if char in "*+?" or (char == "{" and self._would_repeat()):
            raise BadPattern(_NOTHING_TO_REPEAT, self.pos)
        return self.literal(ord(char))

    def _would_repeat(self) -> bool:
        self.pos -= 1
        before = self.pos
        if self.quantifier() is not None:
            return True
        self.pos = before + 1
        return False

    def bracket(self) -> str:
        """A class, or a POSIX class that is not in one."""
        if self.pattern[self.pos : self.pos + 1] in (":", ".", "="):
            kind = self.pattern[self.pos]
            closing = self.pattern.find(kind + "]", self.pos + 1, self.end)
            if closing > 0 and not {"[", "]"} & set(self.pattern[self.pos : closing]):
                text = "POSIX named classes are supported only within a class"
                raise BadPattern(text, closing + 2)
        found, negated, self.pos = classes.class_at(self.pattern, self.pos, self.settings)
        return self.cased(sets.text_of(found, negated, self.last))

    def literal(self, code: int) -> str:
        """One character."""
        if code < 128 and (chr(code).isalnum() or chr(code) == "_"):
            return self.cased(chr(code))
        return self.cased(sets.text_of(((code, code),), False, sets.LAST)[1:-1])

    def cased(self, text: str) -> str:
        """With the case ignored, if it is ignored here but not everywhere."""
        known = self.known
        if self.flags.caseless and (known is None or known.inline_case):
            return f"(?i:{text})"
        return text

    def start_of_line(self) -> str:
        """`^`"""
        first = NEVER if self.settings.notbol else "\\A"
        if not self.flags.multiline:
            return first
        kind = self.settings.newline
        if kind in ("any", "anycrlf"):
            more = "\\u2028\\u2029" if self.settings.unicode else ""
            after = f"(?<=[\\n-\\r\\x85{more}])" if kind == "any" else "(?<=[\\r\\n])"
            after += "(?<!\\r(?=\\n))"
        else:
            after = f"(?<={self.newline})"
        return f"(?:{first}|{after}(?!\\Z))"

    def end_of_line(self) -> str:
        """`$`"""
        if self.flags.multiline:
            end = "" if self.settings.noteol else "|\\Z"
            return f"(?={self.newline}{end})"
        if self.settings.noteol:
            return NEVER
        return "\\Z" if self.settings.dollar_endonly else f"(?={self.newline}\\Z|\\Z)"

    # escape = what follows a backslash

    def escape(self) -> str:
        """An escape outside of a class; the backslash is read."""
        if self.pos >= self.end:
            raise BadPattern("\\ at end of pattern", self.pos)
        letter = self.pattern[self.pos]
        self.repeatable = letter not in "AZzGbBK"
        if letter in _FIXED:
            self.pos += 1
            return _FIXED[letter].format(newline=self.newline)
        if letter in _SPECIAL:
            self.pos += 1
            return _SPECIAL[letter](self)
        if letter.isdigit() and letter != "0":
            return self.numbered()
        if letter in "pP":
            found, self.pos = escapes.property_at(self.pattern, self.pos)
            return sets.text_of(found, False, self.last)
        known = escapes.class_set(letter, self.settings)
        if known is not None:
            self.pos += 1
            return sets.text_of(known, False, self.last)
        char = escapes.char_at(self.pattern, self.pos, self.settings)
        if char is None:
            self.unknown_escape(letter)
            raise AssertionError
        self.pos = char[1]
        return self.literal(char[0])

    def unknown_escape(self, letter: str) -> None:
        """A letter that means nothing."""
        if letter in "LlUuF":
            text = "PCRE2 does not support \\F, \\L, \\l, \\N{name}, \\U, or \\u"
            raise BadPattern(text, self.pos + 1)
        raise BadPattern("unrecognized character follows \\", self.pos + 1)

    def numbered(self) -> str:
        """`\\1`: a group, or an octal number if there are not so many."""
        found = re.compile(r"\d+").match(self.pattern, self.pos, self.end)
        assert found is not None
        number = int(found[0])
        total = number if self.known is None else self.known.count
        if number > 9 and number > total:
            octal = escapes.octal_at(self.pattern, self.pos, self.settings)
            if octal is not None:
                self.pos = octal[1]
                return self.literal(octal[0])
        self.pos = found.end()
        return self.reference([number])

    def reference(self, numbers: list[int]) -> str:
        """What one of these groups matched."""
        if self.known is None:
            return ""
        for number in numbers:
            if not 0 < number <= self.known.count:
                raise BadPattern(_NO_GROUP, self.pos)
        made = [n for number in numbers for n in self.groups.python.get(number, ())]
        if not made:
            return NEVER
        return self.cased("(?:" + "|".join([f"\\{n}" for n in made]) + ")")

    def named(self, name: str) -> list[int]:
        """The numbers of the groups of this name."""
        if self.known is None:
            return []
        numbers = self.known.names.get(name)
        if numbers is None:
            raise BadPattern(_NO_GROUP, self.pos - len(name) - 1)
        return numbers

    def _skip_blanks(self) -> None:
        while self.pos < self.end and self.pattern[self.pos] in " \t":
            self.pos += 1

    def until(self, closing: str) -> str:
        """A name and what ends it."""
        if closing == "}":
            self._skip_blanks()
        found = re.compile(r"[^\W\d]\w*").match(self.pattern, self.pos, self.end)
        if found is None:
            if self.pattern[self.pos : self.pos + 1].isdigit():
                raise BadPattern("subpattern name must start with a non-digit", self.pos + 1)
            raise BadPattern("subpattern name expected", self.pos)
        self.pos = found.end()
        if closing == "}":
            self._skip_blanks()
        if not self.pattern.startswith(closing, self.pos) or self.pos >= self.end:
            text = "syntax error in subpattern name (missing terminator?)"
            raise BadPattern(text, self.pos)
        self.pos += 1
        return found[0]


def _word_boundary(_: Translator, negated: bool = False) -> str:
    word = sets.text_of(sets.WORD, False, 255)
    if _.settings.ucp:
        word = sets.text_of(sets.unicode_word(), False, _.last)
    if negated:
        return f"(?:(?<={word})(?={word})|(?<!{word})(?!{word}))"
    return f"(?:(?<={word})(?!{word})|(?<!{word})(?={word}))"


def _no_boundary(translator: Translator) -> str:
    return _word_boundary(translator, True)


def _linebreak(translator: Translator) -> str:
    if translator.settings.bsr_anycrlf:
        return "(?>\\r\\n|\\n|\\r)"
    more = "\\u2028\\u2029" if translator.settings.unicode else ""
    return f"(?>\\r\\n|[\\n-\\r\\x85{more}])"


def _grapheme(translator: Translator) -> str:
    mark = sets.text_of(sets.category(("M",)), False, translator.last)
    return f"(?>\\r\\n|(?s:.){mark}*)"


def _not_newline(translator: Translator) -> str:
    if translator.pattern[translator.pos : translator.pos + 1] == "{":
        closing = translator.pattern.find("}", translator.pos)
        if closing > 0 and not _QUANTIFIER.match(translator.pattern, translator.pos):
            text = "\\N{U+dddd} is supported only in Unicode (UTF) mode"
            raise BadPattern(text, closing + 1)
    return translator.not_newline


def _keep(translator: Translator) -> str:
    translator.groups.made += 1
    translator.groups.keep.append(translator.groups.made)
    return "()"


def _at_offset(translator: Translator) -> str:
    translator.groups.at_offset = True
    return ""


def _group_reference(translator: Translator) -> str:
    """`\\g1`, `\\g{-1}`, `\\g{name}`; `\\g<1>` and `\\g'name'` call a group."""
    from pyerlshell.otp.stdlib.re.grouping import call

    pattern = translator.pattern
    opening = pattern[translator.pos : translator.pos + 1]
    if opening in ("<", "'"):
        translator.pos += 1
        return call(translator, ">" if opening == "<" else "'")
    found = re.compile(r"\{ *([+-]?\d+) *\}|([+-]?\d+)").match(pattern, translator.pos)
    if found is not None:
        digits = found[1] or found[2]
        translator.pos = found.end()
        number = int(digits)
        if digits[0] == "-":
            number += translator.groups.count + 1
            if number <= 0:
                raise BadPattern(_NO_GROUP, found.start())
        elif digits[0] == "+":
            number += translator.groups.count
        return translator.reference([number])
    if opening != "{":
        text = (
            "\\g is not followed by a braced, angle-bracketed, or quoted name/number or by a plain"
            " number"
        )
        raise BadPattern(text, translator.pos)
    translator.pos += 1
    return translator.reference(translator.named(translator.until("}")))


def _named_reference(translator: Translator) -> str:
    """`\\k<n>`, `\\k'n'`, `\\k{n}`"""
    opening = translator.pattern[translator.pos : translator.pos + 1]
    closings = {"<": ">", "'": "'", "{": "}"}
    if opening not in closings:
        text = "\\k is not followed by a braced, angle-bracketed, or quoted name"
        raise BadPattern(text, translator.pos)
    translator.pos += 1
    return translator.reference(translator.named(translator.until(closings[opening])))


_FIXED: Final = {"A": "\\A", "z": "\\Z", "Z": "(?={newline}\\Z|\\Z)", "C": "(?s:.)"}
_SPECIAL: Final[dict[str, Callable[[Translator], str]]] = {
    "b": _word_boundary,
    "B": _no_boundary,
    "R": _linebreak,
    "X": _grapheme,
    "N": _not_newline,
    "K": _keep,
    "G": _at_offset,
    "g": _group_reference,
    "k": _named_reference,
}
