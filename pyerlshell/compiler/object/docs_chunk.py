"""The documentation of a module as data: what -moduledoc and -doc say of it and of its parts.

    -doc "Adds.".  add(X, Y) -> ...    {{function,add,2}, Anno, [<<"add(X, Y)">>],
                                        #{<<"en">> => <<"Adds.">>}, #{since => ...}}

An attribute belongs to the function, type or callback that comes next. The term goes into the chunk
`Docs` of the object file.

OTP: beam_doc (EEP 48)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from pyerlshell.syntax.erl_pp import clauses
from pyerlshell.syntax.erl_pp.boxes import WIDTH, finished
from pyerlshell.syntax.erl_pp.exprs import LOWEST
from pyerlshell.syntax.erl_pp.exprs import expr as expression
from pyerlshell.terms import lists, maps
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.patterns import pattern
from pyerlshell.terms.types import Term

PRINTERS: Final = (clauses,)
"""Imported for the expressions that it knows to print."""


_VERSION: Final = (1, 0, 0)
_DOCS_ATTRIBUTES: Final = (a.doc, a.moduledoc)
_SLOGAN: Final = pattern(r"\A([a-z][A-Za-z0-9_@]*)\([^\n]*\)[ \t]*(?:\n[ \t]*\n|\Z)")


@dataclass(slots=True)
class _Said:
    """What the -doc attributes before something say."""

    text: Term = None
    data: dict[Term, Term] = field(default_factory=dict)
    anno: Term = None


@dataclass(slots=True)
class _Module:
    said: _Said = field(default_factory=_Said)
    next: _Said = field(default_factory=_Said)
    exports: set[tuple[Term, Term]] = field(default_factory=set)
    types: set[tuple[Term, Term]] = field(default_factory=set)
    specs: dict[tuple[Term, Term], Term] = field(default_factory=dict)
    export_all: bool = False
    entries: list[tuple[int, Term]] = field(default_factory=list)
    order: int = 0


def has_docs(forms: Term) -> bool:
    """Some attribute says something about documentation."""
    return any(
        type(form) is tuple and form[0] is a.attribute and form[2] in _DOCS_ATTRIBUTES
        for form in lists.iter_list(forms)
    )


def docs_of(forms: Term) -> Term:
    """The docs_v1 term of a module's forms."""
    module = _Module()
    items: list[Any] = [form for form in lists.iter_list(forms) if type(form) is tuple]
    for form in items:
        if form[0] is a.attribute:
            _look_at(module, form)
    for form in items:
        handler = _FORMS.get(form[2] if form[0] is a.attribute else form[0])
        if handler is not None:
            handler(module, form)
    entries = [entry for _, entry in sorted(module.entries, key=lambda e: e[0])][::-1]
    since = module.said.data.get(a.since)
    return (
        a.docs_v1,
        _place(module.said.anno),
        a.erlang,
        b"text/markdown",
        _content(module.said),
        maps.map_new([(a.otp_doc_vsn, _VERSION), *module.said.data.items()]),
        lists.to_list([_with_since(entry, since) for entry in entries]),
    )


def _look_at(module: _Module, form: Any) -> None:
    """What is needed before the forms are gone through in order."""
    if form[2] is a.export:
        module.exports.update(lists.iter_list(form[3]))  # type: ignore[arg-type]
    elif form[2] is a.export_type:
        module.types.update(lists.iter_list(form[3]))  # type: ignore[arg-type]
    elif form[2] is a.spec:
        module.specs[form[3][0][-2:]] = form[3][1]
    elif form[2] is a.compile:
        options = [form[3]] if type(form[3]) is not list else lists.from_list(form[3])
        module.export_all |= any(option is a.export_all for option in options)


def _moduledoc(module: _Module, form: Any) -> None:
    _add(module.said, form)


def _doc(module: _Module, form: Any) -> None:
    _add(module.next, form)


def _add(said: _Said, form: Any) -> None:
    value = form[3]
    if said.anno is None:
        said.anno = form[1]
    if maps.is_map(value):
        for key, item in maps.items(value):
            said.data[key] = _equivalent(item) if key is a.equiv else _text(item)
    else:
        said.text = value


def _text(value: Term) -> Term:
    text = lists.list_to_string(value) if type(value) is list else None
    return value if text is None else text.encode()


def _equivalent(value: Term) -> Term:
    """`equiv => f(X)` is an abstract call, `equiv => f/1` a pair."""
    if type(value) is tuple and value and value[0] is a.call:
        return "\n".join(finished(expression(value, LOWEST, WIDTH))).encode()
    if type(value) is tuple and len(value) == 2 and type(value[0]) is Atom:
        return f"{value[0].name}/{value[1]}".encode()
    return _text(value)


