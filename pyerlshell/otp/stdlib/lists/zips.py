"""Lists side by side: `zip/2,3`, `zip3/3,4`, `zipwith/3,4`, `zipwith3/4,5`, `unzip/1`, `unzip3/1`.

How says what to do with lists of different lengths: fail, trim, or {pad, Defaults}.

OTP: lists
"""

from __future__ import annotations

from typing import Any

from pyerlshell.erts.machine import TAIL, run, tail
from pyerlshell.otp.native_calls import callable_fun, clause, is_fun
from pyerlshell.otp.stdlib.lists.module import lists
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.types import Term

__preempt__ = True

_zip_3 = clause("lists", "zip")
_zip3_4 = clause("lists", "zip3")
_zipwith_4 = clause("lists", "zipwith")
_zipwith3_5 = clause("lists", "zipwith3")
_unzip_3 = clause("lists", "unzip")
_unzip3_4 = clause("lists", "unzip3")


def _is_list(l: Term) -> bool:
    return l is None or type(l) is list


def _rows(how: Term, columns: tuple[Term, ...]) -> tuple[list[Any], tuple[Term, ...] | None]:
    """The elements side by side, and the lists at which it went wrong, if it did."""
    rows = []
    while all(type(l) is list for l in columns):
        rows.append(tuple([l[0] for l in columns]))  # type: ignore[index]
        columns = tuple([l[1] for l in columns])  # type: ignore[index]
    if all(l is None for l in columns):
        good = how is a.fail or how is a.trim or _is_pad(how, len(columns))
        return rows, None if good else columns
    if not all(_is_list(l) for l in columns):
        return rows, columns
    if how is a.trim:
        return rows, None
    if not _is_pad(how, len(columns)):
        return rows, columns
    defaults: Any = how[1]  # type: ignore[index]
    while any(type(l) is list for l in columns):
        if not all(_is_list(l) for l in columns):
            return rows, columns
        rows.append(tuple([l[0] if type(l) is list else d for l, d in zip(columns, defaults)]))
        columns = tuple([l[1] if type(l) is list else l for l in columns])
    return rows, None if all(l is None for l in columns) else columns


def _is_pad(how: Term, width: int) -> bool:
    return (
        type(how) is tuple
        and len(how) == 2
        and how[0] is a.pad
        and type(how[1]) is tuple
        and len(how[1]) == width
    )


def _zipped(how: Term, columns: tuple[Term, ...], failed: Any) -> Term:
    rows, wrong = _rows(how, columns)
    if wrong is None:
        return to_list(rows)
    if not rows:
        return tail(failed, *wrong, how)
    return failed(*wrong, how)


@lists.export(
    "zip/2",
    "(List1, List2) -> List3 when List1 :: [A], List2 :: [B], List3 :: [{A, B}], A :: "
    "term(), B :: term()",
)
def zip_(xs: Term, ys: Term) -> Term:
    """The list of {A, B}, A from List1 and B from List2; the lists are of one length."""
    return tail(zip_how, xs, ys, a.fail)


@lists.export(
    "zip/3",
    "(List1, List2, How) -> List3 when List1 :: [A], List2 :: [B], List3 :: [{A | "
    "DefaultA, B | DefaultB}], A :: term(), B :: term(), How :: fail | trim | {pad, "
    "{DefaultA, DefaultB}}, DefaultA :: term(), DefaultB :: term()",
)
def zip_how(xs: Term, ys: Term, how: Term) -> Term:
    """As zip/2; How says what to do when one list is longer."""
    return _zipped(how, (xs, ys), _zip_3)


@lists.export(
    "zip3/3",
    "(List1, List2, List3) -> List4 when List1 :: [A], List2 :: [B], List3 :: [C], List4 "
    ":: [{A, B, C}], A :: term(), B :: term(), C :: term()",
)
def zip3(xs: Term, ys: Term, zs: Term) -> Term:
    """The list of {A, B, C}, one from each list; the lists are of one length."""
    return tail(zip3_how, xs, ys, zs, a.fail)


@lists.export(
    "zip3/4",
    "(List1, List2, List3, How) -> List4 when List1 :: [A], List2 :: [B], List3 :: [C], "
    "List4 :: [{A | DefaultA, B | DefaultB, C | DefaultC}], A :: term(), B :: term(), C :: "
    "term(), How :: fail | trim | {pad, {DefaultA, DefaultB, DefaultC}}, DefaultA :: "
    "term(), DefaultB :: term(), DefaultC :: term()",
)
def zip3_how(xs: Term, ys: Term, zs: Term, how: Term) -> Term:
    """As zip3/3; How says what to do when the lists are not of one length."""
    return _zipped(how, (xs, ys, zs), _zip3_4)


