"""Colours for Erlang as it is typed today: sigils, triple-quoted strings, maps, records,
generators.

OTP: erl_scan
"""

from __future__ import annotations

from typing import Any, ClassVar

from pygments.lexer import RegexLexer, words  # type: ignore[import-untyped]
from pygments.token import (  # type: ignore[import-untyped]
    Comment,
    Error,
    Generic,
    Keyword,
    Name,
    Number,
    Operator,
    Punctuation,
    String,
    Text,
)

_RESERVED = (
    "after and andalso band begin bnot bor bsl bsr bxor case catch cond div else end fun if let "
    "maybe not of or orelse receive rem try when xor"
)

Pid = Name.Variable.Pid
"""What is printed but cannot be typed: pids, references, ports, funs."""


class ErlangLexer(RegexLexer):  # type: ignore[misc]
    """Expressions as they are typed at the prompt, and modules."""

    name = "Erlang (pyerlshell)"
    aliases: ClassVar[list[str]] = ["erlang-shell-input"]

    tokens: ClassVar[dict[str, Any]] = {
        "root": [
            (r"\s+", Text),
            (r"%.*", Comment),
            (r'~[a-zA-Z]?"""+[\s\S]*?"""+', String.Heredoc),
            (r'"""+[^"\n]*\n[\s\S]*?"""+', String.Heredoc),
            (r'~[bBsS]?"(?:\\.|[^"\\])*"', String),
            (r"~[bBsS]?[(\[{<|/'`#][^)\]}>|/'`#]*[)\]}>|/'`#]", String),
            (r'"(?:\\[\s\S]|[^"\\])*"?', String),
            (r"'(?:\\[\s\S]|[^'\\])*'?", String.Symbol),
            (r"\$(?:\\x\{[0-9a-fA-F]+\}|\\x[0-9a-fA-F]{2}|\\[0-7]{1,3}|\\.|.)", String.Char),
            (r"\d[\d_]*#[0-9a-zA-Z_]+", Number.Integer),
            (r"\d[\d_]*\.\d[\d_]*(?:[eE][+-]?\d+)?", Number.Float),
            (r"\d[\d_]*", Number.Integer),
            (words(_RESERVED.split(), prefix=r"\b", suffix=r"\b(?!\s*\()"), Keyword),
            (words(_RESERVED.split(), prefix=r"\b", suffix=r"\b"), Keyword),
            (r"[A-Z_][\w@]*", Name.Variable),
            (r"([a-z][\w@]*)(\s*)(?=\()", Name.Function),
            (r"([a-z][\w@]*)(?=:)", Name.Namespace),
            (r"#(?:[a-z][\w@]*|'[^']*')(?=[\s{.])", Name.Class),
            (r"\?\??[\w@]+", Name.Constant),
            (r"[a-z][\w@]*", String.Symbol),
            (r"<:=|<:-|=:=|=/=|==|/=|=<|>=|\+\+|--|->|<-|<=|\|\||&&|\?=|::|:=|=>|<<|>>", Operator),
            (r"[-+*/<>=!|:#?]", Operator),
            (r"[()\[\]{},;.]", Punctuation),
            (r".", Error),
        ]
    }


_OPAQUE = r"<\d+\.\d+\.\d+>|#(?:Ref|Port)<[\d.]+>|#Fun<[^>\n]*>"


class ValueLexer(RegexLexer):  # type: ignore[misc]
    """Values as the shell prints them."""

    name = "Erlang values (pyerlshell)"
    aliases: ClassVar[list[str]] = ["erlang-shell-value"]

    tokens: ClassVar[dict[str, Any]] = {
        "root": [
            (_OPAQUE, Pid),
            (r"\.\.\.", Comment),
            *ErlangLexer.tokens["root"],
        ]
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(stripnl=False, ensurenl=False, **options)


class ErrorLexer(RegexLexer):  # type: ignore[misc]
    """Exceptions as the shell reports them: the first line stands out."""

    name = "Erlang exceptions (pyerlshell)"
    aliases: ClassVar[list[str]] = ["erlang-shell-error"]

    tokens: ClassVar[dict[str, Any]] = {
        "root": [
            (r"^\*+ .*", Generic.Error),
            (r"^ +\*\*\* argument .*", Generic.Error),
            (r"[^\n]+", Text),
            (r"\n", Text),
        ]
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(stripnl=False, ensurenl=False, **options)
