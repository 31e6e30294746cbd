"""Ciphers in pieces and generators for rand: what OTP 29 answered to the same calls."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest

from pyerlshell import Node, atom

KEY = bytes([7]) * 16


@pytest.fixture(scope="module")
def node() -> Iterator[Node]:
    with Node(output=io.BytesIO()) as made:
        yield made


def evaluated(node: Node, text: str) -> str:
    """What ~p shows of the value."""
    body = f'unicode:characters_to_binary(io_lib:format("~0p", [begin {text} end]))'
    node.load_text(f"-module(shown).\n-export([value/0]).\nvalue() -> {body}.\n")
    return bytes(node.call("shown", "value")).decode()


HEAD = "K = binary:copy(<<7>>, 16), "


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "S = crypto:crypto_init(aes_128_ctr, K, K, [{encrypt,true}]), "
            'A = crypto:crypto_update(S, "abc"), '
            '{A, crypto:crypto_update(S, ["de", <<"f">>]), crypto:crypto_final(S)}',
            '{<<"º0Ã">>,<<20,225,195>>,<<>>}',
        ),
        (
            "S = crypto:crypto_init(aes_128_cbc, K, K, [{encrypt,true},{padding,pkcs_padding}]), "
            'crypto:crypto_update(S, "abcdefghijklmnopqx"), '
            "{crypto:crypto_final(S), lists:sort(maps:to_list(crypto:crypto_get_data(S)))}",
            "{<<43,178,222,148,145,8,171,85,67,183,99,172,175,94,165,207>>,"
            "[{encrypt,true},{padding_size,14},{padding_type,pkcs_padding},{size,18}]}",
        ),
        (
            "S = crypto:crypto_one_time_aead_init(aes_128_gcm, K, 16, true), "
            'crypto:crypto_one_time_aead(S, <<1:96>>, "text", "aad")',
            "<<25,244,8,158,204,217,135,154,229,18,181,1,48,154,158,146,146,71,188,143>>",
        ),
        (
            "S = crypto:crypto_one_time_aead_init(aes_128_gcm, K, 16, false), "
            'crypto:crypto_one_time_aead(S, <<1:96>>, <<0:256>>, "aad")',
            "error",
        ),
        (
            "S = crypto:mac_init(poly1305, <<K/binary,K/binary>>), "
            'crypto:mac_final(crypto:mac_update(S, "abc"))',
            "<<122,144,34,32,253,248,245,27,253,248,245,27,253,248,245,27>>",
        ),
        ("crypto:macN(poly1305, <<K/binary,K/binary>>, K, 4)", '<<"\\nÀs§">>'),
        (
            'crypto:crypto_one_time(chacha20, <<K/binary,K/binary>>, K, "abc", true)',
            "<<107,101,138>>",
        ),
        (
            'crypto:crypto_one_time(aes_128_cbc, K, K, "abc", [{padding,zero}])',
            "<<125,138,161,223,171,193,9,136,28,7,125,207,216,216,205,100>>",
        ),
    ],
)
def test_pieces(node: Node, text: str, shown: str) -> None:
    pytest.importorskip("cryptography")
    assert evaluated(node, HEAD + text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("crypto:crypto_init(aes_128_ctr, K, true)", '{badarg,{"api_ng.c",309},"Bad iv size"}'),
        ("crypto:crypto_init(foo, K, true)", '{badarg,{"api_ng.c",244},"Unknown cipher"}'),
        (
            "crypto:crypto_init(aes_128_ctr, K, K, [{foo,1}])",
            '{badarg,{"api_ng.c",176},"Bad tag in option: foo"}',
        ),
        ("crypto:crypto_update(foo, K)", '{badarg,{"api_ng.c",729},"Bad State"}'),
        (
            'crypto:crypto_one_time(aes_128_cbc, K, K, "abc", [{padding,none}])',
            '{error,{"api_ng.c",608},"Padding \'none\' but unfilled last block"}',
        ),
        (
            "crypto:crypto_one_time_aead_init(aes_128_cbc, K, 16, true)",
            '{badarg,{"aead.c",120},"Not aead cipher"}',
        ),
    ],
)
def test_reasons(node: Node, text: str, shown: str) -> None:
    pytest.importorskip("cryptography")
    assert evaluated(node, f"{HEAD}try {text} catch error:R -> R end") == shown


def test_generators_for_rand(node: Node) -> None:
    for seed in ("crypto:rand_seed()", "crypto:rand_seed_alg(crypto_cache)"):
        shown = evaluated(
            node,
            f"{seed}, [rand:uniform(1), is_float(rand:uniform()), byte_size(rand:bytes(9)), "
            "lists:sort(rand:shuffle([1,2,3]))]",
        )
        assert shown == "[1,true,9,[1,2,3]]"


def test_ranges(node: Node) -> None:
    assert evaluated(node, "{crypto:strong_rand_range(1), crypto:strong_rand_range(<<1>>)}") == (
        "{0,<<>>}"
    )
    shown = evaluated(node, "try crypto:strong_rand_range(0) catch error:R -> R end")
    assert shown == "badarg"


def test_facts(node: Node) -> None:
    shown = evaluated(node, "lists:sort(maps:to_list(crypto:cipher_info(aes_128_gcm)))")
    assert shown == (
        "[{block_size,1},{iv_length,12},{key_length,16},{mode,gcm_mode},{prop_aead,true},"
        "{type,895}]"
    )
    assert node.call("crypto", "enable_fips_mode", False) is True
    assert node.call("crypto", "info_fips") == atom("not_supported")
