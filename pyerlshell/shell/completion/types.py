"""Types of specs: parsed, looked into, and shown in short.

A `Scope` is where a type stands: its module, and the constraints of the spec's variables. Named
types are resolved through the knowledge, each at most once on a way, so that recursive types end.

    {delayed_write, Size :: non_neg_integer(), Delay :: pos_integer()}   shown {delayed_write, ...}

OTP: edlin_type_suggestion, erl_pp
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pyerlshell.otp.specs import ModuleSpecs
from pyerlshell.shell.completion.context import Token, plain
from pyerlshell.shell.completion.knowledge import Knowledge
from pyerlshell.syntax import erl_scan
from pyerlshell.syntax.erl_parse import api as erl_parse
from pyerlshell.syntax.erl_parse.tokens import ParseError
from pyerlshell.terms import lists
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.chars import atom_text
from pyerlshell.terms.types import Term

Node = Any
"""A type in abstract format."""

_DEEPEST: Final = 8


@dataclass(frozen=True, slots=True)
class Scope:
    """The module of a type and what its variables stand for."""

    module: str
    variables: Mapping[str, Node] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of a spec."""

    params: tuple[Node, ...]
    result: Node
    scope: Scope


@dataclass(frozen=True, slots=True)
class Alternative:
    """One alternative of a type where it stands; `name` of the type that it comes from, or ""."""

    type: Node
    scope: Scope
    name: str = ""


def clauses(text: str, module: str) -> list[Clause]:
    """The clauses of a spec as it stands in a table, with or without `-spec`."""
    form = _form(text if text.startswith("-") else f"-spec {text}")
    if form is None:
        return []
    return clauses_of(lists.iter_list(form[3][1]), module)


def clauses_of(forms: Any, module: str) -> list[Clause]:
    """The clauses of a spec in abstract format."""
    return [_clause(form, module) for form in forms]


def _clause(form: Node, module: str) -> Clause:
    variables: dict[str, Node] = {}
    if form[2] is a.bounded_fun:
        signature, constraints = lists.from_list(form[3])
        for constraint in lists.iter_list(constraints):
            _, (variable, type_) = constraint[3][0], lists.from_list(constraint[3][1][0])  # type: ignore[index]
            variables[variable[2].name] = type_  # type: ignore[index]
        form = signature
    product, result = lists.from_list(form[3])
    params = tuple(lists.from_list(product[3]))  # type: ignore[index]
    return Clause(params, result, Scope(module, variables))


def _form(text: str) -> Node | None:
    try:
        return erl_parse.parse_form(erl_scan.scan(text, (1, 1)).tokens)
    except ParseError:
        return None


# Names of types


_SHOWN: Final = {
    "term": "any()",
    "non_neg_integer": "integer() >= 0",
    "pos_integer": "integer() > 0",
    "neg_integer": "integer() < 0",
}
_UNIONS: Final = {
    "boolean": ("true", "false"),
    "bool": ("true", "false"),
}
_TWO: Final = {
    "iodata": ("iolist", "binary"),
    "timeout": ("timeout",),
    "number": ("integer", "float"),
    "identifier": ("pid", "port", "reference"),
}


