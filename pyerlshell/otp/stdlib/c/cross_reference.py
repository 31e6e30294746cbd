"""Calls of one module: to functions that are not there, and functions that nobody calls.

OTP: xref (m/1)
"""

from __future__ import annotations

from typing import Any, TypeAlias

from pyerlshell.erts.errors import badarg
from pyerlshell.erts.machine import P
from pyerlshell.otp import procs
from pyerlshell.otp.stdlib.c.module import file_name
from pyerlshell.terms import lists
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Term

Mfa: TypeAlias = tuple[Atom, Atom, int]
Function: TypeAlias = tuple[Atom, int]
Call: TypeAlias = tuple[Function, Mfa]


def of_module(module: Term) -> Term:
    """`[{deprecated, L}, {undefined, L}]`, and `{unused, L}` if the debug information is there."""
    name = file_name(module)
    if name is None:
        raise badarg(module)
    file: Term = lists.string_to_list(name)
    if type(module) is Atom:
        file = procs.apply(a.code, a.which, (module,))
        if type(file) is not list:
            return (a.error, a.xref_base, (a.no_such_module, module))
    forms, complete = _forms(file)
    if forms is None:
        return (a.error, a.xref_base, (a.no_debug_info, file))
    calls, local = _calls(forms)
    missing = sorted([c for c in calls if not procs.exported(*c[1])], key=_order_of_call)
    unused = _unused(forms, local)
    known = {(name, arity) for _, name, arity in unused}
    undefined: list[Term]
    if complete:  # who calls is known
        own = forms_module(forms)
        undefined = [((own, *caller), callee) for caller, callee in missing]
    else:
        undefined = [*dict.fromkeys([callee for caller, callee in missing if caller not in known])]
    result: list[Term] = [(a.deprecated, None), (a.undefined, lists.to_list(undefined))]
    if complete:
        result.append((a.unused, lists.to_list([*unused])))
    return lists.to_list(result)


def _order_of_call(call: Call) -> tuple[str, int, str, str, int]:
    (name, arity), callee = call
    return (name.name, arity, *_order(callee))


def _order(mfa: Mfa) -> tuple[str, str, int]:
    return (mfa[0].name, mfa[1].name, mfa[2])


def _forms(file: Term) -> tuple[list[Any] | None, bool]:
    """The forms, and whether everybody may see them (debug_info)."""
    from pyerlshell.compiler.object.object_code import ObjectError, read
    from pyerlshell.otp.chardata import to_str

    try:
        found = read(P.cur.node.outside.read(to_str(file)))
    except (OSError, ObjectError):
        return None, False
    if found.forms is None:
        return None, False
    return lists.from_list(found.forms), found.debug_info


def _calls(forms: list[Any]) -> tuple[set[Call], dict[Function, set[Function]]]:
    """Calls with a module's name, and who calls whom inside."""
    remote: set[Call] = set()
    local: dict[Function, set[Function]] = {}
    for form in forms:
        if form[0] is a.function:
            caller = (form[2], form[3])
            own = local.setdefault(caller, set())
            todo: list[Any] = [form[4]]
            while todo:
                part = todo.pop()
                if type(part) is list:
                    todo += lists.split_tail(part)[0]
                elif type(part) is tuple:
                    called = _called(part, own)
                    if called is not None:
                        remote.add((caller, called))
                    todo += part[1:]
    return remote, local


def _called(part: tuple[Any, ...], own: set[Function]) -> Mfa | None:
    """The function of a module that is called; a local one is entered in `own`."""
    if part[0] is a.call and len(part) == 4 and type(part[2]) is tuple:
        target, count = part[2], lists.length(part[3])
        if target[0] is a.atom:
            own.add((target[2], count))
        elif target[0] is a.remote and target[2][0] is a.atom and target[3][0] is a.atom:
            return (target[2][2], target[3][2], count)
    elif part[0] is a.fun and len(part) == 3 and part[2][0] is a.function and len(part[2]) == 3:
        own.add((part[2][1], part[2][2]))
    return None


def forms_module(forms: list[Any]) -> Atom:
    """The name in -module."""
    name: Atom = next(f[3] for f in forms if f[0] is a.attribute and f[2] is a.module)
    return name


def _unused(forms: list[Any], local: dict[Function, set[Function]]) -> list[Mfa]:
    """Functions that no exported one reaches."""
    reached: set[Function] = set()
    todo: list[Any] = []
    for form in forms:
        if form[0] is a.attribute and form[2] is a.export:
            todo += lists.from_list(form[3])
    while todo:
        function = todo.pop()
        if function not in reached:
            reached.add(function)
            todo += local.get(function, ())
    own = forms_module(forms)
    return sorted([(own, *function) for function in local if function not in reached], key=_order)
