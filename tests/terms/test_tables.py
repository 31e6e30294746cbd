"""Terms against the tables that scripts/terms_tables.py had erl fill in."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from pyerlshell.terms import floats, order
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.etf import decode, encode
from pyerlshell.terms.format import Options, format_text
from pyerlshell.terms.format_scan import FormatError
from pyerlshell.terms.hash import phash2
from pyerlshell.terms.lists import from_list
from pyerlshell.terms.pretty import pretty, shell_pretty
from pyerlshell.terms.write import write

FOLDER = Path(__file__).parent
RECORDS = {("ok", 2): [a.x, a.y], ("error", 1): [a.reason]}


def records(tag: Atom, size: int) -> list[Atom] | None:
    return RECORDS.get((tag.name, size))


def _format(x: Any) -> str:
    return _or_badarg(x[0], x[1], Options())


def _limited(x: Any) -> str:
    return _or_badarg(x[0], x[1], Options(chars_limit=x[2]))


def _or_badarg(fmt: Any, args: Any, options: Options) -> str:
    try:
        return format_text(fmt, args, options)
    except FormatError:
        return "badarg"


def _shell(x: Any) -> str:
    return shell_pretty(x, records=records)


def _pretty(x: Any) -> str:
    given = {k.name: v for k, v in from_list(x[1])}
    return pretty(
        x[0],
        given["column"],
        given["line_length"],
        given["depth"],
        given["line_max_chars"],
        records=records,
        encoding=given["encoding"].name,
        strings=given["strings"] is a.true,
    )


def _compare(x: Any) -> str:
    return f"{order.compare(*x)} {str(order.exact_equal(*x)).lower()}"


def _phash2(x: Any) -> str:
    return f"{phash2(x)} {phash2(x, 1 << 32)}"


def _floats(x: Any) -> str:
    return floats.float_text(x[0], from_list(x[1]))


def _external(x: Any) -> str:
    return base64.b64encode(encode(x)).decode()


ANSWERS = {
    "format": _format,
    "limited": _limited,
    "shell": _shell,
    "pretty": _pretty,
    "compare": _compare,
    "phash2": _phash2,
    "floats": _floats,
    "external": _external,
}


def _difference(expected: str, got: str) -> str:
    """The neighbourhood of the first difference."""
    same = next(
        (i for i, (p, q) in enumerate(zip(expected, got)) if p != q), min(len(expected), len(got))
    )
    start = max(same - 60, 0)
    return f"  erl : {expected[start : same + 60]!r}\n  here: {got[start : same + 60]!r}"


@pytest.mark.parametrize("name", sorted(p.stem for p in FOLDER.glob("*.table")))
def test_table(name: str) -> None:
    wrong = []
    for line in (FOLDER / f"{name}.table").read_text("utf-8").splitlines():
        question, argument, answer = line.split(" ", 2)
        x = decode(base64.b64decode(argument))
        expected, got = json.loads(answer), ANSWERS[question](x)
        if got != expected:
            wrong.append(f"{question} {write(x)[:300]}\n{_difference(expected, got)}")
    if wrong:
        pytest.fail(f"{len(wrong)} differ:\n" + "\n".join(wrong[:8]), pytrace=False)
