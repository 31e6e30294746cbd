"""Scanner, parser, preprocessor: a real Erlang's answers (scripts/record-syntax.escript)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pyerlshell.syntax import epp, erl_features, erl_parse, erl_scan
from pyerlshell.syntax.erl_scan import Done, More, scan, tokens
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.pretty import pretty
from pyerlshell.terms.types import Term

HERE = Path(__file__).parent
FORMAT = {
    a.erl_scan: erl_scan.format_error,
    a.erl_parse: erl_parse.format_error,
    a.epp: epp.format_error,
    a.erl_features: erl_features.format_error,
}
FILES = {
    "h.hrl": b"-define(H, h).\n-record(h, {a}).\n",
    "open.hrl": b"-ifdef(Q).\n-define(H, h).\n",
    "d.md": b"Text.\n",
}


def shown(term: Term) -> list[str]:
    """The term, and the words for it if it is an error."""
    lines = [pretty(term, line_length=0)]
    if type(term) is tuple and (term[0] is a.error or term[0] is a.warning):
        _, module, descriptor = term[1]
        lines.append("! " + FORMAT[module](descriptor))
    return lines


def of_scan(text: str) -> list[str]:
    found = scan(text)
    if found.error is not None:
        return shown((a.error, found.error, found.end))
    return shown((a.ok, to_list(found.tokens), found.end))


def of_pieces(text: str) -> list[str]:
    """One character at a time; the rest of a form is given again."""
    lines: list[str] = []
    continuation, at, waiting = None, (1, 1), list(text)
    while True:
        found = tokens(continuation, waiting.pop(0) if waiting else None, at)
        if isinstance(found, More):
            continuation = found.continuation
            continue
        if found.error is not None:
            return lines + shown((a.error, found.error, found.end))
        if not found.tokens:
            return lines + shown((a.eof, found.end))
        lines += shown((a.ok, to_list(found.tokens), found.end))
        if found.eof and not found.rest:
            return lines
        continuation, at, waiting = None, found.end, [*found.rest, *waiting]


def parsed(parse: Callable[[list[erl_scan.Token]], Term]) -> Callable[[str], list[str]]:
    def answer(text: str) -> list[str]:
        try:
            return shown((a.ok, parse(scan(text).tokens)))
        except erl_parse.ParseError as e:
            return shown((a.error, e.info))

    return answer


def read_file(path: str) -> bytes:
    if path not in FILES:
        raise FileNotFoundError(path)
    return FILES[path]


def of_epp(text: str) -> list[str]:
    options = epp.Options(read_file, location=(1, 1))
    forms = epp.parse_text("m.erl", text.encode(), options).forms
    return [line for form in forms for line in shown(form)]


MODES: dict[str, Callable[[str], list[str]]] = {
    "scan": of_scan,
    "pieces": of_pieces,
    "forms": parsed(erl_parse.parse_form),
    "exprs": parsed(erl_parse.parse_exprs),
    "terms": parsed(erl_parse.parse_term),
    "epp": of_epp,
}


def cases() -> Iterator[tuple[str, str, list[str]]]:
    """(mode, input, expected lines) of every case."""
    for file in sorted(HERE.glob("*.cases")):
        for block in file.read_text("utf-8").split("\n\n"):
            lines = block.rstrip("\n").split("\n")
            given = [line[3:] for line in lines if line.startswith(">> ")]
            expected = [line for line in lines if not line.startswith(">> ")]
            yield file.name.split(".")[0].split("-")[0], "\n".join(given), expected


@pytest.mark.parametrize("mode, given, expected", [*cases()])
def test_case(mode: str, given: str, expected: list[str]) -> None:
    assert MODES[mode](given) == expected


def test_there_are_cases() -> None:
    assert len({mode for mode, _, _ in cases()}) == len(MODES)
    assert sum(1 for _ in cases()) > 500


def test_done_and_more_are_what_tokens_gives() -> None:
    assert isinstance(tokens(None, "a"), More)
    assert isinstance(tokens(None, "a. "), Done)
