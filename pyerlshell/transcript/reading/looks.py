"""What a line looks like, judged by itself: output of a shell, prose, a step, a banner, a listing.

Judged by trial: a line is Erlang if `erl_scan` and `erl_parse` take it (with pids, funs and `...`
in it read as atoms), and prose in any language is what is left.
"""

from __future__ import annotations

import re
from typing import Final

from pyerlshell.syntax import erl_scan
from pyerlshell.syntax.erl_parse import ParseError, parse_exprs, parse_form, parse_term
from pyerlshell.syntax.erl_scan.scanner import Token
from pyerlshell.terms.atoms import a, atom
from pyerlshell.transcript.document import Action

BANNER: Final = re.compile(
    r"\s*(?:Erlang(?:/OTP \d+|\s+\(BEAM\)\s+emulator|\s+R\w+)\b.*|Eshell V\d\S*.*"
    r"|Erlang/OTP .*\[(?:source|erts)\b.*|\(type help\(\)\. for help\)\s*|Copyright .*Ericsson.*)\Z"
)
INTERRUPT: Final = re.compile(
    r"\s*(?:\^[A-Z]\s*|%+\s*(?:CTRL|Ctrl|C-)\s*[-+]?\s*\w\b.*|User switch command.*"
    r"|\s*-->\s+(?:[a-z?]\b.{0,40})?|BREAK: \(a\)bort.*|\s*\(l\)oaded \[?.*"
    r"|\s*\(v\)ersion \(k\)ill.*"
    r"|\*{3} ERROR: Shell process terminated.*|<?(?:Ctrl|CTRL|Control)[-+ ]?[A-Z]>?\s*)\Z"
)
COMMANDS: Final = (
    "erl erlc werl escript iex rebar rebar3 make cmake gcc cc cp copy mv move ren rm del mkdir cd "
    "pwd ls dir cat type echo touch vi vim nano emacs ed sed git hg svn epmd sudo su ssh docker "
    "podman apt apt-get brew yum dnf ps kill export set source diff patch tar curl wget run_erl "
    "to_erl ct_run dialyzer typer mix asdf kerl chmod ln find grep head tail more less telnet nc"
).split()
SHELL_LINE: Final = re.compile(
    r"\s*(?P<sign>[$➜»❯λ]|[\w.-]*[\w.~-][:@][\w.~/: -]*[$#%]|\[[^\]\n]*\][$#%]|unix>|sh>|bash>|cmd>"
    r"|(?:ba|z|k|c|tc|da|fi)?sh(?:-[\d.]+)?[$#%]"
    r"|PS [^>\n]*>|[A-Za-z]:\\[^>\n]*>|[#%>])[ \t]*(?P<command>\S.*)?\Z"
)
CERTAIN_SIGNS: Final = frozenset("$➜»❯λ")
"""Prompts of other shells that are nothing else."""
FILE_IS: Final = re.compile(r"\s*(?:%+|#|//)\s*file:\s*(\S+)\s*=\s*(\S+)\s*\Z")

MODULE: Final = re.compile(r"\s*-\s*module\s*\(\s*(?P<name>[a-z][\w@]*|'(?:[^'\\]|\\.)+')")
FORM_START: Final = re.compile(
    r"\s*(?:-\s*[a-z]\w*\s*(?:\(|\.|[a-z\"~])|(?:[a-z][\w@]*|'(?:[^'\\\n]|\\.)+')\s*\()"
)
ATTRIBUTE: Final = re.compile(
    r"\s*-\s*(?:module|export|export_type|import|include|include_lib|record|define|ifdef|ifndef|"
    r"behaviou?r|vsn|version|author|compile|spec|type|opaque|callback|doc|moduledoc|on_load|file|"
    r"undef|else|endif|nifs|mode|date|copyright|feature|dialyzer)\b"
)
HEAD: Final = re.compile(r"\s*(?:[a-z][\w@]*|'[^'\n]+')\s*\(.*->|\s*(?:[a-z][\w@]*)\(.*\)\s*when\b")
ELISION: Final = re.compile(
    r"\s*(?:%+|//|\#+)?[\s(\[<]*(?:\.{3,}|…+|⋮|⋯+|。{3,}|\.\s\.\s\.|·{3,})[^\n]*\Z"
)
WORDS_AROUND_DOTS: Final = re.compile(r"\s*(?:%+|//|\#+)[^\n]*(?:\.{3,}|…|⋯|。{3,})[\s)\]>]*\Z")
RULE: Final = re.compile(r"\s*%+\s*[-=*~#_.…%]{3,}\s*\Z")

