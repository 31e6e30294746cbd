"""A docs_v1 term and a question (a module, a function, a type, a callback) to the text of a page.

OTP: shell_docs
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeAlias

from pyerlshell.otp.documentation import markdown
from pyerlshell.otp.documentation.markdown import Block, Span
from pyerlshell.otp.documentation.render import Page
from pyerlshell.terms import lists, maps
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Term
from pyerlshell.terms.write import write

Specs: TypeAlias = Callable[[Atom, Atom, int], str | None]
"""Kind, name, arity -> the attribute as erl_pp prints it, without its line end."""

_INDENT: Final = "\xa0\xa0"
"""No-break spaces, as the reference prints them before a signature."""
_HIDDEN: Final = (
    "The documentation for ",
    " is hidden. This probably means that it is internal and not to be used by other applications.",
)
_NONE: Final = ("There is no documentation for ", "")


class Docs:
    """A docs_v1 term of a module, ready to be asked."""

    def __init__(self, module: Atom, term: Any, specs: Specs, page: Page) -> None:
        self.module = module
        self.format: bytes = term[3]
        self.about: Term = term[4]
        self.entries: list[Any] = lists.from_list(term[6])
        self.specs = specs
        self.page = page

    def of_module(self) -> str:
        """The page of the module."""
        head = [Block("h2", spans=[Span("", f"\t{self.module.name}")])]
        return self._page(head, self._content(self.about, self.module.name))

    def of(self, kind: Atom, name: Atom, arity: int | None) -> str | None:
        """The pages of what has this name; None if nothing has."""
        found = self._named(kind, name, arity)
        if not found:
            return None
        if kind is not a.function:
            return "".join([self._entry(entry) for entry in found])
        return "".join([self._group(group) for group in self._groups(found)])

    def listing(self, kind: Atom) -> str:
        """All types, or all callbacks."""
        head = [Block("h2", spans=[Span("", f"\t{self.module.name}")])]
        found = [entry for entry in self.entries if entry[0][0] is kind and maps.is_map(self.about)]
        if not found:
            what = f"There are no {kind.name}s in this module"
            return self.page.page([*head, _paragraph(what)], 0)
        what = f"These {kind.name}s are documented in this module:"
        blocks = [*head, _paragraph(what)]
        for entry in found:
            blocks += self._signature(entry, kind is not a.callback)
        return self.page.page(blocks, 0)

    def _named(self, kind: Atom, name: Atom, arity: int | None) -> list[Any]:
        return [
            entry
            for entry in self.entries
            if entry[0][0] is kind and entry[0][1] is name and arity in (None, entry[0][2])
        ]

    def _groups(self, found: list[Any]) -> list[list[Any]]:
        """Functions sorted; those that are equivalent to the same one stand together."""
        groups: dict[Term, list[Any]] = {}
        for entry in sorted(found, key=lambda entry: (entry[0][1].name, entry[0][2])):
            equivalent = maps.get(entry[4], a.equiv)
            key: Any = (entry[0][1].name, entry[0][2]) if equivalent is None else equivalent
            groups.setdefault(key if isinstance(key, bytes) else str(key), []).append(entry)
        return list(groups.values())

    def _group(self, group: list[Any]) -> str:
        head: list[Block] = []
        for entry in group:
            head += self._signature(entry, True)
        entry = group[-1] if len(group) == 1 else group[0]
        equivalent = maps.get(entry[4], a.equiv)
        name = self._name(entry) if equivalent is None else _utf8(equivalent)
        return self._page(head, self._content(entry[3], name))

    def _entry(self, entry: Any) -> str:
        return self._page(
            self._signature(entry, entry[0][0] is not a.callback),
            self._content(entry[3], self._name(entry)),
        )

    def _name(self, entry: Any) -> str:
        return f"{write(entry[0][1])}/{entry[0][2]}"

    def _signature(self, entry: Any, with_spec: bool) -> list[Block]:
        kind, name, arity = entry[0]
        spec = self.specs(kind, name, arity) if with_spec else None
        blocks: list[Block] = []
        if spec is not None:
            blocks.append(Block("pre", spans=[Span("strong", spec)]))
        else:
            signatures = [_utf8(text) for text in lists.iter_list(entry[2])]
            blocks += [Block("h2", spans=[Span("", f"{_INDENT}{text}")]) for text in signatures]
        for key, title in ((a.since, "Since"), (a.deprecated, "Deprecated")):
            value = maps.get(entry[4], key)
            if value is not None:
                blocks.append(Block("term", [_paragraph(_utf8(value))], [Span("", title)]))
        return blocks

    def _content(self, doc: Term, name: str) -> list[Block]:
        if doc is a.hidden:
            return [_about(name, _HIDDEN)]
        text = None
        if maps.is_map(doc):
            found = dict(maps.items(doc))  # type: ignore[arg-type]
            text = found.get(b"en", next(iter(found.values()), None))
        if type(text) is not bytes:
            return [_about(name, _NONE)]
        if self.format == b"text/markdown":
            return markdown.parse(text.decode("utf-8", "replace"))
        return [Block("pre", spans=[Span("", text.decode("utf-8", "replace"))])]

    def _page(self, head: list[Block], content: list[Block]) -> str:
        return "\n" + self.page.page(head, 0) + "\n" + self.page.page(content, 2)


def _about(name: str, text: tuple[str, str]) -> Block:
    return Block("p", spans=[Span("", text[0]), Span("", name), Span("", text[1])])


def _paragraph(text: str) -> Block:
    return Block("p", spans=[Span("", text)])


def _utf8(text: Term) -> str:
    if type(text) is bytes:
        return text.decode("utf-8", "replace")
    found = lists.list_to_string(text)
    return write(text) if found is None else found
