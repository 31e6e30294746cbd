"""Object code without abstract code (BEAM: what `erlc` made of f() -> 1, no debug_info).

The reference runs it, we cannot (tests/differences/code-server.md): every way of loading says so.
"""

from __future__ import annotations

import base64
import subprocess
import sys
from pathlib import Path

import pytest

BEAM = base64.b64decode("""
Rk9SMQAAAfxCRUFNQXRVOAAAACz////7IG5kEGawbW9kdWxlX2luZm9gZXJsYW5n8GdldF9tb2R1bGVfaW5mb0NvZG
UAAABGAAAAEAAAAAAAAAC1AAAABwAAAAMBEJkQAhIiAAEgQBEDEwEwmQACEjIAAUBAEgNOEAABUJkAAhIyEAFgQAMT
QBIDTiAQAwAAU3RyVAAAAABJbXBUAAAAHAAAAAIAAAAEAAAABQAAAAEAAAAEAAAABQAAAAJFeHBUAAAAKAAAAAMAAA
ADAAAAAQAAAAYAAAADAAAAAAAAAAQAAAACAAAAAAAAAAJNZXRhAAAALYNsAAAAAWgCdxBlbmFibGVkX2ZlYXR1cmVz
bAAAAAF3Cm1heWJlX2V4cHJqagAAAExvY1QAAAAEAAAAAEF0dHIAAAAng2wAAAABaAJ3A3ZzbmwAAAABbhAA2xZSpe
BLaMbghNPwZeE1K2pqAENJbmYAAAAbg2wAAAABaAJ3B3ZlcnNpb25rAAYxMC4wLjZqAERiZ2kAAABCg2gDdw1kZWJ1
Z19pbmZvX3YxdxFlcmxfYWJzdHJhY3RfY29kZWgCdwRub25lbAAAAAF3DWRldGVybWluaXN0aWNqAABMaW5lAAAAFQ
AAAAAAAAAAAAAAAwAAAAEAAAAAMQAAAFR5cGUAAAAKAAAABAAAAAEf/wAA
""")
WHY = "no abstract code in the file: compile it with debug_info to load it here"
WAYS = {
    "code:load_file(nd)": "{error,badfile}",
    'code:load_abs("nd")': "{error,badfile}",
    'code:load_binary(nd, "nd.beam", B)': "{error,badfile}",
    "code:ensure_loaded(nd)": "{error,badfile}",
    "code:ensure_modules_loaded([nd])": "{error,[{nd,badfile}]}",
    "code:atomic_load([nd])": "{error,[{nd,badfile}]}",
    "code:prepare_loading([nd])": "{error,[{nd,badfile}]}",
    "erlang:load_module(nd, B)": "{error,badfile}",
    "l(nd)": "{error,badfile}",
    "nd:f()": "** exception error: undefined function nd:f/0",
}
QUIET = {
    "c(nd)": "{error,no_source}",  # as the reference, when the source is not there
    "code:is_loaded(nd)": "false",
    "filename:basename(code:which(nd))": '"nd.beam"',
    "nd = element(1, code:get_object_code(nd))": "nd",
}


def said(command: str, folder: Path) -> str:
    (folder / "nd.beam").write_bytes(BEAM)
    typed = f'code:add_patha("."), {{ok, B}} = file:read_file("nd.beam"), ok.\n{command}.\n'
    done = subprocess.run(
        [sys.executable, "-m", "pyerlshell"],
        input=typed.encode(),
        cwd=folder,
        capture_output=True,
        timeout=60,
        check=False,
    )
    return done.stdout.decode().partition("1> ok\n2> ")[2]


@pytest.mark.parametrize("command", WAYS)
def test_every_way_of_loading_says_why_it_cannot(command: str, tmp_path: Path) -> None:
    text = said(command, tmp_path)
    assert WAYS[command] in text
    assert text.count(WHY) == 1


@pytest.mark.parametrize("command", QUIET)
def test_what_needs_no_loading_answers(command: str, tmp_path: Path) -> None:
    assert said(command, tmp_path).startswith(QUIET[command] + "\n")


def test_the_source_is_compiled_where_it_is(tmp_path: Path) -> None:
    (tmp_path / "nd.erl").write_text("-module(nd).\n-export([f/0]).\nf() -> 1.\n")
    assert said("{c(nd), nd:f()}", tmp_path).startswith("{{ok,nd},1}\n")
