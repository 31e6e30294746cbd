"""The module `erl_features`: which features of the language there are, and which are on.

A node's features are chosen when it starts: `-enable-feature` and `-disable-feature`.

OTP: erl_features
"""

from __future__ import annotations

import textwrap
from typing import Any, Final

from pyerlshell.erts.errors import ErlError
from pyerlshell.erts.machine import P
from pyerlshell.erts.native import NativeModule
from pyerlshell.erts.node import Node
from pyerlshell.erts.stacktrace import ERROR_MODULES
from pyerlshell.erts.support.calls import external_fun
from pyerlshell.otp.native_calls import call
from pyerlshell.otp.preloaded.init import CommandLine
from pyerlshell.syntax import erl_features as language
from pyerlshell.syntax.erl_features import BY_NAME, ENABLED, FEATURES, Feature
from pyerlshell.terms import etf, maps
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.lists import from_list, string_to_list, to_list
from pyerlshell.terms.types import Term
from pyerlshell.terms.write import write

erl_features: Final = NativeModule("erl_features", "The features of the language.")
ERROR_MODULES["erl_features"] = a.erl_features

_SWITCHABLE: Final = (a.experimental, a.approved)
_FLAGS: Final = {"enable-feature": True, "disable-feature": False}
_WIDTH: Final = 72


def features_of(node: Node) -> list[Atom]:
    """The features that are on in a node; what its command line names and nobody knows is not."""
    orders = [
        (atom(name), _FLAGS[flag])
        for flag, values in node.part(CommandLine).arguments.flags
        if flag in _FLAGS
        for name in values
    ]
    known = [order for order in orders if order[0] in BY_NAME or order[0] is a.all]
    on = language.switched(known, ENABLED)
    return on[::-1]


@erl_features.export("all/0", "() -> [feature()]")
def all_() -> Term:
    """Every feature there is, whatever its status."""
    return to_list(list(FEATURES))


@erl_features.export("configurable/0", "() -> [feature()]")
def configurable() -> Term:
    """The features that can be switched on and off: the experimental and the approved ones."""
    return to_list([f for f in FEATURES if BY_NAME[f].status in _SWITCHABLE])


@erl_features.export("enabled/0", "() -> [feature()]")
def enabled() -> Term:
    """The features that are on in this node, as its command line has it."""
    return to_list(features_of(P.cur.node))


@erl_features.export("keywords/0", internal=True)
def keywords() -> Term:
    """The words that the features of this node reserve."""
    return _words([w for f in features_of(P.cur.node) for w in BY_NAME[f].words])


@erl_features.export("keywords/1", internal=True)
def keywords_of(name: Term) -> Term:
    """The words that a feature reserves."""
    return _words(_known(name).words)


def _words(words: Any) -> Term:
    return to_list([atom(word) for word in words])


def _known(name: Term) -> Feature:
    spec = BY_NAME.get(name) if type(name) is Atom else None
    if spec is None:
        cause = maps.map_new([(1, b"unknown feature")])
        raise ErlError(a.error, a.invalid_feature, (name,), info=cause)
    return spec


@erl_features.export("info/1", "(Feature) -> FeatureInfoMap")
def info(name: Term) -> Term:
    """What is known of a feature: a map of its texts, status, releases and words."""
    spec = _known(name)
    pairs: list[tuple[Term, Term]] = [
        (a.description, string_to_list(spec.description)),
        (a.short, string_to_list(spec.short)),
        (a.status, spec.status),
        (a.keywords, _words(spec.words)),
        (a.type, a.extension),
        *spec.history,
    ]
    return maps.map_new(pairs)


@erl_features.export("short/1", internal=True)
def short(name: Term) -> Term:
    """One line about a feature."""
    spec = _known(name)
    status, release = spec.history[0]
    return string_to_list(f"{spec.short:<40} {status.name:<12} ({release})")


@erl_features.export("long/1", internal=True)
def long(name: Term) -> Term:
    """All there is to tell of a feature."""
    spec = _known(name)
    lines = [f"{spec.name.name} - {spec.short}", f"  {'Type':<10} extension"]
    for index, (status, release) in enumerate(spec.history):
        lines.append(f"  {'' if index else 'Status':<10} {status.name:<12} ({release})")
    if spec.words:
        lines.append(f"  {'Keywords':<10} {write(_words(spec.words))}")
    lines += ["", *textwrap.wrap(spec.description, _WIDTH)]
    return string_to_list("\n".join(lines) + "\n")


@erl_features.export("used/1", "(Module | FileName) -> [feature()] | not_found")
def used(given: Term) -> Term:
    """The features that were on when a module was compiled, from its object code."""
    if type(given) is Atom:
        found: Any = call(external_fun(a.code, a.get_object_code, 1), given)
        if found is a.error:
            return a.not_found
        given = found[1]
    return _in_object(given)


def _in_object(given: Term) -> Term:
    chunk = string_to_list("Meta")
    options = to_list([a.allow_missing_chunks])
    answer: Any = call(external_fun(a.beam_lib, a.chunks, 3), given, [chunk, None], options)
    if answer[0] is not a.ok:
        return a.not_found
    data = to_bytes(answer[1][1][0][1])
    if data is None:
        return None
    for pair in from_list(etf.decode(data)):
        if type(pair) is tuple and pair[0] is a.enabled_features:
            return pair[1]
    return None


@erl_features.export("init_parse_state/2", internal=True)
@erl_features.export("keyword_fun/2", internal=True)
def init_parse_state(options: Term, fun: Term) -> Term:
    """{ok, {Features, Fun}}: what is on after `{feature, ...}` options, and its words."""
    return call(external_fun(a.erl_features_words, a.init, 2), options, fun)


@erl_features.export("update_parse_state/4", internal=True)
@erl_features.export("keyword_fun/4", internal=True)
def update_parse_state(how: Term, name: Term, on: Term, fun: Term) -> Term:
    """The same after one feature was enabled or disabled."""
    return call(external_fun(a.erl_features_words, a.update, 4), how, name, on, fun)


@erl_features.export("format_error/2", internal=True)
def explain(reason: Term, trace: Any) -> Term:
    """Why a function of this module refused its argument."""
    info = next((x[1] for x in from_list(trace[0][3]) if x[0] is a.error_info), None)  # type: ignore[index]
    cause = maps.get(info, a.cause) if info is not None else maps.map_new()
    return maps.put(cause, a.reason, string_to_list(f"erl_features: {write(reason)}"))


@erl_features.export("format_error/1", internal=True)
def format_error(descriptor: Term) -> Term:
    """The text of what is wrong with a -feature."""
    return string_to_list(language.format_error(descriptor))
