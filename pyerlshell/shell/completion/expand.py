"""The entry of the engine: what may follow a text.

OTP: edlin_expand:expand/1,2
"""

from __future__ import annotations

from pyerlshell.shell.completion import candidates, context
from pyerlshell.shell.completion.arguments import expand_argument
from pyerlshell.shell.completion.context import Context, Token, plain
from pyerlshell.shell.completion.knowledge import Knowledge
from pyerlshell.shell.completion.result import NOTHING, Expansion, fold, items_of


def expand(text: str, knowledge: Knowledge) -> Expansion:
    """What may follow the text, which begins with an expression and ends at the cursor.

    Never fails on what was typed, however wrong: there is nothing to complete then.
    """
    done = _expand(context.read(text), knowledge)
    if done.found and len(list(items_of(done.matches))) == 1:
        return Expansion(True, done.insert)
    return done


def _expand(found: Context, knowledge: Knowledge) -> Expansion:
    if found.word_kind == "comment":
        return NOTHING
    if found.word_kind == "string":
        return candidates.files(found.word, knowledge)
    special = _after_mark(found, knowledge)
    if special is not None:
        return special
    if found.word_kind == "var":
        return candidates.bindings(found.word, knowledge)
    if found.word_kind == "number":
        return NOTHING
    return _in_frame(found, knowledge)


def _in_frame(found: Context, knowledge: Knowledge) -> Expansion:
    frame = found.frame
    if frame.fun_head:
        return NOTHING
    if frame.record is not None:
        return candidates.record_fields(found, knowledge)
    if frame.var is not None and not found.before():
        return candidates.map_keys(found, knowledge)
    if frame.call is not None and frame.call[0] is None and frame.call[1] in candidates.HELP:
        return candidates.documented(found, candidates.HELP[frame.call[1]], knowledge)
    word = found.word
    typed = [expand_argument(found, knowledge), candidates.field_parts(found, knowledge)]
    return fold(word, [*typed, *candidates.words(word, knowledge)])


def _after_mark(found: Context, knowledge: Knowledge) -> Expansion | None:
    """After `Module:`, `Module:function/`, `#`, `#record.`, `?`."""
    before, word = found.before(), found.word
    mark = before[-1].text if before and before[-1].kind == "op" else ""
    if mark == ":":
        module = _atom_at(before, -2)
        if module is None:
            return NOTHING
        after_fun = len(before) >= 3 and before[-3].text == "fun"
        return candidates.functions(module, word, knowledge, "/" if after_fun else "(")
    if mark == "/" and (word.isdigit() or not word):
        return _after_slash(before, word, knowledge)
    if mark == "#":
        return candidates.records(before, word, knowledge)
    if mark == "." and len(before) >= 3 and before[-3].text == "#":
        record = _atom_at(before, -2)
        return candidates.field_access(record, word, knowledge) if record is not None else NOTHING
    return NOTHING if mark == "?" else None


def _after_slash(before: list[Token], word: str, knowledge: Knowledge) -> Expansion | None:
    function = _atom_at(before, -2)
    if function is None:
        return None
    if len(before) >= 4 and before[-3].text == ":":
        module = _atom_at(before, -4)
        if word and not (len(before) >= 5 and before[-5].text == "fun"):
            return NOTHING
        return candidates.arities(module, function, word, knowledge) if module else None
    if len(before) >= 3 and before[-3].text == "fun":
        return candidates.arities(None, function, word, knowledge)
    return None


def _atom_at(tokens: list[Token], at: int) -> str | None:
    if len(tokens) < -at or tokens[at].kind != "atom":
        return None
    return plain(tokens[at].text)
