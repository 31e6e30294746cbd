"""The reading and building primitives against numbers worked out bit by bit."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyerlshell.erts.errors import ErlError
from pyerlshell.erts.support import bits, bits_build
from pyerlshell.terms.atoms import a
from pyerlshell.terms.bits import bit_size, to_int
from pyerlshell.terms.types import BitString


def text(term: object) -> str:
    """A bit string as a string of 0 and 1."""
    assert type(term) in (bytes, BitString)
    n = bit_size(term)
    return format(to_int(term), f"0{n}b") if n else ""


bit_texts = st.text("01", max_size=70)


def of_text(s: str, shift: int = 0) -> BitString:
    """The same bits, `shift` bits into a buffer."""
    padded = "1" * shift + s
    padded += "1" * (-len(padded) % 8)
    data = int(padded, 2).to_bytes(len(padded) // 8, "big") if padded else b""
    return BitString(data, shift, len(s))


@given(bit_texts, st.integers(0, 15))
def test_a_sub_bit_string_is_its_bits(s: str, shift: int) -> None:
    x = of_text(s, shift)
    assert text(bits.bits_bit_sub(x.buf, x.off, x.off + x.size)) == s


@given(bit_texts, st.integers(0, 15))
def test_a_whole_binary_is_realigned_and_anything_else_is_no_match(s: str, shift: int) -> None:
    x = of_text(s, shift)
    buf, start, end = bits.bits_bytes(x)
    if len(s) % 8:
        assert end == -1
    else:
        assert bytes(buf[start:end]) == (int(s, 2).to_bytes(len(s) // 8, "big") if s else b"")


@given(bit_texts, st.integers(0, 15))
def test_integers_of_any_size_and_offset(s: str, shift: int) -> None:
    x = of_text(s, shift)
    value = int(s, 2) if s else 0
    assert bits.bits_uint(x.buf, shift, len(s)) == value
    signed = value - (1 << len(s)) if s.startswith("1") else value
    assert bits.bits_sint(x.buf, shift, len(s)) == signed


@given(st.integers(0, 2**70), st.integers(0, 70), st.integers(0, 1), st.integers(0, 9))
def test_what_is_built_is_read_back(value: int, n: int, little: int, shift: int) -> None:
    head = (1, "integer", 1, 0)
    spec = (head, (2, "integer", 1, little))
    made = bits_build.bits_build(spec, (0, value), (shift, n))
    buf, off, end = bits.bits_bits(made)
    assert end - off == n + shift
    read = bits.bits_uint_little if little else bits.bits_uint
    assert read(buf, off + shift, n) == value & ((1 << n) - 1)


def test_little_endian_odd_bits_are_the_top_ones() -> None:
    # erl: <<16#abc:12/little>>. -> <<188,10:4>>; <<16#1ff:9/little>>. -> <<255,1:1>>
    spec = ((1, "integer", 1, 1),)
    assert text(bits_build.bits_build(spec, (0xABC,), (12,))) == "101111001010"
    assert text(bits_build.bits_build(spec, (0x1FF,), (9,))) == "111111111"


@given(st.lists(st.tuples(st.booleans(), bit_texts), max_size=20))
def test_appending_never_changes_an_older_value(steps: list[tuple[bool, str]]) -> None:
    versions: list[tuple[object, str]] = [(b"", "")]
    for newest, s in steps:
        base, base_text = versions[-1 if newest else len(versions) // 2]
        made = bits_build.bits_append_bits(base, of_text(s))
        versions.append((made, base_text + s))
    assert [text(v) for v, _ in versions] == [t for _, t in versions]


def test_appending_bytes_shares_one_buffer() -> None:
    value = bits_build.bits_append(bytes(300), b"a")
    longer = bits_build.bits_append(value, b"b")
    assert type(value) is BitString and type(longer) is BitString
    assert longer.buf is value.buf
    other = bits_build.bits_append(value, b"c")
    assert type(other) is BitString and other.buf is not value.buf
    assert text(longer)[-16:] == format(0x6162, "016b")


@pytest.mark.parametrize("n,form", [(16, "e"), (32, "f"), (64, "d")])
@pytest.mark.parametrize("little", [0, 1])
def test_floats(n: int, form: str, little: int) -> None:
    made = bits_build.bits_build(((1, "float", 1, little),), (1.5,), (n,))
    assert made == struct.pack("<>"[1 - little] + form, 1.5)
    assert bits.bits_float(made, 0, n, little) == 1.5


def test_a_float_that_is_no_number_does_not_match() -> None:
    assert bits.bits_float(b"\x7f\xf0" + bytes(6), 0, 64, 0) is None
    assert bits.bits_float(b"\x7f\xf8" + bytes(6), 0, 64, 0) is None
    assert bits.bits_float(bytes(8), 0, 17, 0) is None


@given(st.characters(exclude_categories=["Cs"]), st.sampled_from([1, 2, 4]), st.integers(0, 1))
def test_characters(char: str, width: int, little: int) -> None:
    code = {
        1: "utf-8",
        2: ("utf-16-be", "utf-16-le")[little],
        4: ("utf-32-be", "utf-32-le")[little],
    }
    data = char.encode(code[width])
    readers = {
        1: bits.bits_utf8(data, 0, len(data)),
        2: bits.bits_utf16(data, 0, len(data), little),
        4: bits.bits_utf32(data, 0, len(data), little),
    }
    assert readers[width] == ord(char) << 4 | len(data)
    if width == 1:
        assert bits.bits_utf8(data, 0, len(data) - 1) == -1


@pytest.mark.parametrize("data", [b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\x80", b""])
def test_no_utf8(data: bytes) -> None:
    assert bits.bits_utf8(data, 0, len(data)) == -1


def test_a_huge_size_is_a_system_limit() -> None:
    with pytest.raises(ErlError) as e:
        bits_build.bits_build(((1, "integer", 1, 0),), (1,), (1 << 60,))
    assert e.value.reason is a.system_limit
