"""All functions of a module.

OTP: the core passes of compile
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from pyerlshell.compiler.foresee import calls, clauses, comprehensions, control, terms, written
from pyerlshell.compiler.foresee.matching import UNDERSCORE
from pyerlshell.compiler.foresee.messages import FOLD
from pyerlshell.compiler.foresee.values import ANY
from pyerlshell.compiler.foresee.walk import Found, Module, Walk
from pyerlshell.syntax.erl_lint.state import items, text_of
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.types import Term

TABLES: Final = (calls, comprehensions, control, terms)
"""Imported for the entries that they make in EXPR."""

_CATEGORIES: Final = {
    a.nowarn_failed: (a.failed,),
    a.nowarn_ignored: (a.ignored,),
    a.nowarn_nomatch: (a.nomatch,),
    a.nowarn_opportunistic: (a.failed, a.ignored, a.nomatch),
}


def warnings(
    forms: Iterable[Any], options: Iterable[Term], unused: Iterable[Term] = ()
) -> list[Found]:
    """(file, {Location, Finder, Descriptor}) for forms in which the linter found no error.

    `unused` are the places of the variables that it found nobody to read.
    """
    listed = list(forms)
    module = _declarations(listed)
    module.unused = frozenset(unused)
    chosen = frozenset([option for option in options if type(option) is Atom])
    module.plain = a.no_copt in chosen
    for form in listed:
        if form[0] is a.attribute and form[2] is a.file:
            module.file = text_of(form[3][0])
        elif form[0] is a.function:
            _function(module, form)
    silent = {category for option in chosen for category in _CATEGORIES.get(option, ())}
    return [found for found in module.found if _is_said(found, silent, module.plain)]


def _is_said(found: Found, silent: set[Atom], plain: bool) -> bool:
    _, finder, descriptor = found[1]
    category = descriptor[0] if type(descriptor) is tuple else descriptor
    return category not in silent and not (plain and finder is FOLD)


def _declarations(forms: list[Any]) -> Module:
    module = Module()
    for form in forms:
        if form[0] is a.function:
            module.locals.add((form[2], form[3]))
        elif form[0] is a.attribute and form[2] is a.record:
            name, fields = form[3]
            module.records[name] = [_field(part) for part in items(fields)]
        elif form[0] is a.attribute and form[2] is _IMPORT and type(form[3]) is tuple:
            module.imports.update(dict.fromkeys(items(form[3][1]), form[3][0]))
    return module


_IMPORT: Final = atom("import")


def _field(part: Any) -> tuple[Atom, Any]:
    if part[0] is a.typed_record_field:
        part = part[1]
    return part[2][2], part[3] if len(part) > 3 else (a.atom, part[1], a.undefined)


def _silenced(form: Any) -> frozenset[Atom]:
    """The variables that are bound once, and read in nothing but `_ = Variable`."""
    counts: dict[Atom, int] = {}
    stack = [form[4]]
    while stack:
        top = stack.pop()
        if type(top) is list:
            last = top[1] is None and type(top[0]) is tuple and len(top[0]) == 4
            read = last and _is_silencing(top[0])
            stack += [top[1], top[0][3] if read else top[0]]
        elif type(top) is tuple and len(top) == 3 and top[0] in _WITHOUT_PARTS:
            if top[0] is a.var:
                counts[top[2]] = counts.get(top[2], 0) + 1
        elif type(top) is tuple and len(top) == 4 and _is_silencing(top):
            name = top[3][2]
            counts[name] = counts.get(name, 0) + _SILENCED
        elif type(top) is tuple:
            stack += top[2:]
    return frozenset([name for name, n in counts.items() if n > 1 and n % _SILENCED == 1])


_SILENCED: Final = 1 << 32
_WITHOUT_PARTS: Final = frozenset((*terms.SCALARS, a.var))


def _is_silencing(n: Any) -> bool:
    if n[0] is not a.match or n[2][0] is not a.var or n[3][0] is not a.var:
        return False
    return n[2][2] is UNDERSCORE


def _function(module: Module, form: Any) -> None:
    written.check(module, form)
    module.silenced = _silenced(form)
    module.lost, module.twice = set(), 0
    for turn in range(_PASSES):
        module.turn, module.again = turn, False
        module.earlier = module.reads
        module.bound, module.reads = set(), []
        walk = Walk(module)
        values = (ANY,) * form[3]
        _, found = clauses.choose(walk, items(form[4]), values, False, (form[2], form[3]))
        clauses.unmatched(walk, form[1], items(form[4]), found)
        lost = module.bound.difference(module.reads, module.lost)
        if not lost and not module.again:
            return
        module.lost |= lost


_PASSES: Final = 20
"""As often as the reference looks again at what it has simplified."""
