"""Printed text as trees: what a person sees as terms in it, whoever printed them and however.

Not the parser of Erlang: it must take pids and funs, `...`, records nobody knows, half a term that
an author cut, hand-set blanks and prose. Brackets that are never closed are plain signs. The trees
keep their places in the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

_TOKEN: Final = re.compile(
    r"""
    (?P<blank>\s+)
  | (?P<time>\d{1,2}-[A-Z][a-z]{2}-\d{4}(?:::|\s+)\d\d:\d\d:\d\d(?:\.\d+)?
      |\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?)
  | (?P<pid><\d+\.\d+(?:\.\d+)?>)
  | (?P<ref>\#Ref<\d+(?:\.\d+)+>)
  | (?P<port>\#Port<\d+(?:\.\d+)*>)
  | (?P<fun>\#Fun<[^<>\n]*>)
  | (?P<gap>\.{3,}|…|\|\s*(?:\.{3,}|…))
  | (?P<mfa>(?<!\w)fun\s+(?:[a-z][\w@]*|'[^'\n]*'):(?:[a-z][\w@]*|'[^'\n]*')/\d+)
  | (?P<openbin><<)
  | (?P<closebin>>>)
  | (?P<openmap>\#\s?\{)
  | (?P<openrec>\#(?:[a-zA-Z_][\w@]*|'(?:[^'\\\n]|\\.)*')\{)
  | (?P<float>-?(?<![\w.])\d[\d_]*\.\d[\d_]*(?:[eE][+-]?\d+)?(?![\w.]*\d))
  | (?P<int>-?(?<![\w])\d{1,2}\#[0-9a-zA-Z_]+|-?(?<!\w)\d[\d_]*(?![\w]))
  | (?P<char>\$(?:\\.|\S))
  | (?P<string>(?<!\w)"(?:[^"\\]|\\.)*")
  | (?P<quoted>(?<!\w)'(?:[^'\\\n]|\\.)*')
  | (?P<word>[^\W\d][\w@]*(?:\.[^\W\d][\w@]*)*|\w+)
  | (?P<arrow>=>|:=)
  | (?P<sign>.)
    """,
    re.X | re.S,
)

_OPEN: Final = {"[": "list", "{": "tuple"}
_CLOSE: Final = {"]": "list", "}": "tuple"}
_DEEPEST: Final = 120
_ESCAPES: Final = {"n": "\n", "t": "\t", "r": "\r", "s": " ", "b": "\b", "f": "\f", "v": "\v"}
_ESCAPES_TOO: Final = {"e": "\x1b", "d": "\x7f", "0": "\0"}
_ESCAPED: Final = re.compile(r"\\(x\{[0-9a-fA-F]+\}|x[0-9a-fA-F]{2}|[0-7]{1,3}|\^.|.)", re.S)


@dataclass(slots=True)
class Tree:
    """`kind`: int, float, atom, string, list, tuple, map, record, binary, pid, ref, port, fun, mfa
    (`fun m:f/1`), time, gap, word, sign, seq (several things where one was to be expected)."""

    kind: str
    value: object = None
    items: list[Tree] = field(default_factory=list)
    start: int = 0
    end: int = 0
    tail: Tree | None = None


@dataclass(slots=True)
class _Frame:
    kind: str
    start: int
    mark: str
    value: object = None
    groups: list[list[Tree]] = field(default_factory=lambda: [[]])


def read_printed(text: str) -> list[Tree]:
    """The things that the text is made of, in order."""
    return _Reader(text).read()


def unescaped(text: str) -> str:
    """What a quoted text stands for, without its quotes."""
    return _ESCAPED.sub(_escape, text) if "\\" in text else text


def _escape(found: re.Match[str]) -> str:
    code = found[1]
    if code[0] == "x" and len(code) > 1:
        number = int(code[1:].strip("{}"), 16)
        return chr(number) if number <= 0x10FFFF else "\ufffd"
    if code[0] in "01234567":
        return chr(int(code, 8))
    if code[0] == "^" and len(code) == 2:
        return chr(ord(code[1]) & 31)
    return _ESCAPES.get(code) or _ESCAPES_TOO.get(code) or code


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.top: list[Tree] = []
        self.frames: list[_Frame] = []

    def read(self) -> list[Tree]:
        for found in _TOKEN.finditer(self.text):
            kind = found.lastgroup or ""
            if kind != "blank":
                self.token(kind, found[0], found.start(), found.end())
        while self.frames:
            self.give_up()
        return self.top

    def here(self) -> list[Tree]:
        return self.frames[-1].groups[-1] if self.frames else self.top

    def token(self, kind: str, text: str, start: int, end: int) -> None:
        if kind == "sign":
            self.sign(text, start, end)
        elif kind.startswith("open"):
            self.open(kind, text, start, end)
        elif kind == "closebin":
            self.close("binary", text, start, end)
        else:
            self.leaf(kind, text, start, end)

    def leaf(self, kind: str, text: str, start: int, end: int) -> None:
        here = self.here()
        tree = Tree(*_LEAVES[kind](text), start=start, end=end) if kind in _LEAVES else None
        if tree is None:
            tree = Tree(kind, text, start=start, end=end)
        if tree.kind == "string" and here and here[-1].kind == "string" and self.frames:
            last = here[-1]  # "abc"\n "def" is how old releases wrapped long strings
            last.value, last.end = f"{last.value}{tree.value}", end
            return
        here.append(tree)

    def open(self, kind: str, text: str, start: int, end: int) -> None:
        if len(self.frames) >= _DEEPEST:
            self.here().append(Tree("sign", text, start=start, end=end))
            return
        name = {"openbin": "binary", "openmap": "map"}.get(kind, "record")
        value = unescaped(text[1:-1].strip("'")) if name == "record" else None
        self.frames.append(_Frame(name, start, text, value))

    def sign(self, text: str, start: int, end: int) -> None:
        if text in _OPEN:
            if len(self.frames) < _DEEPEST:
                self.frames.append(_Frame(_OPEN[text], start, text))
                return
        elif text in _CLOSE:
            self.close(_CLOSE[text], text, start, end)
            return
        elif text == "," and self.frames:
            self.frames[-1].groups.append([])
            return
        self.here().append(Tree("sign", text, start=start, end=end))

    def close(self, kind: str, text: str, start: int, end: int) -> None:
        fits = {kind, "map", "record"} if kind == "tuple" else {kind}
        depth = next(
            (i for i in range(len(self.frames) - 1, -1, -1) if self.frames[i].kind in fits), -1
        )
        if depth < 0:
            self.here().append(Tree("sign", text, start=start, end=end))
            return
        while len(self.frames) - 1 > depth:
            self.give_up()
        frame = self.frames.pop()
        self.here().append(_built(frame, end))

    def give_up(self) -> None:
        """The innermost bracket is never closed: it is a sign like any other."""
        frame = self.frames.pop()
        here = self.here()
        here.append(Tree("sign", frame.mark, start=frame.start, end=frame.start + len(frame.mark)))
        for index, group in enumerate(frame.groups):
            if index:
                here.append(Tree("sign", ",", start=frame.start, end=frame.start))
            here.extend(group)


def _built(frame: _Frame, end: int) -> Tree:
    groups = [g for g in frame.groups if g]
    tree = Tree(frame.kind, frame.value, start=frame.start, end=end)
    if frame.kind == "list" and groups:
        bar = next(
            (i for i, t in enumerate(groups[-1]) if t.kind == "sign" and t.value == "|"), None
        )
        if bar is not None:
            tail = groups[-1][bar + 1 :]
            groups[-1] = groups[-1][:bar]
            tree.tail = _one(tail) if tail else None
            groups = [g for g in groups if g]
    for group in groups:
        gaps = [t for t in group if t.kind == "gap"]
        plain = [t for t in group if t.kind != "gap"]
        if gaps and len(plain) == 1 and plain[0].kind == "string":  # `<<"abc"...>>`
            tree.items.append(plain[0])
            plain[0].value = f"{plain[0].value}..."
        elif gaps and plain:  # `29|...`
            tree.items.append(_one(plain))
            tree.items.append(gaps[0])
        else:
            tree.items.append(_one(group))
    if tree.kind == "list" and tree.tail is not None and tree.tail.kind == "list":
        tree.items += tree.tail.items
        tree.tail = tree.tail.tail
    return tree


def _one(group: list[Tree]) -> Tree:
    if len(group) == 1:
        return group[0]
    return Tree("seq", None, group, group[0].start, group[-1].end)


def _int(text: str) -> tuple[str, object]:
    digits = text.replace("_", "")
    try:
        if "#" in digits:
            base, number = digits.lstrip("-").split("#")
            value = int(number, int(base))
            return "int", -value if digits.startswith("-") else value
        return "int", int(digits) if len(digits) < 4000 else digits
    except ValueError:
        return "word", text


def _float(text: str) -> tuple[str, object]:
    return "float", text.replace("_", "")


def _char(text: str) -> tuple[str, object]:
    value = unescaped(text[1:])
    return ("int", ord(value)) if len(value) == 1 else ("word", text)


def _string(text: str) -> tuple[str, object]:
    return "string", unescaped(text[1:-1])


def _quoted(text: str) -> tuple[str, object]:
    return "atom", unescaped(text[1:-1])


def _mfa(text: str) -> tuple[str, object]:
    return "mfa", text[3:].strip().replace("'", "")


def _word(text: str) -> tuple[str, object]:
    return ("atom" if text[0].islower() else "word"), text


_LEAVES: Final = {
    "int": _int,
    "float": _float,
    "char": _char,
    "string": _string,
    "quoted": _quoted,
    "word": _word,
    "mfa": _mfa,
}
