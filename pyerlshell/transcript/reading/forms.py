"""A source's text as forms and clauses, and the places where its author left something out.

    handle_call(test, F, S) -> one;     form handle_call/3, clause 1, goes on
    %.... the rest as before ....       Elision
    terminate(_, _) -> ok.              form terminate/2, whole

Text is kept as it stands: a form is a slice with the comments above it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from pyerlshell.syntax import erl_scan
from pyerlshell.syntax.erl_scan.scanner import Token
from pyerlshell.terms.atoms import a, atom
from pyerlshell.transcript.formats.blocks import Row
from pyerlshell.transcript.reading.looks import (
    FORM_START,
    MODULE,
    RULE,
    is_elision,
    is_prose,
    step_of,
)
from pyerlshell.transcript.reading.prompts import prompt_of

LONGEST_FORM: Final = 3000
"""Lines without a full stop after which a listing in running text is given up."""

HERE_ENDS: Final = frozenset(("EOF", "EOT", "END", "^D"))
"""What closes a listing that was typed into `cat > m.erl <<EOF`."""

OPENERS: Final = frozenset(
    map(atom, ("(", "[", "{", "<<", "begin", "case", "if", "receive", "try"))
)
CLOSERS: Final = frozenset(map(atom, (")", "]", "}", ">>", "end")))


@dataclass(slots=True)
class Clause:
    """One clause of a function: its text without what ends it, and its head's tokens."""

    text: str
    head: tuple[str, ...]


@dataclass(slots=True)
class Form:
    """An attribute or a function. `key` tells which forms replace each other."""

    key: tuple[str, ...]
    text: str
    clauses: list[Clause] = field(default_factory=list)
    open: bool = False
    """A function whose last clause ends in `;`: more clauses were left out behind it."""
    holes: bool = False
    """Something was left out inside of it."""

    @property
    def name(self) -> str:
        """`f/1`, `-record(state)`."""
        kind, *rest = self.key
        if kind == "function":
            return f"{rest[0]}/{rest[1]}"
        return f"-{kind}({rest[0]})" if rest and kind in _NAMED else f"-{kind}"


@dataclass(slots=True)
class Elision:
    """Something was left out here."""

    text: str


Part = Form | Elision


def listing_end(rows: Sequence[Row], at: int, running: bool) -> int:
    """Behind the last row of the listing that starts at `at`."""
    end = at
    last = at + 1
    going: erl_scan.Continuation | None = None
    started = at
    while end < len(rows):
        text = rows[end].text
        inside = going is not None and bool(going.tokens or going.text.strip())
        if end > at and _ends_listing(text, running, inside):
            break
        found = erl_scan.tokens(going, text + "\n") if not is_elision(text) else None
        while isinstance(found, erl_scan.Done) and found.rest.strip() and found.error is None:
            found = erl_scan.tokens(None, found.rest)
        going = found.continuation if isinstance(found, erl_scan.More) else None
        if going is None:
            started = end
        elif running and end - started > LONGEST_FORM:
            break
        end += 1
        if text.strip():
            last = end
    return last


def _ends_listing(text: str, running: bool, inside: bool) -> bool:
    if not text.strip():
        return False
    if prompt_of(text) is not None or MODULE.match(text) or text.rstrip() in HERE_ENDS:
        return True
    if not inside and step_of(text, True) is not None:
        return True
    if not running or text.lstrip().startswith("%") or is_elision(text):
        return False
    if inside:
        return is_prose(text) and not text[:1].isspace()
    return not FORM_START.match(text)


def parts_of(text: str) -> list[Part]:
    """The source in parts, in order. Comments belong to the part below them."""
    parts: list[Part] = []
    pending: list[str] = []
    lines = text.splitlines()
    at = 0
    while at < len(lines):
        line = lines[at]
        if not line.strip():
            pending.append(line)
            at += 1
        elif (size := _elision(lines, at)) > 0:
            parts.append(Elision("\n".join((*pending, *lines[at : at + size]))))
            pending = []
            at += size
        elif line.lstrip().startswith("%"):
            pending.append(line)
            at += 1
        else:
            size, forms = _form(lines, at)
            if forms:
                forms[0].text = "\n".join((*pending, forms[0].text))
            parts += forms
            pending = []
            at += size
    if any(line.strip() for line in pending) and parts and isinstance(parts[-1], Form):
        parts[-1].text += "\n" + "\n".join(pending)
    return parts


def has_forms(text: str) -> bool:
    """Whether the text is made of forms, and one of them at least is a function or a record."""
    forms = [part for part in parts_of(text) if isinstance(part, Form)]
    if any(form.key[0] == "text" for form in forms):
        return False
    return any(form.key[0] in _WORTH for form in forms)


_WORTH: Final = frozenset(("function", "record", "define"))


def _elision(lines: Sequence[str], at: int) -> int:
    """How many lines from here say that something was left out.

    A line of dots, and comments of words between lines of dots.
    """
    if not is_elision(lines[at]):
        return 0
    end = last = at + 1
    while end < len(lines) and end - last < 4:
        if is_elision(lines[end]):
            last = end + 1
        elif not lines[end].lstrip().startswith("%") or RULE.match(lines[end]):
            break
        end += 1
    return last - at