def _combined(f: Any, how: Term, columns: tuple[Term, ...], failed: Any) -> Term:
    rows, wrong = _rows(how, columns)
    if not rows and not is_fun(f, len(columns)):
        return tail(failed, f, *columns, how)
    made = []
    for row in rows:
        callable_fun(f, *row)
        r = f(row[0], row[1]) if len(row) == 2 else f(row[0], row[1], row[2])
        made.append(run() if r is TAIL else r)
    if wrong is None:
        return to_list(made)
    if not rows:
        return tail(failed, f, *wrong, how)
    return failed(f, *wrong, how)


@lists.export(
    "zipwith/3",
    "(Combine, List1, List2) -> List3 when Combine :: fun((X, Y) -> T), List1 :: [X], "
    "List2 :: [Y], List3 :: [T], X :: term(), Y :: term(), T :: term()",
)
def zipwith(f: Term, xs: Term, ys: Term) -> Term:
    """What Combine gives for the elements of both lists, pair by pair."""
    return tail(zipwith_how, f, xs, ys, a.fail)


@lists.export(
    "zipwith/4",
    "(Combine, List1, List2, How) -> List3 when Combine :: fun((X | DefaultX, Y | "
    "DefaultY) -> T), List1 :: [X], List2 :: [Y], List3 :: [T], X :: term(), Y :: term(), "
    "How :: fail | trim | {pad, {DefaultX, DefaultY}}, DefaultX :: term(), DefaultY :: "
    "term(), T :: term()",
)
def zipwith_how(f: Term, xs: Term, ys: Term, how: Term) -> Term:
    """As zipwith/3; How says what to do when one list is longer."""
    return _combined(f, how, (xs, ys), _zipwith_4)


@lists.export(
    "zipwith3/4",
    "(Combine, List1, List2, List3) -> List4 when Combine :: fun((X, Y, Z) -> T), List1 :: "
    "[X], List2 :: [Y], List3 :: [Z], List4 :: [T], X :: term(), Y :: term(), Z :: term(), "
    "T :: term()",
)
def zipwith3(f: Term, xs: Term, ys: Term, zs: Term) -> Term:
    """What Combine gives for the elements of the three lists, row by row."""
    return tail(zipwith3_how, f, xs, ys, zs, a.fail)


@lists.export(
    "zipwith3/5",
    "(Combine, List1, List2, List3, How) -> List4 when Combine :: fun((X | DefaultX, Y | "
    "DefaultY, Z | DefaultZ) -> T), List1 :: [X], List2 :: [Y], List3 :: [Z], List4 :: "
    "[T], X :: term(), Y :: term(), Z :: term(), How :: fail | trim | {pad, {DefaultX, "
    "DefaultY, DefaultZ}}, DefaultX :: term(), DefaultY :: term(), DefaultZ :: term(), T "
    ":: term()",
)
def zipwith3_how(f: Term, xs: Term, ys: Term, zs: Term, how: Term) -> Term:
    """As zipwith3/4; How says what to do when the lists are not of one length."""
    return _combined(f, how, (xs, ys, zs), _zipwith3_5)


def _unzipped(l: Term, width: int, failed: Any) -> Term:
    rows = []
    rest = l
    while type(rest) is list and type(rest[0]) is tuple and len(rest[0]) == width:
        t, rest = rest
        rows.append(t)
    if rest is not None:
        return tail(failed, rest, *[to_list([t[i] for t in reversed(rows)]) for i in range(width)])
    return tuple([to_list([t[i] for t in rows]) for i in range(width)])


@lists.export(
    "unzip/1",
    "(List1) -> {List2, List3} when List1 :: [{A, B}], List2 :: [A], List3 :: [B], A :: "
    "term(), B :: term()",
)
def unzip(l: Term) -> Term:
    """{the first elements, the second elements} of a list of pairs."""
    return _unzipped(l, 2, _unzip_3)


@lists.export(
    "unzip3/1",
    "(List1) -> {List2, List3, List4} when List1 :: [{A, B, C}], List2 :: [A], List3 :: "
    "[B], List4 :: [C], A :: term(), B :: term(), C :: term()",
)
def unzip3(l: Term) -> Term:
    """{the first, the second, the third elements} of a list of triples."""
    return _unzipped(l, 3, _unzip3_4)
