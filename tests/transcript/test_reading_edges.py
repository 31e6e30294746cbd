"""Documents that are wrong or odd: encodings, cut pages, no prompts, numbers out of order."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pyerlshell.transcript.command import main
from pyerlshell.transcript.document import Document, Kind
from pyerlshell.transcript.reader import NotATranscriptError, read_any, read_document

CHINESE = (
    "编译之后,我们可以看到结果如下,状态已经改变。这个函数的定义是这样的:\n1> X = 1. %变量\n1\n"
)
RUSSIAN = "Теперь запустим оболочку и посмотрим, что получится.\n1> X = 1.\n1\n"
FRENCH = "Voilà la première étape, déjà très complète.\n1> X = 1.\n1\n"
JAPANESE = "それではシェルを使ってみましょう。これはリストです。\n1> X = 1.\n1\n"


def read(text: str, name: str = "") -> Document:
    return read_any(text.encode(), name)


def inputs(document: Document) -> list[tuple[int | None, str]]:
    return [(prompt.number, prompt.text) for prompt in document.prompts]


@pytest.mark.parametrize(
    ("text", "encoding", "known_as"),
    [
        (CHINESE, "utf-8", "utf-8"),
        (CHINESE, "gbk", "gb18030"),
        (RUSSIAN, "cp1251", "cp1251"),
        (RUSSIAN, "koi8-r", "koi8-r"),
        (FRENCH, "latin-1", "cp1252"),
        (JAPANESE, "shift_jis", "shift_jis"),
        (JAPANESE, "euc_jp", "euc_jp"),
        (CHINESE, "utf-16", "utf-16-le"),
        (FRENCH, "utf-16-be", "utf-16-be"),
        (RUSSIAN, "utf-8-sig", "utf-8"),
    ],
)
def test_encodings_are_recognised(text: str, encoding: str, known_as: str) -> None:
    """E1.14. What is not said by the bytes themselves is noted."""
    data = text.encode(encoding)
    document = read_any(data)
    assert document.encoding == known_as
    assert document.text == text
    assert document.encode(document.text) == data
    assert inputs(document) == [(1, "X = 1.")]
    sure = encoding.startswith("utf-8") or encoding == "utf-16"
    assert bool(document.notes) == (not sure)


def test_an_encoding_that_the_page_names_is_believed() -> None:
    page = (
        '<html><meta charset="iso-8859-2"><p>Zażółć gęślą jaźń</p><pre>1&gt; ok.\nok</pre></html>'
    )
    document = read_any(page.encode("iso-8859-2"))
    assert document.encoding == "iso-8859-2"
    assert "Zażółć" in document.text


@pytest.mark.parametrize(
    "data",
    [
        b"1> ok.\nok\n\xff\xfe broken",
        bytes(range(256)) + b"\n1> ok.\nok\n",
        b"\xff\xfe1\x00>\x00 \x00o\x00k\x00.\x00\n\x00",
        '1> "é".\n'.encode() + b'"\xe9"\n' + "ü ü ü ü\n".encode() * 9,
    ],
)
def test_bytes_that_are_no_text_are_kept(data: bytes) -> None:
    document = read_any(data)
    assert document.encode(document.text) == data
    assert inputs(document)[0][0] == 1


@pytest.mark.parametrize(
    "text", ["", "\n\n", "words, nothing else\n", "a > b and 3 > 2\n", "\ufeff"]
)
def test_documents_without_prompts(text: str) -> None:
    with pytest.raises(NotATranscriptError):
        read_document(text.encode())
    assert read(text).prompts == ()


def test_a_page_that_is_cut_in_the_middle() -> None:
    document = read("Look:\n\n```erlang\n1> X = 1.\n1\n2> lists:map(fun(Y) ->\n       Y +", "a.md")
    assert inputs(document) == [(1, "X = 1."), (2, "lists:map(fun(Y) ->\n    Y +")]
    assert not document.prompts[1].complete
    assert "the input has no end" in [note.text for note in document.notes]


def test_a_notebook_that_is_cut_is_read_as_text() -> None:
    whole = json.dumps({"cells": [{"cell_type": "code", "source": ["1> ok.\n", "ok"]}]})
    assert inputs(read(whole, "a.ipynb")) == [(1, "ok.")]
    assert read(whole[:-3], "a.ipynb").format == "notebook"
    assert read(whole[:-3], "a.ipynb").notes


def test_numbers_out_of_order_go_on_and_are_noted() -> None:
    document = read("3> a.\na\n2> b.\nb\n7> c.\nc\n")
    assert inputs(document) == [(3, "a."), (2, "b."), (7, "c.")]
    assert {prompt.console for prompt in document.prompts} == {0}
    assert [note.text for note in document.notes] == ["prompt 2 comes after prompt 3"]


def test_a_prompt_1_begins_a_new_session() -> None:
    """E1.5: a number that grows goes on, in whatever block it stands."""
    document = read("```\n1> a.\n2> b.\n```\n\n```\n3> c.\n```\n\n```\n1> d.\n```\n", "a.md")
    assert [prompt.console for prompt in document.prompts] == [0, 0, 0, 1]


def test_words_that_begin_like_a_prompt_are_words() -> None:
    """E1.17."""
    document = read("1> ok.\nok\n\nAs prompt\n1> shows it is easy to see why\nthis holds.\n")
    assert inputs(document) == [(1, "ok.")]
    assert read("5> is the prompt that we use here\nand now\n").prompts == ()


def test_wrong_input_that_the_page_is_about_stays_wrong() -> None:
    document = read("1> foo bar.\n* 1:5: syntax error before: bar\n2> X = .\n* 1:5: syntax error\n")
    assert inputs(document) == [(1, "foo bar."), (2, "X = .")]
    assert document.prompts[0].expected == ["* 1:5: syntax error before: bar"]


def test_two_expressions_on_a_line_are_typed_together() -> None:
    assert inputs(read("1> X = 1. X + 1.\n1\n2\n")) == [(1, "X = 1. X + 1.")]


def test_printed_names_can_be_typed() -> None:
    assert inputs(read("1> pi(<0.1.0>).\nok\n")) == [(1, "pi(<0.1.0>).")]


def test_what_an_input_prints_is_output_though_it_reads_like_words() -> None:
    """E1.17: words below an input are its output if the input has them in a string."""
    document = read(
        '1> spawn(fun() -> io:format("good morning to you~n") end).\n'
        "good morning to you\nNow that was easy to do.\n"
    )
    assert document.prompts[0].expected == ["good morning to you"]


@pytest.mark.parametrize(
    ("name", "text", "format"),
    [
        ("a.md", "x", "markdown"),
        ("a.txt", "a ```\n\n```\n1> a.\n```\n", "markdown"),
        ("", "<!DOCTYPE html>\n<p>", "html"),
        ("", "<pre>\n1&gt; ok.\nok\n</pre>", "html"),
        ("", '{"cells": []}', "notebook"),
        ("x", "%% c\n-module(a).\n", "erl"),
        ("a.livemd", "", "livebook"),
        ("a.adoc", "", "asciidoc"),
        ("a.rst", "", "rst"),
        ("overview.edoc", "", "edoc"),
        ("", "1> ok.\nok\n", "text"),
    ],
)
def test_formats_are_told_by_name_and_content(name: str, text: str, format: str) -> None:
    """E1.7."""
    assert read_any(text.encode(), name).format == format


def test_a_format_can_be_imposed() -> None:
    assert len(read_any(b"<pre>1&gt; ok.</pre>", "a.txt", "html").prompts) == 1
    assert len(read_any(b"<pre>1&gt; ok.</pre>", "a.html", "text").prompts) == 1
    assert read_any(b"<p>1> ok.</p>", "a.html", "text").prompts == ()


def test_nesting_has_no_limit() -> None:
    document = read("1> " + "[" * 5000 + "]" * 5000 + ".\n[]\n")
    assert len(document.prompts[0].text) == 10001


def test_explain_shows_what_each_line_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "Words\n\n```\n-module(m).\n-export([f/0]).\nf() -> 1.\n```\n\n"
        "```\n1> c(m). % yes\n{ok,m}\n```\n"
    )
    assert main(["--explain", str(page)]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert shown[0].endswith("page.md: markdown, utf-8")
    assert [line.split() for line in shown[1:5]] == [
        ["1", "prose", "Words"],
        ["3", "markup", "```"],
        ["4", "listing", "v1", "-module(m)."],
        ["5", "listing", "v1", "-export([f/0])."],
    ]
    assert ["10", "input", "1", "c(m)."] in [line.split() for line in shown]
    assert ["10", "remark", "1", "%", "yes"] in [line.split() for line in shown]
    assert "line 4: m.erl, version 1" in shown
    assert shown[-1] == "1 prompts, 1 with output, 1 consoles, 1 listings"


def test_explain_of_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.txt"
    page.write_text("nothing here\n")
    assert main(["--explain", str(page)]) == 2
    assert main(["--explain", str(tmp_path / "missing")]) == 2
    assert "No such file" in capsys.readouterr().err


def test_every_line_has_a_kind() -> None:
    text = "a\n\n1> b.\nb\n% c\n\n```\nd\n```\n"
    document = read(text, "a.md")
    assert [m.line.number for m in document.marked] == list(range(1, 10))
    assert document.marked[4].kind is Kind.REMARK
