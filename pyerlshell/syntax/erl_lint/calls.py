"""Calls: of local and imported functions and BIFs, and of functions of other modules.

OTP: erl_lint (check_call/5, check_remote_function/5)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from pyerlshell.syntax import erl_internal
from pyerlshell.syntax.erl_lint import options, records
from pyerlshell.syntax.erl_lint.format_calls import check_format
from pyerlshell.syntax.erl_lint.guards import IS_RECORD
from pyerlshell.syntax.erl_lint.names import check_module_name
from pyerlshell.syntax.erl_lint.nodes import EXPR, expr, node, parallel
from pyerlshell.syntax.erl_lint.obsolete_calls import check_deprecated
from pyerlshell.syntax.erl_lint.state import Lint, NameArity, Record, items
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Term

_NOT_CALLABLE: Final = frozenset(
    (a.char, a.integer, a.float, a.string, a.cons, a.nil, a.lc, a.record_index)
)


@node(EXPR, "call")
def _call(c: Lint, n: Any) -> None:
    target = n[2]
    args = items(n[3])
    if target[0] is a.atom:
        _named_call(c, n, target, args)
    elif target[0] is a.remote:
        _remote_call(c, n, args)
    elif _is_record_pair(target) and len(args) == 2 and args[1][0] is a.atom:
        expr(c, args[0])
        records.exists(c, args[1][1], args[1][2])
    else:
        if target[0] in _NOT_CALLABLE or (target[0] is a.tuple and len(items(target[2])) != 2):
            c.warning(n[1], a.invalid_call)
        parallel(c, [target, *args], a.call, n[1])


def _is_record_pair(target: Any) -> bool:
    """Is it `{erlang, is_record}`?"""
    parts = items(target[2]) if target[0] is a.tuple else []
    names = [part[2] for part in parts if part[0] is a.atom]
    return len(parts) == 2 and names == [a.erlang, IS_RECORD]


def _named_call(c: Lint, n: Any, target: Any, args: list[Any]) -> None:
    if target[2] is IS_RECORD and len(args) == 2 and args[1][0] is a.atom:
        expr(c, args[0])
        records.exists(c, args[1][1], args[1][2])
        return
    parallel(c, args, a.call, n[1])
    if target[2] is a.record_info and len(args) == 2:
        _record_info(c, n, args)
    else:
        check_local(c, n[1], (target[2], len(args)), args)


def _record_info(c: Lint, n: Any, args: list[Any]) -> None:
    what, name = args
    if what[0] is not a.atom or name[0] is not a.atom:
        c.error(n[1], a.illegal_record_info)
    elif what[2] not in (a.fields, a.size):
        c.error(what[1], a.illegal_record_info)
    else:
        record = c.records.get(name[2])
        if type(record) is Record and not record.native:
            c.usage.records.add(name[2])
        else:
            c.error(what[1], a.native_record_illegal_record_info)


def check_local(c: Lint, anno: Term, called: NameArity, args: Sequence[Any] | None) -> None:
    """A name without a module. `args` is None for `fun name/N`."""
    source = c.imports.get(called)
    if source is not None:
        _check_remote(c, anno, source, called, args)
        c.usage.imports.add(called)
        return
    local, automatic = called in c.locals, called in erl_internal.BIFS
    suppressed = c.suppressed(called)
    if automatic and not local and not suppressed:
        check_deprecated(c, anno, a.erlang, called[0], called[1])
        return
    if automatic and local and not suppressed and "bif_clash" in c.enabled:
        if called not in options.values(c.options, a.nowarn_bif_clash):
            c.warning(anno, (a.call_to_redefined_bif, called))
    if called != c.function:
        use_function(c, anno, called)


def use_function(c: Lint, anno: Term, called: NameArity) -> None:
    """Note who calls whom, and where."""
    c.usage.calls.setdefault(c.function, set()).add(called)
    c.called.append((called, c.place(anno)))


def _remote_call(c: Lint, n: Any, args: list[Any]) -> None:
    module, name = n[2][2], n[2][3]
    if module[0] is not a.atom or name[0] is not a.atom:
        if module[0] is a.atom:
            check_module_name(c, module[1], module[2])
        parallel(c, [module, name, *args], a.call, n[1])
        return
    called = (name[2], len(args))
    if module[2] is a.erlang and called == (IS_RECORD, 2) and args[1][0] is a.atom:
        expr(c, args[0])
        records.exists(c, args[1][1], args[1][2])
        return
    _check_remote(c, n[1], module[2], called, args)
    check_module_name(c, n[1], module[2])
    check_self_call(c, n[1], module[2], called)
    parallel(c, args, a.call, n[1])


def _check_remote(
    c: Lint, anno: Term, module: Any, called: NameArity, args: Sequence[Any] | None
) -> None:
    check_deprecated(c, anno, module, called[0], called[1])
    if module is a.qlc and called[0] is a.q and called[1] < 3 and not c.includes_qlc:
        if args and args[0][0] is a.lc:
            c.warning(anno, (a.missing_qlc_hrl, called[1]))
    if module is a.erlang and called == (a.load_nif, 2):
        c.loads_nif = True
        if any(_inlines(option) for option in c.options):
            c.maybe(anno, a.nif_inline)
    if c.format_level and args is not None:
        check_format(c, anno, module, called[0], args)


def _inlines(option: Any) -> bool:
    if type(option) is tuple:
        return len(option) == 2 and option[0] is a.inline and type(option[1]) is list
    return option is a.inline


def check_self_call(c: Lint, anno: Term, module: Any, called: tuple[Atom, Any]) -> None:
    """m:f() in module m, where f/0 must be exported."""
    if module is c.module and "unexported_function" in c.enabled:
        if a.export_all not in c.options and called not in c.exports:
            places = c.self_calls.setdefault(called, [])
            place = c.place(anno)
            if place not in places:
                places.append(place)
