"""What each directive does: -define, -include, -ifdef, ...

A directive returns False if the form is an ordinary one after all.

OTP: epp
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from pyerlshell.syntax.epp.conditions import BadCondition, condition
from pyerlshell.syntax.epp.macros import Macro, MacroError, loc
from pyerlshell.syntax.epp.options import FEATURE_ENABLED, feature_macro
from pyerlshell.syntax.epp.source import join, path_open
from pyerlshell.syntax.erl_features import FEATURES
from pyerlshell.syntax.erl_parse.api import parse_exprs, parse_term
from pyerlshell.syntax.erl_parse.tokens import ParseError, Token
from pyerlshell.syntax.texts import chars
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import from_list, to_list
from pyerlshell.terms.lists import string_to_list as string
from pyerlshell.terms.types import Term

if TYPE_CHECKING:
    from pyerlshell.syntax.epp.preprocessor import Preprocessor

MAX_DEPTH: Final = 8
LPAR, RPAR, COMMA = atom("("), atom(")"), atom(",")
LBRACE, RBRACE = atom("{"), atom("}")
ELSE, IF, ELIF = atom("else"), atom("if"), atom("elif")
VAR_OR_ATOM: Final = atom("var_or_atom")


def mismatch(tags: Sequence[Atom], toks: list[Token], before: Token) -> Token:
    """The first token that is not as it should be, or the last one if they run out."""
    index = 0
    for tag in tags:
        if index == len(toks) or not _is(toks[index], tag):
            break
        before = toks[index]
        index += 1
    return toks[index] if index < len(toks) else before


def _is(token: Token, tag: Atom) -> bool:
    return token[0] is tag or (tag is VAR_OR_ATOM and (token[0] is a.var or token[0] is a.atom))


def matches(tags: Sequence[Atom], toks: list[Token]) -> bool:
    """Are the tokens of exactly these categories?"""
    return len(tags) == len(toks) and all(_is(t, tag) for t, tag in zip(toks, tags))


def bad(p: Preprocessor, token: Token, what: Atom) -> bool:
    """`badly formed 'define'` and its like."""
    p.error(loc(token), (a.bad, what))
    return True


def coalesce_strings(toks: list[Token]) -> list[Token]:
    """Adjacent strings as one."""
    out: list[Token] = []
    for token in toks:
        if token[0] is a.string and out and out[-1][0] is a.string:
            first = out[-1]
            both = [*from_list(first[2]), *from_list(token[2])]
            out[-1] = (a.string, first[1], to_list(both))
        else:
            out.append(token)
    return out


def define(p: Preprocessor, toks: list[Token], word: Token) -> bool:
    """-define(Name, Body). -define(Name(A, B), Body)."""
    if len(toks) < 2 or toks[0][0] is not LPAR or not _is(toks[1], VAR_OR_ATOM):
        return bad(p, mismatch((LPAR, VAR_OR_ATOM), toks, word), a.define)
    name, rest = toks[1], toks[2:]
    key = name[2]
    assert type(key) is Atom
    try:
        if rest and rest[0][0] is COMMA:
            macro = Macro(None, _body(rest[1:], rest[0]))
        elif rest and rest[0][0] is LPAR:
            macro = _macro_with_arguments(rest)
        else:
            return bad(p, rest[0] if rest else word, a.define)
        known = p.macros.defined.get(key, {})
        if type(known) is not dict:
            raise MacroError(loc(name), (a.redefine_predef, key))
        if (None if macro.args is None else len(macro.args)) in known:
            raise MacroError(loc(name), (a.redefine, key))
        p.macros.define(key, macro)
    except MacroError as e:
        p.error(e.loc, e.descriptor)
    return True


def _body(toks: list[Token], before: Token) -> list[Token]:
    """The tokens up to the closing parenthesis and the dot."""
    if not toks or toks[-1][0] is not a.dot:
        raise MacroError(loc(toks[-1] if toks else before), a.premature_end)
    if len(toks) < 2 or toks[-2][0] is not RPAR:
        raise MacroError(loc(toks[-1]), a.missing_parenthesis)
    return toks[:-2]


def _macro_with_arguments(toks: list[Token]) -> Macro:
    names: list[Atom] = []
    i = 1
    while True:
        token = toks[i] if i < len(toks) else toks[i - 1]
        if token[0] is RPAR and (not names or toks[i - 1][0] is a.var):
            break
        name = token[2] if token[0] is a.var else None
        if type(name) is not Atom:
            raise MacroError(loc(token), (a.bad, a.define))
        if name in names:
            raise MacroError(loc(token), (a.duplicated_argument, name))
        names.append(name)
        i += 1
        if i < len(toks) and toks[i][0] is COMMA:
            if i + 1 < len(toks) and toks[i + 1][0] is not a.var:
                raise MacroError(loc(toks[i]), (a.bad, a.define))
            i += 1
        elif i == len(toks) or toks[i][0] is not RPAR:
            raise MacroError(loc(toks[min(i, len(toks) - 1)]), (a.bad, a.define))
    rest = toks[i + 1 :]
    if not rest or rest[0][0] is not COMMA:
        raise MacroError(loc(rest[0] if rest else toks[i]), a.missing_comma)
    return Macro(tuple(names), _body(rest[1:], rest[0]))


def undef(p: Preprocessor, toks: list[Token], word: Token) -> bool:
    """-undef(Name)."""
    p.in_prefix = False
    tags = (LPAR, VAR_OR_ATOM, RPAR, a.dot)
    if not matches(tags, toks):
        return bad(p, mismatch(tags, toks, word), a.undef)
    name = toks[1][2]
    assert type(name) is Atom
    p.macros.undefine(name)
    return True


def error_or_warning(p: Preprocessor, toks: list[Token], word: Token) -> bool:
    """-error(Term). -warning(Term)."""
    p.in_prefix = False
    tag = word[2]
    assert type(tag) is Atom
    if not toks or toks[0][0] is not LPAR:
        return bad(p, toks[0] if toks else word, tag)
    try:
        term = parse_term(p.expand(toks, []))
    except (MacroError, ParseError):
        return bad(p, word, tag)
    p.forms.append((tag, (loc(word), a.epp, (tag, term))))
    return True


_INCLUDE: Final = (LPAR, a.string, RPAR, a.dot)


def include(p: Preprocessor, toks: list[Token], word: Token) -> bool:
    """-include("File")."""
    toks = coalesce_strings(toks)
    if not matches(_INCLUDE, toks):
        return bad(p, mismatch(_INCLUDE, toks, word), a.include)
    if len(p.below) >= MAX_DEPTH:
        p.error(loc(toks[1]), (a.depth, string("include")))
        return True
    name = _expand_variable(p, chars(toks[1][2]))
    found = path_open(p.options.read_file, p.source.path, name)
    if isinstance(found, OSError):
        p.error(loc(toks[1]), (a.include, a.file, string(name)))
    else:
        p.enter_file(*found)
    return True


def include_lib(p: Preprocessor, toks: list[Token], word: Token) -> bool:
    """-include_lib("app/include/File"): as -include, else in the application's folder."""
    toks = coalesce_strings(toks)
    if not matches(_INCLUDE, toks):
        return bad(p, mismatch(_INCLUDE, toks, word), a.include_lib)
    if len(p.below) >= MAX_DEPTH:
        p.error(loc(word), (a.depth, string("include_lib")))
        return True
    name = _expand_variable(p, chars(toks[1][2]))
    found = path_open(p.options.read_file, p.source.path, name)
    if isinstance(found, OSError):
        found = _in_library(p, name)
    if isinstance(found, OSError):
        p.error(loc(toks[1]), (a.include, a.lib, string(name)))
    else:
        p.enter_file(*found)
    return True


