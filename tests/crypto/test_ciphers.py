"""Ciphers give what OTP 29 gave, with the package `cryptography`; without it, a clear error."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest

from pyerlshell import ErlangError, Node, atom
from pyerlshell.otp.crypto import ciphers

KEY = bytes(16)


@pytest.fixture(scope="module")
def node() -> Iterator[Node]:
    with Node(output=io.BytesIO()) as made:
        yield made


def test_without_the_package(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ciphers, "is_there", lambda: False)
    with pytest.raises(ErlangError, match="Needs the Python package cryptography"):
        node.call("crypto", "crypto_one_time", atom("aes_128_ecb"), KEY, b"0123456789abcdef", True)


def test_block_ciphers(node: Node) -> None:
    pytest.importorskip("cryptography")
    made = node.call(
        "crypto", "crypto_one_time", atom("aes_128_cbc"), KEY, KEY, b"0123456789abcdef", True
    )
    assert made.hex() == "14f5fe746966f292651c2288bbff4609"
    made = node.call("crypto", "crypto_one_time", atom("aes_128_ctr"), KEY, KEY, b"abc", True)
    assert made.hex() == "078b28"
    assert (
        node.call("crypto", "crypto_one_time", atom("aes_128_cbc"), KEY, KEY, b"abc", True) == b""
    )
    options = [(atom("encrypt"), True), (atom("padding"), atom("pkcs_padding"))]
    made = node.call("crypto", "crypto_one_time", atom("aes_128_cbc"), KEY, KEY, b"abc", options)
    assert list(made) == [151, 106, 153, 95, 148, 207, 76, 30, 36, 182, 226, 251, 6, 126, 122, 105]


def test_authenticated(node: Node) -> None:
    pytest.importorskip("cryptography")
    name, nonce = atom("aes_128_gcm"), bytes(12)
    text, tag = node.call("crypto", "crypto_one_time_aead", name, KEY, nonce, b"text", b"aad", True)
    assert list(tag) == [83, 167, 245, 114, 143, 250, 241, 2, 245, 26, 79, 167, 175, 138, 62, 159]
    opened = ("crypto", "crypto_one_time_aead", name, KEY, nonce)
    assert node.call(*opened, text, b"aad", tag, False) == b"text"
    assert node.call(*opened, text, b"aad", bytes(16), False) == atom("error")
