"""Where in an expression a text ends: the open brackets, what is called there, the word.

    lists:map(fun is_ato     word "is_ato" after `fun`, in argument 1 of lists:map

The tokens are cut with regular expressions that accept unfinished text. A `Frame` is an open
bracket with what stands in it so far; closed ones are single tokens.

OTP: edlin_context
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from pyerlshell.terms.patterns import pattern

RESERVED: Final = frozenset(
    "after and andalso band begin bnot bor bsl bsr bxor case catch cond div else end fun if let "
    "maybe not of or orelse receive rem try when xor".split()
)

_TOKEN: Final = pattern(
    r"""
      (?P<space>\s+)
    | (?P<comment>%[^\n]*)
    | (?P<string>~[a-zA-Z]?(?P<q>\"{3,})[\s\S]*?(?:(?P=q)|(?P<open3>\Z))
        | (?P<q2>\"{3,})[^\n\"]*\n[\s\S]*?(?:(?P=q2)|(?P<open4>\Z))
        | ~?[a-zA-Z]?\"(?:\\[\s\S]|[^\"\\])*(?:\"|(?P<open>\\?\Z)))
    | (?P<quoted>'(?:\\[\s\S]|[^'\\])*(?:'|(?P<openq>\\?\Z)))
    | (?P<char>\$(?:\\(?:x\{[0-9a-fA-F]*\}?|\^?[\s\S]|\Z)|[^\\]|\Z))
    | (?P<number>\d[\d_]*(?:\#[0-9a-zA-Z]+|(?:\.\d[\d_]*(?:[eE][-+]?\d+)?)?))
    | (?P<word>[^\W\d][\w@]*)
    | (?P<op><<|>>|->|=>|:=|<:=|<:-|=:=|=/=|==|/=|=<|>=|\+\+|--|<-|<=|\|\||&&|\?=|::|\.\.\.|[\s\S])
    """,
    0x40,  # re.VERBOSE
)


@dataclass(frozen=True, slots=True)
class Token:
    """kind: atom, var, keyword, number, char, string, op, group (a closed bracket), open."""

    kind: str
    text: str
    group: Frame | None = None


@dataclass(slots=True)
class Frame:
    """An open bracket: `args` are the finished arguments, `tokens` those of the current one.

    call: (module or None, function) of the call whose arguments stand here.
    record: the name in `#name{`. var: the variable in `Var#{` (or `Var#name{`).
    fun_head: these are the parameters of a fun.
    """

    opener: str = ""
    call: tuple[str | None, str] | None = None
    record: str | None = None
    var: str | None = None
    fun_head: bool = False
    args: list[list[Token]] = field(default_factory=list)
    tokens: list[Token] = field(default_factory=list)


@dataclass(slots=True)
class Context:
    """Frames from outside to inside (never empty), and the word that the text ends with.

    word_kind: atom, var, number, string (the text inside an open string), comment, or "".
    word: as it was typed, quotes included.
    """

    frames: list[Frame]
    word: str = ""
    word_kind: str = ""

    @property
    def frame(self) -> Frame:
        """The innermost."""
        return self.frames[-1]

    def before(self) -> list[Token]:
        """The tokens of the current argument before the word."""
        return self.frame.tokens


_CLOSERS: Final = {")": "(", "]": "[", "}": "{", ">>": "<<"}
_OPENERS: Final = frozenset("([{")
_BLOCKS: Final = frozenset(("begin", "case", "if", "receive", "try", "maybe"))
_FRESH: Final = frozenset(("->", ";", "||", "&&", "when", "of", "after", "else", "catch", "|"))
"""After these another expression begins."""


def read(text: str) -> Context:
    """The context at the end of the text."""
    frames = [Frame()]
    last: Token | None = None
    for found in _TOKEN.finditer(text):
        last = None
        kind = found.lastgroup or ""
        token = _token(kind, found)
        if token is None:
            if found["comment"] is not None and found.end() == len(text):
                return Context(frames, "", "comment")
            continue
        if token.kind == "open":
            return Context(frames, token.text, "string")
        last = token
        _add(frames, token, text, found.end())
    frame = frames[-1]
    if last is not None and frame.tokens and frame.tokens[-1] is last:
        if last.kind in ("atom", "var", "keyword", "number"):
            frame.tokens.pop()
            kind = "atom" if last.kind == "keyword" else last.kind
            return Context(frames, last.text, kind)
    return Context(frames)


def _token(kind: str, found: object) -> Token | None:
    import re

    assert isinstance(found, re.Match)
    text: str = found[0]
    if found["space"] is not None or found["comment"] is not None:
        return None
    if found["string"] is not None:
        if found["open3"] is not None or found["open4"] is not None:
            return Token("open", "")
        if found["open"] is not None:
            return Token("open", text[text.index('"') + 1 :])
        return Token("string", text)
    if found["quoted"] is not None:
        return Token("atom", text)
    if found["char"] is not None:
        return Token("char", text)
    if found["number"] is not None:
        return Token("number", text)
    if found["word"] is not None:
        if text[0] == "_" or text[0].isupper():
            return Token("var", text)
        return Token("keyword" if text in RESERVED else "atom", text)
    return Token("op", text)


def _add(frames: list[Frame], token: Token, text: str, end: int) -> None:
    frame = frames[-1]
    word = token.text if token.kind in ("op", "keyword") else ""
    if word in _OPENERS or word == "<<":
        frames.append(_opened(frames, word))
    elif word in _CLOSERS:
        _close(frames, _CLOSERS[word])
    elif word in _BLOCKS:
        frames.append(Frame(word))
    elif word == "end":
        _close_block(frames)
    elif word == "," and frame.opener.lstrip("#") in _OPENERS:
        frame.args.append(frame.tokens)
        frame.tokens = []
    elif word == "," or word in _FRESH:
        frame.tokens = []
    elif word == "." and _is_full_stop(frames, text, end):
        frames[:] = [Frame()]
    else:
        frame.tokens.append(token)


def _is_full_stop(frames: list[Frame], text: str, end: int) -> bool:
    before = frames[-1].tokens
    if len(before) >= 2 and before[-2].text == "#":
        return False
    return len(frames) == 1 and (end == len(text) or text[end].isspace() or text[end] == "%")


def _opened(frames: list[Frame], opener: str) -> Frame:
    before = frames[-1].tokens
    new = Frame(opener)
    previous = before[-1] if before else None
    if previous is None:
        return new
    if opener == "(":
        if previous.text == "fun" or (previous.kind == "var" and _text(before, -2) == "fun"):
            frames.append(Frame("fun"))
            new.fun_head = True
        elif previous.kind == "atom":
            module = None
            if _text(before, -2) == ":" and len(before) >= 3 and before[-3].kind == "atom":
                module = plain(before[-3].text)
            elif _text(before, -2) == ":":
                return new
            new.call = (module, plain(previous.text))
    elif opener == "{":
        if previous.text == "#":
            new.opener = "#{"
            if len(before) >= 2 and before[-2].kind == "var":
                new.var = before[-2].text
        elif previous.kind == "atom" and _text(before, -2) == "#":
            new.record = plain(previous.text)
            if len(before) >= 3 and before[-3].kind == "var":
                new.var = before[-3].text
    return new


def _text(tokens: list[Token], at: int) -> str:
    return tokens[at].text if len(tokens) >= -at else ""


def _close(frames: list[Frame], opener: str) -> None:
    """Back to before the bracket; blocks left open inside it are given up."""
    depth = len(frames) - 1
    while depth > 0 and frames[depth].opener.lstrip("#") != opener:
        depth -= 1
    if depth == 0:
        return
    closed = frames[depth]
    del frames[depth:]
    frames[-1].tokens.append(Token("group", closed.opener, closed))


def _close_block(frames: list[Frame]) -> None:
    depth = len(frames) - 1
    while depth > 0 and frames[depth].opener not in _BLOCKS and frames[depth].opener != "fun":
        depth -= 1
    if depth == 0:
        return
    closed = frames[depth]
    del frames[depth:]
    frames[-1].tokens.append(Token("group", closed.opener, closed))


def plain(name: str) -> str:
    """An atom's name without its quotes, which may not be closed yet."""
    if not name.startswith("'"):
        return name
    inner = name[1:-1] if len(name) > 1 and name.endswith("'") else name[1:]
    return inner.replace("\\'", "'").replace("\\\\", "\\")
