"""What the case files cannot say: depth, text in pieces, options, files, native modules."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from pyerlshell.otp.stdlib import erl_anno, erl_parse, erl_scan
from pyerlshell.syntax import epp
from pyerlshell.syntax import erl_parse as parser
from pyerlshell.syntax.erl_scan import Done, More, scan, tokens
from pyerlshell.terms.atoms import a, atom
from pyerlshell.terms.lists import from_list, string_to_list, to_list
from pyerlshell.terms.types import Term
from pyerlshell.terms.write import write

DEPTH = 10_000


@pytest.fixture
def deep() -> Iterator[None]:
    """The recursion limit as the program sets it."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(2**31 - 1)
    yield
    sys.setrecursionlimit(before)


def form(text: str) -> Term:
    return parser.parse_form(scan(text).tokens)


def w(term: Term) -> str:
    return write(term)


@pytest.mark.parametrize(
    "opening, closing",
    [
        ("[", "]"),
        ("(", ")"),
        ("{", "}"),
        ("#{a => ", "}"),
        ("<<(", ")>>"),
        ("f(", ")"),
        ("- ", ""),
        ("fun() -> ", " end"),
        ("case 1 of a -> ", " end"),
        ("try ", " catch x -> y end"),
    ],
)
def test_ten_thousand_levels(deep: None, opening: str, closing: str) -> None:
    node = form("f() -> " + opening * DEPTH + "1" + closing * DEPTH + ".")
    assert type(node) is tuple and node[0] is a.function


def test_deep_types_and_terms(deep: None) -> None:
    assert form("-type t() :: " + "[" * DEPTH + "a" + "]" * DEPTH + ".")
    term = parser.parse_term(scan("[" * DEPTH + "]" * DEPTH + ".").tokens)
    depth = 0
    while type(term) is list:
        term, depth = term[0], depth + 1
    assert depth == DEPTH - 1


def test_unbalanced_depth_is_a_syntax_error(deep: None) -> None:
    with pytest.raises(parser.ParseError) as caught:
        parser.parse_exprs(scan("(" * DEPTH + ".").tokens)
    assert caught.value.info[0] == (1, DEPTH + 1)


def test_tokens_without_a_dot() -> None:
    for text in ("fun", "fun a", "#", "#r", "-", "-type", "f(", "-spec f", "X", "<<", "maybe"):
        with pytest.raises(parser.ParseError) as caught:
            parser.parse_form(scan(text).tokens)
        assert "syntax error before: " in parser.format_error(caught.value.info[2])


def test_tokens_keep_the_rest_of_the_line() -> None:
    found = tokens(None, "X = 1. Y = 2.\n")
    assert isinstance(found, Done)
    assert (found.rest, found.end, found.eof) == ("Y = 2.\n", (1, 8), False)


def test_tokens_go_on_over_lines() -> None:
    first = tokens(None, "foo(\n", (3, 1))
    assert isinstance(first, More)
    second = tokens(first.continuation, "  bar).\n")
    assert isinstance(second, Done)
    assert [t[1] for t in second.tokens] == [(3, 1), (3, 4), (4, 3), (4, 6), (4, 7)]
    assert second.end == (5, 1)


def test_tokens_at_the_end_of_the_input() -> None:
    nothing = tokens(None, None)
    assert isinstance(nothing, Done)
    assert nothing.eof and not nothing.tokens and nothing.error is None
    cut = tokens(None, "foo(")
    assert isinstance(cut, More)
    ended = tokens(cut.continuation, None)
    assert isinstance(ended, Done)
    assert ended.eof and len(ended.tokens) == 2


def options(**more: object) -> epp.Options:
    files = {
        "src/m.erl": b'-include("inc/a.hrl").\n-include_lib("app/include/b.hrl").\n-end(?A, ?B).\n',
        "src/inc/a.hrl": b'-include("c.hrl").\n-define(A, ?C).\n',
        "src/inc/c.hrl": b"-define(C, c).\n",
        "/lib/app-1/include/b.hrl": b"-define(B, b).\n",
        "latin.erl": '%% coding: latin-1\n-a("é").\n'.encode("latin-1"),
        "bad.erl": b'a() -> ok.\nb() -> "\xe9".\nc() -> ok.\n',
    }

    def read(path: str) -> bytes:
        if path not in files:
            raise FileNotFoundError(path)
        return files[path]

    lib = {"app": "/lib/app-1"}
    return epp.Options(read, lib.get, location=(1, 1), **more)  # type: ignore[arg-type]


def test_includes_are_found_beside_the_including_file() -> None:
    forms = epp.parse_file("src/m.erl", options()).forms
    names = ["".join(map(chr, from_list(f[3][0]))) for f in forms if f[2:3] == (a.file,)]  # type: ignore
    assert names == [
        "src/m.erl",
        "src/inc/a.hrl",
        "src/inc/c.hrl",
        "src/inc/a.hrl",
        "src/m.erl",
        "/lib/app-1/include/b.hrl",
        "src/m.erl",
    ]


def test_the_coding_comment() -> None:
    parsed = epp.parse_file("latin.erl", options())
    assert parsed.encoding == "latin-1"
    assert w(parsed.forms[1]) == "{attribute,{2,2},a,[233]}"
    assert epp.read_encoding(b"%% -*- coding: utf-8 -*-\n") == "utf-8"
    assert epp.read_encoding(b"\n\n%% coding: latin-1\n") is None
    assert epp.read_encoding(b"coding: latin-1\n") is None
    assert epp.read_encoding(b"coding: latin-1\n", in_comment_only=False) == "latin-1"