class Types:
    """Looks into types with what somebody knows."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self._specs: dict[str, ModuleSpecs] = {}

    def specs(self, module: str) -> ModuleSpecs:
        """The specs and types of a module."""
        if module not in self._specs:
            self._specs[module] = self.knowledge.specs(module)
        return self._specs[module]

    def named(self, node: Node, scope: Scope) -> tuple[str, Alternative] | None:
        """What a named type stands for: its full name, and the type in its own scope."""
        found = _name_of(node, scope.module)
        if found is None:
            return None
        module, name, args = found
        text = self.specs(module).types.get((name, len(args)))
        form = _form(text) if text is not None else None
        if form is None:
            return None
        _, type_, params = form[3]
        variables = {
            variable[2].name: _closed(arg, scope)  # type: ignore[index]
            for variable, arg in zip(lists.iter_list(params), args, strict=False)
        }
        return f"{_atom(module)}:{_atom(name)}()", Alternative(type_, Scope(module, variables))

    def alternatives(self, node: Node, scope: Scope) -> Iterator[Alternative]:
        """The members of a union, variables replaced; named types stay as they are."""
        yield from self._alternatives(node, scope, frozenset())

    def _alternatives(
        self, node: Node, scope: Scope, seen: frozenset[str]
    ) -> Iterator[Alternative]:
        kind = node[0]
        if kind is a.var:
            name = node[2].name
            if name in scope.variables and name not in seen:
                inner, where = _opened(scope.variables[name], scope)
                yield from self._alternatives(inner, where, seen | {name})
            else:
                yield Alternative((a.type, 0, a.any, None), scope)
        elif kind is a.type and node[2] is a.union:
            for part in lists.iter_list(node[3]):
                yield from self._alternatives(part, scope, seen)
        elif kind is a.type and node[2].name in _UNIONS:
            for word in _UNIONS[node[2].name]:
                yield Alternative((a.atom, 0, getattr(a, word)), scope)
        elif kind is a.type and node[2].name in _TWO and len(_TWO[node[2].name]) > 1:
            for word in _TWO[node[2].name]:
                yield Alternative((a.type, 0, getattr(a, word), None), scope)
        else:
            yield Alternative(node, scope)

    def members(self, node: Node, scope: Scope, depth: int = 0) -> Iterator[Alternative]:
        """All alternatives with named types replaced by theirs, and `Name :: T` by T."""
        for one in self.alternatives(node, scope):
            inner = one.type
            if inner[0] is a.ann_type:
                yield from self.members(inner[2][1][0], one.scope, depth + 1)
                continue
            target = self.named(inner, one.scope) if depth < _DEEPEST else None
            if target is None:
                yield one
            else:
                yield from self.members(target[1].type, target[1].scope, depth + 1)

    # Inside lists, tuples and maps

    def elements(self, places: list[Alternative]) -> list[Alternative]:
        """What may stand in the lists among these."""
        found = []
        for one in self._all(places):
            node = one.type
            if node[0] is a.type and node[2] in (a.list, a.nonempty_list) and node[3] is not None:
                found.append(Alternative(node[3][0], one.scope))
        return found

    def tuple_parts(self, places: list[Alternative], given: list[list[Token]]) -> list[Alternative]:
        """What may stand next in the tuples among these whose beginning fits."""
        found = []
        for one in self._all(places):
            node = one.type
            if node[0] is not a.type or node[2] is not a.tuple or type(node[3]) is not list:
                continue
            parts = lists.from_list(node[3])
            if len(parts) > len(given) and all(
                self.fits(tokens, part, one.scope)
                for tokens, part in zip(given, parts, strict=False)
            ):
                found.append(Alternative(parts[len(given)], one.scope))
        return found

    def map_fields(self, places: list[Alternative]) -> dict[str, Alternative]:
        """The atom keys of the maps among these, as text, with the types of their values."""
        found = {}
        for one in self._all(places):
            node = one.type
            if node[0] is not a.type or node[2] is not a.map or type(node[3]) is not list:
                continue
            for association in lists.iter_list(node[3]):
                key, value = lists.from_list(association[3])  # type: ignore[index]
                for member in self.members(key, one.scope):
                    if member.type[0] is a.atom:
                        found[_atom(member.type[2].name)] = Alternative(value, one.scope)
        return found

    def _all(self, places: list[Alternative]) -> Iterator[Alternative]:
        for place in places:
            yield from self.members(place.type, place.scope)

    def fits(self, tokens: list[Token], node: Node, scope: Scope) -> bool:
        """What was typed may be of this type, as far as that can be seen."""
        if len(tokens) != 1:
            return True
        kind = _kind_of(tokens[0])
        if not kind:
            return True
        return any(_may_be(kind, tokens[0], m.type) for m in self.members(node, scope))

    # Text

    def text(self, node: Node, scope: Scope) -> str:
        """The type in short: of a tuple only how it begins."""
        return self._text(node, scope, 0)

    def _text(self, node: Node, scope: Scope, depth: int) -> str:
        kind = node[0]
        if kind is a.atom:
            return _atom(node[2].name)
        if kind in (a.integer, a.char):
            return str(node[2])
        if kind is a.op:
            return f"{node[2].name}{self._text(node[3], scope, depth)}"
        if depth > _DEEPEST:
            return "..."
        if kind is a.ann_type:
            variable, inner = lists.from_list(node[2])
            return f"{variable[2].name} :: {self._text(inner, scope, depth + 1)}"  # type: ignore[index]
        if kind is a.var:
            return self._variable(node[2].name, scope, depth)
        if kind is a.type and node[2].name in _BY_NAME:
            return str(_BY_NAME[node[2].name](self, node, scope, depth))
        named = _name_of(node, scope.module)
        if named is not None:
            return f"{_atom(named[0])}:{_atom(named[1])}()"
        return _SHOWN.get(node[2].name, f"{_atom(node[2].name)}()")

    def _variable(self, name: str, scope: Scope, depth: int) -> str:
        if name == "_" or name not in scope.variables:
            return "any()"
        inner, where = _opened(scope.variables[name], scope)
        return self._text(inner, where, depth + 1)

    def joined(self, nodes: Term, scope: Scope, depth: int, between: str) -> str:
        """The texts of several types."""
        return between.join([self._text(node, scope, depth + 1) for node in lists.iter_list(nodes)])

    def title(self, node: Node) -> str:
        """A parameter as it is shown in the head of a function."""
        if node[0] is a.var:
            return str(node[2].name)
        if node[0] is a.ann_type:
            return str(node[2][0][2].name)
        return ""


def _union(types: Types, node: Node, scope: Scope, depth: int) -> str:
    return types.joined(node[3], scope, depth, " | ")


def _tuple(types: Types, node: Node, scope: Scope, depth: int) -> str:
    if type(node[3]) is not list:
        return "tuple()" if node[3] is a.any else "{}"
    first = types.title(node[3][0]) if node[3][0][0] is a.var else ""
    first = first or types._text(node[3][0], scope, depth + 1)
    return f"{{{first}}}" if node[3][1] is None else f"{{{first}, ...}}"


def _list(types: Types, node: Node, scope: Scope, depth: int) -> str:
    if type(node[3]) is not list:
        return "[]" if node[2] is a.nil else f"{node[2].name}()"
    inner = types._text(node[3][0], scope, depth + 1)
    return f"[{inner}, ...]" if node[2] is a.nonempty_list else f"[{inner}]"


def _map(types: Types, node: Node, scope: Scope, depth: int) -> str:
    if type(node[3]) is not list:
        return "map()"
    keys = [types._text(pair[3][0], scope, depth + 1) for pair in lists.iter_list(node[3])]  # type: ignore[index]
    shown = ", ".join(f"{key} => _" for key in keys[:3])
    return f"#{{{shown}{', ...' if len(keys) > 3 else ''}}}"


def _fun(types: Types, node: Node, scope: Scope, depth: int) -> str:
    parts = lists.from_list(node[3]) if type(node[3]) is list else []
    if len(parts) != 2:
        return "fun()"
    head, result = parts
    assert type(head) is tuple
    shown = "..." if head[2] is a.any else types.joined(head[3], scope, depth, ", ")
    return f"fun(({shown}) -> {types._text(result, scope, depth + 1)})"


def _range(types: Types, node: Node, scope: Scope, depth: int) -> str:
    return types.joined(node[3], scope, depth, "..")


def _record(_types: Types, node: Node, _scope: Scope, _depth: int) -> str:
    return f"#{_atom(node[3][0][2].name)}{{}}"


def _binary(_types: Types, node: Node, _scope: Scope, _depth: int) -> str:
    if type(node[3]) is not list:
        return "binary()"
    base, unit = (part[2] for part in lists.from_list(node[3]))  # type: ignore[index]
    return {(0, 8): "binary()", (0, 1): "bitstring()"}.get(
        (base, unit), f"<<_:{base}, _:_*{unit}>>"
    )


_BY_NAME: Final[dict[str, Any]] = {
    "union": _union,
    "tuple": _tuple,
    "list": _list,
    "nonempty_list": _list,
    "nil": _list,
    "map": _map,
    "fun": _fun,
    "function": _fun,
    "range": _range,
    "record": _record,
    "binary": _binary,
}


def _name_of(node: Node, module: str) -> tuple[str, str, list[Node]] | None:
    if node[0] is a.user_type:
        return module, node[2].name, lists.from_list(node[3])
    if node[0] is a.remote_type:
        where, name, args = lists.from_list(node[2])
        return where[2].name, name[2].name, lists.from_list(args)  # type: ignore[index]
    return None


def _closed(node: Node, scope: Scope) -> Node:
    """A type that keeps its own scope, as the argument of a named type."""
    return (_CLOSED, node, scope)


_CLOSED: Final = object()


def _opened(node: Node, scope: Scope) -> tuple[Node, Scope]:
    return (node[1], node[2]) if node[0] is _CLOSED else (node, scope)


def _atom(name: str) -> str:
    return atom_text(name, "unicode")


# What is typed against types


_GROUPS: Final = {"[": "list", "{": "tuple", "#{": "map", "<<": "binary", "fun": "fun"}
_KINDS: Final = {"atom": "atom", "number": "integer", "string": "list", "char": "integer"}


def _kind_of(token: Token) -> str:
    if token.kind == "group":
        if token.group is not None and token.group.record is not None:
            return "tuple"
        return _GROUPS.get(token.text, "")
    if token.kind == "number" and "." in token.text:
        return "float"
    if token.kind == "string" and token.text.startswith("~"):
        return "binary"
    return _KINDS.get(token.kind, "")


_OF_KIND: Final = {
    "atom": "atom module node",
    "integer": "integer non_neg_integer pos_integer neg_integer range byte char arity timeout",
    "float": "float",
    "list": "list nonempty_list string nonempty_string iolist nil maybe_improper_list",
    "tuple": "tuple record mfa",
    "map": "map",
    "binary": "binary bitstring nonempty_binary nonempty_bitstring",
    "fun": "fun function",
}
_MAY_BE: Final = {kind: frozenset(words.split()) for kind, words in _OF_KIND.items()}


def _may_be(kind: str, token: Token, node: Node) -> bool:
    if node[0] is a.atom:
        return kind == "atom" and node[2].name == plain(token.text)
    if node[0] in (a.integer, a.op):
        return kind == "integer"
    if node[0] is not a.type:
        return True  # a named type of which nothing is known
    name = node[2]
    assert type(name) is Atom
    if name in (a.any, a.term, a.dynamic):
        return True
    if name is a.timeout and kind == "atom":
        return token.text == "infinity"
    return name.name in _MAY_BE[kind]
