"""An ordered_set keeps the order of terms, whatever keys come, against a sorted list."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pyerlshell.erts.ets.ordered import OrderedTable
from pyerlshell.terms.atoms import a, atom
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.order import compare, sort_key

NUMBERS = st.one_of(st.integers(-9, 9), st.sampled_from([1.0, -2.0, 2.5, 1e300]))
ATOMS = st.sampled_from([atom(name) for name in ("a", "b", "zz", "ä")])
STRINGS = st.lists(st.integers(97, 99), max_size=3).map(to_list)
TUPLES = st.tuples(NUMBERS, ATOMS)
ONE_KIND = [NUMBERS, ATOMS, STRINGS, TUPLES, st.binary(max_size=2)]
KEYS = st.one_of(
    *[st.lists(kind, max_size=40) for kind in ONE_KIND], st.lists(st.one_of(*ONE_KIND))
)


def model_of(keys: list[Any]) -> list[Any]:
    """The keys in order, the last of equal ones."""
    kept: list[Any] = []
    for k in keys:
        kept = [x for x in kept if compare(x, k) != 0] + [k]
    return sorted(kept, key=sort_key)


def walked(table: OrderedTable) -> list[Any]:
    found = []
    place = table.first()
    while place:
        found.append(place[0])
        place = table.next(place[0])
    return found


@settings(max_examples=150, deadline=None)
@given(KEYS, KEYS)
def test_against_a_model(keys: list[Any], others: list[Any]) -> None:
    table = OrderedTable(a.t, a.ordered_set, 0)
    for k in keys:
        table.put((k,))
    model = model_of(keys)
    assert [obj[0] for obj in table.walk()] == model == walked(table)
    for k in others:
        below = [x for x in model if compare(x, k) < 0]
        above = [x for x in model if compare(x, k) > 0]
        assert table.prev(k) == below[-1:]
        assert table.next(k) == above[:1]
        assert table.has(k) == (len(below) + len(above) < len(model))
    for k in others:
        table.remove(k)
        model = [x for x in model if compare(x, k) != 0]
    assert [obj[0] for obj in table.walk()] == model
    assert table.size() == len(model)


def test_many_chunks() -> None:
    table = OrderedTable(a.t, a.ordered_set, 0)
    keys = [i * 7919 % 10007 for i in range(10007)]
    for k in keys:
        table.put((k, k))
    assert [obj[0] for obj in table.walk()] == sorted(keys)
    for k in keys[::2]:
        assert table.remove(k) == [(k, k)]
    assert walked(table) == sorted(keys[1::2])
    assert [len(chunk) for chunk in table.chunks] == [len(x) for x in table.objects]
    assert table.ends == [chunk[-1] for chunk in table.chunks]
    assert table.size() == len(keys) // 2
