"""`--update`: outputs are rewritten in place, the rest stays; a second time changes nothing."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest

from pyerlshell.transcript.command import main

MARKDOWN = """\
Prose with <b>markup</b>, trailing blanks  \r
\r
```erlang\r
1> 1 + 1.   % a remark\r
3\r
2> lists:seq(1, 3).\r
[1,2]  % an author's word\r
3> io:format("a~nb~nc~n").\r
a\r
c\r
ok\r
4> io:format("one~n").\r
one\r
two\r
ok\r
5> {x, self()}.\r
{y,<0.33.0>}\r
```\r
\r
    1> right.\r
    right\r
"""
HTML = """\
<html><head><title>One &amp; two</title></head><body>
<p>Text &amp; more</p>
<pre class="erl">1&gt; 1 &lt; 2.
false
2&gt; "a&amp;b&lt;".
<b>"a"</b>
3&gt; ok.
ok
</pre></body></html>
"""
SOURCE = """\
-module(m).
-export([f/1]).
%% Adds one:
%%
%%   1> m:f(1).
%%   3
%%   2> io:format("x~ny~n").
%%   x
%%   ok
%%
f(X) -> X + 1.
"""
FLAT = """\
Ein Text.
1 1> 1 + 1. 2 3 3 2> {a, b}. 4 {a,c} 5 3> ok. 6 ok
Hier endet die Seite mit einem Satz.
"""
LATIN = "Übung: 1> wäre falsch\n\n1> 1 + 1.\n3\n2> ok.\nok\n"


def changed_lines(before: str, after: str) -> list[str]:
    lines = difflib.ndiff(before.split("\n"), after.split("\n"))
    return [line.rstrip("\r") for line in lines if line[0] in "+-"]


def updated(folder: Path, name: str, data: bytes) -> bytes:
    """The file after an update; a second update must change nothing, and everything must hold."""
    file = folder / name
    file.write_bytes(data)
    main(["--update", str(file), "-q"])
    once = file.read_bytes()
    assert main([str(file), "--update", "-q"]) == 0
    assert file.read_bytes() == once
    return once


def test_only_output_lines_change(tmp_path: Path) -> None:
    after = updated(tmp_path, "page.md", MARKDOWN.encode()).decode()
    assert changed_lines(MARKDOWN, after) == [
        "- 3",
        "+ 2",
        "- [1,2]  % an author's word",
        "+ [1,2,3]  % an author's word",
        "+ b",
        "- two",
        "- {y,<0.33.0>}",
        "+ {x,<0.85.0>}",
    ]
    assert after.count("\r\n") == after.count("\n")


def test_html_is_written_as_html(tmp_path: Path) -> None:
    after = updated(tmp_path, "page.html", HTML.encode()).decode()
    assert changed_lines(HTML, after) == [
        "- false",
        "+ true",
        '- <b>"a"</b>',
        '+ <b>"a&amp;b&lt;"</b>',
    ]


def test_comments_stay_comments(tmp_path: Path) -> None:
    after = updated(tmp_path, "m.erl", SOURCE.encode()).decode()
    assert changed_lines(SOURCE, after) == ["- %%   3", "+ %%   2", "+ %%   y"]


def test_flattened_lines_keep_their_numbers(tmp_path: Path) -> None:
    """E1.4: the page's own line numbers stay where they are."""
    after = updated(tmp_path, "page.txt", FLAT.encode()).decode()
    assert after == FLAT.replace("2 3 3 2>", "2 2 3 2>").replace("{a,c}", "{a,b}")


@pytest.mark.parametrize(
    "data",
    [
        LATIN.encode("latin-1"),
        b"\xef\xbb\xbf" + LATIN.encode(),
        LATIN.encode().replace(b"\n", b"\r\n"),
        LATIN.encode("utf-16"),
        LATIN.encode() + b"\xff\xfe bytes",
        LATIN.rstrip("\n").encode(),
    ],
    ids=["latin-1", "bom", "crlf", "utf-16", "broken", "no newline at the end"],
)
def test_every_encoding_stays(tmp_path: Path, data: bytes) -> None:
    """E1.14."""
    after = updated(tmp_path, "page.txt", data)
    assert len(after) == len(data)
    assert sum(a != b for a, b in zip(after, data, strict=True)) == 1


def test_a_last_line_without_its_newline(tmp_path: Path) -> None:
    after = updated(tmp_path, "page.txt", b'1> io:format("a~nb~n").\na\nok')
    assert after == b'1> io:format("a~nb~n").\na\nb\nok'
    after = updated(tmp_path, "page.txt", b"1> 1.\n1\n2\n3")
    assert after == b"1> 1.\n1\n"


def test_what_cannot_be_run_is_left_alone(tmp_path: Path) -> None:
    text = b"1> Unbound + 1.\n2\n2> nowhere:f().\nok\n3> receive x -> y end.\nok\n"
    file = tmp_path / "page.txt"
    file.write_bytes(text)
    assert main([str(file), "--update", "-q"]) == 1
    assert file.read_bytes() == text


def test_each_output_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    file = tmp_path / "page.txt"
    file.write_text("1> 1.\n2\n2> 2.\n3\n3> 3.\n4\n4> 4.\n5\n")
    monkeypatch.setattr("sys.stdin", io.StringIO("n\ny\nq\n"))
    main([str(file), "--update=interactive", "-q"])
    assert file.read_text() == "1> 1.\n2\n2> 2.\n2\n3> 3.\n4\n4> 4.\n5\n"


def test_the_style_of_an_old_release_is_written(tmp_path: Path) -> None:
    file = tmp_path / "page.txt"
    file.write_text("1> self().\n<0.1.0>\n2> 1/0.\nwrong\n")
    main([str(file), "--update", "--profile=classic", "--exact", "-q"])
    assert file.read_text() == (
        "1> self().\n<0.32.0>\n2> 1/0.\n"
        "** exception error: bad argument in an arithmetic expression\n"
        "     in operator  '/'/2\n        called as 1 / 0\n"
    )
    assert main([str(file), "--profile=classic", "--exact", "-q"]) == 0


def test_permissions_stay_and_links_are_followed(tmp_path: Path) -> None:
    file = tmp_path / "page.txt"
    file.write_text("1> 1.\n2\n")
    file.chmod(0o640)
    link = tmp_path / "link.txt"
    link.symlink_to(file)
    main([str(link), "--update", "-q"])
    assert link.is_symlink()
    assert (file.read_text(), file.stat().st_mode & 0o777) == ("1> 1.\n1\n", 0o640)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["link.txt", "page.txt"]