def _function(module: _Module, form: Any) -> None:
    name, arity = form[2], form[3]
    said, module.next = module.next, _Said()
    if (name, arity) not in module.exports and not module.export_all:
        return
    _enter(module, 3, (a.function, name, arity), form[1], said, _function_signature(module, form))


def _type(module: _Module, form: Any) -> None:
    name, _, variables = form[3]
    said, module.next = module.next, _Said()
    arity = lists.length(variables)
    said.data[a.exported] = a.true if (name, arity) in module.types else a.false
    known: list[Any] = lists.from_list(variables)
    names = [variable[2].name for variable in known]
    signature = f"{name.name}({', '.join(names)})"
    _enter(module, 1, (a.type, name, arity), form[1], said, signature)


def _callback(module: _Module, form: Any) -> None:
    name, arity = form[3][0]
    said, module.next = module.next, _Said()
    signature = _named(name, _spec_names(form[3][1])) or f"{name.name}/{arity}"
    if arity == 0:
        signature = f"{name.name}()"
    _enter(module, 2, (a.callback, name, arity), form[1], said, signature)


def _enter(module: _Module, kind: int, what: Term, anno: Term, said: _Said, signature: str) -> None:
    """`kind` sorts: types, callbacks, functions, each backwards."""
    place = _place(said.anno if said.anno is not None else anno)
    doc = _content(said)
    slogan = _SLOGAN.match(_english(doc))
    if slogan is not None and type(what) is tuple and slogan[1] == what[1].name:
        text = _english(doc)
        signature = slogan[0].strip()
        doc = maps.map_new([(b"en", text[slogan.end() :].lstrip("\n").encode())])
    data = [(key, value) for key, value in said.data.items()]
    data.append((a.source_anno, _place(anno)))
    entry = (what, place, [signature.encode(), None], doc, maps.map_new(data))
    module.order += 1
    module.entries.append((-kind * 1_000_000 + module.order, entry))


def _english(doc: Term) -> str:
    if maps.is_map(doc):
        for _, text in maps.items(doc):  # type: ignore[arg-type]
            return text.decode("utf-8", "replace") if type(text) is bytes else ""
    return ""


def _content(said: _Said) -> Term:
    if said.text is a.hidden or said.text is a.false:
        return a.hidden
    text = _text(said.text) if said.text is not None else None
    return maps.map_new([(b"en", text)]) if type(text) is bytes else a.none


def _with_since(entry: Any, since: Term) -> Term:
    """What a module says holds for its parts."""
    data = dict(maps.items(entry[4]))
    if since is None or a.since in data:
        return entry
    return (*entry[:4], maps.map_new([*data.items(), (a.since, since)]))


def _place(anno: Term) -> Term:
    if type(anno) is list:
        for item in lists.iter_list(anno):
            if type(item) is tuple and item[0] is a.location:
                return item[1]
    return 0 if anno is None else anno


# Signatures


def _function_signature(module: _Module, form: Any) -> str:
    name, arity = form[2], form[3]
    if arity == 0:
        return f"{name.name}()"
    clause: Any = form[4][0]
    names = _variables(lists.from_list(clause[2]))
    found = _named(name, _spec_names(module.specs.get((name, arity)))) or _named(name, names)
    return found or f"{name.name}/{arity}"


def _named(name: Atom, names: list[str] | None) -> str | None:
    return None if names is None else f"{name.name}({', '.join(names)})"


def _variables(args: list[Any]) -> list[str] | None:
    """The names of arguments, if all are variables."""
    names = [arg[2].name for arg in args if arg[0] is a.var and arg[2] is not a._]
    return names if len(names) == len(args) else None


def _spec_names(types: Term) -> list[str] | None:
    """The names that a specification gives to arguments: `X :: t()`, or a variable."""
    if type(types) is not list:
        return None
    found: Any = types[0]
    if found[2] is a.bounded_fun:
        found = found[3][0]
    if found[2] is not a.fun:
        return None
    args: list[Any] = lists.from_list(found[3][0][3])
    names: list[str] = []
    for arg in args:
        variable = arg[2][0] if arg[0] is a.ann_type else arg
        if variable[0] is not a.var or variable[2] is a._:
            return None
        names.append(variable[2].name)
    return names


_FORMS: Final[dict[Term, Callable[[_Module, Any], None]]] = {
    a.moduledoc: _moduledoc,
    a.doc: _doc,
    a.function: _function,
    a.type: _type,
    a.opaque: _type,
    a.nominal: _type,
    a.callback: _callback,
}
