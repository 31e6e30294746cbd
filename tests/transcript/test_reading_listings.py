"""Sources in documents: versions, what is left out in them, pieces without a `-module` (E1.9)."""

from __future__ import annotations

import pytest

from pyerlshell.transcript.document import Listing
from pyerlshell.transcript.reader import read_any

FIRST = """\
-module(shop).
-export([price/1, name/1, all/0]).
-record(item, {name, price}).

%% What it costs.
price(apple) -> 3;
price(pear) -> 4;
price(_) -> unknown.

name(X) -> X.

all() -> [apple, pear].
"""


def listings(*sources: str, language: str = "erlang") -> tuple[Listing, ...]:
    blocks = [f"```{language}\n{source}```\n\nSome words.\n" for source in sources]
    return read_any("\n".join(blocks).encode(), "page.md").listings


def functions(text: str) -> str:
    """The text without blanks, so that only what is said counts."""
    return " ".join(text.split())


def test_the_text_of_a_listing_is_the_source() -> None:
    (only,) = listings(FIRST)
    assert only.text == FIRST
    assert (only.module, only.file, only.version, only.elided) == ("shop", "shop.erl", 1, False)


def test_a_later_listing_replaces_the_former_one() -> None:
    second = "-module(shop).\n-export([price/1]).\nprice(_) -> 1.\n"
    assert [item.version for item in listings(FIRST, second)] == [1, 2]
    assert listings(FIRST, second)[1].text == second
    assert listings(FIRST, second)[1].merged == ()


@pytest.mark.parametrize(
    "dots",
    [
        "...",
        "%% ...",
        "%...........\n%...........省略若干行\n%................",
        "% .......\n% как раньше\n% .......",
        "…",
        "%% [... unchanged ...]",
        "%%%% (the rest as before) ...",
        "    ...",
    ],
)
def test_what_dots_leave_out_comes_from_the_version_before(dots: str) -> None:
    second = f"-module(shop).\n{dots}\nall() -> [].\n{dots}\n"
    _, merged = listings(FIRST, second)
    text = functions(merged.text)
    assert "price(apple) -> 3; price(pear) -> 4; price(_) -> unknown." in text
    assert "all() -> []." in text
    assert "[apple, pear]" not in text
    assert merged.elided
    assert {merge.version for merge in merged.merged} == {1}
    kept = [merge.what for merge in merged.merged]
    assert kept == ["-export", "-record(item)", "price/1", "name/1"]


def test_clauses_that_are_left_out_come_from_the_version_before() -> None:
    """A clause replaces the one with its head; names of variables do not matter."""
    _, merged = listings(FIRST, "-module(shop).\n...\nprice(pear) -> 9;\n...\n")
    assert "price(apple) -> 3; price(pear) -> 9; price(_) -> unknown." in functions(merged.text)
    assert "price/1 (2 clauses)" in [merge.what for merge in merged.merged]


def test_a_new_clause_stands_before_the_old_ones() -> None:
    _, merged = listings(FIRST, "-module(shop).\n...\nprice(plum) -> 5;\n...\n")
    assert "price(plum) -> 5; price(apple) -> 3; price(pear) -> 4;" in functions(merged.text)


def test_dots_in_front_of_a_last_clause() -> None:
    _, merged = listings(FIRST, "-module(shop).\n%% ...\nprice(_) -> 0.\n%% ...\n")
    assert "price(apple) -> 3; price(pear) -> 4; price(_) -> 0." in functions(merged.text)


def test_a_whole_function_replaces_all_clauses() -> None:
    _, merged = listings(FIRST, "-module(shop).\n...\nprice(one) -> 1;\nprice(two) -> 2.\n...\n")
    assert "price(one) -> 1; price(two) -> 2." in functions(merged.text)
    assert "apple) -> 3" not in merged.text


def test_clauses_of_one_function_with_dots_between() -> None:
    second = "-module(shop).\n...\nprice(apple) -> 7;\n%% ...\nprice(_) -> none.\n...\n"
    _, merged = listings(FIRST, second)
    assert "price(apple) -> 7; price(pear) -> 4; price(_) -> none." in functions(merged.text)


def test_a_body_that_is_cut_stays_as_it_was() -> None:
    second = "-module(shop).\n...\nname(X) ->\n    ...\n    X.\n...\n"
    _, merged = listings(FIRST, second)
    assert "name(X) -> X." in functions(merged.text)
    assert "name/1 (its body is cut)" in [merge.what for merge in merged.merged]


