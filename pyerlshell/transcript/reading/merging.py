"""An elided listing made whole: what it leaves out comes from the version before it.

    before                      printed                     merged
    a() -> 1.                   a() -> 2.                   a() -> 2.
    b(x) -> 1;                  % ... the rest as above     b(x) -> 3;
    b(y) -> 2.                  b(x) -> 3;                  b(y) -> 2.
    c() -> 1.                   % ...                       c() -> 1.

Forms replace forms of the same name, clauses replace clauses with the same head. Everything else
of the version before stays, and is reported.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pyerlshell.transcript.reading.forms import Clause, Elision, Form, Part


@dataclass(slots=True)
class Merged:
    """The whole source, and what of it comes from the version before."""

    parts: list[Form] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The source."""
        return "\n".join(form.text.strip("\n") for form in self.parts) + "\n"


_UNSAID = frozenset(("module", "text"))
"""Not worth a word when they are kept."""


def is_elided(parts: Sequence[Part]) -> bool:
    """Whether anything was left out."""
    return any(isinstance(part, Elision) or part.open or part.holes for part in parts)


def merge(printed: Sequence[Part], before: Sequence[Part]) -> Merged:
    """The printed listing with its holes filled from the version before."""
    old = [part for part in before if isinstance(part, Form)]
    new = _joined(printed)
    by_key = {form.key: form for form in old}
    merged = Merged()
    replaced: dict[tuple[str, ...], Form] = {}
    for form, loose in new:
        replaced[form.key] = _one(form, loose, by_key.get(form.key), merged)
    placed: set[tuple[str, ...]] = set()
    waiting = [form for form, _ in new if form.key not in by_key]
    order = _anchors(new, by_key)
    for form in waiting:
        if order[form.key] is None:
            merged.parts.append(replaced[form.key])
    for form in old:
        if form.key in placed:
            continue
        placed.add(form.key)
        if form.key in replaced:
            merged.parts.append(replaced[form.key])
        else:
            merged.parts.append(form)
            if form.key[0] not in _UNSAID:
                merged.kept.append(form.name)
        merged.parts += [replaced[w.key] for w in waiting if order[w.key] == form.key]
    return _module_first(merged)


def _joined(printed: Sequence[Part]) -> list[tuple[Form, bool]]:
    """The printed forms, clauses of one function that dots separate put together; whether dots
    stand beside it."""
    result: list[tuple[Form, bool]] = []
    index: dict[tuple[str, ...], int] = {}
    beside = False
    for part in printed:
        if isinstance(part, Elision):
            beside = True
            if result:
                result[-1] = (result[-1][0], True)
        elif part.key in index and part.clauses:
            at = index[part.key]
            first = result[at][0]
            text = first.text.rstrip().rstrip(".;") + ";\n" + part.text
            joined = replace(part, text=text, clauses=first.clauses + part.clauses, open=True)
            result[at] = (joined, True)
            beside = False
        else:
            index[part.key] = len(result)
            result.append((part, beside))
            beside = False
    return result


def _anchors(
    new: Sequence[tuple[Form, bool]], by_key: dict[tuple[str, ...], Form]
) -> dict[tuple[str, ...], tuple[str, ...] | None]:
    """For each new form, the form of the version before that it follows."""
    anchors: dict[tuple[str, ...], tuple[str, ...] | None] = {}
    last: tuple[str, ...] | None = None
    for form, _ in new:
        anchors[form.key] = last
        if form.key in by_key:
            last = form.key
    return anchors


def _one(form: Form, loose: bool, old: Form | None, merged: Merged) -> Form:
    """The form as it is to be, its missing clauses filled in."""
    if old is None or not form.clauses or not old.clauses:
        return form
    if form.holes:
        return _filled(form, old, merged)
    heads = [clause.head for clause in form.clauses]
    missing = [clause for clause in old.clauses if clause.head not in heads]
    partial = form.open or (loose and all(h in [c.head for c in old.clauses] for h in heads))
    if not partial or not missing:
        return _closed(form) if form.open else form
    return _with_clauses(form, old, missing, merged)


def _filled(form: Form, old: Form, merged: Merged) -> Form:
    """Dots inside of a clause cannot be filled: the function is as it was."""
    merged.kept.append(f"{form.name} (its body is cut)")
    return old


def _closed(form: Form) -> Form:
    text = form.text.rstrip()
    return replace(form, text=text.rstrip(";") + ".", open=False)


def _with_clauses(form: Form, old: Form, missing: list[Clause], merged: Merged) -> Form:
    """Old clauses in their order, each replaced by the new one with its head; new ones first."""
    old_heads = [clause.head for clause in old.clauses]
    by_head = {clause.head: clause for clause in form.clauses}
    added = [clause for clause in form.clauses if clause.head not in old_heads]
    kept = [by_head.get(clause.head, clause) for clause in old.clauses]
    clauses = added + kept
    count = len(missing)
    merged.kept.append(f"{form.name} ({count} clause{'s' if count > 1 else ''})")
    comment = form.text[: form.text.find(form.clauses[0].text)]
    text = comment + ";\n".join(clause.text for clause in clauses) + "."
    return replace(form, text=text, clauses=clauses, open=False)


def _module_first(merged: Merged) -> Merged:
    module = [form for form in merged.parts if form.key[:1] == ("module",)]
    rest = [form for form in merged.parts if form.key[:1] != ("module",)]
    merged.parts = module + rest
    return merged
