"""Native records as values: what sessions of erl (tests/sessions/native_records*) cannot reach."""

from __future__ import annotations

import pytest

from pyerlshell.terms import etf, hash, maps, order, write
from pyerlshell.terms.atoms import Atom, atom
from pyerlshell.terms.records import Definition, Record, new

DEPTH = 100_000

# term_to_binary(#nr:pair{a = 1,b = 2}) of OTP 29
PAIR = bytes([131, 67, 0, 0, 0, 2, 1, 119, 2, *b"nr", 119, 4, *b"pair", 119, 1, *b"a"])
PAIR += bytes([119, 1, *b"b", 97, 1, 97, 2])


def _definition(*fields: str, exported: bool = True) -> Definition:
    names: tuple[Atom, ...] = tuple([atom(field) for field in fields])
    return Definition(atom("nr"), atom("pair"), exported, names)


def _nested(definition: Definition) -> Record:
    x = new(definition, (1,))
    for _ in range(DEPTH):
        x = new(definition, (x,))
    return x


def test_nested_a_hundred_thousand_times() -> None:
    one, other = _nested(_definition("a")), _nested(_definition("a"))
    assert order.exact_equal(one, other) and order.equal(one, other)
    assert order.compare(one, other) == 0
    assert hash.phash2(one) == hash.phash2(other)
    assert maps.key(one) == maps.key(other)
    assert order.exact_equal(etf.decode(etf.encode(one)), one)
    assert write.write(one).count("#nr:pair{a = ") == DEPTH + 1


def test_the_bytes_of_erl_and_back() -> None:
    pair = etf.decode(PAIR)
    assert order.exact_equal(pair, new(_definition("a", "b"), (1, 2)))
    assert etf.encode(pair) == PAIR
    assert etf.encoded_size(pair) == len(PAIR)


@pytest.mark.parametrize("length", range(1, len(PAIR)))
def test_a_prefix_is_refused(length: int) -> None:
    with pytest.raises(etf.DecodeError):
        etf.decode(PAIR[:length])


@pytest.mark.parametrize(
    "other",
    [_definition("a", "c"), _definition("b", "a"), _definition("a", "b", exported=False)],
    ids=["another field", "another order", "not exported"],
)
def test_another_definition_is_another_record(other: Definition) -> None:
    pair, changed = new(_definition("a", "b"), (1, 2)), new(other, (1, 2))
    assert not order.equal(pair, changed)
    assert order.compare(pair, changed) == -order.compare(changed, pair) != 0
    assert len(maps.map_new([(pair, 1), (changed, 2)])) == 2


def test_what_is_shared_is_measured_once() -> None:
    x: object = new(_definition("a", "b"), (1, 2))
    for _ in range(200):
        x = [x, x]
    assert etf.encoded_size(x) > 1 << 200
