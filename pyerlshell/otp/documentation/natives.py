"""What a module written in Python says of itself, as a docs_v1 term.

The text is that of the Python functions, the specifications are those of their declarations.

OTP: none
"""

from __future__ import annotations

import inspect

from pyerlshell.erts.native import NativeFunction, NativeModule
from pyerlshell.syntax import erl_scan
from pyerlshell.syntax.erl_parse import api as erl_parse
from pyerlshell.syntax.erl_parse.tokens import ParseError
from pyerlshell.syntax.erl_pp.boxes import finished
from pyerlshell.syntax.erl_pp.forms import attribute
from pyerlshell.terms import lists, maps
from pyerlshell.terms.atoms import a, atom
from pyerlshell.terms.types import Term


def docs_of(module: NativeModule) -> Term:
    """The docs_v1 term."""
    entries = [_entry(module, f) for f in module.functions.values() if not f.internal]
    about = _text(module.doc)
    nothing = maps.map_new()
    return (
        a.docs_v1, 0, a.erlang, b"text/markdown", about, nothing, lists.to_list(entries),
    )  # fmt: skip


def _entry(module: NativeModule, function: NativeFunction) -> Term:
    what = (a.function, atom(function.name), function.arity)
    names = _names(function)
    signature = f"{function.name}/{function.arity}" if names is None else names
    text = inspect.getdoc(function.fn) or ""
    return (what, 0, [signature.encode(), None], _text(text), maps.map_new())


def _text(text: str) -> Term:
    return maps.map_new([(b"en", text.encode())]) if text else a.none


def _names(function: NativeFunction) -> str | None:
    if function.arity == 0:
        return f"{function.name}()"
    return None


def spec_of(module: NativeModule, name: str, arity: int) -> str | None:
    """The specification as it is printed; None if there is none for this arity."""
    function = module.functions.get((name, arity))
    if function is None or not function.specs:
        return None
    return "\n".join([printed(name, text) for text in function.specs])


def printed(name: str, text: str) -> str:
    """A specification, without `-spec` and the full stop, as it is printed."""
    written = text if text.startswith(name + "(") else name + text
    source = f"-spec {written}."
    tokens = erl_scan.scan(source, (1, 1)).tokens
    try:
        form = erl_parse.parse_form(tokens)
    except ParseError:
        return source
    return "\n".join(finished(attribute(form)))
