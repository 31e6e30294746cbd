"""`c(M, [check])` says whom a reload would kill, and kills nobody. (There is no such thing in erl;
that these processes are killed by `c(M)` is in sessions/reload_keeps_funs.)"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SOURCE = """-module(lp).
-export([loop/0]).
loop() -> receive stop -> ok; _ -> loop() end.
"""
TYPED = b"""c(lp, [check]).
c(lp).
register(lp1, spawn(lp, loop, [])), c(lp, [check]).
c(lp).
[P] = c(lp, [check]), P =:= whereis(lp1).
{ok, lp} = c(lp), whereis(lp1).
"""


def test_who_would_be_killed(tmp_path: Path) -> None:
    (tmp_path / "lp.erl").write_text(SOURCE, encoding="utf-8")
    command = [sys.executable, "-m", "pyerlshell"]
    done = subprocess.run(command, cwd=tmp_path, input=TYPED, capture_output=True, timeout=60)
    lines = done.stdout.decode().split("\n")
    assert "1> lp is not loaded: loading it kills nobody." in lines
    assert "3> No process runs old code of lp: c(lp) kills nobody." in lines
    assert "5> 1 process runs old code of lp; c(lp) kills:" in lines
    at = lines.index("5> 1 process runs old code of lp; c(lp) kills:")
    assert lines[at + 1].endswith("> lp1, in lp:loop/0")
    assert lines[at + 2 : at + 4] == ["true", "6> undefined"]