def test_text_that_is_no_utf_8() -> None:
    # 1> epp:parse_file("bad.erl", [{location,{1,1}}]).
    forms = epp.parse_file("bad.erl", options()).forms
    assert [w(f) for f in forms[2:]] == [
        "{error,{{2,8},file_io_server,invalid_unicode}}",
        "{error,{{2,8},epp,cannot_parse}}",
        "{eof,{2,8}}",
    ]


def test_macros_as_options() -> None:
    macros = ((a.Z, (1, [a.x, None])), (a.D, a.true))
    text = b"-ifdef(D).\n-a(?Z).\n-endif.\n"
    forms = epp.parse_text("m.erl", text, options(macros=macros)).forms
    assert w(forms[1]) == "{attribute,{2,2},a,{1,[x]}}"
    with pytest.raises(epp.EppError) as caught:
        epp.parse_text("m.erl", b"", options(macros=((a.MACHINE, 1),)))
    assert w(caught.value.reason) == "{redefine_predef,'MACHINE'}"


def test_a_missing_file_is_an_os_error() -> None:
    with pytest.raises(FileNotFoundError):
        epp.parse_file("none.erl", options())


def chars(text: str) -> Term:
    return string_to_list(text)


def test_string_with_text_and_white_space() -> None:
    # 1> erl_scan:string("a %x\n 1", {1,1}, [return,text]).
    opts = to_list([atom("return"), a.text])
    assert w(erl_scan.string(chars("a %x\n 1"), (1, 1), opts)) == (
        "{ok,[{atom,[{text,[97]},{location,{1,1}}],a},"
        "{white_space,[{text,[32]},{location,{1,2}}],[32]},"
        "{comment,[{text,[37,120]},{location,{1,3}}],[37,120]},"
        "{white_space,[{text,[10,32]},{location,{1,5}}],[10,32]},"
        "{integer,[{text,[49]},{location,{2,2}}],1}],{2,3}}"
    )


def test_tokens_for_programs() -> None:
    # 2> {more, C} = erl_scan:tokens([], "a", 1), erl_scan:tokens(C, "b. c", 1).
    more = erl_scan.tokens_(None, chars("a"), 1)
    assert type(more) is tuple and more[0] is a.more
    assert (
        w(erl_scan.tokens_(more[1], chars("b. c"), 1)) == "{done,{ok,[{atom,1,ab},{dot,1}],1},[99]}"
    )
    # 3> erl_scan:tokens([], eof, 1).
    assert w(erl_scan.tokens_(None, a.eof, 1)) == "{done,{eof,1},eof}"


def test_token_accessors() -> None:
    token = (a.integer, [(a.text, chars("16#f")), [(a.location, (3, 4)), None]], 15)
    assert (erl_scan.line(token), erl_scan.column(token)) == (3, 4)
    assert erl_scan.end_location(token) == (3, 8)
    assert erl_scan.symbol(token) == 15
    assert erl_scan.category((atom("->"), 7)) is atom("->")
    assert erl_scan.column((atom("->"), 7)) is a.undefined
    assert erl_scan.reserved_word(atom("maybe")) is a.true
    assert erl_scan.reserved_word(a.spec) is a.false


def test_abstract() -> None:
    # 4> erl_parse:abstract({a,"é",[1|b],<<1:3>>,#{x => 1.5}}).
    term = (a.a, chars("é"), [1, a.b], parser.parse_term(scan("<<1:3>>.").tokens))
    assert w(erl_parse.abstract(term)) == (
        "{tuple,0,[{atom,0,a},{string,0,[233]},{cons,0,{integer,0,1},{atom,0,b}},"
        "{bin,0,[{bin_element,0,{integer,0,1},{integer,0,3},default}]}]}"
    )
    # 5> erl_parse:abstract([1.0,97], [{encoding,none},{location,{2,3}}]).
    options_ = to_list([(a.encoding, a.none), (a.location, (2, 3))])
    assert w(erl_parse.abstract(to_list([1.0, 97]), options_)) == (
        "{cons,{2,3},{float,{2,3},1.0},{cons,{2,3},{integer,{2,3},97},{nil,{2,3}}}}"
    )


def test_tokens_of_a_literal() -> None:
    # 6> erl_parse:tokens(erl_parse:abstract({a,[1|b],#{}})).
    node = erl_parse.abstract((a.a, [1, a.b]))
    assert w(erl_parse.tokens(node)) == (
        "[{'{',0},{atom,0,a},{',',0},{'[',0},{integer,0,1},{'|',0},{atom,0,b},{']',0},{'}',0}]"
    )


def test_annotations() -> None:
    anno = erl_anno.set_generated(a.true, (1, 2))
    assert w(anno) == "[{generated,true},{location,{1,2}}]"
    assert erl_anno.set_generated(a.false, anno) == (1, 2)
    assert w(erl_anno.set_line(7, anno)) == "[{generated,true},{location,{7,2}}]"
    assert erl_anno.is_anno(anno) is a.true
    assert erl_anno.is_anno((1, 0)) is a.false
    assert erl_anno.file(anno) is a.undefined
