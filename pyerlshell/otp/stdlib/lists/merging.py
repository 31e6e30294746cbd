"""Merging sorted lists: `merge/1,2,3`, `umerge/1,2,3`, `keymerge/3` and their reversed twins.

Of elements that compare equal, those of the first list come first, and `u` keeps only the first.
The `r` functions take and give lists that are sorted the other way round.

OTP: lists
"""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType
from typing import Any

from pyerlshell.erts.errors import function_clause
from pyerlshell.erts.machine import TAIL, tail
from pyerlshell.otp.native_calls import clause
from pyerlshell.otp.preloaded.erlang.tuples import element
from pyerlshell.otp.stdlib.lists.module import lists
from pyerlshell.otp.stdlib.lists.sorting import holds, merged
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import is_proper, to_list
from pyerlshell.terms.order import compare, sort_key
from pyerlshell.terms.types import Term

__preempt__ = True

_true = a.true
_false = a.false
_mergel = clause("lists", "mergel")
_umergel = clause("lists", "umergel")


def _items(l: Term, *args: Term) -> list[Any]:
    """The items of one argument; the call fails if it is no proper list."""
    items = []
    rest = l
    while type(rest) is list:
        x, rest = rest
        items.append(x)
    if rest is not None:
        raise function_clause(*args)
    return items


def _merge_keyed(
    xs: list[Any], ys: list[Any], key: Callable[[Any], Any], unique: bool
) -> list[Any]:
    out: list[Any] = []
    i = j = 0
    n, m = len(xs), len(ys)
    while i < n and j < m:
        c = compare(key(xs[i]), key(ys[j]))
        if c <= 0:
            out.append(xs[i])
            i += 1
            if unique and c == 0:
                j += 1
        else:
            out.append(ys[j])
            j += 1
    return out + xs[i:] + ys[j:]


def _itself(x: Any) -> Any:
    return x


def _of_lists(l: Term, failed: Any, extra: tuple[Term, ...]) -> list[list[Any]] | None:
    """The lists in a list of lists; None, with the failing call stored, if it is none."""
    found: list[list[Any]] = []
    rest = l
    while type(rest) is list:
        x, rest = rest
        if x is not None and type(x) is not list:
            tail(failed, l if found else [x, rest], *extra)
            return None
        if x is not None:
            found.append(_items(x, l))
    if rest is not None:
        tail(failed, l, *extra)
        return None
    return found


def _only_one(l: Any) -> Any:
    """The one list with elements of a list of lists, as it is; None if there are none or more."""
    while type(l) is list and l[0] is None:
        l = l[1]
    if type(l) is not list or type(l[0]) is not list:
        return None
    found, rest = l
    while type(rest) is list and rest[0] is None:
        rest = rest[1]
    return found if rest is None else None


def _other(xs: Term, ys: Term) -> Term:
    """What a merge with the empty list gives, as it is; None if neither is empty, or both are."""
    if xs is None and type(ys) is list:
        return ys
    return xs if ys is None and type(xs) is list else None


@lists.export(
    "merge/1",
    "(ListOfLists) -> List1 when ListOfLists :: [List], List :: [T], List1 :: [T], T :: term()",
)
def merge_all(l: Term) -> Term:
    """The elements of the sorted lists in ListOfLists, sorted."""
    alone = _only_one(l)
    if alone is not None:
        return alone
    parts = _of_lists(l, _mergel, (None,))
    if parts is None:
        return TAIL
    items = [x for part in parts for x in part]
    items.sort(key=sort_key)
    return to_list(items)


@lists.export(
    "umerge/1",
    "(ListOfLists) -> List1 when ListOfLists :: [List], List :: [T], List1 :: [T], T :: term()",
)
def umerge_all(l: Term) -> Term:
    """The elements of the sorted lists in ListOfLists, sorted, without those that compare equal."""
    alone = _only_one(l)
    if alone is not None:
        return alone
    parts = _of_lists(l, _umergel, (None, a.asc))
    if parts is None:
        return TAIL
    out: list[Any] = []
    for part in parts:
        out = _merge_keyed(out, part, _itself, True)
    return to_list(out)