def test_records_and_attributes_replace_their_like() -> None:
    second = '-module(shop).\n-vsn("2").\n-record(item, {name, price, tax}).\n...\n'
    _, merged = listings(FIRST, second)
    text = functions(merged.text)
    assert text.count("-record(item") == 1
    assert '-module(shop). -vsn("2").' in text
    assert "tax" in text


def test_what_is_new_stands_behind_what_it_followed() -> None:
    second = "-module(shop).\n...\nname(X) -> X.\n\nsize() -> 2.\n...\n"
    _, merged = listings(FIRST, second)
    assert "name(X) -> X. size() -> 2. all() ->" in functions(merged.text)


def test_dots_without_a_version_before() -> None:
    (only,) = listings("-module(shop).\n...\nname(X) -> X;\n%% ...\n")
    assert functions(only.text) == "-module(shop). name(X) -> X. %% ..."
    assert [note.text for note in only.notes] == ["something is left out and nothing was before"]


def test_a_listing_that_exports_nothing_any_more_shows_changes_only() -> None:
    _, merged = listings(FIRST, "-module(shop).\n\nname(X) -> {X}.\n")
    assert "name(X) -> {X}." in functions(merged.text)
    assert "-export([price/1, name/1, all/0])." in functions(merged.text)
    assert merged.elided


def test_a_piece_changes_the_module_that_has_its_function() -> None:
    _, piece = listings(FIRST, "name(X) -> {name, X}.\n")
    assert (piece.module, piece.version) == ("shop", 2)
    assert "name(X) -> {name, X}." in functions(piece.text)
    assert "all() -> [apple, pear]." in functions(piece.text)
    assert [note.text for note in piece.notes] == ["no -module here: taken as a change of shop"]


def test_a_piece_goes_to_the_module_that_it_is_of() -> None:
    other = "-module(cash).\n-export([pay/1]).\npay(X) -> X.\n"
    *_, piece = listings(FIRST, other, "price(_) -> 0.\n")
    assert piece.module == "shop"


def test_a_piece_of_nothing_is_not_used() -> None:
    _, piece = listings(FIRST, "elsewhere(X) -> X.\n")
    assert (piece.module, piece.file) == ("", "")


def test_pieces_of_other_languages_are_no_forms() -> None:
    assert len(listings(FIRST, language="python")) == 1
    assert read_any(b"```python\nprint(1) -> 2.\n```\n", "a.md").listings == ()


def test_a_header_gets_the_name_that_stands_above_it() -> None:
    page = "```\n-module(a).\n```\n\nshop.hrl:\n\n```\n-record(item, {name}).\n```\n"
    header = read_any(page.encode(), "page.md").listings[1]
    assert (header.module, header.file, header.version) == ("", "shop.hrl", 1)
    assert header.text == "-record(item, {name}).\n"


def test_two_modules_in_one_block() -> None:
    both = listings("-module(a).\nf() -> 1.\n\n-module(b).\nf() -> 2.\n")
    assert [item.module for item in both] == ["a", "b"]


def test_comments_above_the_module_keep_its_lines_in_place() -> None:
    (only,) = listings("%% A shop.\n%% By us.\n-module(shop).\n")
    assert only.text.splitlines()[2] == "-module(shop)."


def test_a_listing_in_running_text_ends_where_words_begin() -> None:
    page = (
        "The file:\n\n-module(m).\n-export([f/1]).\n\n%% one\nf(X) ->\n    case X of\n"
        "        1 -> one;\n        _ -> many\n    end.\n\nNow we compile it.\n\n1> c(m).\n{ok,m}\n"
    )
    document = read_any(page.encode())
    assert document.listings[0].text.endswith("    end.\n")
    assert document.prompts[0].expected == ["{ok,m}"]


def test_a_source_is_its_own_listing_and_its_comments_do_not_change_it() -> None:
    source = "-module(m).\n%% ```\n%% f(X) -> wrong.\n%% '''\nf(X) -> X.\n"
    first, *_ = read_any(source.encode(), "dir/other.erl").listings
    assert (first.module, first.file, first.text) == ("m", "m.erl", source)


def test_the_flattened_listing_of_one_page_is_a_file_of_many_lines() -> None:
    page = "1 -module(m). 2 -export([f/0]). 3 4 f() -> 5 1 + 2, 6 ok. \nwords\n"
    (only,) = read_any(page.encode()).listings
    assert only.text == "-module(m).\n-export([f/0]).\n\nf() ->\n1 + 2,\nok.\n"