SHELL_OUTPUT: Final = re.compile(
    r"\s*(?:\*\* |\*DBG\*|=[A-Z ]+ ?(?:REPORT|MESSAGE)?=*\s?|={3,}|\* \d+:(?:\d+:)? |\*\*\* "
    r"|(?:in|called as|in call from|while evaluating) |\S+\.[eh]rl:\d+:(?:\d+:)? |\./?\S+:\d+: "
    r"|Warning: |true\Z|false\Z|ok\Z|<\d+\.\d+\.\d+>|#(?:Ref|Fun|Port|Pid)<|<<)"
)
OPAQUE: Final = re.compile(
    r"<\d+\.\d+\.\d+>|#(?:Ref|Fun|Port|OpaqueRef|Pid)?<[^<>\n]*>|\|?\s*(?:\.{2,3}|…)"
)
NAMES: Final = re.compile(r"<\d+\.\d+\.\d+>|#(?:Ref|Port|Fun)<[\w.]+>")
"""Printed names that the shell takes as input."""
WORD: Final = re.compile(r"[^\W\d_]{2,}")


def tokens_of(text: str) -> list[Token] | None:
    """The tokens without the final dot; None if the text does not scan."""
    found = erl_scan.scan(text + " ")
    if found.error is not None:
        return None
    return found.tokens


def parses(text: str) -> bool:
    """Whether the text, up to and with a dot, is what the shell would take: expressions."""
    tokens = tokens_of(text)
    if not tokens or tokens[-1][0] is not a.dot:
        return False
    if "<" in text and NAMES.search(text):
        tokens = tokens_of(NAMES.sub(" '...' ", text)) or tokens
    return parses_as_expressions(tokens) or parses_as_form(tokens)


def parses_as_expressions(tokens: list[Token]) -> bool:
    """Tokens with their dot are a sequence of expressions."""
    try:
        parse_exprs(tokens)
    except ParseError:
        return False
    except RecursionError:
        return True  # nested too deep to be looked at here: the shell will say
    return True


def parses_as_form(tokens: list[Token]) -> bool:
    """Tokens with their dot are a form: the shell takes definitions too."""
    try:
        parse_form(tokens)
    except (ParseError, RecursionError):
        return False
    return True


def is_statement(text: str, sure: bool) -> bool:
    """Whether a text that ends in a full stop is something to type, rather than words.

    It calls, matches or sends. `sure`: it stands in code, where any expression will do.
    """
    if ATTRIBUTE.match(text):
        return False
    tokens = tokens_of(text)
    if not tokens or tokens[-1][0] is not a.dot or not parses_as_expressions(tokens):
        return False
    return sure or bool(CALL.search(text) or MATCH.match(text))


CALL: Final = re.compile(r"(?<![\w@])(?:[a-z][\w@]*|'[^'\n]*')\((?!s\))|[\w'\])}]\s*![ \w{\[(]")
MATCH: Final = re.compile(r"\s*(?:[A-Z_]\w*|[{\[#<].*)\s=\s*\S|\s*[A-Z_]\w*=\S")


def is_literal(text: str) -> bool:
    """Whether a text with its full stop is a term and nothing to evaluate: a line of a file."""
    try:
        parse_term(tokens_of(text) or [])
    except (ParseError, RecursionError):
        return False
    return True


def is_term(text: str) -> bool:
    """Whether the text is one printed value: a term, pids and elisions in it or not."""
    text = text.strip()
    if not text or (text[-1] == "." and not text.endswith("...")):
        return False
    plain = OPAQUE.sub(_as_atom, text)
    tokens = tokens_of(plain + " .")
    return bool(tokens) and tokens is not None and _is_one_value(tokens)


