"""What is wrong with a call of ets: from its arguments and the cause that the function gave.

Most functions tell about their table, by the cause; each of the others has a rule of its own, in
`_RULES`.

OTP: format_ets_error of erl_stdlib_errors
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from pyerlshell.otp.diagnostics.kinds import INTEGER, LIST, PROPER, RANGE
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import ImproperList, from_list, is_proper
from pyerlshell.terms.types import Ref

Faults = dict[int, str]

_BAD_KEY: Final = "not a key that exists in the table"
_SAME_AS_KEY: Final = "the position is the same as the key position"
_POSITION: Final = "the position in the update operation is out of range"
_NAME_TAKEN: Final = "table name already exists"
_BAD_OPTIONS: Final = "invalid options"
_BAD_SPEC: Final = "not a valid match specification"
_BAD_OPERATION: Final = "not a valid update operation"
_BAD_ELEMENTS: Final = "is not a valid element specification"
_NOT_TUPLE: Final = "not a tuple"
_EMPTY: Final = "is an empty tuple"


def _table_fault(args: list[Any], cause: Any) -> str:
    if cause is a.type:
        if type(args[0]) is Ref:
            return "not a valid table identifier"
        return "not an atom or a table identifier"
    return _TABLE.get(cause, "")


_TABLE: Final[dict[Any, str]] = {
    a.id: "the table identifier does not refer to an existing ETS table",
    a.access: "the table identifier refers to an ETS table with insufficient access rights",
    a.table_type: "the table identifier refers to an ETS table of a type not supported by this "
    "operation",
}


def _numbered(*texts: str) -> Faults:
    return {i: text for i, text in enumerate(texts, 1) if text}


def faults(name: str, args: list[Any], cause: Any) -> Faults:
    """Argument number -> text."""
    if type(cause) is not Atom:
        cause = a.none
    rule = _RULES.get(name)
    if rule is None:
        return _numbered(_table_fault(args, cause))
    return rule(args, cause)


def _second(text: str) -> Callable[[list[Any], Any], Faults]:
    """If the table is right, the second argument is not."""

    def rule(args: list[Any], cause: Any) -> Faults:
        table = _table_fault(args, cause)
        return {1: table} if table else {2: text}

    return rule


def _select(args: list[Any], cause: Any) -> Faults:
    if len(args) == 1:
        return {1: "invalid continuation"}
    if len(args) == 2:
        return _second(_BAD_SPEC)(args, cause)
    spec = "" if _is_spec(args[1]) else _BAD_SPEC
    return _numbered(_table_fault(args, cause), spec, _positive(args[2]))


def _is_spec(term: Any) -> bool:
    from pyerlshell.erts.machine import P
    from pyerlshell.erts.magic import magic_of
    from pyerlshell.erts.match_spec.spec import MatchSpec, SpecErrors, compile_spec

    if type(term) is Ref:
        return type(magic_of(term)) is MatchSpec
    try:
        compile_spec(P.cur.node, term)
    except SpecErrors:
        return False
    return True


def _match(args: list[Any], cause: Any) -> Faults:
    if len(args) == 1:
        return {1: "invalid continuation"}
    if len(args) == 2:
        return _numbered(_table_fault(args, cause))
    return _numbered(_table_fault(args, cause), "", _positive(args[2]))


def _positive(x: Any) -> str:
    if type(x) is not int:
        return INTEGER
    return RANGE if x < 1 else ""


def _tuple_fault(x: Any) -> str:
    if type(x) is not tuple:
        return _NOT_TUPLE
    return "" if x else _EMPTY


def _objects(args: list[Any], cause: Any) -> Faults:
    return _numbered(_table_fault(args, cause), _objects_fault(args[1]))


def _objects_fault(x: Any) -> str:
    if x is not None and type(x) is not list:
        return _tuple_fault(x)
    while type(x) is list and type(x[0]) is tuple and x[0]:
        x = x[1]
    return "" if x is None else "not a non-empty tuple or a list of non-empty tuples"


def _delete_object(args: list[Any], cause: Any) -> Faults:
    return _numbered(_table_fault(args, cause), _tuple_fault(args[1]))


def _give_away(args: list[Any], cause: Any) -> Faults:
    from pyerlshell.terms.types import Pid

    table = _table_fault(args, cause)
    if cause is a.owner:
        return _numbered(table, "the process is already the owner of the table")
    if cause is a.not_owner:
        return _numbered(table, "the current process is not the owner")
    if type(args[1]) is not Pid:
        return _numbered(table, "not a pid")
    return _numbered(table, "" if table else "the pid refers to a terminated process")


def _lookup_element(args: list[Any], cause: Any) -> Faults:
    table, position = _table_fault(args, cause), _positive(args[2])
    if cause is a.badkey:
        return _numbered(table, _BAD_KEY, position)
    if not table and not position:
        return {3: "position is greater than the size of the object"}
    return _numbered(table, "", position)


def _new(args: list[Any], cause: Any) -> Faults:
    name = "" if type(args[0]) is Atom else "not an atom"
    options = "" if is_proper(args[1]) else PROPER if type(args[1]) is list else LIST
    if name or options:
        return _numbered(name, options)
    return {1: _NAME_TAKEN} if cause is a.already_exists else {2: _BAD_OPTIONS}


def _rename(args: list[Any], cause: Any) -> Faults:
    table = _table_fault(args, cause)
    name = "" if type(args[1]) is Atom else "invalid table name (must be an atom)"
    return _numbered(table, name) or {2: _NAME_TAKEN}


def _is_operation(x: Any) -> bool:
    if type(x) is int:
        return True
    return type(x) is tuple and len(x) in (2, 4) and all(type(part) is int for part in x)


def _operations(x: Any) -> str:
    """What is wrong with the operations of update_counter."""
    return "" if _each(x, _is_operation) else _BAD_OPERATION


def _each(x: Any, good: Callable[[Any], bool]) -> bool:
    if x is None or type(x) is list:
        try:
            return all(good(item) for item in from_list(x))
        except ImproperList:
            return False
    return good(x)


def _update_counter(args: list[Any], cause: Any) -> Faults:
    table = _table_fault(args, cause)
    wrong = _operations(args[2])
    if len(args) == 4:
        if table:
            return {1: table}
        default = _default(args[3], cause)
    else:
        default = ""
    if cause is a.badkey:
        return _numbered(table, _BAD_KEY, wrong, default)
    if cause is a.keypos:
        return _numbered(table, "", _SAME_AS_KEY, default)
    if cause is a.position:
        return _numbered(table, "", _POSITION)
    if cause is a.none and not wrong and not default:
        wrong = "the value in the given position, in the object, is not an integer"
    return _numbered(table, "", wrong, default)


def _default(x: Any, cause: Any) -> str:
    if cause is a.default and type(x) is tuple:
        return "default tuple too small"
    return _tuple_fault(x)


def _update_element(args: list[Any], cause: Any) -> Faults:
    table = _table_fault(args, cause)
    if cause is a.keypos:
        return _numbered(table, "", _SAME_AS_KEY)
    if cause is a.position:
        return _numbered(table, "", _POSITION)
    good = _each(args[2], _is_element)
    if len(args) == 3:
        return _numbered(table, "", RANGE if good and not table else "" if good else _BAD_ELEMENTS)
    default = _default(args[3], cause)
    if default:
        return _numbered(table, "", "", default)
    return _numbered(table, "", RANGE if good else _BAD_ELEMENTS)


def _is_element(x: Any) -> bool:
    return type(x) is tuple and len(x) == 2 and type(x[0]) is int and x[0] > 0


_RULES: Final[dict[str, Callable[[list[Any], Any], Faults]]] = {
    "delete_object": _delete_object,
    "give_away": _give_away,
    "info": _second("not a valid info item"),
    "insert": _objects,
    "insert_new": _objects,
    "internal_select_delete": _second(_BAD_SPEC),
    "lookup_element": _lookup_element,
    "match": _match,
    "match_object": _match,
    "match_spec_compile": lambda args, cause: {1: _BAD_SPEC},
    "new": _new,
    "next": _second(_BAD_KEY),
    "next_lookup": _second(_BAD_KEY),
    "prev": _second(_BAD_KEY),
    "prev_lookup": _second(_BAD_KEY),
    "rename": _rename,
    "safe_fixtable": _second("not a boolean value"),
    "select": _select,
    "select_count": _select,
    "select_replace": _second(_BAD_SPEC),
    "select_reverse": _select,
    "setopts": _second(_BAD_OPTIONS),
    "slot": _second(RANGE),
    "update_counter": _update_counter,
    "update_element": _update_element,
    "whereis": lambda args, cause: {1: "invalid table name (must be an atom)"},
}
