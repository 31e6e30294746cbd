"""The preprocessor's errors in the reference's words.

OTP: epp:format_error/1
"""

from __future__ import annotations

from typing import Final

from pyerlshell.syntax.erl_parse.api import format_error as flatten
from pyerlshell.syntax.texts import write
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.pretty import pretty
from pyerlshell.terms.types import Term

_PLAIN: Final = {
    a.cannot_parse: "cannot parse file, giving up",
    a.missing_parenthesis: "badly formed define: missing closing right parenthesis",
    a.missing_comma: "badly formed define: missing comma",
    a.premature_end: "premature end",
    a.elif_after_else: "'elif' following 'else'",
    a.ftr_after_prefix: "feature directive not allowed after exports or record definitions",
}
_WITH_ONE: Final = {
    a.bad: "badly formed '{}'",
    a.duplicated_argument: "argument '{}' already used",
    a.call: "illegal macro call '{}'",
    a.depth: "{} too deep",
    a.mismatch: "argument mismatch for macro '{}'",
    a.arg_error: "badly formed argument for macro '{}'",
    a.redefine: "redefining macro '{}'",
    a.redefine_predef: "redefining predefined macro '{}'",
    a.illegal_function: "?{} can only be used within a function",
    a.illegal_function_usage: "?{} must not begin a form",
    atom("NYI"): "not yet implemented '{}'",
}


def format_error(descriptor: Term) -> str:
    """The text of a descriptor."""
    if type(descriptor) is Atom:
        return _PLAIN.get(descriptor) or descriptor.name
    if type(descriptor) is not tuple or not descriptor:
        return flatten(descriptor)
    tag = descriptor[0]
    if len(descriptor) == 2:
        if tag is a.error or tag is a.warning:
            assert type(tag) is Atom
            return f"-{tag.name}({pretty(descriptor[1], len(tag.name) + 3)})."
        assert type(tag) is Atom
        return _WITH_ONE.get(tag, "{}").format(_text(descriptor[1]))
    return _three(tag, descriptor[1], descriptor[2])


def _three(tag: Term, what: Term, item: Term) -> str:
    if tag is a.undefined or tag is a.circular:
        assert type(tag) is Atom
        shown = _text(what) if item is a.none else f"{_text(what)}/{item}"
        return f"{tag.name} macro '{shown}'"
    if tag is a.include:
        return f'can\'t find include {_text(what)} "{_text(item)}"'
    if tag is a.illegal:
        return f"{_text(what)} '-{_text(item)}'"
    if what is a.invalid:
        return f"invalid {_text(tag)} tag, only {_text(item)} allowed"
    return f'can\'t find {_text(tag)} {_text(what)} "{_text(item)}"'


def _text(term: Term) -> str:
    if type(term) is Atom:
        return term.name
    return flatten(term) if type(term) is list or term is None else write(term)