def _as_atom(found: re.Match[str]) -> str:
    return "|'...'" if found[0].startswith("|") else " '...' "


def _is_one_value(tokens: list[Token]) -> bool:
    if not parses_as_expressions(tokens):
        return False
    return not any(token[0] in _NOT_PRINTED for token in tokens)


_NOT_PRINTED: Final = frozenset(map(atom, ("=", "->", ";", "!", "begin", "case")))


def opens_term(text: str) -> bool:
    """Whether a line may begin a printed value of several lines."""
    return text.lstrip()[:1] in ("{", "[", "<", "#", '"')


def is_output(text: str) -> bool:
    """Whether a line by itself looks printed by the shell."""
    if not text.strip():
        return False
    if SHELL_OUTPUT.match(text):
        return True
    stripped = text.strip()
    if stripped[0] in "{[<#\"'-0123456789" or stripped.isidentifier():
        if stripped.isidentifier():
            return stripped[0].islower() and stripped.isascii()
        return is_term(stripped) or (stripped[0] in "{[<#" and not is_prose(stripped))
    return False


def is_prose(text: str) -> bool:
    """Whether a line by itself is somebody's words, in any language.

    Erlang never has two names side by side, nor foreign letters outside of strings and comments.
    """
    stripped = text.strip()
    if not stripped or stripped[0] == "%" or SHELL_OUTPUT.match(text):
        return False
    words = WORD.findall(_STRINGS.sub("", stripped))
    if not words:
        return False
    tokens = tokens_of(OPAQUE.sub(_as_atom, stripped) if "<" in stripped else stripped)
    if tokens is None:
        return len(words) >= 2 or not stripped.isascii()
    return _side_by_side(tokens) or (len(words) >= 2 and stripped[-1] in "!?")


def _side_by_side(tokens: list[Token]) -> bool:
    """Two names next to each other."""
    before = False
    for token in tokens:
        name = token[0] is a.atom or token[0] is a.var
        if name and before:
            return True
        before = name
    return False


_STRINGS: Final = re.compile(r"\"(?:[^\"\\]|\\.)*\"")


def is_form_start(text: str) -> bool:
    """Whether a line begins an attribute or a function's clause."""
    return bool(ATTRIBUTE.match(text) or HEAD.match(text))


def is_elision(text: str) -> bool:
    """Whether a line says that something was left out here: dots, with or without words."""
    if not (ELISION.match(text) or WORDS_AROUND_DOTS.match(text)):
        return False
    return not text.strip().startswith("..") or not text.strip(". \t")


def step_of(text: str, sure: bool) -> tuple[Action, tuple[str, ...]] | None:
    """The step that a line shows. `sure`: it stands in code, where `# ls` is no title."""
    if found := FILE_IS.match(text):
        return Action.COPY, (found[2], found[1])
    if INTERRUPT.match(text):
        return Action.INTERRUPT, (text.strip(),)
    if len(text) < 10 and text.strip() in CERTAIN_SIGNS:
        return Action.COMMAND, ()
    found = SHELL_LINE.match(text)
    if found is None or not found["command"] or text.startswith("#!"):
        return None
    words = found["command"].split()
    sign = found["sign"]
    known = [i for i, word in enumerate(words[:4]) if _command(word) in COMMANDS]
    if sign in CERTAIN_SIGNS or len(sign) > 1:
        start = known[0] if known else 0
    elif known[:1] == [0] and (sure or sign == "%"):
        start = 0
    else:
        return None
    return _action(words[start:])


def _command(word: str) -> str:
    return word.rsplit("/", 1)[-1].removesuffix(".exe")


def _action(words: list[str]) -> tuple[Action, tuple[str, ...]]:
    name = _command(words[0])
    plain = [word for word in words[1:] if not word.startswith("-")]
    if name in ("cp", "copy") and len(plain) == 2:
        return Action.COPY, (plain[0], plain[1])
    if name in ("mv", "move", "ren") and len(plain) == 2:
        return Action.MOVE, (plain[0], plain[1])
    if name in ("erl", "werl"):
        return Action.START, tuple(words)
    return Action.COMMAND, tuple(words)
