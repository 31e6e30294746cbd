"""Laws of terms: order, equality, maps against a list of pairs, the external format."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import immutables
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import flat, terms

from pyerlshell.terms import etf, maps
from pyerlshell.terms.bits import bit_size, from_padded, padded
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.order import compare, compare_keys, equal, exact_equal
from pyerlshell.terms.pretty import pretty
from pyerlshell.terms.types import BitString, Term
from pyerlshell.terms.write import write

DEEP = 40_000


@settings(max_examples=200, deadline=None)
@given(terms, terms, terms)
def test_order_is_total(x: Term, y: Term, z: Term) -> None:
    for order in (compare, compare_keys):
        assert order(x, x) == 0
        assert order(x, y) == -order(y, x)
        if order(x, y) <= 0 and order(y, z) <= 0:
            assert order(x, z) <= 0


@settings(max_examples=200, deadline=None)
@given(terms, terms)
def test_equalities_agree_with_order(x: Term, y: Term) -> None:
    assert equal(x, y) == (compare(x, y) == 0)
    assert exact_equal(x, y) == (compare_keys(x, y) == 0)
    assert equal(x, y) or not exact_equal(x, y)


@settings(max_examples=200, deadline=None)
@given(terms, terms)
def test_keys_agree_with_exact_equality(x: Term, y: Term) -> None:
    p, q = maps.key(x), maps.key(y)
    assert (p == q) == exact_equal(x, y)
    assert p != q or hash(p) == hash(q)
    assert exact_equal(maps.unkey(p), x)


Step = tuple[str, Term, Term]
steps = st.lists(
    st.tuples(st.sampled_from(["put", "put", "put", "remove"]), flat, flat), max_size=80
)


def _apply(pairs: list[tuple[Term, Term]], step: Step) -> list[tuple[Term, Term]]:
    operation, key, value = step
    left = [pair for pair in pairs if not exact_equal(pair[0], key)]
    return [*left, (key, value)] if operation == "put" else left


@settings(max_examples=60, deadline=None)
@given(steps)
def test_map_is_like_a_list_of_pairs(history: list[Step]) -> None:
    m: Any = {}
    model: list[tuple[Term, Term]] = []
    for step in history:
        before = dict(m)
        old = m
        m = maps.put(m, step[1], step[2]) if step[0] == "put" else maps.remove(m, step[1])
        assert dict(old).keys() == before.keys()  # the old map did not change
        model = _apply(model, step)
        assert maps.size(m) == len(model)
        assert type(m) is (dict if len(model) <= 32 else immutables.Map)
    for key, value in model:
        assert exact_equal(maps.get(m, key, "missing"), value)
    assert exact_equal(m, maps.map_new(model[::-1]))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(flat, flat)), st.lists(st.tuples(flat, flat)))
def test_merge_prefers_the_second(first: list[tuple[Term, Term]], second: list[Any]) -> None:
    merged = maps.merge(maps.map_new(first), maps.map_new(second))
    assert exact_equal(merged, maps.map_new([*first, *second]))


@settings(max_examples=200, deadline=None)
@given(terms)
def test_external_format_round_trip(x: Term) -> None:
    for options in (
        etf.EncodeOptions(),
        etf.EncodeOptions(compressed=6),
        etf.EncodeOptions(minor_version=1, deterministic=True),
    ):
        data = etf.encode(x, options)
        back, used = etf.decode_used(data + b"more")
        assert exact_equal(back, x)
        assert used == len(data)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=40))
def test_decoding_garbage_is_refused(data: bytes) -> None:
    try:
        etf.decode(b"\x83" + data)
    except (etf.DecodeError, etf.SystemLimit):
        return
    assert data


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=8), st.integers(0, 63), st.integers(0, 63))
def test_bit_strings_are_their_bits(data: bytes, start: int, size: int) -> None:
    bits = "".join(f"{byte:08b}" for byte in data)
    start = min(start, len(bits))
    size = min(size, len(bits) - start)
    x = BitString(data, start, size)
    shown = "".join(f"{byte:08b}" for byte in padded(x))
    assert bit_size(x) == size
    assert shown[:size] == bits[start : start + size]
    assert set(shown[size:]) <= {"0"}
    assert exact_equal(x, from_padded(padded(x), size))


def _nested(wrap: Callable[[Term, int], Term]) -> Term:
    x: Term = None
    for i in range(DEEP):
        x = wrap(x, i)
    return x


def test_deep_terms_need_no_python_stack() -> None:
    for wrap in (lambda x, i: [x, None], lambda x, i: (x, i), lambda x, i: maps.map_new([(i, x)])):
        x, y = _nested(wrap), _nested(wrap)
        assert exact_equal(x, y)
        assert compare(x, (x,)) in (-1, 1)
        assert maps.key(x) == maps.key(y)
        assert exact_equal(etf.decode(etf.encode(x)), y)
        assert len(write(x)) > DEEP
        assert pretty(x, line_length=0) == write(x)


def test_long_lists() -> None:
    x = to_list(range(DEEP))
    assert compare(x, to_list(range(DEEP))) == 0
    assert compare(x, to_list(range(DEEP + 1))) == -1
    assert write(x).count(",") == DEEP - 1


def test_integers_of_any_size_are_written() -> None:
    assert write(10**9999) == "1" + "0" * 9999
