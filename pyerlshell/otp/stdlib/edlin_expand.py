"""Completion for programs: the expand_fun of a shell. What a text may become is worked out by the
console's engine, which registers itself (`otp.completion_engine`).

OTP: edlin_expand
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.errors import function_clause
from pyerlshell.erts.machine import P
from pyerlshell.erts.native import NativeModule
from pyerlshell.otp import procs, prompt_texts
from pyerlshell.otp.chardata import NotText, to_str
from pyerlshell.otp.completion_engine import Engine
from pyerlshell.terms import maps
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import from_list, is_proper, string_to_list, to_list
from pyerlshell.terms.types import Term

edlin_expand: Final = NativeModule("edlin_expand", "What may follow a text typed at a shell.")

_NONE: Final[Term] = (a.no, None, None)


@edlin_expand.export("expand/1", "(Bef0) -> {Res, Completion, Matches}")
def expand(before: Term) -> Term:
    """What may follow a text, given in reverse: `yes` if a completion is certain, the text to
    insert, and what else is possible as a flat list of {Text, Ending}."""
    return _expanded(before, True)


@edlin_expand.export("expand/2", "(Bef0, Opts) -> {Res, Completion, Matches}")
def expand_2(before: Term, options: Term) -> Term:
    """The same with the matches in sections, unless Opts has {legacy_output, true}."""
    if not is_proper(options):
        raise function_clause(before, options)
    legacy = any(option == (a.legacy_output, a.true) for option in _pairs(options))
    return _expanded(before, legacy)


@edlin_expand.export("expand/3", internal=True)
def expand_3(before: Term, options: Term, state: Term) -> Term:
    """The same at a prompt where {shell_state, Bindings, Records, Functions} were defined."""
    if not is_proper(options) or type(state) is not tuple or len(state) != 4:
        raise function_clause(before, options, state)
    legacy = any(option == (a.legacy_output, a.true) for option in _pairs(options))
    return _expanded(before, legacy, state)


@edlin_expand.export("get_exports/1", internal=True)
def get_exports(module: Term) -> Term:
    """The functions of a module, which is loaded for it."""
    return procs.apply(module, a.module_info, (a.exports,))


def _pairs(options: Term) -> list[Term]:
    return [o for o in from_list(options) if type(o) is tuple and len(o) == 2]


def _expanded(before: Term, legacy: bool, state: Term = None) -> Term:
    try:
        text = to_str(before)[::-1]
    except NotText:
        raise function_clause(before) from None
    engine = P.cur.node.part(Engine)
    if engine.expand is None:
        return _NONE
    found, insert, matches = engine.expand(text, state)
    rows = _flat(matches) if legacy else [_match(match) for match in matches]
    return (a.yes if found else a.no, string_to_list(insert), to_list(rows))


def _match(match: tuple[Any, ...]) -> Term:
    if len(match) == 2:
        text, ending = match
        options = [(a.ending, string_to_list(ending))] if ending else []
        return (string_to_list(text), to_list(options))
    title, elems, names = match
    pairs: list[tuple[Term, Term]] = [
        (a.title, string_to_list(title)),
        (a.elems, to_list([_match(inner) for inner in elems])),
        (a.options, to_list([_option(name) for name in names])),
    ]
    return maps.map_new(pairs)


def _option(option: Any) -> Term:
    if type(option) is str:
        return getattr(a, option)
    if len(option) == 1:
        return (getattr(a, option[0]),)
    name, value = option
    if type(value) is int:
        return (getattr(a, name), value)
    return (getattr(a, name), a.title if name == "hide" else string_to_list(value))


def _flat(matches: list[Any]) -> list[Term]:
    found: list[Term] = []
    for match in matches:
        if len(match) == 2:
            found.append((string_to_list(match[0]), string_to_list(match[1])))
        else:
            found += _flat(match[1])
    return found


@edlin_expand.export("format_matches/2", "(Matches, LineWidth) -> string()", internal=True)
def format_matches(matches: Term, columns: Term) -> Term:
    """The matches of expand/1,2 as text for a screen of so many columns, in columns."""
    texts = sorted(set(_texts(matches)))
    if type(columns) is not int or columns < 1:
        raise function_clause(matches, columns)
    if not texts:
        return None
    texts = [text if len(text) < columns else text[: columns - 3] + "..." for text in texts]
    width = max(prompt_texts.width(text, True) for text in texts) + 4
    per_row = max(1, columns // width)
    rows = []
    for at in range(0, len(texts), per_row):
        cells = texts[at : at + per_row]
        rows.append("".join([_padded(cell, width) for cell in cells[:-1]]) + cells[-1])
    filled = [_padded(row, width * per_row) for row in rows[:-1]]
    return string_to_list("\n".join([*filled, rows[-1]]) + "\n")


def _padded(text: str, width: int) -> str:
    return text + " " * (width - prompt_texts.width(text, True))


def _texts(matches: Term) -> list[str]:
    found: list[str] = []
    for match in from_list(matches):
        if type(match) is list:
            found.append(to_str(match))
        elif type(match) is tuple and len(match) == 2:
            options = match[1]
            ending = options[0][1] if type(options) is list and type(options[0]) is tuple else None
            found.append(to_str(match[0]) + to_str(ending))
        elif type(match) is dict:
            found += _texts(maps.get(match, a.elems))
    return found