def _form(lines: Sequence[str], at: int) -> tuple[int, list[Form]]:
    """The form, or the forms, that start on this line: how many lines, and the forms."""
    taken: list[str] = []
    holes = False
    going: erl_scan.Continuation | None = None
    end = at
    while end < len(lines) and end - at < LONGEST_FORM:
        line = lines[end]
        if taken and is_elision(line):
            if _clause_done(taken):
                break  # `...;` and then dots: clauses were left out
            holes = True
            end += 1
            continue
        taken.append(line)
        end += 1
        found = erl_scan.tokens(going, line + "\n")
        if isinstance(found, erl_scan.Done):
            while isinstance(found, erl_scan.Done) and found.rest.strip() and not found.error:
                found = erl_scan.tokens(None, found.rest)
            if isinstance(found, erl_scan.Done):
                break
        going = found.continuation
    forms = _forms_in("\n".join(taken))
    for form in forms:
        form.holes = holes
    return end - at, forms


def _clause_done(taken: Sequence[str]) -> bool:
    """Whether a clause ends here with `;` outside of everything."""
    found = erl_scan.scan("\n".join(taken) + "\n")
    return (
        found.error is None
        and bool(found.tokens)
        and found.tokens[-1][0] is atom(";")
        and _depth(found.tokens) == 0
    )


def _depth(tokens: Sequence[Token]) -> int:
    depth = 0
    for index, token in enumerate(tokens):
        depth += _step(tokens, index, token)
    return depth


def _step(tokens: Sequence[Token], index: int, token: Token) -> int:
    kind = token[0]
    if kind in OPENERS:
        return 1
    if kind in CLOSERS:
        return -1
    if kind is atom("fun") and _is_fun_expression(tokens, index):
        return 1
    return 1 if kind is atom("maybe") else 0


def _is_fun_expression(tokens: Sequence[Token], index: int) -> bool:
    """`fun(...) -> ... end` and `fun F(...) -> ... end`, but not `fun f/1` nor a type."""
    after = [token[0] for token in tokens[index + 1 : index + 3]]
    if after[:1] == [a.var]:
        after = after[1:]
    return after[:1] == [atom("(")]


def _forms_in(text: str) -> list[Form]:
    """The forms of a text; one form in the usual case, more where lines were flattened."""
    spans: list[tuple[int, int]] = []
    found = erl_scan.scan(text + "\n", spans=spans)
    tokens = found.tokens
    if not tokens:
        return []
    forms: list[Form] = []
    start = first = 0
    for index, token in enumerate(tokens):
        if token[0] is a.dot or index + 1 == len(tokens):
            end = spans[index][1] if index < len(spans) else len(text)
            forms.append(
                _one_form(
                    text, start, min(end, len(text)), tokens[first : index + 1], spans[first:]
                )
            )
            start, first = end, index + 1
    if start < len(text) and forms:
        forms[-1].text += text[start:].rstrip()
    return forms


def _one_form(
    text: str, start: int, end: int, tokens: list[Token], spans: list[tuple[int, int]]
) -> Form:
    own = text[start:end].strip("\n ")
    if tokens[0][0] is atom("-"):
        return Form(_attribute_key(tokens), own)
    arity, _ = _arity(tokens)
    name = tokens[0][2] if tokens[0][0] is a.atom and len(tokens[0]) > 2 else None
    if name is None or arity is None:
        return Form(("text", own), own)
    key = ("function", str(name), str(arity))
    ends = tokens[-1][0]
    return Form(key, own, _clauses(text, tokens, spans), ends is not a.dot)


_NAMED: Final = frozenset("record define type opaque nominal spec callback".split())
_MANY: Final = frozenset(
    "export import include include_lib export_type compile ifdef endif".split()
)


def _attribute_key(tokens: Sequence[Token]) -> tuple[str, ...]:
    kind = str(tokens[1][2]) if len(tokens) > 1 and len(tokens[1]) > 2 else str(tokens[1][0])
    if kind == "behavior":
        kind = "behaviour"
    if kind in _NAMED:
        for index, token in enumerate(tokens[2:], 2):
            if token[0] is a.atom or token[0] is a.var:
                if kind in ("spec", "callback"):
                    arity, _ = _arity(tokens[index:])
                    return (kind, f"{token[2]}/{arity}")
                return (kind, str(token[2]))
    if kind in _MANY:
        return (kind, " ".join(_spelled(token) for token in tokens[2:]))
    return (kind,)


def _spelled(token: Token) -> str:
    return str(token[2]) if len(token) > 2 else str(token[0])


def _arity(tokens: Sequence[Token]) -> tuple[int | None, int]:
    """The number of arguments in `name(...)`, and where the parenthesis closes."""
    if len(tokens) < 3 or tokens[1][0] is not atom("("):
        return None, 0
    depth = commas = 0
    for index, token in enumerate(tokens[1:], 1):
        depth += _step(tokens, index, token)
        if depth == 1 and token[0] is atom(","):
            commas += 1
        elif depth == 0:
            return (0 if index == 2 else commas + 1), index
    return None, 0


def _clauses(text: str, tokens: list[Token], spans: list[tuple[int, int]]) -> list[Clause]:
    """The function's clauses, cut at `;` outside of everything."""
    clauses: list[Clause] = []
    first = depth = 0
    for index, token in enumerate(tokens):
        depth += _step(tokens, index, token)
        is_last = index + 1 == len(tokens)
        if (depth == 0 and token[0] is atom(";")) or is_last:
            stops = token[0] is atom(";") or token[0] is a.dot
            end = spans[index][0] if stops else spans[index][1]
            own = text[spans[first][0] : end].rstrip()
            if index > first:
                head = _head(text, tokens[first : index + 1], spans[first : index + 1])
                clauses.append(Clause(own, head))
            first = index + 1
    return clauses


def _head(text: str, tokens: Sequence[Token], spans: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    """The head as spelled, without blanks; a variable counts only as being one."""
    head: list[str] = []
    for token, (start, end) in zip(tokens, spans, strict=False):
        if token[0] is atom("->"):
            break
        head.append("_" if token[0] is a.var else text[start:end])
    return tuple(head)
