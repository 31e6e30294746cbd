"""What may stand at each kind of place: words, functions, fields, keys, files.

OTP: edlin_expand
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from pyerlshell.otp.specs import NameArity
from pyerlshell.shell.completion.arguments import field_atoms, field_type
from pyerlshell.shell.completion.context import RESERVED, Context, Token, plain
from pyerlshell.shell.completion.knowledge import Knowledge
from pyerlshell.shell.completion.result import (
    NOTHING,
    Expansion,
    Item,
    Match,
    Section,
    fold,
    matching,
)
from pyerlshell.terms import lists
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.chars import atom_text
from pyerlshell.terms.patterns import pattern
from pyerlshell.terms.types import Term

_OPERATORS: Final = frozenset(
    "and andalso band bnot bor bsl bsr bxor div not or orelse rem xor".split()
)
_OPEN_SPACE: Final = pattern(r"(?<!\\) ")
KEYWORDS: Final = sorted(RESERVED - _OPERATORS - {"let", "cond"})


def shown(name: str) -> str:
    """An atom as it is typed."""
    return atom_text(name, "unicode")


# Words


def words(word: str, knowledge: Knowledge) -> list[Expansion]:
    """What an atom at the beginning of an expression may become."""
    if not word:
        return []
    return [
        matching(word, _called(knowledge.commands()), "commands"),
        matching(word, _called(knowledge.typed().functions), "functions"),
        matching(word, _called(knowledge.bifs()), "bifs"),
        matching(word, [Item(name) for name in KEYWORDS], "keywords"),
        modules(word, knowledge),
    ]


def modules(word: str, knowledge: Knowledge, ending: str = ":") -> Expansion:
    """Modules by name."""
    return matching(word, [Item(shown(m), ending) for m in knowledge.modules()], "modules")


def _called(functions: Iterable[NameArity]) -> list[Item]:
    """Names followed by a bracket, closed at once where there are no parameters."""
    arities: dict[str, set[int]] = {}
    for name, arity in functions:
        arities.setdefault(name, set()).add(arity)
    return [Item(shown(n), "()" if found == {0} else "(") for n, found in arities.items()]


def bindings(word: str, knowledge: Knowledge) -> Expansion:
    """Variables that are bound."""
    return matching(word, [Item(name) for name in knowledge.typed().bindings], "bindings")


# Functions of a module


def functions(module: str, word: str, knowledge: Knowledge, ending: str = "(") -> Expansion:
    """The functions of a module, under the headings of its documentation."""
    exported = list(knowledge.exports(module))
    groups = knowledge.specs(module).groups
    if not word and knowledge.is_documented(module):  # the documentation lists what it describes
        exported = [item for item in exported if item[0] != "module_info"]
    if not exported:
        return NOTHING
    items = {item.text: item for item in _called(exported)}
    if ending != "(":
        chosen = [text for text in items if text.startswith(word)]
        more = _only_arity(chosen[0], exported) if len(chosen) == 1 else ""
        items = {text: Item(text, ending + more) for text in chosen}
    found = matching(word, list(items.values()), "Functions")
    if not groups or not found.matches:
        return found
    return _grouped(found, groups)


def _only_arity(text: str, exported: list[NameArity]) -> str:
    found = [arity for name, arity in exported if shown(name) == text]
    return str(found[0]) if len(found) == 1 else ""


def _grouped(found: Expansion, groups: list[tuple[str, list[NameArity]]]) -> Expansion:
    heading = {shown(name): title for title, names in groups for name, _ in names}
    under: dict[str, list[Match]] = {}
    for section in found.matches:
        assert type(section) is Section
        for item in section.items:
            assert type(item) is Item
            under.setdefault(heading.get(item.text, "Functions"), []).append(item)
    sections = tuple(Section(t, tuple(i), highlight=True) for t, i in sorted(under.items()))
    certain = found.found if len(sections) == 1 else bool(found.insert)
    return Expansion(certain, found.insert, sections)


def arities(module: str | None, function: str, word: str, knowledge: Knowledge) -> Expansion:
    """How many arguments a function takes."""
    if module is None:
        known = [*knowledge.typed().functions, *knowledge.commands(), *knowledge.bifs()]
    else:
        known = list(knowledge.exports(module))
    return matching(word, [Item(str(n)) for name, n in set(known) if name == function])


# Help


HELP: Final = {"h": "function", "ht": "type", "hcb": "callback"}
_TITLES: Final = {"function": "Functions", "type": "Types", "callback": "Callbacks"}


def documented(context: Context, what: str, knowledge: Knowledge) -> Expansion:
    """Inside h/1,2,3, ht/1,2,3 and hcb/1,2,3: modules, then names, then arities."""
    frame, word = context.frame, context.word
    given = [tokens[0].text if len(tokens) == 1 else "" for tokens in frame.args]
    if context.before() or "" in given or len(given) > 2:
        return NOTHING
    if not given:
        return modules(word, knowledge, ", ") if word else NOTHING
    names = list(_documented(plain(given[0]), what, knowledge))
    if len(given) == 1:
        items = [Item(shown(name), ", ") for name in {name for name, _ in names}]
        found = matching(word, items, _TITLES[what])
        groups = knowledge.specs(plain(given[0])).groups if what == "function" else []
        return _grouped(found, groups) if groups and found.matches else found
    wanted = [Item(str(n), ")") for name, n in names if name == plain(given[1])]
    return matching(word, wanted)


def _documented(module: str, what: str, knowledge: Knowledge) -> Iterable[NameArity]:
    if what == "function":
        return [item for item in knowledge.exports(module) if item[0] != "module_info"]
    if what == "type":
        found = knowledge.specs(module)
        return [name for name in found.types if name not in found.private]
    return knowledge.callbacks(module)


# Records and maps


def records(before: list[Token], word: str, knowledge: Knowledge) -> Expansion:
    """After `#`: a record's name, or the bracket of a map if a map stands before."""
    typed = knowledge.typed()
    items = [Item(shown(name), "{") for name in typed.records]
    if len(before) >= 2 and before[-2].kind == "var":
        value = typed.bindings.get(before[-2].text)
        if _is_map(value) and not word:
            return Expansion(True, "{")
        if type(value) is tuple and value and type(value[0]) is Atom:
            tag = value[0].name
            return matching(word, [i for i in items if i.text == shown(tag)])
    return matching(word, items, "records")


