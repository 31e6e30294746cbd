"""What a stranger's document tries outside of its folder is refused, each with one line."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from pyerlshell.transcript.sandbox import Budget, Sandbox, UnknownPartError, parts_of
from pyerlshell.transcript.session import Limits, Session, Trouble


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Session, Sandbox, Path]]:
    """A session in a folder of its own, beside a folder with a secret."""
    folder = tmp_path_factory.mktemp("scratch")
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret").write_text("{secret,1}.\n")
    (outside / "evil.erl").write_text("-module(evil).\n")
    session = Session(str(folder))
    box = Sandbox(str(folder), budget=Budget(disk=1 << 20, processes=2048))
    box.close(session.node)
    yield session, box, outside


INPUTS = {
    'file:read_file("OUT/secret").': "reading OUT/secret",
    'file:read_file("../OUTNAME/secret").': "reading OUT/secret",
    'file:consult("OUT/secret").': "reading OUT/secret",
    'file:script("OUT/secret").': "reading OUT/secret",
    'file:open("OUT/secret", [read]).': "reading OUT/secret",
    'file:open("OUT/new", [write]).': "writing OUT/new",
    'file:write_file("OUT/new", "x").': "writing OUT/new",
    'file:delete("OUT/secret").': "removing OUT/secret",
    'file:del_dir_r("OUT").': "reading OUT",
    'file:rename("mine", "OUT/mine").': "writing OUT/mine",
    'file:copy("OUT/secret", "mine").': "reading OUT/secret",
    'file:make_link("OUT/secret", "link").': "reading OUT/secret",
    'file:make_symlink("OUT/secret", "l1"), file:read_file("l1").': (
        "reading l1, which leads to OUT/secret"
    ),
    'file:make_symlink("OUT", "l2"), file:write_file("l2/new", "x").': "writing OUT/new",
    'file:make_symlink("OUT/secret", "l3"), file:write_file("l3", "x").': (
        "writing l3, which leads to OUT/secret"
    ),
    'file:read_file_info("OUT/secret").': "reading OUT/secret",
    'file:change_mode("OUT/secret", 0).': "writing OUT/secret",
    'file:list_dir("OUT").': "listing OUT",
    'file:set_cwd("OUT").': "listing OUT",
    'filelib:wildcard("OUT/*").': "reading /",
    'filelib:is_file("OUT/secret").': "reading OUT/secret",
    'cd("OUT").': "listing OUT",
    'ls("OUT").': "listing OUT",
    'c("OUT/evil").': "reading OUT/evil.erl",
    'compile:file("OUT/evil", [binary]).': "reading OUT/evil.erl",
    'epp:parse_file("OUT/secret", []).': "reading OUT/secret",
    'code:load_abs("OUT/evil").': "reading OUT/evil.beam",
    'code:add_patha("OUT").': "listing OUT",
    'beam_lib:info("OUT/evil").': "reading OUT/evil.beam",
    'ets:file2tab("OUT/secret").': "reading OUT/secret",
    'ets:tab2file(ets:new(t, []), "OUT/new").': "writing OUT/new",
    'rr("OUT/evil.erl").': "reading OUT/evil.erl",
    'os:cmd("cat OUT/secret").': "running cat OUT/secret",
    'open_port({spawn, "cat OUT/secret"}, []).': "running cat OUT/secret",
    'open_port({spawn_executable, "/bin/sh"}, []).': "running /bin/sh",
    'file:write_file("t.erl", "-module(t).\\n"), c(t, [\'P\', {outdir, "OUT"}]).': (
        "writing OUT/t.P"
    ),
    'erlang:load_nif("OUT/evil", 0).': "loading the native library OUT/evil",
    "gen_tcp:listen(0, []).": "listening on port 0",
    "gen_udp:open(0).": "listening on port 0",
    'gen_tcp:connect("127.0.0.1", 80, []).': "connecting to 127.0.0.1 port 80",
    'inet:getaddr("example.org", inet).': "connecting to example.org",
    'file:write_file("big", binary:copy(<<0>>, 2 bsl 20)).': "writing more than 1 MiB",
}


@pytest.mark.parametrize("text", INPUTS)
def test_refused_with_one_line(places: tuple[Session, Sandbox, Path], text: str) -> None:
    session, box, outside = places
    session.run('file:write_file("mine","text").')
    box.refused()
    printed = session.run(text.replace("OUTNAME", outside.name).replace("OUT", str(outside))).text
    refused = box.refused()
    wanted = INPUTS[text].replace("OUT", str(outside))
    shown = wanted[:50]  # a long target is shown in part
    assert [line for line in refused if line.startswith(f"refused: {shown}")], refused
    assert all(line.startswith("refused: ") for line in refused)
    assert all("permits it" in line or "native library" in line for line in refused)
    assert "secret,1" not in printed
    assert "internal error" not in printed
    assert sorted(os.listdir(outside)) == ["evil.erl", "secret"]
    assert (outside / "secret").read_text() == "{secret,1}.\n"


def test_its_own_folder_is_free(places: tuple[Session, Sandbox, Path]) -> None:
    session, box, _ = places
    text = 'file:write_file("a", "{x,1}."), file:rename("a", "b"), file:consult("b").'
    assert session.run(text).lines[0] == "{ok,[{x,1}]}"
    assert box.refused() == []


def test_includes_parse_transforms_and_libraries(places: tuple[Session, Sandbox, Path]) -> None:
    """An include leads outside, a parse transform runs by the same rules, ours may be read."""
    session, box, outside = places
    folder = Path(session.node.outside.cwd)
    (folder / "peek.erl").write_text(f'-module(peek).\n-include("{outside}/secret").\n')
    (folder / "pt.erl").write_text(
        "-module(pt).\n-export([parse_transform/2]).\n"
        f'parse_transform(F, _) -> file:write_file("{outside}/new", "x"), F.\n'
    )
    (folder / "uses.erl").write_text(
        "-module(uses).\n-compile({parse_transform, pt}).\n"
        '-include_lib("kernel/include/file.hrl").\n'
    )
    assert "error" in session.run("c(peek).").lines
    assert any("secret" in line or "reading" in line for line in box.refused())
    assert session.run("c(pt).").lines[0] == "{ok,pt}"
    assert session.run("c(uses).").lines[0] == "{ok,uses}"
    assert [line for line in box.refused() if line.startswith("refused: writing")]
    assert sorted(os.listdir(outside)) == ["evil.erl", "secret"]


def test_the_environment_is_not_there(
    places: tuple[Session, Sandbox, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is set outside is said to be refused; what is set nowhere is just not there."""
    session, box, _ = places
    monkeypatch.setenv("T1_SECRET", "x")
    monkeypatch.delenv("T1_NOTHING", raising=False)
    assert session.run('os:getenv("T1_NOTHING", none).').lines[0] == "none"
    assert session.run('os:getenv("PATH").').lines[0] == "[]"
    assert session.run('os:putenv("A", "b"), os:getenv("A").').lines[0] == '"b"'
    assert box.refused() == []
    assert session.run('os:getenv("T1_SECRET", none).').lines[0] == "none"
    line = "refused: reading the environment variable T1_SECRET (--allow os permits it)"
    assert box.refused() == [line]
    assert session.run('os:unsetenv("A"), [K || {K, _} <- os:env()].').lines == [
        '["HOME","LANG","PATH"]'
    ]
    assert box.refused() == ["refused: reading the environment (--allow os permits it)"]


def test_a_native_function_that_never_returns_is_ended(tmp_path: Path) -> None:
    """A pattern that backtracks for ever; the session goes on with its bindings."""
    session = Session(str(tmp_path), Limits(seconds=0.1))
    session.run("X = 5.")
    answer = session.run('re:run(lists:duplicate(60, $a), "^(a|aa)+$b").')
    assert answer.trouble is Trouble.TIME
    assert session.run("X + 1.").lines == ["6"]


def test_processes_are_limited(places: tuple[Session, Sandbox, Path]) -> None:
    session, _, _ = places
    printed = session.run("[spawn(timer, sleep, [infinity]) || _ <- lists:seq(1, 5000)], ok.").lines
    assert "** exception error: a system limit has been reached" in printed


def test_allow_opens_a_part(tmp_path: Path) -> None:
    box = Sandbox(str(tmp_path), parts_of("files, net"))
    box.refuse("write", "/somewhere/else")
    box.refuse("connect", "localhost:80")
    with pytest.raises(PermissionError):
        box.refuse("run", "ls")
    assert box.refused() == ["refused: running ls (--allow os permits it)"]
    with pytest.raises(UnknownPartError, match="disk"):
        parts_of("disk")
