"""Object files: written and read, made by a real erlc, cut off, altered; the cache beside them.

with_debug_info.beam and without_debug_info.beam were made by erlc 29; their module `fix` has f/1
and vsn/0.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from pyerlshell.compiler.compile import Options, compile_forms
from pyerlshell.compiler.object import chunks, container, object_code
from pyerlshell.compiler.object.cache import CodeCache, default_folder
from pyerlshell.erts.node import Node
from pyerlshell.otp.kernel import code_storage
from pyerlshell.syntax import epp
from pyerlshell.terms.atoms import a, atom
from pyerlshell.terms.lists import from_list, to_list
from pyerlshell.terms.module_code import ModuleCode

HERE = Path(__file__).parent
BY_ERLC = (HERE / "with_debug_info.beam").read_bytes()
SOURCE = "-module(m).\n-export([f/0]).\nf() -> g(1).\ng(X) -> {X, lists:seq(1, X)}.\n"


def forms_of(text: str) -> list[object]:
    options = epp.Options(read_file=lambda path: Path(path).read_bytes(), location=(1, 1))
    return list(epp.parse_text("m.erl", text.encode(), options).forms)


def code_of(text: str) -> ModuleCode:
    return compile_forms(forms_of(text), Options(source="m.erl"))


def made(debug_info: bool) -> bytes:
    return object_code.write(
        object_code.ObjectCode(
            "m",
            (("f", 0),),
            (("lists", "seq", 2),),
            (("g", 1),),
            [(a.vsn, [7, None]), None],
            None,
            to_list(forms_of(SOURCE)),
            None,
            debug_info,
            bytes(16),
        )
    )


@pytest.mark.parametrize("debug_info", [True, False])
def test_what_is_written_is_read(debug_info: bool) -> None:
    found = object_code.read(made(debug_info))
    assert (found.module, found.exports, found.locals) == ("m", (("f", 0),), (("g", 1),))
    module_info = [("erlang", "get_module_info", n) for n in (1, 2)]
    assert found.imports == (("lists", "seq", 2), *module_info)
    assert found.debug_info is debug_info
    assert found.md5 == bytes(16)
    assert compile_forms(from_list(found.forms)).exports[0] == ("f", 0)


def test_chunks_are_aligned_and_the_size_is_right() -> None:
    data = made(True)
    assert data[:4] == b"FOR1" and data[8:12] == b"BEAM"
    assert int.from_bytes(data[4:8], "big") == len(data) - 8
    found = list(container.scan(data))
    assert [chunk.pos % 4 for chunk in found] == [0] * len(found)
    assert next(chunk.id for chunk in found) == "AtU8"


def test_atoms_with_long_names() -> None:
    names = ["m", "x" * 15, "y" * 16, "å" * 255, ""]
    table = chunks.AtomTable(names[0])
    for name in names[1:]:
        table.number(name)
    assert chunks.read_atoms(table.chunk()) == names


def test_a_file_of_erlc_is_read() -> None:
    found = object_code.read(BY_ERLC)
    assert found.module == "fix" and found.debug_info
    assert set(found.exports) == {("f", 1), ("vsn", 0), ("module_info", 0), ("module_info", 1)}
    assert found.locals == (("g", 1),)


def test_a_file_of_erlc_is_loaded_and_run(node: Node) -> None:
    assert node.call("code", "load_binary", (a.fix, None, BY_ERLC)) == (a.module, a.fix)
    assert node.call("fix", "f", (5,)) == (5, a.undefined)
    assert from_list(node.call("fix", "f", (0,))) == [1, 2, 3]


def test_without_debug_info_it_is_refused(node: Node) -> None:
    data = (HERE / "without_debug_info.beam").read_bytes()
    assert node.call("code", "load_binary", (a.fix, None, data)) == (a.error, a.badfile)


@pytest.mark.parametrize("keep", [0, 7, 11, 12, 19, 100, -30, -5])
def test_a_file_that_is_cut_off_is_refused(keep: int) -> None:
    with pytest.raises(object_code.ObjectError, match="corrupt file header"):
        object_code.check(BY_ERLC[:keep])


def test_altered_files_are_refused() -> None:
    for id_, size in (("AtU8", 2), ("ExpT", 6), ("ImpT", 6)):
        parts = dict(container.read_all(BY_ERLC))
        parts[id_] = parts[id_][:size]
        with pytest.raises(object_code.ObjectError):
            object_code.read(container.build(parts.items()))


def test_the_check_sum_does_not_depend_on_layout() -> None:
    plain = code_of(SOURCE).md5
    assert code_of("% a comment\n\n" + SOURCE.replace(" -> ", "\n  ->  ")).md5 == plain
    assert code_of(SOURCE.replace("g(1)", "g(2)")).md5 != plain


def test_the_cache_gives_back_what_it_got(tmp_path: Path) -> None:
    code, cache = code_of(SOURCE), CodeCache(tmp_path / "cache")
    key = cache.key(b"source")
    assert cache.load(key) is None
    cache.store(key, code)
    found = cache.load(key)
    assert found is not None and found.exports == code.exports and found.md5 == code.md5
    assert cache.key(b"other") != key
    assert not list((tmp_path / "cache").rglob(".*"))


def test_a_damaged_entry_is_no_entry(tmp_path: Path) -> None:
    cache = CodeCache(tmp_path / "cache")
    cache.store(cache.key(b"x"), code_of(SOURCE))
    (entry,) = [p for p in (tmp_path / "cache").rglob("*") if p.is_file()]
    for data in (b"", b"junk", entry.read_bytes()[:200]):
        entry.write_bytes(data)
        assert cache.load(cache.key(b"x")) is None


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="folders have no modes there")
def test_a_folder_that_others_may_write_to_is_not_used(tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    folder.chmod(0o777)
    cache = CodeCache(folder)
    cache.store(cache.key(b"x"), code_of(SOURCE))
    assert list(folder.iterdir()) == []
    assert cache.load(cache.key(b"x")) is None


def test_the_environment_names_the_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PYERLSHELL_CACHE", str(tmp_path))
    assert default_folder() == str(tmp_path)


@pytest.fixture()
def node(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Node:
    monkeypatch.setenv("PYERLSHELL_CACHE", str(tmp_path / "cache"))
    sys.setrecursionlimit(2**31 - 1)
    made_node = Node()
    code_storage.install(made_node)
    made_node.code.ensure_loaded(atom("erlang"))
    return made_node