def _declare_pair(name: str, doc: str, *, unique: bool, back: bool) -> None:
    def merge(xs: Term, ys: Term) -> Term:
        other = _other(xs, ys)
        if other is not None:
            return other
        p, q = _items(xs, xs, ys), _items(ys, xs, ys)
        if not back:
            return to_list(_merge_keyed(p, q, _itself, unique))
        p.reverse()
        q.reverse()
        return to_list(_merge_keyed(p, q, _itself, unique)[::-1])

    _declare(f"{name}/2", merge, doc)


def _declare_three(name: str, doc: str, *, unique: bool, back: bool) -> None:
    def merge(xs: Term, ys: Term, zs: Term) -> Term:
        alone = _only_one([xs, [ys, [zs, None]]])
        if alone is not None and is_proper(alone):
            return alone
        parts = [_items(l, xs, ys, zs) for l in (xs, ys, zs)]
        if back:
            parts = [p[::-1] for p in parts]
        out = _merge_keyed(
            _merge_keyed(parts[0], parts[1], _itself, unique), parts[2], _itself, unique
        )
        return to_list(out[::-1] if back else out)

    _declare(f"{name}/3", merge, doc)


def _declare_by_fun(name: str, doc: str, *, unique: bool, back: bool) -> None:
    def merge(f: Term, xs: Term, ys: Term) -> Term:
        if type(f) is not FunctionType or f.__code__.co_argcount != 2:
            raise function_clause(f, xs, ys)
        p, q = _items(xs, f, xs, ys), _items(ys, f, xs, ys)
        if back:
            p.reverse()
            q.reverse()
        out = _merged_once(f, p, q) if unique else merged(f, p, q)
        return to_list(out[::-1] if back else out)

    _declare(f"{name}/3", merge, doc)


def _merged_once(f: Any, xs: list[Any], ys: list[Any]) -> list[Any]:
    """As `merged`, without those of `ys` for which F is true both ways."""
    out: list[Any] = []
    i = j = 0
    n, m = len(xs), len(ys)
    while i < n and j < m:
        if not holds(f, xs[i], ys[j]):
            out.append(ys[j])
            j += 1
        elif holds(f, ys[j], xs[i]):
            j += 1
        else:
            out.append(xs[i])
            i += 1
    return out + xs[i:] + ys[j:]


def _is_list(l: Term) -> bool:
    return l is None or type(l) is list


def _declare_by_key(name: str, doc: str, *, unique: bool, back: bool) -> None:
    helper = clause("lists", f"{name}_1")

    def merge(n: Term, xs: Term, ys: Term) -> Term:
        if type(n) is not int or n < 1:
            raise function_clause(n, xs, ys)
        if not back and not (_is_list(xs) and _is_list(ys)):
            return tail(helper, n, xs, ys)
        other = _other(xs, ys)
        if other is not None:
            return other
        p, q = _items(xs, n, xs, ys), _items(ys, n, xs, ys)
        if back:
            p.reverse()
            q.reverse()

        def key(t: Any) -> Any:
            return element(n, t)

        out = _merge_keyed(p, q, key, unique)
        return to_list(out[::-1] if back else out)

    _declare(f"{name}/3", merge, doc)


def _declare(name_arity: str, fn: Callable[..., Term], doc: str) -> None:
    name = name_arity.partition("/")[0]
    fn.__code__ = fn.__code__.replace(co_name=name)
    fn.__doc__ = doc
    lists.export(name_arity, internal=name.startswith("r"))(fn)


for _name, _unique, _back, _what in (
    ("merge", False, False, "sorted"),
    ("umerge", True, False, "sorted, without those that compare equal to one of the first list"),
    ("rmerge", False, True, "sorted, the last one first"),
    ("rumerge", True, True, "sorted, the last one first, without equal ones"),
):
    _doc = f"The elements of the sorted lists, {_what}."
    _declare_pair(_name, _doc, unique=_unique, back=_back)
    _declare_three(f"{_name}3", _doc, unique=_unique, back=_back)
    _declare_by_fun(_name, f"{_doc} Fun says what comes first.", unique=_unique, back=_back)
    _declare_by_key(
        _name.replace("merge", "keymerge"),
        f"The tuples of the lists, which are sorted by their Nth elements, {_what}.",
        unique=_unique,
        back=_back,
    )


def merge_unique(xs: list[Any], ys: list[Any]) -> list[Any]:
    """Two sorted lists in one, of equal elements only that of the first."""
    return _merge_keyed(xs, ys, _itself, True)
