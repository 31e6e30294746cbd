"""Variables with names that the scanner would not read as variables get others: rec0, REC0.

OTP: erl_pp:legalize_vars/1
"""

from __future__ import annotations

from typing import Any

from pyerlshell.terms.atoms import Atom, a, atom


def legalized(form: Any) -> Any:
    """A function's form whose variables can all be read again."""
    names: set[str] = set()
    _collect(form[4], names)
    wrong = sorted([name for name in names if not _is_legal(name)])
    if not wrong:
        return form
    renamed: dict[str, Atom] = {}
    for name in wrong:
        new = name.upper() if name.upper() != name else "_" + name
        while new in names or not _is_legal(new):
            new = "X" + new
        names.add(new)
        renamed[name] = atom(new)
    return (*form[:4], _with_names(form[4], renamed))


def _is_legal(name: str) -> bool:
    return name[:1] == "_" or name[:1].isupper()


def _is_variable(part: Any) -> bool:
    return len(part) == 3 and part[0] is a.var and type(part[2]) is Atom


def _collect(part: Any, names: set[str]) -> None:
    stack = [part]
    while stack:
        top = stack.pop()
        if type(top) is list:
            stack += top
        elif type(top) is tuple and top:
            if _is_variable(top):
                names.add(top[2].name)
            elif top[0] is a.named_fun:
                names.add(top[2].name)
            stack += top[2:] if type(top[0]) is Atom else top


def _with_names(part: Any, renamed: dict[str, Atom]) -> Any:
    if type(part) is list:
        return _list(part, renamed)
    if type(part) is not tuple or not part or type(part[0]) is not Atom:
        return part
    if _is_variable(part):
        return (*part[:2], renamed.get(part[2].name, part[2]))
    inside = [_with_names(item, renamed) for item in part[2:]]
    if part[0] is a.named_fun:
        inside[0] = renamed.get(part[2].name, part[2])
    if part[0] is a.clauses:
        return (a.clauses, _with_names(part[1], renamed))
    return (*part[:2], *inside)


def _list(cell: Any, renamed: dict[str, Atom]) -> Any:
    items = []
    while type(cell) is list:
        items.append(_with_names(cell[0], renamed))
        cell = cell[1]
    for item in reversed(items):
        cell = [item, cell]
    return cell
