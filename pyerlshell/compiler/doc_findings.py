"""What is missing or contradictory in the documentation of a module.

    -doc hidden.
    -type t() :: atom().              hidden type 't/0' used in exported function
    -spec f() -> t().

Hidden parts that others can see are told wherever something is documented; what has no
documentation only with `warn_missing_doc` and its relatives.

OTP: beam_doc
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from pyerlshell.syntax.erl_lint.state import items, text_of
from pyerlshell.syntax.erl_parse.annos import location
from pyerlshell.terms import maps
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.types import Term

BEAM_DOC: Final = atom("beam_doc")
Found = tuple[str, tuple[Term, Atom, Term]]
Key = tuple[Term, Term, int]
"""function, type or callback; name; arity"""

_TYPES: Final = (a.type, a.opaque, a.nominal)
_KINDS: Final = {"functions": a.function, "callbacks": a.callback, "types": a.type}
_EXPORT_ALL: Final = (a.compile, a.export_all)
"""Among other options in a list it does not count here."""
_DOC_KEYS: Final = (a.group, a.since, a.deprecated, a.equiv)
_MODULE_KEYS: Final = (a.since, a.deprecated, a.format)


@dataclass(slots=True)
class _Part:
    """A function, type or callback, and what the -doc attributes before it say."""

    place: tuple[str, Term]
    text: bool = False
    equivalent: bool = False
    hidden: tuple[str, Term] | None = None


@dataclass(slots=True)
class _Docs:
    """wanted: the kinds that must be documented; silent: hidden parts of which nothing is said."""

    file: str
    wanted: list[Atom]
    silent: list[Term]
    found: list[Found] = field(default_factory=list)
    parts: dict[Key, _Part] = field(default_factory=dict)
    exported: set[Term] = field(default_factory=set)
    exported_types: set[Term] = field(default_factory=set)
    used: set[Term] = field(default_factory=set)
    needs: dict[Term, set[Term]] = field(default_factory=dict)
    records: dict[Term, Any] = field(default_factory=dict)
    module_text: Term = None
    next: _Part = field(default_factory=lambda: _Part(("", None)))

    def warn(self, place: tuple[str, Term], descriptor: Term) -> None:
        self.found.append((place[0], (place[1], BEAM_DOC, descriptor)))

    def place(self, form: Any) -> tuple[str, Term]:
        return self.file, location(form[1]) if type(form[1]) is list else form[1]


def findings(forms: Iterable[Any], options: Iterable[Term], file: str) -> list[Found]:
    """(file, {Location, beam_doc, Descriptor}) for forms in which the linter found no error."""
    listed = list(forms)
    chosen = list(options)
    docs = _Docs(file, _wanted(chosen), _silent(chosen))
    attributes = {form[2] for form in listed if form[0] is a.attribute}
    if not (docs.wanted or attributes & {a.doc, a.moduledoc}):
        return []
    export_all = any(form[0] is a.attribute and form[2:] == _EXPORT_ALL for form in listed)
    for form in listed:
        _declare(docs, form, export_all)
    for form in listed:
        kind = form[2] if form[0] is a.attribute else form[0]
        handler = _FORMS.get(kind)
        if handler is not None:
            handler(docs, form)
    _hidden(docs)
    if docs.module_text not in (a.hidden, a.false):
        _missing(docs)
    if docs.wanted and docs.module_text is None:
        docs.warn((file, 1), atom("missing_moduledoc"))
    return docs.found


def _wanted(options: list[Any]) -> list[Atom]:
    """The kinds that have to be documented; a later option overrides an earlier one."""
    wanted: list[Atom] = []
    for option in options:
        name = option.name if type(option) is Atom else ""
        before, found, rest = name.partition("warn_missing_doc")
        kinds = list(_KINDS.values()) if not rest else [_KINDS.get(rest[1:], a.function)]
        if not found or before not in ("", "no") or rest[1:] not in ("", *_KINDS):
            continue
        if before:
            wanted = [kind for kind in wanted if kind not in kinds]
        else:
            wanted = list(dict.fromkeys([*wanted, *kinds]))
    return wanted


def _silent(options: list[Any]) -> list[Term]:
    silent: list[Term] = []
    for option in options:
        if option is a.nowarn_hidden_doc:
            silent.append(a.true)
        elif type(option) is tuple and len(option) == 2 and option[0] is a.nowarn_hidden_doc:
            silent += items(option[1]) if type(option[1]) is list else [option[1]]
    return silent


def _declare(docs: _Docs, form: Any, export_all: bool) -> None:
    """What must be known before the forms are gone through in order."""
    if form[0] is a.function:
        if export_all:
            docs.exported.add((form[2], form[3]))
    elif form[0] is not a.attribute:
        return
    elif form[2] is a.export:
        docs.exported.update(items(form[3]))
    elif form[2] is a.export_type:
        docs.exported_types.update(items(form[3]))
    elif form[2] is a.record:
        docs.records[form[3][0]] = form[3][1]
    elif form[2] is a.type:
        name, definition, variables = form[3]
        docs.needs[(name, len(items(variables)))] = _user_types(definition)


# The forms, in order


def _file(docs: _Docs, form: Any) -> None:
    docs.file = text_of(form[3][0])


def _moduledoc(docs: _Docs, form: Any) -> None:
    if maps.is_map(form[3]):
        _metadata(docs, form, _MODULE_KEYS)
    else:
        docs.module_text = form[3]


def _doc(docs: _Docs, form: Any) -> None:
    if form[3] is a.hidden or form[3] is a.false:
        docs.next.hidden = docs.place(form)
    elif maps.is_map(form[3]):
        _metadata(docs, form, _DOC_KEYS)
        docs.next.equivalent |= any(key is a.equiv for key, _ in maps.items(form[3]))
    else:
        docs.next.text = True


def _metadata(docs: _Docs, form: Any, keys: tuple[Atom, ...]) -> None:
    for key, value in maps.items(form[3]):
        if key is a.authors and keys is _MODULE_KEYS:
            fine = _is_list_of_texts(value)
        elif key is a.equiv and type(value) is tuple:
            fine = len(value) == 2 or value[0] is a.call
        else:
            fine = key not in keys or _is_text(value)
        if not fine:
            docs.warn(docs.place(form), (atom("invalid_metadata"), key))


def _is_text(value: Term) -> bool:
    """unicode:chardata/0"""
    if type(value) not in (bytes, list) and value is not None:
        return False
    stack = [value]
    while stack:
        top = stack.pop()
        if type(top) is list:
            stack += top
        elif top is not None and type(top) not in (bytes, int):
            return False
    return True


def _is_list_of_texts(value: Any) -> bool:
    return value is None or (type(value) is list and all(_is_text(part) for part in items(value)))


def _enter(docs: _Docs, form: Any, key: Key) -> None:
    part, docs.next = docs.next, _Part(("", None))
    part.place = docs.place(form)
    docs.parts[key] = part


def _function(docs: _Docs, form: Any) -> None:
    _enter(docs, form, (a.function, form[2], form[3]))


def _type(docs: _Docs, form: Any) -> None:
    _enter(docs, form, (a.type, form[3][0], len(items(form[3][2]))))


def _callback(docs: _Docs, form: Any) -> None:
    _enter(docs, form, (a.callback, *form[3][0]))
    docs.used |= _user_types(form[3][1])


def _spec(docs: _Docs, form: Any) -> None:
    if form[3][0][-2:] in docs.exported:
        docs.used |= _user_types(form[3][1], docs.records)


def _user_types(tree: Any, records: dict[Term, Any] | None = None) -> set[Term]:
    """The types of the module that a type mentions."""
    found: set[Term] = set()
    seen: set[Term] = set()
    stack = [tree]
    while stack:
        top = stack.pop()
        if type(top) is list:
            stack += items(top)
        elif type(top) is tuple and top and top[0] is a.user_type:
            found.add((top[2], len(items(top[3]))))
            stack.append(top[3])
        elif type(top) is tuple and len(top) > 2:
            stack += top[2:]
            if top[0] is a.type and top[2] is a.record and records:
                name = items(top[3])[0][2]
                if name not in seen:
                    seen.add(name)
                    stack.append(records.get(name))
    return found


# What is wrong


def _reachable(docs: _Docs) -> set[Term]:
    """The types that exported functions use, and those that these are made of."""
    reached: set[Term] = set()
    stack = list(docs.used)
    while stack:
        key = stack.pop()
        if key not in reached:
            reached.add(key)
            stack += docs.needs.get(key, ())
    return reached


def _hidden(docs: _Docs) -> None:
    if a.true in docs.silent:
        return
    reachable = _reachable(docs)
    for (kind, name, arity), part in docs.parts.items():
        if part.hidden is None or (name, arity) in docs.silent:
            continue
        if kind is a.callback:
            docs.warn(part.hidden, (atom("hidden_callback"), (name, arity)))
        elif kind is a.type and (name, arity) in reachable:
            what = (atom("hidden_type_used_in_exported_fun"), (name, arity))
            docs.warn(part.hidden, what)


def _missing(docs: _Docs) -> None:
    seen = _reachable(docs) | docs.exported_types
    for key, part in docs.parts.items():
        kind, name, arity = key
        if kind is a.function and (name, arity) not in docs.exported:
            continue
        if kind is a.type and (name, arity) not in seen:
            continue
        undocumented = not part.text and not part.equivalent and part.hidden is None
        if kind in docs.wanted and undocumented:
            docs.warn(part.place, (atom("missing_doc"), key))


_FORMS: Final[dict[Term, Callable[[_Docs, Any], None]]] = {
    a.file: _file,
    a.moduledoc: _moduledoc,
    a.doc: _doc,
    a.function: _function,
    a.type: _type,
    a.opaque: _type,
    a.nominal: _type,
    a.callback: _callback,
    a.spec: _spec,
}


def format_error(descriptor: Any) -> str:
    """The text of a descriptor."""
    if type(descriptor) is Atom:
        return "missing -moduledoc"
    tag, what = descriptor[0].name, descriptor[1]
    if tag == "missing_doc":
        return f"missing -doc for {what[0].name} {what[1].name}/{what[2]}"
    if tag == "hidden_callback":
        return f"hidden callback '{what[0].name}/{what[1]}' used"
    if tag == "hidden_type_used_in_exported_fun":
        return f"hidden type '{what[0].name}/{what[1]}' used in exported function"
    if what is a.authors:
        return "authors should be a list of unicode strings, that is [unicode:chardata/0]"
    return f"{what.name} should be a unicode string, that is unicode:chardata/0"
