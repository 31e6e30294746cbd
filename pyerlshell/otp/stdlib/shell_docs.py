"""Rendering documentation terms (EEP 48) as text.

OTP: shell_docs
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.errors import error, function_clause
from pyerlshell.erts.machine import TAIL, P
from pyerlshell.erts.native import NativeModule
from pyerlshell.otp.documentation.pages import Docs
from pyerlshell.otp.kernel.code_info import get_doc
from pyerlshell.otp.stdlib.c import docs as help_pages
from pyerlshell.terms import lists, maps
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.types import Term

shell_docs: Final = NativeModule("shell_docs", "Renders documentation for the shell.")

_TAGS: Final = "a p div blockquote br h1 h2 h3 h4 h5 h6 i b em strong pre code ul ol li dl dt dd"


def _asked(kind: Atom, missing: Atom, args: tuple[Term, ...]) -> Term:
    """Module, [Name, [Arity,]] Docs, [Config] to the text."""
    given = list(args)
    config = given.pop() if maps.is_map(given[-1]) else maps.map_new()
    module, docs, rest = given[0], given[-1], given[1:-1]
    if type(module) is not Atom or type(docs) is not tuple or docs[0] is not a.docs_v1:
        raise function_clause(*args)
    page = help_pages.page()
    columns = maps.get(config, a.columns)  # type: ignore[arg-type]
    ansi = maps.get(config, a.ansi)  # type: ignore[arg-type]
    page.columns = columns if type(columns) is int else page.columns
    page.ansi = page.ansi if ansi is None else ansi is a.true
    found = Docs(module, docs, help_pages.specs_of(module), page)
    text = _text(found, kind, rest)
    if text is None:
        return (a.error, missing)
    page_text = lists.string_to_list(text)
    return [page_text, None] if rest else page_text


def _text(docs: Docs, kind: Atom, rest: list[Any]) -> str | None:
    if rest:
        return docs.of(kind, rest[0], rest[1] if len(rest) > 1 else None)
    return docs.of_module() if kind is a.function else docs.listing(kind)


@shell_docs.export("render/2", "(Module, Docs) -> unicode:chardata()")
@shell_docs.export("render/3")
@shell_docs.export("render/4")
@shell_docs.export("render/5")
def render(*args: Term) -> Term:
    """The page of a module, or of a function of this name and arity."""
    return _asked(a.function, a.function_missing, args)


@shell_docs.export("render_type/2", "(Module, Docs) -> unicode:chardata()")
@shell_docs.export("render_type/3")
@shell_docs.export("render_type/4")
@shell_docs.export("render_type/5")
def render_type(*args: Term) -> Term:
    """The types of a module, or the page of one."""
    return _asked(a.type, a.type_missing, args)


@shell_docs.export("render_callback/2", "(Module, Docs) -> unicode:chardata()")
@shell_docs.export("render_callback/3")
@shell_docs.export("render_callback/4")
@shell_docs.export("render_callback/5")
def render_callback(*args: Term) -> Term:
    """The callbacks of a module, or the page of one."""
    return _asked(a.callback, a.callback_missing, args)


@shell_docs.export("supported_tags/0", "() -> [atom()]")
def supported_tags() -> Term:
    """The elements that documentation may consist of."""
    return lists.to_list([a.__getattr__(name) for name in _TAGS.split()])


_NATIVE: Final = b"application/erlang+html"


def _in_tree(function: Atom, argument: Term) -> Any:
    P.f = P.cur.node.code.cell(atom("shell_docs_tree"), function, 1).fn
    P.a = (argument,)
    return TAIL


@shell_docs.export("normalize/1", "(Docs) -> chunk_elements()")
def normalize(docs: Term) -> Term:
    """The elements with white space as it is shown, and all text within blocks."""
    return _in_tree(a.normalize, docs)


@shell_docs.export("validate/1", "(Module | Docs) -> ok")
def validate(documented: Term) -> Term:
    """Check elements in the form of HTML, those of a module or given. Throws what is wrong."""
    docs: Any = documented
    if type(documented) is Atom:
        answer: Any = get_doc(documented)
        if answer[0] is not a.ok:
            raise error((a.badmatch, answer))
        docs = answer[1]
    if type(docs) is not tuple or docs[0] is not a.docs_v1 or docs[3] != _NATIVE:
        raise function_clause(docs)
    return _in_tree(a.validate, docs)
