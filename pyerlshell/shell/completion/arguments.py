"""Completion of arguments: the specs that fit, the current argument, its type's alternatives.

OTP: edlin_expand, edlin_type_suggestion
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from pyerlshell.shell.completion.context import Context, Frame, Token
from pyerlshell.shell.completion.knowledge import Knowledge
from pyerlshell.shell.completion.result import (
    NOTHING,
    Expansion,
    Item,
    Match,
    Section,
    matching,
)
from pyerlshell.shell.completion.types import Alternative, Clause, Scope, Types, clauses
from pyerlshell.terms import lists
from pyerlshell.terms.atoms import a
from pyerlshell.terms.chars import atom_text

_NO_SCOPE: Final = Scope("")


@dataclass(frozen=True, slots=True)
class Place:
    """Something typed: the frame of its call, and the brackets between it and the word."""

    call: Frame
    inside: list[Frame]
    module: str
    function: str


@dataclass(frozen=True, slots=True)
class Signature:
    """A clause of a spec with its head, for showing."""

    head: str
    clause: Clause
    arity: int


def place_of(context: Context, knowledge: Knowledge) -> Place | None:
    """The call whose argument the text ends in, if only literals stand between them."""
    depth = len(context.frames) - 1
    while depth > 0:
        frame = context.frames[depth]
        if frame.call is not None:
            found = module_of(frame.call, knowledge)
            if found is None:
                return None
            return Place(frame, context.frames[depth + 1 :], found, frame.call[1])
        outer = context.frames[depth - 1]
        if frame.opener not in ("[", "{", "#{") or frame.record is not None:
            return None
        if frame.opener == "#{" and _is_only_hash(outer.tokens):
            depth -= 1
            continue
        if outer.tokens and not _is_value(outer):
            return None
        depth -= 1
    return None


def _is_only_hash(tokens: list[Token]) -> bool:
    return len(tokens) == 1 and tokens[0].text == "#"


def _is_value(frame: Frame) -> bool:
    """The tokens are a map key and its arrow, so that a value is due."""
    return frame.opener == "#{" and len(frame.tokens) == 2 and frame.tokens[1].text in ("=>", ":=")


def module_of(call: tuple[str | None, str], knowledge: Knowledge) -> str | None:
    """Where a function that is called without a module is."""
    module, name = call
    if module is not None:
        return module
    if any(name == known for known, _ in knowledge.typed().functions):
        return ""
    if any(name == known for known, _ in knowledge.commands()):
        return "shell_default"
    if any(name == known for known, _ in knowledge.bifs()):
        return "erlang"
    return None


def signatures(place: Place, knowledge: Knowledge, types: Types) -> list[Signature]:
    """The clauses that take at least the arguments typed so far, and fit them."""
    given = place.call.args
    found = []
    for arity in sorted({n for name, n in _functions(place, knowledge) if name == place.function}):
        if arity <= len(given) and (arity or given or place.call.tokens):
            continue
        known = _clauses(place, arity, knowledge, types)
        for clause in known:
            fitting = zip(given, clause.params, strict=False)
            if all(types.fits(tokens, param, clause.scope) for tokens, param in fitting):
                found.append(Signature(_head(place, clause, types), clause, arity))
    return found


def _functions(place: Place, knowledge: Knowledge) -> list[tuple[str, int]]:
    if not place.module:
        return list(knowledge.typed().functions)
    exported = list(knowledge.exports(place.module))
    if place.module == "shell_default":
        exported += knowledge.commands()
    return exported


def _clauses(place: Place, arity: int, knowledge: Knowledge, types: Types) -> list[Clause]:
    if not place.module:
        text = knowledge.typed().specs.get((place.function, arity))
        return clauses(text, "") if text else []
    text = types.specs(place.module).functions.get((place.function, arity))
    if text is None and place.module == "shell_default":
        text = types.specs("c").functions.get((place.function, arity))
    return clauses(text, place.module) if text else []


def _head(place: Place, clause: Clause, types: Types) -> str:
    shown = [types.title(p) or types.text(p, clause.scope) for p in clause.params]
    module = f"{_atom(place.module)}:" if place.module else ""
    return f"{module}{_atom(place.function)}({', '.join(shown)})"


def _atom(name: str) -> str:
    return atom_text(name, "unicode")


def expand_argument(context: Context, knowledge: Knowledge) -> Expansion:
    """The typespecs for the place where the text ends."""
    place = place_of(context, knowledge)
    if place is None or (context.before() and not _ends_in_value(context, place)):
        return NOTHING
    types = Types(knowledge)
    found = signatures(place, knowledge, types)
    word = context.word if context.word_kind == "atom" else ""
    if context.word and not word:
        return NOTHING
    if not place.inside and not word and {s.arity for s in found} == {0}:
        return Expansion(True, ")")
    sections: list[Section] = []
    inserts: list[Item] = []
    for signature in found:
        section = _section(place, signature, types, word, inserts)
        if section is not None:
            sections.append(section)
    if not sections:
        return NOTHING
    matches: tuple[Match, ...] = (Section("typespecs", tuple(sections), highlight=True),)
    if not word:
        return Expansion(False, "", matches)
    chosen = matching(word, inserts)
    return Expansion(chosen.found, chosen.insert, matches)


def _ends_in_value(context: Context, place: Place) -> bool:
    frame = context.frame
    return bool(place.inside) and frame is place.inside[-1] and _is_value(frame)


def _section(
    place: Place, signature: Signature, types: Types, word: str, inserts: list[Item]
) -> Section | None:
    at = len(place.call.args)
    clause = signature.clause
    if at >= len(clause.params):
        return Section(signature.head, (Item(")"),)) if not place.inside and not word else None
    places = [Alternative(clause.params[at], clause.scope)]
    for frame in place.inside:
        keys = types.map_fields(places) if frame.opener == "#{" else {}
        if frame.opener == "#{" and not _is_value(frame):
            return _keys(signature, at, frame, keys, types, word, inserts)
        places = _step(frame, places, keys, types)
    if not places:
        return None
    is_last = at == len(clause.params) - 1
    ending = "" if place.inside else ")" if is_last else ", "
    only = clause.params[at][0] is a.atom and not place.inside
    if word:
        found = _atoms(signature, at, places, types, word, ending, inserts)
        return Section(found.title, (), param=found.param) if found and only else found
    items = () if only else _alternatives(places, types)
    return Section(signature.head, items, param=at + 1)


def _step(
    frame: Frame, places: list[Alternative], keys: dict[str, Alternative], types: Types
) -> list[Alternative]:
    if frame.opener == "[":
        return types.elements(places)
    if frame.opener == "{":
        return types.tuple_parts(places, frame.args)
    value = keys.get(frame.tokens[0].text)
    return [value] if value is not None else []


def _keys(
    signature: Signature,
    at: int,
    frame: Frame,
    keys: dict[str, Alternative],
    types: Types,
    word: str,
    inserts: list[Item],
) -> Section | None:
    used = {tokens[0].text for tokens in frame.args if tokens}
    items: list[Match] = []
    for key, value in sorted(keys.items()):
        if key in used or not key.startswith(word):
            continue
        inserts.append(Item(key, "=>"))
        alternatives = [
            types.text(x.type, x.scope) for x in types.alternatives(value.type, value.scope)
        ]
        items.append(Item(f"{key}=>{' | '.join(alternatives)}"))
    return Section(signature.head, tuple(items), param=at + 1) if items else None


def _atoms(
    signature: Signature,
    at: int,
    places: list[Alternative],
    types: Types,
    word: str,
    ending: str,
    inserts: list[Item],
) -> Section | None:
    found = sorted(
        {
            _atom(member.type[2].name)
            for place in places
            for member in types.members(place.type, place.scope)
            if member.type[0] is a.atom
        }
    )
    items = tuple(Item(text, ending) for text in found if text.startswith(word))
    if not items:
        return None
    inserts.extend(items)
    return Section(signature.head, (Section("atoms", items, hide_title=True),), param=at + 1)


def _alternatives(places: list[Alternative], types: Types) -> tuple[Match, ...]:
    """Simple types together; of each named type what it stands for."""
    simple: dict[str, None] = {}
    named: dict[str, Section] = {}
    for place in places:
        for one in types.alternatives(place.type, place.scope):
            inner = one.type
            if inner[0] is a.ann_type:
                inner = lists.from_list(inner[2])[1]
            target = types.named(inner, one.scope)
            if target is None:
                simple[types.text(one.type, one.scope)] = None
                continue
            name, meaning = target
            texts = [
                types.text(part.type, part.scope)
                for part in types.members(meaning.type, meaning.scope)
            ]
            items = tuple(Item(text) for text in dict.fromkeys(texts))
            named[name] = Section(name, items, highlight=True, separator=" :: ")
    items = tuple(Item(text) for text in simple)
    if not named:
        return (Section("types", items, hide_title=True),)
    first = (Section("simple types", items, hide_title=True),) if items else ()
    return (Section("types", (*first, *named.values()), hide_title=True),)


def field_type(
    definition: object, name: str, inside: list[Frame], knowledge: Knowledge
) -> Expansion:
    """The alternatives of the type of a record's field, or of what is `inside` of its value."""
    types = Types(knowledge)
    for form in lists.iter_list(definition[3][1]):  # type: ignore[index]
        if form[0] is a.typed_record_field and form[1][2][2].name == name:  # type: ignore[index]
            places = [Alternative(form[2], _NO_SCOPE)]  # type: ignore[index]
            for frame in inside:
                places = _step(frame, places, {}, types)
            return Expansion(False, "", _without_undefined(_alternatives(places, types)))
    return NOTHING


def _without_undefined(matches: tuple[Match, ...]) -> tuple[Match, ...]:
    """Every field may be undefined."""
    return tuple(
        replace(m, items=_without_undefined(m.items)) if type(m) is Section else m
        for m in matches
        if m != Item("undefined")
    )


def field_atoms(definition: object, name: str, word: str, knowledge: Knowledge) -> Expansion:
    """The atoms of the type of a record's field that begin with the word."""
    types = Types(knowledge)
    for form in lists.iter_list(definition[3][1]):  # type: ignore[index]
        if form[0] is a.typed_record_field and form[1][2][2].name == name:  # type: ignore[index]
            members = types.members(form[2], _NO_SCOPE)  # type: ignore[index]
            atoms = [Item(_atom(m.type[2].name)) for m in members if m.type[0] is a.atom]
            return matching(word, atoms, "atoms")
    return NOTHING
