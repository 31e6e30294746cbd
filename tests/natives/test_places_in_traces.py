"""Traces name the line of the reference's library source where it is known, as read off erl."""

from __future__ import annotations

import subprocess
import sys

import pytest

FAILING = {
    "rand:uniform(0).": ("(rand.erl:1235)", "(rand.erl:1143)"),
    "rand:seed(foo).": ("(rand.erl:2134)", "(rand.erl:1085)", "(rand.erl:959)"),
    "rand:normal(0, -1).": ("(rand.erl:1794)",),
    "crypto:hash(sha256, foo).": ("(crypto.erl:1093)",),
    "base64:decode(foo).": ("(base64.erl:321)",),
    "base64:mime_decode(foo).": ("(base64.erl:360)",),
    'base64:decode("=").': ("(base64.erl:628)",),
    "sys:get_state(nosuch).": ("(sys.erl:342)",),
    "sys:replace_state(nosuch, f, 10).": ("(sys.erl:511)",),
    "erpc:call(node(), foo, bar, []).": ("(erpc.erl:294)",),
    "erpc:call(node(), foo, bar, x).": ("(erpc.erl:317)",),
    "gen_tcp:listen(foo, []).": ("gen_tcp:listen/2 (gen_tcp.erl:714)",),
    "gen_tcp:listen(0, [foo]).": ("inet_tcp:listen/2 (inet_tcp.erl:193)",),
}


@pytest.fixture(scope="module")
def printed() -> dict[str, str]:
    """What each of the commands prints."""
    done = subprocess.run(
        [sys.executable, "-m", "pyerlshell"],
        input="\n".join(FAILING) + "\n",
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    texts = [
        done.stdout.split(f"\n{n}> ", 1)[1].split(f"\n{n + 1}> ", 1)[0]
        for n in range(1, len(FAILING) + 1)
    ]
    return dict(zip(FAILING, texts, strict=True))


@pytest.mark.parametrize("command", FAILING)
def test_the_reference_s_line_is_shown(command: str, printed: dict[str, str]) -> None:
    for place in FAILING[command]:
        assert place in printed[command]
