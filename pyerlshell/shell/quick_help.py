"""Help at the prompt (M-h): the specs of the function left of the cursor, then its documentation.

OTP: edlin (help), shell_docs
"""

from __future__ import annotations

import textwrap
from typing import Final

from pyerlshell.shell.completion.context import Context, Token, plain, read
from pyerlshell.shell.completion.layout import Line
from pyerlshell.shell.completion.node_knowledge import NodeKnowledge
from pyerlshell.syntax import erl_scan
from pyerlshell.syntax.erl_parse import api as erl_parse
from pyerlshell.syntax.erl_parse.tokens import ParseError
from pyerlshell.syntax.erl_pp.boxes import finished
from pyerlshell.syntax.erl_pp.forms import attribute

_INDENT: Final = "  "


def lines(text: str, knowledge: NodeKnowledge, columns: int) -> list[Line]:
    """What is shown below the line; nothing if nothing is known."""
    found = subject(read(text), knowledge)
    if found is None:
        return []
    module, function = found
    if not function:
        return _wrapped(knowledge.module_doc(module), columns)
    shown: list[Line] = []
    specs = knowledge.specs(module).functions
    arities = sorted({n for name, n in knowledge.exports(module) if name == function})
    for arity in arities:
        spec = specs.get((function, arity))
        if spec is not None:
            shown += [[("", _INDENT + row)] for row in _laid_out(spec)]
    for arity in arities:
        doc = knowledge.function_doc(module, function, arity)
        if doc:
            shown += [[("", "")], *_wrapped(doc, columns)]
    return shown


def subject(context: Context, knowledge: NodeKnowledge) -> tuple[str, str] | None:
    """The (module, function) closest on the left; the function is "" for a module alone."""
    before = context.before()
    if context.word_kind == "atom":
        tokens = [*before, Token("atom", context.word)]
        named = _named(tokens, knowledge)
        if named is not None:
            return named
    if before and before[-1].text == ":" and len(before) > 1 and before[-2].kind == "atom":
        return plain(before[-2].text), ""
    for frame in reversed(context.frames):
        if frame.call is not None:
            module, name = frame.call
            if module is None:
                module = _home(name, knowledge)
            if module is not None:
                return module, name
    return None


def _named(tokens: list[Token], knowledge: NodeKnowledge) -> tuple[str, str] | None:
    name = plain(tokens[-1].text)
    if len(tokens) >= 3 and tokens[-2].text == ":" and tokens[-3].kind == "atom":
        module = plain(tokens[-3].text)
        known = any(function == name for function, _ in knowledge.exports(module))
        return (module, name if known else "")
    if name in set(knowledge.modules()):
        return name, ""
    module_of = _home(name, knowledge)
    return None if module_of is None else (module_of, name)


def _home(name: str, knowledge: NodeKnowledge) -> str | None:
    if any(name == known for known, _ in knowledge.bifs()):
        return "erlang"
    if any(name == known for known, _ in knowledge.exports("c")):
        return "c"
    return None


def _laid_out(spec: str) -> list[str]:
    text = spec if spec.startswith("-") else f"-spec {spec}"
    try:
        form = erl_parse.parse_form(erl_scan.scan(text, (1, 1)).tokens)
    except ParseError:
        return [text]
    return finished(attribute(form))


def _wrapped(doc: str, columns: int) -> list[Line]:
    width = max(20, min(columns, 80) - 2 * len(_INDENT))
    found: list[Line] = []
    for paragraph in doc.split("\n\n"):
        if found:
            found.append([("", "")])
        rows = textwrap.wrap(paragraph, width) if not paragraph.startswith("    ") else [paragraph]
        found += [[("", _INDENT + row)] for row in rows]
    return found