def _in_library(p: Preprocessor, name: str) -> tuple[str, bytes] | OSError:
    app, _, rest = name.partition("/")
    folder = p.options.lib_dir(app)
    if folder is None:
        return FileNotFoundError(name)
    full = join(folder, rest)
    try:
        return full, p.options.read_file(full)
    except OSError as e:
        return e


def _expand_variable(p: Preprocessor, name: str) -> str:
    """`$VAR/file.hrl`."""
    if not name.startswith("$"):
        return name
    variable, _, rest = name[1:].partition("/")
    value = p.options.getenv(variable)
    return name if value is None else posixpath.join(value, rest)


def ifdef(p: Preprocessor, toks: list[Token], word: Token) -> bool:
    """-ifdef(Name). -ifndef(Name)."""
    kind = word[2]
    assert type(kind) is Atom
    tags = (LPAR, VAR_OR_ATOM, RPAR, a.dot)
    if not matches(tags, toks):
        p.skipping = [kind]
        return bad(p, mismatch(tags, toks, word), kind)
    name = toks[1][2]
    assert type(name) is Atom
    if p.macros.is_defined(name) == (kind is a.ifdef):
        p.source.conditions.insert(0, kind)
    else:
        p.skipping = [kind]
    return True


def if_(p: Preprocessor, toks: list[Token], word: Token) -> bool:
    """-if(Condition)."""
    if not toks or toks[0][0] is not LPAR:
        p.skipping = [IF]
        return bad(p, toks[0] if toks else word, IF)
    try:
        true = condition(parse_exprs(p.expand(toks, [])), p.macros)
    except MacroError as e:
        p.error(e.loc, e.descriptor)
        true = False
    except ParseError as e:
        p.forms.append((a.error, e.info))
        true = False
    except BadCondition:
        p.error(loc(word), (a.bad, IF))
        true = False
    if true:
        p.source.conditions.insert(0, IF)
    else:
        p.skipping = [IF]
    return True


def else_(p: Preprocessor, toks: list[Token], word: Token) -> bool:
    """-else."""
    if not matches((a.dot,), toks):
        return bad(p, toks[0] if toks else word, ELSE)
    conditions = p.source.conditions
    if not conditions:
        p.error(loc(word), (a.illegal, string("unbalanced"), ELSE))
        return True
    if conditions.pop(0) is ELSE:
        p.error(loc(word), (a.illegal, string("repeated"), ELSE))
    p.skipping = [ELSE]
    return True


