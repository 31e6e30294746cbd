"""Control sequences without a field, of what programs mostly give them: short work.

A Spec takes part in fields, limits and layouts. `~s`, `~w`, `~p` and `~b` as they stand, of an
integer, an atom or ASCII text, have none of these; their text is found at once. Everything else is
left to `format`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pyerlshell.terms.atoms import Atom
from pyerlshell.terms.chars import atom_text
from pyerlshell.terms.digits import digits_of
from pyerlshell.terms.docs import Doc
from pyerlshell.terms.format_scan import Spec
from pyerlshell.terms.lists import list_to_string
from pyerlshell.terms.types import Term


class Part:
    """The text of an item; its Spec if io_lib:format returns it as a list of its own.

    `doc` is what the text of `~p` was made of, if it has no limit and stands on one line.
    """

    __slots__ = ("doc", "spec", "text")

    def __init__(self, text: str, spec: Spec | None, doc: Doc | None = None) -> None:
        self.text = text
        self.spec = spec
        self.doc = doc


def plain_part(spec: Spec, value: Term) -> Part | None:
    """The Part of a Spec that has no arguments in it yet; None if it is not that simple."""
    if spec.width is not None or spec.precision is not None or spec.left:
        return None
    made = _PLAIN.get(spec.control)
    return None if made is None else made(spec, value)


def _term(spec: Spec, value: Term) -> Part | None:
    if type(value) is int:
        return Part(digits_of(value), spec)
    return Part(atom_text(value.name, spec.encoding), spec) if type(value) is Atom else None


def _string(spec: Spec, value: Term) -> Part | None:
    if type(value) is Atom:
        return Part(value.name, None) if value.name.isascii() else None
    text = list_to_string(value)
    return Part(text, spec) if text is not None and text.isascii() else None


def _integer(_spec: Spec, value: Term) -> Part | None:
    return Part(digits_of(value), None) if type(value) is int else None


_PLAIN: Final[dict[str, Callable[[Spec, Term], Part | None]]] = {
    "w": _term,
    "p": _term,
    "s": _string,
    "b": _integer,
    "B": _integer,
}
