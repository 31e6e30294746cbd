"""Standard input as a console: lines, line editing, encodings."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import pytest

from pyerlshell.erts.node import Node
from pyerlshell.erts.outside import Outside
from pyerlshell.shell.console import StreamConsole, edited, wants_unicode, write_all
from pyerlshell.terms.atoms import a
from pyerlshell.terms.types import Term


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("abc\n", "abc\n"),
        ("abd\bc\n", "abc\n"),
        ("x\x7f\x7fy\n", "y\n"),
        ("a\tb\x01c\n", "abc\n"),
        ("a\x1blb\n", "ab\n"),
    ],
)
def test_simple_line_editing(line: str, left: str) -> None:
    assert edited(line) == left


def lines_of(data: bytes, tmp_path: Path, count: int, raw: bool = False) -> list[Term]:
    """What a process gets that asks for so many lines of a file."""
    file = tmp_path / "input"
    file.write_bytes(data)
    node = Node(outside=Outside(env={"LANG": "C.UTF-8"}))
    with open(file, "rb") as stdin:
        console = StreamConsole(node, stdin, io.BytesIO(), raw)
        reader = node.spawn(lambda: None)
        for _ in range(count):
            console.want_line(reader.pid, "> ", "", False)
    return [message[1] for message in reader.messages() if type(message) is tuple]


def test_lines_and_the_end_of_file(tmp_path: Path) -> None:
    assert lines_of(b"one\r\ntwo\rthree", tmp_path, 4) == [b"one\n", b"two\n", b"three", a.eof]


def test_programs_without_a_shell_get_lines_as_they_are(tmp_path: Path) -> None:
    assert lines_of(b"o\tne\r\n", tmp_path, 1, raw=True) == [b"o\tne\r\n"]


def test_bytes_that_are_no_utf8_are_taken_for_latin1(tmp_path: Path) -> None:
    assert lines_of("å\n".encode("latin-1"), tmp_path, 1) == ["å\n".encode()]
    assert lines_of("å\n".encode(), tmp_path, 1) == ["å\n".encode()]


def test_what_is_left_of_a_line_comes_first(tmp_path: Path) -> None:
    file = tmp_path / "input"
    file.write_bytes(b"next\n")
    node = Node()
    with open(file, "rb") as stdin:
        console = StreamConsole(node, stdin, io.BytesIO())
        reader = node.spawn(lambda: None)
        console.want_line(reader.pid, "", "rest of ", False)
    assert reader.messages() == [(a.console_line, b"rest of next\n")]


def test_characters_that_the_locale_cannot_show() -> None:
    out = io.BytesIO()
    console = StreamConsole(Node(outside=Outside(env={"LANG": "C"})), None, out)
    console.write("aå日")
    assert out.getvalue() == b"a\xe5\\x{65E5}"


@pytest.mark.parametrize(
    ("env", "expected"),
    [
        ({"LANG": "en_US.UTF-8"}, True),
        ({"LANG": "C"}, False),
        ({}, False),
        ({"LANG": "C", "LC_ALL": "de_DE.utf8"}, True),
        ({"LANG": "C.UTF-8", "LC_ALL": "C"}, False),
    ],
)
def test_the_locale_says_which_encoding(env: dict[str, str], expected: bool) -> None:
    assert wants_unicode(env) is expected


def test_a_reader_that_is_gone_ends_the_node() -> None:
    read, write = os.pipe()
    os.close(read)
    node = Node()
    with open(write, "wb", buffering=0) as stdout:
        console = StreamConsole(node, None, stdout)  # type: ignore[arg-type]
        console.write("x")
        console.flush()
    assert node.exit_code == 1


class Reluctant(io.RawIOBase):
    """Takes three bytes at a time, as a stream does that a signal interrupts."""

    def __init__(self) -> None:
        self.taken = b""

    def write(self, data: Any) -> int:
        part = bytes(data[:3])
        self.taken += part
        return len(part)


def test_a_stream_that_takes_a_part_gets_the_rest() -> None:
    stream = Reluctant()
    write_all(stream, b"all of it")  # type: ignore[arg-type]
    assert stream.taken == b"all of it"