def elif_(p: Preprocessor, toks: list[Token], word: Token) -> bool:
    """-elif(Condition), behind a part that counted."""
    conditions = p.source.conditions
    if not conditions:
        p.error(loc(word), (a.illegal, string("unbalanced"), ELIF))
        return True
    if conditions.pop(0) is ELSE:
        p.error(loc(word), (a.illegal, string("unbalanced"), ELIF))
        p.skipping = [ELSE]
    else:
        p.skipping = [ELIF]
    return True


def endif(p: Preprocessor, toks: list[Token], word: Token) -> bool:
    """-endif."""
    if not matches((a.dot,), toks):
        return bad(p, toks[0] if toks else word, a.endif)
    if p.source.conditions:
        del p.source.conditions[0]
    else:
        p.error(loc(word), (a.illegal, string("unbalanced"), a.endif))
    return True


def file(p: Preprocessor, toks: list[Token], word: Token) -> bool:
    """-file("Name", Line): what follows was made from there."""
    try:
        toks = coalesce_strings(p.expand(toks, []))
    except MacroError as e:
        p.error(e.loc, e.descriptor)
        return True
    tags = (LPAR, a.string, COMMA, a.integer, RPAR, a.dot)
    if not matches(tags, toks):
        return bad(p, mismatch(tags, toks, word), a.file)
    name, line = chars(toks[1][2]), toks[3][2]
    assert type(line) is int
    at = loc(word)
    p.file_form(name, at, line, generated=True)
    p.set_file_macro(name, 1)
    end, start = _line(p.source.location()), _line(at)
    p.source.delta += start - line
    p.source.name2 = name
    p.source.move_to(line + end - start)
    return True


def _line(at: Term) -> int:
    line = at[0] if type(at) is tuple else at
    assert type(line) is int
    return line


def feature(p: Preprocessor, toks: list[Token], word: Token) -> bool:
    """-feature(Name, enable | disable)."""
    tags = (LPAR, a.atom, COMMA, a.atom, RPAR, a.dot)
    right = matches(tags, toks)
    if not right or (p.in_prefix and toks[3][2] not in (a.enable, a.disable)):
        return bad(p, toks[0] if toks else word, a.feature)
    if not p.in_prefix:
        p.error(loc(word), a.ftr_after_prefix)
        return True
    name = toks[1][2]
    assert type(name) is Atom
    if name not in FEATURES:
        descriptor = (a.invalid_features, [name, None])
        p.forms.append((a.error, (loc(word), a.erl_features, descriptor)))
        return True
    p.update_feature(name, toks[3][2] is a.enable)
    p.macros.defined[FEATURE_ENABLED] = feature_macro(p.features)
    return True


_DOC_FILE: Final = (LBRACE, a.atom, COMMA, a.string, RBRACE)


def doc(p: Preprocessor, toks: list[Token], word: Token) -> bool:
    """-doc({file, "Name"}): the text of that file."""
    kind = word[2]
    assert type(kind) is Atom
    toks = coalesce_strings(toks)
    bracketed = len(toks) > 1 and toks[0][0] is LPAR
    inner = toks[1:] if bracketed else toks
    if not inner or inner[0][0] is not LBRACE:
        return False
    tags = (LPAR, *_DOC_FILE, RPAR, a.dot) if bracketed else (*_DOC_FILE, a.dot)
    if len(inner) < 2 or inner[1][0] is not a.atom or inner[1][2] is not a.file:
        p.error(loc(inner[1]), (word if bracketed else kind, a.invalid, a.file))
        return True
    if not matches(tags, toks):
        what = word if bracketed else kind
        p.error(loc(mismatch(tags, toks, word)), (a.bad, what))
        return True
    _doc_file(p, word, inner[3], toks[-1])
    return True


def _doc_file(p: Preprocessor, word: Token, name_token: Token, dot: Token) -> None:
    kind, at = word[2], loc(word)
    name = chars(name_token[2])
    found = path_open(p.options.read_file, p.source.path[:1], name)
    missing = (at, a.epp, (kind, a.file, name_token[2]))
    if isinstance(found, FileNotFoundError):
        p.forms.append((a.warning, missing))
        p.forms.append((a.attribute, at, kind, None))
    elif isinstance(found, OSError):
        p.forms.append((a.error, missing))
    else:
        start: Term = (1, 1) if type(at) is tuple else 1
        text = found[1].decode("utf-8", "replace")
        p.file_form(found[0], start, start)
        p.forms.append((a.attribute, start, kind, string(text)))
        p.file_form(p.source.name, loc(dot), loc(dot))


Directive = Callable[["Preprocessor", list[Token], Token], bool]
DIRECTIVES: Final[dict[Term, Directive]] = {
    a.define: define,
    a.undef: undef,
    a.error: error_or_warning,
    a.warning: error_or_warning,
    a.include: include,
    a.include_lib: include_lib,
    a.ifdef: ifdef,
    a.ifndef: ifdef,
    IF: if_,
    ELSE: else_,
    ELIF: elif_,
    a.endif: endif,
    a.file: file,
    a.feature: feature,
    a.doc: doc,
    a.moduledoc: doc,
}
