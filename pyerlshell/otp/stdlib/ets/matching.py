"""ets: match, match_object, select and their kin.

A pattern of match/2 and match_object/2 is the head of a specification with one clause. A walk over
many objects goes over a list made at its beginning, and each object is looked up again before it is
changed, since other processes may run in between.

OTP: ets, erl_db.c, erl_db_hash.c, erl_db_tree.c
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.errors import badarg, error, function_clause
from pyerlshell.erts.ets.table import Table
from pyerlshell.erts.machine import P
from pyerlshell.erts.magic import magic_of, make_magic
from pyerlshell.erts.match_spec.patterns import ANY, variable
from pyerlshell.erts.match_spec.spec import (
    NO_MATCH,
    TABLE,
    MatchSpec,
    SpecErrors,
    TooDeepError,
    compile_spec,
)
from pyerlshell.otp.preloaded.erlang.match_specs import match_spec_test
from pyerlshell.otp.stdlib.ets.module import bad, ets, readable, writable
from pyerlshell.otp.stdlib.ets.planning import candidates
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import ImproperList, from_list, to_list
from pyerlshell.terms.maps import is_map
from pyerlshell.terms.order import exact_equal
from pyerlshell.terms.types import Ref, Term

_true: Final = a.true
WHOLE: Final = [a.__getattr__("$_"), None]
_BINDINGS: Final = a.__getattr__("$$")
BINDINGS: Final = [a.__getattr__("$$"), None]


def checked_spec(term: Any, *args: Term) -> MatchSpec:
    """The specification, compiled; without clauses it matches nothing."""
    if term is None:
        return MatchSpec([], TABLE, None)
    try:
        return compile_spec(P.cur.node, term)
    except TooDeepError:
        raise error(a.system_limit, *args) from None
    except SpecErrors:
        raise badarg(*args) from None


def pattern_spec(pattern: Term, body: Term, *args: Term) -> MatchSpec:
    return checked_spec([(pattern, None, body), None], *args)


def _results(table: Table, spec: MatchSpec) -> list[Any]:
    """The values in the order that select/2 gives them."""
    run = spec.run
    values = []
    for obj in table.results(candidates(table, spec)):
        value = run(obj)
        if value is not NO_MATCH:
            values.append(value)
    return values


@ets.export(
    "match/2",
    "(Table, Pattern) -> [Match] when Table :: table(), Pattern :: match_pattern(), "
    "Match :: [term()]",
)
def match(tab: Term, pattern: Term) -> Term:
    """For every object that Pattern matches the list of what its variables stand for."""
    table = readable(tab, pattern)
    return to_list(_results(table, pattern_spec(pattern, BINDINGS, tab, pattern)))


@ets.export(
    "match_object/2",
    "(Table, Pattern) -> [Object] when Table :: table(), Pattern :: match_pattern(), "
    "Object :: tuple()",
)
def match_object(tab: Term, pattern: Term) -> Term:
    """The objects that Pattern matches."""
    table = readable(tab, pattern)
    return to_list(_results(table, pattern_spec(pattern, WHOLE, tab, pattern)))


@ets.export(
    "match_delete/2",
    "(Table, Pattern) -> true when Table :: table(), Pattern :: match_pattern()",
)
def match_delete(tab: Term, pattern: Term) -> Term:
    """Delete the objects that Pattern matches."""
    spec: Term = [(pattern, None, [_true, None]), None]
    select_delete(tab, spec)
    return _true


@ets.export(
    "select/2",
    "(Table, MatchSpec) -> [Match] when Table :: table(), MatchSpec :: match_spec(), "
    "Match :: term()",
)
def select(tab: Term, spec: Term) -> Term:
    """The values that MatchSpec has for the objects it matches."""
    table = readable(tab, spec)
    return to_list(_results(table, checked_spec(spec, tab, spec)))


@ets.export(
    "select_reverse/2",
    "(Table, MatchSpec) -> [Match] when Table :: table(), MatchSpec :: match_spec(), "
    "Match :: term()",
)
def select_reverse(tab: Term, spec: Term) -> Term:
    """As select/2, last to first in an ordered_set."""
    table = readable(tab, spec)
    values = _results(table, checked_spec(spec, tab, spec))
    return to_list(values[::-1] if table.kind is a.ordered_set else values)


@ets.export(
    "select_count/2",
    "(Table, MatchSpec) -> NumMatched when Table :: table(), MatchSpec :: match_spec(), "
    "NumMatched :: non_neg_integer()",
)
def select_count(tab: Term, spec: Term) -> Term:
    """How many objects MatchSpec has the value true for."""
    table = readable(tab, spec)
    compiled = checked_spec(spec, tab, spec)
    count = 0
    for obj in candidates(table, compiled):
        if compiled.run(obj) is _true:
            count += 1
    return count


def _delete_matching(table: Table, spec: MatchSpec) -> int:
    count = 0
    for obj in list(candidates(table, spec)):
        if spec.run(obj) is _true and table.remove_one(obj):
            count += 1
    return count


@ets.export(
    "select_delete/2",
    "(Table, MatchSpec) -> NumDeleted when Table :: table(), MatchSpec :: match_spec(), "
    "NumDeleted :: non_neg_integer()",
)
def select_delete(tab: Term, spec: Term) -> Term:
    """Delete the objects that MatchSpec has the value true for."""
    return internal_select_delete(tab, spec)


@ets.export("internal_select_delete/2", internal=True)
def internal_select_delete(tab: Term, spec: Term) -> Term:
    """As select_delete/2."""
    table = writable(tab, spec)
    return _delete_matching(table, checked_spec(spec, tab, spec))


@ets.export(
    "select_replace/2",
    "(Table, MatchSpec) -> NumReplaced when Table :: table(), MatchSpec :: match_spec(), "
    "NumReplaced :: non_neg_integer()",
)
def select_replace(tab: Term, spec: Term) -> Term:
    """Replace the objects that MatchSpec matches by its values, which have the same keys."""
    table = writable(tab, spec)
    if table.kind is a.bag:
        raise bad(a.table_type, tab, spec)
    compiled = checked_spec(spec, tab, spec)
    if not _keeps_keys(table, spec):
        raise badarg(tab, spec)
    kp = table.kp
    count = 0
    for obj in list(candidates(table, compiled)):
        new = compiled.run(obj)
        if new is NO_MATCH:
            continue
        if type(new) is not tuple or len(new) <= kp or not exact_equal(new[kp], obj[kp]):
            raise badarg(tab, spec)
        if table.replace(obj, new):
            count += 1
    return count


def _keeps_keys(table: Table, spec: Term) -> bool:
    """Each clause visibly gives an object with the key of the one it matched."""
    return all(_keeps_key(table.kp, *clause) for clause in from_list(spec))  # type: ignore[misc]


def _keeps_key(kp: int, head: Any, _guards: Term, body: Any) -> bool:
    items = from_list(body)
    last: Any = items[-1]
    if len(items) > 1:
        return False
    if last is WHOLE[0]:
        return True
    if type(last) is not tuple:
        return False
    if len(last) == 2 and last[0] is a.const:
        made = last[1]
        literal = True
    elif len(last) == 1 and type(last[0]) is tuple:
        made = last[0]
        literal = False
    else:
        return False
    if type(made) is not tuple or len(made) <= kp:
        return False
    k = made[kp]
    if type(head) is tuple and len(head) > kp and _same_key(head[kp], k, literal):
        return True
    return (
        type(k) is tuple
        and len(k) == 3
        and k[0] is a.element
        and k[1] == kp + 1
        and k[2] is WHOLE[0]
    )


def _same_key(pattern: Any, made: Any, literal: bool) -> bool:
    """The expression has the value that the pattern matched. (With maps it never is sure.)"""
    todo = [(pattern, made, literal)]
    while todo:
        p, m, within = todo.pop()
        if type(m) is tuple and len(m) == 2 and m[0] is a.const and not within:
            m, within = m[1], True
        while type(p) is list and type(m) is list:
            todo.append((p[0], m[0], within))
            p, m = p[1], m[1]
        if type(p) is tuple and type(m) is tuple:
            if not within:
                if len(m) != 1 or type(m[0]) is not tuple:
                    return False
                m = m[0]
            if len(m) != len(p):
                return False
            todo.extend([(x, y, within) for x, y in zip(p, m)])
        elif not _same_leaf(p, m, within):
            return False
    return True


def _same_leaf(p: Term, m: Term, within: bool) -> bool:
    if p is ANY or is_map(p) or (not within and (m is WHOLE[0] or m is _BINDINGS)):
        return False
    if variable(p) is not None:
        return p is m and not within
    return exact_equal(p, m)


# Compiled specifications


@ets.export(
    "match_spec_compile/1",
    "(MatchSpec) -> CompiledMatchSpec when MatchSpec :: match_spec(), "
    "CompiledMatchSpec :: compiled_match_spec()",
)
def match_spec_compile(spec: Term) -> Term:
    """MatchSpec in the form that match_spec_run/2 takes."""
    if spec is None:
        raise badarg(spec)
    return make_magic(checked_spec(spec, spec))


def compiled(ref: Any) -> MatchSpec | None:
    """The specification that a reference stands for."""
    found = magic_of(ref)
    return found if type(found) is MatchSpec else None


@ets.export("is_compiled_ms/1", "(Term) -> boolean() when Term :: term()")
def is_compiled_ms(term: Term) -> Term:
    """True for what match_spec_compile/1 gave."""
    return _true if compiled(term) is not None else a.false


@ets.export(
    "match_spec_run/2",
    "(List, CompiledMatchSpec) -> list() when List :: [term()], "
    "CompiledMatchSpec :: compiled_match_spec()",
)
def match_spec_run(items: Term, ref: Term) -> Term:
    """The values that a specification has for the terms it matches."""
    return match_spec_run_r(items, ref, None)


@ets.export("match_spec_run_r/3", internal=True)
def match_spec_run_r(items: Term, ref: Term, acc: Term) -> Term:
    """As match_spec_run/2, before what is there already."""
    spec = compiled(ref)
    try:
        terms = from_list(items)
    except ImproperList:
        raise badarg(items, ref, acc) from None
    if spec is None:
        raise badarg(items, ref, acc)
    values = [spec.run(x) for x in terms]
    return to_list([v for v in values if v is not NO_MATCH], acc)


@ets.export(
    "repair_continuation/2",
    "(Continuation, MatchSpec) -> Continuation when Continuation :: continuation(), "
    "MatchSpec :: match_spec()",
)
def repair_continuation(continuation: Any, spec: Term) -> Term:
    """A continuation that was written and read, usable again."""
    if type(continuation) is tuple:
        for i, part in enumerate(continuation):
            if i and (type(part) is Ref or part == b"") and compiled(part) is None:
                return (*continuation[:i], match_spec_compile(spec), *continuation[i + 1 :])
    elif continuation is not a.__getattr__("$end_of_table"):
        raise function_clause(continuation, spec)
    return continuation


@ets.export(
    "test_ms/2",
    "(Tuple, MatchSpec) -> {ok, Result} | {error, Errors} when Tuple :: tuple(), "
    "MatchSpec :: match_spec(), Result :: term(), Errors :: [{warning | error, string()}]",
)
def test_ms(obj: Term, spec: Term) -> Term:
    """What MatchSpec has for Tuple: false if it does not match."""
    value: Any = match_spec_test(obj, spec, a.table)
    return value[:2]