def _is_map(value: Term) -> bool:
    return type(value).__name__ in ("dict", "Map")


def record_fields(context: Context, knowledge: Knowledge) -> Expansion:
    """Inside `#name{`: fields that are not given yet, or the type of the field's value."""
    frame, word, before = context.frame, context.word, context.before()
    assert frame.record is not None
    definition = knowledge.typed().records.get(frame.record)
    if definition is None:
        return fold(word, words(word, knowledge))
    if not before:
        used = {plain(tokens[0].text) for tokens in frame.args if tokens}
        items = [Item(shown(n), "=") for n in field_names(definition) if n not in used]
        return fold(word, [matching(word, items, "fields"), *words(word, knowledge)])
    if len(before) == 2 and before[1].text in ("=", "=>"):
        name = plain(before[0].text)
        if not word:
            return field_type(definition, name, [], knowledge)
        atoms = field_atoms(definition, name, word, knowledge)
        return fold(word, [atoms, *words(word, knowledge)])
    return fold(word, words(word, knowledge))


def field_parts(context: Context, knowledge: Knowledge) -> Expansion:
    """Inside of tuples and lists that are a field's value: what may stand there."""
    at = len(context.frames) - 1
    while at > 0 and context.frames[at].opener in ("[", "{") and context.frames[at].record is None:
        at -= 1
    frame, inside = context.frames[at], context.frames[at + 1 :]
    definition = knowledge.typed().records.get(frame.record or "")
    if context.word or not inside or definition is None or len(frame.tokens) != 2:
        return NOTHING
    if frame.tokens[1].text != "=" or any(inner.tokens for inner in inside):
        return NOTHING
    return field_type(definition, plain(frame.tokens[0].text), inside, knowledge)


def field_access(record: str, word: str, knowledge: Knowledge) -> Expansion:
    """After `#name.`."""
    definition = knowledge.typed().records.get(record)
    if definition is None:
        return NOTHING
    return matching(word, [Item(shown(n)) for n in field_names(definition)], "fields")


def field_names(definition: Term) -> list[str]:
    """The names of the fields of a `record` attribute form."""
    found = []
    for form in lists.iter_list(definition[3][1]):  # type: ignore[index]
        while form[0] is a.typed_record_field:  # type: ignore[index]
            form = form[1]  # type: ignore[index]
        found.append(form[2][2].name)  # type: ignore[index]
    return found


def map_keys(context: Context, knowledge: Knowledge) -> Expansion:
    """Inside `Var#{`: the atoms among the keys of the map, those that are not given yet."""
    frame = context.frame
    assert frame.var is not None
    value = knowledge.typed().bindings.get(frame.var)
    if not _is_map(value):
        return NOTHING
    used = {tokens[0].text for tokens in frame.args if tokens}
    keys = [shown(k.name) for k in value if type(k) is Atom]  # type: ignore[attr-defined]
    return matching(context.word, [Item(k, "=>") for k in keys if k not in used])


# Files


def files(content: str, knowledge: Knowledge) -> Expansion:
    """Inside a string: files and folders. The string is closed behind the name of a file."""
    if _OPEN_SPACE.search(content):
        return NOTHING
    folder, slash, start = unescaped(content).rpartition("/")
    if start == "..":
        return Expansion(True, "/")
    items = [Item("..", "/")] if start == "." else []
    for file in knowledge.files(folder + slash):
        if file.name.startswith(".") and not start.startswith("."):
            continue
        items.append(Item(escaped(file.name), "/" if file.is_folder else '"'))
    found = matching(escaped(start), items)
    if len(found.matches) <= 1:
        return found
    matches = tuple(_file_shown(match) for match in found.matches)
    return Expansion(found.found, found.insert, matches)


def _file_shown(match: Match) -> Match:
    assert type(match) is Item
    return Item(match.text + "/") if match.ending == "/" else Item(match.text)


def unescaped(text: str) -> str:
    """What is typed in a string as a name of a file."""
    return text.replace('\\"', '"').replace("\\ ", " ").replace("\\\\", "\\")


def escaped(name: str) -> str:
    """A name of a file as it is typed in a string."""
    return name.replace("\\", "\\\\").replace('"', '\\"')
